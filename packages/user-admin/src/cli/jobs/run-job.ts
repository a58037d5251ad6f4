import { setTimeout as sleep } from 'node:timers/promises'
import type { May, UnattendedResult } from '../../apply/unattended.ts'
import { runUnattended } from '../../apply/unattended.ts'
import { UserAdminError } from '../../errors.ts'
import type { Goal } from '../../plan/goal.ts'
import { keyOf } from '../../plan/world.ts'
import type { Opening } from '../config/targets.ts'
import type { Context } from '../context.ts'
import { failureOf } from '../envelope.ts'
import { goalSaid, sourceSaid } from '../goals.ts'
import { assetsIn, assetsOf } from '../planning.ts'
import { UsageError } from '../usage.ts'
import { byJob, type Job } from './job.ts'
import { placesOf } from './places.ts'

/** How one run of a job differs from another. */
export interface Running {
  /** What sends the requests of a target. Default: the runtime's own. */
  readonly fetch?: Opening['fetch']
  /** Why nothing is changed by this run. */
  readonly paused?: string | undefined
  /** In the place of what the targets say. */
  readonly may?: May | undefined
}

/** How often, and after how many milliseconds, a run looks again for places in which another one is at work: half an hour. */
const [mostWaits, betweenWaits] = [360, 5_000]

/** What one run of a job came to. */
export interface JobRun {
  readonly result: UnattendedResult
  /** What the configuration calls a scope, by its key. */
  readonly targetOf: (key: string) => string | undefined
}

/**
 * One run of a job that nobody watches: opens its targets, plans its goal, does what each target allows or what was
 * approved, and leaves the rest in the queue. Whatever happens on the way is a result.
 *
 * @throws the reason of the context's signal.
 */
export async function runJob(context: Context, job: Job, { paused, may, fetch }: Running = {}): Promise<JobRun> {
  const { now, signal } = context
  const state = await context.state()
  const names = new Map<string, string>()
  const targetOf = (key: string): string | undefined => names.get(key)
  try {
    const [{ targets, unopened, nameOf }, policy] = await Promise.all([
      placesOf(context, job, { fetch }),
      context.policy(),
    ])
    for (const { name, admin } of targets) names.set(keyOf(admin.scope), name)
    const rights = new Map(targets.map(({ admin, form }) => [keyOf(admin.scope), form.unattended ?? 'report']))
    const { assets } = job.form
    const run = async (): Promise<UnattendedResult> =>
      await runUnattended(
        targets.map(({ admin }) => admin),
        ({ signal: own }) => goalNow({ ...context, signal: own ?? signal }, job),
        {
          state,
          by: byJob(job.name),
          job: job.name,
          source: sourceSaid(job.goal),
          may: may ?? ((scope) => rights.get(keyOf(scope)) ?? 'report'),
          paused,
          resumeFirst: true,
          unopened,
          nameOf,
          policy,
          assets: assets === undefined ? assetsOf(context, {}, targets) : assetsIn(assets),
          now,
          signal,
        },
      )
    let result = await run()
    // Two jobs may be due in the same minute in the same places: the later one comes after, and not the next night.
    for (let waits = 0; result.outcome === 'busy' && waits < mostWaits; waits++) {
      await sleep(betweenWaits, undefined, { signal })
      result = await run()
    }
    return { result, targetOf }
  } catch (error) {
    signal.throwIfAborted()
    // A file of people that is not there today may be there tomorrow.
    const { problem, message } = failureOf(error)
    const outcome = problem === 'unauthenticated' ? 'sign-in-needed' : 'failed'
    return { result: { outcome, why: message, superseded: [], quarantines: [], unread: [] }, targetOf }
  }
}

/** The goal as it is now; a file of people that cannot be read today is no mistake in the line that was typed. */
async function goalNow(context: Context, { goal }: Job): Promise<Goal> {
  try {
    return await goalSaid(context, goal)
  } catch (error) {
    throw error instanceof UsageError ? new UserAdminError('invalid', error.message) : error
  }
}
