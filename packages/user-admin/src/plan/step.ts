import type { Outcome } from '../user-admin.ts'

/** What can hold back a step. A release names one of these. */
export const guardCodes = ['per-run', 'typo', 'admins', 'assets', 'accounts'] as const
/** The name of a guard: what a step is held by, and what a release gives. */
export type GuardCode = (typeof guardCodes)[number]

/** One thing that a plan would do to one person. */
export interface Step {
  readonly action: 'invite' | 'set-roles' | 'suspend' | 'remove'
  readonly email: string
  /** Absent for someone who is not in the scope yet. */
  readonly id?: string
  /** The effect in words: `take ana@example.edu out of workspace spring-class`. */
  readonly what: string
  /** The membership that this was planned for; another one by then is left alone. */
  readonly mark?: string
  /** The person administers the scope, or may. */
  readonly admin: boolean
  /** Takes administration away: a removal or suspension of an administrator, or a role that drops it. */
  readonly takesAdmin: boolean
  readonly roles?: { readonly add: readonly string[]; readonly drop: readonly string[] }
  /** How this can end at best. */
  readonly promises: Outcome
  /** Who receives what the person owns, before the removal. */
  readonly transferTo?: { readonly id: string; readonly email: string }
  /** Why this cannot be undone, if it cannot. */
  readonly irreversible?: string
  /** The guards that hold this step back. */
  readonly heldBy: readonly GuardCode[]
}

/** Someone whom the goal would touch, and who is left alone. */
export interface Kept {
  readonly email: string
  readonly id: string
  readonly code: 'self' | 'protected' | 'no-address'
  readonly reason: string
}

/** Something that the goal asks for and this scope cannot do. */
export interface Blocked {
  readonly email: string
  readonly id: string
  readonly reason: string
  readonly remedy: string
}

/** An entry of a list of protected people that means nobody here. */
export interface Unmatched {
  readonly entry: string
  readonly nearest: readonly string[]
}
