// Written by `pnpm codegen` from schema.graphql and operations/. Do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Role } from './role.ts';
import { TypedDocumentString } from './document.ts';
export type InviteSearch = {
  readonly email?: string | null | undefined;
  readonly inviteUuid?: string | null | undefined;
};

export type UserSearch = {
  readonly createdAt?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly fullName?: string | null | undefined;
  readonly updatedAt?: string | null | undefined;
  readonly userId?: string | null | undefined;
  readonly userUuid?: string | null | undefined;
  readonly username?: string | null | undefined;
};

export type ListInvitesQueryVariables = Exact<{
  invite?: InviteSearch | null | undefined;
}>;


export type ListInvitesQuery = { readonly invites: ReadonlyArray<{ readonly id: string | null, readonly email: string | null, readonly role: string | null, readonly createdAt: string | null } | null> | null };

export type ListWorkspaceInvitesQueryVariables = Exact<{
  workspaceUuid: string;
  invite?: InviteSearch | null | undefined;
}>;


export type ListWorkspaceInvitesQuery = { readonly workspaceInvites: ReadonlyArray<{ readonly id: string | null, readonly email: string | null, readonly role: string | null, readonly createdAt: string | null } | null> | null };

export type InviteUserMutationVariables = Exact<{
  email: string;
}>;


export type InviteUserMutation = { readonly inviteUser: { readonly id: string | null } | null };

export type DeleteInviteMutationVariables = Exact<{
  inviteUuid: string;
}>;


export type DeleteInviteMutation = { readonly deleteInviteToken: { readonly id: string | null } | null };

export type UpsertWorkspaceRoleMutationVariables = Exact<{
  workspaceUuid: string;
  email: string;
  role: Role;
}>;


export type UpsertWorkspaceRoleMutation = { readonly workspaceUpsertUserRole: Role | null };

export type UpdateWorkspaceRoleMutationVariables = Exact<{
  workspaceUuid: string;
  email: string;
  role: Role;
}>;


export type UpdateWorkspaceRoleMutation = { readonly workspaceUpdateUserRole: Role | null };

export type GrantSystemRoleMutationVariables = Exact<{
  userId: string;
  role: Role;
}>;


export type GrantSystemRoleMutation = { readonly createSystemRoleBinding: { readonly id: string, readonly role: Role | null } | null };

export type RevokeSystemRoleMutationVariables = Exact<{
  userId: string;
  role: Role;
}>;


export type RevokeSystemRoleMutation = { readonly deleteSystemRoleBinding: { readonly id: string, readonly role: Role | null } | null };

export type ServerConfigQueryVariables = Exact<{ [key: string]: never; }>;


export type ServerConfigQuery = { readonly appConfig: { readonly version: string | null, readonly baseDomain: string | null } | null };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { readonly self: { readonly user: { readonly id: string, readonly username: string | null } | null, readonly authUserCapabilities: { readonly canSysAdmin: boolean | null } | null } | null };

export type UserCoreFragment = { readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null };

export type BindingsFragment = { readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null }> | null };

export type ListUsersQueryVariables = Exact<{ [key: string]: never; }>;


export type ListUsersQuery = { readonly users: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null }> | null } | null> | null };

export type FindUsersQueryVariables = Exact<{
  user: UserSearch;
}>;


export type FindUsersQuery = { readonly users: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null }> | null } | null> | null };

export type RemoveUserByUuidMutationVariables = Exact<{
  userUuid: string;
}>;


export type RemoveUserByUuidMutation = { readonly removeUser: { readonly id: string } | null };

export type RemoveUserByIdMutationVariables = Exact<{
  id: string;
}>;


export type RemoveUserByIdMutation = { readonly removeUser: { readonly id: string } | null };

export type VerifyEmailMutationVariables = Exact<{
  email: string;
}>;


export type VerifyEmailMutation = { readonly verifyEmail: boolean | null };

export type AllWorkspacesQueryVariables = Exact<{ [key: string]: never; }>;


export type AllWorkspacesQuery = { readonly sysWorkspaces: ReadonlyArray<{ readonly id: string, readonly label: string | null } | null> | null };

export type MyWorkspacesQueryVariables = Exact<{ [key: string]: never; }>;


export type MyWorkspacesQuery = { readonly workspaces: ReadonlyArray<{ readonly id: string, readonly label: string | null } | null> | null };

export type WorkspaceByIdQueryVariables = Exact<{
  workspaceUuid: string;
}>;


