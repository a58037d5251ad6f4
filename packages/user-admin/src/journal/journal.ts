import type { Counts, Only } from '../apply/apply.ts'
import type { StepOutcome } from '../apply/step.ts'
import type { GuardCode, Step } from '../plan/step.ts'
import type { Caller, CallOptions, Member, Scope } from '../user-admin.ts'

/**
 * What was meant, done and found, in order, for good: nothing is ever changed or deleted. Each row carries the hash of
 * the one before, so that a changed, missing or added row shows.
 */
export interface Journal {
  /**
   * Writes one row behind the last. Durable once it resolves: the process may be killed then.
   *
   * @throws {UserAdminError} `unavailable` when it cannot be written; nothing was written then.
   */
  append(entry: Entry): Promise<Row>
  /** The rows in order, also while others write: those that are there when it gets to the end. */
  rows(filter?: RowFilter & CallOptions): AsyncIterable<Row>
  /** The rows as they are kept, a line of JSON each, for {@link verify} and for a file. */
  lines(options?: { readonly from?: number | undefined } & CallOptions): AsyncIterable<string>
  /** How far it goes; `undefined` while it is empty. */
  head(): Promise<Head | undefined>
}

/** Which rows. Without a filter: all. */
export interface RowFilter {
  /** The first row, by number. Default 1. */
  readonly from?: number | undefined
  readonly run?: string | undefined
  readonly plan?: string | undefined
  readonly kind?: Entry['kind'] | undefined
}

/**
 * How far a journal went. Kept elsewhere than the journal, it shows that the end was cut off, or everything written anew.
 */
export interface Head {
  /** Rows up to here. */
  readonly count: number
  /** Of the last of them. */
  readonly hash: string
  /** When that one was written, ISO 8601. */
  readonly at: string
}

/** One row: what is said, its number from 1, when it was written (ISO 8601), and the chain. */
export type Row = Entry & {
  readonly seq: number
  readonly at: string
  /** The hash of the row before; 64 zeros in the first. */
  readonly prev: string
  /** SHA-256, 64 hex digits, of the row's line as it would be without this member. */
  readonly hash: string
}

/** What a row can say. */
export type Entry =
  | RunBegan
  | Intent
  | StepEnded
  | RunEnded
  | Decision
  | Quarantined
  | BaselineMade
  | Signalled
  | Surveyed
  | Ticked
  | Notified

/** Who acts, and by what right: in every row of a run. */
export interface OfRun {
  /** Of this run. */
  readonly run: string
  /** The id of the plan. */
  readonly plan: string
  /** The person or job that runs it. */
  readonly by: string
}

/** A plan is about to be carried out. */
export interface RunBegan extends OfRun {
  readonly kind: 'run'
  readonly approvedBy: string
  /** `self`: the process that made the plan approved it. `earlier`: of an earlier plan, see `of`. */
  readonly approval: 'self' | 'given' | 'earlier'
  /** The id of the earlier plan that was approved. */
  readonly of?: string
  readonly reason?: string
  readonly ticket?: string
  readonly released: readonly GuardCode[]
  /** The run that is gone on with. */
  readonly resumes?: string
  /** The run that is undone. */
  readonly undoes?: string
  readonly scopes: readonly { readonly key: string; readonly scope: Scope; readonly credential: Caller }[]
  /** Of the plan. */
  readonly steps: number
  /** Steps are taken up only if they do one of these. Absent: all. */
  readonly only?: Only
}

/** What a row about one step says. */
export interface OfStep extends OfRun {
  /** Index in the plan's `steps`. */
  readonly step: number
  /** Key of the scope. */
  readonly scope: string
  readonly email: string
  readonly id?: string
  /** Who that is in the source that the plan was made from. */
  readonly person?: PersonIn
  /** `transfer`: what the person owns is handed over before the removal. */
  readonly action: Step['action']
  /** Whom the credential acts as. */
  readonly credential: Caller
}

/** Something is about to be sent. */
export interface Intent extends OfStep {
  readonly kind: 'intent'
  readonly what: string
  readonly reason: string
  /** The person as a look showed them just before; `null`: not there. */
  readonly before: Seen | null
  readonly transferTo?: { readonly id: string; readonly email: string }
}

/** How a step ended, as far as is known. Of several for one step, the last counts. */
export interface StepEnded extends OfStep {
  readonly kind: 'outcome'
  readonly what: string
  readonly outcome: StepOutcome
  readonly reason?: string
  /** Whether `resume` takes the step up again. */
  readonly open?: true
  /** Ids that the system gave the requests, where it gives any. */
  readonly requests?: readonly string[]
  /** The person as a look showed them afterwards; `null`: not there. Absent: nobody looked. */
  readonly after?: Seen | null
}

