/** @module user-admin */

export { aacWorkspace } from './aac.ts'
export type { AacRole } from './aac-members.ts'
export { type ApplyOptions, type Approval, applyPlan, type Report } from './apply/apply.ts'
export type { Result } from './apply/step.ts'
export { type Problem, UserAdminError } from './errors.ts'
export { houstonPlatform, type SystemRole } from './houston/platform.ts'
export { houstonWorkspace, type WorkspaceRole } from './houston/workspace.ts'
export { canonicalEmail, type Entry, type Person } from './identity.ts'
export { type Goal, type KeepOnly, keepOnly, type Roster, type RosterEntry, roster } from './plan/goal.ts'
export type { Held, Limits } from './plan/guards.ts'
export { type Assets, makePlan, type Plan, type PlanOptions, type Policy } from './plan/plan.ts'
export { type Blocked, type GuardCode, guardCodes, type Kept, type Step, type Unmatched } from './plan/step.ts'
export { summarise } from './plan/summarise.ts'
export {
  type Access,
  type Caller,
  type CallOptions,
  type CanCountSeats,
  type CanJoinTeams,
  type CanSetDeploymentRoles,
  type CanSuspend,
  type CanTransferAssets,
  type Capabilities,
  type Change,
  type ChangeOptions,
  can,
  type Deployment,
  type Invitation,
  type Member,
  type Outcome,
  type Role,
  type RoleChange,
  type Scope,
  type Seats,
  type Team,
  type UserAdmin,
  type UserReader,
  type UserRef,
} from './user-admin.ts'
