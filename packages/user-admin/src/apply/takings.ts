import { guarded, locksOut } from '../plan/guards.ts'
import type { Plan } from '../plan/plan.ts'
import type { GuardCode, Step } from '../plan/step.ts'
import type { PlanState } from '../state.ts'
import type { Refusal } from './refusals.ts'
import type { Result } from './step.ts'

/** The guards that count people: what was let through one of them by name does not count against later runs. */
const counting: ReadonlySet<GuardCode> = new Set(['rolling', 'per-run', 'small-scope'])

/** What one run takes: held to what was taken lately, and remembered as each taking ends. */
export class Takings {
  /** What somebody should know, each once. */
  readonly notes: string[] = []
  readonly #plan: Plan
  readonly #state: PlanState | undefined
  readonly #released: ReadonlySet<GuardCode>
  readonly #now: () => number
  /** By scope, why nothing more may be taken there unasked. */
  readonly #tooMany = new Map<string, string>()

  constructor(
    plan: Plan,
    about: {
      readonly state: PlanState | undefined
      readonly released: ReadonlySet<GuardCode>
      readonly now: () => number
    },
  ) {
    this.#plan = plan
    this.#state = about.state
    this.#released = about.released
    this.#now = about.now
  }

  /** Judges once more by the rolling guard: other runs took people since the plan was made. */
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
            baseline: undefined,
          },
        ],
        // The guards mark what they hold, and the plan stays as it is.
        steps: taking.map((step) => ({ ...step })),
        missing: [],
        unattended: false,
      }).find(({ code }) => code === 'rolling')
      if (held !== undefined) this.#tooMany.set(key, `${held.reason} ${held.remedy}`)
    }
  }

  /** Why a step takes nobody, if so. */
  refusal(step: Step): Refusal {
    const reason = locksOut(step) && !this.#released.has('rolling') ? this.#tooMany.get(step.scope) : undefined
    return reason === undefined ? undefined : { outcome: 'skipped', reason }
  }

  /** Writes down what was taken, or may have been. Never rejects: what cannot be remembered is a note. */
  async remember({ step, outcome }: Result): Promise<void> {
    if (!locksOut(step) || !(outcome === 'done' || outcome === 'remains' || outcome === 'unknown')) return
    const scope = this.#plan.scopes.find(({ key }) => key === step.scope)?.scope
    if (this.#state === undefined || scope === undefined) {
      if (!this.#plan.notChecked.includes('rolling'))
        this.#note('What was taken is not remembered: applyPlan was given no state.')
      return
    }
    const held = this.#tooMany.has(step.scope) ? [...step.heldBy, 'rolling' as const] : step.heldBy
    const released = held.some((code) => counting.has(code) && this.#released.has(code))
    try {
      await this.#state.record({ kind: 'taken', scope, at: new Date(this.#now()).toISOString(), count: 1, released })
    } catch (error) {
      this.#note(`What was taken could not be remembered: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text)
  }
}
