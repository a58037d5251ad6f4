import { UserAdminError } from '../errors.ts'
import type { Step } from '../plan/step.ts'
import { type Change, can, type Outcome, type UserAdmin, type UserRef } from '../user-admin.ts'

/** How one step ended. */
export interface Result {
  readonly step: Step
  /** Besides what a change can end with: not begun, not to be done, refused, or not known even after looking. */
  readonly outcome: Outcome | 'skipped' | 'blocked' | 'failed' | 'unknown'
  /** Why, for every outcome that is not as promised. */
  readonly reason?: string
}

/**
 * Carries out one step on the membership that it was planned for. Never rejects.
 *
 * `fatal`: the credential was refused, so that no further step can succeed.
 */
export async function perform(admin: UserAdmin, step: Step): Promise<Omit<Result, 'step'> & { readonly fatal?: true }> {
  // A step whose end is unknown has been looked at; it is tried once more, on the same membership or not at all.
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { outcome, note } = await carriedOut(admin, step)
      // What the second look finds done is what the first request did after all.
      return {
        outcome: attempt > 1 && outcome === 'unchanged' ? step.promises : outcome,
        ...(note === undefined ? {} : { reason: note }),
      }
    } catch (error) {
      if (!(error instanceof UserAdminError))
        return { outcome: 'unknown', reason: error instanceof Error ? error.message : String(error) }
      const reason = error.message
      if (error.effect === 'unknown' && attempt < 2) continue
      // What became of the first request is not known better because a second one, or the look before it, failed.
      if (error.effect === 'unknown' || attempt > 1) return { outcome: 'unknown', reason }
      const drifted = error.problem === 'conflict' || (error.problem === 'not-found' && error.cause === undefined)
      if (drifted && step.id !== undefined) return { outcome: 'skipped', reason }
      if (error.problem === 'last-admin') return { outcome: 'blocked', reason }
      const fatal = error.problem === 'unauthenticated' || error.problem === 'forbidden'
      return { outcome: 'failed', reason, ...(fatal ? { fatal } : {}) }
    }
  }
}

async function carriedOut(admin: UserAdmin, step: Step): Promise<Change> {
  const ref: UserRef = step.id === undefined ? { email: step.email } : { id: step.id, email: step.email }
  const options = { ifMark: step.mark }
  switch (step.action) {
    case 'invite':
      return admin.invite({ email: step.email, roles: step.roles?.add })
    case 'set-roles':
      return admin.setRoles(ref, step.roles ?? {}, options)
    case 'suspend':
      if (!can(admin, 'suspend'))
        throw new UserAdminError('unsupported', `Nobody can be suspended in ${admin.scope.name}.`)
      return admin.suspend(ref, options)
    case 'remove':
      if (step.transferTo !== undefined) await handOver(admin, step, ref)
      return admin.remove(ref, options)
    default:
      return step.action satisfies never
  }
}

/** Transfers what the person owns. To send it twice moves nothing twice, so a lost answer is no harm here. */
async function handOver(admin: UserAdmin, step: Step, ref: UserRef): Promise<void> {
  if (step.transferTo === undefined) return
  if (!can(admin, 'transferAssets'))
    throw new UserAdminError('unsupported', `Assets cannot be transferred in ${admin.scope.name}.`)
  try {
    await admin.transferAssets(ref, { id: step.transferTo.id }, { ifMark: step.mark })
  } catch (error) {
    // Gone already: nothing can be transferred any more, and `remove` says how it stands.
    if (!(error instanceof UserAdminError && error.problem === 'not-found' && error.cause === undefined)) throw error
  }
}
