import { guarded, locksOut } from '../plan/guards.ts'
import type { Plan } from '../plan/plan.ts'
import type { GuardCode, Step } from '../plan/step.ts'
import type { State } from '../state.ts'
import type { Refusal } from './refusals.ts'
import type { Result } from './step.ts'

/** The guards that count people: what was let through one of them by name does not count against later runs. */
const counting: ReadonlySet<GuardCode> = new Set(['rolling', 'per-run', 'small-scope'])

/** What one run takes: held to what was taken lately, and counted before it is sent, so that no crash hides it. */
export class Takings {
  /** What somebody should know, each once. */
  readonly notes: string[] = []
  readonly #plan: Plan
  readonly #state: State | undefined
  readonly #released: ReadonlySet<GuardCode>
  readonly #now: () => number
  /** Names a step among all that ever were. */
  readonly #idOf: (step: Step) => string
  readonly #counted = new Set<Step>()
  /** By scope, why nothing more may be taken there unasked. */
  readonly #tooMany = new Map<string, string>()
  readonly #untrusted = new Map<string, string>()

  constructor(
    plan: Plan,
    about: {
      readonly state: State | undefined
      readonly released: ReadonlySet<GuardCode>
      readonly now: () => number
      readonly idOf: (step: Step) => string
    },
  ) {
    this.#plan = plan
    this.#state = about.state
    this.#released = about.released
    this.#now = about.now
    this.#idOf = about.idOf
  }

  /** Judges once more by what is remembered: other runs took people since the plan was made, or the memory was lost. */
  async look(steps: readonly Step[]): Promise<void> {
    if (this.#state === undefined) return
    for (const { key, scope, limits, members } of this.#plan.scopes) {
      const taking = steps.filter((step) => step.scope === key && locksOut(step))
      if (taking.length === 0) continue
      const held = guarded({
        scopes: [
          {
            key,
            scope,
            limits,
            members,
            adminsLeft: Number.POSITIVE_INFINITY,
            assetsDecided: true,
            window: await this.#state.window(scope, this.#now() - limits.rolling.days * 86_400_000),
            baseline: await this.#state.baseline(scope),
          },
        ],
        // The guards mark what they hold, and the plan stays as it is.
        steps: taking.map((step) => ({ ...step })),
        missing: [],
        unattended: false,
      })
      // A memory that was lost since the plan was made, or that the plan was made without, says nothing of what was taken.
      const untrusted = held.find(({ code }) => code === 'state')
      const rolling = held.find(({ code }) => code === 'rolling')
      if (untrusted !== undefined && !this.#released.has('state'))
        this.#untrusted.set(key, `${untrusted.reason} ${untrusted.remedy}`)
      if (rolling !== undefined) this.#tooMany.set(key, `${rolling.reason} ${rolling.remedy}`)
    }
  }

  /** Why a step takes nobody, if so. */
  refusal(step: Step): Refusal {
    const tooMany = this.#released.has('rolling') ? undefined : this.#tooMany.get(step.scope)
    const reason = locksOut(step) ? (this.#untrusted.get(step.scope) ?? tooMany) : undefined
    return reason === undefined ? undefined : { outcome: 'skipped', reason }
  }

  /** Counts a step that is about to be sent. */
  async begin(step: Step): Promise<void> {
    if (!locksOut(step) || this.#counted.has(step)) return
    await this.#record(step, 1)
    this.#counted.add(step)
  }

  /**
   * Corrects the count: only what was taken, or may have been, stays in it. Never rejects: what cannot be remembered is
   * a note.
   *
   * @param before Whether an earlier run had begun the step, and so counted it.
   */
  async end({ step, outcome }: Result, before = false): Promise<void> {
    if (!locksOut(step)) return
    const isTaken = outcome === 'done' || outcome === 'remains' || outcome === 'unknown'
    if (isTaken === (this.#counted.has(step) || before)) return
    try {
      await this.#record(step, isTaken ? 1 : 0)
    } catch (error) {
      this.#note(`What was taken could not be remembered: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async #record(step: Step, count: number): Promise<void> {
    const scope = this.#plan.scopes.find(({ key }) => key === step.scope)?.scope
    if (this.#state === undefined || scope === undefined) {
      if (!this.#plan.notChecked.includes('rolling'))
        this.#note('What was taken is not remembered: applyPlan was given no state.')
      return
    }
    const held = this.#tooMany.has(step.scope) ? [...step.heldBy, 'rolling' as const] : step.heldBy
    const released = held.some((code) => counting.has(code) && this.#released.has(code))
    const at = new Date(this.#now()).toISOString()
    const people = step.id === undefined ? [] : [step.id]
    await this.#state.record({ kind: 'taken', scope, at, count, released, id: this.#idOf(step), people })
  }

  #note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text)
  }
}
