import { UserAdminError } from '../errors.ts'
import { keyOf } from '../plan/world.ts'
import type { Quarantine } from '../state.ts'
import type { UserAdmin } from '../user-admin.ts'
import type { Report } from './apply.ts'
import type { Job } from './job.ts'
import { quarantineStopped } from './quarantine.ts'
import { brokenRuns, resume } from './resume.ts'
import { onlyIn } from './rights.ts'
import { told } from './step.ts'
import { whatWasDone } from './verdict.ts'

/** What earlier runs of a job had left, and what became of it. */
export interface Resumed {
  readonly reports: readonly Report[]
  /** In words. */
  readonly notes: readonly string[]
}

/**
 * Goes on with what earlier runs of the same job left open, the oldest first: with the approval that they had, and only as
 * far as the job might do it today. The runs of others are theirs to resume; one over a scope that is not reached today
 * waits.
 */
export async function resumedFirst(job: Job, quarantines: ReadonlyMap<string, Quarantine>): Promise<Resumed> {
  const { state, by, admins, mays, signal, now, concurrency, maxErrorRate, drain, onResult, onProgress } = job
  const byKey = new Map(admins.map((admin) => [keyOf(admin.scope), admin]))
  const reports: Report[] = []
  const notes: string[] = []
  const broken = await brokenRuns(state, { signal })
  for (const { run, plan: id, approvedBy } of broken.filter((one) => one.by === by).toReversed()) {
    const plan = await state.plan(id)
    const reached =
      plan?.scopes.flatMap(({ key }): readonly UserAdmin[] => {
        const admin = byKey.get(key)
        return admin === undefined ? [] : [admin]
      }) ?? []
    if (plan === undefined || reached.length < plan.scopes.length) continue
    // What nobody but the job approved, it has to be allowed today as well.
    const rights = approvedBy === by ? { mays, quarantines, rejected: await job.queue.rejected(plan) } : { quarantines }
    try {
      const only = onlyIn(plan, rights)
      const how = { concurrency, maxErrorRate, drain, onResult, onProgress, signal, now }
      const report = await resume(reached, { state, run, by, only, ...how })
      reports.push(report)
      await quarantineStopped(job, report)
      notes.push(`Of what run ${run.slice(0, 8)} had left: ${whatWasDone(report).join(' ')}`)
    } catch (error) {
      if (signal?.aborted === true) throw error
      const isGone = error instanceof UserAdminError && error.problem === 'not-found'
      if (!isGone) notes.push(`Run ${run.slice(0, 8)} could not be gone on with: ${told(error)}`)
    }
  }
  return { reports, notes }
}
