import type { Role as HoustonRole, Invite, User } from '@user-admin/houston-client'
import { addressesOf } from '../identity/identity.ts'
import type { Access, Member } from '../user-admin.ts'
import { systemBindings, throughTeam } from './bindings.ts'
import { byAddress, fromInvites, fromUser, namesOf } from './members.ts'
import type { Crew } from './teams.ts'

/**
 * The people of a platform, out of what was read: accounts, and who is invited only. Every team of theirs counts as a way
 * in, whatever it opens: the identity provider's keep an account from being deleted (facts §3.8).
 */
export function* accounts<R extends HoustonRole>(
  users: readonly User[],
  crews: readonly Crew[],
  invites: readonly Invite[],
): Generator<Member<R>> {
  const teams = new Map<string, Access[]>()
  for (const { team, members } of crews) {
    const ways = waysOf(team)
    for (const { id } of members ?? []) teams.set(id, [...(teams.get(id) ?? []), ...ways])
  }
  const open = byAddress(invites)
  const known = new Set<string>()
  for (const user of users) {
    const addresses = new Set(addressesOf(namesOf(user)))
    for (const address of addresses) known.add(address)
    const system = systemBindings(user)
    yield fromUser<R>(user, {
      // Roles of other kinds are not this interface's to give and take.
      roles: system.filter(({ role }) => role?.startsWith('SYSTEM_')),
      access: [
        { via: 'direct', role: '', managedBy: 'here' },
        ...system.map(({ role }): Access => ({ via: 'system', role: role ?? '', managedBy: 'here' })),
        ...(teams.get(user.id) ?? []),
      ],
      invites: [...addresses].flatMap((address) => open.get(address) ?? []),
    })
  }
  for (const [address, several] of open) {
    if (known.has(address)) continue
    // An invitation to the platform holds no role, and one to a workspace none of the platform's.
    const member = fromInvites<R>(several, () => [])
    if (member !== undefined) yield member
  }
}

/** A team as a way in: by each role that it has on the platform, or by belonging to it alone. */
export function waysOf(team: Crew['team']): readonly Access[] {
  const roles = systemBindings(team).map(({ role }) => role ?? '')
  return (roles.length === 0 ? [''] : roles).map((role) => throughTeam(team, role))
}
