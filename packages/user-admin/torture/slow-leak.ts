import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  applyPlan,
  type GuardCode,
  type JournalEntry,
  leavers,
  makePlan,
  type Plan,
  recordBaseline,
  type State,
  type StateEvent,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member } from '../test/memory.ts'
import { Ledger } from './leak-ledger.ts'
import { Operations } from './leak-operations.ts'
import { type LeakPlant, ownMemory, type PlantedMemory, plantedState } from './leak-plants.ts'
import { randomOf } from './stage.ts'

const half = 30 * 60_000
const day = 48 * half
const released: readonly GuardCode[] = ['rolling', 'per-run']

/** What happened in all worlds, so that a torture in which nothing happens shows. */
export interface LeakTally {
  /** Runs that took somebody, and those in which a guard held everything. */
  acted: number
  held: number
  /** People taken without and with a release. */
  taken: number
  released: number
  /** Of what may be taken in a week, the largest share that was. */
  fullest: number
  /** Runs that were killed after something was sent. */
  killed: number
  /** By kind: what befell the state. */
  readonly befell: Record<string, number>
}

export const leakTally = (): LeakTally => ({
  acted: 0,
  held: 0,
  taken: 0,
  released: 0,
  fullest: 0,
  killed: 0,
  befell: {},
})

/**
 * Unattended runs that want 1 to 4 % every half hour, over three handles on one state that is deleted, restored and told the
 * wrong time: in no week more than 20 % go without a release. Answers with what broke, or nothing.
 *
 * @param options.days Of fake time in each world. Default 90.
 * @param options.often How many times as often as usual something befalls the state. Default 1.
 */
