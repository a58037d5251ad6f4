/** @module @user-admin/houston-client */

export type { Attempt, Effect, EffectClass, Exchange } from '@user-admin/wire/send'
export type { Token } from './access.ts'
export type { UserFilter } from './arguments.ts'
export { HoustonClient } from './client.ts'
export { type TypedDocument, TypedDocumentString } from './document.ts'
export { HoustonError, type HoustonErrorFacts, type HoustonErrorKind } from './errors.ts'
export {
  AddWorkspaceUserDocument,
  type AddWorkspaceUserMutation,
  type AddWorkspaceUserMutationVariables,
  AllWorkspacesDocument,
  type AllWorkspacesQuery,
  DeleteInviteDocument,
  type DeleteInviteMutation,
  FindUsersDocument,
  type FindUsersQuery,
  type FindUsersQueryVariables,
  GrantSystemRoleDocument,
  type GrantSystemRoleMutation,
  type InviteSearch,
  InviteUserDocument,
  type InviteUserMutation,
  ListInvitesDocument,
  type ListInvitesQuery,
  ListUsersDocument,
  type ListUsersQuery,
  ListWorkspaceInvitesDocument,
  type ListWorkspaceInvitesQuery,
  MyWorkspacesDocument,
  type MyWorkspacesQuery,
  RemoveUserByIdDocument,
  type RemoveUserByIdMutation,
  RemoveUserByUuidDocument,
  type RemoveUserByUuidMutation,
  RemoveWorkspaceUserDocument,
  type RemoveWorkspaceUserMutation,
  RevokeSystemRoleDocument,
  type RevokeSystemRoleMutation,
  ServerConfigDocument,
  type ServerConfigQuery,
  UpdateWorkspaceRoleDocument,
  type UpdateWorkspaceRoleMutation,
  UpsertWorkspaceRoleDocument,
  type UpsertWorkspaceRoleMutation,
  type UserSearch,
  VerifyEmailDocument,
  type VerifyEmailMutation,
  WhoAmIDocument,
  type WhoAmIQuery,
  WorkspaceByIdDocument,
  type WorkspaceByIdQuery,
  WorkspaceMembersDocument,
  WorkspaceMembersPageDocument,
  type WorkspaceMembersPageQuery,
  type WorkspaceMembersQuery,
} from './generated.ts'
export type { Caller, CallOptions, HoustonOptions, InviteOptions } from './options.ts'
export type { Invite, User, Workspace } from './records.ts'
export type { Role } from './role.ts'
