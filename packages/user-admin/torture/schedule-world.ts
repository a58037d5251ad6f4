import { type ChildProcess, spawn } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Row } from '../src/index.ts'
import { runSchedule, type ScheduledJob } from '../src/schedule/index.ts'
import { openState } from '../src/state/open.ts'
import type { Tick } from '../src/state/ticks.ts'
import type { Said, ScheduleOrders, SchedulePlant } from './schedule-child.ts'
import { randomOf } from './stage.ts'

const about = { missed: 'catch-up-one' } as const
const [berlin, york, howe] = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const

/** Jobs whose times are skipped, come twice, and are drawn out, in three zones. */
const tortured: readonly ScheduledJob[] = [
  { ...about, name: 'hourly-york', cron: '0 * * * *', timeZone: york },
  { ...about, name: 'nightly-berlin', cron: '30 2 * * *', timeZone: berlin },
  { ...about, name: 'weekly-howe', cron: '15 2 * * 0', timeZone: howe, notice: { days: 3 } },
  { name: 'nightly-york', cron: '30 1 * * *', timeZone: york, missed: 'skip' },
  { name: 'spread-berlin', cron: '0 2,3 * * mon-fri', timeZone: berlin, missed: 'skip', jitter: 900_000 },
  { name: 'often-howe', cron: '*/30 1-3 * * *', timeZone: howe, missed: 'skip' },
]

/** A world that was played to its end. */
export interface Played {
  readonly jobs: readonly ScheduledJob[]
  readonly since: ReadonlyMap<string, number>
  readonly until: number
  readonly ticks: readonly Tick[]
  readonly rows: readonly Extract<Row, { kind: 'tick' }>[]
  readonly said: readonly Said[]
  readonly kills: number
}

/** How a world is played. */
export interface Playing {
  readonly from: string
  readonly days: number
  readonly processes: number
  readonly seed: number
  /** How often somebody is killed, a day. */
  readonly killsADay: number
  readonly plant?: SchedulePlant | undefined
  readonly tell?: ((text: string) => void) | undefined
}

interface Actor {
  readonly child: ChildProcess
  readonly name: string
  readonly seed: number
  /** When it wants to be woken; `undefined`: it is at work, or does not live yet. */
  until: number | undefined
  isBorn: boolean
  isDoomed: boolean
}

const program = fileURLToPath(new URL('schedule-child.ts', import.meta.url))
const day = 86_400_000

