import { type HoustonClient, HoustonError } from '@user-admin/houston-client'
import { translated, UserAdminError } from '../errors.ts'
import type { Caller, CallOptions } from '../user-admin.ts'

/** Houston answers FORBIDDEN to no token, a wrong token and a missing right alike; `self` is open to every caller it knows. */
export async function signedIn(client: HoustonClient, options?: CallOptions): Promise<Caller> {
  try {
    const { user, key } = await client.whoAmI(options)
    if (user !== undefined)
      return { id: user.id, kind: 'person', ...(user.username == null ? {} : { email: user.username }) }
    return { id: key ?? 'key:unknown', kind: 'service-account' }
  } catch (error) {
    if (error instanceof HoustonError && error.code === 'FORBIDDEN') {
      throw new UserAdminError(
        'unauthenticated',
        `Houston at ${new URL(client.url).origin} does not accept this token: it is wrong, expired or deleted. Use the key of a system service account, or a fresh token from the /token page of your installation (it lives 24 hours).`,
        { cause: error },
      )
    }
    throw translated(error)
  }
}
