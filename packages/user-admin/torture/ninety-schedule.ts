import { day, hour, start } from './ninety-company.ts'
import { jobs, type World } from './ninety-world.ts'

/** When no process is there, in days from the beginning. */
export const absence: readonly [number, number] = [33.2, 34.7]
/** The run that is to take out those who were laid off ends in its midst, after so many changes. */
const shutdown = { day: 45.45, changes: 12 } as const

/** Goes through the days, minute by minute: runs the jobs that are due, and lets happen what happens meanwhile. */
export async function scheduled(world: World, days: number, meanwhile: () => Promise<void>): Promise<void> {
  const { clock, calendar } = world
  const isAway = (time: number): boolean => time >= start + absence[0] * day && time < start + absence[1] * day
  for (let time = start; time < start + days * day; time += hour / 2) {
    const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' })
    const [hours, minutes] = local.format(time).split(':').map(Number)
    for (const job of jobs) {
      const [minute, hourly] = job.cron.split(' ')
      if (
        Number(minute) === minutes &&
        (hourly ?? '')
          .split(',')
          .map(Number)
          .includes(hours ?? -1) &&
        !isAway(time)
      )
        calendar.add(time, async () => void (await world.run(job, endOf(world))))
    }
  }
  for (let time = start; time <= start + days * day; time += 60_000) {
    clock.time = Math.max(clock.time, time)
    await meanwhile()
  }
}

/** A signal that ends one run in its midst; `undefined` for all others. */
export function endOf({ clock, places }: World): AbortSignal | undefined {
  if (Math.abs(clock.time - start - shutdown.day * day) > 0.1 * day) return undefined
  const ending = new AbortController()
  let changes = 0
  places.onChange = () => {
    changes += 1
    if (changes === shutdown.changes) ending.abort(new Error('The machine is shut down.'))
  }
  return ending.signal
}
