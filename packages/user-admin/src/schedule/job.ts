import { UserAdminError } from '../errors.ts'
import { type Freeze, windowOf } from './calendar.ts'
import { checkCron } from './cron.ts'
import { zoneOf } from './zone.ts'

/** A regular job: when it is due, and what becomes of what was not done in time. */
export interface ScheduledJob {
  /** Letters, digits, `.`, `_` and `-`. */
  readonly name: string
  /** Five fields as in a crontab: minute, hour, day of the month, month, day of the week. */
  readonly cron: string
  /** IANA: `Europe/Berlin`. */
  readonly timeZone: string
  /** Due times that nobody took in time: the newest of them is run late, or none. */
  readonly missed: 'skip' | 'catch-up-one'
  /** Each run begins up to so many milliseconds late, drawn from job and due time. Default 0. */
  readonly jitter?: number | undefined
  /** When something may be changed: `mon-fri 01:00-05:00`. Default: always. */
  readonly windows?: readonly string[] | undefined
  /** When nothing may be changed. */
  readonly freezes?: readonly Freeze[] | undefined
  /** A notice this many days, of 24 hours, before each due time. */
  readonly notice?: { readonly days: number } | undefined
}

/** As much of a job as its due times follow from. */
export type Times = Pick<ScheduledJob, 'cron' | 'timeZone'>

const day = 86_400_000

/** @throws {UserAdminError} `invalid` for a job that is wrong in itself, with what would be right. */
export function checkJob(job: ScheduledJob): void {
  const { name, cron, timeZone, missed, jitter = 0, windows = [], freezes = [], notice } = job
  if (typeof name !== 'string' || !/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name))
    throw wrong(`The job ${JSON.stringify(name)} has a name of letters, digits, ".", "_" and "-", such as nightly.`)
  const of = (message: string): UserAdminError => wrong(`The job ${name}: ${message}`)
  try {
    checkCron(cron)
    zoneOf(timeZone)
    for (const window of windows) windowOf(window)
  } catch (error) {
    throw error instanceof UserAdminError ? of(error.message) : error
  }
  if (missed !== 'skip' && missed !== 'catch-up-one')
    throw of(`missed is ${JSON.stringify(missed)}: there are skip and catch-up-one.`)
  if (!(Number.isFinite(jitter) && jitter >= 0 && jitter <= day))
    throw of(`jitter is ${jitter}: give milliseconds, from 0 to a day.`)
  for (const { from, until } of freezes)
    if (!isDate(from) || !isDate(until) || from > until)
      throw of(`a freeze from ${from} until ${until}: give two dates, such as 2026-12-20 and 2027-01-06.`)
  if (notice !== undefined && !(Number.isInteger(notice.days) && notice.days >= 1 && notice.days <= 366))
    throw of(`notice is given ${notice.days} days ahead: give whole days, from 1 to 366.`)
}

/** @throws {UserAdminError} `invalid` where one is wrong in itself, and where two have one name. */
export function checkJobs(jobs: readonly ScheduledJob[]): void {
  for (const job of jobs) checkJob(job)
  const names = jobs.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw wrong(`Two jobs are called ${twice}: give each a name of its own.`)
}

function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

const wrong = (message: string): UserAdminError => new UserAdminError('invalid', message)
