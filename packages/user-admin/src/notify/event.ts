import type { Counts } from '../apply/apply.ts'

/** What people can be told of, in the order of how soon somebody should look. */
export const eventKinds = [
  'state-lost',
  'sign-in-needed',
  'failed',
  'quarantined',
  'held',
  'missed',
  'credential-ending',
  'done',
] as const
/**
 * - `state-lost`: what unattended runs remember is gone, older than it was, or was never there.
 * - `sign-in-needed`: a credential is not accepted any more.
 * - `failed`: a run, or steps of one, did not work, or somebody who should be out still gets in.
 * - `quarantined`: a source or scope is left alone until somebody has looked.
 * - `held`: a plan waits for a person.
 * - `missed`: due times of a job passed without a run.
 * - `credential-ending`: a credential ends in 30, 14 or 3 days.
 * - `done`: a run has changed something.
 */
export type EventKind = (typeof eventKinds)[number]

/** Something to tell people, and by what it is the same as another time. */
export interface News {
  /** `test`: somebody wants to see whether a receiver hears. */
  readonly event: EventKind | 'test'
  /** What it is about, by a name that people know: a plan, a target, a source, a job. */
  readonly subject: string
  /** What tells this reason from others of the same event and subject: `since` of a quarantine. Kept, not sent. */
  readonly reason: string
  /** One calm sentence or two, with the remedy. No address of a person, and nothing secret. */
  readonly text: string
  /** The job of a schedule. */
  readonly job?: string | undefined
  /** By its name in the configuration. */
  readonly target?: string | undefined
  /** Ids. */
  readonly plan?: string | undefined
  readonly run?: string | undefined
  /** Of the steps of the run. */
  readonly counts?: Counts | undefined
  /** The line that shows more: `user-admin held show ID`. */
  readonly next?: string | undefined
  /** What this one says too: whoever is told of it now counts as told of these. */
  readonly says?: readonly Reason[] | undefined
}

/** A reason to tell somebody. */
export type Reason = Pick<News, 'event' | 'subject' | 'reason'>

/** What is so no more: if it comes back, it is a new reason. */
export interface Over {
  readonly over: EventKind
  readonly subject: string
  /** Only this reason. Default: all. */
  readonly reason?: string | undefined
}
