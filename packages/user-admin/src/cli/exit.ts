import type { Report } from '../apply/apply.ts'
import type { UnattendedResult } from '../apply/unattended.ts'
import type { Plan } from '../plan/plan.ts'
import type { TargetResult } from './envelope.ts'
import { isUserAdminError } from './known-error.ts'
import { UsageError } from './usage.ts'

/** How a command can end, for scripts: the only codes there are. */
export const exits = {
  /** What was asked for was done, or is so already. */
  ok: 0,
  error: 1,
  /** The command line or the configuration is wrong; nothing was begun. */
  usage: 2,
  /** There is something to do, and nothing was done. */
  pending: 3,
  /** A guard holds some of it: a person has to release it by name. */
  held: 4,
  /** A source or a scope cannot be trusted, and is left alone until somebody has looked. */
  quarantined: 5,
  /** A credential is not accepted any more. */
  signIn: 6,
  /** Some of it was done, or some targets failed, or somebody still gets in. */
  partly: 7,
} as const

/** One of the codes. */
export type Exit = (typeof exits)[keyof typeof exits]

/** Whether nothing failed: what waits for a person, or is held for one, is no failure. */
export const isFine = (exit: Exit): boolean => exit === exits.ok || exit === exits.pending || exit === exits.held

/** The code of what was thrown. */
export function exitOfError(error: unknown): Exit {
  if (error instanceof UsageError) return exits.usage
  if (!isUserAdminError(error)) return exits.error
  if (error.guard !== undefined) return exits.quarantined
  if (error.problem === 'unauthenticated') return exits.signIn
  // Without a cause it was refused here, for what was written; with one, by the server.
  return error.problem === 'invalid' && error.cause === undefined ? exits.usage : exits.error
}

/** The code of a plan that is shown. */
export function exitOfPlan({ steps, held, blocked }: Pick<Plan, 'steps' | 'held' | 'blocked'>): Exit {
  if (steps.length === 0) return blocked.some(staysIn) ? exits.partly : exits.ok
  return held.length > 0 ? exits.held : exits.pending
}

/** Who should lose access keeps it, and nothing can be done about it here. */
const staysIn = ({ action }: Plan['blocked'][number]): boolean => action === 'remove' || action === 'suspend'

/** The code of a run: `ok` only where every step ended as promised, and the scopes, read again, are as they should be. */
export function exitOfReport({ results, left = [], notRead }: Pick<Report, 'results' | 'left' | 'notRead'>): Exit {
  const isWell = ({ outcome }: Report['results'][number]): boolean =>
    outcome === 'done' || outcome === 'pending' || outcome === 'unchanged'
  const others = results.filter((one) => !isWell(one))
  if (others.length === 0) return left.length > 0 || notRead !== undefined ? exits.partly : exits.ok
  if (others.length < results.length || others.some(({ outcome }) => outcome === 'remains')) return exits.partly
  return others.every(({ outcome, step }) => outcome === 'skipped' && step.heldBy.length > 0) ? exits.held : exits.error
}

/** The code of a run that nobody watched. */
export function exitOfUnattended({
  outcome,
  plan,
  report,
  unread = [],
}: Pick<UnattendedResult, 'outcome' | 'plan' | 'report'> & Partial<Pick<UnattendedResult, 'unread'>>): Exit {
  if (unread.length > 0 && outcome !== 'failed' && outcome !== 'sign-in-needed' && outcome !== 'quarantined')
    return exits.partly
  switch (outcome) {
    case 'nothing-to-do':
    case 'done':
      if (report !== undefined) return exitOfReport(report)
      return plan?.blocked.some(staysIn) === true ? exits.partly : exits.ok
    case 'planned':
    case 'paused':
      return exits.pending
    case 'held':
      return exits.held
    case 'partly':
      return exits.partly
    case 'quarantined':
      return exits.quarantined
    case 'sign-in-needed':
      return exits.signIn
    case 'failed':
    case 'busy':
      return exits.error
    default:
      return outcome satisfies never
  }
}

/** The code of several targets of which each answered by itself, where `exit` is that of what was answered. */
export function exitOfTargets(targets: readonly TargetResult[], exit: Exit): Exit {
  const failed = targets.filter(({ ok }) => !ok)
  if (failed.length === 0) return exit
  if (failed.length < targets.length) return exits.partly
  return failed.every(({ problem }) => problem === 'unauthenticated') ? exits.signIn : exits.error
}