export type WorkspaceByIdQuery = { readonly workspace: { readonly id: string, readonly label: string | null, readonly description: string | null } | null };

export type WorkspaceMembersQueryVariables = Exact<{
  workspaceUuid: string;
  user?: UserSearch | null | undefined;
}>;


export type WorkspaceMembersQuery = { readonly workspaceUsers: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null }> | null } | null> | null };

export type WorkspaceMembersPageQueryVariables = Exact<{
  workspaceUuid: string;
  cursor?: string | null | undefined;
  take?: number | null | undefined;
}>;


export type WorkspaceMembersPageQuery = { readonly paginatedWorkspaceUsers: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null }> | null } | null> | null };

export type AddWorkspaceUserMutationVariables = Exact<{
  workspaceUuid: string;
  email: string;
  role: Role;
}>;


export type AddWorkspaceUserMutation = { readonly workspaceAddUser: { readonly id: string, readonly label: string | null } | null };

export type RemoveWorkspaceUserMutationVariables = Exact<{
  workspaceUuid: string;
  userUuid: string;
}>;


export type RemoveWorkspaceUserMutation = { readonly workspaceRemoveUser: { readonly id: string, readonly label: string | null } | null };

export const UserCoreFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment UserCore on User {
  id
  username
  fullName
  status
  createdAt
  updatedAt
  emails {
    address
    primary
    verified
  }
}
    `, {"fragmentName":"UserCore"}) as unknown as TypedDocumentString<UserCoreFragment, unknown>;
export const BindingsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Bindings on User {
  roleBindings {
    id
    role
    createdAt
    workspace {
      id
      label
    }
  }
}
    `, {"fragmentName":"Bindings"}) as unknown as TypedDocumentString<BindingsFragment, unknown>;
export const ListInvitesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ListInvites($invite: InviteSearch) {
  invites(invite: $invite) {
    id
    email
    role
    createdAt
  }
}
    `) as unknown as TypedDocumentString<ListInvitesQuery, ListInvitesQueryVariables>;
export const ListWorkspaceInvitesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ListWorkspaceInvites($workspaceUuid: Uuid!, $invite: InviteSearch) {
  workspaceInvites(workspaceUuid: $workspaceUuid, invite: $invite) {
    id
    email
    role
    createdAt
  }
}
    `) as unknown as TypedDocumentString<ListWorkspaceInvitesQuery, ListWorkspaceInvitesQueryVariables>;
export const InviteUserDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation InviteUser($email: String!) {
  inviteUser(email: $email) {
    id
  }
}
    `) as unknown as TypedDocumentString<InviteUserMutation, InviteUserMutationVariables>;
export const DeleteInviteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteInvite($inviteUuid: Uuid!) {
  deleteInviteToken(inviteUuid: $inviteUuid) {
    id
  }
}
    `) as unknown as TypedDocumentString<DeleteInviteMutation, DeleteInviteMutationVariables>;
export const UpsertWorkspaceRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpsertWorkspaceRole($workspaceUuid: Uuid!, $email: String!, $role: Role!) {
  workspaceUpsertUserRole(
    workspaceUuid: $workspaceUuid
    email: $email
    role: $role
  )
}
    `) as unknown as TypedDocumentString<UpsertWorkspaceRoleMutation, UpsertWorkspaceRoleMutationVariables>;
export const UpdateWorkspaceRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateWorkspaceRole($workspaceUuid: Uuid!, $email: String!, $role: Role!) {
  workspaceUpdateUserRole(
    workspaceUuid: $workspaceUuid
    email: $email
    role: $role
  )
}
    `) as unknown as TypedDocumentString<UpdateWorkspaceRoleMutation, UpdateWorkspaceRoleMutationVariables>;
