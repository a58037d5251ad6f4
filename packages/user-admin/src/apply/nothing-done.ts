import { UserAdminError } from '../errors.ts'
import type { Job } from './job.ts'
import { told } from './step.ts'
import type { UnattendedResult } from './unattended.ts'

/** What is said of a run that did nothing, besides why. */
export const nothing = { superseded: [], quarantines: [], unread: [] } as const

/** The result where somebody else is at work. @throws whatever is no more than that. */
export function asBusy(error: unknown): UnattendedResult {
  if (error instanceof UserAdminError && error.problem === 'conflict')
    return { ...nothing, outcome: 'busy', why: error.message }
  throw error
}

/** The result where something did not work. @throws the reason of the job's own signal. */
export function failure({ signal }: Pick<Job, 'signal'>, error: unknown): UnattendedResult {
  if (signal?.aborted === true && error === signal.reason) throw error
  const problem = error instanceof UserAdminError ? error.problem : undefined
  return { ...nothing, outcome: problem === 'unauthenticated' ? 'sign-in-needed' : 'failed', why: told(error) }
}
