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

/** The schema from 0.20 on: a live server's of about 0.25, and what clients and documents show of later ones. */
export function schemaFrom020(profile: Profile): string {
  const { teams, paged } = profile
  return `
scalar DateTime
scalar Id
scalar JSON
scalar Uuid

enum EntityType { WORKSPACE DEPLOYMENT SYSTEM }
enum Operator { AND OR }
enum Role { ${roles} }

input DeploymentRoles { deploymentId: Id role: Role }
input EmailWhereUniqueInput { id: String address: String token: String }
input InviteSearch { inviteUuid: Uuid email: String }
input RoleBindingWhereUniqueInput { id: String }
input UserSearch {
  userId: Id
  userUuid: Uuid
  username: String
  email: String
  fullName: String
  createdAt: DateTime
  updatedAt: DateTime
}
${steadyTypes}

type AppConfig {
  version: String
  baseDomain: String
  smtpConfigured: Boolean
  manualReleaseNames: Boolean
  prometheusEnabled: Boolean
  elasticSearchEnabled: Boolean${line(teams, 'featureFlags: JSON')}${line(profile.since('0.29.2'), 'byoUpdateRegistryHost: String')}
}

type AuthProvider { name: String displayName: String url: String }
type AuthConfig {
  publicSignup: Boolean
  externalSignupUrl: String
  initialSignup: Boolean
  localEnabled: Boolean
  providers: [AuthProvider]
}

type Email {
  id: String!
  address: String
  primary: Boolean
  token: String
  user: User
  verified: Boolean
  createdAt: DateTime!
  updatedAt: DateTime!
}

type Invite {
  id: String
  uuid: String
  assignments: String
  role: String
  email: String
  token: String
  createdAt: DateTime
  updatedAt: DateTime
}

type User {
  id: String!
  username: String
  emails: [Email]
  fullName: String
  status: String
  profile: [UserProp]
  createdAt: DateTime!
  updatedAt: DateTime!
  roleBindings: [RoleBinding!]!${line(teams, 'teams: [Team]')}
}

type RoleBinding {
  id: String!
  role: Role
  user: User
  serviceAccount: ServiceAccount
  workspace: Workspace
  deployment: Deployment${line(teams, 'team: Team')}
  createdAt: DateTime!
}

type Workspace {
  id: String!
  deployments: [Deployment]
  active: Boolean
  description: String
  invites: Invite
  properties: JSON
  label: String
  users: [User]
  stripeCustomerId: String
  roleBindings: [RoleBinding]
  workspaceCapabilities: WorkspaceCapabilities
  createdAt: DateTime!
  updatedAt: DateTime!
  trialEndsAt: DateTime
  billingEnabled: Boolean
  serviceAccounts: [ServiceAccount]
  paywallEnabled: Boolean
}

type WorkspaceCapabilities {
  canUpdateBilling: Boolean
  canUpdateIAM: Boolean
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

type Deployment {
  id: String!
  config: JSON
  properties: JSON
  urls: [DeploymentUrl]
  alertEmails: [String!]!
  description: String
  label: String
  releaseName: String
  status: String
  type: String
  version: String
  airflowVersion: String
  workspace: Workspace
  createdAt: DateTime!
  updatedAt: DateTime!
  roleBindings: [RoleBinding!]!
  deploymentCapabilities: DeploymentCapabilities
  serviceAccounts: [ServiceAccount]
}

type DeploymentCapabilities {
  canDeploy: Boolean
  canUpdateDeployment: Boolean
  canDeleteDeployment: Boolean
  canCreateServiceAccount: Boolean
  canUpdateServiceAccount: Boolean
  canDeleteServiceAccount: Boolean
  canUpdateVariables: Boolean
  canUpdateUserRole: Boolean
}

type ServiceAccount {
  id: String!
  apiKey: String
  label: String
  category: String
  entityType: String
  entityUuid: Uuid
  workspaceUuid: Uuid
  deploymentUuid: Uuid
  active: Boolean
  lastUsedAt: DateTime
  createdAt: DateTime!
  updatedAt: DateTime!
  roleBindings(
    first: Int
    last: Int
    before: RoleBindingWhereUniqueInput
    after: RoleBindingWhereUniqueInput
  ): [RoleBinding!]!
}
${teams ? teamTypes(profile) : ''}
type Query {
  appConfig${profile.configArguments}: AppConfig
  authConfig(redirect: String, duration: Int, extras: JSON, inviteToken: String): AuthConfig
  email(where: EmailWhereUniqueInput!): Email
  self: AuthUser
  workspace(workspaceUuid: Uuid!): Workspace
  workspaces${profile.since('0.35.0') ? '(label: String)' : ''}: [Workspace]${line(profile.switches.sysWorkspaces, 'sysWorkspaces: [Workspace]')}
  users(user: UserSearch): [User]
  deployments: [Deployment]
  invites(invite: InviteSearch): [Invite]
  workspaceInvites(workspaceUuid: Uuid!, invite: InviteSearch): [Invite]
  workspaceDeployments(workspaceUuid: Uuid!, releaseName: String): [Deployment]
  workspaceDeployment(workspaceUuid: Uuid!, releaseName: String!): Deployment
  serviceAccounts(serviceAccountUuid: Uuid, entityType: EntityType!, entityUuid: Uuid): [ServiceAccount]
  workspaceServiceAccounts(workspaceUuid: Uuid!): [ServiceAccount]
  workspaceServiceAccount(workspaceUuid: Uuid!, serviceAccountUuid: Uuid!): ServiceAccount
  workspaceUsers(workspaceUuid: Uuid!, user: UserSearch): [User]
  workspaceUser(workspaceUuid: Uuid!, user: UserSearch!): User
  deploymentServiceAccount(deploymentUuid: Uuid!, serviceAccountUuid: Uuid!): ServiceAccount
  deploymentServiceAccounts(deploymentUuid: Uuid!): [ServiceAccount]${line(profile.deploymentRoles, 'deploymentUsers(deploymentId: Id!, user: UserSearch): [User]')}${line(paged, 'paginatedWorkspaces(take: Int, pageNumber: Int): [Workspace]')}${line(paged, 'paginatedWorkspaceUsers(workspaceUuid: Uuid!, cursor: Uuid, take: Int): [User]')}${teams ? teamQueries(profile) : ''}
}

type Mutation {
  ${signUpMutations('Boolean')}
  ${serviceAccountMutations('JSON')}
  updateSelf(payload: JSON!): User
  removeUser(${removeUserArgument(profile)}): User
  createWorkspace(label: String!, description: String): Workspace
  workspaceAddUser(
    workspaceUuid: Uuid
    email: String!
    role: Role! = WORKSPACE_VIEWER
    deploymentRoles: [DeploymentRoles]${line(profile.bypassInvite, 'bypassInvite: Boolean')}
  ): Workspace${roleMutations(profile)}
  workspaceRemoveUser(workspaceUuid: Uuid!, userUuid: Uuid!): Workspace
  deleteInviteToken(inviteUuid: Uuid, workspaceUuid: Uuid): Invite
  createSystemRoleBinding(userId: ID!, role: Role!): RoleBinding
  deleteSystemRoleBinding(userId: ID!, role: Role!): RoleBinding
  inviteUser(email: String!): Invite
  verifyEmail(email: String!): Boolean${profile.deploymentRoles ? deploymentRoleMutations : ''}${teams ? teamMutations(profile) : ''}
}
`
}

