import { addressesOf, compare, type Entry, Listed, nearestOf } from '../identity/identity.ts'
import { strangers } from './by-leavers.ts'
import { byPerson, type Difference } from './diff.ts'
import type { Goal } from './goal.ts'
import type { Ground } from './ground.ts'
import { addressesIn } from './people.ts'
import type { Missing, Unmatched } from './step.ts'
import type { World } from './world.ts'

interface Part {
  readonly world: World
  readonly found: Difference
}

/** The entries that mean nobody in any scope, with the addresses nearest to each; `protects`: the person would be touched if it was a slip. */
export function missingOf(
  goal: Goal,
  protect: readonly Entry[],
  parts: readonly Part[],
): readonly (Missing & { readonly protects: boolean })[] {
  const met = new Set<Entry>(parts.flatMap(({ found }) => [...found.met]))
  for (const { world } of protect.length === 0 ? [] : parts) {
    const listed = new Listed(protect, new Map(world.roles.map(({ id, name }) => [id, name])))
    for (const member of world.members) for (const entry of listed.of(member)) met.add(entry)
  }
  // A directory holds a whole company: who of it is not here was never written down by hand.
  const isByHand = !('source' in goal) || goal.source === undefined
  const listed: readonly Entry[] = !isByHand
    ? []
    : goal.kind === 'keep-only' && goal.keep !== 'only-me'
      ? goal.keep
      : goal.kind === 'leavers'
        ? goal.people
        : goal.kind === 'orders'
          ? goal.orders.map(({ person }) => person)
          : []
  const protects = goal.kind === 'keep-only' ? [...listed, ...protect] : protect
  const absent = unique([...protects, ...listed]).filter((entry) => !met.has(entry))
  if (absent.length === 0) return []
  const guards = new Set(protects)
  const near = nearestOf(
    absent.filter(({ kind }) => kind === 'email').map(({ value }) => value),
    parts.flatMap(({ world }) => world.members.flatMap(addressesOf)),
  )
  return absent
    .map((entry) => ({
      entry: entry.kind === 'domain' ? `@${entry.value}` : entry.value,
      nearest: entry.kind === 'email' ? (near.get(entry.value) ?? []) : [],
      protects: guards.has(entry),
    }))
    .toSorted((a, b) => compare(a.entry, b.entry))
}

/** Written in two lists it is one slip. */
function unique(list: readonly Entry[]): readonly Entry[] {
  return [...new Map(list.map((entry) => [`${entry.kind} ${entry.value} ${entry.also ?? ''}`, entry])).values()]
}

/** The members whom the goal's directory does not know. */
export function unmatchedOf(
  goal: Goal,
  parts: readonly { readonly world: World; readonly ground: Ground }[],
): readonly Unmatched[] {
  const found = parts.flatMap(({ world, ground }) =>
    strangers(goal, world, ground)
      .toSorted(byPerson)
      .map((member) => ({ world, member })),
  )
  if (found.length === 0) return []
  const reading = 'reading' in goal ? goal.reading : undefined
  const known = reading?.kind === 'complete' ? reading.people.flatMap(addressesIn).map(({ value }) => value) : []
  const near = nearestOf(
    found.map(({ member }) => addressesOf(member)[0] ?? ''),
    known,
  )
  return found.map(({ world, member }) => ({
    scope: world.key,
    email: member.email,
    id: member.id,
    nearest: near.get(addressesOf(member)[0] ?? '') ?? [],
  }))
}
