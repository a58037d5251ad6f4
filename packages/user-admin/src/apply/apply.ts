import canonicalize from 'canonicalize'
import pMap from 'p-map'
import { UserAdminError } from '../errors.ts'
import { canonicalEmail, personOf } from '../identity.ts'
import { makePlan, type Plan, planId } from '../plan/plan.ts'
import { type GuardCode, guardCodes, type Step } from '../plan/step.ts'
import type { Caller, UserAdmin } from '../user-admin.ts'
import { perform, type Result, told } from './step.ts'

/**
 * Who lets a plan through: the plan itself by its id, or (`of`) an earlier one that was approved, of
 * which only what a fresh plan still says is done.
 */
export type Approval =
  | { readonly id: string; readonly by: string; readonly reason?: string | undefined }
  | { readonly of: Plan; readonly by: string; readonly reason?: string | undefined }

/** What `applyPlan` takes: who approves, what is released, and how it is carried out. */
export interface ApplyOptions {
  readonly approve: Approval
  /** The guards that are released for this plan, each by its code. Default: none. */
  readonly release?: readonly GuardCode[] | undefined
  /** Steps under way at once. Default 4. */
  readonly concurrency?: number | undefined
  /** Told of each step as it ends, and awaited. If it throws, no further step is begun. */
  readonly onResult?:
    | ((result: Result, progress: { readonly finished: number; readonly total: number }) => unknown)
    | undefined
  /** Begins no further step; those under way are finished. The report says which were skipped. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** What a run did, and what the scope looked like afterwards. */
export interface Report {
  readonly plan: string
  readonly approvedBy: string
  readonly reason?: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly results: readonly Result[]
  readonly counts: Readonly<Record<Result['outcome'], number>>
  /**
   * What the same goal would still ask for, by a read after the last step: empty when the scope is as it
   * should be. `undefined` when that read was not made; `notRead` says why.
   */
  readonly left?: readonly { readonly email: string; readonly what: string; readonly reason: string }[]
  readonly notRead?: string
}

const readsLive = 60 * 60_000
const approvalLives = 72 * 60 * 60_000

/**
 * Carries out what was approved of a plan, each step once, and reads the scope again at the end.
 *
 * @throws {UserAdminError} `invalid` before the first step (a changed plan, another scope, an approval
 * that does not fit, a plan older than an hour), or whatever the first reads throw. Afterwards it never
 * rejects: how each step ended stands in the report.
 */
export async function applyPlan(admin: UserAdmin, plan: Plan, options: ApplyOptions): Promise<Report> {
  if (options?.approve === undefined) {
    throw new UserAdminError(
      'invalid',
      'A plan is carried out only with an approval: { approve: { id: plan.id, by } }.',
    )
  }
  const { signal, now = Date.now, concurrency = 4 } = options
  const released = new Set<GuardCode>(options.release)
  const approved = await check(admin, plan, options, now())
  const self = await admin.whoAmI({ signal })
  const startedAt = new Date(now()).toISOString()

  const results = new Map<Step, Result>()
  let stop: string | undefined
  const end = async (result: Result): Promise<void> => {
    results.set(result.step, result)
    try {
      await options.onResult?.(result, { finished: results.size, total: plan.steps.length })
    } catch (error) {
      // The caller's own fault must not lose what the run knows: no further step, and the report says why.
      stop ??= `onResult failed: ${error instanceof Error ? error.message : String(error)}`
    }
  }
  const run = async (step: Step): Promise<void> => {
    if (signal?.aborted === true) stop ??= 'The run was stopped.'
    const refusal = refused(step, { released, approved, self })
    if (refusal !== undefined) return await end({ step, ...refusal })
    if (stop !== undefined) return await end({ step, outcome: 'skipped', reason: stop })
    const short = step.takesAdmin ? await tooFewAdmins(admin, plan, step, released.has('admins')) : undefined
    if (short !== undefined) return await end({ step, outcome: 'blocked', reason: short })
    const { fatal, ...result } = await perform(admin, step)
    if (fatal === true) stop ??= `An earlier step was refused: ${result.reason ?? ''}`
    return await end({ step, ...result })
  }

  // What gives before what takes; the steps that take an administrator one by one, each after a fresh count.
  const groups = [
    plan.steps.filter(({ action, takesAdmin }) => !takesAdmin && (action === 'invite' || action === 'set-roles')),
    plan.steps.filter(({ action, takesAdmin }) => !takesAdmin && (action === 'suspend' || action === 'remove')),
  ]
  for (const group of groups) await pMap(group, run, { concurrency })
  for (const step of plan.steps) if (step.takesAdmin) await run(step)

  const after = await readAgain(admin, plan, [...results.values()], signal, now)
  return {
    plan: plan.id,
    approvedBy: options.approve.by,
    ...(options.approve.reason === undefined ? {} : { reason: options.approve.reason }),
    startedAt,
    finishedAt: new Date(now()).toISOString(),
    counts: count(after.results),
    ...after,
  }
}

/** Everything that can be wrong with a call, before anything is done. Answers with the steps that the approval covers. */
async function check(
  admin: UserAdmin,
  plan: Plan,
  options: ApplyOptions,
  time: number,
): Promise<ReadonlySet<string> | undefined> {
  const { approve, release = [], concurrency = 4 } = options
  const refuse = (message: string): never => {
    throw new UserAdminError('invalid', message)
  }
  if (plan?.version !== 1) refuse('This plan was written by another version of user-admin: make a fresh one.')
  if ((await planId(plan)) !== plan.id)
    refuse('The plan was changed after it was made: make a fresh one and have that approved.')
  if (canonicalize(admin.scope) !== canonicalize(plan.scope)) {
    refuse(
      `The plan is for ${plan.scope.name} (${plan.scope.id}) at ${plan.scope.origin}, and this credential reaches ${admin.scope.name} (${admin.scope.id}) at ${admin.scope.origin}.`,
    )
  }
  if (!isFresh(plan, time, readsLive))
    refuse(
      'The plan is more than an hour old, or from the future: make a fresh one. What was approved of this one can be passed on as approve: { of }.',
    )
  if (typeof approve?.by !== 'string' || approve.by.trim() === '')
    refuse('An approval names who gives it: approve.by is empty.')
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    refuse(`concurrency is ${String(concurrency)}: it is a whole number from 1.`)
  for (const code of release)
    if (!guardCodes.includes(code)) refuse(`${JSON.stringify(code)} is no guard; there are ${guardCodes.join(', ')}.`)
  if ('id' in approve && 'of' in approve)
    refuse('An approval is of this plan (id) or of an earlier one (of), not of both.')
  if ('id' in approve) {
    if (approve.id !== plan.id) refuse('The approval is for another plan: its id is not this plan’s.')
    return undefined
  }
  const { of } = approve
  if ((await planId(of)) !== of.id) refuse('The approved plan was changed after it was made.')
  if (
    canonicalize([of.scope, of.goal, of.policy, of.assets]) !==
    canonicalize([plan.scope, plan.goal, plan.policy, plan.assets])
  )
    refuse('The approved plan has another scope, goal, policy or decision about assets than this one.')
  if (!isFresh(of, time, approvalLives))
    refuse('The approval is more than 72 hours old, or from the future: have the fresh plan approved.')
  return new Set(of.steps.map(wording))
}

const subject = ({ action, id, email }: Pick<Step, 'action' | 'id' | 'email'>): string => `${action} ${id ?? email}`
/** Everything of a step that an approval covers. */
const wording = ({ action, id, email, roles, transferTo }: Step): string =>
  canonicalize({ action, id, email, roles, transferTo }) ?? ''
/** A plan may have been made this much ahead of this machine's clock, in milliseconds. */
const skew = 5 * 60_000
const isFresh = ({ madeAt }: Plan, time: number, life: number): boolean => {
  const age = time - Date.parse(madeAt)
  return age <= life && age >= -skew
}

/** Why a step is not begun, if it is not. */
function refused(
  step: Step,
  {
    released,
    approved,
    self,
  }: { released: ReadonlySet<GuardCode>; approved: ReadonlySet<string> | undefined; self: Caller },
): Omit<Result, 'step'> | undefined {
  const isSelf =
    step.id === self.id || (self.email !== undefined && canonicalEmail(self.email) === canonicalEmail(step.email))
  if (isSelf && (step.takesAdmin || step.action === 'remove' || step.action === 'suspend')) {
    return { outcome: 'blocked', reason: 'This is the person whose credential is used.' }
  }
  if (approved !== undefined && !approved.has(wording(step)))
    return { outcome: 'skipped', reason: 'Not part of what was approved.' }
  const holding = step.heldBy.filter((code) => !released.has(code))
  return holding.length === 0 ? undefined : { outcome: 'skipped', reason: `Held back by ${holding.join(', ')}.` }
}

/** Counts the administrators afresh: others work on the same scope. */
async function tooFewAdmins(admin: UserAdmin, plan: Plan, step: Step, released: boolean): Promise<string | undefined> {
  const least = released ? 1 : plan.policy.limits.admins
  try {
    let others = 0
    for await (const member of admin.list())
      if (member.admin === true && member.status === 'active' && member.id !== step.id) others += 1
    return others >= least
      ? undefined
      : `Only ${others} other active ${others === 1 ? 'administrator is' : 'administrators are'} left, and ${least} must remain.`
  } catch (error) {
    return `The administrators could not be counted: ${told(error)}`
  }
}

/** Reads the scope once more: settles what was unknown, and plans the same goal again. */
async function readAgain(
  admin: UserAdmin,
  plan: Plan,
  results: readonly Result[],
  signal: AbortSignal | undefined,
  now: () => number,
): Promise<Pick<Report, 'results' | 'left' | 'notRead'>> {
  if (signal?.aborted === true) return { results, notRead: 'The run was stopped before the scope was read again.' }
  try {
    const { policy, assets } = plan
    const fresh = await makePlan(admin, plan.goal, {
      policy: { protect: policy.protect.map(personOf), ...policy.limits },
      // What is left matters now, not who would receive what.
      ...(assets === null ? {} : { assets: 'leave' as const }),
      signal,
      now,
    })
    // By address too: a person may be left under another id, as an invitation is. Who is blocked or kept by now is here as well.
    const here = [...fresh.blocked, ...fresh.kept].flatMap((one) => [
      { ...one, action: 'remove' as const },
      { ...one, action: 'suspend' as const },
    ])
    const still = new Set([...fresh.steps, ...here].flatMap((one) => [subject(one), `${one.action} ${one.email}`]))
    const settled = results.map((result) => (result.outcome === 'unknown' ? settle(result, still) : result))
    const reasons = new Map(settled.map(({ step, outcome, reason }) => [subject(step), reason ?? outcome]))
    const left = fresh.steps.map((step) => ({
      email: step.email,
      what: step.what,
      reason: reasons.get(subject(step)) ?? 'New since the plan was made.',
    }))
    const blocked = fresh.blocked.map(({ email, reason, remedy }) => ({
      email,
      what: `take ${email} out`,
      reason: `${reason} ${remedy}`,
    }))
    return { results: settled, left: [...left, ...blocked] }
  } catch (error) {
    return {
      results,
      notRead: `The scope could not be read again: ${told(error)}`,
    }
  }
}

/** What the read after the run says of a step whose end was not known. */
function settle({ step }: Result, still: ReadonlySet<string>): Result {
  return still.has(subject(step)) || still.has(`${step.action} ${step.email}`)
    ? { step, outcome: 'failed', reason: 'The answer was lost, and a read after the run shows that it was not done.' }
    : { step, outcome: step.promises, reason: 'The answer was lost; a read after the run shows the change.' }
}

function count(results: readonly Result[]): Report['counts'] {
  const counts = { done: 0, pending: 0, unchanged: 0, remains: 0, skipped: 0, blocked: 0, failed: 0, unknown: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}
