import type { Role as HoustonRole, Invite, User } from '@user-admin/houston-client'
import { addressesOf } from '../identity.ts'
import type { Access, Member } from '../user-admin.ts'

/** One role that Houston says a person holds somewhere. */
export type Binding = NonNullable<User['roleBindings']>[number]

const bindings = (user: User): readonly Binding[] => user.roleBindings ?? []
/** The roles that hold for the whole platform. */
export const systemBindings = (user: User): readonly Binding[] =>
  bindings(user).filter((binding) => binding.workspace == null && binding.role?.startsWith('SYSTEM_'))
/** The roles that hold in one workspace. */
export const workspaceBindings = (user: User, workspaceId: string): readonly Binding[] =>
  bindings(user).filter((binding) => binding.workspace?.id === workspaceId && binding.role?.startsWith('WORKSPACE_'))
const rank = ['ADMIN', 'EDITOR', 'VIEWER']
const byRank = (a: string, b: string): number =>
  rank.findIndex((one) => a.endsWith(one)) - rank.findIndex((one) => b.endsWith(one))

/**
 * A person of Houston as a member of a scope, by the roles held in it. Two bindings in one scope are two roles:
 * the highest comes first.
 */
export function fromUser<R extends HoustonRole>(user: User, held: readonly Binding[], workspaceId?: string): Member<R> {
  const addresses = (user.emails ?? []).flatMap((email) => (email?.address == null ? [] : [email]))
  const primary = addresses.find((email) => email.primary)?.address ?? user.username ?? addresses[0]?.address ?? ''
  const aliases = [...new Set([...addresses.map((email) => email.address ?? ''), user.username ?? ''])].filter(
    (address) => address !== '' && address !== primary,
  )
  const roles = [...new Set(held.flatMap((binding) => (binding.role == null ? [] : [binding.role])))].toSorted(
    byRank,
  ) as R[]
  return {
    id: user.id,
    email: primary,
    aliases,
    name: user.fullName ?? undefined,
    status:
      user.status === 'pending'
        ? 'invited'
        : user.status === 'banned' || user.status === 'inactive'
          ? 'suspended'
          : 'active',
    roles,
    admin: roles.some((role) => role.endsWith('_ADMIN')),
    access: [...held.map(accessBy), ...otherWaysIn(user, held, workspaceId)],
    mark: [user.id, ...held.map((binding) => `${binding.id}:${binding.role ?? ''}`).toSorted()].join(' '),
    since: time(user.createdAt),
    native: user,
  }
}

function accessBy({ role, workspace }: Binding): Access {
  const via = role?.startsWith('DEPLOYMENT_') ? 'deployment' : workspace == null ? 'system' : 'direct'
  return { via, role: role ?? '', managedBy: 'here' }
}

/** What gets a person into a workspace besides a role in it. Someone listed without any binding came through a team. */
function otherWaysIn(user: User, held: readonly Binding[], workspaceId: string | undefined): readonly Access[] {
  if (workspaceId === undefined) return []
  const deployments = bindings(user).filter(
    (binding) => binding.workspace?.id === workspaceId && binding.role?.startsWith('DEPLOYMENT_'),
  )
  const others = [...deployments, ...systemBindings(user)].map(accessBy)
  return held.length === 0 ? [...others, { via: 'team', role: 'unknown', managedBy: 'unknown' }] : others
}

/** One member an address, however many invitations are open for it; none for who is a member already. */
export function* fromInvites<R extends HoustonRole>(
  invites: readonly Invite[],
  known: ReadonlySet<string>,
  roles: (invite: Invite) => readonly R[],
): Generator<Member<R>> {
  const byAddress = new Map<string, Invite[]>()
  for (const invite of invites) {
    const [address = ''] = addressesOf({ email: invite.email, aliases: [] })
    if (!known.has(address)) byAddress.set(address, [...(byAddress.get(address) ?? []), invite])
  }
  for (const open of byAddress.values()) {
    const ordered = open.toSorted(
      (a, b) => (time(a.createdAt) ?? 0) - (time(b.createdAt) ?? 0) || (a.id < b.id ? -1 : 1),
    )
    const [oldest] = ordered
    if (oldest === undefined) continue
    const held = [...new Set(ordered.flatMap(roles))].toSorted(byRank)
    yield {
      id: oldest.id,
      email: oldest.email,
      aliases: [],
      status: 'invited',
      roles: held,
      admin: held.some((role) => role.endsWith('_ADMIN')),
      access: ordered.map((invite) => ({ via: 'invite', role: invite.role ?? '', managedBy: 'here' })),
      mark: ordered.map((invite) => `${invite.id}:${invite.role ?? ''}`).join(' '),
      since: time(oldest.createdAt),
      native: ordered,
    }
  }
}

function time(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}
