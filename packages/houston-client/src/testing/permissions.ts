import type { Profile } from './profiles.ts'

const viewers = (family: string): string[] => [`${family}_VIEWER`, ...editors(family)]
const editors = (family: string): string[] => [`${family}_EDITOR`, `${family}_ADMIN`]
const [system, workspace, deployment] = [viewers('SYSTEM'), viewers('WORKSPACE'), viewers('DEPLOYMENT')]
const admin = ['SYSTEM_ADMIN']
const workspaceAdmin = ['WORKSPACE_ADMIN']
const deploymentAdmin = ['DEPLOYMENT_ADMIN']

type Roles = readonly string[]
type Grants = Readonly<Record<Profile['grants'], Roles>>

const always = (roles: Roles): Grants => ({ early: roles, legacy: roles, mid: roles, software: roles })
/** From 0.30 the roles on the platform carry what those on a workspace or deployment do (facts §5.3). */
const also = (roles: Roles, software: Roles): Grants => ({ ...always(roles), software: [...roles, ...software] })

/** A permission that an operation asks for. */
export type Permission =
  | 'system.users.get'
  | 'system.invites.get'
  | 'system.user.invite'
  | 'system.user.delete'
  | 'system.user.verifyEmail'
  | 'system.iam.update'
  | 'system.workspace.get'
  | 'system.workspaces.get'
  | 'system.workspace.delete'
  | 'system.workspace.suspend'
  | 'system.workspace.extendTrial'
  | 'system.workspace.addCustomerId'
  | 'system.deployments.get'
  | 'system.deployments.update'
  | 'system.deployments.delete'
  | 'system.deployments.logs'
  | 'system.deployments.metrics'
  | 'system.updates.get'
  | 'system.airflow.admin'
  | 'system.teams.get'
  | 'system.teams.create'
  | 'system.teams.update'
  | 'system.teams.remove'
  | 'workspace.iam.update'
  | 'workspace.users.get'
  | 'workspace.invites.get'
  | 'workspace.config.get'
  | 'workspace.config.update'
  | 'workspace.config.delete'
  | 'workspace.billing.update'
  | 'workspace.deployments.get'
  | 'workspace.deployments.create'
  | 'workspace.teams.get'
  | 'deployment.users.get'
  | 'deployment.userRoles.update'
  | 'deployment.teams.get'
  | 'deployment.teamRoles.update'
  | 'deployment.config.update'
  | 'deployment.config.delete'
  | 'deployment.logs.get'
  | 'deployment.metrics.get'
  | 'deployment.images.push'
  | `${'system' | 'workspace' | 'deployment'}.serviceAccounts.${'get' | 'create' | 'update' | 'delete'}`

/** Which roles hold a permission, by the defaults of each time: before 0.16.6, of 0.16.6, 0.25, 0.30 and newer (facts §5.3). */
const grants: Readonly<Record<Permission, Grants>> = {
  'system.users.get': { ...always(system), early: admin },
  'system.invites.get': { early: [], legacy: system, mid: admin, software: admin },
  'system.user.invite': always(admin),
  'system.user.delete': always(admin),
  'system.user.verifyEmail': always(admin),
  'system.iam.update': { ...always(editors('SYSTEM')), software: admin },
  'system.serviceAccounts.get': always(system),
  'system.serviceAccounts.create': always(admin),
  'system.serviceAccounts.update': always(editors('SYSTEM')),
  'system.serviceAccounts.delete': always(admin),
  'system.workspace.get': always(system),
  // No default grant was seen; the documents say system administrators.
  'system.workspaces.get': always(admin),
  'system.workspace.delete': always(admin),
  'system.workspace.suspend': always(admin),
  'system.workspace.extendTrial': always(admin),
  'system.workspace.addCustomerId': always(admin),
  'system.deployments.get': always(admin),
  'system.deployments.update': always(admin),
  'system.deployments.delete': always(admin),
  'system.deployments.logs': always(admin),
  'system.deployments.metrics': always(admin),
  'system.updates.get': always(system),
  'system.airflow.admin': always(admin),
  'system.teams.get': always(system),
  'system.teams.create': always(admin),
  'system.teams.update': always(admin),
  'system.teams.remove': always(admin),
  'workspace.iam.update': also(workspaceAdmin, admin),
  'workspace.users.get': also(workspace, system),
  'workspace.invites.get': { ...also(workspaceAdmin, admin), early: workspace, legacy: workspace },
  'workspace.config.get': also(workspace, system),
  'workspace.config.update': also(editors('WORKSPACE'), editors('SYSTEM')),
  'workspace.config.delete': also(workspaceAdmin, admin),
  'workspace.billing.update': always(workspaceAdmin),
  'workspace.deployments.get': also(workspace, system),
  'workspace.deployments.create': also(editors('WORKSPACE'), editors('SYSTEM')),
  'workspace.serviceAccounts.get': also(workspace, system),
  'workspace.serviceAccounts.create': also(editors('WORKSPACE'), admin),
  'workspace.serviceAccounts.update': also(editors('WORKSPACE'), editors('SYSTEM')),
  'workspace.serviceAccounts.delete': also(editors('WORKSPACE'), admin),
  'workspace.teams.get': also(workspace, system),
  'deployment.users.get': also(deployment, system),
  'deployment.userRoles.update': also(deploymentAdmin, admin),
  'deployment.teams.get': also(deployment, system),
  'deployment.teamRoles.update': also(deploymentAdmin, admin),
  'deployment.config.update': also(editors('DEPLOYMENT'), editors('SYSTEM')),
  'deployment.config.delete': also(deploymentAdmin, admin),
  'deployment.logs.get': also(deployment, system),
  'deployment.metrics.get': also(deployment, system),
  'deployment.images.push': also(editors('DEPLOYMENT'), editors('SYSTEM')),
  'deployment.serviceAccounts.get': also(deployment, system),
  'deployment.serviceAccounts.create': also(editors('DEPLOYMENT'), admin),
  'deployment.serviceAccounts.update': also(editors('DEPLOYMENT'), editors('SYSTEM')),
  'deployment.serviceAccounts.delete': also(editors('DEPLOYMENT'), admin),
}

/** Whether a role holds a permission in this release. */
export function grantsTo(role: string, permission: Permission, profile: Profile): boolean {
  return grants[permission][profile.grants].includes(role)
}
