import { unlessAborted } from '../gathering.ts'
import { checkRef } from '../identity/identity.ts'
import { lately } from '../lately.ts'
import type { CallOptions, Member, UserRef } from '../user-admin.ts'
import type { Finding } from './finding.ts'
import type { AacRole } from './members.ts'

/**
 * Looks at whoever is to get what others own: once for all who are handed over at once, and for the two seconds after
 * that, as long as the person is active.
 */
export function receivers(finding: Finding): (to: UserRef, o?: CallOptions) => Promise<Member<AacRole> | undefined> {
  const known = new Map<string, () => Promise<Member<AacRole> | undefined>>()
  return async (to, { signal } = {}) => {
    checkRef(to)
    const name = JSON.stringify([to.id, to.email])
    const look = known.get(name) ?? lately(async () => await finding.look(to), 2_000)
    known.set(name, look)
    const member = await unlessAborted(look(), signal)
    if (member?.status !== 'active') known.delete(name)
    return member
  }
}
