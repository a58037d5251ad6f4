import type { Clock } from '@user-admin/wire/fake/clock'
import type { AacSeed } from './seed-form.ts'
import type { AacSwitches } from './switches.ts'
import type { FakeExchange } from './token-server.ts'

/** What the fake starts with, its tokens, and its switches. */
export interface FakeAacOptions extends AacSwitches {
  /** Default: one workspace with 25 people. */
  readonly seed?: AacSeed | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Milliseconds before each answer. Default 0. */
  readonly latency?: number | undefined
  /** Seconds that an access token lives. Default 300. */
  readonly tokenLife?: number | undefined
  /** Seconds that a refresh token lives. Default 365 days. */
  readonly refreshLife?: number | undefined
  /** Does the life of a refresh token begin anew with each exchange (facts §2.3: nobody knows)? Default false. */
  readonly rotationProlongs?: boolean | undefined
  /** Seconds in which a spent refresh token is still taken. Default 0. */
  readonly graceSeconds?: number | undefined
  /** Does a spent refresh token that comes again revoke its successors? Default false. */
  readonly reuseRevokes?: boolean | undefined
  /** Changes the token server's answers: odd `expires_in`, `scope`, `id_token`, missing fields. */
  readonly tokenAnswer?:
    | ((answer: Readonly<Record<string, unknown>>, exchange: FakeExchange) => Readonly<Record<string, unknown>>)
    | undefined
  /** Are payloads of tokens free of the two letters that the vendor's own samples cannot decode (facts §2.4)? Default false. */
  readonly plainPayloads?: boolean | undefined
  /** The `iss` of tokens; `self` is the fake's own address. Default the vendor's, `https://pingauth.alteryxcloud.com/as`. */
  readonly issuer?: string | undefined
}
