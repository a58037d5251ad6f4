import type { UserRow } from './state.ts'

const day = 24 * 60 * 60 * 1000

/** What a token says of its owner, in seconds since the epoch (facts §1.3). */
export interface TokenPayload {
  readonly uuid: string
  readonly iat: number
  readonly exp: number
}

/** The tokens of users: made here, good for a day. */
export class Tokens {
  readonly #issued: Map<string, { readonly user: string; readonly until: number }> = new Map()

  /** A token in the form of a JWT. Its signature is none. */
  mint(user: UserRow, now: number): { readonly value: string; readonly payload: TokenPayload } {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const payload = { uuid: user.id, iat: Math.floor(now / 1000), exp: Math.floor((now + day) / 1000) }
    const value = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(payload)}.${part({ fake: this.#issued.size })}`
    this.#issued.set(value, { user: user.id, until: now + day })
    return { value, payload }
  }

  /** Whose token this is, if it is still good. */
  owner(token: string, now: number): string | undefined {
    const issued = this.#issued.get(token)
    return issued !== undefined && issued.until > now ? issued.user : undefined
  }
}
