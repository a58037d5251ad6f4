import pMap from 'p-map'
import { canonicalEmail } from '../identity/identity.ts'
import type { Plan } from '../plan/plan.ts'
import type { GuardCode, Step } from '../plan/step.ts'
import type { PlanState } from '../state.ts'
import type { Caller, UserAdmin } from '../user-admin.ts'
import { type Again, type Left, readAgain } from './again.ts'
import { type Covers, check } from './check.ts'
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
  /** Where what is taken is remembered, for the rolling guard of later plans. */
  readonly state?: PlanState | undefined
  /** Told of each step as it ends, and awaited. If it throws, no further step is begun. */
  readonly onResult?:
    | ((result: Result, progress: { readonly finished: number; readonly total: number }) => unknown)
    | undefined
  /** Begins no further step; those under way are finished. The report says which were skipped. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** What a run did, and what the scopes looked like afterwards. */
export interface Report {
  readonly plan: string
  readonly approvedBy: string
  readonly reason?: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly results: readonly Result[]
  readonly counts: Counts
  /** Each scope of the plan by itself, in its order. */
  readonly scopes: readonly ScopeReport[]
  /**
   * What the same goal would still ask for, by a read after the last step: empty when the scopes are as they
   * should be. `undefined` where that read was not made; `notRead` says why.
   */
  readonly left?: readonly Left[]
  readonly notRead?: string
}

/** How many steps ended how. */
export type Counts = Readonly<Record<Result['outcome'], number>>

/** What a run did in one scope. */
export interface ScopeReport {
  readonly key: string
  readonly name: string
  readonly counts: Counts
  readonly left?: readonly Left[]
  readonly notRead?: string
}

/**
 * Carries out what was approved of a plan, each step once, and reads the scope again at the end.
 *
 * Of a plan over several scopes each step goes to the administrator of its own.
 *
 * @throws {UserAdminError} `invalid` before the first step (a changed plan, another scope, an approval
 * that does not fit, a plan older than an hour), or whatever the first reads throw. Afterwards it never
 * rejects: how each step ended stands in the report.
 */
export async function applyPlan(
  admins: UserAdmin | readonly UserAdmin[],
  plan: Plan,
  options: ApplyOptions,
): Promise<Report> {
  const { signal, now = Date.now, concurrency = 4 } = options ?? {}
  const { byKey, approved } = await check(admins, plan, options, now())
  const released = new Set<GuardCode>(options.release)
  const selves = new Map<string, Caller>()
  for (const [key, admin] of byKey) selves.set(key, await admin.whoAmI({ signal }))
  const startedAt = new Date(now()).toISOString()

  const results = new Map<Step, Result>()
  const memberships = new Memberships()
  // A credential that was refused stops its own scope; the other scopes go on.
  const refusedIn = new Map<string, string>()
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
    const admin = byKey.get(step.scope)
    if (signal?.aborted === true) stop ??= 'The run was stopped.'
    const refusal = refused(step, { released, approved, selves: [...selves.values()] })
    if (refusal !== undefined) return await end({ step, ...refusal })
    const halt = stop ?? refusedIn.get(step.scope)
    if (halt !== undefined || admin === undefined)
      return await end({ step, outcome: 'skipped', reason: halt ?? 'The plan has no such scope.' })
    const short = step.takesAdmin ? await tooFewAdmins(admin, plan, step, released.has('admins')) : undefined
    if (short !== undefined) return await end({ step, outcome: 'blocked', reason: short })
    const { fatal, mark, ...result } = await perform(admin, memberships.current(step))
    memberships.changed(step, mark)
    if (fatal === true) refusedIn.set(step.scope, `An earlier step was refused: ${result.reason ?? ''}`)
    return await end({ step, ...result })
  }

  // What gives before what takes; who joins a team is in by then; the steps that take an administrator one by one, each
  // after a fresh count.
  const gives = plan.steps.filter(
    ({ action, takesAdmin }) => !takesAdmin && action !== 'suspend' && action !== 'remove',
  )
  const groups = [
    gives.filter(({ action }) => action === 'invite' || action === 'set-roles'),
    gives.filter(({ action }) => action === 'set-deployment-role' || action === 'add-to-team'),
    plan.steps.filter(({ action, takesAdmin }) => !takesAdmin && (action === 'suspend' || action === 'remove')),
  ]
  // Several steps of one person follow each other.
  for (const group of groups)
    await pMap(
      byPerson(group),
      async (steps) => {
        for (const step of steps) await run(step)
      },
      { concurrency },
    )
  for (const step of plan.steps) if (step.takesAdmin) await run(step)

  const scopes = await pMap(
    plan.scopes,
    async ({ key, scope }) => {
      const own = [...results.values()].filter(({ step }) => step.scope === key)
      const admin = byKey.get(key)
      const again: Again = admin === undefined ? { results: own } : await readAgain(admin, key, plan, own, signal, now)
      return { key, name: scope.name, ...again }
    },
    { concurrency },
  )
  await remember(options, plan, scopes, new Date(now()).toISOString())
  const all = scopes.flatMap((one) => one.results)
  const byStep = new Map(all.map((result) => [result.step, result]))
  const notRead = scopes.flatMap((one) => one.notRead ?? [])
  return {
    plan: plan.id,
    approvedBy: options.approve.by,
    ...(options.approve.reason === undefined ? {} : { reason: options.approve.reason }),
    startedAt,
    finishedAt: new Date(now()).toISOString(),
    results: plan.steps.flatMap((step) => byStep.get(step) ?? []),
    counts: count(all),
    scopes: scopes.map(({ results: own, ...one }) => ({ ...one, counts: count(own) })),
    ...(notRead.length > 0
      ? { notRead: [...new Set(notRead)].join(' ') }
      : { left: scopes.flatMap(({ left = [] }) => left) }),
  }
}

