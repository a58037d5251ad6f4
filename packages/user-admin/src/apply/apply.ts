import pMap from 'p-map'
import type { Head } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import type { GuardCode, Step } from '../plan/step.ts'
import type { State } from '../state.ts'
import type { UserAdmin } from '../user-admin.ts'
import { tooFewAdmins } from './admins.ts'
import { type Again, type Left, readAgain } from './again.ts'
import { check } from './check.ts'
import { refusals, type Self } from './refusals.ts'
import { perform, type Result } from './step.ts'
import { Takings } from './takings.ts'

/**
 * Who lets a plan through: the plan itself by its id, or (`of`) an earlier one that was approved, of
 * which only what a fresh plan still says is done.
 */
export type Approval = ({ readonly id: string } | { readonly of: Plan }) & {
  /** The person who approves. */
  readonly by: string
  readonly reason?: string | undefined
  /** Where the approval is written down elsewhere. */
  readonly ticket?: string | undefined
}

/** What `applyPlan` takes: who approves, what is released, and how it is carried out. */
export interface ApplyOptions {
  readonly approve: Approval
  /** The guards that are released for this plan, each by its code. Default: none. */
  readonly release?: readonly GuardCode[] | undefined
  /** Only steps that do one of these; the others are `skipped`. Default: all. */
  readonly only?: readonly Step['action'][] | undefined
  /** The person or job that carries it out, for the journal. Default: who approves. */
  readonly by?: string | undefined
  /** Steps under way at once. Default 4. */
  readonly concurrency?: number | undefined
  /**
   * What is kept between runs: the journal, so that a run that was broken off can be gone on with; what was taken
   * lately, for the rolling guard; and that no second run is at work in the same scope. Default: none of it.
   */
  readonly state?: State | undefined
  /**
   * Of the steps that were tried in a scope, the share that may fail, or end nobody knows how, before no further one is
   * begun there. The first step must not, then one of the next ten may; both are waited for. Default 0.1.
   */
  readonly maxErrorRate?: number | undefined
  /** How long, once `signal` is aborted, steps under way are waited for; in milliseconds. Default 4,000. */
  readonly drain?: number | undefined
  /** Told of each step as it ends, and awaited. If it throws, no further step is begun. */
  readonly onResult?:
    | ((result: Result, progress: { readonly finished: number; readonly total: number }) => unknown)
    | undefined
  /** Told when a step begins, and when the scopes are read again at the end. What it throws or answers is ignored. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined
  /** Begins no further step; those under way are finished, as long as `drain` allows. The report says which were skipped. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** How far a run is. */
export type Progress = {
  /** Steps that have ended, and all. */
  readonly finished: number
  readonly total: number
} & ({ readonly kind: 'step'; readonly step: Step } | { readonly kind: 'reading'; readonly scope: string })

/** What a run did, and what the scopes looked like afterwards. */
export interface Report {
  readonly plan: string
  /** Names the run in the journal; absent where none was kept. */
  readonly run?: string
  /** How far the journal went when the run was over: keep it elsewhere, and a cut or rewritten journal shows. */
  readonly journal?: Head
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
  /** What somebody should know besides: that what was taken could not be remembered. Empty as a rule. */
  readonly notes: readonly string[]
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
  const selves: Self[] = []
  for (const admin of byKey.values())
    selves.push({ origin: admin.scope.origin, caller: await admin.whoAmI({ signal }) })
  const refusal = refusals(plan, { released, approved, selves })
  const takings = new Takings(plan, { state: options.state, released, now })
  await takings.look(plan.steps.filter((step) => refusal(step) === undefined))
  const startedAt = new Date(now()).toISOString()

  const results = new Map<Step, Result>()
  const memberships = new Memberships()
  // A credential that was refused stops its own scope; the other scopes go on.
  const refusedIn = new Map<string, string>()
  let stop: string | undefined
  const end = async (result: Result): Promise<void> => {
    results.set(result.step, result)
    // Before anybody is told: a run that is killed leaves its count.
    await takings.remember(result)
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
    const why = refusal(step) ?? takings.refusal(step)
    if (why !== undefined) return await end({ step, ...why })
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
    notes: takings.notes,
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

function count(results: readonly Result[]): Report['counts'] {
  const counts = { done: 0, pending: 0, unchanged: 0, remains: 0, skipped: 0, blocked: 0, failed: 0, unknown: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}
