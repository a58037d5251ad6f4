import type { Snapshot, SourcePerson } from '../directory/source.ts'
import { canonicalEmail, compare, type Entry } from '../identity/identity.ts'

/** A directory's reading as a plan records it. */
export interface GoalSource {
  readonly name: string
  readonly state: Snapshot['kind']
  /** People in it, in every state. */
  readonly people: number
  /** Those of them who are active and have an address. */
  readonly active: number
  /** SHA-256 of what was read; absent for a reading that is not whole. */
  readonly digest?: string
  /** How it was shown to be whole, or why it is not. */
  readonly proof: string
}

/** What of a reading enters a plan. */
export function sourceOf(snapshot: Snapshot): GoalSource {
  const { kind, source } = snapshot
  if (kind === 'incomplete')
    return { name: source, state: kind, people: snapshot.seen, active: 0, proof: snapshot.reason }
  const people = peopleOf(snapshot)
  return {
    name: source,
    state: kind,
    people: people.length,
    active: people.filter((person) => isActive(person) && hasAddress(person)).length,
    digest: snapshot.digest,
    proof: snapshot.proof,
  }
}

/** What a directory's person is known by, each once: the addresses, and last what they sign in with. */
export function addressesIn(person: SourcePerson): readonly Entry[] {
  const addresses = writtenIn(person).flatMap((text) => canonicalEmail(text) ?? [])
  return [...new Set(addresses)].map((value) => ({ kind: 'email', value }))
}

/** The same as texts, as a reading holds them that was verified: in canonical form. */
export const writtenIn = ({ email, aliases = [], upn }: SourcePerson): readonly string[] => [
  ...(email === undefined ? [] : [email]),
  ...aliases,
  ...(upn === undefined || upn === email || aliases.includes(upn) ? [] : [upn]),
]

/** Whether mail reaches the person: what somebody signs in with is often no mailbox. */
export const hasMailbox = ({ email, aliases = [] }: SourcePerson): boolean =>
  hasAddress({ id: '', status: 'active', aliases, ...(email === undefined ? {} : { email }) })

/** Whether the person is known by any address. */
export const hasAddress = (person: SourcePerson): boolean =>
  writtenIn(person).some((text) => canonicalEmail(text) !== undefined)

const isActive = ({ status }: SourcePerson): boolean => status === 'active'
const peopleOf = (snapshot: Snapshot): readonly SourcePerson[] => (snapshot.kind === 'complete' ? snapshot.people : [])
const sorted = (found: Iterable<Entry>): readonly Entry[] => [...found].toSorted((a, b) => compare(a.value, b.value))
const byAddress = (people: readonly SourcePerson[]): Map<string, Entry> =>
  new Map(people.flatMap(addressesIn).map((entry) => [entry.value, entry]))

/** The addresses of everybody who is active. */
export function activeOf(snapshot: Snapshot): readonly Entry[] {
  return sorted(byAddress(peopleOf(snapshot).filter(isActive)).values())
}

/** Active people whom a goal cannot name: without an address who they are in a scope cannot be told. */
export const namelessIn = (snapshot: Snapshot, isNamed: (person: SourcePerson) => boolean): number =>
  peopleOf(snapshot).filter((person) => isActive(person) && !isNamed(person)).length

/** Who left by a reading, who did not, and the addresses of both at once: those are nobody's to decide. */
export function gone(snapshot: Snapshot): {
  readonly left: readonly Entry[]
  readonly present: readonly Entry[]
  readonly collisions: readonly Entry[]
} {
  const people = peopleOf(snapshot)
  const present = byAddress(people.filter(isActive))
  const leavers = people.filter((person) => !isActive(person))
  // Of somebody who shares one address with who is active, every address is in doubt: hired again, or given to another.
  const shared = byAddress(leavers.filter((person) => addressesIn(person).some(({ value }) => present.has(value))))
  const left = byAddress(leavers)
  return {
    left: sorted([...left.values()].filter(({ value }) => !shared.has(value))),
    present: sorted(present.values()),
    collisions: sorted(shared.values()),
  }
}
