import { reachOf } from '../access.ts'
import { addressesOf, type Entry, isRef, Listed } from '../identity/identity.ts'
import type { Member } from '../user-admin.ts'
import type { Found } from './found.ts'
import type { Goal, Leavers } from './goal.ts'
import type { Absent, Ground } from './ground.ts'
import type { World } from './world.ts'

/** Compares who left with the people of one scope. */
export function byLeavers(goal: Leavers, world: World, ground: Ground, found: Found): void {
  const listed = new Listed(goal.people, found.names)
  const both = new Listed(goal.collisions ?? [], found.names)
  const present = new Listed(ground.present, found.names)
  const absent = new Map(ground.absent.map((one) => [one.entry, one]))
  const away = new Listed([...absent.keys()], found.names)
  const means = new Map<Entry, number>()
  for (const member of world.members)
    for (const entry of [...listed.of(member), ...away.of(member)]) means.set(entry, (means.get(entry) ?? 0) + 1)

  for (const member of world.members) {
    const entries = listed.of(member)
    for (const entry of entries) found.met.add(entry)
    const isHalf = ({ value, also }: Entry): boolean => also !== undefined && !isRef({ id: value, email: also }, member)
    // An address of several people is nobody's to decide.
    const isMine = (entry: Entry): boolean =>
      !ground.foreign.has(entry) && (entry.kind === 'domain' || entry.kind === 'role' || means.get(entry) === 1)
    if (both.includes(member) || (entries.length > 0 && present.includes(member))) {
      found.keep(
        member,
        'collision',
        'The directory gives an address of this person to somebody who left and to somebody who did not.',
      )
    } else if (entries.some(isHalf)) {
      found.keep(member, 'ambiguous', 'The list names this person by an id and an address of which only one fits.')
    } else if (entries.length > 0 && !entries.some(isMine)) {
      found.keep(
        member,
        'ambiguous',
        `${entries.map(({ value }) => value).join(', ')} means several people ${entries.some((entry) => ground.foreign.has(entry)) ? 'of several systems' : 'here'}.`,
      )
    } else if (entries.length > 0) {
      found.leave(
        member,
        goal.action,
        goal.source === undefined ? 'On the list of leavers.' : `Left, as ${goal.source.name} says.`,
      )
    } else if (!present.includes(member)) {
      const missed = away.of(member)
      const [gone] = missed.flatMap((entry) => absent.get(entry) ?? [])
      if (gone !== undefined && !missed.some(isMine))
        found.keep(member, 'ambiguous', `${missed.map(({ value }) => value).join(', ')} means several people here.`)
      else if (gone !== undefined) leaveAbsent(member, gone, goal, world, found)
    }
  }
  leavingOutsiders(goal, listed, away, world, found)
}

/** Named leavers who are no members and get in by a role of the platform: nothing here takes that away. */
function leavingOutsiders(goal: Leavers, listed: Listed, away: Listed, world: World, found: Found): void {
  for (const outsider of world.outsiders) {
    const entries = listed.of(outsider)
    for (const entry of entries) found.met.add(entry)
    if ((entries.length === 0 && !away.includes(outsider)) || found.isProtected(outsider)) continue
    const why = reachOf(world.scope, outsider).blocked
    if (why !== undefined) found.block(goal.action, outsider, why)
  }
}

/** Whom the directory shows no more is suspended first, and removed once a second complete reading says the same. */
function leaveAbsent(member: Member, { since, confirmed }: Absent, goal: Leavers, world: World, found: Found): void {
  const reason = `Absent from ${goal.source?.name ?? 'the directory'} since ${since}.`
  if (confirmed) found.leave(member, goal.action, reason)
  else if (world.canSuspend) found.leave(member, 'suspend', reason)
  else found.leave(member, goal.action, reason, since)
}

/** Members in whom none of a directory's people is met. */
export function strangers(goal: Goal, world: World, ground: Ground): readonly Member[] {
  if (goal.kind !== 'leavers' || goal.source === undefined) return []
  const known = new Listed(
    [...goal.people, ...ground.present, ...(goal.collisions ?? []), ...ground.absent.map(({ entry }) => entry)],
    new Map(),
  )
  return world.members.filter((member) => addressesOf(member).length > 0 && !known.includes(member))
}
