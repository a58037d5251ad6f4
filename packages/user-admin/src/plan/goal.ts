import type { Snapshot } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import { type Entry, entries, type Person } from '../identity/identity.ts'
import type { Orders } from './orders.ts'
import { activeOf, type GoalSource, gone, sourceOf } from './people.ts'
import { known } from './policy.ts'
import type { Roster } from './roster.ts'
import type { Undo } from './undo.ts'

/** What the scopes of a plan should look like. Plain JSON, in one form however it was written down. */
export type Goal = KeepOnly | Roster | Leavers | Inactive | Orders | Undo

/** The goal that {@link keepOnly} makes. */
export interface KeepOnly {
  readonly kind: 'keep-only'
  readonly keep: readonly Entry[] | 'only-me'
  /** What everybody else loses. Absent: they are removed. */
  readonly action?: 'suspend'
  /** The directory that the people are from. */
  readonly source?: GoalSource
  /** What was read of it, whole. Not part of a plan. */
  readonly reading?: Snapshot
}

/** The goal that {@link leavers} makes. */
export interface Leavers {
  readonly kind: 'leavers'
  readonly people: readonly Entry[]
  readonly action: 'suspend' | 'remove'
  readonly source?: GoalSource
  /** Addresses that the directory gives both to somebody who left and to somebody who did not. */
  readonly collisions?: readonly Entry[]
  readonly reading?: Snapshot
}

/** The goal that {@link inactive} makes. */
export interface Inactive {
  readonly kind: 'inactive'
  /** ISO 8601. */
  readonly since: string
  readonly action: 'suspend' | 'remove'
}

/**
 * Everybody else is removed, or suspended: clear a class at the end of a semester. Invitations count as people.
 *
 * @param people Who stays, by e-mail address, domain (`@example.edu`), id or role; a directory's reading, of which the
 * active people stay; `'only-me'` for nobody else.
 * @param options.action Default `remove`. With `suspend` whoever cannot be suspended is left in, and named.
 * @throws {UserAdminError} `invalid` for an empty list, and for an entry that names nobody.
 */
export function keepOnly(
  people: readonly Person[] | Snapshot | 'only-me',
  options: { readonly action?: 'suspend' | 'remove' | undefined } = {},
): Goal {
  known('options', options, ['action'])
  // A plan that removes says nothing of it: those that were made before have the same id.
  const action = actionOf(options.action ?? 'remove') === 'suspend' ? ({ action: 'suspend' } as const) : {}
  if (people === 'only-me') return { kind: 'keep-only', keep: people, ...action }
  if (isList(people)) {
    if (people.length === 0) {
      throw new UserAdminError(
        'invalid',
        "The list of people to keep is empty, which would remove everybody. If only you should stay, say so: keepOnly('only-me').",
      )
    }
    return { kind: 'keep-only', keep: entries(people), ...action }
  }
  return { kind: 'keep-only', keep: activeOf(people), ...action, source: sourceOf(people), reading: people }
}

/**
 * These people lose access; everybody else is left as they are.
 *
 * From a directory's reading, its disabled, expired and deleted people leave. Who is in neither state and was in an
 * earlier reading leaves by the clock of absence: suspended at the first complete reading without them, removed after a
 * second one at least 24 hours later (needs a plan's `state`).
 *
 * @param options.action Default `suspend`; where the system cannot, say `remove`.
 * @throws {UserAdminError} `invalid` for an empty list, and for an entry that names nobody.
 */
export function leavers(
  people: readonly Person[] | Snapshot,
  options: { readonly action?: 'suspend' | 'remove' | undefined } = {},
): Goal {
  known('options', options, ['action'])
  const action = actionOf(options.action)
  if (isList(people)) {
    if (people.length === 0) throw new UserAdminError('invalid', 'The list of leavers is empty: it names nobody.')
    return { kind: 'leavers', people: entries(people), action }
  }
  const { left, collisions } = gone(people)
  return { kind: 'leavers', people: left, action, source: sourceOf(people), collisions, reading: people }
}

/**
 * Who was last seen before a time loses access. Somebody of whom the system does not say when is never inactive.
 *
 * @param options.since A date, ISO 8601, or milliseconds since the epoch.
 * @param options.action Default `suspend`.
 * @throws {UserAdminError} `invalid` for what is no time. Where a system never says when somebody was last seen
 * (Houston), `makePlan` throws `unsupported`.
 */
export function inactive(options: {
  readonly since: Date | string | number
  readonly action?: 'suspend' | 'remove' | undefined
}): Goal {
  known('options', options ?? {}, ['since', 'action'])
  const time = new Date(options?.since ?? Number.NaN)
  if (Number.isNaN(time.getTime()))
    throw new UserAdminError(
      'invalid',
      `${JSON.stringify(options?.since)} is no time: give a date, such as '2026-01-31'.`,
    )
  return { kind: 'inactive', since: time.toISOString(), action: actionOf(options.action) }
}

function actionOf(action: 'suspend' | 'remove' | undefined = 'suspend'): 'suspend' | 'remove' {
  if (action !== 'suspend' && action !== 'remove')
    throw new UserAdminError('invalid', `action is ${JSON.stringify(action)}: there are suspend, remove.`)
  return action
}

/** Whether it is a list and no reading. @throws {UserAdminError} `invalid` for neither: one address alone would be read letter by letter. */
export function isList<T>(people: readonly T[] | Snapshot): people is readonly T[] {
  if (Array.isArray(people)) return true
  if (typeof people === 'object' && people !== null && 'kind' in people) return false
  throw new UserAdminError('invalid', "The people are given as a list: ['ana@example.edu', …].")
}
