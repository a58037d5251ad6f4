import type { Role as HoustonRole, Invite, User } from '@user-admin/houston-client'
import { addressesOf, canonicalEmail } from '../identity/identity.ts'
import type { Access, Member, UserRef } from '../user-admin.ts'
import type { Around } from './around.ts'
import {
  type Binding,
  deploymentBindings,
  systemBindings,
  throughDeployment,
  throughTeam,
  workspaceBindings,
} from './bindings.ts'
import { byAddress, fromInvites, fromUser, type Invited, namesOf } from './members.ts'

/** A role that a team gives. */
interface TeamWay {
  readonly access: Access
  /** Where it holds: on the whole platform, on the workspace as a whole, or (neither) on one of its deployments. */
  readonly isOfPlatform: boolean
  readonly isHere: boolean
}

/**
 * The people of one workspace with every way in, out of what was read. Whom only a role of the platform lets in, their
 * own or a team's, is no member: {@link beyond} tells of them.
 */
export class People<R extends HoustonRole> {
  readonly #workspace: string
  readonly #invites: Map<string, Invite[]>
  /** Accounts and people of teams. */
  readonly #known = new Map<string, User>()
  readonly #teams = new Map<string, TeamWay[]>()
  /** Who was given out already, and the addresses whose invitations went with them. */
  readonly #told = new Set<string>()
  readonly #addresses = new Set<string>()

  constructor(workspace: string, { accounts, crews }: Around, invites: readonly Invite[]) {
    this.#workspace = workspace
    this.#invites = byAddress(invites)
    for (const user of accounts) this.#known.set(user.id, merged(this.#known.get(user.id), user))
    for (const { team, members } of crews) {
      const ways = [
        ...workspaceBindings(team, workspace).map((one) => ({ ...one, isOfPlatform: false, isHere: true })),
        ...deploymentBindings(team, workspace).map((one) => ({ ...one, isOfPlatform: false, isHere: false })),
        ...systemBindings(team).map((one) => ({ ...one, isOfPlatform: true, isHere: false })),
      ].map(({ role, isOfPlatform, isHere }) => ({ access: throughTeam(team, role ?? ''), isOfPlatform, isHere }))
      for (const member of members ?? []) {
        if (!this.#known.has(member.id)) this.#known.set(member.id, { ...member, roleBindings: [] })
        this.#teams.set(member.id, [...(this.#teams.get(member.id) ?? []), ...ways])
      }
    }
  }

  /** Somebody whom the workspace's own list shows. */
  listed(row: User): Member<R> {
    return this.#member(merged(this.#known.get(row.id), row), true)
  }

  /** Everybody else, once: through deployments, through teams, and invited. */
  *others(): Generator<Member<R>> {
    for (const user of this.#known.values()) {
      if (this.#told.has(user.id)) continue
      const isIn =
        workspaceBindings(user, this.#workspace).length > 0 ||
        deploymentBindings(user, this.#workspace).length > 0 ||
        this.#teamsOf(user).some(({ isOfPlatform }) => !isOfPlatform)
      if (isIn) yield this.#member(user, false)
    }
    const owners = new Map(
      [...this.#known.values()].flatMap((user) => namedBy(user).map((name) => [name, user] as const)),
    )
    for (const address of this.#invites.keys()) {
      if (this.#addresses.has(address)) continue
      const user = owners.get(address)
      const open = user === undefined ? (this.#invites.get(address) ?? []) : this.#invitesOf(user)
      for (const one of user === undefined ? [address] : namedBy(user)) this.#addresses.add(one)
      if (user !== undefined) this.#told.add(user.id)
      const known: Invited | undefined = user === undefined ? undefined : { user, access: this.#beyondOf(user) }
      const member = fromInvites<R>(open, ({ role }) => (role == null ? [] : [role as R]), known)
      if (member !== undefined) yield member
    }
  }

  /** Whom a role of the platform lets in, and nothing here: after everybody else was given out. */
  *outsiders(): Generator<Member<R>> {
    for (const user of this.#known.values()) {
      const access = this.#beyondOf(user)
      if (!this.#told.has(user.id) && access.length > 0)
        yield fromUser<R>(user, { roles: [], others: [], access, invites: [] })
    }
  }

  /** The account that a reference names, whether or not it is in the workspace. */
  account(ref: UserRef): User | undefined {
    return [...this.#known.values()].find((user) => isNamed(ref, user))
  }

  /** What lets the person into every workspace. */
  beyond(ref: UserRef): readonly Access[] {
    const user = this.account(ref)
    return user === undefined ? [] : this.#beyondOf(user)
  }

  #member(user: User, isListed: boolean): Member<R> {
    this.#told.add(user.id)
    for (const address of namedBy(user)) this.#addresses.add(address)
    const roles = workspaceBindings(user, this.#workspace)
    const others = deploymentBindings(user, this.#workspace)
    const teams = this.#teamsOf(user).filter(({ isOfPlatform }) => !isOfPlatform)
    // Who is listed without a role came through a team, and this one could not be found.
    const isUnexplained = isListed && roles.length === 0 && !teams.some(({ isHere }) => isHere)
    return fromUser<R>(user, {
      roles,
      others,
      access: [
        ...roles.map(({ role }): Access => ({ via: 'direct', role: role ?? '', managedBy: 'here' })),
        ...others.map(throughDeployment),
        ...teams.map(({ access }) => access),
        ...(isUnexplained ? [{ via: 'team', role: 'unknown', managedBy: 'unknown' } as const] : []),
        ...this.#beyondOf(user),
      ],
      invites: this.#invitesOf(user),
    })
  }

  #beyondOf(user: User): readonly Access[] {
    return [
      ...systemBindings(user).map(({ role }): Access => ({ via: 'system', role: role ?? '', managedBy: 'here' })),
      ...this.#teamsOf(user).flatMap(({ access, isOfPlatform }) => (isOfPlatform ? [access] : [])),
    ]
  }

  #teamsOf({ id }: User): readonly TeamWay[] {
    return this.#teams.get(id) ?? []
  }

  #invitesOf(user: User): readonly Invite[] {
    return namedBy(user).flatMap((address) => this.#invites.get(address) ?? [])
  }
}

const namedBy = (user: User): readonly string[] => [...new Set(addressesOf(namesOf(user)))]

function isNamed({ id, email }: UserRef, user: User): boolean {
  if (id !== undefined && id !== user.id) return false
  return email === undefined || namedBy(user).includes(canonicalEmail(email) ?? '')
}

/** A person as two reads show them: each role once. */
function merged(one: User | undefined, other: User): User {
  if (one === undefined) return other
  const bindings = new Map<string, Binding>()
  for (const binding of [...(one.roleBindings ?? []), ...(other.roleBindings ?? [])]) bindings.set(binding.id, binding)
  return { ...other, roleBindings: [...bindings.values()] }
}