export async function slowLeak(options: {
  readonly runs: number
  readonly seed: number
  readonly plant?: LeakPlant | undefined
  readonly days?: number | undefined
  readonly often?: number | undefined
  readonly tally?: LeakTally | undefined
}): Promise<string | undefined> {
  const { runs, seed, plant, days = 90, often = 1, tally = leakTally() } = options
  for (let run = 0; run < runs; run++) {
    const folder = mkdtempSync(join(tmpdir(), 'user-admin-leak-'))
    const world = new World(folder, randomOf(seed + run), plant, often, tally)
    try {
      const broke = await world.play(days)
      if (broke !== undefined) return `${broke} (seed ${seed + run})`
    } finally {
      world.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return undefined
}

class World {
  readonly #random: () => number
  readonly #plant: LeakPlant | undefined
  readonly #often: number
  readonly #tally: LeakTally
  readonly #ledger = new Ledger()
  readonly #admin: MemoryAdmin
  readonly #operations: Operations
  readonly #planted: PlantedMemory = { believed: [], waiting: [] }
  readonly #own: State[]
  #time = Date.parse('2026-01-01T00:00:00Z')
  #behind = 0
  #corrected = 0
  #quietUntil = 0
  #initAt: number | undefined
  #newcomers = 0
  #broke: string | undefined
  /** Whom a person lets go by name just now. */
  #let: ReadonlySet<string> = new Set()
  #kill: (() => void) | undefined

  constructor(folder: string, random: () => number, plant: LeakPlant | undefined, often: number, tally: LeakTally) {
    this.#often = often
    this.#random = random
    this.#plant = plant
    this.#tally = tally
    const me = member('me@example.edu', { admin: true })
    this.#admin = new MemoryAdmin([me, member('bo@example.edu', { admin: true })], aacScope)
    this.#join(80)
    this.#admin.after = (call, email) => {
      if (call !== 'remove') return
      this.#broke ??= this.#ledger.take(this.#time, this.#let.has(email))
      this.#kill?.()
    }
    this.#operations = new Operations(folder, random, often, this.#now)
    this.#own = [0, 1, 2].map(() => ownMemory(this.#now))
  }

  readonly #now = (): number => this.#time - this.#behind

  close(): void {
    this.#operations.close()
  }

  async play(days: number): Promise<string | undefined> {
    await this.#operations.open()
    await this.#init()
    for (const end = this.#time + days * day; this.#time < end && this.#broke === undefined; this.#time += half) {
      this.#chance(1 / 6, () => this.#join(Math.floor(this.#random() * (this.#admin.members.length < 150 ? 6 : 2))))
      this.#ledger.members(this.#time, this.#admin.members.length)
      await this.#befalls()
      if (this.#initAt !== undefined && this.#time >= this.#initAt) await this.#init()
      if (this.#time < this.#quietUntil) continue
      // A machine that was off for a while may not know what day it is.
      if (this.#quietUntil > this.#time - half) this.#chance(1 / 2, () => this.#setBack())
      await this.#run()
      this.#chance(this.#often / 400, () => {
        this.#quietUntil = this.#time + this.#random() * 9 * day
      })
    }
    this.#tally.taken += this.#ledger.taken
    this.#tally.released += this.#ledger.released
    this.#tally.fullest = Math.max(this.#tally.fullest, this.#ledger.fullest)
    return this.#broke
  }

  #chance(share: number, happens: () => void): void {
    if (this.#random() < share) happens()
  }

  #join(count: number): void {
    for (let index = 0; index < count; index++) {
      this.#newcomers += 1
      this.#admin.members.push(member(`p${this.#newcomers}@example.edu`))
    }
  }

  async #befalls(): Promise<void> {
    const befell = await this.#operations.befall()
    if (this.#behind > 0 && this.#time >= this.#corrected) this.#behind = 0
    if (this.#random() < this.#often / 300) this.#setBack()
    if (befell !== undefined) this.#counted(befell)
  }

  /** The clock is wrong for a while. */
  #setBack(): void {
    this.#behind = Math.floor(Math.min(6 * day, this.#behind + this.#random() * 6 * day))
    this.#corrected = this.#time + this.#random() * 3 * day
    this.#counted('clock')
  }

  #counted(what: string): void {
    this.#tally.befell[what] = (this.#tally.befell[what] ?? 0) + 1
  }

  /** A person looks, finds out what became of the state, and lets unattended runs begin again. */
  async #init(): Promise<void> {
    // Where nothing is remembered, nothing can tell that the clock is wrong either: a person sees to that first.
    if (this.#operations.isGone && this.#behind > 0) return
    try {
      await recordBaseline(this.#state(0), this.#admin, { by: 'ana', now: this.#now })
    } catch (error) {
      return await this.#operations.mend(error)
    }
    this.#initAt = undefined
    if (this.#operations.isGone) this.#ledger.begin(this.#time)
    this.#operations.isGone = false
    this.#counted('init')
  }

  #state(handle: number): State {
    const [state, own] = [this.#operations.states[handle], this.#own[handle]]
    if (state === undefined || own === undefined) throw new Error('there are three handles')
    return plantedState(state, this.#plant, own, this.#planted)
  }

  async #run(): Promise<void> {
    const handle = Math.floor(this.#random() * 3)
    const isAsked = this.#random() < 1 / 100
    const plan = await this.#plan(handle, isAsked)
    if (plan === undefined) return
    // Another run comes between the plan and its run.
    if (this.#random() < 0.1) {
      const other = await this.#plan((handle + 1) % 3, false)
      if (other !== undefined) await this.#apply((handle + 1) % 3, other, false)
    }
    await this.#apply(handle, plan, isAsked)
  }

  async #plan(handle: number, isAsked: boolean): Promise<Plan | undefined> {
    const people = this.#admin.members.slice(2)
    const count = Math.max(1, Math.ceil(people.length * (0.01 + this.#random() * (isAsked ? 0.15 : 0.03))))
    const from = Math.floor(this.#random() * Math.max(1, people.length - count))
    const goal = leavers(
      people.slice(from, from + count).map(({ email }) => email),
      { action: 'remove' },
    )
    try {
      const options = { state: this.#state(handle), unattended: !isAsked, assets: 'leave' as const, now: this.#now }
      const plan = await makePlan(this.#admin, goal, options)
      const isStopped = plan.held.some(({ code }) => code === 'state')
      if (isStopped) this.#initAt ??= this.#time + this.#random() * 1.5 * day
      return plan
    } catch (error) {
      await this.#operations.mend(error)
      return undefined
    }
  }

  async #apply(handle: number, plan: Plan, isAsked: boolean): Promise<void> {
    const before = this.#ledger.taken + this.#ledger.released
    const isHeld = (codes: readonly GuardCode[]): boolean => codes.some((code) => released.includes(code))
    // Where nothing is left, nobody is told that something was: whom a person then approves is let go unchecked.
    const isLet = (codes: readonly GuardCode[]): boolean => this.#operations.isGone || isHeld(codes)
    this.#let = new Set(isAsked ? plan.steps.filter(({ heldBy }) => isLet(heldBy)).map(({ email }) => email) : [])
    const state = this.#state(handle)
    let isDead = false
    const killed = new Promise<void>((resolve) => {
      if (this.#random() > 0.15) return
      this.#kill = () => {
        isDead = true
        resolve()
      }
    })
    // Nobody answers a dead process, and its lock is free.
    const alive = <A extends unknown[], T>(call: (...given: A) => Promise<T>): ((...given: A) => Promise<T>) => {
      return (...given) => (isDead ? new Promise<T>(() => undefined) : call(...given))
    }
    const mortal: State = {
      ...state,
      record: alive((event: StateEvent) => state.record(event)),
      journal: { ...state.journal, append: alive((entry: JournalEntry) => state.journal.append(entry)) },
      exclusively: (scopes, by, work) =>
        state.exclusively(scopes, by, () => Promise.race([work(), killed.then(() => Promise.reject(new Killed()))])),
    }
    try {
      await applyPlan(this.#admin, plan, {
        approve: { id: plan.id, by: isAsked ? 'ana' : 'nightly' },
        release: isAsked ? released : [],
        state: mortal,
        now: this.#now,
        concurrency: 1 + Math.floor(this.#random() * 4),
        onResult: async () => {
          for (const event of this.#planted.waiting.splice(0)) await this.#operations.states[handle]?.record(event)
        },
      })
    } catch (error) {
      if (error instanceof Killed) {
        this.#tally.killed += 1
        await this.#operations.reopen()
      } else await this.#operations.mend(error)
    } finally {
      this.#kill = undefined
      this.#planted.waiting.length = 0
    }
    if (this.#ledger.taken + this.#ledger.released > before) this.#tally.acted += 1
    else this.#tally.held += 1
  }
}

class Killed extends Error {}
