import { UserAdminError } from '../errors.ts'
import { pausedAt } from './calendar.ts'
import type { ScheduledJob } from './job.ts'

const minute = 60_000

/**
 * Does something that is told to stop once nothing may be changed any more: at the end of its window, or when a freeze
 * begins. The reason of its signal is {@link TimeOver} then.
 *
 * @param about.sleep Waits so many milliseconds, or until the signal.
 */
export async function whileOpen<T>(
  job: Pick<ScheduledJob, 'timeZone' | 'windows' | 'freezes'>,
  {
    now,
    sleep,
    signal,
  }: {
    readonly now: () => number
    readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
    readonly signal: AbortSignal
  },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if ((job.windows ?? []).length + (job.freezes ?? []).length === 0) return await work(signal)
  const closed = new AbortController()
  const over = new AbortController()
  const watching = watched(closed, AbortSignal.any([signal, over.signal]))
  try {
    return await work(AbortSignal.any([signal, closed.signal]))
  } finally {
    over.abort()
    await watching
  }

  /** The clocks of no zone are set by less than minutes, and this machine's own may leap. */
  async function watched(end: AbortController, until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      const why = pausedAt(job, now())
      if (why !== undefined) return end.abort(new TimeOver(why))
      await sleep(minute - (now() % minute), until)
    }
  }
}

/** Nothing may be changed any more, while a run is under way. */
export class TimeOver extends UserAdminError {
  /** @param why As of {@link pausedAt}. */
  constructor(why: string) {
    super('unavailable', `The run was stopped, for its time is over. ${why}`)
  }
}
