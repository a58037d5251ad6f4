import {
  type Approval,
  type Assets,
  applyPlan,
  type GuardCode,
  keepOnly,
  makePlan,
  type Plan,
  type Report,
  summarise,
  type UserAdmin,
} from 'user-admin'
import { peopleFromCsv } from 'user-admin/directory/csv'
import { progress } from './progress.ts'

export interface Order {
  /** The text of a table of people who stay. */
  readonly csv: string
  /** Who receives what the others own; without it the plan is held. */
  readonly assets?: Assets | undefined
  /** Nothing is done without one. */
  readonly approve?: Approval | undefined
  readonly release?: readonly GuardCode[] | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The script that was meant to remove everybody but a protected list, done right: it says what it would
 * do, does it once that very plan is approved, and reads the workspace again at the end.
 */
export async function clearWorkspace(
  workspace: UserAdmin,
  order: Order,
  say: (text: string) => void,
): Promise<{ plan: Plan; report?: Report }> {
  const stay = peopleFromCsv(order.csv).map(({ email }) => email)
  const plan = await makePlan(workspace, keepOnly(stay), { assets: order.assets, signal: order.signal })
  say(summarise(plan))
  if (order.approve === undefined) return { plan }

  const { onResult, stop } = progress()
  const { approve, release, signal } = order
  const report = await applyPlan(workspace, plan, { approve, release, signal, onResult }).finally(stop)
  say(summarise(report))
  return { plan, report }
}
