import type { GuardCode, Step } from '../../plan/step.ts'
import type { HeldPlan, State } from '../../state.ts'
import type { Waiting } from '../protocol.ts'
import { releasedByCount } from './confirmation.ts'

/** The plans that wait for somebody's decision. */
export async function waitingIn(state: State): Promise<readonly Waiting[]> {
  return (await state.held.list('waiting')).map(waitingOf)
}

/** The guards that hold a plan. */
export const holding = ({ plan }: HeldPlan): readonly GuardCode[] => [...new Set(plan.held.map(({ code }) => code))]

/** Who loses access by an approval: without what it would not release. */
export function goingBy({ plan }: HeldPlan): number {
  const released = releasedByCount([...new Set(plan.held.map(({ code }) => code))])
  const isTaking = ({ action }: Step): boolean => action === 'remove' || action === 'suspend'
  return plan.steps.filter((step) => isTaking(step) && step.heldBy.every((code) => released.includes(code))).length
}

const waitingOf = (held: HeldPlan): Waiting => ({
  plan: held.plan.id,
  since: Date.parse(held.since),
  by: held.by,
  why: holding(held),
  go: goingBy(held),
  workspaces: held.plan.scopes.map(({ scope }) => scope.name),
})
