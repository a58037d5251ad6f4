import { addressesOf, compare, type Entry, Listed, nearestOf } from '../identity/identity.ts'
import type { Difference } from './diff.ts'
import type { Exempted } from './exempt.ts'
import type { Goal } from './goal.ts'
import type { Ground } from './ground.ts'
import { nameOf, namesakes } from './namesakes.ts'
import { writtenIn } from './people.ts'
import type { Missing, Unmatched } from './step.ts'
import type { World } from './world.ts'

interface Part {
  readonly world: World
  readonly found: Difference
}

/**
 * The entries that mean nobody in any scope, with the addresses nearest to each; `protects`: the person would be touched
 * if it was a slip. Of an exemption that is only said where it looks like one: people go, and their exemptions stay.
 */
export function missingOf(
  goal: Goal,
  protect: readonly Entry[],
  exempt: readonly Exempted[],
  parts: readonly Part[],
): readonly (Missing & { readonly protects: boolean })[] {
  const met = new Set<Entry>(parts.flatMap(({ found }) => [...found.met]))
  const spared = exempt.map(({ person }) => person)
  const ofPolicy = [...protect, ...spared]
  for (const { world } of ofPolicy.length === 0 ? [] : parts) {
    const listed = new Listed(ofPolicy, new Map(world.roles.map(({ id, name }) => [id, name])))
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
  const absent = unique([...protects, ...listed, ...spared]).filter((entry) => !met.has(entry))
  if (absent.length === 0) return []
  const guards = new Set(unique(protects).map(keyOf))
  const spares = new Set(spared.map(keyOf))
  const near = nearestOf(
    absent.filter(({ kind }) => kind === 'email').map(({ value }) => value),
    parts.flatMap(({ world }) => world.members.flatMap(addressesOf)),
  )
  return absent
    .map((entry) => ({
      entry: entry.kind === 'domain' ? `@${entry.value}` : entry.value,
      nearest: entry.kind === 'email' ? (near.get(entry.value) ?? []) : [],
      protects: guards.has(keyOf(entry)) || (spares.has(keyOf(entry)) && (near.get(entry.value) ?? []).length > 0),
    }))
    .toSorted((a, b) => compare(a.entry, b.entry))
}

/** Written in two lists it is one slip. */
function unique(list: readonly Entry[]): readonly Entry[] {
  return [...new Map(list.map((entry) => [keyOf(entry), entry])).values()]
}

const keyOf = ({ kind, value, also = '' }: Entry): string => `${kind} ${value} ${also}`

/** The members whom the goal's directory does not know. */
export function unmatchedOf(
  goal: Goal,
  parts: readonly { readonly world: World; readonly ground: Ground; readonly found: Difference }[],
): readonly Unmatched[] {
  const members = parts.flatMap(({ found }) => found.unmatched)
  if (members.length === 0) return []
  const reading = 'reading' in goal ? goal.reading : undefined
  const people = reading?.kind === 'complete' ? reading.people : []
  const near = nearestOf(
    members.flatMap((member) => addressesOf(member).slice(0, 1)),
    people.flatMap(writtenIn),
  )
  const named = namesakes(members, people)
  return parts.flatMap(({ world, ground, found }) =>
    found.unmatched.map((member) => {
      const [address = ''] = addressesOf(member)
      // Somebody of the same name under another address: a personal one, as a rule.
      const nearest = new Set([...(named.get(nameOf(member)) ?? []), ...(near.get(address) ?? [])])
      const over = ground.exempt.of(member)?.exempted
      return {
        scope: world.key,
        email: member.email,
        id: member.id,
        nearest: [...nearest].slice(0, 3),
        ...(over === undefined ? {} : { exemptUntil: over.until, owner: over.owner }),
      }
    }),
  )
}
