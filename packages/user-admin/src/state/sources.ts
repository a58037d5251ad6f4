import { type Complete, isSnapshot, type SourcePerson } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import { compare } from '../identity/identity.ts'
import type { Signalled } from '../journal/journal.ts'
import type { Absence, LastSnapshot } from '../state.ts'
import { signalsIn } from './signals.ts'
import { isNewer, isoOf, type Reading, type Records, readingOf, type Sight } from './store.ts'

/**
 * Remembers a reading. Kept are the people of the newest, and of everybody else the newest sight: who is absent, and for
 * how long, follows from them and the times of the readings, in whatever order the readings came. Answers with who left
 * or came back since the last one; of the first reading nobody can tell, and what is told late changes nothing.
 */
export function remember(records: Records, snapshot: Complete): readonly Signalled[] {
  const { source: name, people } = snapshot
  const { isNewest, isSame, reading, last, gone, back } = meaning(records, snapshot)
  const signals =
    last === undefined || !isNewest || isSame
      ? []
      : signalsIn(snapshot, { told: isoOf(last.at), people: last.people, absent: records.absent(name) })
  records.putReading(name, reading)
  if (isNewest) records.putSource(name, reading, isSame ? undefined : people)
  if (gone.length > 0) records.putAbsent(name, gone)
  if (back.length > 0) records.dropAbsent(name, back)
  return signals
}

/** What a reading changes of who is absent. */
interface Meaning {
  readonly reading: Reading
  readonly isNewest: boolean
  /** The people are those of the reading before. */
  readonly isSame: boolean
  /** The reading before, where the people are others. */
  readonly last?: { readonly at: number; readonly people: readonly SourcePerson[] }
  /** Who is absent by it, or was seen later than known. */
  readonly gone: readonly Sight[]
  /** Ids of who is not absent any more. */
  readonly back: readonly string[]
}

function meaning(records: Records, snapshot: Complete): Meaning {
  const { source: name, people } = snapshot
  const reading = readingOf(snapshot)
  const last = records.source(name)
  const isNewest = isNewer(reading, last?.newest)
  const isSame = last?.newest.digest === reading.digest
  const nothing = { reading, isNewest, isSame, gone: [], back: [] }
  if (last === undefined || (isNewest && isSame)) return nothing
  const absent = records.absent(name)
  if (!isNewest) {
    // Told late, or once more: it says something only of people who are not in the newest.
    const here = new Set(last.ids)
    const sights = people
      .filter(({ id }) => !here.has(id) && isNewer(reading, absent.get(id)?.reading))
      .map((person) => ({ person, reading }))
    return { ...nothing, gone: sights }
  }
  const here = new Set(people.map(({ id }) => id))
  const before = last.people()
  const gone = before.flatMap((person) => (here.has(person.id) ? [] : [{ person, reading: last.newest }]))
  return {
    ...nothing,
    last: { at: last.newest.at, people: before },
    gone,
    back: [...absent.keys()].filter((id) => here.has(id)),
  }
}

/** The newest complete reading of a source. */
export function lastSnapshot(records: Records, name: string): LastSnapshot | undefined {
  const last = records.source(name)
  if (last === undefined) return undefined
  const { at, people, active, digest, position } = last.newest
  return {
    readAt: isoOf(at),
    people,
    active,
    digest,
    ids: last.ids,
    ...(position === undefined ? {} : { position }),
  }
}

/** Everybody of earlier readings of a source who is not in its newest, by id; with `snapshot`, as if that was remembered. */
export function absences(records: Records, name: string, snapshot?: Complete): readonly Absence[] {
  const after = snapshot === undefined ? undefined : meaning(records, snapshot)
  const times = after === undefined ? records.readings(name) : withTime(records.readings(name), after.reading.at)
  const newest = times.at(-1) ?? 0
  const absent = new Map(records.absent(name))
  for (const sight of after?.gone ?? []) absent.set(sight.person.id, sight)
  for (const id of after?.back ?? []) absent.delete(id)
  return [...absent.values()]
    .filter(({ reading }) => reading.at < newest)
    .map(({ reading, person }) => {
      const first = firstAfter(times, reading.at)
      return {
        person,
        since: isoOf(times[first] ?? newest),
        lastRead: isoOf(newest),
        reads: times.length - first,
      }
    })
    .toSorted((a, b) => compare(a.person.id, b.person.id))
}

const withTime = (times: readonly number[], time: number): readonly number[] =>
  times.includes(time) ? times : [...times, time].toSorted((a, b) => a - b)

/** Index of the first time after another, in order. */
function firstAfter(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) > time) high = middle
    else low = middle + 1
  }
  return low
}

/** Nobody may be thought absent because a reading broke off, or because a filter matched nobody. */
export function checkSnapshot(snapshot: Complete): void {
  const given: unknown = snapshot
  if (isSnapshot(given) && given.kind === 'complete') return
  const kind = isSnapshot(given) ? `An ${given.kind} reading of ${given.source}` : 'What is no reading of a source'
  throw new UserAdminError('invalid', `${kind} is not remembered: only complete ones are.`)
}
