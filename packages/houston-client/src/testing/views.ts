import type { Permissions } from './rbac.ts'
import {
  type BindingRow,
  type DeploymentRow,
  type InviteRow,
  isSystem,
  type Place,
  type ServiceAccountRow,
  type TeamRow,
  type UserRow,
  type WorkspaceRow,
} from './state.ts'
import type { World } from './world.ts'

/** An object as graphql-js resolves it: a value, or a function that is called when a field is asked for. */
export type View = Readonly<Record<string, unknown>>

/** A person; `shown` narrows the bindings, as newer releases do. */
export function userView(world: World, user: UserRow, shown: (binding: BindingRow) => boolean = () => true): View {
  const { state } = world
  return {
    ...user,
    uuid: user.id,
    emails: () =>
      user.emails.map((email) => ({ ...email, user: () => userView(world, user), updatedAt: email.createdAt })),
    profile: [],
    roleBindings: () =>
      state
        .bindingsOf(user.id)
        .filter(shown)
        .map((binding) => bindingView(world, binding)),
    teams: () => state.teamsOf(user.id).map((team) => teamView(world, team)),
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
    team: () => viewOf(state.teams.get(binding.team ?? ''), (team) => teamView(world, team)),
    serviceAccount: () =>
      viewOf(state.serviceAccounts.get(binding.serviceAccount ?? ''), (account) => accountView(world, account)),
    workspace: () => viewOf(state.workspaces.get(binding.workspace ?? ''), (row) => workspaceView(world, row)),
    deployment: () => viewOf(state.deployments.get(binding.deployment ?? ''), (row) => deploymentView(world, row)),
  }
}

/** What a caller may do in a workspace: each capability, and the permission that it shows (facts §5.3). */
const workspaceCapabilities = {
  canUpdateBilling: 'workspace.billing.update',
  canUpdateIAM: 'workspace.iam.update',
  canGetWorkspace: 'workspace.config.get',
  canUpdateWorkspace: 'workspace.config.update',
  canDeleteWorkspace: 'workspace.config.delete',
  canCreateDeployment: 'workspace.deployments.create',
  canInviteUser: 'workspace.invites.get',
  canUpdateUser: 'workspace.iam.update',
  canDeleteUser: 'workspace.iam.update',
  canCreateServiceAccount: 'workspace.serviceAccounts.create',
  canUpdateServiceAccount: 'workspace.serviceAccounts.update',
  canDeleteServiceAccount: 'workspace.serviceAccounts.delete',
} as const

const deploymentCapabilities = {
  canDeploy: 'deployment.images.push',
  canUpdateDeployment: 'deployment.config.update',
  canDeleteDeployment: 'deployment.config.delete',
  canCreateServiceAccount: 'deployment.serviceAccounts.create',
  canUpdateServiceAccount: 'deployment.serviceAccounts.update',
  canDeleteServiceAccount: 'deployment.serviceAccounts.delete',
  canUpdateVariables: 'deployment.config.update',
  canUpdateUserRole: 'deployment.userRoles.update',
} as const

/** The one who asks, as graphql-js hands it to a field. */
interface Context {
  readonly access: Permissions
}

export function workspaceView(world: World, workspace: WorkspaceRow): View {
  const { state, profile } = world
  const { id } = workspace
  const deployments = (): DeploymentRow[] => [...state.deployments.values()].filter((row) => row.workspace === id)
  const invites = (): View[] => [...state.invites.values()].filter((one) => one.workspace === id).map(inviteView)
  return {
    ...workspace,
    uuid: id,
    active: null,
    properties: null,
    stripeCustomerId: null,
    trialEndsAt: workspace.trialEndsAt ?? null,
    // Without Stripe nothing is billed, and what has no card and no trial is behind the paywall (recordings).
    billingEnabled: false,
    paywallEnabled: Date.parse(workspace.trialEndsAt ?? '1970-01-01') < world.clock.now(),
    updatedAt: workspace.createdAt,
    users: () =>
      state.membersOf(id).flatMap((user) => viewOf(state.users.get(user), (row) => userView(world, row)) ?? []),
    roleBindings: () => state.bindingsOn(id).map((binding) => bindingView(world, binding)),
    // A live schema of about 0.25 has one invite here, evidently by mistake (facts §6).
    invites: () => (profile.legacy ? invites() : (invites()[0] ?? null)),
    deployments: () => deployments().map((row) => deploymentView(world, row)),
    deploymentCount: () => deployments().length,
    serviceAccounts: () => accountsOn(world, { workspace: id }).map((account) => accountView(world, account)),
    workspaceCapabilities: (_: unknown, { access }: Context) =>
      mapped(workspaceCapabilities, (permission) => access.holds(permission, { workspace: id })),
  }
}

