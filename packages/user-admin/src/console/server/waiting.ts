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

/** What an approval lets through: without what it would not release. */
export function freeBy(held: HeldPlan): readonly Step[] {
  const released = releasedByCount(holding(held))
  return held.plan.steps.filter(({ heldBy }) => heldBy.every((code) => released.includes(code)))
}

/** Who of them loses access. */
export const goingBy = (held: HeldPlan): readonly Step[] =>
  freeBy(held).filter(({ action }) => action === 'remove' || action === 'suspend')

/** Names that are shown: of more the rest is a figure. */
const mostShown = 500

const waitingOf = (held: HeldPlan): Waiting => ({
  plan: held.plan.id,
  since: Date.parse(held.since),
  by: held.by,
  why: holding(held),
  go: goingBy(held).length,
  who: goingBy(held)
    .slice(0, mostShown)
    .map(({ email, id = '' }) => email || id),
  workspaces: held.plan.scopes.map(({ scope }) => scope.name),
})
