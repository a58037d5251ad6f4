import { UserAdminError } from '../errors.ts'

/** What the clocks of a time zone show. Local times are milliseconds as if they were UTC. */
export interface Zone {
  readonly name: string
  /** How far the clocks are ahead of UTC at this moment, in milliseconds. */
  offsetAt(time: number): number
  /** What they show at this moment. */
  wallAt(time: number): number
  /**
   * When they show this: at one moment; at two where they are set back over it, the earlier first; at none where they are
   * set forward over it: `after` is the moment at which they are.
   */
  momentsOf(wall: number): { readonly moments: readonly number[]; readonly after?: number }
}

const minute = 60_000
const day = 1440 * minute
const zones = new Map<string, Zone>()

/** @throws {UserAdminError} `invalid` for a zone that this runtime does not know. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known !== undefined) return known
  const zone = madeOf(name)
  zones.set(name, zone)
  return zone
}

function madeOf(name: string): Zone {
  const format = formatOf(name)
  const read = (time: number): number => {
    const at = Math.floor(time / 1000) * 1000
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - at
  }
  /** Of days on which no clock is set; a zone has a few thousand at most that anybody asks for. */
  const days = new Map<number, number | undefined>()
  const offsetAt = (time: number): number => {
    const index = Math.floor(time / day)
    if (!days.has(index)) {
      if (days.size > 5000) days.clear()
      const [begin, end] = [read(index * day), read((index + 1) * day)]
      days.set(index, begin === end ? begin : undefined)
    }
    return days.get(index) ?? read(time)
  }
  const momentsOf = (wall: number): ReturnType<Zone['momentsOf']> => {
    const near = wall - offsetAt(wall)
    const [before, after] = [offsetAt(near - day), offsetAt(near + day)]
    if (before === after) return { moments: [wall - before] }
    const moments = [wall - before, wall - after]
      .filter((time, index) => offsetAt(time) === (index === 0 ? before : after))
      .toSorted((a, b) => a - b)
    return moments.length > 0 ? { moments } : { moments, after: changeBetween(wall - after, wall - before) }
  }
  /** The first whole minute after the clocks are set. */
  const changeBetween = (early: number, late: number): number => {
    let [low, high] = [Math.floor(early / minute), Math.ceil(late / minute)]
    const before = offsetAt(low * minute)
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (offsetAt(middle * minute) === before) low = middle
      else high = middle
    }
    return high * minute
  }
  return { name, offsetAt, wallAt: (time) => time + offsetAt(time), momentsOf }
}

function formatOf(name: string): Intl.DateTimeFormat {
  const number = 'numeric'
  try {
    // An offset is no zone: what is due would not follow the clocks of any place.
    if (typeof name !== 'string' || /^[+-]/.test(name)) throw new RangeError(name)
    return new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: name,
      hourCycle: 'h23',
      year: number,
      month: number,
      day: number,
      hour: number,
      minute: number,
      second: number,
    })
  } catch {
    throw new UserAdminError(
      'invalid',
      `${JSON.stringify(name)} is no time zone that is known here: give a name such as Europe/Berlin, America/New_York or UTC.`,
    )
  }
}
