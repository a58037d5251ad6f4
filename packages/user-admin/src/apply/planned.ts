import { toldAt } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import type { Surveyed } from '../journal/journal.ts'
import type { Goal } from '../plan/goal.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import type { Scope } from '../user-admin.ts'
import type { Job } from './job.ts'
import { told } from './step.ts'
import type { Unread } from './unattended.ts'

/** A plan, and the scopes that it says nothing of because they could not be read. */
export interface Planned {
  readonly plan: Plan
  readonly unread: readonly Unread[]
}

/**
 * Plans a goal over the scopes of a job that can be read, and writes down what was read, whole or not.
 *
 * @param unread Is added to, so that it is known where no plan is made too.
 * @throws {UserAdminError} as `makePlan` and the journal do.
 */
export async function planned(job: Job, goal: Goal, unread: Unread[] = [...(job.unopened ?? [])]): Promise<Planned> {
  const { admins, policy, assets, state, maxPeople, signal, now } = job
  const onUnread = (scope: Scope, error: unknown): void => {
    unread.push(unreadAs(job.nameOf?.(scope) ?? scope.name, error))
  }
  let plan: Plan
  try {
    plan = await makePlan(admins, goal, { policy, assets, state, maxPeople, unattended: true, onUnread, signal, now })
  } catch (error) {
    if (signal?.aborted !== true) await survey(job, goal, { unread, error })
    throw error
  }
  // Of who left and is not in it, evidence says that they were out: from a plan that nobody kept it could not.
  if ('source' in goal && goal.source !== undefined) await state.keep(plan)
  await survey(job, goal, { plan, unread })
  return { plan, unread }
}

/** A target that could not be read, as the journal and people are told of it. */
export const unreadAs = (target: string, error: unknown): Unread => ({
  target,
  problem: error instanceof UserAdminError ? error.problem : 'unexpected',
  why: told(error),
})

/** What was read for a plan, or for one that could not be made. */
interface Read {
  readonly plan?: Plan
  readonly unread: readonly Unread[]
  /** Why there is no goal, or no plan. */
  readonly error?: unknown
}

/** Writes down what was read. */
export async function survey(job: Job, goal: Goal | undefined, { plan, unread, error }: Read): Promise<void> {
  const source = sourceIn(job, goal, error)
  await job.state.journal.append({
    kind: 'survey',
    by: job.by,
    ...(job.job === undefined ? {} : { job: job.job }),
    ...(plan === undefined ? {} : { plan: plan.id }),
    ...(source === undefined ? {} : { source }),
    scopes: (plan?.scopes ?? []).map(({ key, scope, members, matched }) => ({
      key,
      scope,
      members,
      ...(matched === undefined ? {} : { matched: matched.matched, unmatched: matched.unmatched }),
    })),
    failed: [...unread],
  })
}

function sourceIn({ source: name }: Job, goal: Goal | undefined, error: unknown): Surveyed['source'] {
  const reading = goal !== undefined && 'reading' in goal ? goal.reading : undefined
  if (reading === undefined)
    return goal !== undefined || name === undefined ? undefined : { name, reading: 'failed', why: told(error) }
  const { kind, source, readAt } = reading
  const common = { name: source, reading: kind, readAt, told: toldAt(reading) }
  switch (reading.kind) {
    case 'complete':
      return { ...common, people: reading.people.length, digest: reading.digest, why: reading.proof }
    case 'empty':
      return { ...common, people: 0, digest: reading.digest, why: reading.proof }
    case 'incomplete':
      return { ...common, people: reading.seen, why: reading.reason }
    default:
      return reading satisfies never
  }
}
