import { type Plan, planId } from '../plan/plan.ts'
import { placeOf } from '../plan/world.ts'
import type { Context } from './context.ts'

/**
 * A plan as far as it is about some of its scopes, under an id of its own. Who approved the whole of it has seen every
 * step of it; each keeps the guards that held it there.
 */
export async function inScopes(plan: Plan, keys: ReadonlySet<string>): Promise<Plan> {
  const { scopes, steps, held, kept, blocked, later, unmatched, exempt, madeBy } = plan
  if (scopes.every(({ key }) => keys.has(key))) return plan
  const isIn = ({ scope }: { readonly scope?: string }): boolean => scope === undefined || keys.has(scope)
  const part: Plan = {
    ...plan,
    scopes: scopes.filter(({ key }) => keys.has(key)),
    steps: steps.filter(isIn),
    held: held.filter(isIn),
    kept: kept.filter(isIn),
    blocked: blocked.filter(isIn),
    later: later.filter(isIn),
    unmatched: unmatched.filter(isIn),
    ...(exempt === undefined ? {} : { exempt: exempt.filter(isIn) }),
    madeBy: madeBy.filter((_, index) => keys.has(scopes[index]?.key ?? '')),
  }
  return { ...part, id: await planId(part) }
}

/** Says which scopes of a plan are left out, because their target failed, and how they are dealt with later. */
export function sayLeftOut(context: Context, plan: Plan, keys: ReadonlySet<string>): void {
  const out = plan.scopes.filter(({ key }) => !keys.has(key)).map(({ scope }) => placeOf(scope))
  if (out.length === 0) return
  const names = out.length > 5 ? `${out.slice(0, 5).join(', ')} and ${out.length - 5} more` : out.join(', ')
  context.warn(
    `Left out, for ${context.failed().join(', ')} failed: ${names}. What was approved of it is not done; mend that, and apply the same plan again.`,
  )
}

/** What no read shows to be done: of a plan with such steps a second run would do them twice, so that it is done as a whole. */
export const isOnceOnly = ({ steps }: Plan): boolean =>
  steps.some(({ action }) => action === 'remind' || action === 'transfer')
