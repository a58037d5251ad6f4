import { appendFileSync, openSync, readSync } from 'node:fs'
import { runSchedule, type ScheduledJob } from '../src/schedule/index.ts'
import { openState } from '../src/state/open.ts'
import type { State } from '../src/state.ts'
import { randomOf } from './stage.ts'

// A process that runs a schedule on a clock of its own, which follows the world's in leaps and drifts. It says when it
// has nothing to do until a moment, and is told when that has come.

/** Bugs that the judge must find. */
export const schedulePlants = ['no-lock', 'no-ledger', 'forget-missed', 'dst'] as const
export type SchedulePlant = (typeof schedulePlants)[number]

/** What a process is to do. */
export interface ScheduleOrders {
  readonly folder: string
  /** Of this life. */
  readonly name: string
  /** The world's time, eight bytes. */
  readonly clock: string
  readonly log: string
  readonly jobs: readonly ScheduledJob[]
  /** How many due times are followed at once. */
  readonly lines: number
  readonly seed: number
  readonly plant?: SchedulePlant | undefined
}

/** A line of what processes say of themselves; `world` is the true time, `own` what the process took it for. */
export interface Said {
  readonly kind: 'begin' | 'end' | 'missed' | 'killed' | 'failed'
  readonly name: string
  readonly job: string
  readonly due: string
  readonly world: number
  readonly own: number
  /** 2: begun once more. */
  readonly attempt?: number
  readonly why?: string
}

const hour = 3_600_000
const day = 24 * hour

/** How far a clock is off then: right about half of the time, else up to an hour, drifting, and leaping every few days. */
export function offsetAt(seed: number, time: number): number {
  const stretch = 9 * day
  const random = randomOf(seed ^ Math.imul(Math.floor(time / stretch), 0x9e3779b1))
  if (random() < 0.45) return 0
  const base = (random() * 2 - 1) * hour
  const drift = ((time % stretch) / stretch - 0.5) * 20 * 60_000 * (random() * 2 - 1)
  return Math.round(Math.min(hour, Math.max(-hour, base + drift)))
}

/** The world waits for who has come into it: until it knows, nothing is done, or a time could pass in the midst of a step. */
async function born(): Promise<'stop' | 'time'> {
  process.send?.({ until: 0 })
  return await new Promise((resolve) => void process.once('message', (message) => resolve(message as 'stop' | 'time')))
}

async function live(orders: ScheduleOrders): Promise<void> {
  if ((await born()) === 'stop') return
  const { folder, name, clock, log, lines, seed, plant } = orders
  const bytes = Buffer.alloc(8)
  const file = openSync(clock, 'r')
  const world = (): number => {
    readSync(file, bytes, 0, 8, 0)
    return bytes.readDoubleLE()
  }
  const now = (): number => world() + offsetAt(seed, world())
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  /** Once everything waits, the world may go on. */
  const rest = (): void => {
    if (sleepers.size === lines) process.send?.({ until: Math.min(...Array.from(sleepers, ({ until }) => until)) })
  }
  const sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return
    await new Promise<void>((resolve) => {
      const sleeper = {
        until: world() + milliseconds,
        wake: () => {
          sleepers.delete(sleeper)
          resolve()
        },
      }
      sleepers.add(sleeper)
      signal.addEventListener('abort', sleeper.wake, { once: true })
      rest()
    })
  }
  const stopping = new AbortController()
  process.on('message', (message) => {
    if (message === 'stop') stopping.abort(new Error('The world ends.'))
    else for (const sleeper of sleepers) if (sleeper.until <= world()) sleeper.wake()
  })
  const say = (kind: Said['kind'], job: string, due: string, about: Pick<Said, 'why' | 'attempt'> = {}): void => {
    const said: Said = { kind, name, job, due, world: world(), own: now(), ...about }
    appendFileSync(log, `${JSON.stringify(said)}\n`)
  }
  const random = randomOf(seed ^ Number.parseInt(name.replaceAll(/\D/g, ''), 10))
  const length = (): number => {
    const kind = random()
    if (kind < 0.7) return random() * 10 * 60_000
    return kind < 0.97 ? random() * 50 * 60_000 : random() * 8 * hour
  }
  using state = await openState({ folder, now })
  await runSchedule(plant === 'dst' ? orders.jobs.map(withoutSummer) : orders.jobs, {
    state: planted(state, plant),
    by: name,
    now,
    sleep,
    lookEvery: 6 * hour,
    signal: stopping.signal,
    run: async (_job, { job, due, attempt }, { signal }) => {
      say('begin', job, due, { attempt })
      try {
        await sleep(length(), signal)
      } finally {
        say('end', job, due)
      }
      return signal.aborted ? { outcome: 'stopped', why: 'Told to.' } : { outcome: 'done', why: 'All of it.' }
    },
    onEvent: (event) => {
      if (event.kind === 'missed') say('missed', event.job, event.due, { why: event.why })
      if (event.kind === 'failed') say('failed', event.job, event.due ?? '', { why: String(event.error) })
    },
  })
}

/** As somebody does who takes a zone for its offset in winter. */
function withoutSummer(job: ScheduledJob): ScheduledJob {
  const zones: Readonly<Record<string, string>> = {
    'Europe/Berlin': 'Etc/GMT-1',
    'America/New_York': 'Etc/GMT+5',
    'Australia/Lord_Howe': 'Etc/GMT-11',
  }
  return { ...job, timeZone: zones[job.timeZone] ?? job.timeZone }
}

function planted(state: State, plant: SchedulePlant | undefined): State {
  const { ticks } = state
  /** What this process knows by itself. */
  const settled = new Map<string, string>()
  switch (plant) {
    case 'no-lock':
      return { ...state, ticks: { ...ticks, alone: async (_job, _by, work) => await work() } }
    case 'forget-missed':
      return {
        ...state,
        ticks: {
          ...ticks,
          note: (job, by, change) =>
            ticks.note(job, by, { ...change, ticks: change.ticks.filter((tick) => tick.change !== 'missed') }),
        },
      }
    case 'no-ledger':
      return {
        ...state,
        ticks: {
          ...ticks,
          job: async (job) => {
            const known = await ticks.job(job)
            return known && { ...known, settled: settled.get(job) ?? known.since, begun: [] }
          },
          note: async (job, by, change) => {
            settled.set(job, change.settled ?? settled.get(job) ?? change.at)
            for (const tick of change.ticks)
              await ticks.note(job, by, { ...change, ticks: [tick] }).catch(() => undefined)
            if (change.ticks.length === 0) await ticks.note(job, by, change)
          },
        },
      }
    case 'dst':
    case undefined:
      return state
    default:
      return plant satisfies never
  }
}

if (process.argv[2] !== undefined && process.send !== undefined) {
  await live(JSON.parse(process.argv[2]) as ScheduleOrders)
  process.disconnect()
}
