import type { PersonIn } from '../journal/journal.ts'
import type { Kept } from '../plan/step.ts'
import type { Access, Member, Scope } from '../user-admin.ts'

/** What sources and targets show at one moment, as far as evidence about leavers rests on it. Plain JSON. */
export interface Survey {
  readonly version: 1
  /** When it was begun, ISO 8601. */
  readonly at: string
  /** When the last target was read, ISO 8601. */
  readonly until: string
  readonly sources: readonly SurveyedSource[]
  readonly targets: readonly SurveyedTarget[]
}

/** A source as it was read, and how it was shown that nobody is missing. */
export interface SurveyedSource {
  readonly name: string
  /** `failed`: nothing could be read at all. */
  readonly reading: 'complete' | 'empty' | 'incomplete' | 'failed'
  /** ISO 8601. */
  readonly readAt?: string
  /** Of which moment it tells, ISO 8601. */
  readonly told?: string
  readonly people?: number
  readonly active?: number
  readonly digest?: string
  /** How it was shown to be whole, or why it was not read whole. One sentence. */
  readonly why: string
}

/** A target as it was read. */
export interface SurveyedTarget {
  /** By its name in the configuration. */
  readonly target: string
  /** `failed`: it was not read to its end. */
  readonly read: 'whole' | 'failed'
  /** When that was over, ISO 8601. */
  readonly readAt: string
  /** Absent where it could not even be opened. */
  readonly scope?: Scope
  /** Of the scope, as plans and the journal name it. */
  readonly key?: string
  /** What kept it from being read. */
  readonly problem?: string
  readonly why?: string
  readonly members: number
  /** Members whom a source knows. */
  readonly matched: number
  /** From whom nothing is taken because somebody answers for them. */
  readonly exempt: number
  /** Members whom no source knows, with those of its people who may be meant. */
  readonly unmatched: readonly SurveyedStranger[]
  /** The ways in that the credential is not shown, one sentence each. */
  readonly unseen: readonly string[]
  /** Everybody who is there, in any state, and is or may be somebody who left. */
  readonly found: readonly FoundLeaver[]
}

/** A member whom no source knows. */
export interface SurveyedStranger {
  readonly email: string
  readonly id: string
  /** Addresses of people of the sources, at most three. */
  readonly nearest: readonly string[]
}

/** Somebody in a target who is or may be a person who left. */
export interface FoundLeaver {
  readonly person: PersonIn
  readonly id: string
  readonly email: string
  readonly status: Member['status']
  readonly access: readonly Access[]
  /** In no list of the target, and in all the same: by a role of the whole platform. */
  readonly isOutsider: boolean
  /**
   * What could be done about it. `open`: they can be taken out. `out-of-reach`: not from here. `exempt`: somebody answers
   * for them. `kept`: a rule leaves them alone. `another`: the account is somebody's who is active.
   */
  readonly standing: 'open' | 'out-of-reach' | 'exempt' | 'kept' | 'another'
  readonly code?: Kept['code']
  /** One sentence: what the source says of them, or why nothing is taken. */
  readonly reason: string
  readonly remedy?: string
}
