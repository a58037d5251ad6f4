import { until } from '@user-admin/wire/until'
import { GraphFault } from './fault.ts'

/** Gives tokens: any credential of `@azure/identity` has this form. */
export interface TokenCredential {
  /** A token for these scopes; `null` where the credential has none. `expiresOnTimestamp` is in milliseconds since the epoch. */
  getToken(
    scopes: string | string[],
    options?: { abortSignal?: AbortSignal },
  ): Promise<{ token: string; expiresOnTimestamp: number } | null>
}

/** Milliseconds before its end from which on a token is not used: what is asked with it has to arrive. */
const margin = 60_000

/** The tokens of one credential, each used until shortly before it ends. */
export class Tokens {
  readonly #credential: TokenCredential
  readonly #scope: string
  readonly #now: () => number
  #current: { readonly token: string; readonly end: number } | undefined

  constructor(credential: TokenCredential, scope: string, now: () => number) {
    this.#credential = credential
    this.#scope = scope
    this.#now = now
  }

  /**
   * A token that can stand in a header.
   *
   * @param refused The one that was answered with 401: it is not given again if the credential has another.
   * @throws {GraphFault} `unauthenticated`, where the credential gives none.
   */
  async token(signal: AbortSignal | undefined, refused?: string): Promise<string> {
    const current = this.#current
    if (current !== undefined && current.token !== refused && current.end - margin > this.#now()) return current.token
    const given = await until(this.#drawn(signal), signal)
    const { token, expiresOnTimestamp } = (given ?? {}) as { token?: unknown; expiresOnTimestamp?: unknown }
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/u.test(token))
      throw new GraphFault(
        'unauthenticated',
        `The credential gave no token for ${this.#scope}: check the tenant, the application and its secret or identity.`,
      )
    this.#current = { token, end: typeof expiresOnTimestamp === 'number' ? expiresOnTimestamp : 0 }
    return token
  }

  async #drawn(signal: AbortSignal | undefined): Promise<unknown> {
    try {
      return await this.#credential.getToken(this.#scope, signal === undefined ? {} : { abortSignal: signal })
    } catch {
      // What the credential's library throws may hold a secret: neither its text nor itself goes on.
      throw new GraphFault(
        'unauthenticated',
        `The credential failed to get a token for ${this.#scope}: check the tenant, the application, and whether its secret or certificate has ended.`,
      )
    }
  }
}

/** The tenant that a token is of, where it says so. Only to tell tenants apart: nothing is allowed because of it. */
export function tenantOf(token: string): string {
  try {
    const payload = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))
    const { tid } = JSON.parse(payload) as { tid?: unknown }
    return typeof tid === 'string' ? tid : ''
  } catch {
    return ''
  }
}
