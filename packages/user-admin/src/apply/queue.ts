import { UserAdminError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import type { HeldPlan, HeldPlans } from '../state.ts'
import { approvalLives } from './check.ts'
import { meaningOf, namesFor, wordingOf } from './meaning.ts'

/** A plan that somebody let through. */
export type Approved = HeldPlan & Required<Pick<HeldPlan, 'decision'>>

/** The queue of held plans, as a job looks at it that plans the same goal again and again. */
export class Queue {
  readonly #plans: HeldPlans
  readonly #by: string
  readonly #now: () => number

  constructor(plans: HeldPlans, { by, now }: { readonly by: string; readonly now: () => number }) {
    this.#plans = plans
    this.#by = by
    this.#now = now
  }

  /** The newest plan that was approved, lives, means the same as a fresh one, and asks for nothing that was rejected since. */
  async approved(fresh: Plan): Promise<Approved | undefined> {
    const rejected = await this.rejected(fresh)
    for (const held of await this.#same('approved', fresh)) {
      const { decision } = held
      const age = this.#now() - Date.parse(held.plan.madeAt)
      if (decision === undefined || age > approvalLives) continue
      const isSince = (step: Step): boolean =>
        namesFor(step).some((name) => Date.parse(rejected.get(name)?.at ?? '') >= Date.parse(decision.at))
      if (!held.plan.steps.some(isSince)) return { ...held, decision }
    }
    return undefined
  }

  /**
   * Who rejected what a fresh plan may ask for again, the newest, by what was to be done to whom. A list or a policy that
   * was changed since, or a person of another role, is no other answer.
   */
  async rejected(fresh: Plan): Promise<ReadonlyMap<string, NonNullable<HeldPlan['decision']>>> {
    const found = new Map<string, NonNullable<HeldPlan['decision']>>()
    for (const { plan, decision } of await this.#plans.list('rejected')) {
      if (decision === undefined || kindOf(plan) !== kindOf(fresh)) continue
      for (const name of plan.steps.flatMap(namesFor)) {
        const before = found.get(name)
        if (before === undefined || Date.parse(before.at) <= Date.parse(decision.at)) found.set(name, decision)
      }
    }
    return found
  }

  /**
   * Leaves a plan to be decided, unless one waits already that asks for all of it. Others that wait for the same are put
   * aside, and named.
   */
  async leave(plan: Plan, why: string): Promise<{ readonly held: HeldPlan; readonly superseded: readonly string[] }> {
    const waiting = await this.#same('waiting', plan)
    const stays = waiting.find((held) => holds(held.plan, plan))
    const held = stays === undefined || stays.plan.id === plan.id ? await this.#put(plan, why) : stays
    const others = waiting.filter((one) => one.plan.id !== held.plan.id)
    return { held, superseded: await this.#aside(others, `A newer plan takes its place: ${held.plan.id}.`) }
  }

  /** Puts aside what waits though the same goal leaves nothing to decide any more. Answers with the ids. */
  async settle(fresh: Plan): Promise<readonly string[]> {
    return await this.#aside(await this.#same('waiting', fresh), 'Nothing of it is left to decide.')
  }

  async #same(status: HeldPlan['status'], plan: Plan): Promise<readonly HeldPlan[]> {
    const meaning = meaningOf(plan)
    return (await this.#plans.list(status)).filter((held) => meaningOf(held.plan) === meaning)
  }

  async #put(plan: Plan, why: string): Promise<HeldPlan> {
    return await this.#plans.put(plan, { by: this.#by, why })
  }

  async #aside(plans: readonly HeldPlan[], reason: string): Promise<readonly string[]> {
    const done: string[] = []
    for (const { plan } of plans) {
      try {
        await this.#plans.supersede(plan.id, { by: this.#by, reason })
        done.push(plan.id)
      } catch (error) {
        // Somebody has decided meanwhile: that stands.
        if (!(error instanceof UserAdminError && error.problem === 'conflict')) throw error
      }
    }
    return done
  }
}

const kindOf = ({ goal }: Plan): string => `${goal.kind} ${('source' in goal ? goal.source?.name : undefined) ?? ''}`

/** Whether an earlier plan asks for every step of a newer one, and names every guard that holds it. */
function holds(earlier: Plan, { steps }: Plan): boolean {
  const asked = new Map(earlier.steps.map((step) => [wordingOf(step), step.heldBy]))
  return steps.every((step) => {
    const known = asked.get(wordingOf(step))
    return known !== undefined && step.heldBy.every((code) => known.includes(code))
  })
}
