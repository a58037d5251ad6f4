import type { State } from '../state.ts'
import { pausedAt } from './calendar.ts'
import { checkJobs, type ScheduledJob } from './job.ts'
import { aboutOf, duesOf, linesOf } from './line.ts'

/** One of the times that come next. */
export interface NextTime {
  /** The name of the job. */
  readonly job: string
  /** ISO 8601. */
  readonly due: string
  /** When it is begun: later than due by its part of the jitter; ISO 8601. */
  readonly start: string
  /** Why nothing will be changed then, one sentence. */
  readonly paused?: string
  /** This is the notice of what is due then, ISO 8601. */
  readonly notice?: string
}

/**
 * The times that come next over all jobs, the earliest first: those that are settled already are none of them, those that
 * nobody has taken yet are.
 *
 * @param options.state Default: nothing is settled, and nothing is late.
 * @param options.now Milliseconds since the epoch. Default: now.
 * @throws {UserAdminError} `invalid` for a job that is wrong in itself.
 */
export async function nextTimes(
  jobs: readonly ScheduledJob[],
  count: number,
  options: { readonly state?: State | undefined; readonly now?: number | undefined } = {},
): Promise<readonly NextTime[]> {
  checkJobs(jobs)
  const { state, now = Date.now() } = options
  const found: NextTime[] = []
  for (const line of jobs.flatMap(linesOf)) {
    const known = await state?.ticks.job(line.name)
    let left = count
    for (const { due, start } of duesOf(line, known === undefined ? now : Date.parse(known.settled))) {
      if (left-- <= 0) break
      const about = aboutOf(line, due)
      const paused = pausedAt(line.job, about)
      found.push({
        job: line.job.name,
        due: iso(due),
        start: iso(start),
        ...(paused === undefined ? {} : { paused }),
        ...(line.ahead > 0 ? { notice: iso(about) } : {}),
      })
    }
  }
  return found.toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start)).slice(0, count)
}

const iso = (time: number): string => new Date(time).toISOString()
