import { UserAdminError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { GuardCode, Step } from '../plan/step.ts'
import type { HeldPlan, HeldPlans } from '../state.ts'
import { approvalLives } from './check.ts'
import { isWithin, meaningOf, namesFor, wordingOf } from './meaning.ts'

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

  /**
   * The newest plan that was approved, lives, means the same as a fresh one, and asks for nothing that was rejected since.
   * It may have more scopes, those that cannot be read today: then only while it lets some of the fresh one through.
   */
  async approved(fresh: Plan): Promise<Approved | undefined> {
    const rejected = await this.rejected(fresh)
    for (const held of await this.#of('approved', (plan) => isWithin(fresh, plan))) {
      const { decision } = held
      const age = this.#now() - Date.parse(held.plan.madeAt)
      if (decision === undefined || age > approvalLives) continue
      if (meaningOf(held.plan) !== meaningOf(fresh) && !lets(held.plan, decision.release, fresh)) continue
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
   * Leaves a plan to be decided, unless one waits already that asks for all of it. Others that wait for the same, or for
   * a part of it, are put aside, and named.
   */
  async leave(plan: Plan, why: string): Promise<{ readonly held: HeldPlan; readonly superseded: readonly string[] }> {
    const waiting = await this.#of('waiting', (one) => isWithin(plan, one))
    const stays = waiting.find((held) => holds(held.plan, plan))
    const held = stays === undefined || stays.plan.id === plan.id ? await this.#put(plan, why) : stays
    const others = (await this.#partsOf(plan)).filter((one) => one.plan.id !== held.plan.id)
    return { held, superseded: await this.#aside(others, `A newer plan takes its place: ${held.plan.id}.`) }
  }

  /** Puts aside what waits though the same goal leaves nothing to decide any more. Answers with the ids. */
  async settle(fresh: Plan): Promise<readonly string[]> {
    return await this.#aside(await this.#partsOf(fresh), 'Nothing of it is left to decide.')
  }

  /** An approved plan was carried out. It stays approved for scopes that this run could not read. */
  async applied({ plan }: Approved, fresh: Plan, run: string | undefined): Promise<void> {
    if (meaningOf(plan) === meaningOf(fresh)) await this.#plans.applied(plan.id, run ?? '')
  }

  /** What waits for a decision, and asks for nothing outside the scopes of a plan. */
  async #partsOf(plan: Plan): Promise<readonly HeldPlan[]> {
    return await this.#of('waiting', (one) => isWithin(one, plan))
  }

  async #of(status: HeldPlan['status'], isMeant: (plan: Plan) => boolean): Promise<readonly HeldPlan[]> {
    return (await this.#plans.list(status)).filter(({ plan }) => isMeant(plan))
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

/** Whether what was approved lets a step of a newer plan through: one that stays held would keep others in for nothing. */
function lets(earlier: Plan, release: readonly GuardCode[], { steps }: Plan): boolean {
  const asked = new Set(earlier.steps.map(wordingOf))
  return steps.some((step) => step.heldBy.every((code) => release.includes(code)) && asked.has(wordingOf(step)))
}

/** Whether an earlier plan asks for every step of a newer one, and names every guard that holds it. */
export function holds(earlier: Plan, { steps }: Pick<Plan, 'steps'>): boolean {
  const asked = new Map(earlier.steps.map((step) => [wordingOf(step), step.heldBy]))
  return steps.every((step) => {
    const known = asked.get(wordingOf(step))
    return known !== undefined && step.heldBy.every((code) => known.includes(code))
  })
}
