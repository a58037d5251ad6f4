import type { BindingRow, InviteRow, ServiceAccountRow, UserRow, WorkspaceRow } from './state.ts'
import type { World } from './world.ts'

/** An object as graphql-js resolves it: a value, or a function that is called when a field is asked for. */
export type View = Readonly<Record<string, unknown>>

/** A person; `only` narrows the bindings to one workspace, as newer releases do. */
export function userView(world: World, user: UserRow, only?: string): View {
  return {
    ...user,
    emails: user.emails.map((email) => ({ ...email, updatedAt: email.createdAt })),
    profile: [],
    roleBindings: () =>
      world.state
        .bindingsOf(user.id)
        .filter((binding) => only === undefined || binding.workspace === only)
        .map((binding) => bindingView(world, binding)),
  }
}

export function bindingView(world: World, binding: BindingRow): View {
  const { state } = world
  return {
    id: binding.id,
    role: binding.role,
    createdAt: binding.createdAt,
    updatedAt: binding.createdAt,
    user: () => viewOf(state.users.get(binding.user ?? ''), (user) => userView(world, user)),
    serviceAccount: () =>
      viewOf(state.serviceAccounts.get(binding.serviceAccount ?? ''), (account) => accountView(world, account)),
    workspace: () =>
      viewOf(state.workspaces.get(binding.workspace ?? ''), (workspace) => workspaceView(world, workspace)),
    deployment: null,
  }
}

export function workspaceView(world: World, workspace: WorkspaceRow): View {
  const { state } = world
  return {
    ...workspace,
    active: null,
    updatedAt: workspace.createdAt,
    users: () =>
      state.membersOf(workspace.id).flatMap((id) => viewOf(state.users.get(id), (user) => userView(world, user)) ?? []),
    roleBindings: () => state.bindingsOn(workspace.id).map((binding) => bindingView(world, binding)),
    invites: () => [...state.invites.values()].filter((invite) => invite.workspace === workspace.id).map(inviteView),
  }
}

/** An invite without a role answers the resolver's default (facts §3.3). */
export function inviteView(invite: InviteRow): View {
  return { ...invite, role: invite.role ?? 'WORKSPACE_ADMIN' }
}

const shown = 10 * 60_000

/** A service account; ten minutes after its making only the first six characters of its key are shown (facts §1.4). */
export function accountView({ clock }: World, account: ServiceAccountRow): View {
  const fresh = clock.now() - Date.parse(account.createdAt) < shown
  return {
    ...account,
    apiKey: fresh ? account.apiKey : account.apiKey.slice(0, 6).padEnd(32, '*'),
    active: true,
    updatedAt: account.createdAt,
  }
}

function viewOf<T>(row: T | undefined, view: (row: T) => View): View | null {
  return row === undefined ? null : view(row)
}
