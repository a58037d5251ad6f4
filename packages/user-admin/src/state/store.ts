import { type Complete, type Position, type SourcePerson, toldAt } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import { shown } from '../identity/identity.ts'
import type { Entry, Head, Row, RowFilter } from '../journal/journal.ts'
import { hasAddress } from '../plan/people.ts'
import type { Plan } from '../plan/plan.ts'
import type { HeldPlan, Link, Quarantine } from '../state.ts'
import type { Scope } from '../user-admin.ts'
import type { Tick } from './ticks.ts'
import type { ToldRecords } from './told.ts'

/**
 * Where a state is kept: in this process, or in a database that several share. What follows from what was told is
 * decided over it, once for both.
 */
export interface Store {
  /** All of what `work` does happens, the rows that it answers with included, or nothing; nothing comes between. */
  change<T>(work: (records: Records) => Change<T>): Promise<{ readonly answer: T; readonly rows: readonly Row[] }>
  /** Finds out whether what is kept is the newest that there was; what became of it, if not, is kept with it. */
  verify(): Promise<void>
  /** As everything is at one moment. `work` changes nothing. */
  look<T>(work: (records: Records) => T): Promise<T>
  /** Some lines of the journal from a number on, in order; none: there are no more. */
  page(from: number, filter: Omit<RowFilter, 'from'>): Promise<Page>
  head(): Promise<Head | undefined>
  exclusively<T>(scopes: readonly Scope[], by: string, work: () => Promise<T>): Promise<T>
  /** As `exclusively`, for a job. */
  alone<T>(job: string, by: string, work: () => Promise<T>): Promise<T>
  close(): void
}

/** What a change answers, and the rows that the journal gets with it. */
export interface Change<T> {
  readonly answer: T
  readonly rows?: readonly Entry[]
}

/** A few lines, by number. */
export type Page = readonly { readonly seq: number; readonly line: string }[]

/** What is kept, in the simplest terms. Times are milliseconds since the epoch, scopes are told by {@link scopeKey}. */
export interface Records {
  /** Not before what was recorded last: a clock that was set back does not turn back what happened. */
  readonly time: number
  /** How far the clock of this machine is behind what was recorded; 0 where it is not. */
  readonly behind: number
  /** Everything recorded for later than the clock of this machine says counts as of now, and time goes on from here. */
  startAgain(): void

  /** The newest, and what the clock of this machine said when it was recorded. */
  baseline(scope: string): { readonly at: number; readonly wall: number } | undefined
  putBaseline(scope: string, at: number): void
  /** Why this may not be all that was ever remembered, where no baseline of the scope was recorded since. */
  broken(scope: string): Broken | undefined

  putMembers(scope: string, at: number, count: number): void
  most(scope: string, since: number, until: number): number
  putTaken(scope: string, taking: Taking): void
  taken(scope: string, since: number): Taken
  presence(scope: string): Presence | undefined
  putPresence(scope: string, presence: Presence): void
  /** Who was here and is not any more, by id. */
  putVanished(scope: string, ids: readonly string[], seen: number): void
  dropVanished(scope: string, ids: readonly string[]): void
  /** Ids of who vanished, last seen since then, and whom no taking explains that was recorded later than this before. */
  vanished(scope: string, since: number, slack: number): number

  source(name: string): SourceRecord | undefined
  /** `people`: `undefined` leaves those that are there. */
  putSource(name: string, newest: Reading, people: readonly SourcePerson[] | undefined): void
  /** Times of the readings of a source, in order. */
  readings(name: string): readonly number[]
  putReading(name: string, reading: Reading): void
  /** Everybody who is not in the newest reading, with the newest that had them. */
  absent(name: string): ReadonlyMap<string, Sight>
  putAbsent(name: string, sights: readonly Sight[]): void
  dropAbsent(name: string, ids: readonly string[]): void

  /** By member. */
  links(source: string, scope: string): ReadonlyMap<string, Linked>
  putLinks(source: string, scope: string, links: readonly Link[], at: number): void
  /** When links were told last; `undefined`: never. */
  linkedAt(source: string, scope: string): number | undefined
  putLinkedAt(source: string, scope: string, at: number): void

