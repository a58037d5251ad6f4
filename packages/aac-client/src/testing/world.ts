/** Something that a person owns. Ids are of one sequence over all types. */
export interface FakeAsset {
  readonly id: number
  /** `plans`, `connections`, …: the word under which a transfer names it. */
  readonly type: string
}

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
  /** Set on those who were removed. */
  deletedAt: string | null
  readonly createdAt: string
  updatedAt: string
  /** Policy ids of the roles given directly. */
  readonly roles: Set<number>
  assets: readonly FakeAsset[]
}

/** A role of a workspace, as the fake holds it. */
export interface FakeRole {
  readonly policyId: number
  readonly name?: string | undefined
  readonly tag?: string | undefined
}

export interface FakeGroup {
  readonly id: number | string
  name: string
  readonly members: Set<number>
  readonly roles: Set<number>
  readonly scimEnabled: boolean
  readonly externalId: string | null
  readonly createdAt: string
  updatedAt: string
}

/** Somebody whom the identity provider provisions, as it last said. */
interface Provisioned {
  readonly email: string
  readonly name: string | null
  /** Policy ids of the roles that it gives directly. */
  readonly roles: ReadonlySet<number>
  /** The groups that it pushes with this member. */
  readonly groups: readonly FakeGroup[]
}

export interface FakeWorkspace {
  readonly id: number
  readonly gid: string
  readonly name: string
  readonly custom_url: string
  readonly max_user_number: number
  readonly createdAt: string
  readonly people: Map<number, FakePerson>
  /** The last membership of those who were removed. */
  readonly removed: Map<number, FakePerson>
  readonly roles: readonly FakeRole[]
  readonly groups: FakeGroup[]
  /** Whom the identity provider provisions, by e-mail address in lower case. */
  readonly provisioned: Map<string, Provisioned>
  /** Assets of people who were removed without a transfer. */
  lostAssets: number
}

/** A mail that the system sent. */
export interface FakeMail {
  readonly at: number
  readonly to: string
  readonly about: 'invitation' | 'reminder'
  /** The workspace's id. */
  readonly workspace: number
}

/** Everything that the fake knows. */
export interface World {
  readonly workspaces: readonly FakeWorkspace[]
  /** The id of each e-mail address that was ever seen: accounts outlive memberships. */
  readonly accounts: Map<string, number>
  readonly mails: FakeMail[]
  nextPersonId: number
  nextGroupId: number
  nextAssetId: number
}

/** The tag of the role that administers a workspace. */
export const adminTag = 'workspace_admin'

/** What can be transferred, by the words of the vendor's page (facts §6); the exact words of the API are not published. */
export const assetTypes: readonly string[] = ['plans', 'importedDatasets', 'connections', 'macros', 'workflows']

export function statusOfMember(person: FakePerson): 'active' | 'invited' | 'suspended' {
  if (person.isDisabled) return 'suspended'
  return isAccepted(person) ? 'active' : 'invited'
}

/** Did the person ever come in? */
export function isAccepted(person: FakePerson): boolean {
  return person.lastLoginTime !== null || person.agreementAcceptedAt !== null
}

export function byEmail(workspace: FakeWorkspace, email: string): FakePerson | undefined {
  const wanted = email.toLowerCase()
  for (const person of workspace.people.values()) if (person.email.toLowerCase() === wanted) return person
  return undefined
}

/** The groups of a member. */
function groupsOf(workspace: FakeWorkspace, person: FakePerson): readonly FakeGroup[] {
  return workspace.groups.filter(({ members }) => members.has(person.id))
}

/** Does the person hold the administrators' role, directly or through a group? */
export function isAdmin(workspace: FakeWorkspace, person: FakePerson): boolean {
  const role = workspace.roles.find(({ tag }) => tag === adminTag)
  if (role === undefined) return false
  return person.roles.has(role.policyId) || groupsOf(workspace, person).some((group) => group.roles.has(role.policyId))
}

/** Does the person hold any role? Nobody gets in without one (facts §6). */
export function hasRole(workspace: FakeWorkspace, person: FakePerson): boolean {
  return person.roles.size > 0 || groupsOf(workspace, person).some((group) => group.roles.size > 0)
}

/** How many seats are taken: by everybody who accepted and holds a role, suspended people too (facts §6). */
export function seatsTaken(workspace: FakeWorkspace): number {
  return [...workspace.people.values()].filter((person) => isAccepted(person) && hasRole(workspace, person)).length
}

/** The ways by which somebody gets into a workspace now, judged by what the fake holds and not by what its API says. */
export function waysInto(workspace: FakeWorkspace, email: string): readonly ('role' | 'group' | 'invitation')[] {
  const person = byEmail(workspace, email)
  if (person === undefined || person.isDisabled || !hasRole(workspace, person)) return []
  if (!isAccepted(person)) return ['invitation']
  const grouped = groupsOf(workspace, person).some((group) => group.roles.size > 0)
  return [...(person.roles.size > 0 ? (['role'] as const) : []), ...(grouped ? (['group'] as const) : [])]
}

/** Without I, L, O and U, which are taken for other letters. */
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A made-up ULID, the same for the same number. */
export function ulid(kind: string, number: number): string {
  const digits = number.toString(32).replaceAll(/./gu, (digit) => crockford[Number.parseInt(digit, 32)] ?? '')
  return `01J${kind}${digits}`.padEnd(26, '0K7M2Q9V4X')
}
