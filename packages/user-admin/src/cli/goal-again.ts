import { UserAdminError } from '../errors.ts'
import type { Assets, Heir } from '../plan/assets.ts'
import { type Goal, keepOnly, leavers } from '../plan/goal.ts'
import { makePlan, type Plan, type PlanOptions } from '../plan/plan.ts'
import { roster } from '../plan/roster.ts'
import type { Expectations } from '../plan/sources.ts'
import type { Target } from './config/targets.ts'
import type { Context } from './context.ts'
import { reading } from './planning.ts'

/** The goal of a plan once more. Of one from a directory, that is read anew. */
export async function goalAgain(context: Context, { goal }: Plan): Promise<Goal> {
  if (!('source' in goal) || goal.source === undefined) return goal
  const snapshot = await reading(context, goal.source.name)
  switch (goal.kind) {
    case 'keep-only':
      return keepOnly(snapshot)
    case 'roster':
      return roster(snapshot, { absent: goal.absent, complete: goal.complete })
    case 'leavers':
      return leavers(snapshot, { action: goal.action })
    default:
      return goal satisfies never
  }
}

/** What a plan was told about what removed people own. */
export function assetsAgain({ scopes }: Plan): Assets | undefined {
  const decided = scopes.flatMap(({ assets }) => assets ?? [])
  const [first] = decided
  if (first === undefined) return undefined
  const isOne = scopes.length === 1
  const refOf = (heir: Heir) => (heir === 'leave' ? heir : named(heir, isOne))
  const heirs = new Set(decided.map(({ transferTo }) => JSON.stringify(refOf(transferTo))))
  if (heirs.size > 1)
    throw new UserAdminError(
      'invalid',
      'The plan hands over to different people in different scopes, and one plan names one receiver: plan the targets one by one.',
    )
  const except = decided.flatMap((one) => one.except)
  return {
    transferTo: refOf(first.transferTo),
    ...(except.length === 0
      ? {}
      : { except: except.map(({ of, transferTo }) => ({ of: named(of, isOne), transferTo: refOf(transferTo) })) }),
  }
}

/** By the id where that means one person; the same person has another one elsewhere. */
const named = ({ id, email }: { readonly id: string; readonly email: string }, isOne: boolean) =>
  isOne || email === '' ? { id } : { email }

/** Makes the plan afresh, as the world is now and as the configuration says now. */
export async function planAfresh(
  context: Context,
  plan: Plan,
  targets: readonly Target[],
  { expectEmpty, expectShrunk, expectNoAddress, onUnread }: Expectations & Pick<PlanOptions, 'onUnread'>,
): Promise<Plan> {
  const [state, policy, goal] = await Promise.all([context.state(), context.policy(), goalAgain(context, plan)])
  const { now, signal } = context
  return await makePlan(
    targets.map(({ admin }) => admin),
    goal,
    {
      expectEmpty,
      expectShrunk,
      expectNoAddress,
      policy,
      state,
      assets: assetsAgain(plan),
      unattended: plan.policy.unattended,
      ...(onUnread === undefined ? {} : { onUnread }),
      now,
      signal,
    },
  )
}
