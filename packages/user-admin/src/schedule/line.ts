import { startOf } from './jitter.ts'
import type { ScheduledJob } from './job.ts'
import { occurrences } from './occurrences.ts'

/** One row of due times: those of a job, or those of its notices. Each has a ledger and a lock of its own. */
export interface Line {
  /** As it stands in the state: the job's name, for notices with ` notice` behind it. */
  readonly name: string
  readonly job: ScheduledJob
  /** Milliseconds that it is ahead of the job's due times; 0: it is these. */
  readonly ahead: number
  /** What its due times follow from, as it is kept: of another form they are other ones. */
  readonly form: string
}

/** One due time, and when its run begins. Milliseconds since the epoch. */
export interface Due {
  readonly due: number
  readonly start: number
}

const day = 86_400_000

/** A job's lines: its own, and that of its notices where it has any. */
export function linesOf(job: ScheduledJob): readonly Line[] {
  const { name, notice } = job
  const line = (lineName: string, ahead: number): Line => ({
    name: lineName,
    job,
    ahead,
    form: JSON.stringify({ cron: job.cron, timeZone: job.timeZone, ahead } satisfies Form),
  })
  return [line(name, 0), ...(notice === undefined ? [] : [line(`${name} notice`, notice.days * day)])]
}

interface Form {
  readonly cron: string
  readonly timeZone: string
  readonly ahead: number
}

/** Due times after a moment, the earliest first, without end. */
export function* duesOf(line: Line, after: number): Generator<Due, void, undefined> {
  let before: number | undefined
  for (const next of occurrences(line.job, after + line.ahead)) {
    if (before !== undefined) yield dueOf(line, before, next)
    before = next
  }
  if (before !== undefined) yield dueOf(line, before, undefined)
}

/** The first of them; `undefined`: there is none. Who waits asks for the same one again and again. */
export function firstAfter(line: Line, after: number): Due | undefined {
  const known = firsts.get(line)
  if (known?.after === after) return known.due
  const due = duesOf(line, after).next().value ?? undefined
  firsts.set(line, { after, due })
  return due
}

const firsts = new WeakMap<Line, { readonly after: number; readonly due: Due | undefined }>()

function dueOf({ name, job, ahead }: Line, due: number, next: number | undefined): Due {
  // What is told days before needs no spreading.
  const start = ahead > 0 ? due : startOf({ name, jitter: job.jitter }, due, next)
  return { due: due - ahead, start: start - ahead }
}

/** Due times of an earlier form, after one moment and up to another. */
export function* duesBefore(form: string, after: number, until: number): Generator<Due, void, undefined> {
  const { cron, timeZone, ahead } = JSON.parse(form) as Form
  // What it was is settled, not begun anew: no jitter holds it up.
  for (const due of occurrences({ cron, timeZone }, after + ahead, until + ahead))
    yield { due: due - ahead, start: due - ahead }
}

/** The moment that a due time of the line is about: that of the job. */
export const aboutOf = ({ ahead }: Line, due: number): number => due + ahead
