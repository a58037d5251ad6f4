/** @module user-admin */

export type { AacRole } from './aac/members.ts'
export { aacWorkspace } from './aac/workspace.ts'
export { accessOf, type PersonAccess, type ScopeAccess } from './access-of.ts'
export type { Left } from './apply/again.ts'
export {
  type ApplyOptions,
  type Approval,
  applyPlan,
  type Counts,
  type Only,
  type Progress,
  type Report,
  type ScopeReport,
} from './apply/apply.ts'
export type { GoalReader } from './apply/job.ts'
export { type BrokenRun, brokenRuns, type ResumeOptions, resume } from './apply/resume.ts'
export type { Result, StepOutcome } from './apply/step.ts'
export {
  type May,
  runUnattended,
  type UnattendedOptions,
  type UnattendedResult,
  type Unread,
} from './apply/unattended.ts'
export { type UndoOptions, undoPlan } from './apply/undo.ts'
export {
  type Complete,
  complete,
  type Empty,
  type Incomplete,
  incomplete,
  isSnapshot,
  type Position,
  peopleSource,
  type Snapshot,
  type Source,
  type SourcePerson,
  verified,
} from './directory/source.ts'
export { type Problem, UserAdminError } from './errors.ts'
export { houstonPlatform, type SystemRole } from './houston/platform.ts'
export { houstonWorkspace, type WorkspaceRole } from './houston/workspace.ts'
export { canonicalEmail, type Entry, type Person } from './identity/identity.ts'
export { explain, type Memory } from './journal/explain.ts'
export type { ExplainedEvent, Explanation } from './journal/explanation.ts'
export { type ExportOptions, exported, linesOf } from './journal/export.ts'
export { checkHead, type SignedHead, signHead } from './journal/head.ts'
export type {
  BaselineMade,
  Decision,
  Entry as JournalEntry,
  Head,
  Intent,
  Journal,
  Notified,
  OfRun,
  OfStep,
  PersonIn,
  Quarantined,
  Row,
  RowFilter,
  RunBegan,
  RunEnded,
  Seen,
  Signalled,
  StepEnded,
  Surveyed,
  Ticked,
} from './journal/journal.ts'
export { type HeadKey, newHeadKey } from './journal/keys.ts'
export { readJournal } from './journal/read.ts'
export { type Verification, type VerifyOptions, verify } from './journal/verify.ts'
export type { Learnt, Pace } from './pace.ts'
export type { PlainGoal } from './plan/asking.ts'
export type { Assets, Heir, ScopeAssets } from './plan/assets.ts'
export { diffPlans, type PlanDifference, type StepChange } from './plan/compare.ts'
export type { Estimate } from './plan/estimate.ts'
export type { Exempt, Exempted, Exemption } from './plan/exempt.ts'
export { explainPerson } from './plan/explain-person.ts'
export { type Goal, type Inactive, inactive, type KeepOnly, keepOnly, type Leavers, leavers } from './plan/goal.ts'
export type { Held } from './plan/guards.ts'
export type { Rule } from './plan/matching.ts'
export { type Order, type OrderAction, type OrderedRoles, type OrderGiven, type Orders, orders } from './plan/orders.ts'
export type { GoalSource } from './plan/people.ts'
export type { ExplainedScope, ExplainedSource, PersonExplanation } from './plan/person-explanation.ts'
export { type Counted, makePlan, type Plan, type PlannedScope, type PlanOptions } from './plan/plan.ts'
export type { Limits, Policy } from './plan/policy.ts'
export { type Roster, type RosterEntry, type RosterOptions, type RosterRow, roster } from './plan/roster.ts'
export type { Expectations } from './plan/sources.ts'
export {
  type Action,
  actions,
  type Blocked,
  type GuardCode,
  guardCodes,
  type Kept,
  type Later,
  type Missing,
  type Step,
  type Unmatched,
} from './plan/step.ts'
export { type SummaryOptions, summarise } from './plan/summarise.ts'
export type { Lost, Standing, Undo, UndoEntry } from './plan/undo.ts'
export { type BaselineOptions, type RecordedBaseline, recordBaseline } from './state/baseline.ts'
export { memoryState } from './state/memory.ts'
export type { Tick, TickChange, TickedJob, TickFilter, Ticks, TicksChange } from './state/ticks.ts'
export type { Message, OverReason, TakenMessage, Told } from './state/told.ts'
export type {
  Absence,
  Baseline,
  HeldPlan,
  HeldPlans,
  LastSnapshot,
  Link,
  PlanState,
  Quarantine,
  Quarantines,
  ScopeWindow,
  State,
  StateEvent,
} from './state.ts'
export { summariseExplanation } from './summary/of-explanation.ts'
export {
  type Access,
  type ActOptions,
  type Caller,
  type CallOptions,
  type CanCountSeats,
  type CanJoinTeams,
  type CanRemind,
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
