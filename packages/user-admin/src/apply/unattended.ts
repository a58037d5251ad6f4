import { UserAdminError } from '../errors.ts'
import type { Assets } from '../plan/assets.ts'
import type { Goal } from '../plan/goal.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import type { Policy } from '../plan/policy.ts'
import type { Step } from '../plan/step.ts'
import type { HeldPlan, Quarantine, State } from '../state.ts'
import type { CallOptions, Scope, UserAdmin } from '../user-admin.ts'
import { type ApplyOptions, applyPlan, type Report } from './apply.ts'
import { readsLive } from './check.ts'
import { type GoalReader, type Job, jobOf } from './job.ts'
import {
  endOfSource,
  quarantinedScopes,
  quarantineNotes,
  quarantineSource,
  quarantineStopped,
  sourceOf,
} from './quarantine.ts'
import type { Approved, Queue } from './queue.ts'
import { type ByScope, isFree, onlyIn } from './rights.ts'
import { told } from './step.ts'
import { verdict, whyHeld } from './verdict.ts'

/**
 * What a run that nobody watches may do by itself. `report`: nothing. `suspend`: suspensions that no guard holds, for
 * they take nothing that cannot be given back. `within-guards`: everything that no guard holds.
 */
export type May = 'report' | 'suspend' | 'within-guards'

/** What {@link runUnattended} takes besides the goal. */
export interface UnattendedOptions
  extends CallOptions,
    Pick<ApplyOptions, 'concurrency' | 'maxErrorRate' | 'drain' | 'onResult' | 'onProgress' | 'now'> {
  /** Holds the baseline, the queue of plans that wait for a person, what is in quarantine, and the journal. */
  readonly state: State
  /** The job, for the journal and the queue: `nightly@ops-1`. */
  readonly by: string
  /** For every scope, or for each by itself. Default `report`. */
  readonly may?: May | ((scope: Scope) => May) | undefined
  readonly policy?: Policy | undefined
  readonly assets?: Assets | undefined
  /** As for `makePlan`. Default 250,000. */
  readonly maxPeople?: number | undefined
}

/** What came of one unattended run. */
export interface UnattendedResult {
  /**
   * - `nothing-to-do`: the scopes are as they should be, as far as anything can be done.
   * - `planned`: it may only report, and the plan waits in the queue.
   * - `held`: nothing could be done without a person; what there is waits in the queue.
   * - `done`: every step of the plan.
   * - `partly`: some of it; the rest waits, failed, or was left.
   * - `quarantined`: nothing, because a source or the scopes are in quarantine.
   * - `failed`: nothing, because something did not work.
   * - `sign-in-needed`: a credential is not accepted any more.
   * - `busy`: another run is at work in one of the scopes; `why` says whose, and since when.
   */
  readonly outcome:
    | 'nothing-to-do'
    | 'planned'
    | 'held'
    | 'done'
    | 'partly'
    | 'quarantined'
    | 'failed'
    | 'sign-in-needed'
    | 'busy'
  /** In words, with what to do next. */
  readonly why: string
  /** What the goal asked for; absent where it could not be planned. */
  readonly plan?: Plan
  /** What was done; absent where nothing was begun. */
  readonly report?: Report
  /** The approved plan that was carried out, as far as the fresh one still said so. */
  readonly approved?: HeldPlan
  /** What waits for a decision now; or was rejected, and is left for that. */
  readonly held?: HeldPlan
  /** Ids of older plans in the queue whose place that one took, or that were settled. */
  readonly superseded: readonly string[]
  /** Sources and scopes of this run that are left alone until somebody has looked. */
  readonly quarantines: readonly Quarantine[]
}

const nothing = { superseded: [], quarantines: [] } as const

