import type { Plan } from '../plan/plan.ts'
import { placeOf } from '../plan/world.ts'
import { lineWith } from './carried-out.ts'
import type { Context } from './context.ts'

/** Says of which scopes the state has no baseline: what was taken there before is not counted by any guard. */
export async function sayNoBaseline(context: Context, { scopes, steps }: Plan): Promise<void> {
  const state = await context.state()
  for (const { key, scope } of scopes) {
    if (!steps.some((step) => step.scope === key && (step.action === 'remove' || step.action === 'suspend'))) continue
    if ((await state.baseline(scope)).kind === 'none')
      context.warn(
        `There is no baseline for ${placeOf(scope)} in this state, so what was taken there before is not counted. If that is new to you, look at --state; to record one: ${lineWith(context, ['init'])}`,
      )
  }
}
