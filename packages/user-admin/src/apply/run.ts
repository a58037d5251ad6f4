import { UserAdminError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { GuardCode, Step } from '../plan/step.ts'
import type { UserAdmin } from '../user-admin.ts'
import { tooFewAdmins } from './admins.ts'
import type { ApplyOptions, Progress } from './apply.ts'
import type { Begun, Watched } from './change-asked.ts'
import { Drain } from './drain.ts'
import { inLanes } from './lanes.ts'
import { type Earlier, Memberships } from './memberships.ts'
import { leftByUs } from './ours.ts'
import type { Known, Recorder } from './recorder.ts'
import type { Refusal } from './refusals.ts'
import { roundsOf } from './rounds.ts'
import { Speed } from './speed.ts'
import { brokenOff, type Performed, perform, type Result, told } from './step.ts'
import type { Takings } from './takings.ts'

/** What one run is about. */
export interface Task {
  readonly plan: Plan
  readonly byKey: ReadonlyMap<string, UserAdmin>
  readonly released: ReadonlySet<GuardCode>
  readonly refusal: (step: Step) => Refusal
  readonly takings: Takings
  readonly recorder: Recorder | undefined
  readonly earlier: ReadonlyMap<Step, Earlier>
  readonly options: ApplyOptions
}

/** Carries out the steps of a plan. What it was told to stop by, it says of each step that it left. */
export class Run {
  readonly results: Map<Step, Result> = new Map()
  readonly #task: Task
  readonly #memberships: Memberships
  readonly #rates: ErrorRates
  /** A credential that was refused stops its own scope; the other scopes go on. */
  readonly #stoppedIn = new Map<string, string>()
  /** Where the server asked to be left alone for long, and until when, in ms since the epoch. */
  readonly #parkedIn = new Map<string, number>()
  #stop: string | undefined
  /** Nothing is sent any more, not even for steps that are under way. */
  #over = false
  #drain: Drain | undefined
  /** How steps ended that do not stand in the journal, since it could not be written. */
  readonly unwritten: Map<Result, Known> = new Map()
  readonly #speed = new Speed()

  constructor(task: Task) {
    this.#task = task
    this.#rates = new ErrorRates(task.options.maxErrorRate ?? 0.1)
    this.#memberships = new Memberships(task.earlier)
    for (const [step, { result }] of task.earlier) if (result !== undefined) this.results.set(step, result)
  }

  /** Why no further step was begun in a scope, if so. */
  stopped(scope: string): string | undefined {
    return this.#stoppedIn.get(scope)
  }

  /** Until when a scope is left alone because its server asked for that, in ms since the epoch. */
  parked(scope: string): number | undefined {
    return this.#parkedIn.get(scope)
  }

  /** Each step once, those that may not be begun included. Never rejects. */
  async carryOut(): Promise<void> {
    const { plan, byKey, options } = this.#task
    using drain = new Drain(options.signal, options.drain ?? 4_000)
    this.#drain = drain
    for (const round of roundsOf(plan))
      await inLanes(
        round,
        ([step]) => byKey.get(step?.scope ?? '')?.pace,
        options.concurrency,
        async (turn) => {
          for (const step of turn) if (!this.results.has(step)) await this.#step(step)
        },
      )
    this.#over = true
  }

  async #step(step: Step): Promise<void> {
    const { byKey, takings, options, earlier } = this.#task
    if (options.signal?.aborted === true) this.#stop ??= 'The run was stopped.'
    const begun = earlier.get(step)?.begun
    const why = this.#task.refusal(step) ?? takings.refusal(step)
    if (why !== undefined) return await this.#told(leftAlone(step, why, begun))
    const admin = byKey.get(step.scope)
    const halt = this.#stop ?? this.#stoppedIn.get(step.scope) ?? asksToWait(this.#parkedIn.get(step.scope))
    if (halt !== undefined || admin === undefined) {
      const reason = halt ?? 'The plan has no such scope.'
      return await this.#told(leftAlone(step, { outcome: 'skipped', reason, open: true }, begun))
    }
    tell(() => options.onProgress?.({ kind: 'step', step, ...this.#progress() }))
    const watch = new Watch(step, this.#task, { isOver: () => this.#over, halt: () => this.#stoppedIn.get(step.scope) })
    const doing = this.#tried(admin, step, watch, begun)
    const performed = await (this.#drain?.orOver(doing) ?? doing)
    if (performed === undefined) this.#over = true
    const { fatal, after, until, ...result } = this.#judged(performed, watch, begun !== undefined)
    this.#memberships.changed(step, after?.mark)
    if (watch.broken !== undefined) this.#stop ??= watch.broken
    if (fatal === true) this.#stoppedIn.set(step.scope, `An earlier step was refused: ${result.reason ?? ''}`)
    if (until !== undefined) this.#parkedIn.set(step.scope, Math.max(until, this.#parkedIn.get(step.scope) ?? 0))
    // That nobody knows yet how an earlier run's step ended is no failure of this one; nor is it one to be asked to wait.
    const isNone = fatal === true || until !== undefined || begun !== undefined
    const tooMany = isNone ? undefined : this.#rates.count(step.scope, result.outcome)
    if (tooMany !== undefined) this.#stoppedIn.set(step.scope, tooMany)
    await this.#ended({ step, ...result }, watch.known(after))
  }

  async #tried(admin: UserAdmin, step: Step, watch: Watch, begun: Begun | undefined): Promise<Performed> {
    const { plan, released } = this.#task
    const short = step.takesAdmin ? await tooFewAdmins(admin, plan, step, released.has('admins')) : undefined
    if (short === undefined) {
      const current = this.#memberships.current(step)
      const performed = await perform(admin, current, watch.watched, begun)
      const before = this.#task.earlier.get(step)?.before
      if (performed.outcome !== 'unknown' || performed.fatal === true || before === undefined) return performed
      const after = await leftByUs(admin, current, before)
      return after === undefined ? performed : { ...performed, after }
    }
    const { step: _step, ...left } = leftAlone(step, { outcome: 'blocked', reason: short }, begun)
    return left
  }

  /** Whether a step that was not finished is to be taken up again. */
  #judged(performed: Performed | undefined, { sent, broken, held }: Watch, wasBegun: boolean): Performed {
    const isBegun = sent || wasBegun
    if (performed === undefined)
      return {
        outcome: isBegun ? 'unknown' : 'skipped',
        reason: isBegun ? 'The run was stopped before the answer came.' : 'The run was stopped.',
        open: true,
      }
    if (broken !== undefined) return { outcome: isBegun ? 'unknown' : 'skipped', reason: broken, open: true }
    if (performed.until !== undefined) return { ...performed, open: true }
    // Nothing was sent, and nothing is wrong with this step; or it is not known better than before.
    if (held && performed.outcome === 'failed') return { ...performed, outcome: 'skipped', open: true }
    if (held && performed.outcome === 'unknown') return { ...performed, open: true }
    return performed.fatal === true && performed.outcome !== 'unknown' ? { ...performed, open: true } : performed
  }

  async #ended(result: Result, known: Known): Promise<void> {
    const { takings, recorder, earlier } = this.#task
    await takings.end(result, earlier.has(result.step))
    // What nobody knows the end of has its intent in the journal: that is the truth about it.
    const isKnown = !(result.open === true && result.outcome === 'unknown')
    try {
      if (isKnown) await recorder?.ended(result, known)
    } catch (error) {
      this.#stop ??= told(error)
      this.unwritten.set(result, known)
    }
    await this.#told(result)
  }

  /** Tells the caller, and no further step is begun if that fails: what the run knows must not be lost by it. */
  async #told(result: Result): Promise<void> {
    this.results.set(result.step, result)
    this.#speed.ended()
    try {
      const telling = (async () => await this.#task.options.onResult?.(result, this.#progress()))()
      // Whoever is told and never answers holds up the run, but not its end.
      await (this.#drain?.orOver(telling) ?? telling)
    } catch (error) {
      this.#stop ??= `onResult failed: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  #progress(): Pick<Progress, 'finished' | 'total' | 'left'> {
    const [finished, total] = [this.results.size, this.#task.plan.steps.length]
    const left = this.#speed.left(total - finished)
    return { finished, total, ...(left === undefined ? {} : { left }) }
  }
}

const asksToWait = (until: number | undefined): string | undefined =>
  until === undefined ? undefined : `The server asks to be left alone until ${new Date(until).toISOString()}.`

/** What an earlier run began may have been done: why nobody goes on with it is no word about that. */
function leftAlone(step: Step, why: Omit<Result, 'step'>, begun: Begun | undefined): Result {
  if (begun === undefined || begun !== step.action) return { step, ...why }
  const { reason = '', open } = why
  return { step, outcome: 'unknown', reason: `${brokenOff} ${reason}`, ...(open === undefined ? {} : { open }) }
}

/** Stands beside one step while it is carried out: writes down what is about to be sent, or keeps it from being sent. */
class Watch {
  /** Something was, or is about to be, sent. */
  sent = false
  /** Why nothing may be sent. */
  broken: string | undefined
  /** The scope was stopped before this step had come to send anything. */
  held = false
  readonly #requests: string[] = []
  readonly #step: Step
  readonly #task: Task
  readonly #run: { readonly isOver: () => boolean; readonly halt: () => string | undefined }
  /** What the person owns was handed over: the rest follows, or nobody could give it back. */
  #isHalfWay = false
  #announced: Begun | undefined

  constructor(
    step: Step,
    task: Task,
    run: { readonly isOver: () => boolean; readonly halt: () => string | undefined },
  ) {
    this.#step = step
    this.#task = task
    this.#run = run
  }

  readonly watched: Watched = (action) => ({
    onBefore: async (before) => {
      const { takings, recorder } = this.#task
      this.#isHalfWay = this.#announced === 'transfer' && action === 'remove'
      this.#hold()
      try {
        if (this.#run.isOver()) throw new UserAdminError('unavailable', 'The run was stopped.')
        // Asked for in one moment, both become durable in one transaction; and no row of a run stands behind its last.
        const both = await Promise.allSettled([
          action === 'transfer' ? undefined : takings.begin(this.#step),
          recorder?.intends({ step: this.#step, action, before }),
        ])
        for (const one of both) if (one.status === 'rejected') throw one.reason
        if (this.#run.isOver()) throw new UserAdminError('unavailable', 'The run was stopped.')
      } catch (error) {
        this.broken ??= told(error)
        throw error
      }
      this.sent = true
      this.#announced = action
    },
    onRequest: (id) => void this.#requests.push(id),
    // What waited for its turn until the run was over is not sent behind it.
    check: (isBegun = false) => {
      if (this.#run.isOver()) throw new UserAdminError('unavailable', 'The run was stopped.')
      if (!isBegun) this.#hold()
    },
  })

  /** Where too much failed meanwhile, those who wait for their turn are none to be tried as well. */
  #hold(): void {
    const halt = this.#isHalfWay ? undefined : this.#run.halt()
    if (halt === undefined) return
    this.held = true
    throw new UserAdminError('unavailable', halt)
  }

  known(after?: Performed['after']): Known {
    return { requests: this.#requests, after }
  }
}

/** Whether too many of a scope's steps fail for the others to be tried. */
class ErrorRates {
  readonly #most: number
  readonly #counts = new Map<string, { tried: number; failed: number }>()

  constructor(most: number) {
    this.#most = most
  }

  /** Why no further step is begun in the scope, if so. One person who cannot be changed stops nobody. */
  count(scope: string, outcome: Result['outcome']): string | undefined {
    const counts = this.#counts.get(scope) ?? { tried: 0, failed: 0 }
    this.#counts.set(scope, counts)
    counts.tried += 1
    if (outcome === 'failed' || outcome === 'unknown') counts.failed += 1
    const { tried, failed } = counts
    return failed < 2 || failed <= this.#most * tried
      ? undefined
      : `${failed} of the first ${tried} steps failed here, so no further one was begun.`
  }
}

/** Whoever watches cannot stop the run. */
export function tell(said: () => unknown): void {
  // Theirs, and no part of what the run has to say; a rejection that nobody takes would end the process.
  void (async () => await said())().catch(() => undefined)
}
