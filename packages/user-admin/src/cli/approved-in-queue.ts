import type { Report } from '../apply/apply.ts'
import { approvalLives } from '../apply/check.ts'
import { namesFor } from '../apply/meaning.ts'
import { Queue } from '../apply/queue.ts'
import { UserAdminError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { HeldPlan, HeldPlans, State } from '../state.ts'
import type { Approved } from './approving.ts'
import type { Context } from './context.ts'
import { isUserAdminError } from './known-error.ts'

/**
 * What the queue of plans that wait for a person says of a plan that is to be carried out.
 *
 * @throws {UserAdminError} `conflict` for one that somebody rejected; `invalid` for one that is more than 72 hours old.
 */
export async function inQueue(state: State, plan: Plan, now: number): Promise<HeldPlan | undefined> {
  const held = await state.held.get(plan.id)
  if (held?.status === 'rejected') throw rejected(held)
  if (now - Date.parse(plan.madeAt) > approvalLives)
    throw new UserAdminError(
      'invalid',
      `The plan was made at ${plan.madeAt}, more than 72 hours ago: make a fresh one and have that approved.`,
    )
  return held
}

/** What there is to do about a plan that was rejected: a schedule makes the same one again, under the same id. */
export const rejected = ({ decision }: HeldPlan): UserAdminError =>
  new UserAdminError(
    'conflict',
    `The plan was rejected by ${decision?.by ?? 'somebody'}${decision?.reason === undefined ? '' : `: ${decision.reason}`}. Settle that with them. If it is to be done all the same, plan it by hand: what user-admin plan shows has an id of its own, to be approved by user-admin apply.`,
  )

/** Says who rejected, in the queue, what a plan asks for again: whoever approves it ought to know. */
export async function sayRejected(context: Context, plan: Plan): Promise<void> {
  const { held } = await context.state()
  const refused = await new Queue(held, { by: context.by(), now: context.now }).rejected(plan)
  for (const { by, at, reason } of new Set(plan.steps.flatMap(namesFor).flatMap((name) => refused.get(name) ?? [])))
    context.warn(`${by} rejected some of this at ${at}${reason === undefined ? '.' : `: ${reason}`}`)
}

/** The approval that was given in the queue; `undefined` where none was. */
export function approvalIn(held: HeldPlan | undefined, by: string): Approved | undefined {
  if (held?.status !== 'approved' || held.decision === undefined) return undefined
  const { by: approver, reason, ticket, release } = held.decision
  return {
    approve: {
      id: held.plan.id,
      by: approver,
      ...(reason === undefined ? {} : { reason }),
      ...(ticket === undefined ? {} : { ticket }),
    },
    release,
    by,
  }
}

/**
 * Writes down in the queue what became of a plan in it. What goes wrong there changes nothing about the run, and is said.
 *
 * @param isWhole Every scope of it was dealt with: otherwise its approval is there for the others.
 */
export async function settled(
  context: Context,
  held: HeldPlan | undefined,
  { approve, release }: Approved,
  report: Report,
  isWhole: boolean,
): Promise<void> {
  if (held?.status === 'waiting')
    await unlessSaid(context, async (queue) => {
      const { by, reason, ticket } = approve
      await queue.approve(held.plan.id, { by, reason, ticket, release })
    })
  if (isWhole && (held?.status === 'waiting' || held?.status === 'approved')) await spent(context, held.plan.id, report)
}

/** The approval of a plan in the queue is spent, once its run left nothing open. */
export async function spent(context: Context, id: string, { run, results }: Report): Promise<void> {
  if (run === undefined || results.some(({ open }) => open === true)) return
  await unlessSaid(context, async (queue) => {
    if ((await queue.get(id))?.status === 'approved') await queue.applied(id, run)
  })
}

async function unlessSaid(context: Context, work: (queue: HeldPlans) => Promise<void>): Promise<void> {
  try {
    await work((await context.state()).held)
  } catch (error) {
    if (!isUserAdminError(error)) throw error
    context.warn(`The queue does not show that the plan was carried out: ${error.message}`)
  }
}
