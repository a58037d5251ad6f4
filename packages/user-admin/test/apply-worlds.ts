import {
  type ApplyOptions,
  applyPlan,
  type Goal,
  keepOnly,
  type Member,
  makePlan,
  type Plan,
  type Report,
} from '../src/index.ts'
import { type MemoryAdmin, staff } from './memory.ts'
import { decided, second, self } from './plan-worlds.ts'

/** Everybody but the second administrator, the caller and the staff goes. */
export const keep: Goal = keepOnly(['bo@example.edu', '@staff.example'])
/** These and who is kept; so many that the guard of small scopes says nothing. */
export const people = (...others: Member[]): Member[] => [self, second, ...staff(10), ...others]

/** Plans, approves and applies. */
export async function run(
  admin: MemoryAdmin,
  goal: Goal = keep,
  options: Partial<ApplyOptions> = {},
  made?: Plan,
): Promise<Report> {
  const plan = made ?? (await makePlan(admin, goal, decided))
  return applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, ...options })
}
/** How each person's step ended, by address. */
export const outcomes = (report: Report): Record<string, string> =>
  Object.fromEntries(report.results.map(({ step, outcome }) => [step.email, outcome]))
/** Why, by address. */
export const reasons = (report: Report): Record<string, string | undefined> =>
  Object.fromEntries(report.results.map(({ step, reason }) => [step.email, reason]))
