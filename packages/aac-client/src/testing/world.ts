/** A membership: one person in one workspace. */
export interface FakePerson {
  readonly id: number
  readonly gid: string
  readonly email: string
  name: string | null
  isDisabled: boolean
  lastStateChange: string | null
  lastLoginTime: string | null
  agreementAcceptedAt: string | null
  readonly createdAt: string
  updatedAt: string
  /** Policy ids of the roles given directly. */
  readonly roles: Set<number>
  assets: number
}

/** A role of a workspace, as the fake holds it. */
export interface FakeRole {
  readonly policyId: number
  readonly name?: string | undefined
  readonly tag?: string | undefined
}

export interface FakeGroup {
  readonly id: number
  readonly name: string
  readonly members: Set<number>
  readonly roles: Set<number>
}

export interface FakeWorkspace {
  readonly id: number
  readonly gid: string
  readonly name: string
  readonly custom_url: string
  readonly createdAt: string
  readonly people: Map<number, FakePerson>
  readonly roles: readonly FakeRole[]
  readonly groups: readonly FakeGroup[]
  /** Assets of people who were removed without a transfer. */
  lostAssets: number
}

/** Everything that the fake knows. */
export interface World {
  readonly workspaces: readonly FakeWorkspace[]
  /** The id of each e-mail address that was ever seen: accounts outlive memberships. */
  readonly accounts: Map<string, number>
  nextPersonId: number
}

/** The tag of the role that administers a workspace. */
export const adminTag = 'workspace_admin'

export function statusOfMember(person: FakePerson): 'active' | 'invited' | 'suspended' {
  if (person.isDisabled) return 'suspended'
  return person.lastLoginTime === null && person.agreementAcceptedAt === null ? 'invited' : 'active'
}

export function byEmail(workspace: FakeWorkspace, email: string): FakePerson | undefined {
  const wanted = email.toLowerCase()
  for (const person of workspace.people.values()) if (person.email.toLowerCase() === wanted) return person
  return undefined
}

/** Does the person hold the administrators' role, directly or through a group? */
export function isAdmin(workspace: FakeWorkspace, person: FakePerson): boolean {
  const role = workspace.roles.find(({ tag }) => tag === adminTag)
  if (role === undefined) return false
  return (
    person.roles.has(role.policyId) ||
    workspace.groups.some((group) => group.roles.has(role.policyId) && group.members.has(person.id))
  )
}

/** A made-up ULID, the same for the same number. */
export function ulid(kind: string, number: number): string {
  return `01J${kind}${number
    .toString(32)
    .toUpperCase()
    .replaceAll(/[ILOU]/g, 'Z')}`.padEnd(26, '0K7M2Q9V4X')
}

/** One workspace as plain JSON, for assertions. */
export interface WorkspaceState {
  readonly id: number
  readonly gid: string
  readonly name: string
  readonly people: readonly {
    readonly id: number
    readonly email: string
    readonly name: string | null
    readonly status: 'active' | 'invited' | 'suspended'
    readonly isAdmin: boolean
    /** Names or tags of the roles given directly. */
    readonly roles: readonly string[]
    readonly assets: number
    readonly createdAt: string
  }[]
  readonly roles: readonly FakeRole[]
  readonly groups: readonly {
    readonly id: number
    readonly name: string
    readonly members: readonly string[]
    readonly roles: readonly string[]
  }[]
  readonly lostAssets: number
}

export function stateOf(workspace: FakeWorkspace): WorkspaceState {
  const roleName = (policyId: number): string => {
    const role = workspace.roles.find((one) => one.policyId === policyId)
    return role?.name ?? role?.tag ?? String(policyId)
  }
  return {
    id: workspace.id,
    gid: workspace.gid,
    name: workspace.name,
    people: [...workspace.people.values()].map((person) => ({
      id: person.id,
      email: person.email,
      name: person.name,
      status: statusOfMember(person),
      isAdmin: isAdmin(workspace, person),
      roles: [...person.roles].map(roleName),
      assets: person.assets,
      createdAt: person.createdAt,
    })),
    roles: workspace.roles,
    groups: workspace.groups.map((group) => ({
      id: group.id,
      name: group.name,
      members: [...group.members].map((id) => workspace.people.get(id)?.email ?? String(id)),
      roles: [...group.roles].map(roleName),
    })),
    lostAssets: workspace.lostAssets,
  }
}
