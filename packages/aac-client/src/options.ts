import type { Exchange, Gate } from '@user-admin/wire/send'
import { refusal } from './errors.ts'
import type { Hosts, Region } from './planes.ts'
import type { CallOptions, TokenSource } from './tokens.ts'

/** Which installation, as whom, and how. */
export type AacClientOptions = AacPlace & AacHabits

/** One of the vendor's regions, or the hosts by name. */
export type AacPlace =
  | { readonly region: Region; readonly hosts?: undefined }
  | { readonly hosts: Hosts; readonly region?: undefined }

/** Options that are the same everywhere. */
export interface AacHabits {
  /**
   * An access token, or what makes one (`memoryTokens`, `fileTokens`, `rotating`, your own function). `undefined` or
   * empty is an error at the first call, which says how to get one.
   */
  readonly token: string | undefined | TokenSource
  /** The `x-api-project-id` of the gateway, where your tenant asks for one. Default: not sent. */
  readonly projectId?: string | undefined
  /** Milliseconds since the epoch; decides when a token is renewed. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** Milliseconds that one attempt may take, its whole answer included. Default 30,000. */
  readonly timeout?: number | undefined
  /** Attempts after the first, where it is safe to try again. Default 3. */
  readonly retries?: number | undefined
  /** Sends requests, those of the token source too. Default the global one. */
  readonly fetch?: typeof fetch | undefined
  /** Awaited before each attempt, to pace requests. Its waiting counts as no timeout. */
  readonly gate?: Gate | undefined
  /** Told of each attempt: status, time, request ids and rate limits; no token, parameter or body. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** What every method that changes something takes last. */
export interface ChangeOptions extends CallOptions {
  /** Told of each attempt of this one change, after the client's own `onExchange`: of the change, not of what is asked before it. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
  /** Has the last word before each attempt of this one change, once the gate has let it through: what it throws, the method rejects with, and nothing is sent. */
  readonly check?: (() => void) | undefined
}

/** @throws {AacError} `BAD_OPTION` for a value that cannot be meant. */
export function checkOptions({ projectId, timeout, retries }: AacClientOptions): void {
  if (projectId !== undefined && !/^[\x21-\x7e]+$/.test(projectId)) {
    throw refusal('AacClient', 'BAD_OPTION', 'the option projectId must be the id of an API project, without blanks')
  }
  const whole = (value: number | undefined, least: number): boolean =>
    value === undefined || (Number.isSafeInteger(value) && value >= least && value < 2 ** 31)
  if (!whole(timeout, 1)) throw refusal('AacClient', 'BAD_OPTION', 'the option timeout must be a whole number')
  if (!whole(retries, 0)) throw refusal('AacClient', 'BAD_OPTION', 'the option retries must be a whole number')
}
