import type { AacClient, Invited } from '@user-admin/aac-client'
import { Bulk } from './bulk.ts'
import type { AacRole } from './members.ts'

/** The calls of one workspace that name several people. */
export interface BulkCalls {
  readonly suspend: Bulk<void>
  readonly unsuspend: Bulk<void>
  /** By address. */
  readonly invite: Bulk<Invited>
  readonly give: (role: AacRole) => Bulk<void>
}

/** @param isThere Finds somebody by an address: nobody gets a second mail because somebody else’s address was refused. */
export function bulkCalls(
  client: AacClient,
  workspaceId: string,
  isThere: (email: string) => Promise<unknown>,
): BulkCalls {
  const roles = new Map<AacRole, Bulk<void>>()
  return {
    suspend: new Bulk((people, told) => client.suspend(workspaceId, people, told)),
    unsuspend: new Bulk((people, told) => client.unsuspend(workspaceId, people, told)),
    invite: new Bulk(
      (emails, told) => client.invite(workspaceId, emails, told),
      async (email) => ((await isThere(email)) === undefined ? undefined : { answer: { personIds: [] } }),
    ),
    give: (role) => {
      const bulk = roles.get(role) ?? new Bulk((people, told) => client.assignRole(role, people, told))
      roles.set(role, bulk)
      return bulk
    },
  }
}