const deploymentRoleMutations = `
  deploymentAddUserRole(userId: Id, deploymentId: Id!, email: String!, role: Role!): RoleBinding
  deploymentUpdateUserRole(userId: Id, deploymentId: Id!, email: String!, role: Role!): RoleBinding
  deploymentRemoveUserRole(userId: Id, deploymentId: Id!, email: String!): RoleBinding`

/** Facts §2.3, §6. The names of the two payloads were not seen. */
const teamTypes = ({ localTeams }: Profile): string => `
type Team {
  id: String!
  name: String
  sortId: Int
  provider: String
  description: String
  users: [User]
  roleBindings: [RoleBinding!]
  createdAt: DateTime
  updatedAt: DateTime
}
type PaginatedTeams { count: Int teams: [Team] }
${localTeams ? 'type TeamPayload { team: Team message: String }' : ''}
`

const teamQueries = (profile: Profile): string => `
  team(teamUuid: Uuid!, workspaceUuid: Uuid): Team
  teamUsers(teamUuid: Uuid!): [User]
  paginatedTeams(take: Int, cursor: Uuid, workspaceUuid: Uuid${profile.localTeams ? ', searchPhrase: String' : ''}): PaginatedTeams
  workspaceTeams(workspaceUuid: Uuid!): [Team]
  deploymentTeams(deploymentUuid: Uuid!): [Team]`

const teamMutations = (profile: Profile): string => `
  workspaceAddTeam(
    workspaceUuid: Uuid!
    teamUuid: Uuid!
    role: Role! = WORKSPACE_VIEWER
    deploymentRoles: [DeploymentRoles!] = []
  ): Workspace
  workspaceUpdateTeamRole(workspaceUuid: Uuid!, teamUuid: Uuid!, role: Role!): Role
  workspaceRemoveTeam(workspaceUuid: Uuid!, teamUuid: Uuid!): Workspace
  deploymentAddTeamRole(teamUuid: Uuid!, deploymentUuid: Uuid!, role: Role!): RoleBinding
  deploymentUpdateTeamRole(teamUuid: Uuid!, deploymentUuid: Uuid!, role: Role!): RoleBinding
  deploymentRemoveTeamRole(deploymentUuid: Uuid!, teamUuid: Uuid!): RoleBinding${
    profile.since('0.29.2')
      ? `
  createTeamSystemRoleBinding(teamUuid: Uuid!, role: Role!): RoleBinding
  deleteTeamSystemRoleBinding(teamUuid: Uuid!, role: Role!): RoleBinding`
      : ''
  }${
    profile.localTeams
      ? `
  createTeam(name: String!, description: String, provider: String = "local", userIds: [Id]): TeamPayload
  updateTeam(
    id: Id
    name: String
    provider: String
    newName: String
    description: String
    addUserIds: [Id]
    removeUserIds: [Id]
    teamUserIds: [Id]
  ): TeamPayload
  removeTeam(teamUuid: Uuid, name: String, provider: String): Team`
      : '\n  removeTeam(teamUuid: Uuid!): Team'
  }`