export function deploymentView(world: World, deployment: DeploymentRow): View {
  const { state } = world
  const { id } = deployment
  return {
    ...deployment,
    uuid: id,
    alertEmails: [],
    type: 'airflow',
    updatedAt: deployment.createdAt,
    workspace: () => viewOf(state.workspaces.get(deployment.workspace), (row) => workspaceView(world, row)),
    roleBindings: () => state.bindingsOn(id).map((binding) => bindingView(world, binding)),
    serviceAccounts: () => accountsOn(world, { deployment: id }).map((account) => accountView(world, account)),
    deploymentCapabilities: (_: unknown, { access }: Context) =>
      mapped(deploymentCapabilities, (permission) => access.holds(permission, { deployment: id })),
  }
}

export function teamView(world: World, team: TeamRow): View {
  const { state } = world
  return {
    ...team,
    sortId: [...state.teams.keys()].indexOf(team.id) + 1,
    users: () => [...team.members].flatMap((id) => viewOf(state.users.get(id), (user) => userView(world, user)) ?? []),
    roleBindings: () => state.bindingsOf(team.id).map((binding) => bindingView(world, binding)),
  }
}

/** An invite without a role answers the resolver's default (facts §3.3). */
export function inviteView(invite: InviteRow): View {
  return { ...invite, uuid: invite.id, role: invite.role ?? 'WORKSPACE_ADMIN' }
}

const shown = 10 * 60_000

/** A service account; ten minutes after its making only the first six characters of its key are shown (facts §1.4). */
export function accountView(world: World, account: ServiceAccountRow): View {
  const { clock, state } = world
  const fresh = clock.now() - Date.parse(account.createdAt) < shown
  const bindings = (): BindingRow[] => state.bindingsOf(account.id)
  const place = (): Place => bindings()[0] ?? {}
  const entity = (): string | null => place().workspace ?? place().deployment ?? null
  return {
    ...account,
    uuid: account.id,
    apiKey: fresh ? account.apiKey : account.apiKey.slice(0, 6).padEnd(account.apiKey.length, '*'),
    active: true,
    lastUsedAt: null,
    // A system account says so too (facts §6).
    entityType: () => (place().workspace === undefined ? 'DEPLOYMENT' : 'WORKSPACE'),
    entityUuid: entity,
    workspaceUuid: entity,
    deploymentUuid: entity,
    updatedAt: account.createdAt,
    roleBinding: () => viewOf(bindings()[0], (binding) => bindingView(world, binding)),
    roleBindings: () => bindings().map((binding) => bindingView(world, binding)),
  }
}

/** The service accounts of a workspace, of a deployment, or of the platform. */
export function accountsOn({ state }: World, { workspace, deployment }: Place): ServiceAccountRow[] {
  return [...state.serviceAccounts.values()].filter((account) =>
    state
      .bindingsOf(account.id)
      .some((binding) =>
        workspace === undefined && deployment === undefined
          ? isSystem(binding)
          : binding.workspace === workspace && binding.deployment === deployment,
      ),
  )
}

function mapped<K extends string, V>(record: Readonly<Record<K, V>>, value: (given: V) => boolean): View {
  return Object.fromEntries(Object.entries<V>(record).map(([key, one]) => [key, value(one)]))
}

function viewOf<T>(row: T | undefined, view: (row: T) => View): View | null {
  return row === undefined ? null : view(row)
}
