import type { Profile } from '../profiles.ts'
import {
  line,
  removeUserArgument,
  roleMutations,
  roles,
  serviceAccountMutations,
  signUpMutations,
  steadyTypes,
} from './parts.ts'

/**
 * The schema of 0.13 to 0.19: its ids are `ID!`, much may not be null, and each field stands in the server's own order,
 * because the library's suggestions go by it.
 */
export function schemaTo019(profile: Profile): string {
  const { flat } = profile
  const old = !profile.since('0.16.0')
  const uuid = line(old, 'uuid: Uuid')
  const user = flat ? 'email: String, fullName: String' : 'user: UserSearch'
  const invite = flat ? 'email: String' : 'invite: InviteSearch'
  return `
directive @auth(permissions: [String], op: Operator = AND) on OBJECT | FIELD_DEFINITION
directive @alias(field: String!) on FIELD_DEFINITION
directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION | OBJECT | INTERFACE

scalar JSON
scalar Uuid
scalar DateTime
scalar Upload

enum EntityType { WORKSPACE DEPLOYMENT SYSTEM }
enum MetricType {
  DEPLOYMENT_STATUS DEPLOYMENT_TASKS DEPLOYMENT_DATABASE DEPLOYMENT_SCHEDULER DEPLOYMENT_QUOTAS DEPLOYMENT_USAGE
}
enum Operator { AND OR }
enum CacheControlScope { PUBLIC PRIVATE }
enum Role { ${roles} }
${
  flat
    ? ''
    : `
input InviteSearch { inviteUuid: Uuid email: String }
input UserSearch { userUuid: Uuid username: String email: String fullName: String }`
}
${old ? '' : 'input InputEnvironmentVariable { key: String value: String isSecret: Boolean }'}
${steadyTypes}

type AppConfig {
  version: String
  baseDomain: String${line(profile.since('0.14.0'), 'smtpConfigured: Boolean\n  manualReleaseNames: Boolean')}
}

type AuthProvider { name: String! displayName: String url: String! }

type AuthConfig {
  publicSignup: Boolean${line(!flat, 'externalSignupUrl: String')}
  initialSignup: Boolean
  localEnabled: Boolean
  providers: [AuthProvider!]
}

type Invite {
  id: ID!${uuid}
  assignments: String @deprecated
  role: Role!
  email: String
  token: String
  createdAt: DateTime!
  updatedAt: DateTime!
}

type User {
  id: ID!${uuid}
  username: String
  emails: [Email!]!
  fullName: String
  status: String
  profile: [UserProp!]!
  createdAt: DateTime!
  updatedAt: DateTime!
  roleBindings: [RoleBinding!]
}

type Email {
  id: ID!
  address: String
  primary: Boolean
  token: String
  user: User
  verified: Boolean
  createdAt: DateTime!
  updatedAt: DateTime!
}

type RoleBinding {
  id: ID!
  role: Role
  user: User
  serviceAccount: ServiceAccount
  workspace: Workspace
  deployment: Deployment
  createdAt: DateTime!
  updatedAt: DateTime!
}

type Workspace {
  id: ID!${uuid}
  active: Boolean
  description: String
  invites: [Invite!]!
  properties: JSON
  label: String
  users: [User]${old ? line(true, 'deploymentCount: Int') : line(true, 'deployments: [Deployment]\n  serviceAccounts: [ServiceAccount]')}
  stripeCustomerId: String
  roleBindings: [RoleBinding!]
  workspaceCapabilities: WorkspaceCapabilities
  createdAt: DateTime!
  updatedAt: DateTime!
  trialEndsAt: DateTime
  billingEnabled: Boolean
  paywallEnabled: Boolean
}

type WorkspaceCapabilities {
  canUpdateBilling: Boolean
  canUpdateIAM: Boolean${line(!old, 'canGetWorkspace: Boolean')}
  canUpdateWorkspace: Boolean
  canDeleteWorkspace: Boolean
  canCreateDeployment: Boolean
  canInviteUser: Boolean
  canUpdateUser: Boolean
  canDeleteUser: Boolean
  canCreateServiceAccount: Boolean
  canUpdateServiceAccount: Boolean
  canDeleteServiceAccount: Boolean
}

type DeploymentConfig {
  defaults: JSON
  limits: JSON
  astroUnit: AstroUnit
  maxExtraAu: Int
  executors: JSON
  singleNamespace: Boolean!
  loggingEnabled: Boolean!
  latestVersion: String @deprecated
  airflowImages: [AirflowImage!]!
  airflowVersions: [String!]!
  defaultAirflowImageTag: String!
  defaultAirflowChartVersion: String!
}

type AirflowImage { version: String! channel: String! tag: String! }
type DeployInfo { current: String nextCli: String latest: String @deprecated next: String @deprecated }
${old ? '' : 'type EnvironmentVariable { key: String value: String isSecret: Boolean }'}

type Deployment {
  id: ID!${uuid}
  config: JSON
  ${old ? 'env: JSON' : 'environmentVariables: [EnvironmentVariable!]'}
  properties: JSON
  urls: [DeploymentUrl]
  description: String
  label: String
  releaseName: String
  status: String
  type: String
  version: String
  airflowVersion: String
  deployInfo: DeployInfo
  workspace: Workspace
  createdAt: DateTime!
  updatedAt: DateTime!
  roleBindings: [RoleBinding!]
  deploymentCapabilities: DeploymentCapabilities${line(!old, 'serviceAccounts: [ServiceAccount]')}
}

type DeploymentCapabilities {
  canDeploy: Boolean
  canUpdateDeployment: Boolean
  canDeleteDeployment: Boolean
  canCreateServiceAccount: Boolean
  canUpdateServiceAccount: Boolean
  canDeleteServiceAccount: Boolean
}

type PlatformRelease { version: String! url: String level: String description: String releaseDate: DateTime! }

type ServiceAccount {
  id: ID!${uuid}
  apiKey: String
  label: String
  category: String
  entityType: String! @deprecated
  entityUuid: Uuid @deprecated
  workspaceUuid: Uuid
  deploymentUuid: Uuid
  active: Boolean
  lastUsedAt: DateTime
  createdAt: DateTime!
  updatedAt: DateTime!
  roleBinding: RoleBinding!
}

type DeploymentLog { id: ID!${uuid} timestamp: String release: String component: String level: String message: String }

type Card {
  name: String
  expMonth: Int!
  expYear: Int!
  last4: String!
  brand: String
  billingEmail: String
  company: String
}

type DeploymentStatus { result: JSON }

type Query {
  appConfig: AppConfig
  authConfig(redirect: String, duration: Int, extras: JSON, inviteToken: String): AuthConfig
  self: AuthUser
  updateAvailable: PlatformRelease${line(!flat, 'workspace(workspaceUuid: Uuid!): Workspace')}
  workspaces: [Workspace]
  deploymentConfig(workspaceUuid: Uuid, deploymentUuid: Uuid, type: String, version: String): DeploymentConfig
  deployments: [Deployment]${line(!old, 'deploymentVariables(workspaceUuid: Uuid!, releaseName: String!): [EnvironmentVariable]')}
  deploymentServiceAccount(deploymentUuid: Uuid!, serviceAccountUuid: Uuid!): ServiceAccount
  deploymentServiceAccounts(deploymentUuid: Uuid!): [ServiceAccount]
  workspaceDeployments(workspaceUuid: Uuid!, releaseName: String): [Deployment]${line(!flat, 'workspaceDeployment(workspaceUuid: Uuid!, releaseName: String!): Deployment')}
  serviceAccounts(serviceAccountUuid: Uuid, entityType: EntityType!, entityUuid: Uuid): [ServiceAccount]
  workspaceServiceAccount(workspaceUuid: Uuid!, serviceAccountUuid: Uuid!): ServiceAccount
  workspaceServiceAccounts(workspaceUuid: Uuid!): [ServiceAccount]
  workspaceInvites(workspaceUuid: Uuid!, ${invite}): [Invite]
  workspaceUsers(workspaceUuid: Uuid!, ${user}): [User]
  workspaceUser(workspaceUuid: Uuid!, ${flat ? 'username: String!' : 'user: UserSearch!'}): User
  users(${flat ? 'userUuid: Uuid, username: String, email: String' : 'user: UserSearch'}): [User]
  invites(${invite}): [Invite]
  logs(deploymentUuid: Uuid!, component: String, timestamp: DateTime, search: String): [DeploymentLog]
  card(workspaceUuid: Uuid!, stripeCustomerId: String!): Card
}

type Mutation {
  ${signUpMutations('Boolean!')}
  createDeployment(
    workspaceUuid: Uuid!${line(!flat, 'releaseName: String')}
    type: String!
    label: String!
    description: String
    version: String
    airflowVersion: String
    config: JSON${line(old, 'env: JSON')}
    properties: JSON${line(!flat, 'cloudRole: String')}
  ): Deployment
  updateDeployment(deploymentUuid: Uuid!, payload: JSON, config: JSON${old ? ', env: JSON' : ''}, sync: Boolean${flat ? '' : ', cloudRole: String'}): Deployment
  deploymentAlertsUpdate(deploymentUuid: Uuid!, alertEmails: [String!]): Deployment
  deleteDeployment(deploymentUuid: Uuid!): Deployment
  deleteWorkspace(workspaceUuid: Uuid): Workspace
  ${old ? 'updateUser(userId: Uuid, payload: JSON!): User' : 'updateSelf(payload: JSON!): User'}
  removeUser(${removeUserArgument(profile)}): User
  createWorkspace(label: String!, description: String): Workspace
  workspaceAddUser(workspaceUuid: Uuid, email: String!, role: Role! = WORKSPACE_VIEWER): Workspace${roleMutations(profile)}
  workspaceRemoveUser(workspaceUuid: Uuid!, userUuid: Uuid!): Workspace
  deleteInviteToken(inviteUuid: Uuid): Invite
  updateWorkspace(workspaceUuid: Uuid!, payload: JSON!): Workspace
  upgradeDeployment(deploymentUuid: Uuid!, version: String!): Deployment
  ${serviceAccountMutations('JSON!')}${line(!old, 'updateDeploymentVariables(deploymentUuid: Uuid!, releaseName: String!, environmentVariables: [InputEnvironmentVariable!]!): [EnvironmentVariable]')}
  createSystemRoleBinding(userId: ID!, role: Role!): RoleBinding
  deleteSystemRoleBinding(userId: ID!, role: Role!): RoleBinding
  inviteUser(email: String!): Invite
  addCard(workspaceUuid: Uuid!, billingEmail: String!, company: String, token: String!): Card
  addCustomerId(workspaceUuid: Uuid!, stripeCustomerId: String!): Workspace
  updateCard(workspaceUuid: Uuid!, billingEmail: String!, company: String, token: String!): Card
  suspendWorkspace(workspaceUuid: Uuid!, isSuspended: Boolean!): Workspace
  extendWorkspaceTrial(workspaceUuid: Uuid!, extraDays: Int!): Workspace
  verifyEmail(email: String!): Boolean
}

type Subscription {
  log(deploymentUuid: Uuid!, component: String, timestamp: DateTime, search: String): DeploymentLog
  metrics(deploymentUuid: Uuid!, metricType: [MetricType], since: Int, step: Int): [Metric]
  deploymentStatus(releaseName: String!): DeploymentStatus
}
`
}
