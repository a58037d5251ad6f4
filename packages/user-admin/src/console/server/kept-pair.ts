import { rotating, type StoredPair, type TokenSource } from '@user-admin/aac-client'

/** A pair in memory that is renewed as often as it takes, and can be handed back as it is now. */
export class KeptPair {
  readonly source: TokenSource
  readonly #first: string
  #stored: StoredPair

  /** @param now Milliseconds since the epoch. */
  constructor(pair: { readonly access: string; readonly refresh: string }, now: () => number) {
    this.#first = pair.refresh
    const tokens = { accessToken: pair.access, refreshToken: pair.refresh, expiresAt: endOf(pair.access) }
    this.#stored = { tokens }
    this.source = rotating(
      {
        read: async () => this.#stored.tokens,
        exclusively: (work) =>
          work({
            read: async () => this.#stored,
            mark: async () => {
              this.#stored = { ...this.#stored, exchangeSince: this.#stored.exchangeSince ?? now() }
              return true
            },
            refuse: async (given) => {
              this.#stored = { ...given, refusedSince: now() }
            },
            write: async (next) => {
              this.#stored = { tokens: next }
            },
          }),
      },
      { now },
    )
  }

  /** The pair that was pasted is not good any more. */
  get isSpent(): boolean {
    return this.#stored.tokens.refreshToken !== this.#first || this.#stored.exchangeSince !== undefined
  }

  /** It was refused, so that nothing renews it. */
  get isRefused(): boolean {
    return this.#stored.refusedSince !== undefined
  }

  /** As the vendor's own file has it. */
  get text(): string {
    const { accessToken, refreshToken } = this.#stored.tokens
    return `${JSON.stringify({ access_token: accessToken, refresh_token: refreshToken }, undefined, 2)}\n`
  }
}

/** When an access token ends by its own word, in ms since the epoch. */
export function endOf(access: string): number {
  try {
    const payload = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      readonly exp?: unknown
    }
    return typeof payload.exp === 'number' ? payload.exp * 1000 : Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
