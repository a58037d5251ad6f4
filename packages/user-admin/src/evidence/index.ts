/** @module user-admin/evidence */

export { type AccessEvidence, type AccessOptions, type AccessRow, type AccessTarget, accessEvidence } from './access.ts'
export type { EvidenceVerification } from './findings.ts'
export { type FolderGiven, writeEvidence } from './folder.ts'
export type {
  CameBack,
  LeaverAct,
  LeaverRow,
  LeaverSignal,
  LeaversAsked,
  LeaversEvidence,
  LeaverVerdict,
  MissedTick,
  SourceProof,
  TargetProof,
  UnmatchedMember,
  UnreadStretch,
} from './form.ts'
export { type LeaversGiven, leaversEvidence } from './leavers.ts'
export type { Manifest, ManifestFile, ManifestSignature } from './manifest.ts'
export { pageOf } from './page.ts'
export { plansFor } from './plans.ts'
export { type SurveyOptions, surveyOf } from './survey.ts'
export type {
  FoundLeaver,
  Survey,
  SurveyedSource,
  SurveyedStranger,
  SurveyedTarget,
} from './survey-form.ts'
export { tableOf } from './tables.ts'
export type { PlanById } from './telling.ts'
export type { Trail, TrailFact } from './trail.ts'
export { type VerifyEvidenceOptions, verifyEvidence } from './verify.ts'
