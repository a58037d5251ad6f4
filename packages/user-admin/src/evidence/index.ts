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
  UnreadStretch,
} from './form.ts'
export { type LeaversGiven, leaversEvidence } from './leavers.ts'
export { type SurveyOptions, surveyOf } from './survey.ts'
export type {
  FoundLeaver,
  Survey,
  SurveyedSource,
  SurveyedStranger,
  SurveyedTarget,
} from './survey-form.ts'
export type { PlanById } from './telling.ts'
