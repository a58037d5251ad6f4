import { type Entry, isRef, Listed } from '../identity/identity.ts'
import { byDirectory } from './by-directory.ts'
import type { Found } from './found.ts'
import type { Leavers } from './goal.ts'
import type { Ground } from './ground.ts'
import type { World } from './world.ts'

/** Compares who left with the people of one scope. */
export function byLeavers(goal: Leavers, world: World, ground: Ground, found: Found): void {
  if (ground.known === undefined) byList(goal, world, ground, found)
  else byDirectory(goal, ground.known, world, ground, found)
}

/** By a list, or by what a plan kept of its directory. */
function byList(goal: Leavers, world: World, ground: Ground, found: Found): void {
  const listed = new Listed(goal.people, found.names)
  const both = new Listed(goal.collisions ?? [], found.names)
  const means = new Map<Entry, number>()
  for (const member of world.members)
    for (const entry of listed.of(member)) means.set(entry, (means.get(entry) ?? 0) + 1)

  for (const member of world.members) {
    const entries = listed.of(member)
    for (const entry of entries) found.met.add(entry)
    const isHalf = ({ value, also }: Entry): boolean => also !== undefined && !isRef({ id: value, email: also }, member)
    // An address of several people is nobody's to decide.
    const isMine = (entry: Entry): boolean =>
      !ground.foreign.has(entry) && (entry.kind === 'domain' || entry.kind === 'role' || means.get(entry) === 1)
    if (both.includes(member))
      found.keep(
        member,
        'collision',
        'The directory gives an address of this person to somebody who left and to somebody who did not.',
      )
    else if (entries.some(isHalf))
      found.keep(member, 'ambiguous', 'The list names this person by an id and an address of which only one fits.')
    else if (entries.length > 0 && !entries.some(isMine))
      found.keep(
        member,
        'ambiguous',
        `${entries.map(({ value }) => value).join(', ')} means several people ${entries.some((entry) => ground.foreign.has(entry)) ? 'of several systems' : 'here'}.`,
      )
    else if (entries.length > 0)
      found.leave(
        member,
        goal.action,
        goal.source === undefined ? 'On the list of leavers.' : `Left, as ${goal.source.name} says.`,
      )
  }
  for (const outsider of world.outsiders) {
    const entries = listed.of(outsider)
    for (const entry of entries) found.met.add(entry)
    if (entries.length > 0) found.leaveOutside(outsider, goal.action)
  }
}
