import { type Complete, isSnapshot } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import { compare } from '../identity/identity.ts'
import type { Absence, LastSnapshot } from '../state.ts'
import { isNewer, isoOf, type Records, readingOf, type Sight } from './store.ts'

/**
 * Remembers a reading. Kept are the people of the newest, and of everybody else the newest sight: who is absent, and for
 * how long, follows from them and the times of the readings, in whatever order the readings came.
 */
export function remember(records: Records, snapshot: Complete): void {
  const { source: name, people } = snapshot
  const reading = readingOf(snapshot)
  const last = records.source(name)
  records.putReading(name, reading)
  if (!isNewer(reading, last?.newest)) {
    // Told late, or once more: it says something only of people who are not in the newest.
    const here = new Set(last?.ids)
    const absent = records.absent(name)
    const sights = people
      .filter(({ id }) => !here.has(id) && isNewer(reading, absent.get(id)?.reading))
      .map((person) => ({ person, reading }))
    if (sights.length > 0) records.putAbsent(name, sights)
    return
  }
  const isSame = last?.newest.digest === reading.digest
  const here = new Set(people.map(({ id }) => id))
  // Before the newer takes its place.
  const before = last === undefined || isSame ? [] : last.people()
  records.putSource(name, reading, isSame ? undefined : people)
  if (last === undefined || isSame) return
  const gone: Sight[] = before.filter(({ id }) => !here.has(id)).map((person) => ({ person, reading: last.newest }))
  if (gone.length > 0) records.putAbsent(name, gone)
  const back = [...records.absent(name).keys()].filter((id) => here.has(id))
  if (back.length > 0) records.dropAbsent(name, back)
}

/** The newest complete reading of a source. */
export function lastSnapshot(records: Records, name: string): LastSnapshot | undefined {
  const last = records.source(name)
  if (last === undefined) return undefined
  const { at, people, active, digest } = last.newest
  return { readAt: isoOf(at), people, active, digest, ids: last.ids }
}

/** Everybody of earlier readings of a source who is not in its newest, by id. */
export function absences(records: Records, name: string): readonly Absence[] {
  const times = records.readings(name)
  const newest = times.at(-1) ?? 0
  return [...records.absent(name).values()]
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
