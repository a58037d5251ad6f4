import { zoneOf } from '../zone.ts'

const minute = 60_000
const day = 1440 * minute

/** A moment at which the clocks of a zone are put forward or back; offsets in minutes ahead of UTC. */
export interface Transition {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly before: number
  readonly after: number
}

/** What clocks show that are ahead of UTC by so many minutes; read it with the UTC methods. */
export const wallOf = (at: number, offset: number): Date => new Date(at + offset * minute)

/** When the clocks of a zone are put forward or back in a stretch of time. */
export function transitionsOf(name: string, from: number, until: number): readonly Transition[] {
  const offset = minutesOf(name)
  const found: Transition[] = []
  let before = offset(from)
  for (let start = Math.floor(from / day) * day; start < until; start += day) {
    const after = offset(start + day)
    if (after === before) continue
    let [low, high] = [start, start + day]
    while (high - low > minute) {
      const middle = low + Math.floor((high - low) / 2 / minute) * minute
      if (offset(middle) === before) low = middle
      else high = middle
    }
    found.push({ at: high, before, after })
    before = after
  }
  return found
}

/** By how many minutes the clocks of one zone are ahead of another's, and in which of its own months that is so. */
export function differencesOf(
  ahead: string,
  behind: string,
  from: number,
  until: number,
): ReadonlyMap<number, ReadonlySet<number>> {
  const [own, other] = [minutesOf(ahead), minutesOf(behind)]
  const found = new Map<number, Set<number>>()
  const note = (at: number): void => {
    const offset = own(at)
    const difference = offset - other(at)
    const months = found.get(difference) ?? new Set<number>()
    found.set(difference, months.add(wallOf(at, offset).getUTCMonth() + 1))
  }
  for (let at = from; at < until; at += day / 2) note(at)
  // Two zones may set their clocks within the same hours.
  for (const zone of [ahead, behind])
    for (const { at } of transitionsOf(zone, from, until))
      for (let near = at - day / 12; near <= at + day / 12; near += 15 * minute) note(near)
  return found
}

function minutesOf(name: string): (at: number) => number {
  const zone = zoneOf(name)
  return (at) => Math.round(zone.offsetAt(at) / minute)
}
