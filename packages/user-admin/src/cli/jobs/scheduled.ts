import type { ScheduledJob } from '../../schedule/job.ts'
import { duration } from '../command.ts'
import type { Job } from './job.ts'

/** A job as a schedule takes it. */
export function scheduled({ name, form }: Job): ScheduledJob {
  const { cron, timeZone, missed = 'catch-up-one', jitter, windows, freezes, notice } = form
  return {
    name,
    cron,
    timeZone,
    missed,
    jitter: jitter === undefined ? 0 : duration(jitter),
    windows,
    freezes,
    ...(notice === undefined ? {} : { notice: { days: notice.days } }),
  }
}
