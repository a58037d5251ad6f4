import { UserAdminError } from '../errors.ts'
import type { Surveyed } from '../journal/journal.ts'
import type { Assets } from '../plan/assets.ts'
import type { Goal } from '../plan/goal.ts'
import type { Plan } from '../plan/plan.ts'
import type { Policy } from '../plan/policy.ts'
import type { HeldPlan, Quarantine, State } from '../state.ts'
import type { CallOptions, Scope, UserAdmin } from '../user-admin.ts'
import { type Asked, acting } from './acting.ts'
import type { ApplyOptions, Report } from './apply.ts'
import { type GoalReader, type Job, jobOf } from './job.ts'
import { asBusy, failure, nothing } from './nothing-done.ts'
import { type Planned, planned, survey } from './planned.ts'
import { endOfSource, quarantinedScopes, quarantineSource, sourceOf } from './quarantine.ts'
import { type Resumed, resumedFirst } from './resume-first.ts'
import { told } from './step.ts'
import { verdict } from './verdict.ts'

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
  /** The job of a schedule, for what the journal says of its readings. */
  readonly job?: string | undefined
  /** The source that the goal is read from, for the journal where that fails. */
  readonly source?: string | undefined
  /** For every scope, or for each by itself. Default `report`. */
  readonly may?: May | ((scope: Scope) => May) | undefined
  /** Why nothing is changed by this run, one sentence; nothing that was approved either. What it would do waits. */
  readonly paused?: string | undefined
  /** Begins by going on with what earlier runs of the same `by` left open. Default false. */
  readonly resumeFirst?: boolean | undefined
  /** Targets of the job that could not even be opened: of them the result says the same as of those that cannot be read. */
  readonly unopened?: readonly Unread[] | undefined
  /** What a scope is called that cannot be read. Default: by its name. */
  readonly nameOf?: ((scope: Scope) => string) | undefined
  readonly policy?: Policy | undefined
  readonly assets?: Assets | undefined
  /** As for `makePlan`. Default 250,000. */
  readonly maxPeople?: number | undefined
}

/** A target that could not be read: its name, what is wrong with it, and why in words. */
export type Unread = Surveyed['failed'][number]

/** What came of one unattended run. */
export interface UnattendedResult {
  /**
   * - `nothing-to-do`: the scopes are as they should be, as far as anything can be done.
   * - `planned`: it may only report, and the plan waits in the queue.
   * - `paused`: something would have been done, and this run was not to change anything.
   * - `held`: nothing could be done without a person; what there is waits in the queue.
   * - `done`: every step of the plan.
   * - `partly`: some of it; the rest waits, failed, was left, or is not known, for not every scope could be read.
   * - `quarantined`: nothing, because a source or the scopes are in quarantine.
   * - `failed`: nothing, because something did not work.
   * - `sign-in-needed`: a credential is not accepted any more.
   * - `busy`: another run is at work in one of the scopes; `why` says whose, and since when.
   */
  readonly outcome:
    | 'nothing-to-do'
    | 'planned'
    | 'paused'
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
  /** What was done of runs that were broken off before; absent where there were none. */
  readonly resumed?: readonly Report[]
  /** The approved plan that was carried out, as far as the fresh one still said so. */
  readonly approved?: HeldPlan
  /** What waits for a decision now; or was rejected, and is left for that. */
  readonly held?: HeldPlan
  /** Ids of older plans in the queue whose place that one took, or that were settled. */
  readonly superseded: readonly string[]
  /** Sources and scopes of this run that are left alone until somebody has looked. */
  readonly quarantines: readonly Quarantine[]
  /** Targets that could not be read, each with why: nothing was done there, and nobody knows who is in. */
  readonly unread: readonly Unread[]
}

