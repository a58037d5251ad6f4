import { summarise } from '../plan/summarise.ts'
import type { HeldPlan } from '../state.ts'
import type { Context } from './context.ts'
import type { ShowingOptions } from './planning.ts'
import { UsageError } from './usage.ts'

/** A plan of the queue by its id, or the beginning of it. @throws {UsageError} where there is none, or several. */
export async function heldNamed(context: Context, name: string): Promise<HeldPlan> {
  if (!/^[0-9a-f]{8,64}$/u.test(name))
    throw new UsageError(`${name} is no id of a plan: an id is 64 hex digits, of which 8 are enough.`)
  const { held } = await context.state()
  const found = (await held.list()).filter(({ plan }) => plan.id.startsWith(name))
  const [only] = found
  if (only === undefined)
    throw new UsageError(`No plan ${name} is in the queue: user-admin held list --all shows those that are.`)
  if (found.length > 1)
    throw new UsageError(`${found.length} plans in the queue begin with ${name}: give more of the id.`)
  return only
}

/** A plan of the queue without the whole of its plan. */
export interface HeldRow extends Omit<HeldPlan, 'plan'> {
  /** The plan's id. */
  readonly id: string
  /** ISO 8601: 72 hours later nothing can be decided any more. */
  readonly madeAt: string
  /** The names of its scopes. */
  readonly scopes: readonly string[]
  readonly steps: number
  /** Those of them that guards hold. */
  readonly held: number
}

/** What a list says of a plan of the queue. */
export function rowOf({ plan, ...rest }: HeldPlan): HeldRow {
  return {
    id: plan.id,
    ...rest,
    madeAt: plan.madeAt,
    scopes: plan.scopes.map(({ scope }) => scope.name),
    steps: plan.steps.length,
    held: plan.steps.filter(({ heldBy }) => heldBy.length > 0).length,
  }
}

/** A plan of the queue with what became of it, for people. */
export function shownHeld({ columns }: Context, held: HeldPlan, { rows, markdown }: ShowingOptions): string {
  const { plan, since, by, why, status, decision, run } = held
  const facts = [
    `${status}: put into the queue by ${by} at ${since}. ${why}`,
    ...(decision === undefined ? [] : [decided(held)]),
    ...(run === undefined ? [] : [`Carried out by the run ${run}.`]),
  ]
  const text = summarise(plan, { columns, ...(markdown === true ? { format: 'markdown' } : {}), rows }).trimEnd()
  return [...facts, '', text].join('\n')
}

/** One sentence about who decided what. */
export function decided({ status, decision }: HeldPlan): string {
  if (decision === undefined) return ''
  const { by, at, reason, ticket, release } = decision
  const how = status === 'rejected' ? 'Rejected' : status === 'superseded' ? 'Put aside' : 'Approved'
  const released = release.length === 0 ? '' : `, who released ${release.join(', ')}`
  return `${how} by ${by} at ${at}${released}${ticket === undefined ? '' : ` (ticket ${ticket})`}${reason === undefined ? '' : `: ${reason}`}`
}
