import type { State } from './state.ts'

/** A role, where it holds. */
export interface SnapshotBinding {
  readonly id: string
  readonly role: string
  readonly workspace: string | null
  readonly deployment: string | null
}

/** What a fake holds at the moment it is asked, as plain JSON. */
export interface Snapshot {
  readonly users: readonly {
    readonly id: string
    readonly username: string
    readonly fullName: string
    readonly status: string
    readonly emails: readonly { readonly address: string; readonly primary: boolean; readonly verified: boolean }[]
    /** Their own, not those of their teams. `workspace` and `deployment` are ids; neither is one for a role on the platform. */
    readonly roleBindings: readonly SnapshotBinding[]
    readonly createdAt: string
  }[]
  /** `members` are the ids of its people. */
  readonly workspaces: readonly {
    readonly id: string
    readonly label: string
    readonly description: string
    readonly members: readonly string[]
  }[]
  /** `workspace` is an id. */
  readonly deployments: readonly {
    readonly id: string
    readonly label: string
    readonly releaseName: string
    readonly workspace: string
  }[]
  /** `members` are the ids of its people. */
  readonly teams: readonly {
    readonly id: string
    readonly name: string
    readonly provider: string
    readonly members: readonly string[]
    readonly roleBindings: readonly SnapshotBinding[]
  }[]
  /** `workspace` is an id, `null` for an invite to the platform. */
  readonly invites: readonly {
    readonly id: string
    readonly email: string
    readonly role: string | null
    readonly workspace: string | null
    readonly createdAt: string
  }[]
  readonly serviceAccounts: readonly {
    readonly id: string
    readonly label: string
    readonly apiKey: string
    readonly role: string | null
    readonly workspace: string | null
    readonly deployment: string | null
  }[]
}

export function snapshotOf(state: State): Snapshot {
  const bindings = (owner: string): SnapshotBinding[] =>
    state.bindingsOf(owner).map(({ id, role, workspace, deployment }) => ({
      id,
      role,
      workspace: workspace ?? null,
      deployment: deployment ?? null,
    }))
  return {
    users: [...state.users.values()].map(({ id, username, fullName, status, emails, createdAt }) => ({
      id,
      username,
      fullName,
      status,
      emails: emails.map(({ address, primary, verified }) => ({ address, primary, verified })),
      roleBindings: bindings(id),
      createdAt,
    })),
    workspaces: [...state.workspaces.values()].map(({ id, label, description }) => ({
      id,
      label,
      description,
      members: [...state.membersOf(id)],
    })),
    deployments: [...state.deployments.values()].map(({ id, label, releaseName, workspace }) => ({
      id,
      label,
      releaseName,
      workspace,
    })),
    teams: [...state.teams.values()].map(({ id, name, provider, members }) => ({
      id,
      name,
      provider,
      members: [...members],
      roleBindings: bindings(id),
    })),
    invites: [...state.invites.values()].map(({ id, email, role, workspace, createdAt }) => ({
      id,
      email,
      role: role ?? null,
      workspace: workspace ?? null,
      createdAt,
    })),
    serviceAccounts: [...state.serviceAccounts.values()].map(({ id, label, apiKey }) => {
      const [binding] = state.bindingsOf(id)
      const { role = null, workspace = null, deployment = null } = binding ?? {}
      return { id, label, apiKey, role, workspace, deployment }
    }),
  }
}