/**
 * What a schedule calls: plans the goal afresh, does of it what an approved plan in the queue says, or else what it may
 * do unasked, and leaves the rest in the queue for a person. Whatever happens on the way is a result.
 *
 * A plan that was approved is carried out by the next run within 72 hours of its making: exactly those of its steps that
 * the fresh plan still has, with the releases that were given. Then its approval is spent, unless the run was stopped:
 * the next one goes on with it. What somebody rejected is not done unasked either, though no guard may hold it any more.
 *
 * In quarantine nothing is done: of a goal whose source was not read whole, shows nobody or far fewer than last time, until
 * the next good reading; in a scope where too much failed, the credential was refused, or the state is not what it was,
 * until a person takes it out.
 *
 * @param goal The goal, or what reads it anew, as from a directory: what that throws is a result too.
 * @throws {UserAdminError} `invalid` for a call that is wrong in itself; the reason of `signal`, if that is aborted before
 * the first step.
 */
export async function runUnattended(
  admins: UserAdmin | readonly UserAdmin[],
  goal: Goal | GoalReader,
  options: UnattendedOptions,
): Promise<UnattendedResult> {
  const job = jobOf(admins, goal, options)
  job.signal?.throwIfAborted()
  let asked: Asked | UnattendedResult
  try {
    asked = await asking(job)
  } catch (error) {
    // Somebody wrote this goal here; one that was read may be wrong on any day.
    if (typeof goal !== 'function' && error instanceof UserAdminError && error.problem === 'invalid') throw error
    return { ...failure(job, error), why: `${told(error)}${await whose(job, error)}` }
  }
  return 'outcome' in asked ? asked : await acting(job, asked)
}

interface Asked {
  readonly goal: Goal
  readonly plan: Plan
  readonly quarantines: ReadonlyMap<string, Quarantine>
  readonly approved: Approved | undefined
}

/** Plans. */
async function asking(job: Job): Promise<Asked | UnattendedResult> {
  const { state, by, signal } = job
  const scopes = job.admins.map(({ scope }) => scope)
  const look = (): Promise<undefined> => state.exclusively(scopes, by, async () => undefined)
  // Another job may just have looked as well: that is over at once.
  const busy = await look()
    .catch(() => pause(100).then(look))
    .catch(asBusy)
  if (busy !== undefined) return busy
  const goal = typeof job.goal === 'function' ? await unlessAborted(job.goal({ signal }), signal) : job.goal
  let plan: Plan
  try {
    plan = await planned(job, goal)
  } catch (error) {
    const source = sourceOf(goal)
    if (!(error instanceof UserAdminError) || error.guard === undefined || source === undefined) throw error
    return leftAlone(await quarantineSource(job, source, error.message))
  }
  const stays = await endOfSource(job, goal)
  if (stays !== undefined) return leftAlone(stays)
  return { goal, plan, quarantines: await quarantinedScopes(job, scopes), approved: await job.queue.approved(plan) }
}

const leftAlone = (source: Quarantine): UnattendedResult => ({
  ...nothing,
  outcome: 'quarantined',
  why: verdict({ quarantines: [source] }).why,
  quarantines: [source],
})

/** Does what may be done, and leaves the rest to a person. */
async function acting(job: Job, { goal, plan, quarantines, approved }: Asked): Promise<UnattendedResult> {
  const { state, mays } = job
  let report: Report | undefined
  try {
    const rights =
      approved === undefined ? { mays, quarantines, rejected: await job.queue.rejected(plan) } : { quarantines }
    report = await carriedOut(job, plan, approved, onlyIn(plan, rights))
  } catch (error) {
    const isBusy = error instanceof UserAdminError && error.problem === 'conflict'
    return { ...(isBusy ? asBusy(error) : failure(job, error)), plan, quarantines: [...quarantines.values()] }
  }

  const all = new Map(quarantines)
  const notes: string[] = []
  let left = plan
  let queued: Awaited<ReturnType<Queue['leave']>> | undefined
  let superseded: readonly string[] = []
  let undecided: readonly Step[] = []
  // What was done must not be lost by what comes after it.
  try {
    if (report !== undefined) {
      // Of quarantines more is said below.
      const said = await quarantineNotes(state, plan)
      notes.push(...report.notes.filter((note) => !said.includes(note)))
      for (const one of await quarantineStopped(job, report)) all.set(one.subject, one)
      const isOpen = report.results.some(({ open }) => open === true)
      if (approved !== undefined && !isOpen) await state.held.applied(approved.plan.id, report.run ?? '')
    }
    if (job.signal?.aborted !== true) {
      if (report !== undefined && didSomething(report)) left = await planned(job, goal)
      const rights = { mays, quarantines: all, rejected: await job.queue.rejected(left) }
      const only = onlyIn(left, rights)
      undecided = left.steps.filter((step) => !isFree(step, only))
      if (undecided.length > 0) {
        queued = await job.queue.leave(left, whyHeld(left, undecided, rights))
        superseded = queued.superseded
      } else superseded = await job.queue.settle(left)
    }
  } catch (error) {
    notes.push(`What is left could not be put into the queue: ${told(error)}`)
  }
  const facts = { plan, report, left, undecided, held: queued?.held, mays, quarantines: [...all.values()], notes }
  return {
    ...verdict(facts),
    plan,
    ...(report === undefined ? {} : { report }),
    ...(report === undefined || approved === undefined ? {} : { approved }),
    ...(queued === undefined ? {} : { held: queued.held }),
    superseded,
    quarantines: facts.quarantines,
  }
}

