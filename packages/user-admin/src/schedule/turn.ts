import { UserAdminError } from '../errors.ts'
import type { Tick, TickChange, TickedJob, TicksChange } from '../state/ticks.ts'
import { type Due, duesBefore, duesOf, firstAfter, type Line } from './line.ts'

/** What is to be written down of a line at one moment, and what is begun with it. */
export interface Turn {
  readonly change: TicksChange
  readonly begin?: { readonly due: number; readonly attempt: number }
  /** There is more to write down before anything can be begun. */
  readonly isMore?: true
}

/** How late a run may begin where what is missed is skipped, in milliseconds. */
const grace = 60_000
/** Due times that are written down at once. */
const most = 1000
/** How far the state may be ahead of this clock, in milliseconds. */
const skew = 86_400_000

/**
 * What is due of a line, and what becomes of it. Only who holds the line asks.
 *
 * @param known What the state says of it.
 * @param now Milliseconds since the epoch.
 * @returns `undefined`: nothing is to be done yet.
 * @throws {UserAdminError} `conflict` where the state is more than a day ahead of this clock.
 */
export function turnOf(line: Line, known: TickedJob | undefined, now: number): Turn | undefined {
  const at = iso(now)
  if (known === undefined) return { change: { at, form: line.form, ticks: [] } }
  checkClock(line, known, now)
  const isOther = known.form !== line.form
  const { dues, isMore } = pendingOf(line, known, now)
  const [newest] = dues.slice(-1)
  const isSkipped = line.job.missed === 'skip'
  const begin = newest !== undefined && !isMore && (!isSkipped || now - newest.start <= grace) ? newest : undefined
  const ticks: TickChange[] = []
  for (const tick of known.begun) ticks.push({ due: tick.due, change: 'broken-off', why: brokenOff(tick) })
  const why = missing(line, known, now, begin)
  for (const due of dues) if (due !== begin) ticks.push({ due: iso(due.due), change: 'missed', why: why(due) })
  // What was broken off is begun once more, unless a newer one takes its place.
  const again = newest === undefined && !isSkipped && !isOther ? cutIn(known) : undefined
  const begun = begin === undefined ? again?.due : iso(begin.due)
  if (begun !== undefined) ticks.push({ due: begun, change: 'begun' })
  if (ticks.length === 0 && !isOther) return undefined
  const settled = isOther && !isMore ? at : newest === undefined ? undefined : iso(newest.due)
  return {
    change: { at, ...(isOther && !isMore ? { form: line.form } : {}), settled, ticks },
    ...(begun === undefined ? {} : { begin: { due: Date.parse(begun), attempt: begin === undefined ? 2 : 1 } }),
    ...(isMore ? { isMore } : {}),
  }
}

/** When a line is to be looked at again, by what the state says of it; `undefined`: now. */
export function waitOf(line: Line, known: TickedJob | undefined, now: number): number | undefined {
  if (known === undefined || known.form !== line.form || known.begun.length > 0) return undefined
  if (line.job.missed !== 'skip' && cutIn(known) !== undefined) return undefined
  checkClock(line, known, now)
  const next = firstAfter(line, Date.parse(known.settled))
  if (next === undefined) return Number.POSITIVE_INFINITY
  return next.start <= now ? undefined : next.start
}

/** What was begun once and is not over: its process has died, or was told to end. */
function cutIn({ begun, last, settled }: TickedJob): Tick | undefined {
  const isCut = last?.status === 'broken-off' && last.attempts === 1 && last.due === settled
  return begun.find(({ attempts }) => attempts === 1) ?? (isCut ? last : undefined)
}

/** Due times that nobody has settled and whose start has come; at most so many, the oldest first. */
function pendingOf(line: Line, { settled, form }: TickedJob, now: number): { dues: readonly Due[]; isMore: boolean } {
  const after = Date.parse(settled)
  const dues: Due[] = []
  for (const due of form === line.form ? duesOf(line, after) : duesBefore(form, after, now)) {
    if (due.start > now) break
    if (dues.length === most) return { dues, isMore: true }
    dues.push(due)
  }
  return { dues, isMore: false }
}

function checkClock({ name }: Line, { settled }: TickedJob, now: number): void {
  if (Date.parse(settled) - now <= skew) return
  throw new UserAdminError(
    'conflict',
    `The due times of the job ${name} are settled up to ${settled}, and the clock of this machine says ${iso(now)}: it was set back, or a clock was far ahead before. Nothing is run. If the clock is right now, record a new baseline: user-admin init.`,
  )
}

/** Why one was missed. */
function missing({ job }: Line, { last, begun }: TickedJob, now: number, begin: Due | undefined): (due: Due) => string {
  const isOpen = begun.some(({ due }) => due === last?.due)
  const over = isOpen ? now : last?.over === undefined ? Number.NEGATIVE_INFINITY : Date.parse(last.over)
  const from = last?.begun === undefined ? Number.POSITIVE_INFINITY : Date.parse(last.begun)
  const instead = begin === undefined ? '' : ` The one due at ${iso(begin.due)} is run in its place.`
  return ({ start }) => {
    if (from <= start && start < over) {
      const end = last?.status === 'ended' ? `ended at ${last.over}` : 'was broken off'
      return `The run before was still going: it began at ${last?.begun} and ${end}.${instead}`
    }
    if (instead !== '' || job.missed === 'catch-up-one') return `No process was there to begin it.${instead}`
    return `No process was there to begin it in time: it was found ${Math.ceil((now - start) / 60_000)} minutes late.`
  }
}

const brokenOff = ({ by, begun, attempts }: Tick): string =>
  `Its process ended before the run did: it was begun by ${by} at ${begun}${attempts > 1 ? ', for the second time' : ''}.`

const iso = (time: number): string => new Date(time).toISOString()
