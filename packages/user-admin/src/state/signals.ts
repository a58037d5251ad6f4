import { type Complete, type SourcePerson, toldAt } from '../directory/source.ts'
import type { Signalled } from '../journal/journal.ts'
import { writtenIn } from '../plan/people.ts'

/** What was known of a source before a reading. */
interface Before {
  /** The moment of which the last reading told, ISO 8601. */
  readonly told: string
  readonly people: readonly SourcePerson[]
  /** Who was in earlier readings, and not in that one. */
  readonly absent: ReadonlyMap<string, { readonly person: SourcePerson }>
}

/**
 * Who was active in the last reading and is not in this one, and who is active again: a row each, however many, for who
 * has none is in no evidence either.
 */
export function signalsIn(reading: Complete, { told: before, people, absent }: Before): readonly Signalled[] {
  const { source, digest, readAt } = reading
  const told = toldAt(reading)
  const last = new Map(people.map((person) => [person.id, person]))
  const signal = (change: Signalled['change'], person: SourcePerson, earlier?: SourcePerson): Signalled => {
    const email = person.email ?? earlier?.email
    // A tombstone may have lost its addresses, and a new name may have come with the end.
    const others = new Set([...writtenIn(person), ...(earlier === undefined ? [] : writtenIn(earlier))])
    if (email !== undefined) others.delete(email)
    const name = person.name ?? earlier?.name
    const isSaid = change !== 'absent' && change !== 'back' && isBy(person.since, told)
    return {
      kind: 'signal',
      person: { source, id: person.id },
      ...(email === undefined ? {} : { email }),
      ...(others.size === 0 ? {} : { aliases: [...others].toSorted() }),
      ...(name === undefined ? {} : { name }),
      change,
      ...(isSaid ? { since: person.since } : {}),
      before,
      told,
      readAt,
      digest,
    }
  }
  const here = new Set<string>()
  const changed = reading.people.flatMap((person) => {
    here.add(person.id)
    const earlier = last.get(person.id) ?? absent.get(person.id)?.person
    const wasActive = last.get(person.id)?.status === 'active'
    if (earlier === undefined || wasActive === (person.status === 'active')) return []
    // Who was away and is shown as gone was gone before.
    if (person.status !== 'active') return wasActive ? [signal(person.status, person, earlier)] : []
    return [signal('back', person, earlier)]
  })
  const gone = people.flatMap((person) =>
    person.status !== 'active' || here.has(person.id) ? [] : [signal('absent', person)],
  )
  return [...changed, ...gone]
}

/** A last day that is still to come says nothing of when somebody left who is disabled now. */
const isBy = (since: string | undefined, told: string): since is string =>
  since !== undefined && Date.parse(since) <= Date.parse(told)
