import { cronOf } from './cron.ts'
import type { Times } from './job.ts'
import { type Zone, zoneOf } from './zone.ts'

const hour = 3_600_000
const day = 24 * hour

/**
 * The due times of a job after one moment, up to and with another, in milliseconds since the epoch.
 *
 * A local time that the clocks skip is due once, right after; one that they show twice is due the first time only. What
 * names no hours, `*`, is due whenever the clocks show it: each hour that passes.
 *
 * @param until Default: without end.
 * @throws {UserAdminError} `invalid` for an expression or a zone that is none.
 */
export function* occurrences(
  { cron, timeZone }: Times,
  after: number,
  until: number = Number.POSITIVE_INFINITY,
): Generator<number, void, undefined> {
  const [times, zone] = [cronOf(cron), zoneOf(timeZone)]
  // The first of them is as a rule all that is asked for.
  for (let [begin, length] = [after, hour]; begin < until; length = Math.min(2 * day, 4 * length)) {
    const end = Math.min(until, begin + length)
    const { found, beyond } = between(times, zone, begin, end)
    yield* found
    if (beyond === undefined) return
    // No zone is as far from UTC as this.
    begin = Math.max(end, beyond - 30 * hour)
  }
}

/** Due times in a stretch, and the first local time that is due behind it. */
function between(
  times: ReturnType<typeof cronOf>,
  zone: Zone,
  after: number,
  until: number,
): { readonly found: readonly number[]; readonly beyond: number | undefined } {
  const around = (time: number): readonly number[] => [-25, 0, 25].map((hours) => zone.offsetAt(time + hours * hour))
  const last = until + Math.max(...around(until))
  const found = new Set<number>()
  let beyond: number | undefined
  // What is looked for is later than this by a minute at least.
  let wall = times.next(after + Math.min(...around(after)) - 1)
  for (; wall !== undefined && wall <= last; wall = times.next(wall))
    for (const moment of dueAt(times, zone, wall))
      if (moment > until) beyond ??= wall
      else if (moment > after) found.add(moment)
  return { found: [...found].toSorted((a, b) => a - b), beyond: beyond ?? wall }
}

/** When a local time is due. */
function dueAt({ isEveryHour }: ReturnType<typeof cronOf>, zone: Zone, wall: number): readonly number[] {
  const { moments, after } = zone.momentsOf(wall)
  if (isEveryHour) return moments
  return after === undefined ? moments.slice(0, 1) : [after]
}

/** The first due time after a moment; `undefined`: there is none. */
export function nextAfter(times: Times, after: number): number | undefined {
  const { value } = occurrences(times, after).next()
  return value ?? undefined
}
