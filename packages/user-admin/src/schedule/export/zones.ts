import { UserAdminError } from '../../errors.ts'

const minute = 60_000
const day = 86_400_000

/** A moment at which the clocks of a zone are put forward or back; offsets in minutes east of Greenwich. */
export interface Transition {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly before: number
  readonly after: number
}

/** The wall clock of a moment, east of Greenwich by so many minutes; read it with the UTC methods. */
export const wallOf = (at: number, offset: number): Date => new Date(at + offset * minute)

/** How many minutes a zone is east of Greenwich at a moment. @throws {UserAdminError} `invalid` for no zone. */
export function offsetsOf(zone: string): (at: number) => number {
  const format = formatOf(zone)
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
    const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
    return Math.round((wall - Math.floor(at / 1000) * 1000) / minute)
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const figures = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
  try {
    return new Intl.DateTimeFormat('en-US', { ...figures, second: 'numeric', hourCycle: 'h23', timeZone })
  } catch {
    throw new UserAdminError('invalid', `There is no time zone "${timeZone}": write one such as Europe/Berlin or UTC.`)
  }
}

/** When the clocks of a zone are put forward or back in a stretch of time. */
export function transitionsOf(zone: string, from: number, until: number): readonly Transition[] {
  const offset = offsetsOf(zone)
  const found: Transition[] = []
  let before = offset(from)
  for (let start = from; start < until; start += day) {
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

/** By how many minutes the clock of one zone is ahead of another's, and in which months (of its own) that is so. */
export function differencesOf(
  ahead: string,
  behind: string,
  from: number,
  until: number,
): ReadonlyMap<number, ReadonlySet<number>> {
  const [own, other] = [offsetsOf(ahead), offsetsOf(behind)]
  const found = new Map<number, Set<number>>()
  const note = (at: number): void => {
    const offset = own(at)
    const difference = offset - other(at)
    const months = found.get(difference) ?? new Set<number>()
    found.set(difference, months.add(wallOf(at, offset).getUTCMonth() + 1))
  }
  for (let at = from; at < until; at += day / 2) note(at)
  for (const zone of [ahead, behind])
    for (const { at } of transitionsOf(zone, from, until))
      for (let near = at - day / 12; near <= at + day / 12; near += 15 * minute) note(near)
  return found
}
