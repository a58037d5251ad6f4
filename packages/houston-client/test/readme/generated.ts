/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Role =
  | 'DEPLOYMENT_ADMIN'
  | 'DEPLOYMENT_EDITOR'
  | 'DEPLOYMENT_VIEWER'
  | 'SYSTEM_ADMIN'
  | 'SYSTEM_EDITOR'
  | 'SYSTEM_VIEWER'
  | 'USER'
  | 'WORKSPACE_ADMIN'
  | 'WORKSPACE_EDITOR'
  | 'WORKSPACE_VIEWER';

export type OwnersQueryVariables = Exact<{
  workspaceUuid: string;
}>;


export type OwnersQuery = { readonly workspaceUsers: ReadonlyArray<{ readonly username: string | null, readonly roleBindings: ReadonlyArray<{ readonly role: Role | null }> } | null> | null };
