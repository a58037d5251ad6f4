// Written by `pnpm codegen` from schema.graphql and operations/. Do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Role } from './role.ts';
import { TypedDocumentString } from './document.ts';
export type DeploymentRoles = {
  readonly deploymentId?: string | null | undefined;
  readonly role?: Role | null | undefined;
};

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

export type WorkspaceDeploymentsQueryVariables = Exact<{
  workspaceUuid: string;
}>;


export type WorkspaceDeploymentsQuery = { readonly workspaceDeployments: ReadonlyArray<{ readonly id: string, readonly label: string | null, readonly releaseName: string | null } | null> | null };

export type DeploymentsOfWorkspaceQueryVariables = Exact<{
  workspaceUuid: string;
}>;


export type DeploymentsOfWorkspaceQuery = { readonly workspace: { readonly id: string, readonly deployments: ReadonlyArray<{ readonly id: string, readonly label: string | null, readonly releaseName: string | null } | null> | null } | null };

export type DeploymentMembersQueryVariables = Exact<{
  deploymentId: string;
}>;


export type DeploymentMembersQuery = { readonly deploymentUsers: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

export type AddDeploymentRoleMutationVariables = Exact<{
  deploymentId: string;
  email: string;
  role: Role;
}>;


export type AddDeploymentRoleMutation = { readonly deploymentAddUserRole: { readonly id: string, readonly role: Role | null } | null };

export type UpdateDeploymentRoleMutationVariables = Exact<{
  deploymentId: string;
  email: string;
  role: Role;
}>;


export type UpdateDeploymentRoleMutation = { readonly deploymentUpdateUserRole: { readonly id: string, readonly role: Role | null } | null };

export type RemoveDeploymentRoleMutationVariables = Exact<{
  deploymentId: string;
  email: string;
}>;


export type RemoveDeploymentRoleMutation = { readonly deploymentRemoveUserRole: { readonly id: string, readonly role: Role | null } | null };

export type ListInvitesQueryVariables = Exact<{
  invite?: InviteSearch | null | undefined;
}>;


export type ListInvitesQuery = { readonly invites: ReadonlyArray<{ readonly id: string | null, readonly email: string | null, readonly role: string | null, readonly createdAt: string | null } | null> | null };

export type ListInvitesFlatQueryVariables = Exact<{
  email?: string | null | undefined;
}>;


export type ListInvitesFlatQuery = { readonly invites: ReadonlyArray<{ readonly id: string | null, readonly email: string | null, readonly role: string | null, readonly createdAt: string | null } | null> | null };

export type ListWorkspaceInvitesQueryVariables = Exact<{
  workspaceUuid: string;
  invite?: InviteSearch | null | undefined;
}>;


export type ListWorkspaceInvitesQuery = { readonly workspaceInvites: ReadonlyArray<{ readonly id: string | null, readonly email: string | null, readonly role: string | null, readonly createdAt: string | null } | null> | null };

export type ListWorkspaceInvitesFlatQueryVariables = Exact<{
  workspaceUuid: string;
  email?: string | null | undefined;
}>;


export type ListWorkspaceInvitesFlatQuery = { readonly workspaceInvites: ReadonlyArray<{ readonly id: string | null, readonly email: string | null, readonly role: string | null, readonly createdAt: string | null } | null> | null };

export type InviteUserMutationVariables = Exact<{
  email: string;
}>;


export type InviteUserMutation = { readonly inviteUser: { readonly id: string | null } | null };

export type DeleteInviteMutationVariables = Exact<{
  inviteUuid: string;
}>;


export type DeleteInviteMutation = { readonly deleteInviteToken: { readonly id: string | null } | null };

export type DeleteWorkspaceInviteMutationVariables = Exact<{
  inviteUuid: string;
  workspaceUuid: string;
}>;


export type DeleteWorkspaceInviteMutation = { readonly deleteInviteToken: { readonly id: string | null } | null };

export type CreateSystemKeyMutationVariables = Exact<{
  label: string;
  category?: string | null | undefined;
  role: Role;
}>;


export type CreateSystemKeyMutation = { readonly createSystemServiceAccount: { readonly id: string, readonly label: string | null, readonly apiKey: string | null } | null };

export type DeleteSystemKeyMutationVariables = Exact<{
  serviceAccountUuid: string;
}>;


export type DeleteSystemKeyMutation = { readonly deleteSystemServiceAccount: { readonly id: string } | null };

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

export type TeamCoreFragment = { readonly id: string, readonly name: string | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null };

export type ListTeamsQueryVariables = Exact<{
  take?: number | null | undefined;
  cursor?: string | null | undefined;
  workspaceUuid?: string | null | undefined;
}>;


export type ListTeamsQuery = { readonly paginatedTeams: { readonly count: number | null, readonly teams: ReadonlyArray<{ readonly provider: string | null, readonly id: string, readonly name: string | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null } | null };

export type ListIdpTeamsQueryVariables = Exact<{
  take?: number | null | undefined;
  cursor?: string | null | undefined;
  workspaceUuid?: string | null | undefined;
}>;


export type ListIdpTeamsQuery = { readonly paginatedTeams: { readonly count: number | null, readonly teams: ReadonlyArray<{ readonly id: string, readonly name: string | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null } | null };

export type TeamQueryVariables = Exact<{
  teamUuid: string;
  workspaceUuid?: string | null | undefined;
}>;


export type TeamQuery = { readonly team: { readonly id: string, readonly name: string | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null };

export type TeamMembersQueryVariables = Exact<{
  teamUuid: string;
}>;


export type TeamMembersQuery = { readonly teamUsers: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null } | null> | null };

export type WorkspaceTeamsQueryVariables = Exact<{
  workspaceUuid: string;
}>;


export type WorkspaceTeamsQuery = { readonly workspaceTeams: ReadonlyArray<{ readonly provider: string | null, readonly id: string, readonly name: string | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

export type WorkspaceIdpTeamsQueryVariables = Exact<{
  workspaceUuid: string;
}>;


export type WorkspaceIdpTeamsQuery = { readonly workspaceTeams: ReadonlyArray<{ readonly id: string, readonly name: string | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

export type DeploymentTeamsQueryVariables = Exact<{
  deploymentUuid: string;
}>;


export type DeploymentTeamsQuery = { readonly deploymentTeams: ReadonlyArray<{ readonly id: string, readonly name: string | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

export type AddWorkspaceTeamMutationVariables = Exact<{
  workspaceUuid: string;
  teamUuid: string;
  role: Role;
  deploymentRoles?: ReadonlyArray<DeploymentRoles> | DeploymentRoles | null | undefined;
}>;


export type AddWorkspaceTeamMutation = { readonly workspaceAddTeam: { readonly id: string, readonly label: string | null } | null };

export type UpdateWorkspaceTeamRoleMutationVariables = Exact<{
  workspaceUuid: string;
  teamUuid: string;
  role: Role;
}>;


export type UpdateWorkspaceTeamRoleMutation = { readonly workspaceUpdateTeamRole: Role | null };

export type RemoveWorkspaceTeamMutationVariables = Exact<{
  workspaceUuid: string;
  teamUuid: string;
}>;


export type RemoveWorkspaceTeamMutation = { readonly workspaceRemoveTeam: { readonly id: string, readonly label: string | null } | null };

export type AddDeploymentTeamRoleMutationVariables = Exact<{
  teamUuid: string;
  deploymentUuid: string;
  role: Role;
}>;


export type AddDeploymentTeamRoleMutation = { readonly deploymentAddTeamRole: { readonly id: string, readonly role: Role | null } | null };

export type UpdateDeploymentTeamRoleMutationVariables = Exact<{
  teamUuid: string;
  deploymentUuid: string;
  role: Role;
}>;


export type UpdateDeploymentTeamRoleMutation = { readonly deploymentUpdateTeamRole: { readonly id: string, readonly role: Role | null } | null };

export type RemoveDeploymentTeamRoleMutationVariables = Exact<{
  teamUuid: string;
  deploymentUuid: string;
}>;


export type RemoveDeploymentTeamRoleMutation = { readonly deploymentRemoveTeamRole: { readonly id: string, readonly role: Role | null } | null };

export type GrantTeamSystemRoleMutationVariables = Exact<{
  teamUuid: string;
  role: Role;
}>;


export type GrantTeamSystemRoleMutation = { readonly createTeamSystemRoleBinding: { readonly id: string, readonly role: Role | null } | null };

export type RevokeTeamSystemRoleMutationVariables = Exact<{
  teamUuid: string;
  role: Role;
}>;


export type RevokeTeamSystemRoleMutation = { readonly deleteTeamSystemRoleBinding: { readonly id: string, readonly role: Role | null } | null };

export type CreateTeamMutationVariables = Exact<{
  name: string;
  description?: string | null | undefined;
  userIds?: ReadonlyArray<string> | string | null | undefined;
}>;


export type CreateTeamMutation = { readonly createTeam: { readonly message: string | null, readonly team: { readonly id: string, readonly name: string | null } | null } | null };

export type UpdateTeamMutationVariables = Exact<{
  id: string;
  newName?: string | null | undefined;
  description?: string | null | undefined;
  addUserIds?: ReadonlyArray<string> | string | null | undefined;
  removeUserIds?: ReadonlyArray<string> | string | null | undefined;
}>;


export type UpdateTeamMutation = { readonly updateTeam: { readonly message: string | null, readonly team: { readonly id: string, readonly name: string | null } | null } | null };

export type RemoveTeamMutationVariables = Exact<{
  teamUuid: string;
}>;


export type RemoveTeamMutation = { readonly removeTeam: { readonly id: string } | null };

export type UserCoreFragment = { readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null };

export type BindingsFragment = { readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null };

export type ListUsersQueryVariables = Exact<{ [key: string]: never; }>;


export type ListUsersQuery = { readonly users: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

export type FindUsersQueryVariables = Exact<{
  user: UserSearch;
}>;


export type FindUsersQuery = { readonly users: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

export type FindUsersFlatQueryVariables = Exact<{
  userUuid?: string | null | undefined;
  username?: string | null | undefined;
  email?: string | null | undefined;
}>;


export type FindUsersFlatQuery = { readonly users: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

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


export type WorkspaceMembersQuery = { readonly workspaceUsers: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

export type WorkspaceMembersFlatQueryVariables = Exact<{
  workspaceUuid: string;
  email?: string | null | undefined;
}>;


export type WorkspaceMembersFlatQuery = { readonly workspaceUsers: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

export type WorkspaceMembersPageQueryVariables = Exact<{
  workspaceUuid: string;
  cursor?: string | null | undefined;
  take?: number | null | undefined;
}>;


export type WorkspaceMembersPageQuery = { readonly paginatedWorkspaceUsers: ReadonlyArray<{ readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null> | null };

export type WorkspacesPageQueryVariables = Exact<{
  take?: number | null | undefined;
  pageNumber?: number | null | undefined;
}>;


export type WorkspacesPageQuery = { readonly paginatedWorkspaces: ReadonlyArray<{ readonly id: string, readonly label: string | null } | null> | null };

export type WorkspaceMemberQueryVariables = Exact<{
  workspaceUuid: string;
  user: UserSearch;
}>;


export type WorkspaceMemberQuery = { readonly workspaceUser: { readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null };

export type WorkspaceMemberFlatQueryVariables = Exact<{
  workspaceUuid: string;
  username: string;
}>;


export type WorkspaceMemberFlatQuery = { readonly workspaceUser: { readonly id: string, readonly username: string | null, readonly fullName: string | null, readonly status: string | null, readonly createdAt: string, readonly updatedAt: string, readonly emails: ReadonlyArray<{ readonly address: string | null, readonly primary: boolean | null, readonly verified: boolean | null } | null> | null, readonly roleBindings: ReadonlyArray<{ readonly id: string, readonly role: Role | null, readonly createdAt: string, readonly workspace: { readonly id: string, readonly label: string | null } | null, readonly deployment: { readonly id: string, readonly label: string | null, readonly workspace: { readonly id: string } | null } | null }> | null } | null };

export type AddWorkspaceUserMutationVariables = Exact<{
  workspaceUuid: string;
  email: string;
  role: Role;
}>;


export type AddWorkspaceUserMutation = { readonly workspaceAddUser: { readonly id: string, readonly label: string | null } | null };

export type AddWorkspaceUserWithRolesMutationVariables = Exact<{
  workspaceUuid: string;
  email: string;
  role: Role;
  deploymentRoles?: ReadonlyArray<DeploymentRoles> | DeploymentRoles | null | undefined;
}>;


export type AddWorkspaceUserWithRolesMutation = { readonly workspaceAddUser: { readonly id: string, readonly label: string | null } | null };

export type AddWorkspaceUserSilentlyMutationVariables = Exact<{
  workspaceUuid: string;
  email: string;
  role: Role;
  deploymentRoles?: ReadonlyArray<DeploymentRoles> | DeploymentRoles | null | undefined;
}>;


export type AddWorkspaceUserSilentlyMutation = { readonly workspaceAddUser: { readonly id: string, readonly label: string | null } | null };

export type RemoveWorkspaceUserMutationVariables = Exact<{
  workspaceUuid: string;
  userUuid: string;
}>;


export type RemoveWorkspaceUserMutation = { readonly workspaceRemoveUser: { readonly id: string, readonly label: string | null } | null };

export type CreateWorkspaceMutationVariables = Exact<{
  label: string;
  description?: string | null | undefined;
}>;


export type CreateWorkspaceMutation = { readonly createWorkspace: { readonly id: string, readonly label: string | null } | null };

export const TeamCoreFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment TeamCore on Team {
  id
  name
  roleBindings {
    id
    role
    workspace {
      id
      label
    }
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}
    `, {"fragmentName":"TeamCore"}) as unknown as TypedDocumentString<TeamCoreFragment, unknown>;
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
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}
    `, {"fragmentName":"Bindings"}) as unknown as TypedDocumentString<BindingsFragment, unknown>;
export const WorkspaceDeploymentsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspaceDeployments($workspaceUuid: Uuid!) {
  workspaceDeployments(workspaceUuid: $workspaceUuid) {
    id
    label
    releaseName
  }
}
    `) as unknown as TypedDocumentString<WorkspaceDeploymentsQuery, WorkspaceDeploymentsQueryVariables>;
export const DeploymentsOfWorkspaceDocument = /*#__PURE__*/ new TypedDocumentString(`
    query DeploymentsOfWorkspace($workspaceUuid: Uuid!) {
  workspace(workspaceUuid: $workspaceUuid) {
    id
    deployments {
      id
      label
      releaseName
    }
  }
}
    `) as unknown as TypedDocumentString<DeploymentsOfWorkspaceQuery, DeploymentsOfWorkspaceQueryVariables>;
export const DeploymentMembersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query DeploymentMembers($deploymentId: Id!) {
  deploymentUsers(deploymentId: $deploymentId) {
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
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<DeploymentMembersQuery, DeploymentMembersQueryVariables>;
export const AddDeploymentRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddDeploymentRole($deploymentId: Id!, $email: String!, $role: Role!) {
  deploymentAddUserRole(deploymentId: $deploymentId, email: $email, role: $role) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<AddDeploymentRoleMutation, AddDeploymentRoleMutationVariables>;
export const UpdateDeploymentRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateDeploymentRole($deploymentId: Id!, $email: String!, $role: Role!) {
  deploymentUpdateUserRole(
    deploymentId: $deploymentId
    email: $email
    role: $role
  ) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<UpdateDeploymentRoleMutation, UpdateDeploymentRoleMutationVariables>;
export const RemoveDeploymentRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveDeploymentRole($deploymentId: Id!, $email: String!) {
  deploymentRemoveUserRole(deploymentId: $deploymentId, email: $email) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<RemoveDeploymentRoleMutation, RemoveDeploymentRoleMutationVariables>;
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
export const ListInvitesFlatDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ListInvitesFlat($email: String) {
  invites(email: $email) {
    id
    email
    role
    createdAt
  }
}
    `) as unknown as TypedDocumentString<ListInvitesFlatQuery, ListInvitesFlatQueryVariables>;
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
export const ListWorkspaceInvitesFlatDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ListWorkspaceInvitesFlat($workspaceUuid: Uuid!, $email: String) {
  workspaceInvites(workspaceUuid: $workspaceUuid, email: $email) {
    id
    email
    role
    createdAt
  }
}
    `) as unknown as TypedDocumentString<ListWorkspaceInvitesFlatQuery, ListWorkspaceInvitesFlatQueryVariables>;
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
export const DeleteWorkspaceInviteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteWorkspaceInvite($inviteUuid: Uuid!, $workspaceUuid: Uuid!) {
  deleteInviteToken(inviteUuid: $inviteUuid, workspaceUuid: $workspaceUuid) {
    id
  }
}
    `) as unknown as TypedDocumentString<DeleteWorkspaceInviteMutation, DeleteWorkspaceInviteMutationVariables>;
export const CreateSystemKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateSystemKey($label: String!, $category: String, $role: Role!) {
  createSystemServiceAccount(label: $label, category: $category, role: $role) {
    id
    label
    apiKey
  }
}
    `) as unknown as TypedDocumentString<CreateSystemKeyMutation, CreateSystemKeyMutationVariables>;
export const DeleteSystemKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteSystemKey($serviceAccountUuid: Uuid!) {
  deleteSystemServiceAccount(serviceAccountUuid: $serviceAccountUuid) {
    id
  }
}
    `) as unknown as TypedDocumentString<DeleteSystemKeyMutation, DeleteSystemKeyMutationVariables>;
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
export const ListTeamsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ListTeams($take: Int, $cursor: Uuid, $workspaceUuid: Uuid) {
  paginatedTeams(take: $take, cursor: $cursor, workspaceUuid: $workspaceUuid) {
    count
    teams {
      ...TeamCore
      provider
    }
  }
}
    fragment TeamCore on Team {
  id
  name
  roleBindings {
    id
    role
    workspace {
      id
      label
    }
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<ListTeamsQuery, ListTeamsQueryVariables>;
export const ListIdpTeamsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ListIdpTeams($take: Int, $cursor: Uuid, $workspaceUuid: Uuid) {
  paginatedTeams(take: $take, cursor: $cursor, workspaceUuid: $workspaceUuid) {
    count
    teams {
      ...TeamCore
    }
  }
}
    fragment TeamCore on Team {
  id
  name
  roleBindings {
    id
    role
    workspace {
      id
      label
    }
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<ListIdpTeamsQuery, ListIdpTeamsQueryVariables>;
export const TeamDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Team($teamUuid: Uuid!, $workspaceUuid: Uuid) {
  team(teamUuid: $teamUuid, workspaceUuid: $workspaceUuid) {
    ...TeamCore
  }
}
    fragment TeamCore on Team {
  id
  name
  roleBindings {
    id
    role
    workspace {
      id
      label
    }
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<TeamQuery, TeamQueryVariables>;
export const TeamMembersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query TeamMembers($teamUuid: Uuid!) {
  teamUsers(teamUuid: $teamUuid) {
    ...UserCore
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
}`) as unknown as TypedDocumentString<TeamMembersQuery, TeamMembersQueryVariables>;
export const WorkspaceTeamsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspaceTeams($workspaceUuid: Uuid!) {
  workspaceTeams(workspaceUuid: $workspaceUuid) {
    ...TeamCore
    provider
  }
}
    fragment TeamCore on Team {
  id
  name
  roleBindings {
    id
    role
    workspace {
      id
      label
    }
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceTeamsQuery, WorkspaceTeamsQueryVariables>;
export const WorkspaceIdpTeamsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspaceIdpTeams($workspaceUuid: Uuid!) {
  workspaceTeams(workspaceUuid: $workspaceUuid) {
    ...TeamCore
  }
}
    fragment TeamCore on Team {
  id
  name
  roleBindings {
    id
    role
    workspace {
      id
      label
    }
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceIdpTeamsQuery, WorkspaceIdpTeamsQueryVariables>;
export const DeploymentTeamsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query DeploymentTeams($deploymentUuid: Uuid!) {
  deploymentTeams(deploymentUuid: $deploymentUuid) {
    ...TeamCore
  }
}
    fragment TeamCore on Team {
  id
  name
  roleBindings {
    id
    role
    workspace {
      id
      label
    }
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<DeploymentTeamsQuery, DeploymentTeamsQueryVariables>;
export const AddWorkspaceTeamDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddWorkspaceTeam($workspaceUuid: Uuid!, $teamUuid: Uuid!, $role: Role!, $deploymentRoles: [DeploymentRoles!]) {
  workspaceAddTeam(
    workspaceUuid: $workspaceUuid
    teamUuid: $teamUuid
    role: $role
    deploymentRoles: $deploymentRoles
  ) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<AddWorkspaceTeamMutation, AddWorkspaceTeamMutationVariables>;
export const UpdateWorkspaceTeamRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateWorkspaceTeamRole($workspaceUuid: Uuid!, $teamUuid: Uuid!, $role: Role!) {
  workspaceUpdateTeamRole(
    workspaceUuid: $workspaceUuid
    teamUuid: $teamUuid
    role: $role
  )
}
    `) as unknown as TypedDocumentString<UpdateWorkspaceTeamRoleMutation, UpdateWorkspaceTeamRoleMutationVariables>;
export const RemoveWorkspaceTeamDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveWorkspaceTeam($workspaceUuid: Uuid!, $teamUuid: Uuid!) {
  workspaceRemoveTeam(workspaceUuid: $workspaceUuid, teamUuid: $teamUuid) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<RemoveWorkspaceTeamMutation, RemoveWorkspaceTeamMutationVariables>;
export const AddDeploymentTeamRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddDeploymentTeamRole($teamUuid: Uuid!, $deploymentUuid: Uuid!, $role: Role!) {
  deploymentAddTeamRole(
    teamUuid: $teamUuid
    deploymentUuid: $deploymentUuid
    role: $role
  ) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<AddDeploymentTeamRoleMutation, AddDeploymentTeamRoleMutationVariables>;
export const UpdateDeploymentTeamRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateDeploymentTeamRole($teamUuid: Uuid!, $deploymentUuid: Uuid!, $role: Role!) {
  deploymentUpdateTeamRole(
    teamUuid: $teamUuid
    deploymentUuid: $deploymentUuid
    role: $role
  ) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<UpdateDeploymentTeamRoleMutation, UpdateDeploymentTeamRoleMutationVariables>;
export const RemoveDeploymentTeamRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveDeploymentTeamRole($teamUuid: Uuid!, $deploymentUuid: Uuid!) {
  deploymentRemoveTeamRole(teamUuid: $teamUuid, deploymentUuid: $deploymentUuid) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<RemoveDeploymentTeamRoleMutation, RemoveDeploymentTeamRoleMutationVariables>;
export const GrantTeamSystemRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GrantTeamSystemRole($teamUuid: Uuid!, $role: Role!) {
  createTeamSystemRoleBinding(teamUuid: $teamUuid, role: $role) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<GrantTeamSystemRoleMutation, GrantTeamSystemRoleMutationVariables>;
export const RevokeTeamSystemRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeTeamSystemRole($teamUuid: Uuid!, $role: Role!) {
  deleteTeamSystemRoleBinding(teamUuid: $teamUuid, role: $role) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<RevokeTeamSystemRoleMutation, RevokeTeamSystemRoleMutationVariables>;
export const CreateTeamDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateTeam($name: String!, $description: String, $userIds: [Id!]) {
  createTeam(
    name: $name
    description: $description
    provider: "local"
    userIds: $userIds
  ) {
    team {
      id
      name
    }
    message
  }
}
    `) as unknown as TypedDocumentString<CreateTeamMutation, CreateTeamMutationVariables>;
export const UpdateTeamDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateTeam($id: Id!, $newName: String, $description: String, $addUserIds: [Id!], $removeUserIds: [Id!]) {
  updateTeam(
    id: $id
    newName: $newName
    description: $description
    addUserIds: $addUserIds
    removeUserIds: $removeUserIds
  ) {
    team {
      id
      name
    }
    message
  }
}
    `) as unknown as TypedDocumentString<UpdateTeamMutation, UpdateTeamMutationVariables>;
export const RemoveTeamDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveTeam($teamUuid: Uuid!) {
  removeTeam(teamUuid: $teamUuid) {
    id
  }
}
    `) as unknown as TypedDocumentString<RemoveTeamMutation, RemoveTeamMutationVariables>;
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
    deployment {
      id
      label
      workspace {
        id
      }
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
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<FindUsersQuery, FindUsersQueryVariables>;
export const FindUsersFlatDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FindUsersFlat($userUuid: Uuid, $username: String, $email: String) {
  users(userUuid: $userUuid, username: $username, email: $email) {
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
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<FindUsersFlatQuery, FindUsersFlatQueryVariables>;
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
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceMembersQuery, WorkspaceMembersQueryVariables>;
export const WorkspaceMembersFlatDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspaceMembersFlat($workspaceUuid: Uuid!, $email: String) {
  workspaceUsers(workspaceUuid: $workspaceUuid, email: $email) {
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
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceMembersFlatQuery, WorkspaceMembersFlatQueryVariables>;
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
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceMembersPageQuery, WorkspaceMembersPageQueryVariables>;
export const WorkspacesPageDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspacesPage($take: Int, $pageNumber: Int) {
  paginatedWorkspaces(take: $take, pageNumber: $pageNumber) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<WorkspacesPageQuery, WorkspacesPageQueryVariables>;
export const WorkspaceMemberDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspaceMember($workspaceUuid: Uuid!, $user: UserSearch!) {
  workspaceUser(workspaceUuid: $workspaceUuid, user: $user) {
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
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceMemberQuery, WorkspaceMemberQueryVariables>;
export const WorkspaceMemberFlatDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WorkspaceMemberFlat($workspaceUuid: Uuid!, $username: String!) {
  workspaceUser(workspaceUuid: $workspaceUuid, username: $username) {
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
    deployment {
      id
      label
      workspace {
        id
      }
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceMemberFlatQuery, WorkspaceMemberFlatQueryVariables>;
export const AddWorkspaceUserDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddWorkspaceUser($workspaceUuid: Uuid!, $email: String!, $role: Role!) {
  workspaceAddUser(workspaceUuid: $workspaceUuid, email: $email, role: $role) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<AddWorkspaceUserMutation, AddWorkspaceUserMutationVariables>;
export const AddWorkspaceUserWithRolesDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddWorkspaceUserWithRoles($workspaceUuid: Uuid!, $email: String!, $role: Role!, $deploymentRoles: [DeploymentRoles!]) {
  workspaceAddUser(
    workspaceUuid: $workspaceUuid
    email: $email
    role: $role
    deploymentRoles: $deploymentRoles
  ) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<AddWorkspaceUserWithRolesMutation, AddWorkspaceUserWithRolesMutationVariables>;
export const AddWorkspaceUserSilentlyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddWorkspaceUserSilently($workspaceUuid: Uuid!, $email: String!, $role: Role!, $deploymentRoles: [DeploymentRoles!]) {
  workspaceAddUser(
    workspaceUuid: $workspaceUuid
    email: $email
    role: $role
    deploymentRoles: $deploymentRoles
    bypassInvite: true
  ) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<AddWorkspaceUserSilentlyMutation, AddWorkspaceUserSilentlyMutationVariables>;
export const RemoveWorkspaceUserDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveWorkspaceUser($workspaceUuid: Uuid!, $userUuid: Uuid!) {
  workspaceRemoveUser(workspaceUuid: $workspaceUuid, userUuid: $userUuid) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<RemoveWorkspaceUserMutation, RemoveWorkspaceUserMutationVariables>;
export const CreateWorkspaceDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateWorkspace($label: String!, $description: String) {
  createWorkspace(label: $label, description: $description) {
    id
    label
  }
}
    `) as unknown as TypedDocumentString<CreateWorkspaceMutation, CreateWorkspaceMutationVariables>;