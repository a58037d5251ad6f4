import type { Exchange, Gate } from '@user-admin/wire/send'
import type { Token } from './access.ts'
import type { HoustonRelease } from './features.ts'
import type { Role } from './role.ts'

/** How to reach one Houston. */
export interface HoustonOptions {
  /** `https://houston.<baseDomain>`, with or without `/v1`. `http:` only for this machine. */
  readonly url: string
  /** A service account's key or a user's token, or a function that gives it for each call. Without one, every call says how to get it. */
  readonly token: Token
  /**
   * Which release this Houston is, `0.37.5` or what `release()` answered: then the server is never asked for what it
   * understands. Default: it is asked, once, before the first call whose form depends on it.
   */
  readonly release?: string | HoustonRelease | undefined
  /** Milliseconds that one attempt may take. Default 30,000. */
  readonly timeout?: number | undefined
  /** What sends a request. Default: the runtime's own `fetch`. */
  readonly fetch?: typeof fetch | undefined
  /** Awaited before each attempt, to pace requests. Default: none. */
  readonly gate?: Gate | undefined
  /** Told of each attempt; it holds no token, variable or body. Default: none. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** What every call takes last. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined
  /** Has the last word before each attempt of this one call, once the gate has let it through: what it throws, the call rejects with, and nothing is sent. */
  readonly check?: (() => void) | undefined
}

/** What `invites` and `workspaceInvites` take last. */
export interface InviteOptions extends CallOptions {
  /** Only invites of exactly this address. Default: all. */
  readonly email?: string | undefined
}

/** What `deleteInvite` takes last. */
export interface DeleteInviteOptions extends CallOptions {
  /** The workspace that the invite is to: lets its administrator take it back, who is none of the platform (facts §3.11). */
  readonly workspaceUuid?: string | undefined
}

/** What `addMember` takes last. */
export interface AddMemberOptions extends CallOptions {
  /** Send no mail: for installations where people sign in by their identity provider. From 0.25.3. Default false. */
  readonly bypassInvite?: boolean | undefined
  /** Roles on deployments of the workspace, given at once. From 0.21 or so. Default: none. */
  readonly deploymentRoles?: readonly { readonly deploymentId: string; readonly role: Role }[] | undefined
}

/** What `teams` takes last. */
export interface TeamOptions extends CallOptions {
  /** Only the teams of this workspace. Default: all. */
  readonly workspaceUuid?: string | undefined
}

/** Whom Houston takes the caller for. */
export interface Caller {
  /** The person that a token belongs to. A service account has none. */
  readonly user?: { readonly id: string; readonly username: string | null }
  readonly canSysAdmin: boolean
  /** A service account's mark: `key:` and 12 hex digits of its key's SHA-256. */
  readonly key?: string
}
