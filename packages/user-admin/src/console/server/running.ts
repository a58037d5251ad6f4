import type { Result } from '../../apply/step.ts'
import type { State } from '../../state.ts'
import type { Preview, Run as Shown } from '../protocol.ts'
import { Leg, type LegOptions } from './leg.ts'
import type { RecordedRun } from './notebook.ts'

/** What a run is begun with. */
export interface RunningOptions {
  readonly recorded: RecordedRun
  readonly legs: readonly Omit<LegOptions, 'onResult' | 'changed' | 'keep'>[]
  /** Told how each step ended, by the key of its workspace. */
  readonly onResult: (key: string, result: Result) => void
  readonly changed: () => void
  readonly keep: () => Promise<void>
  /** Everything that can be done is done, or it was stopped. */
  readonly onOver: () => void
}

/** The workspaces of something that was written down, each with the plan that was approved. */
export async function pickedUp(
  recorded: RecordedRun,
  state: State,
): Promise<readonly Pick<LegOptions, 'recorded' | 'approved'>[]> {
  const legs = await Promise.all(
    recorded.legs.map(async (leg) => {
      const approved = await state.plan(leg.approved)
      return approved === undefined ? [] : [{ recorded: leg, approved }]
    }),
  )
  return legs.flat()
}

/** How a step ended, for the page: what was left, to be taken up again, was not reached. */
export const outcomeOf = ({ outcome, open }: Pick<Result, 'outcome' | 'open'>): string =>
  open === true && outcome !== 'unknown' ? 'open' : outcome

/** Workspaces that are worked at at once: each has a pace of its own. */
const atOnce = 32

/** A run over several workspaces, each of which goes its own way. */
export class Running {
  readonly #options: RunningOptions
  readonly #legs: readonly Leg[]
  readonly #outcomes = new Map<string, string>()
  #stopping = new AbortController()
  #asked: 'run' | 'pause' | 'stop' = 'run'
  #working = 0
  #isOver = false

  constructor(options: RunningOptions) {
    this.#options = options
    const { changed, keep, onResult } = options
    this.#legs = options.legs.map(
      (one) =>
        new Leg({
          ...one,
          changed,
          keep,
          onResult: (result) => {
            const { step } = result
            const outcome = outcomeOf(result)
            // What is not approved is no part of it: it stands in the report.
            this.#outcomes.set(`${one.recorded.key} ${step.action} ${step.id ?? step.email}`, outcome)
            onResult(one.recorded.key, result)
          },
        }),
    )
  }

  get id(): string {
    return this.#options.recorded.id
  }

  get kind(): Preview['kind'] {
    return this.#options.recorded.kind
  }

  get legs(): readonly Leg[] {
    return this.#legs
  }

  /** Something is being done. */
  get isAtWork(): boolean {
    return this.#working > 0
  }

  /** Nothing is left to go on with. */
  get isOver(): boolean {
    return this.#asked === 'stop' ? this.#working === 0 : this.#legs.every(({ isOver }) => isOver)
  }

  /** Nothing goes on by itself, and nobody is waited for. */
  get isFailed(): boolean {
    return this.#state === 'failed'
  }

  /** Goes on with everything that can be gone on with. */
  begin(): void {
    this.#asked = 'run'
    this.#stopping = new AbortController()
    this.#go(this.#legs.filter(({ isOver }) => !isOver))
  }

  /** Goes on with those that waited, and need not any more. */
  look(): void {
    const legs = this.#asked === 'run' ? this.#legs.filter(({ canGoOn }) => canGoOn) : []
    if (legs.length > 0) this.#go(legs)
  }

  /** What is to stop stops. */
  pause(): void {
    if (this.#asked === 'run') this.#end('pause')
  }

  stop(): void {
    this.#end('stop')
    if (this.#working === 0) this.#settle()
  }

  /** What is under way is finished. */
  async settled(): Promise<void> {
    while (this.#working > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  shown(): Shown {
    const workspaces = this.#legs.map((leg) => leg.shown(leg.key))
    const sum = (of: (one: Shown['workspaces'][number]) => number): number =>
      workspaces.reduce((all, one) => all + of(one), 0)
    const known = workspaces.flatMap(({ remaining }) => remaining ?? [])
    const others = workspaces.flatMap((one) => one.others ?? [])
    const lefts = this.#legs.flatMap(({ left }) => left ?? [])
    const counts: Record<string, number> = {}
    for (const outcome of this.#outcomes.values()) counts[outcome] = (counts[outcome] ?? 0) + 1
    const failure = workspaces.find((one) => one.failure !== undefined)?.failure
    return {
      id: this.id,
      kind: this.kind,
      state: this.#state,
      finished: sum(({ finished }) => finished),
      total: sum(({ total }) => total),
      ...(lefts.length === 0 || this.#working === 0 ? {} : { left: Math.max(...lefts) }),
      workspaces,
      counts,
      ...(known.length < workspaces.length ? {} : { remaining: known.reduce((all, one) => all + one, 0) }),
      ...(others.length === 0 ? {} : { others: others.reduce((all, one) => all + one, 0) }),
      mayUndo:
        this.#working === 0 && this.kind !== 'undo' && this.#legs.some(({ recorded }) => recorded.run !== undefined),
      ...(failure === undefined ? {} : { failure }),
    }
  }

  get #state(): Shown['state'] {
    if (this.#asked === 'pause' && !this.isOver) return this.#working > 0 ? 'pausing' : 'paused'
    if (this.#asked === 'stop') return this.#working > 0 ? 'stopping' : this.#allDone ? 'done' : 'stopped'
    if (this.#working > 0) return 'running'
    if (this.#allDone) return 'done'
    if (this.#legs.some(({ state }) => state === 'waiting-for-token')) return 'waiting-for-token'
    if (this.#legs.some(({ state }) => state === 'waiting-for-server')) return 'running'
    return 'failed'
  }

  get #allDone(): boolean {
    return this.#legs.every(({ isOver }) => isOver)
  }

  #end(how: 'pause' | 'stop'): void {
    this.#asked = how
    this.#stopping.abort(new DOMException('The run was told to stop.', 'AbortError'))
    this.#options.changed()
  }

  #go(legs: readonly Leg[]): void {
    const waiting = [...legs]
    const { signal } = this.#stopping
    const work = async (): Promise<void> => {
      for (let leg = waiting.shift(); leg !== undefined && !signal.aborted; leg = waiting.shift()) await leg.go(signal)
    }
    for (let lane = 0; lane < Math.min(atOnce, legs.length); lane += 1) {
      this.#working += 1
      void work().finally(() => {
        this.#working -= 1
        if (this.#working === 0) this.#settle()
      })
    }
    this.#options.changed()
  }

  #settle(): void {
    const { recorded, keep, onOver, changed } = this.#options
    if (this.isOver && !this.#isOver) {
      this.#isOver = true
      recorded.isOver = true
      void keep().catch(() => undefined)
      onOver()
    }
    changed()
  }
}
