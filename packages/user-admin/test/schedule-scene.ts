import { runSchedule, type ScheduledJob, type ScheduleEvent, type ScheduleOptions } from '../src/schedule/index.ts'

/** A clock that only goes on when everybody who looks at it waits. */
export class Clock {
  time: number
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()

  constructor(start: string) {
    this.time = Date.parse(start)
  }

  readonly now = (): number => this.time

  readonly sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return
    await new Promise<void>((resolve) => {
      const sleeper = {
        until: this.time + milliseconds,
        wake: () => {
          this.#sleepers.delete(sleeper)
          resolve()
        },
      }
      this.#sleepers.add(sleeper)
      signal.addEventListener('abort', sleeper.wake, { once: true })
    })
  }

  /** Lets time pass up to there; whoever waits for a moment in between is woken at it. */
  async until(end: string): Promise<void> {
    const last = Date.parse(end)
    for (;;) {
      await settled()
      const next = [...this.#sleepers].toSorted((a, b) => a.until - b.until)[0]
      if (next === undefined || next.until > last) break
      this.time = Math.max(this.time, next.until)
      next.wake()
    }
    this.time = last
  }
}

/** Lets everything that goes on by itself come to where it waits for the clock. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
}

export const nightly: ScheduledJob = { name: 'nightly', cron: '0 2 * * *', timeZone: 'UTC', missed: 'catch-up-one' }

/** A schedule that goes on until it is stopped, and what was seen of it. */
export function following(
  jobs: readonly ScheduledJob[],
  clock: Clock,
  options: Pick<ScheduleOptions, 'state'> & Partial<ScheduleOptions>,
): { readonly events: readonly ScheduleEvent[]; readonly stop: () => Promise<void> } {
  const events: ScheduleEvent[] = []
  const stopping = new AbortController()
  const over = runSchedule(jobs, {
    by: 'server',
    run: async () => ({ outcome: 'done', why: 'Nothing was left to do.' }),
    onEvent: (event) => events.push(event),
    now: clock.now,
    sleep: clock.sleep,
    lookEvery: 600_000,
    signal: stopping.signal,
    ...options,
  })
  return {
    events,
    stop: async () => {
      stopping.abort(new Error('enough'))
      await over
    },
  }
}

/** What is due now, and no more. */
export const onceAt = async (
  jobs: readonly ScheduledJob[],
  clock: Clock,
  options: Pick<ScheduleOptions, 'state'> & Partial<ScheduleOptions>,
): Promise<readonly ScheduleEvent[]> =>
  await runSchedule(jobs, {
    by: 'server',
    run: async () => ({ outcome: 'done', why: 'Nothing was left to do.' }),
    now: clock.now,
    once: true,
    ...options,
  })
