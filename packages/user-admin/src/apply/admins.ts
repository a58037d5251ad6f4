import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import type { UserAdmin } from '../user-admin.ts'
import { told } from './step.ts'

/**
 * Why an administrator is not taken, if so: counted afresh, for others work on the same scope. The last one stays
 * whatever the policy says and whatever was released.
 */
export async function tooFewAdmins(
  admin: UserAdmin,
  plan: Plan,
  step: Step,
  released: boolean,
): Promise<string | undefined> {
  const limits = plan.scopes.find(({ key }) => key === step.scope)?.limits
  const least = Math.max(1, released ? 1 : (limits?.admins ?? 1))
  try {
    let others = 0
    for await (const member of admin.list())
      if (member.admin === true && member.status === 'active' && member.id !== step.id) others += 1
    return others >= least
      ? undefined
      : `Only ${others} other active ${others === 1 ? 'administrator is' : 'administrators are'} left, and ${least} must remain.`
  } catch (error) {
    return `The administrators could not be counted: ${told(error)}`
  }
}