export const GrantSystemRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GrantSystemRole($userId: ID!, $role: Role!) {
  createSystemRoleBinding(userId: $userId, role: $role) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<GrantSystemRoleMutation, GrantSystemRoleMutationVariables>;
export const RevokeSystemRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeSystemRole($userId: ID!, $role: Role!) {
  deleteSystemRoleBinding(userId: $userId, role: $role) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<RevokeSystemRoleMutation, RevokeSystemRoleMutationVariables>;
export const ServerConfigDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ServerConfig {
  appConfig {
    version
    baseDomain
  }
}
    `) as unknown as TypedDocumentString<ServerConfigQuery, ServerConfigQueryVariables>;
export const WhoAmIDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WhoAmI {
  self {
    user {
      id
      username
    }
    authUserCapabilities {
      canSysAdmin
    }
  }
}
    `) as unknown as TypedDocumentString<WhoAmIQuery, WhoAmIQueryVariables>;
export const ListUsersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ListUsers {
  users {
    ...UserCore
    ...Bindings
  }
}
    fragment UserCore on User {
  id
  username
  fullName
  status
  createdAt
  updatedAt
  emails {
    address
    primary
    verified
  }
}
fragment Bindings on User {
  roleBindings {
    id
    role
    createdAt
    workspace {
      id
      label
    }
  }
}`) as unknown as TypedDocumentString<ListUsersQuery, ListUsersQueryVariables>;
export const FindUsersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FindUsers($user: UserSearch!) {
  users(user: $user) {
    ...UserCore
    ...Bindings
  }
}
    fragment UserCore on User {
  id
  username
  fullName
  status
  createdAt
  updatedAt
  emails {
    address
    primary
    verified
  }
}
fragment Bindings on User {
  roleBindings {
    id
    role
    createdAt
    workspace {
      id
      label
    }
  }
}`) as unknown as TypedDocumentString<FindUsersQuery, FindUsersQueryVariables>;
export const RemoveUserByUuidDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveUserByUuid($userUuid: Uuid!) {
  removeUser(userUuid: $userUuid) {
    id
  }
}
    `) as unknown as TypedDocumentString<RemoveUserByUuidMutation, RemoveUserByUuidMutationVariables>;
export const RemoveUserByIdDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveUserById($id: Id!) {
  removeUser(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<RemoveUserByIdMutation, RemoveUserByIdMutationVariables>;
export const VerifyEmailDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VerifyEmail($email: String!) {
  verifyEmail(email: $email)
}
    `) as unknown as TypedDocumentString<VerifyEmailMutation, VerifyEmailMutationVariables>;
export const AllWorkspacesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AllWorkspaces {
  sysWorkspaces {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<AllWorkspacesQuery, AllWorkspacesQueryVariables>;
export const MyWorkspacesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MyWorkspaces {
  workspaces {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<MyWorkspacesQuery, MyWorkspacesQueryVariables>;
export const WorkspaceByIdDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspaceById($workspaceUuid: Uuid!) {
  workspace(workspaceUuid: $workspaceUuid) {
    id
    label
    description
  }
}
    `) as unknown as TypedDocumentString<WorkspaceByIdQuery, WorkspaceByIdQueryVariables>;
export const WorkspaceMembersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspaceMembers($workspaceUuid: Uuid!, $user: UserSearch) {
  workspaceUsers(workspaceUuid: $workspaceUuid, user: $user) {
    ...UserCore
    ...Bindings
  }
}
    fragment UserCore on User {
  id
  username
  fullName
  status
  createdAt
  updatedAt
  emails {
    address
    primary
    verified
  }
}
fragment Bindings on User {
  roleBindings {
    id
    role
    createdAt
    workspace {
      id
      label
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceMembersQuery, WorkspaceMembersQueryVariables>;
export const WorkspaceMembersPageDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspaceMembersPage($workspaceUuid: Uuid!, $cursor: Uuid, $take: Int) {
  paginatedWorkspaceUsers(
    workspaceUuid: $workspaceUuid
    cursor: $cursor
    take: $take
  ) {
    ...UserCore
    ...Bindings
  }
}
    fragment UserCore on User {
  id
  username
  fullName
  status
  createdAt
  updatedAt
  emails {
    address
    primary
    verified
  }
}
fragment Bindings on User {
  roleBindings {
    id
    role
    createdAt
    workspace {
      id
      label
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceMembersPageQuery, WorkspaceMembersPageQueryVariables>;
export const AddWorkspaceUserDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddWorkspaceUser($workspaceUuid: Uuid!, $email: String!, $role: Role!) {
  workspaceAddUser(workspaceUuid: $workspaceUuid, email: $email, role: $role) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<AddWorkspaceUserMutation, AddWorkspaceUserMutationVariables>;
export const RemoveWorkspaceUserDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveWorkspaceUser($workspaceUuid: Uuid!, $userUuid: Uuid!) {
  workspaceRemoveUser(workspaceUuid: $workspaceUuid, userUuid: $userUuid) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<RemoveWorkspaceUserMutation, RemoveWorkspaceUserMutationVariables>;