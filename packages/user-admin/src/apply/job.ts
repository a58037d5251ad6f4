import { UserAdminError } from '../errors.ts'
import { entries } from '../identity/identity.ts'
import { exemptions } from '../plan/exempt.ts'
import type { Goal } from '../plan/goal.ts'
import { known, limitsOf } from '../plan/policy.ts'
import { keyOf } from '../plan/world.ts'
import type { CallOptions, UserAdmin } from '../user-admin.ts'
import { Queue } from './queue.ts'
import type { May, UnattendedOptions } from './unattended.ts'

/** Reads a goal anew, as from a directory. */
export type GoalReader = (options: CallOptions) => Goal | Promise<Goal>

/** One unattended run, once nothing about the call is wrong. */
export interface Job extends UnattendedOptions {
  readonly admins: readonly UserAdmin[]
  readonly goal: Goal | GoalReader
  readonly mays: ReadonlyMap<string, May>
  readonly queue: Queue
}

/** @throws {UserAdminError} `invalid` for a call that is wrong in itself. */
export function jobOf(
  admins: UserAdmin | readonly UserAdmin[],
  goal: Goal | GoalReader,
  options: UnattendedOptions,
): Job {
  known('runUnattended', options, [
    'state',
    'by',
    'job',
    'source',
    'may',
    'paused',
    'resumeFirst',
    'unopened',
    'nameOf',
    'policy',
    'assets',
    'maxPeople',
    'concurrency',
    'maxErrorRate',
    'drain',
    'onResult',
    'onProgress',
    'signal',
    'now',
  ])
  const { state, by, may = 'report', paused, unopened = [], policy, now = Date.now } = options
  const all = Array.isArray(admins) ? (admins as readonly UserAdmin[]) : [admins as UserAdmin]
  const wrong = (message: string): never => {
    throw new UserAdminError('invalid', message)
  }
  if (typeof state?.held?.put !== 'function' || typeof state.quarantines?.get !== 'function')
    wrong('An unattended run needs its state: give what openState answers.')
  if (typeof by !== 'string' || by.trim() === '') wrong('An unattended run names its job: by is empty.')
  if (paused !== undefined && (typeof paused !== 'string' || paused.trim() === ''))
    wrong('An unattended run that is paused says why: paused is empty.')
  if ((all.length === 0 && unopened.length === 0) || all.some((admin) => typeof admin?.scope?.id !== 'string'))
    wrong('An unattended run needs the administrators of its scopes, awaited.')
  entries(policy?.protect ?? [])
  exemptions(policy?.exempt ?? [])
  const mays = new Map<string, May>()
  for (const { scope } of all) {
    limitsOf(scope, policy)
    const own = typeof may === 'function' ? may(scope) : may
    if (own !== 'report' && own !== 'suspend' && own !== 'within-guards')
      wrong(`may is ${JSON.stringify(own)}: there are report, suspend, within-guards.`)
    mays.set(keyOf(scope), own)
  }
  return { ...options, admins: all, goal, mays, queue: new Queue(state.held, { by, now }) }
}
