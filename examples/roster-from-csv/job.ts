import {
  type Approval,
  applyPlan,
  type GuardCode,
  makePlan,
  type Plan,
  type Report,
  roster,
  summarise,
  type UserAdmin,
} from 'user-admin'
import { peopleFromCsv, rosterFromCsv } from 'user-admin/directory/csv'

export interface Order {
  /** The text of the table: who is in which workspace, in which role, and for which workspaces it is complete. */
  readonly csv: string
  /** The text of a table of people from whom nothing is taken. */
  readonly protect: string
  /** Nothing is done without one. */
  readonly approve?: Approval | undefined
  readonly release?: readonly GuardCode[] | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Brings the workspaces that a table names to what it says: people are invited, given other roles and, where the table
 * is complete, removed. It says what it would do, and does it once that very plan is approved.
 *
 * @param open One workspace by the name that the table has for it. One that cannot be opened ends it all.
 */
export async function rosterFromTable(
  open: (workspace: string) => Promise<UserAdmin>,
  order: Order,
  say: (text: string) => void,
): Promise<{ plan: Plan; report?: Report }> {
  const { approve, release, signal } = order
  const { rows, complete } = rosterFromCsv(order.csv)
  const names = new Set(rows.flatMap(({ workspace }) => workspace ?? []))
  const admins = await Promise.all([...names].map(open))
  const protect = peopleFromCsv(order.protect).map(({ email }) => email)
  const goal = roster(rows, { absent: 'remove', complete })
  const plan = await makePlan(admins, goal, { policy: { protect }, signal })
  say(summarise(plan))
  if (approve === undefined) return { plan }

  const report = await applyPlan(admins, plan, { approve, release, signal })
  say(summarise(report))
  return { plan, report }
}