  plan(id: string): Plan | undefined
  putPlan(plan: Plan): void
  /** The plan kept just before this one, the newest without one. */
  planBefore(order: number | undefined): { readonly order: number; readonly plan: Plan } | undefined

  held(id: string): HeldRecord | undefined
  /** The newest first. */
  allHeld(): readonly HeldRecord[]
  putHeld(record: HeldRecord): void

  quarantine(subject: string): Quarantine | undefined
  quarantines(): readonly Quarantine[]
  putQuarantine(quarantine: Quarantine): void
  dropQuarantine(subject: string): void

  /** What people were told. */
  readonly told: ToldRecords

  job(name: string): JobRecord | undefined
  putJob(name: string, record: JobRecord): void
  tickAt(job: string, due: number): Tick | undefined
  /** By job and due time. */
  ticks(filter: TicksAsked): readonly Tick[]
  /** The newest that was ever begun. */
  lastTick(job: string): Tick | undefined
  putTick(tick: Tick): void

  /** What is older than this and only counted is not needed any more. */
  forget(before: number): void
}

/** Why what is remembered may not be all. */
export interface Broken {
  readonly kind: 'lost' | 'older'
  readonly reason: string
}

/** People who lost access at one moment. */
export interface Taking {
  /** The one that it takes the place of. */
  readonly id: string | undefined
  readonly at: number
  readonly count: number
  readonly released: boolean
  /** Their ids, where they are known. */
  readonly people: readonly string[]
}

/** What was taken in a stretch of time. */
export interface Taken {
  /** Without those that a person released. */
  readonly counted: number
  /** How many, released or not, of whom nobody said who they were. */
  readonly unnamed: number
}

/** Who was in a scope at its newest reading. */
export interface Presence {
  readonly at: number
  readonly ids: readonly string[]
}

/** The person of a source who a member is, and when that was written down. */
export interface Linked {
  readonly person: string
  readonly at: number
}

/** One complete reading of a source, without its people. */
export interface Reading {
  readonly at: number
  readonly people: number
  readonly active: number
  readonly digest: string
  readonly position?: Position | undefined
}

/** Somebody in the newest reading that had them. */
export interface Sight {
  readonly reading: Reading
  readonly person: SourcePerson
}

/** The newest reading of a source. */
export interface SourceRecord {
  readonly newest: Reading
  /** In order. */
  readonly ids: readonly string[]
  readonly people: () => readonly SourcePerson[]
}

/** A plan in the queue; its age is that of the plan. */
export interface HeldRecord extends Omit<HeldPlan, 'plan' | 'status'> {
  readonly id: string
  readonly madeAt: string
  readonly status: Exclude<HeldPlan['status'], 'expired'>
}

/** A job as it is kept. */
export interface JobRecord {
  readonly since: number
  readonly settled: number
  readonly form: string
}

/** Which due times are asked for: from this one on, and before that one. */
export interface TicksAsked {
  readonly job?: string | undefined
  readonly status?: Tick['status'] | undefined
  readonly from: number
  readonly until: number
}

/** A scope in few words: its name may change. */
export const scopeKey = ({ system, origin, id }: Scope): string => JSON.stringify([system, origin, id])

/** @throws {UserAdminError} `invalid` for what is no time. */
export function timeOf(at: string): number {
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN
  if (Number.isNaN(time))
    throw new UserAdminError('invalid', `${shown(at)} is no time: give one such as 2026-11-22T05:00:00Z.`)
  return time
}

/** As times are told to whoever asks. */
export const isoOf = (time: number): string => new Date(time).toISOString()

/** Of two readings of one moment the one with more active people counts: a source that shrank is rather noticed. */
export function isNewer(a: Reading, b: Reading | undefined): boolean {
  if (b === undefined || a.at !== b.at) return b === undefined || a.at > b.at
  if (a.active !== b.active) return a.active > b.active
  return a.people === b.people ? a.digest > b.digest : a.people > b.people
}

/** What is kept of a reading without its people. */
export const readingOf = (snapshot: Complete): Reading => ({
  at: timeOf(toldAt(snapshot)),
  people: snapshot.people.length,
  active: snapshot.people.filter((person) => person.status === 'active' && hasAddress(person)).length,
  digest: snapshot.digest,
  position: snapshot.position,
})
