import { type Snapshot, toldAt } from '../directory/source.ts'
import { canonicalEmail, type Entry, entries, Listed } from '../identity/identity.ts'
import type { PlanState } from '../state.ts'
import { type Exempted, Exemptions } from './exempt.ts'
import type { Goal } from './goal.ts'
import { Known } from './matching.ts'
import type { World } from './world.ts'

/** What a comparison rests on besides the goal and the people of a scope. */
export interface Ground {
  /** With the role names of the scope: two scopes may name different roles by one id. */
  readonly protect: Listed
  /** Whom the credentials of the plan act as: each is left alone in every scope. */
  readonly self: Listed
  /** From whom nothing is taken because somebody answers for them. */
  readonly exempt: Exemptions
  /** Invited later than this, in milliseconds since the epoch: left alone. `undefined`: no such rule for this plan. */
  readonly invitedLately: number | undefined
  /** Who is in the directory that leavers are read from, and who was; `undefined` where none was read. */
  readonly known: Known | undefined
  /** The persons of that directory whom members of the scope were found to be before, by the ids of both. */
  readonly links: ReadonlyMap<string, string>
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
    readonly exempt: readonly Exempted[]
    readonly reading: Snapshot | undefined
    readonly state: PlanState | undefined
    readonly invitedLately: number | undefined
    readonly now: number
  },
): Promise<(world: World) => Promise<Ground>> {
  const { protect, exempt, reading, state, invitedLately, now } = about
  const source = goal.kind === 'leavers' ? reading : undefined
  // Only a complete reading shows that nobody who is absent has their address by now.
  const isWhole = source?.kind === 'complete'
  const absences = isWhole && (await isNewest(source, state)) ? ((await state?.absences(source.source)) ?? []) : []
  const known = source === undefined ? undefined : new Known(source, absences)
  const foreign = foreignOf(goal, worlds)
  const byAddress =
    (goal.kind !== 'leavers' && goal.kind !== 'orders') || protect.some(({ kind }) => kind !== 'id' && kind !== 'role')
  return async ({ scope, roles }) => {
    const names = new Map(roles.map(({ id, name }) => [id, name]))
    return {
      protect: new Listed(protect, names),
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
      // What an undo takes is what the run gave, whoever answers for it.
      exempt: new Exemptions(goal.kind === 'undo' ? [] : exempt, names, now),
      invitedLately,
      known,
      links: (isWhole ? await state?.links(source.source, scope) : undefined) ?? new Map<string, string>(),
      foreign,
      byAddress,
    }
  }
}

/** Who is absent from the newest reading may have come back under an id that an earlier one does not show. */
async function isNewest(reading: Snapshot, state: PlanState | undefined): Promise<boolean> {
  const last = await state?.lastSnapshot(reading.source)
  return last === undefined || Date.parse(last.readAt) <= Date.parse(toldAt(reading))
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
