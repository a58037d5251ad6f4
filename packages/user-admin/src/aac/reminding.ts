import type { AacClient } from '@user-admin/aac-client'
import { change } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import type { CallOptions, CanRemind, Member, UserRef } from '../user-admin.ts'
import type { AacRole } from './members.ts'
import { telling } from './requests.ts'

/** Mails open invitations again. */
export function reminding(
  client: AacClient,
  workspace: string,
  look: (ref: UserRef, options?: CallOptions) => Promise<Member<AacRole> | undefined>,
): CanRemind<AacRole> {
  return {
    remind: (ref, options) => {
      let sent = false
      return change({
        ref,
        options,
        look,
        already: (before) => {
          if (before === undefined) throw new UserAdminError('not-found', 'The person is not in this workspace.')
          return before.status === 'invited' ? undefined : { outcome: 'unchanged', member: before }
        },
        act: async (before, _, sending) => {
          if (before === undefined) return
          await client.reinvite(workspace, [before.id], telling(sending))
          sent = true
        },
        // No look shows a mail: it is what the server answered.
        verdict: (after) => (sent && after !== undefined ? { outcome: 'pending', member: after } : undefined),
        failing: 'was not mailed the invitation again',
      })
    },
  }
}
