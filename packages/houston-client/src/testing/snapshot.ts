import type { State } from './state.ts'

/** What a fake holds at the moment it is asked, as plain JSON. */
export interface Snapshot {
  readonly users: readonly {
    readonly id: string
    readonly username: string
    readonly fullName: string
    readonly status: string
    readonly emails: readonly { readonly address: string; readonly primary: boolean; readonly verified: boolean }[]
    /** `workspace` is an id, `null` for a role on the platform. */
    readonly roleBindings: readonly { readonly id: string; readonly role: string; readonly workspace: string | null }[]
    readonly createdAt: string
  }[]
  /** `members` are the ids of its people. */
  readonly workspaces: readonly {
    readonly id: string
    readonly label: string
    readonly description: string
    readonly members: readonly string[]
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
  }[]
}

export function snapshotOf(state: State): Snapshot {
  return {
    users: [...state.users.values()].map(({ id, username, fullName, status, emails, createdAt }) => ({
      id,
      username,
      fullName,
      status,
      emails: emails.map(({ address, primary, verified }) => ({ address, primary, verified })),
      roleBindings: state
        .bindingsOf(id)
        .map((binding) => ({ id: binding.id, role: binding.role, workspace: binding.workspace ?? null })),
      createdAt,
    })),
    workspaces: [...state.workspaces.values()].map(({ id, label, description }) => ({
      id,
      label,
      description,
      members: [...state.membersOf(id)],
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
      return { id, label, apiKey, role: binding?.role ?? null, workspace: binding?.workspace ?? null }
    }),
  }
}