/** @throws {UserAdminError} `invalid` for what nothing may act on any more. */
function checkAge({ madeAt }: Plan, now: () => number = Date.now): void {
  if (now() - Date.parse(madeAt) > readsLive)
    throw new UserAdminError(
      'invalid',
      `The plan rests on what was read at ${madeAt}, more than an hour ago, so nothing is done by it: read the directory anew for each run.`,
    )
}

/** A source that does not listen to the signal does not hold up the end. */
async function unlessAborted<T>(work: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
  })
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const didSomething = ({ counts: { done, pending, remains, unknown } }: Report): boolean =>
  done + pending + remains + unknown > 0

/** The run; `undefined` where nothing may be begun. */
async function carriedOut(
  job: Job,
  plan: Plan,
  approved: Approved | undefined,
  only: ByScope,
): Promise<Report | undefined> {
  const { admins, state, by, concurrency, maxErrorRate, drain, onResult, onProgress, signal, now } = job
  const common = { only, by, state, concurrency, maxErrorRate, drain, onResult, onProgress, signal, now }
  if (approved !== undefined) {
    if (plan.scopes.every(({ key }) => only[key]?.length === 0)) return undefined
    checkAge(plan, now)
    const { plan: of, decision } = approved
    const { reason, ticket, release } = decision
    return await applyPlan(admins, plan, { ...common, approve: { of, by: decision.by, reason, ticket }, release })
  }
  if (!plan.steps.some((step) => isFree(step, only))) return undefined
  checkAge(plan, now)
  return await applyPlan(admins, plan, { ...common, approve: { id: plan.id, by, reason: 'No guard holds it.' } })
}

const planned = ({ admins, policy, assets, state, maxPeople, signal, now }: Job, goal: Goal): Promise<Plan> =>
  makePlan(admins, goal, { policy, assets, state, maxPeople, unattended: true, signal, now })

/** @throws whatever is no more than that somebody else is at work. */
function asBusy(error: unknown): UnattendedResult {
  if (error instanceof UserAdminError && error.problem === 'conflict')
    return { ...nothing, outcome: 'busy', why: error.message }
  throw error
}

/** Whose credential it is that was refused, where there are several. */
async function whose({ admins, signal }: Job, error: unknown): Promise<string> {
  const isRefusal = (cause: unknown): boolean =>
    cause instanceof UserAdminError && (cause.problem === 'unauthenticated' || cause.problem === 'forbidden')
  if (admins.length < 2 || !isRefusal(error)) return ''
  const refused: string[] = []
  for (const admin of admins)
    await admin.whoAmI({ signal }).catch((cause: unknown) => isRefusal(cause) && refused.push(admin.scope.name))
  return refused.length === 0 ? '' : ` It is the credential for ${refused.join(', ')}.`
}

function failure({ signal }: Job, error: unknown): UnattendedResult {
  if (signal?.aborted === true && error === signal.reason) throw error
  const problem = error instanceof UserAdminError ? error.problem : undefined
  return { ...nothing, outcome: problem === 'unauthenticated' ? 'sign-in-needed' : 'failed', why: told(error) }
}
