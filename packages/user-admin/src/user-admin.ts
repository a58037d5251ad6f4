import type { Pace } from './pace.ts'

/** Where people are administered: a whole platform, or one workspace of it. */
export interface Scope {
  readonly system: 'houston' | 'aac'
  readonly kind: 'platform' | 'workspace'
  /** Scheme and host of the system (`https://houston.example.com`). */
  readonly origin: string
  /** The workspace's id; `platform` for a platform. */
  readonly id: string
  /** What people call it; shown in every sentence of a plan. */
  readonly name: string
}

/** A role that can be held in a scope. */
export interface Role<R extends string = string> {
  readonly id: R
  readonly name: string
  /** Holders can administer the people of the scope. */
  readonly admin: boolean
}

/** One way in. A person's access is all of them together. */
export interface Access {
  readonly via: 'direct' | 'team' | 'group' | 'system' | 'deployment' | 'invite'
  /** Of the team, group or deployment, as people call it. */
  readonly name?: string
  /** Of the team, group or deployment. */
  readonly id?: string
  readonly role: string
  /** Who can take it away: this interface, an identity provider, SCIM, or nobody knows. */
  readonly managedBy: 'here' | 'idp' | 'scim' | 'unknown'
}

/** A person in a scope: active, invited or suspended. */
export interface Member<R extends string = string> {
  /** Opaque; of the person, or of the oldest open invitation where there is no person yet. */
  readonly id: string
  /** As the system shows it; compare with {@link canonicalEmail}. Empty where the system knows none. */
  readonly email: string
  /** Further addresses that the system knows this person by. */
  readonly aliases: readonly string[]
  readonly name?: string | undefined
  readonly status: 'active' | 'invited' | 'suspended'
  readonly roles: readonly R[]
  /** Can administer the people of the scope, by any way in. `undefined`: the system does not say, and it counts as yes. */
  readonly admin: boolean | undefined
  readonly access: readonly Access[]
  /** Changes whenever this becomes another membership (left, re-invited, other roles, another address): what `ifMark` is compared with. */
  readonly mark: string
  /** Milliseconds since the epoch. */
  readonly since?: number | undefined
  /** Milliseconds since the epoch; `undefined` where the system does not say. */
  readonly lastSeenAt?: number | undefined
  /** The system's own record, in the wire's names. */
  readonly native: unknown
}

/** Names one person. Where both are given, both must match. */
export type UserRef =
  | { readonly id: string; readonly email?: string | undefined }
  | { readonly email: string; readonly id?: string | undefined }

/** Who the credential acts as. */
export interface Caller {
  /** A person's id, or `key:` and 12 hex digits that tell a service account's key from others. */
  readonly id: string
  readonly email?: string | undefined
  readonly kind: 'person' | 'service-account'
}

/**
 * How a change ended.
 *
 * - `done`: a read shows it.
 * - `pending`: it will be so once the person accepts.
 * - `unchanged`: it was so already.
 * - `remains`: our part is done and the person still gets in; see the member's `access`.
 */
export type Outcome = 'done' | 'pending' | 'unchanged' | 'remains'

/** The outcome of one change, and the person as read back after it (absent: not in the scope any more). */
export interface Change<R extends string = string> {
  readonly outcome: Outcome
  readonly member?: Member<R> | undefined
  /** What a person reading a report should know besides. */
  readonly note?: string | undefined
}

/** What every method takes last. */
export interface CallOptions {
  /** Rejects with the signal's own reason. A change that was already begun is finished first, so that its outcome is known. */
  readonly signal?: AbortSignal | undefined
}

/** What every change takes last: who watches it is told of what it is about to do, and of what it did. */
export interface ActOptions extends CallOptions {
  /**
   * Told of the person as a look shows them (`undefined`: not there) just before anything is sent, and awaited. If it
   * throws, nothing is sent, and the change rejects with that. Not told where there is nothing to send.
   */
  readonly onBefore?: ((before: Member | undefined) => unknown) | undefined
  /** Told of the id that the system gave a request that changes something, where it gives one. */
  readonly onRequest?: ((id: string) => void) | undefined
  /**
   * Has the last word before each request that changes something, whatever that had to wait for: if it throws, that
   * request is not sent. `isBegun`: a part of the same change went through before.
   */
  readonly check?: ((isBegun?: boolean) => void) | undefined
}

/** What every change of a member takes last. */
export interface ChangeOptions extends ActOptions {
  /** Acts only on the membership with this {@link Member.mark}: another one of the same person is a `conflict`, and nothing is sent. */
  readonly ifMark?: string | undefined
}

/** Reads the people of one scope. Enough for a plan. */
export interface UserReader<R extends string = string> {
  readonly scope: Scope
  /** `one`: a member holds at most one role here, a new one replaces it. `many`: roles are a set. */
  readonly roleModel: 'one' | 'many'
  /** What its requests wait for, so that the server is not asked more than it takes. Absent: they wait for nothing. */
  readonly pace?: Pace | undefined
  /** Who the credential acts as. */
  whoAmI(options?: CallOptions): Promise<Caller>
  /** The roles that can be given in this scope. */
  roles(options?: CallOptions): Promise<readonly Role<R>[]>
  /** Every person of the scope once: active, invited and suspended. Whole, or an error. */
  list(options?: CallOptions): AsyncIterable<Member<R>>
  /** The person, or `undefined` when not in the scope. */
  get(ref: UserRef, options?: CallOptions): Promise<Member<R> | undefined>
  /**
   * The ways in that this credential is not shown, one sentence each (`System roles, which open every workspace, …`).
   * Empty, or no such method: every way in stands in each member's `access`.
   */
  unseen?(options?: CallOptions): Promise<readonly string[]>
  /**
   * People who are not in the list and get in all the same, as far as this credential is shown: by a role of the whole
   * platform, their own or a team's. No change of this scope takes that away. With `ref`, only that person is looked
   * for. No such method: there are none.
   */
  outsiders?(options?: CallOptions & { readonly ref?: UserRef | undefined }): Promise<readonly Member<R>[]>
}

