import { type FakeRole, type FakeWorkspace, isAdmin, seatsTaken, statusOfMember } from './world.ts'

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
    /** How many things the person owns. */
    readonly assets: number
    /** The same by type; types without any are left out. */
    readonly assetsByType: Readonly<Record<string, number>>
    readonly createdAt: string
  }[]
  readonly roles: readonly FakeRole[]
  readonly groups: readonly {
    readonly id: number | string
    readonly name: string
    readonly members: readonly string[]
    readonly roles: readonly string[]
  }[]
  readonly seats: { readonly taken: number; readonly max: number }
  /** Of people who were removed without a transfer. */
  readonly lostAssets: number
}

/** What a workspace holds now. */
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
      assets: person.assets.length,
      assetsByType: counted(person.assets.map(({ type }) => type)),
      createdAt: person.createdAt,
    })),
    roles: workspace.roles,
    groups: workspace.groups.map((group) => ({
      id: group.id,
      name: group.name,
      members: [...group.members].map((id) => workspace.people.get(id)?.email ?? String(id)),
      roles: [...group.roles].map(roleName),
    })),
    seats: { taken: seatsTaken(workspace), max: workspace.max_user_number },
    lostAssets: workspace.lostAssets,
  }
}

function counted(words: readonly string[]): Record<string, number> {
  const amounts: Record<string, number> = {}
  for (const word of words) amounts[word] = (amounts[word] ?? 0) + 1
  return amounts
}
