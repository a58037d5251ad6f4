import type { Profile } from '../profiles.ts'

/** What stands in the schema under a condition: a line of its own, or nothing. */
export const line = (when: boolean, text: string): string => (when ? `\n  ${text}` : '')

/** Names of roles in all releases (facts §5.1). */
export const roles = `SYSTEM_ADMIN SYSTEM_EDITOR SYSTEM_VIEWER WORKSPACE_ADMIN WORKSPACE_EDITOR WORKSPACE_VIEWER
  DEPLOYMENT_ADMIN DEPLOYMENT_EDITOR DEPLOYMENT_VIEWER USER`

/** Fields that stay the same over the time (facts §6). */
export const steadyTypes = `
type AuthUser { user: User token: Token permissions: JSON isAdmin: Boolean authUserCapabilities: AuthUserCapabilities }
type AuthUserCapabilities { canSysAdmin: Boolean }
type Token { value: String payload: TokenPayload }
type TokenPayload { uuid: Uuid iat: Int exp: Int }
type UserProp { key: String value: String category: String }
type DeploymentUrl { type: String url: String }
type AstroUnit { cpu: Int memory: Int pods: Float airflowConns: Float actualConns: Float price: Float }
type Metric { label: String result: JSON }`

/** How people come in by themselves (facts §2.2); only what the two that send mail answer changed. */
export const signUpMutations = (sent: 'Boolean!' | 'Boolean'): string => `
  createUser(
    email: String!
    password: String!
    username: String
    profile: JSON
    inviteToken: String
    duration: Int
  ): AuthUser
  confirmEmail(token: String!, duration: Int): AuthUser
  createToken(password: String!, identity: String, duration: Int): AuthUser
  forgotPassword(email: String!): ${sent}
  resendConfirmation(email: String!): ${sent}
  resetPassword(token: String!, password: String!, duration: Int): AuthUser`

/** The three kinds of service accounts, and the form before they were told apart (facts §2.4). */
export const serviceAccountMutations = (payload: 'JSON!' | 'JSON'): string => `
  createServiceAccount(
    label: String!
    category: String
    entityType: EntityType!
    entityUuid: Uuid
    role: Role!
  ): ServiceAccount
  createDeploymentServiceAccount(label: String!, category: String, deploymentUuid: Uuid!, role: Role!): ServiceAccount
  createWorkspaceServiceAccount(label: String!, category: String, workspaceUuid: Uuid!, role: Role!): ServiceAccount
  createSystemServiceAccount(label: String!, category: String, role: Role!): ServiceAccount
  updateServiceAccount(serviceAccountUuid: Uuid!, payload: ${payload}): ServiceAccount
  updateWorkspaceServiceAccount(serviceAccountUuid: Uuid!, workspaceUuid: Uuid!, payload: JSON!): ServiceAccount
  updateDeploymentServiceAccount(serviceAccountUuid: Uuid!, deploymentUuid: Uuid!, payload: ${payload}): ServiceAccount
  deleteServiceAccount(serviceAccountUuid: Uuid!): ServiceAccount
  deleteWorkspaceServiceAccount(serviceAccountUuid: Uuid!, workspaceUuid: Uuid!): ServiceAccount
  deleteDeploymentServiceAccount(serviceAccountUuid: Uuid!, deploymentUuid: Uuid!): ServiceAccount
  deleteSystemServiceAccount(serviceAccountUuid: Uuid!): ServiceAccount`

/** The argument of `removeUser` that this fake takes (facts §11). */
export function removeUserArgument({ legacy, switches }: Profile): string {
  if (switches.removeUserArgument === 'userUuid') return 'userUuid: Uuid!'
  // 0.19 and older have no scalar `Id`.
  return `id: ${legacy && switches.removeUserIdType === 'Id' ? 'ID' : switches.removeUserIdType}!`
}

/** The mutations that set a workspace role. */
export function roleMutations({ switches }: Profile): string {
  const role = (name: string): string =>
    `workspace${name}UserRole(workspaceUuid: Uuid!, email: String!, role: Role!): Role`
  return (
    line(switches.roleMutations.includes('update'), role('Update')) +
    line(switches.roleMutations.includes('upsert'), role('Upsert'))
  )
}