/** A run is over. A run without this row was broken off. */
export interface RunEnded extends OfRun {
  readonly kind: 'end'
  readonly counts: Counts
  /** Steps that `resume` would take up. */
  readonly open: number
  /** What the same goal would still ask for; absent where nobody looked. */
  readonly left?: number
  readonly notRead?: string
}

/** What was decided about a plan. */
export interface Decision {
  readonly kind: 'decision'
  readonly plan: string
  readonly decision: 'held' | 'approved' | 'rejected' | 'superseded'
  readonly by: string
  readonly reason?: string
  readonly ticket?: string
  readonly released?: readonly GuardCode[]
}

/** Unattended runs do nothing more about something, or do so again. */
export interface Quarantined {
  readonly kind: 'quarantine'
  /** A scope's key, or the name of a source. */
  readonly subject: string
  readonly change: 'entered' | 'left'
  readonly by: string
  readonly reason: string
}

/** A scope's memory begins. */
export interface BaselineMade {
  readonly kind: 'baseline'
  readonly scope: Scope
  readonly members: number
  readonly by: string
}

/** A person of a source, by the source's own id. */
export interface PersonIn {
  readonly source: string
  readonly id: string
}

/**
 * A reading of a source shows somebody as active no more who was so in the one before, or as active again. Told with the
 * reading that showed it.
 */
export interface Signalled {
  readonly kind: 'signal'
  readonly person: PersonIn
  readonly email?: string
  readonly aliases?: readonly string[]
  readonly name?: string
  /** `absent`: the source does not show the person any more. `back`: active again. */
  readonly change: 'disabled' | 'expired' | 'deleted' | 'absent' | 'back'
  /** When it came to be by the source's own word, ISO 8601. Absent: the source does not say. */
  readonly since?: string
  /** The moment of which the last reading tells that showed it otherwise, ISO 8601. */
  readonly before: string
  /** The moment of which the reading tells that showed it, ISO 8601. */
  readonly told: string
  /** When that one was read, ISO 8601. */
  readonly readAt: string
  /** Of that reading. */
  readonly digest: string
}

/** What a run that nobody watches has read, whole or not. */
export interface Surveyed {
  readonly kind: 'survey'
  readonly by: string
  /** The job of a schedule. */
  readonly job?: string
  /** The plan that was made from it; absent where none could be made. */
  readonly plan?: string
  /** Absent: the goal is of no source. */
  readonly source?: {
    readonly name: string
    readonly reading: 'complete' | 'empty' | 'incomplete' | 'failed'
    /** ISO 8601; absent where it failed. */
    readonly readAt?: string
    /** Of which moment it tells, ISO 8601. */
    readonly told?: string
    readonly people?: number
    readonly digest?: string
    /** How it was shown that nobody is missing, or why that could not be shown. */
    readonly why: string
  }
  /** Every scope that was read to its end. */
  readonly scopes: readonly {
    readonly key: string
    readonly scope: Scope
    readonly members: number
    /** Members whom the source knows, and whom it does not. */
    readonly matched?: number
    readonly unmatched?: number
  }[]
  /** Targets of the job that could not be read, by the names of the configuration. */
  readonly failed: readonly { readonly target: string; readonly problem: string; readonly why: string }[]
}

/** What became of a due time of a job: of each one, at least once. */
export interface Ticked {
  readonly kind: 'tick'
  readonly job: string
  /** ISO 8601. */
  readonly due: string
  /** `missed`: never begun, and `why`. `broken-off`: its process ended before it did. */
  readonly change: 'begun' | 'ended' | 'missed' | 'broken-off'
  readonly by: string
  /** Of one that ended. */
  readonly outcome?: string
  readonly why?: string
  readonly plan?: string
  readonly run?: string
}

/** Somebody was told of something by a program, or could not be. */
export interface Notified {
  readonly kind: 'notified'
  readonly event: string
  /** What it is about: a plan, a target, a source, a job. */
  readonly subject: string
  /** The receiver, by its name in the configuration. */
  readonly to: string
  /** The id of the message, the same at every attempt. */
  readonly id: string
  readonly delivery: 'sent' | 'given-up'
  readonly why?: string
}

/** A person as the journal keeps them. */
export interface Seen extends Pick<Member, 'id' | 'email' | 'aliases' | 'status' | 'roles' | 'access' | 'mark'> {
  readonly name?: string
  /** The system's own record: of somebody who is removed. */
  readonly native?: unknown
}
