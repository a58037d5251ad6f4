import type { Role as HoustonRole, Invite, User } from '@user-admin/houston-client'
import { addressesOf } from '../identity/identity.ts'
import type { Access, Member } from '../user-admin.ts'
import type { Binding } from './bindings.ts'

const rank = ['ADMIN', 'EDITOR', 'VIEWER']
const byRank = (a: string, b: string): number =>
  rank.findIndex((one) => a.endsWith(one)) - rank.findIndex((one) => b.endsWith(one))

/** A person's addresses, the one they go by first. */
export function namesOf(user: Pick<User, 'emails' | 'username'>): Pick<Member, 'email' | 'aliases'> {
  const addresses = (user.emails ?? []).flatMap((email) => (email?.address == null ? [] : [email]))
  const email = addresses.find(({ primary }) => primary)?.address ?? user.username ?? addresses[0]?.address ?? ''
  const all = new Set([...addresses.map(({ address }) => address ?? ''), user.username ?? ''])
  return { email, aliases: [...all].filter((address) => address !== '' && address !== email) }
}

/** What a person holds in a scope. */
export interface Held {
  /** The roles that the scope gives and takes. Two in one scope are two roles: the highest comes first. */
  readonly roles: readonly Binding[]
  /** Roles that are theirs besides, which make another membership when they change. */
  readonly others?: readonly Binding[]
  /** Every way in but invitations. */
  readonly access: readonly Access[]
  /** The open ones to any of the person's addresses. */
  readonly invites: readonly Invite[]
}

/** A person of Houston as a member of a scope. */
export function fromUser<R extends HoustonRole>(
  user: User,
  { roles: held, others = [], access, invites }: Held,
): Member<R> {
  const roles = [...new Set(held.flatMap(({ role }) => (role == null ? [] : [role])))].toSorted(byRank) as R[]
  const marks = [...held, ...others, ...invites].map(({ id, role }) => `${id}:${role ?? ''}`)
  return {
    id: user.id,
    ...namesOf(user),
    name: user.fullName ?? undefined,
    status:
      user.status === 'pending'
        ? 'invited'
        : user.status === 'banned' || user.status === 'inactive'
          ? 'suspended'
          : 'active',
    roles,
    admin: access.some(({ role }) => role === 'WORKSPACE_ADMIN' || role === 'SYSTEM_ADMIN'),
    access: [...access, ...invites.map(throughInvite)],
    mark: [user.id, namesOf(user).email.toLowerCase(), ...marks.toSorted()].join(' '),
    since: time(user.createdAt),
    native: user,
  }
}

/** An open invitation as a way in: the person need only accept it. */
const throughInvite = ({ role }: Invite): Access => ({ via: 'invite', role: role ?? '', managedBy: 'here' })

/** What is known of an invited address besides its invitations: whose it is, and how that person gets in anyway. */
export interface Invited {
  readonly user: User
  readonly access: readonly Access[]
}

/** One member an address, or an account with several, however many invitations are open for it. */
export function fromInvites<R extends HoustonRole>(
  open: readonly Invite[],
  roles: (invite: Invite) => readonly R[],
  known?: Invited,
): Member<R> | undefined {
  const ordered = open.toSorted((a, b) => (time(a.createdAt) ?? 0) - (time(b.createdAt) ?? 0) || (a.id < b.id ? -1 : 1))
  const [oldest] = ordered
  if (oldest === undefined) return undefined
  const held = [...new Set(ordered.flatMap(roles))].toSorted(byRank)
  const access = known?.access ?? []
  const mark = ordered.map(({ id, role }) => `${id}:${role ?? ''}`)
  return {
    id: oldest.id,
    email: oldest.email,
    aliases: [],
    ...(known === undefined ? {} : { id: known.user.id, ...namesOf(known.user) }),
    status: 'invited',
    roles: held,
    admin: held.some((role) => role.endsWith('_ADMIN')) || access.some(({ role }) => role === 'SYSTEM_ADMIN'),
    access: [...access, ...ordered.map(throughInvite)],
    mark: (known === undefined ? mark : [known.user.id, ...mark]).join(' '),
    since: time(oldest.createdAt),
    native: ordered,
  }
}

/** Open invitations by the address that they were sent to. */
export function byAddress(invites: readonly Invite[]): Map<string, Invite[]> {
  const found = new Map<string, Invite[]>()
  for (const invite of invites) {
    const [address = ''] = addressesOf({ email: invite.email, aliases: [] })
    found.set(address, [...(found.get(address) ?? []), invite])
  }
  return found
}

function time(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}
