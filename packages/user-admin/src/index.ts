/** @module user-admin */

export { type AacRole, aacWorkspace } from './aac.ts'
export { type ApplyOptions, type Approval, applyPlan, type Report, type Result } from './apply/apply.ts'
export { type Problem, UserAdminError } from './errors.ts'
export { houstonPlatform, type SystemRole } from './houston/platform.ts'
export { houstonWorkspace, type WorkspaceRole } from './houston/workspace.ts'
export { canonicalEmail, type Entry, type Person } from './identity.ts'
export type { Blocked, Kept, Step, Unmatched } from './plan/diff.ts'
export { type Goal, type KeepOnly, keepOnly, type Roster, type RosterEntry, roster } from './plan/goal.ts'
export { type GuardCode, guardCodes, type Held, type Limits } from './plan/guards.ts'
export { type Assets, makePlan, type Plan, type PlanOptions, type Policy } from './plan/plan.ts'
export { summarise } from './plan/summarise.ts'
export {
  type Access,
  type Caller,
  type CallOptions,
  type CanSuspend,
  type CanTransferAssets,
  type Capabilities,
  type Change,
  type ChangeOptions,
  can,
  type Member,
  type Outcome,
  type Role,
  type RoleChange,
  type Scope,
  type UserAdmin,
  type UserReader,
  type UserRef,
} from './user-admin.ts'