/** Writes down how many were taken; released ones do not count against later runs. */
async function remember(
  { state, release = [] }: ApplyOptions,
  plan: Plan,
  scopes: readonly (Again & { readonly key: string })[],
  at: string,
): Promise<void> {
  for (const { key, scope } of plan.scopes) {
    const took = (scopes.find((one) => one.key === key)?.results ?? []).filter(
      ({ step, outcome }) =>
        ((step.action === 'remove' && step.status !== 'suspended') || step.action === 'suspend') &&
        (outcome === 'done' || outcome === 'remains' || outcome === 'unknown'),
    )
    for (const released of [true, false]) {
      const own = took.filter(({ step }) => step.heldBy.some((code) => release.includes(code)) === released)
      if (own.length > 0) await state?.record({ kind: 'taken', scope, at, count: own.length, released })
    }
  }
}

function byPerson(steps: readonly Step[]): readonly (readonly Step[])[] {
  const found = new Map<string, Step[]>()
  for (const step of steps) {
    const person = `${step.scope} ${step.id ?? step.email}`
    const own = found.get(person)
    if (own === undefined) found.set(person, [step])
    else own.push(step)
  }
  return [...found.values()]
}

/** What this run itself made of memberships: the next step of the same person is meant for that, and for no other change. */
class Memberships {
  readonly #now = new Map<string, string>()

  current(step: Step): Step {
    const mark = this.#now.get(`${step.scope} ${step.id ?? ''} ${step.mark ?? ''}`)
    return mark === undefined ? step : { ...step, mark }
  }

  changed(step: Step, mark: string | undefined): void {
    if (step.mark !== undefined && mark !== undefined)
      this.#now.set(`${step.scope} ${step.id ?? ''} ${step.mark}`, mark)
  }
}

/** Why a step is not begun, if it is not. */
function refused(
  step: Step,
  {
    released,
    approved,
    selves,
  }: { released: ReadonlySet<GuardCode>; approved: Covers | undefined; selves: readonly Caller[] },
): Omit<Result, 'step'> | undefined {
  const isSelf = selves.some(
    ({ id, email }) => step.id === id || (email !== undefined && canonicalEmail(email) === canonicalEmail(step.email)),
  )
  if (isSelf && (step.takesAdmin || step.action === 'remove' || step.action === 'suspend')) {
    return { outcome: 'blocked', reason: 'This is the person whose credential is used.' }
  }
  const gap = approved?.(step)
  if (gap !== undefined) return { outcome: 'skipped', reason: gap }
  const holding = step.heldBy.filter((code) => !released.has(code))
  return holding.length === 0 ? undefined : { outcome: 'skipped', reason: `Held back by ${holding.join(', ')}.` }
}

/** Counts the administrators afresh: others work on the same scope. */
async function tooFewAdmins(admin: UserAdmin, plan: Plan, step: Step, released: boolean): Promise<string | undefined> {
  const limits = plan.scopes.find(({ key }) => key === step.scope)?.limits
  const least = released ? 1 : (limits?.admins ?? 1)
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

function count(results: readonly Result[]): Report['counts'] {
  const counts = { done: 0, pending: 0, unchanged: 0, remains: 0, skipped: 0, blocked: 0, failed: 0, unknown: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}