/**
 * Administers the people of one scope. Every change reads before (already so is `unchanged`) and
 * after (`done` is what a read showed); a call whose end is unknown is resolved by looking.
 *
 * @throws {UserAdminError} from every method.
 */
export interface UserAdmin<R extends string = string> extends UserReader<R> {
  /** Invites a person, or adds one whom the system knows already. Someone who is in the scope is `unchanged`. */
  invite(person: Invitation<R>, options?: ActOptions): Promise<Change<R>>
  /** Gives exactly these roles, or adds and drops some. */
  setRoles(ref: UserRef, roles: readonly R[] | RoleChange<R>, options?: ChangeOptions): Promise<Change<R>>
  /** Takes the person out of the scope, open invitations included. On a Houston platform this deletes the account. */
  remove(ref: UserRef, options?: ChangeOptions): Promise<Change<R>>
}

/** Whom to invite, and what they hold once they are in. */
export interface Invitation<R extends string = string> {
  readonly email: string
  readonly roles?: readonly R[] | undefined
  /** Roles on deployments of the workspace; only where {@link CanSetDeploymentRoles} is. */
  readonly deployments?: readonly { readonly id: string; readonly role: string }[] | undefined
}

/** Roles to give and to take; others stay as they are. */
export interface RoleChange<R extends string = string> {
  readonly add?: readonly R[] | undefined
  readonly drop?: readonly R[] | undefined
}

/** Locks people out without taking anything from them. */
export interface CanSuspend<R extends string = string> {
  /** Locks the person out. Assets, roles and seat stay. */
  suspend(ref: UserRef, options?: ChangeOptions): Promise<Change<R>>
  /** Lets a suspended person in again. */
  reinstate(ref: UserRef, options?: ChangeOptions): Promise<Change<R>>
}

/** Hands everything that one person owns to another. Impossible once the person is removed, and cannot be undone. */
export interface CanTransferAssets {
  /** Hands over everything. With `ifMark`, only while `from` is the membership meant. */
  transferAssets(from: UserRef, to: UserRef, options?: ChangeOptions): Promise<void>
}

/** Mails an open invitation again. */
export interface CanRemind<R extends string = string> {
  /** Mails the invitation of somebody who has not come yet again; what it gives stays as it is. */
  remind(ref: UserRef, options?: ChangeOptions): Promise<Change<R>>
}

/** How many people may be in the scope at once, where that is sold by the seat. */
export interface Seats {
  /** `undefined`: the system does not say. */
  readonly limit: number | undefined
  /** Taken now, suspended people included. `undefined`: the system does not say. */
  readonly taken: number | undefined
}

/** Knows how many seats there are. */
export interface CanCountSeats {
  /** How many seats there are, and how many are taken. */
  seats(options?: CallOptions): Promise<Seats>
}

/** A deployment of a workspace. */
export interface Deployment {
  readonly id: string
  readonly name: string
}

/** Gives roles on single deployments of a workspace, beside the workspace's own. */
export interface CanSetDeploymentRoles<R extends string = string> {
  /** The deployments of the workspace. */
  deployments(options?: CallOptions): Promise<readonly Deployment[]>
  /** Gives exactly this role on one deployment, by its id; `null` takes what is held there. */
  setDeploymentRole(ref: UserRef, deployment: string, role: string | null, options?: ChangeOptions): Promise<Change<R>>
}

/** A team (Houston) or group (AAC) that gives its members roles in the scope. */
export interface Team {
  readonly id: string
  readonly name: string
  /** What its members hold here through it; empty where it opens nothing here. */
  readonly roles: readonly string[]
  readonly managedBy: Access['managedBy']
  /** Ids of its people; `undefined` where this credential is not shown them. */
  readonly members?: readonly string[] | undefined
}

/** Puts people into teams that are managed here. */
export interface CanJoinTeams<R extends string = string> {
  /** Every team that can be named, those of an identity provider included. */
  teams(options?: CallOptions): Promise<readonly Team[]>
  /** Puts the person into a team, by its id. One that an identity provider fills is `invalid`. */
  addToTeam(ref: UserRef, team: string, options?: ChangeOptions): Promise<Change<R>>
}

/** What only some systems can do, each an interface of its own. */
export interface Capabilities {
  suspend: CanSuspend
  transferAssets: CanTransferAssets
  remind: CanRemind
  seats: CanCountSeats
  setDeploymentRole: CanSetDeploymentRoles
  addToTeam: CanJoinTeams
}

/** Whether this scope can do it: derived from the methods present, so it cannot lie. */
export function can<A extends object, K extends keyof Capabilities>(admin: A, what: K): admin is A & Capabilities[K] {
  return what in admin && typeof (admin as Record<string, unknown>)[what] === 'function'
}
