import { UserAdminError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { Context } from './context.ts'

/**
 * Refuses an approval that a run has used since the plan was last shown, where a second run would do again what no read
 * shows to be done: a mail would go out twice. To be asked before the plan is kept anew.
 *
 * @param id What `--approve` was given.
 * @throws {UserAdminError} `conflict`.
 */
export async function refuseSpent(context: Context, { steps }: Plan, id: string | undefined): Promise<void> {
  if (id === undefined || !steps.some(({ action }) => action === 'remind' || action === 'transfer')) return
  const { signal } = context
  const { journal, plans } = await shownIn(context, id)
  for (const { id: plan, madeAt } of plans)
    for await (const row of journal.rows({ kind: 'run', signal })) {
      if (row.kind !== 'run' || (row.plan !== plan && row.of !== plan) || row.at < madeAt) continue
      throw new UserAdminError(
        'conflict',
        `The run ${row.run} has used this approval, and nothing shows whether it need be done again. If it is meant once more, leave --approve out, look at the plan, and approve it anew.`,
      )
    }
}

async function shownIn(context: Context, id: string) {
  const state = await context.state()
  const plans: Plan[] = []
  for await (const plan of state.plans({ signal: context.signal })) if (plan.id.startsWith(id)) plans.push(plan)
  return { journal: state.journal, plans }
}
