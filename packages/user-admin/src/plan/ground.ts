import type { Snapshot } from '../directory/source.ts'
import { canonicalEmail, type Entry, entries, Listed } from '../identity/identity.ts'
import type { PlanState } from '../state.ts'
import type { Goal } from './goal.ts'
import { gone } from './people.ts'
import { absentees } from './sources.ts'
import type { World } from './world.ts'

/** A directory's person of earlier readings who is in none of the newest. */
export interface Absent {
  readonly entry: Entry
  /** ISO 8601: the first complete reading without them. */
  readonly since: string
  /** A second complete reading, long enough after the first, did not show them either. */
  readonly confirmed: boolean
}

/** What a comparison rests on besides the goal and the people of a scope. */
export interface Ground {
  /** With the role names of the scope: two scopes may name different roles by one id. */
  readonly protect: Listed
  /** Whom the credentials of the plan act as: each is left alone in every scope. */
  readonly self: Listed
  /** Invited later than this, in milliseconds since the epoch: left alone. `undefined`: no such rule for this plan. */
  readonly invitedLately: number | undefined
  readonly absent: readonly Absent[]
  /** The addresses of who is in the goal's directory and did not leave. */
  readonly present: readonly Entry[]
  /** Ids that mean people of several systems: an id says nothing outside its own. */
  readonly foreign: ReadonlySet<Entry>
  /** Whether somebody without an address may be on a list: where one holds addresses. */
  readonly byAddress: boolean
}

/** What the scopes of a plan rest on, each with its own names of roles. */
export async function groundOf(
  goal: Goal,
  worlds: readonly World[],
  about: {
    readonly protect: readonly Entry[]
    readonly reading: Snapshot | undefined
    readonly state: PlanState | undefined
    readonly invitedLately: number | undefined
  },
): Promise<(world: World) => Ground> {
  const { protect, reading, state, invitedLately } = about
  const present = reading === undefined ? [] : gone(reading).present
  const absent = await absentees(goal, present, state)
  const foreign = foreignOf(goal, worlds)
  const byAddress =
    (goal.kind !== 'leavers' && goal.kind !== 'orders') || protect.some(({ kind }) => kind !== 'id' && kind !== 'role')
  return ({ scope, roles }) => ({
    protect: new Listed(protect, new Map(roles.map(({ id, name }) => [id, name]))),
    self: new Listed(
      entries(
        worlds.flatMap(({ caller: { id, email }, scope: { origin } }) => [
          ...(origin === scope.origin ? [{ id }] : []),
          // What stands where an address should and is none, a service account's name for instance, means nobody.
          ...(email === undefined || canonicalEmail(email) === undefined ? [] : [{ email }]),
        ]),
      ),
      new Map(),
    ),
    invitedLately,
    absent,
    present,
    foreign,
    byAddress,
  })
}

function foreignOf(goal: Goal, worlds: readonly World[]): ReadonlySet<Entry> {
  if (goal.kind !== 'leavers' && goal.kind !== 'orders') return new Set()
  const people = goal.kind === 'leavers' ? goal.people : goal.orders.map(({ person }) => person)
  const ids = people.filter(({ kind }) => kind === 'id' || kind === 'ref')
  if (ids.length === 0) return new Set()
  const origins = new Map<Entry, Set<string>>()
  const listed = new Listed(ids, new Map())
  for (const { scope, members } of worlds)
    for (const member of members)
      for (const entry of listed.of(member)) origins.set(entry, (origins.get(entry) ?? new Set()).add(scope.origin))
  return new Set(ids.filter((entry) => entry.kind === 'id' && (origins.get(entry)?.size ?? 0) > 1))
}
