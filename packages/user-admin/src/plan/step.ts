import type { PersonIn } from '../journal/journal.ts'
import type { Access, Outcome } from '../user-admin.ts'

/** What can hold back a step, in the order in which it is said. A release names one of these. */
export const guardCodes = [
  'state',
  'rolling',
  'per-run',
  'small-scope',
  'leaver',
  'typo',
  'admins',
  'assets',
  'accounts',
] as const
/** The name of a guard: what a step is held by, and what a release gives. */
export type GuardCode = (typeof guardCodes)[number]

/** What a step can do, in the order in which it is done: what gives comes before what takes. */
export const actions = [
  'invite',
  'reinstate',
  'set-roles',
  'set-deployment-role',
  'add-to-team',
  'remind',
  'transfer',
  'suspend',
  'remove',
] as const
/** What a step does. */
export type Action = (typeof actions)[number]

/** One thing that a plan would do to one person. */
export interface Step {
  /** The key of the scope: one of the plan's `scopes`. */
  readonly scope: string
  readonly action: Action
  readonly email: string
  /** Further addresses of a member: whoever is said to be out must be out under each of them. */
  readonly aliases?: readonly string[]
  /** Absent for someone who is not in the scope yet. */
  readonly id?: string
  /** Of leavers of a source: who of it that member is. */
  readonly person?: PersonIn
  /** The effect in words: `take ana@example.edu out of workspace spring-class`. */
  readonly what: string
  /** What in the goal asks for it: `Not on the list of people to keep.` */
  readonly reason: string
  /** Of a member: as they were when they were read. */
  readonly status?: 'active' | 'invited' | 'suspended'
  /** The membership that this was planned for; another one by then is left alone. */
  readonly mark?: string
  /** The person administers the scope, or may. */
  readonly admin: boolean
  /** Takes administration away: a removal or suspension of an administrator, or a role that drops it. */
  readonly takesAdmin: boolean
  /** Of roles here and on deployments: a lesser one takes the place of a greater one. */
  readonly lowers?: true
  /** Of an invitation and of `set-roles`. */
  readonly roles?: { readonly add: readonly string[]; readonly drop: readonly string[] }
  /** Of an invitation: any number; of `set-deployment-role`: one, and `null` takes what is held there. */
  readonly deployments?: readonly { readonly id: string; readonly name: string; readonly role: string | null }[]
  /** Of `add-to-team`. */
  readonly team?: { readonly id: string; readonly name: string }
  /** How this can end at best. `unknown`: this credential is not shown every way in; see the scope's `unseen`. */
  readonly promises: Outcome | 'unknown'
  /** The ways in that stay open, where `promises` is `remains`. */
  readonly stays?: readonly Access[]
  /** Who receives what the person owns: of `transfer`, and before a removal. */
  readonly transferTo?: { readonly id: string; readonly email: string }
  /** Why this cannot be undone, if it cannot. */
  readonly irreversible?: string
  /** The person is not marked as a leaver, but absent from the directory, and not yet for long enough. */
  readonly absentSince?: string
  /** The guards that hold this step back. */
  readonly heldBy: readonly GuardCode[]
}

/** Someone whom the goal would touch, and who is left alone. */
export interface Kept {
  readonly scope: string
  readonly email: string
  readonly id: string
  /** As of a {@link Step}; of several who may be meant, one who left. */
  readonly person?: PersonIn
  readonly code:
    | 'self'
    | 'protected'
    | 'look-alike'
    | 'ambiguous'
    | 'collision'
    | 'no-address'
    | 'invited-lately'
    | 'last-seen-unknown'
    | 'changed-since'
  readonly reason: string
}

/** Something that the goal asks for and this scope cannot do. */
export interface Blocked {
  readonly scope: string
  readonly action: Step['action']
  readonly email: string
  /** Absent for someone who is not in the scope yet. */
  readonly id?: string
  /** As of a {@link Step}. */
  readonly person?: PersonIn
  readonly reason: string
  readonly remedy: string
}

/** Something that the goal asks for and that waits for the person, who has not accepted the invitation yet. */
export interface Later {
  readonly scope: string
  readonly email: string
  /** What a plan made then would do. */
  readonly what: string
}

/** An entry of a list that means nobody in any scope of the plan. */
export interface Missing {
  readonly entry: string
  /** The nearest addresses, at most three. */
  readonly nearest: readonly string[]
}

/** A member whom the directory does not know. Never removed for that. */
export interface Unmatched {
  readonly scope: string
  readonly email: string
  readonly id: string
  /** The nearest addresses of the directory, at most three; of somebody of the same name the address goes first. */
  readonly nearest: readonly string[]
  /** The person was exempt until then, ISO 8601, and is not any more. */
  readonly exemptUntil?: string
  /** Who answered for them. */
  readonly owner?: string
}
