import type { NextTime } from '../../schedule/next.ts'
import type { State } from '../../state.ts'
import type { Job } from './job.ts'
import { scheduled } from './scheduled.ts'

/** A time that comes next, also as the clocks of its zone show it. */
export interface Upcoming extends NextTime {
  readonly timeZone: string
  /** When it begins, `2027-01-04 02:00`. */
  readonly local: string
}

/** The times that come next over all of these jobs, the earliest first. */
export async function upcomingOf(
  jobs: readonly Job[],
  count: number,
  { state, now }: { readonly state: State; readonly now: number },
): Promise<readonly Upcoming[]> {
  const { nextTimes } = await import('../../schedule/next.ts')
  const zones = new Map(jobs.map(({ name, form }) => [name, form.timeZone]))
  return (await nextTimes(jobs.map(scheduled), count, { state, now })).map((time) => {
    const timeZone = zones.get(time.job) ?? 'UTC'
    return { ...time, timeZone, local: localOf(time.start, timeZone) }
  })
}

const localOf = (time: string, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(Date.parse(time))
