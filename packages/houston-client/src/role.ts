import type { User } from './records.ts'

/**
 * A role as Houston names it: the prefix says where it holds. Open, because newer releases add names.
 *
 * Source: facts §5.1.
 */
export type Role =
  | 'SYSTEM_ADMIN'
  | 'SYSTEM_EDITOR'
  | 'SYSTEM_VIEWER'
  | 'WORKSPACE_ADMIN'
  | 'WORKSPACE_EDITOR'
  | 'WORKSPACE_VIEWER'
  | 'DEPLOYMENT_ADMIN'
  | 'DEPLOYMENT_EDITOR'
  | 'DEPLOYMENT_VIEWER'
  | 'USER'
  | (string & {})

/** The role that a person holds in a workspace. */
export interface WorkspaceRole {
  /** The highest, where there are several: that is the one that counts. */
  readonly role: Role
  /** How many roles of this workspace Houston keeps for the person. More than one is an accident; `setWorkspaceRole` mends it. */
  readonly bindings: number
}

// A name that is not known here may grant anything, short of being the administrator's.
const rising = ['WORKSPACE_VIEWER', 'WORKSPACE_EDITOR', undefined, 'WORKSPACE_ADMIN']
const rank = (role: string): number => (rising.includes(role) ? rising.indexOf(role) : rising.indexOf(undefined))

/**
 * The role that a person holds in one workspace by themselves; `undefined` for none: such a member came through a team.
 *
 * Up to 0.16 a second `addMember` makes a second binding of the same workspace (facts §3.4, §3.7).
 */
export function workspaceRole(user: Pick<User, 'roleBindings'>, workspaceUuid: string): WorkspaceRole | undefined {
  const roles = (user.roleBindings ?? []).flatMap(({ role, workspace }) =>
    workspace?.id === workspaceUuid && role?.startsWith('WORKSPACE_') === true ? [role] : [],
  )
  const [highest] = roles.toSorted((a, b) => rank(b) - rank(a))
  return highest === undefined ? undefined : { role: highest, bindings: roles.length }
}