/**
 * What a schedule calls: plans the goal afresh, does of it what an approved plan in the queue says, or else what it may
 * do unasked, and leaves the rest in the queue for a person. Whatever happens on the way is a result. A scope that cannot
 * be read is named, and stops none of the others.
 *
 * A plan that was approved is carried out by the next run within 72 hours of its making: exactly those of its steps that
 * the fresh plan still has, with the releases that were given. Then its approval is spent, unless the run was stopped or
 * could not read all of its scopes: the next one goes on with it. What somebody rejected is not done unasked either,
 * though no guard may hold it any more.
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
  const unread = [...(job.unopened ?? [])]
  const before: { resumed: Resumed } = { resumed: { reports: [], notes: [] } }
  let asked: Asked | UnattendedResult
  try {
    asked = await asking(job, before, unread)
  } catch (error) {
    // Somebody wrote this goal here; one that was read may be wrong on any day.
    if (typeof goal !== 'function' && error instanceof UserAdminError && error.problem === 'invalid') throw error
    return together({ ...failure(job, error), why: `${told(error)}${await whose(job, error)}`, unread }, before.resumed)
  }
  return together('outcome' in asked ? asked : await acting(job, asked), before.resumed)
}

/** Plans. */
async function asking(job: Job, before: { resumed: Resumed }, unread: Unread[]): Promise<Asked | UnattendedResult> {
  const { state, by } = job
  const scopes = job.admins.map(({ scope }) => scope)
  if (scopes.length === 0) return await noneOpened(job)
  const look = (): Promise<undefined> => state.exclusively(scopes, by, async () => undefined)
  // Another job may just have looked as well: that is over at once.
  const busy = await look()
    .catch(() => pause(100).then(look))
    .catch(asBusy)
  if (busy !== undefined) return busy
  if (job.resumeFirst === true && job.paused === undefined)
    before.resumed = await resumedFirst(job, await quarantinedScopes(job, scopes))
  const goal = await goalOf(job)
  let made: Planned
  try {
    made = await planned(job, goal, unread)
  } catch (error) {
    const source = sourceOf(goal)
    if (!(error instanceof UserAdminError) || error.guard === undefined || source === undefined) throw error
    return leftAlone(await quarantineSource(job, source, error.message), unread)
  }
  const stays = await endOfSource(job, goal)
  if (stays !== undefined) return leftAlone(stays, unread)
  const quarantines = await quarantinedScopes(job, scopes)
  return { goal, ...made, quarantines, approved: await job.queue.approved(made.plan) }
}

/** The goal, read anew where it is read; that it cannot be is written down. */
async function goalOf(job: Job): Promise<Goal> {
  const { goal, signal } = job
  if (typeof goal !== 'function') return goal
  try {
    return await unlessAborted(goal({ signal }), signal)
  } catch (error) {
    if (signal?.aborted !== true) await survey(job, undefined, { unread: job.unopened ?? [], error })
    throw error
  }
}

/** Nothing could be opened. */
async function noneOpened(job: Job): Promise<UnattendedResult> {
  const unread = job.unopened ?? []
  // The directory was not asked.
  await survey({ ...job, source: undefined }, undefined, { unread })
  const isSignIn = unread.every(({ problem }) => problem === 'unauthenticated')
  return {
    ...nothing,
    outcome: isSignIn ? 'sign-in-needed' : 'failed',
    why: unread.map(({ target, why }) => `${target}: ${why}`).join(' '),
    unread,
  }
}

/** What a run came to, and what it went on with before. */
function together(result: UnattendedResult, { reports, notes }: Resumed): UnattendedResult {
  if (notes.length === 0) return result
  const didSome = reports.some(({ counts: { done, pending } }) => done + pending > 0)
  return {
    ...result,
    outcome: result.outcome === 'nothing-to-do' && didSome ? 'done' : result.outcome,
    why: [...notes, result.why].join(' '),
    ...(reports.length === 0 ? {} : { resumed: reports }),
  }
}

const leftAlone = (source: Quarantine, unread: readonly Unread[]): UnattendedResult => ({
  ...nothing,
  outcome: 'quarantined',
  why: verdict({ quarantines: [source], unread }).why,
  quarantines: [source],
  unread,
})

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
