/** @module user-admin/directory/entra */

import { UserAdminError } from '../errors.ts'
import type { Source } from './source.ts'

/** Gives tokens: any credential of `@azure/identity` has this form. */
export interface TokenCredential {
  getToken(
    scopes: string | string[],
    options?: { abortSignal?: AbortSignal },
  ): Promise<{ token: string; expiresOnTimestamp: number } | null>
}

/** Which Entra ID, and who of it is meant. */
export interface EntraIdOptions {
  /** What the source is called and remembered under. Default `entra-id`. */
  readonly name?: string | undefined
  readonly credential: TokenCredential
  /** Only the people in these groups, directly or through other groups; each by its object id, or by a name that only one has. */
  readonly groups?: readonly string[] | undefined
  /** Whether guests (`#EXT#`) are read too. Default true. */
  readonly guests?: boolean | undefined
  /** Whether users are read who were deleted within the last 30 days. Default true. */
  readonly deleted?: boolean | undefined
  /** Where the link to the next changes is kept, with the people that it continues from: a reading asks for changes only. */
  readonly delta?: DeltaStore | undefined
  /** Of another cloud: `https://graph.microsoft.us`. Default `https://graph.microsoft.com`. */
  readonly endpoint?: string | undefined
  readonly fetch?: typeof fetch | undefined
  /** How long one answer may take, in milliseconds. Default 30,000. */
  readonly timeout?: number | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** Keeps one text from reading to reading. */
export interface DeltaStore {
  read(): Promise<string | undefined>
  write(text: string): Promise<void>
}

/** The people of an Entra ID (Azure AD), read over Microsoft Graph. */
export function entraId(_options: EntraIdOptions): Source {
  throw new UserAdminError('unsupported', 'Not written yet.')
}
