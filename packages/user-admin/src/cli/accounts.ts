import type { GuardCode } from '../plan/step.ts'
import { chosen } from './config/targets.ts'
import type { Context } from './context.ts'
import { UsageError } from './usage.ts'

/**
 * Refuses to remove people from a whole Houston platform unless it is said that accounts are meant: whoever only thinks
 * of one workspace would take every other one too. Nothing is opened before.
 *
 * @throws {UsageError}
 */
export async function accountsIn(context: Context, isSaid: true | undefined): Promise<void> {
  if (isSaid === true) return
  const found = await context.config()
  const { options } = context
  for (const name of chosen(found, 'change', { named: options.target, isAll: options.allTargets === true })) {
    const form = found.targets[name]
    if (form?.system !== 'houston' || form.workspace !== undefined || form.workspaces !== undefined) continue
    throw new UsageError(
      `Target ${name} is a whole Houston platform, where to remove somebody deletes the account, with every role in every workspace. If that is meant, say --account; else name the target of one workspace.`,
    )
  }
}

/** Who says it in as many words has released the guard of accounts. */
export const accountsReleased = (isSaid: true | undefined): readonly GuardCode[] =>
  isSaid === true ? ['accounts'] : []
