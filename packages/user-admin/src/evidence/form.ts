import type { StepOutcome } from '../apply/step.ts'
import type { Head, PersonIn, RunBegan, Signalled } from '../journal/journal.ts'
import type { Action } from '../plan/step.ts'
import type { Scope } from '../user-admin.ts'
import type { SurveyedSource, SurveyedStranger } from './survey-form.ts'

/** What became of everybody who left in a stretch of time, and of everybody who left and is still in. Plain JSON. */
export interface LeaversEvidence {
  readonly version: 1
  readonly kind: 'leavers'
  readonly asked: LeaversAsked
  /** When the survey was begun that it rests on, ISO 8601. */
  readonly madeAt: string
  /** How far the journal went; `null` for an empty one. */
  readonly head: Head | null
  readonly counts: Readonly<Record<LeaverVerdict, number>>
  /** One for each leaver and target, by source, person and target. */
  readonly rows: readonly LeaverRow[]
  /** Who left and is active again by the newest reading: what they have they have again. */
  readonly back: readonly CameBack[]
  readonly sources: readonly SourceProof[]
  readonly targets: readonly TargetProof[]
  /** Members whom no source knows: one of them may be a leaver under another address. */
  readonly unmatched: readonly UnmatchedMember[]
  /** Due times of jobs at which nothing was done, or not to its end: also where a run failed, or was not to change anything. */
  readonly missed: readonly MissedTick[]
  /** Stretches in which unattended runs could not read a source or a target. */
  readonly unread: readonly UnreadStretch[]
}

/** What evidence about leavers is asked for. Part of it, so that a checker can compute it again. */
export interface LeaversAsked {
  /** Leavers from this moment on, ISO 8601. */
  readonly since: string
  /** Leavers up to this moment, ISO 8601. */
  readonly until: string
  /** How long somebody who left may be in, in milliseconds. */
  readonly sla: number
  /** The targets of the configuration that were asked; absent: all of them. */
  readonly targets?: readonly string[] | undefined
}

/**
 * `met`, `late`: a read showed the person out, and the survey shows the same. `remains`: still in. `held`: still in, and
 * waits for a person, or somebody decided so. `not-covered`: nobody can tell.
 */
export type LeaverVerdict = 'met' | 'late' | 'remains' | 'held' | 'not-covered'

/** One leaver in one target. */
export interface LeaverRow {
  readonly person: PersonIn
  /** Empty where the source shows none. */
  readonly email: string
  readonly name: string
  /** By its name in the configuration; empty in the one row of a leaver who was found in none. */
  readonly target: string
  readonly scope?: Scope
  readonly signal: LeaverSignal
  /** When that was first written down here, ISO 8601. */
  readonly firstSeen: string
  /** The id of the plan by which something was done, or which waits. */
  readonly plan?: string
  /** The id of the earlier plan that was approved, where it was not that one itself. */
  readonly approvedPlan?: string
  readonly approvedBy?: string
  readonly approval?: RunBegan['approval']
  /** Why, by the plan. */
  readonly reason?: string
  /** Why, by who approved. */
  readonly approvalReason?: string
  readonly ticket?: string
  readonly acted?: LeaverAct
  /** The first of the reads that showed the person out, with none after it that showed them in; ISO 8601. */
  readonly readBackAbsentAt?: string
  /** What it showed. */
  readonly shown?: 'absent' | 'suspended'
  /** Which read it was: the one after our own change, one of an unattended run, or the survey. */
  readonly readBackBy?: 'change' | 'run' | 'survey'
  /** The number of the row in the journal that tells of it; absent for the survey. */
  readonly readBackRow?: number
  /** The longest that the person may have been in after leaving, in milliseconds. */
  readonly residual?: number
  readonly verdict: LeaverVerdict
  /** One or two sentences. */
  readonly why: string
}

/** What a source said of somebody's leaving. */
export interface LeaverSignal {
  /** `unknown`: the person had left before the first reading that the journal tells of. */
  readonly change: Exclude<Signalled['change'], 'back'> | 'unknown'
  /** As of {@link Signalled}. */
  readonly since?: string
  readonly before?: string
  readonly told?: string
  readonly readAt?: string
}

/** What was done. */
export interface LeaverAct {
  /** When its end was written down, ISO 8601. */
  readonly at: string
  readonly action: Action
  readonly outcome: StepOutcome
  /** Ids that the system gave the requests. */
  readonly requests: readonly string[]
  readonly run: string
  /** The number of that row in the journal. */
  readonly seq: number
}

/** Somebody who left and came back. */
export interface CameBack {
  readonly person: PersonIn
  readonly email: string
  readonly name: string
  readonly left: string
  /** The moment of which the reading tells, ISO 8601. */
  readonly back: string
}

/** How a source was read: now, and by unattended runs in the stretch. */
export interface SourceProof extends SurveyedSource {
  readonly runs: { readonly whole: number; readonly others: number }
  /** The first reading that the journal tells of, ISO 8601. */
  readonly first?: string
}

/** How a target was read now, and when it was last read by a run. */
export interface TargetProof {
  readonly target: string
  readonly scope?: Scope
  readonly read: 'whole' | 'failed'
  readonly readAt: string
  readonly why?: string
  readonly members: number
  readonly matched: number
  readonly exempt: number
  readonly unmatched: number
  readonly unseen: readonly string[]
  /** The last time before that it was read whole, ISO 8601. */
  readonly lastRead?: string
}

/** A member whom no source knows, and where. */
export interface UnmatchedMember extends SurveyedStranger {
  readonly target: string
}

/** A due time of a job that was not kept. */
export interface MissedTick {
  readonly job: string
  /** ISO 8601. */
  readonly due: string
  /** `ended`: it came to nothing, see `outcome`. */
  readonly change: 'missed' | 'broken-off' | 'ended'
  /** `failed`, `busy`, `paused`: of one that ended. */
  readonly outcome?: string
  readonly why: string
}

/** A stretch in which something could not be read. */
export interface UnreadStretch {
  readonly subject: string
  /** The first run that could not, ISO 8601. */
  readonly from: string
  /** The first that could again, ISO 8601; absent where none did. */
  readonly until?: string
  readonly runs: number
  readonly why: string
}
