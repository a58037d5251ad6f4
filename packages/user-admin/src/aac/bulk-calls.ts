import type { AacClient, Invited } from '@user-admin/aac-client'
import type { Member } from '../user-admin.ts'
import { Bulk, type Nature } from './bulk.ts'
import type { AacRole } from './members.ts'

/** The calls of one workspace that name several people. */
export interface BulkCalls {
  readonly suspend: Bulk<void>
  readonly unsuspend: Bulk<void>
  /** By address. */
  readonly invite: Bulk<Invited>
  readonly give: (role: AacRole) => Bulk<void>
}

/**
 * @param isThere Finds somebody by an address: nobody gets a second mail because somebody else’s address was refused.
 * @param find Finds somebody by an id.
 */
export function bulkCalls(
  client: AacClient,
  workspaceId: string,
  isThere: (email: string) => Promise<unknown>,
  find: (id: string) => Promise<Member<AacRole> | undefined>,
): BulkCalls {
  const roles = new Map<AacRole, Bulk<void>>()
  /** A change that may be made twice, and that a server may refuse the second time. */
  const where = (isSo: (member: Member<AacRole>) => boolean): Nature<void> => ({
    isDone: async (id) => {
      const member = await find(id)
      return member !== undefined && isSo(member) ? { answer: undefined } : undefined
    },
    twice: 'harmless',
  })
  return {
    suspend: new Bulk(
      (people, told) => client.suspend(workspaceId, people, told),
      where(({ status }) => status === 'suspended'),
    ),
    unsuspend: new Bulk(
      (people, told) => client.unsuspend(workspaceId, people, told),
      where(({ status }) => status !== 'suspended'),
    ),
    invite: new Bulk((emails, told) => client.invite(workspaceId, emails, told), {
      isDone: async (email) => ((await isThere(email)) === undefined ? undefined : { answer: { personIds: [] } }),
      twice: 'never',
    }),
    give: (role) => {
      const bulk =
        roles.get(role) ??
        new Bulk(
          (people, told) => client.assignRole(role, people, told),
          where((member) => member.roles.includes(role)),
        )
      roles.set(role, bulk)
      return bulk
    },
  }
}