/** Plays a schedule in real processes on the world's time, which goes on once everybody waits for it. */
export async function played(playing: Playing): Promise<Played> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'schedule-'))
  try {
    return await new World(folder, playing).play()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

class World {
  readonly #folder: string
  readonly #playing: Playing
  readonly #random: () => number
  readonly #from: number
  readonly #clock: number
  readonly #log: string
  readonly #actors = new Set<Actor>()
  readonly #lines = tortured.length + tortured.filter(({ notice }) => notice !== undefined).length
  #time: number
  #lives = 0
  #kills = 0
  #failure: Error | undefined
  #isOver = false
  #next: (() => void) | undefined

  constructor(folder: string, playing: Playing) {
    this.#folder = folder
    this.#playing = playing
    this.#random = randomOf(playing.seed)
    this.#from = Date.parse(playing.from)
    this.#time = this.#from
    this.#log = join(folder, 'log.jsonl')
    writeFileSync(this.#log, '')
    this.#clock = openSync(join(folder, 'clock'), 'w')
    this.#tick(this.#from)
  }

  async play(): Promise<Played> {
    const { days, processes, killsADay, tell } = this.#playing
    const until = this.#from + days * day
    // As they come by chance: so many a day on average.
    const wait = (): number => (-Math.log(1 - this.#random()) * day) / killsADay
    let dying = this.#from + wait()
    for (let index = 0; index < processes; index++) this.#bear(this.#random() * 2 ** 31)
    await this.#quiet(processes)
    while (this.#time < until) {
      const living = [...this.#actors].filter(({ isDoomed }) => !isDoomed)
      this.#tick(Math.min(until, ...living.map(({ until: own }) => own ?? until)))
      this.#wake()
      if (this.#time >= dying) {
        dying = this.#time + wait()
        await this.#kill()
      }
      await this.#quiet(Math.ceil(processes / 2))
      tell?.(`${Math.floor((this.#time - this.#from) / day)} of ${days} days, ${this.#kills} killed`)
    }
    this.#isOver = true
    const over = [...this.#actors].map(({ child }) => new Promise((resolve) => child.once('exit', resolve)))
    for (const { child } of this.#actors) child.send('stop')
    await Promise.all(over)
    return await this.#told(until)
  }

  /** What is left over is settled by one who comes last, then everything is read. */
  async #told(until: number): Promise<Played> {
    let last = until
    using state = await openState({ folder: join(this.#folder, 'state'), now: () => last })
    const since = new Map<string, number>()
    const lines = tortured.flatMap(({ name, notice }) => [name, ...(notice === undefined ? [] : [`${name} notice`])])
    for (const line of lines) since.set(line, Date.parse((await state.ticks.job(line))?.since ?? ''))
    await runSchedule(tortured, {
      state,
      by: 'the last',
      once: true,
      now: () => last,
      // What is spread over a while is waited for.
      sleep: async (milliseconds) => {
        last += milliseconds
      },
      run: async (_job, { job, due, attempt }) => {
        for (const kind of ['begin', 'end'] as const)
          this.#say({ kind, name: 'the last', job, due, own: last, attempt })
        return { outcome: 'done', why: 'All of it.' }
      },
      onEvent: (event) => {
        if (event.kind === 'missed')
          this.#say({ kind: 'missed', name: 'the last', job: event.job, due: event.due, own: last })
        if (event.kind === 'failed') throw event.error
      },
    })
    const rows: Extract<Row, { kind: 'tick' }>[] = []
    for await (const row of state.journal.rows({ kind: 'tick' })) if (row.kind === 'tick') rows.push(row)
    const said = readFileSync(this.#log, 'utf8').split('\n').filter(Boolean)
    return {
      jobs: tortured,
      since,
      until,
      ticks: await state.ticks.list(),
      rows,
      said: said.map((line) => JSON.parse(line) as Said),
      kills: this.#kills,
    }
  }

  #say(said: Omit<Said, 'world'>): void {
    appendFileSync(this.#log, `${JSON.stringify({ ...said, world: this.#time })}\n`)
  }

  #tick(time: number): void {
    this.#time = Math.max(this.#time, time)
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(this.#time)
    writeSync(this.#clock, bytes, 0, 8, 0)
  }

  #bear(seed: number): void {
    const name = `p${++this.#lives}`
    const orders: ScheduleOrders = {
      folder: join(this.#folder, 'state'),
      name,
      clock: join(this.#folder, 'clock'),
      log: this.#log,
      jobs: tortured,
      lines: this.#lines,
      seed: Math.floor(seed),
      plant: this.#playing.plant,
    }
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--disable-warning=ExperimentalWarning', program, JSON.stringify(orders)],
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'schedule-torture-cache') },
      },
    )
    const actor: Actor = { child, name, seed, until: undefined, isBorn: false, isDoomed: false }
    this.#actors.add(actor)
    child.on('message', (message) => {
      actor.until = (message as { readonly until: number }).until
      actor.isBorn = true
      this.#next?.()
    })
    child.once('exit', (code) => {
      this.#actors.delete(actor)
      if (!actor.isDoomed && (code !== 0 || !this.#isOver))
        this.#failure ??= new Error(`${name} ended by itself: ${code}`)
      // The same machine, with the same clock.
      if (!this.#isOver) this.#bear(seed)
      this.#next?.()
    })
  }

  #wake(): void {
    for (const actor of this.#actors) {
      if (actor.until === undefined || actor.until > this.#time) continue
      actor.until = undefined
      if (actor.child.connected) actor.child.send('time', () => undefined)
    }
  }

  /** Somebody dies: where it waits, in the middle of a run as a rule, or at work. */
  async #kill(): Promise<void> {
    const living = [...this.#actors].filter(({ isBorn, isDoomed }) => isBorn && !isDoomed)
    const awake = living.filter(({ until }) => until === undefined)
    const among = awake.length > 0 && this.#random() < 0.6 ? awake : living
    const actor = among[Math.floor(this.#random() * among.length)]
    if (actor === undefined) return
    const end = performance.now() + this.#random() * 8
    if (actor.until === undefined) while (performance.now() < end) await new Promise(setImmediate)
    actor.isDoomed = true
    this.#kills += 1
    this.#say({ kind: 'killed', name: actor.name, job: '', due: '', own: this.#time })
    actor.child.kill('SIGKILL')
  }

  /** Until nobody who lives is at work, and so many have lived. */
  async #quiet(least: number): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure
      const born = [...this.#actors].filter(({ isBorn, isDoomed }) => isBorn && !isDoomed)
      if (born.length >= least && born.every(({ until }) => until !== undefined)) return
      await new Promise<void>((resolve) => {
        this.#next = resolve
      })
    }
  }
}
