import { runSchedule } from '../src/schedule/index.ts'
import { day, start } from './ninety-company.ts'
import { type Job, jobs, type World } from './ninety-world.ts'

/** When no process is there, in days from the beginning. */
const absence: readonly [number, number] = [33.2, 34.7]
/** The run that is to take out those who were laid off ends in its midst, after so many changes. */
const shutdown = { day: 45.45, changes: 12 } as const
const half = 1_800_000

const isAway = (time: number): boolean => time >= start + absence[0] * day && time < start + absence[1] * day

/** Goes through the days, minute by minute: a program comes each half hour and takes what is due; meanwhile other things happen. */
export async function scheduled(world: World, days: number, meanwhile: () => Promise<void>): Promise<void> {
  const { clock, state } = world
  for (let time = start; time <= start + days * day; time += 60_000) {
    clock.time = Math.max(clock.time, time)
    await meanwhile()
    if ((time - start) % half !== 0 || isAway(time)) continue
    await runSchedule(
      jobs.map(({ name, cron, timeZone, missed }) => ({ name, cron, timeZone, missed })),
      {
        state,
        by: 'schedule@ops-1',
        once: true,
        now: clock.now,
        signal: endOf(world),
        run: async ({ name }, _tick, { signal }) => {
          const job = jobs.find((one) => one.name === name)
          if (job === undefined) throw new Error(`There is no job ${name}.`)
          const { outcome, why, plan, report } = await world.run(job, signal)
          return { outcome, why, plan: plan?.id, run: report?.run }
        },
      },
    )
  }
}

/** A signal that ends one run in its midst; `undefined` for all others. */
function endOf({ clock, places }: World): AbortSignal | undefined {
  if (Math.abs(clock.time - start - shutdown.day * day) > 0.1 * day) return undefined
  const ending = new AbortController()
  let changes = 0
  places.onChange = () => {
    changes += 1
    if (changes === shutdown.changes) ending.abort(new Error('The machine is shut down.'))
  }
  return ending.signal
}

/** Due times at which nothing is done, by the clocks of Berlin, as `job due`: nobody was there, and at most the newest is caught up. */
export function missedBetween(since: number, until: number): readonly string[] {
  return jobs.flatMap((job) => {
    const away = duesOf(job).filter((time) => isAway(time))
    const isOver = until >= start + absence[1] * day
    const missed = job.missed === 'catch-up-one' ? away.slice(0, -1) : away
    return isOver
      ? missed.filter((time) => time >= since).map((time) => `${job.name} ${new Date(time).toISOString()}`)
      : []
  })
}

/** The due times of a job in the whole time. */
function duesOf({ cron }: Job): readonly number[] {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' })
  const [minute, hours = ''] = cron.split(' ')
  const wanted = new Set(hours.split(',').map((hour) => `${hour.padStart(2, '0')}:${(minute ?? '').padStart(2, '0')}`))
  return Array.from({ length: 90 * 48 }, (_, index) => start + index * half).filter((time) =>
    wanted.has(clock.format(time)),
  )
}
