import type { HoustonClient } from '@user-admin/houston-client'
import { translating } from '../change.ts'
import type { Caller, CallOptions } from '../user-admin.ts'

/** Whom Houston takes the caller for. @throws {UserAdminError} `unauthenticated` for a token that it does not accept. */
export async function signedIn(client: HoustonClient, options?: CallOptions): Promise<Caller> {
  const { user, key } = await translating(client.whoAmI(options))
  if (user !== undefined)
    return { id: user.id, kind: 'person', ...(user.username == null ? {} : { email: user.username }) }
  return { id: key ?? 'key:unknown', kind: 'service-account' }
}
