import { newPace, type PaceClock } from '../src/pace/new-pace.ts'
import type { Pace } from '../src/pace.ts'
import { type Kind, limitedServer, type Phase } from './pace-servers.ts'

interface Woken {
  readonly at: number
  readonly number: number
  wake: (() => void) | undefined
}

/** Time that passes as fast as there is something to do in it. */
export class VirtualTime implements PaceClock {
  #now = 0
  #number = 0
  readonly #heap: Woken[] = []
  readonly #epoch: number

  constructor(epoch: number = Date.parse('2026-06-01T08:00:00Z')) {
    this.#epoch = epoch
  }

  readonly now = (): number => this.#epoch + this.#now

  /** Milliseconds since it began. */
  get passed(): number {
    return this.#now
  }

  readonly after = (ms: number, then: () => void): (() => void) => {
    this.#number += 1
    const entry: Woken = { at: this.#now + ms, number: this.#number, wake: then }
    this.#push(entry)
    return () => {
      entry.wake = undefined
    }
  }

  /** Lives through what happens until then. */
  async run(until: number): Promise<void> {
    await settled()
    for (let entry = this.#heap[0]; entry !== undefined && entry.at <= until; entry = this.#heap[0]) {
      this.#pop()
      if (entry.wake === undefined) continue
      this.#now = entry.at
      entry.wake()
      await settled()
    }
    this.#now = until
  }

  /** How many still wait to be woken. */
  get waiting(): number {
    return this.#heap.filter(({ wake }) => wake !== undefined).length
  }

  #push(entry: Woken): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(entry)
    for (let up = (at - 1) >> 1; at > 0 && before(entry, heap[up]); up = (at - 1) >> 1) {
      heap[at] = heap[up] as typeof entry
      heap[up] = entry
      at = up
    }
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      if (down >= heap.length) break
      const right = heap[down + 1]
      if (right !== undefined && before(right, heap[down])) down += 1
      if (!before(heap[down] as typeof last, last)) break
      heap[at] = heap[down] as typeof last
      at = down
    }
    heap[at] = last
  }
}

const before = (one: Woken, other: Woken | undefined): boolean =>
  other === undefined || one.at < other.at || (one.at === other.at && one.number < other.number)

async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await Promise.resolve()
}

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Scene {
  readonly kind: Kind
  readonly told: boolean
  readonly phases: readonly Phase[]
  /** Milliseconds. Default 25; 200 for a cap. */
  readonly latency?: number
  readonly seed?: number
  /** Programs that share the limit. Default 1. */
  readonly clients?: number
  /** Requests that a program would have under way. Default 64. */
  readonly workers?: number
  /** Milliseconds of work and of rest in turn. Default: always work. */
  readonly bursts?: readonly [number, number]
  /** Milliseconds of each second in which the program does something else. Default 0. */
  readonly stalled?: number
  readonly make?: (clock: PaceClock) => Pace
  readonly trace?: (line: string) => void
}

/** What came of one phase, measured from 10 s after its begin. */
export interface Measured {
  readonly perSecond: number
  /** Of what somebody who knows the limit could have had, in percent. */
  readonly used: number
  /** Of the answers, in percent. */
  readonly refused: number
}

export interface Lived {
  readonly phases: readonly Measured[]
  /** Refusals one after the other, in the order of the answers; but for those of the first contact with the limit. */
  readonly longestRun: number
  /** The same, of the first contact: of those that begin within 200 ms of the first refusal of all. */
  readonly firstRun: number
  readonly sent: number
}

/** Lives through the phases of a server with workers that always want to send. */
export async function simulate(scene: Scene): Promise<Lived> {
  const { kind, told, phases, seed = 1, clients = 1, workers = 64 } = scene
  const latency = scene.latency ?? (kind === 'at once' ? 200 : 25)
  const time = new VirtualTime()
  const draw = random(seed)
  const begins = phases.map((_, index) => phases.slice(0, index).reduce((sum, { seconds }) => sum + seconds * 1000, 0))
  const end = phases.reduce((sum, { seconds }) => sum + seconds * 1000, 0)
  const perSecond = (now: number): number => phases[begins.findLastIndex((begin) => begin <= now)]?.perSecond ?? 1
  // Its clock is another than ours, and not by whole seconds.
  const server = limitedServer(kind, perSecond, told, latency, Date.parse('2026-06-01T08:20:00Z') + 1000 * draw())
  const awake = (ms: number): number => {
    const into = (time.passed + ms + 400) % 1000
    return into < (scene.stalled ?? 0) ? ms + (scene.stalled ?? 0) - into : ms
  }
  // Those of a real process wake up at whole milliseconds, and late.
  const clock: PaceClock = {
    now: time.now,
    after: (ms, then) => time.after(awake(Math.max(1, Math.ceil(ms)) + 3 * draw() + (draw() < 0.02 ? 15 : 0)), then),
  }
  let [accepted, refused, run, longestRun, firstRun, sent] = [0, 0, 0, 0, 0, 0]
  let contact: number | undefined
  let atFirst = true
  const jitter = (ms: number): number => ms * (0.8 + 0.4 * draw())

  const worker = async (pace: Pace, index: number): Promise<void> => {
    for (let attempt = 1; ; ) {
      if (scene.bursts !== undefined) {
        const [work, rest] = scene.bursts
        const into = time.passed % (work + rest)
        if (into >= work) await new Promise<void>((resolve) => time.after(work + rest - into, resolve))
      }
      const passed = await pace.gate(
        { operation: `op${index % 3}`, effect: index % 2 === 0 ? 'read' : 'once', attempt },
        undefined,
      )
      sent += 1
      const begun = time.passed
      const there = jitter(Math.min(latency, 25) / 2)
      await new Promise<void>((resolve) => time.after(there, resolve))
      const { taken, headers } = server.take(time.passed)
      const rest = taken ? jitter(latency) - there : there
      await new Promise<void>((resolve) =>
        time.after(awake(Math.max(0.5, rest)), () => {
          if (taken) server.done()
          resolve()
        }),
      )
      if (taken) {
        accepted += 1
        run = 0
      } else {
        contact ??= time.passed
        refused += 1
        run += 1
        if (run === 1) atFirst = time.passed < contact + 200
        if (atFirst) firstRun = Math.max(firstRun, run)
        else longestRun = Math.max(longestRun, run)
      }
      scene.trace?.(`${time.passed.toFixed(0)} ${taken ? 'ok' : '429'} ${JSON.stringify(pace.now)}`)
      passed?.({ operation: `op${index % 3}`, attempt, status: taken ? 200 : 429, ms: time.passed - begun, headers })
      attempt = taken ? 1 : attempt + 1
    }
  }
  for (let client = 0; client < clients; client += 1) {
    const pace = (scene.make ?? newPace)(clock)
    for (let index = 0; index < workers; index += 1) void worker(pace, index)
  }
  const measured: Measured[] = []
  for (const [index, phase] of phases.entries()) {
    const [from, to] = [(begins[index] ?? 0) + 10_000, (begins[index] ?? 0) + phase.seconds * 1000]
    await time.run(from)
    const [had, bad] = [accepted, refused]
    const possible = server.possible(from, to - from)
    await time.run(to - 1)
    measured.push({
      perSecond: phase.perSecond,
      used: (100 * (accepted - had)) / possible,
      refused: (100 * (refused - bad)) / Math.max(1, accepted - had + refused - bad),
    })
  }
  await time.run(end)
  return { phases: measured, longestRun, firstRun, sent }
}
