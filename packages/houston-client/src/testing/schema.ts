import type { Profile } from './profiles.ts'

/** The schema of a release, with only what that release has (facts §2, §6, §9). */
export function schemaOf(profile: Profile): string {
  const { legacy, paged } = profile
  const line = (when: boolean, text: string): string => (when ? `\n  ${text}` : '')
  const id = legacy ? 'ID!' : 'String!'
  const role = 'workspaceUuid: Uuid!, email: String!, role: Role!'
  return `
scalar DateTime
scalar JSON
scalar Uuid
${legacy ? '' : 'scalar Id'}

enum Role {
  SYSTEM_ADMIN SYSTEM_EDITOR SYSTEM_VIEWER
  WORKSPACE_ADMIN WORKSPACE_EDITOR WORKSPACE_VIEWER
  DEPLOYMENT_ADMIN DEPLOYMENT_EDITOR DEPLOYMENT_VIEWER
  USER
}

input UserSearch {
  userUuid: Uuid
  username: String
  email: String
  fullName: String${line(!legacy, 'userId: Id')}${line(!legacy, 'createdAt: DateTime')}${line(!legacy, 'updatedAt: DateTime')}
}

input InviteSearch {
  inviteUuid: Uuid
  email: String
}
${legacy ? '' : 'input DeploymentRoles {\n  deploymentId: Id\n  role: Role\n}'}

type AppConfig {
  version: String
  baseDomain: String
  smtpConfigured: Boolean
  manualReleaseNames: Boolean
}

type AuthUserCapabilities {
  canSysAdmin: Boolean
}

type TokenPayload {
  uuid: Uuid
  iat: Int
  exp: Int
}

type Token {
  value: String
  payload: TokenPayload
}

type AuthUser {
  user: User
  token: Token
  permissions: JSON
  isAdmin: Boolean
  authUserCapabilities: AuthUserCapabilities
}

type Email {
  id: ${id}
  address: String
  primary: Boolean
  verified: Boolean
  createdAt: DateTime!
  updatedAt: DateTime!
}

type UserProp {
  key: String
  value: String
  category: String
}

type User {
  id: ${id}
  username: String
  fullName: String
  status: String
  emails: ${legacy ? '[Email!]!' : '[Email]'}
  profile: ${legacy ? '[UserProp!]!' : '[UserProp]'}
  roleBindings: [RoleBinding!]${legacy ? '' : '!'}
  createdAt: DateTime!
  updatedAt: DateTime!
}

type RoleBinding {
  id: ${id}
  role: Role
  user: User
  serviceAccount: ServiceAccount
  workspace: Workspace
  deployment: Deployment
  createdAt: DateTime!${line(legacy, 'updatedAt: DateTime!')}
}

type Invite {
  id: ${legacy ? 'ID!' : 'String'}
  email: String
  role: ${legacy ? 'Role!' : 'String'}
  token: String
  createdAt: DateTime${legacy ? '!' : ''}
  updatedAt: DateTime${legacy ? '!' : ''}
}

type Workspace {
  id: ${id}
  label: String
  description: String
  active: Boolean
  users: [User]
  roleBindings: ${legacy ? '[RoleBinding!]' : '[RoleBinding]'}${line(legacy, 'invites: [Invite!]!')}
  createdAt: DateTime!
  updatedAt: DateTime!
}

type Deployment {
  id: ${id}
  label: String
  releaseName: String
  workspace: Workspace
}

type ServiceAccount {
  id: ${id}
  apiKey: String
  label: String
  category: String
  active: Boolean
  createdAt: DateTime!
  updatedAt: DateTime!
}

type Query {
  appConfig${profile.configArguments}: AppConfig
  self: AuthUser
  workspace(workspaceUuid: Uuid!): Workspace
  workspaces: [Workspace]${line(paged, 'sysWorkspaces: [Workspace]')}
  users(user: UserSearch): [User]
  invites(invite: InviteSearch): [Invite]
  workspaceUser(workspaceUuid: Uuid!, user: UserSearch!): User
  workspaceUsers(workspaceUuid: Uuid!, user: UserSearch): [User]${line(paged, 'paginatedWorkspaceUsers(workspaceUuid: Uuid!, cursor: Uuid, take: Int): [User]')}
  workspaceInvites(workspaceUuid: Uuid!, invite: InviteSearch): [Invite]
}

type Mutation {
  inviteUser(email: String!): Invite
  deleteInviteToken(inviteUuid: Uuid${legacy ? '' : ', workspaceUuid: Uuid'}): Invite
  removeUser(${profile.removeUserArgument}: Uuid!): User
  verifyEmail(email: String!): Boolean
  workspaceAddUser(
    workspaceUuid: Uuid
    email: String!
    role: Role! = WORKSPACE_VIEWER${line(!legacy, 'deploymentRoles: [DeploymentRoles]')}${line(profile.bypassInvite, 'bypassInvite: Boolean')}
  ): Workspace${line(profile.roleMutations.includes('update'), `workspaceUpdateUserRole(${role}): Role`)}${line(profile.roleMutations.includes('upsert'), `workspaceUpsertUserRole(${role}): Role`)}
  workspaceRemoveUser(workspaceUuid: Uuid!, userUuid: Uuid!): Workspace
  createSystemRoleBinding(userId: ID!, role: Role!): RoleBinding
  deleteSystemRoleBinding(userId: ID!, role: Role!): RoleBinding
  createWorkspace(label: String!, description: String): Workspace
  createSystemServiceAccount(label: String!, category: String, role: Role!): ServiceAccount
  deleteSystemServiceAccount(serviceAccountUuid: Uuid!): ServiceAccount
}
`
}
