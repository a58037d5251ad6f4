import type { Attempt, Exchange } from '@user-admin/wire/send'
import type { Token } from './access.ts'

/** How to reach one Houston. */
export interface HoustonOptions {
  /** `https://houston.<baseDomain>`, with or without `/v1`. `http:` only for this machine. */
  readonly url: string
  /** A service account's key or a user's token, or a function that gives it for each call. Without one, every call says how to get it. */
  readonly token: Token
  /** Milliseconds that one attempt may take. Default 30,000. */
  readonly timeout?: number | undefined
  /** What sends a request. Default: the runtime's own `fetch`. */
  readonly fetch?: typeof fetch | undefined
  /** Awaited before each attempt, to pace requests. Default: none. */
  readonly gate?: ((attempt: Attempt, signal: AbortSignal | undefined) => void | Promise<void>) | undefined
  /** Told of each attempt; it holds no token, variable or body. Default: none. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** What every call takes last. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined
}

/** What `invites` and `workspaceInvites` take last. */
export interface InviteOptions extends CallOptions {
  /** Only invites of exactly this address. Default: all. */
  readonly email?: string | undefined
}

/** Whom Houston takes the caller for. */
export interface Caller {
  /** The person that a token belongs to. A service account has none. */
  readonly user?: { readonly id: string; readonly username: string | null }
  readonly canSysAdmin: boolean
  /** A service account's mark: `key:` and 12 hex digits of its key's SHA-256. */
  readonly key?: string
}
