import { UserAdminError } from '../errors.ts'
import type { ScheduledJob } from './job.ts'
import { zoneOf } from './zone.ts'

/** Days on which nothing is changed, the first and the last among them. */
export interface Freeze {
  /** A date in the job's zone, `2026-12-20`. */
  readonly from: string
  readonly until: string
  readonly reason?: string | undefined
}

/** Minutes of some days; from there on into the next day where the end is not later than the beginning. */
interface Window {
  readonly days: ReadonlySet<number>
  readonly from: number
  readonly to: number
}

const minute = 60_000
const day = 1440 * minute
const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/**
 * Why nothing may be changed at a moment, one sentence, and until when; `undefined`: it may be. Windows and freezes are
 * read off the clocks of the job's zone.
 *
 * @param time Milliseconds since the epoch.
 * @throws {UserAdminError} `invalid` for a window or a zone that is none.
 */
export function pausedAt(
  job: Pick<ScheduledJob, 'timeZone' | 'windows' | 'freezes'>,
  time: number,
): string | undefined {
  const why = reasonAt(job, time)
  if (why === undefined) return undefined
  const end = openAgain(job, time)
  return `Nothing is changed ${why} (${job.timeZone})${end === undefined ? '' : `; it may be again from ${end}`}.`
}

function reasonAt({ timeZone, windows = [], freezes = [] }: Parameters<typeof pausedAt>[0], time: number) {
  const wall = zoneOf(timeZone).wallAt(time)
  const date = dateOf(wall)
  const freeze = freezes.find(({ from, until }) => from <= date && date <= until)
  if (freeze !== undefined)
    return `from ${freeze.from} to ${freeze.until}${freeze.reason === undefined ? '' : `, ${JSON.stringify(freeze.reason)}`}`
  if (windows.length === 0 || windows.some((window) => isWithin(windowOf(window), wall))) return undefined
  return `outside ${windows.join(' and ')}`
}

/** When something may be changed again, by the clocks of the zone. */
function openAgain(job: Parameters<typeof pausedAt>[0], time: number): string | undefined {
  const zone = zoneOf(job.timeZone)
  let at = Math.floor(time / minute) * minute
  // A window opens within a week; what is frozen longer is passed over by days.
  for (let looks = 0; looks < 20_000; looks++) {
    if (reasonAt(job, at) === undefined) return shownWall(zone.wallAt(at))
    const date = dateOf(zone.wallAt(at))
    const freeze = (job.freezes ?? []).find(({ from, until }) => from <= date && date <= until)
    if (freeze === undefined) at += minute
    else {
      const { moments, after } = zone.momentsOf(Date.parse(`${freeze.until}T00:00:00Z`) + day)
      at = Math.max(at + minute, moments[0] ?? after ?? at)
    }
  }
  return undefined
}

/** @throws {UserAdminError} `invalid` for a window that is none, with what would be right. */
export function windowOf(text: string): Window {
  const [, days, hours] =
    /^\s*([a-z]{3}(?:-[a-z]{3})?(?:,[a-z]{3}(?:-[a-z]{3})?)*)?\s*(\d\d:\d\d-\d\d:\d\d)?\s*$/i.exec(text) ?? []
  const wrong = (): UserAdminError =>
    new UserAdminError(
      'invalid',
      `${JSON.stringify(text)} is no window: give days, hours or both, such as mon-fri 01:00-05:00, sat,sun or 22:00-04:00.`,
    )
  if (days === undefined && hours === undefined) throw wrong()
  const [from, to] = (hours ?? '00:00-24:00').split('-').map(minutesOf)
  const on = new Set<number>()
  for (const part of (days ?? 'sun-sat').toLowerCase().split(',')) {
    const [first = -1, last = first] = part.split('-').map((name) => names.indexOf(name))
    if (first < 0 || last < 0) throw wrong()
    for (let one = first; ; one = (one + 1) % 7) {
      on.add(one)
      if (one === last) break
    }
  }
  if (from === undefined || to === undefined || from === to || from === 1440) throw wrong()
  return { days: on, from, to }
}

function minutesOf(text: string): number | undefined {
  const [hours = 99, minutes = 99] = text.split(':').map(Number)
  const all = hours * 60 + minutes
  return minutes < 60 && all <= 1440 ? all : undefined
}

function isWithin({ days, from, to }: Window, wall: number): boolean {
  const at = (((wall % day) + day) % day) / minute
  const weekday = new Date(wall).getUTCDay()
  if (from < to) return days.has(weekday) && at >= from && at < to
  return (days.has(weekday) && at >= from) || (days.has((weekday + 6) % 7) && at < to)
}

const dateOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10)

const shownWall = (wall: number): string => new Date(wall).toISOString().slice(0, 16).replace('T', ' ')
