import type { Complete, Position, SourcePerson } from './directory/source.ts'
import type { Journal } from './journal/journal.ts'
import type { Plan } from './plan/plan.ts'
import type { GuardCode } from './plan/step.ts'
import type { Ticks } from './state/ticks.ts'
import type { Told } from './state/told.ts'
import type { CallOptions, Scope } from './user-admin.ts'

/**
 * What plans remember between runs: how much was taken lately, and what sources said before. A scope is told by its
 * system, origin and id; its name may change.
 */
export interface PlanState {
  /** Whether the scope was ever written down here, so that what is remembered of it is all there is. */
  baseline(scope: Scope): Promise<Baseline>
  /**
   * What was taken from the scope since a time, that moment included, and the most members that it had since.
   *
   * @param since Milliseconds since the epoch; what is older than a year may be forgotten.
   */
  window(scope: Scope, since: number): Promise<ScopeWindow>
  /** The newest complete reading of a source. */
  lastSnapshot(source: string): Promise<LastSnapshot | undefined>
  /**
   * Everybody of earlier complete readings of a source who is not in its newest, by id.
   *
   * @param reading As if this one had been recorded too: to look at what it would mean.
   */
  absences(source: string, reading?: Complete): Promise<readonly Absence[]>
  /** Which person of a source each member of a scope was found to be, by the ids of both. */
  links(source: string, scope: Scope): Promise<ReadonlyMap<string, string>>
  /**
   * Remembers what happened, in whatever order it is told. Who a reading shows as gone or back since the one before stands
   * in the journal with it.
   *
   * @throws {UserAdminError} `invalid` for a time or a number that is none, and for a reading that is not complete.
   */
  record(event: StateEvent): Promise<void>
}

/**
 * The first entry of a scope's memory. `none`: never made. `lost`, `older`: there was one, and it is gone or was
 * replaced by an earlier copy, so what was taken since is not known.
 */
export type Baseline =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'recorded'
      /** ISO 8601. */
      readonly at: string
    }
  | { readonly kind: 'lost' | 'older'; readonly reason: string }

/** What a scope went through in a stretch of time. */
export interface ScopeWindow {
  /** The largest number of members recorded; 0 where none was. */
  readonly most: number
  /** Removals and suspensions, without those that a person released. */
  readonly taken: number
}

/** What is kept of the newest complete reading of a source. */
export interface LastSnapshot {
  /** When it was read, or of which moment it tells where that is before; ISO 8601. */
  readonly readAt: string
  /** How many there were. */
  readonly people: number
  /** How many of them were active and had an address. */
  readonly active: number
  readonly digest: string
  /** Of everybody in it, in order. */
  readonly ids: readonly string[]
  /** Where the server stood that answered; absent where the source does not say. */
  readonly position?: Position
}

/** Somebody whom a source knew and does not know any more. */
export interface Absence {
  /** As in the newest reading that had the person. */
  readonly person: SourcePerson
  /** The first complete reading without them, ISO 8601. */
  readonly since: string
  /** The newest complete reading without them, ISO 8601. */
  readonly lastRead: string
  /** Complete readings without them. */
  readonly reads: number
}

/** What {@link PlanState.record} is told. Times are ISO 8601. */
export type StateEvent =
  /** `by`: the person who looked at the scope and records it; `ids` as of `members`. */
  | {
      readonly kind: 'baseline'
      readonly scope: Scope
      readonly at: string
      readonly members: number
      readonly ids?: readonly string[] | undefined
      readonly by?: string | undefined
    }
  /**
   * `ids`: of everybody who is active there. Who is among them and later is not, without a taking that explains it, is
   * counted as taken.
   */
  | {
      readonly kind: 'members'
      readonly scope: Scope
      readonly at: string
      readonly count: number
      readonly ids?: readonly string[] | undefined
    }
  /**
   * `id`: which taking this is; told again under the same id, it takes the place of what was told before, so that what
   * is about to be taken can be counted, and uncounted by 0. `released`: a person let these through a guard by name,
   * and they do not count against later runs. `people`: their ids; who is named here did not vanish unexplained.
   */
  | {
      readonly kind: 'taken'
      readonly scope: Scope
      readonly at: string
      readonly count: number
      readonly released: boolean
      readonly id?: string | undefined
      readonly people?: readonly string[] | undefined
    }
  | { readonly kind: 'snapshot'; readonly snapshot: Complete }
  /**
   * Who the members of a scope are in a source, all that is known at `at`. Of a member who is not named any more the link
   * is forgotten after a year. Told late, after a newer one, it changes nothing.
   */
  | {
      readonly kind: 'links'
      readonly source: string
      readonly scope: Scope
      readonly at: string
      readonly links: readonly Link[]
    }

/** A member of a scope and the person of a source who that is, by the ids of both. */
export interface Link {
  readonly member: string
  readonly person: string
}

/**
 * Everything that is kept between runs, in one place: {@link memoryState}, or `openState` of `user-admin/node`.
 */
export interface State extends PlanState {
  readonly journal: Journal
  readonly held: HeldPlans
  readonly quarantines: Quarantines
  readonly ticks: Ticks
  readonly told: Told
  /** Keeps a plan, to go on with it and to explain it. Once more for the same id: the newer one stays. */
  keep(plan: Plan): Promise<void>
  /** A plan that was kept, by its id. */
  plan(id: string): Promise<Plan | undefined>
  /** Every plan that was kept, the newest first. */
  plans(options?: CallOptions): AsyncIterable<Plan>
  /**
   * Does something that nobody else may do at once in the same scopes: another run waits for nothing and is told who
   * holds which scope, and since when. What a process held is free once it has ended, however it ended.
   *
   * @param by The person or job that holds them.
   * @throws {UserAdminError} `conflict` where somebody holds one of them; whatever `work` throws.
   */
  exclusively<T>(scopes: readonly Scope[], by: string, work: () => Promise<T>): Promise<T>
  /** Lets go of what it holds open. Further calls fail. */
  close(): void
  /** As `close`: for `using state = await openState()`. */
  [Symbol.dispose](): void
}

/** Plans that wait for a person, a queue. */
export interface HeldPlans {
  /**
   * Puts a plan there. The same plan once more changes nothing but, if it still waits, its age; made anew after it was
   * carried out or became moot, or after its approval grew too old, it waits again.
   *
   * @param about `by`: the person or job that made it. `why`: one sentence, such as `Held back by per-run.`
   */
  put(plan: Plan, about: { readonly by: string; readonly why: string }): Promise<HeldPlan>
  /** Those in the queue, the newest first; `undefined`: all. */
  list(status?: HeldPlan['status']): Promise<readonly HeldPlan[]>
  /** `undefined`: there is none of this id. */
  get(id: string): Promise<HeldPlan | undefined>
  /**
   * Lets it through: the next run does what is still asked for of it. Nobody can release by copying the plan: each guard
   * is named.
   *
   * @throws {UserAdminError} `not-found`; `conflict` for one that does not wait any more, with who decided; `invalid`
   * for one that is more than 72 hours old, for an unknown guard, and where nobody is named.
   */
  approve(
    id: string,
    about: {
      readonly by: string
      readonly reason?: string | undefined
      readonly ticket?: string | undefined
      readonly release?: readonly GuardCode[] | undefined
    },
  ): Promise<HeldPlan>
  /** Puts it aside. @throws {UserAdminError} as `approve`. */
  reject(id: string, about: { readonly by: string; readonly reason: string }): Promise<HeldPlan>
  /**
   * It is moot: a newer plan takes its place, or nothing of it is left. It waits again if it is put once more.
   *
   * @throws {UserAdminError} as `approve`.
   */
  supersede(id: string, about: { readonly by: string; readonly reason: string }): Promise<HeldPlan>
  /** It was carried out by this run, so that its approval is spent. */
  applied(id: string, run: string): Promise<void>
}

/** A plan in the queue. */
export interface HeldPlan {
  readonly plan: Plan
  /** When it came there first, ISO 8601. */
  readonly since: string
  readonly by: string
  readonly why: string
  /**
   * `superseded`: it became moot before anybody decided. `expired`: nobody decided, or nobody carried it out, within 72
   * hours of its making.
   */
  readonly status: 'waiting' | 'approved' | 'rejected' | 'superseded' | 'applied' | 'expired'
  readonly decision?: {
    readonly by: string
    /** ISO 8601. */
    readonly at: string
    readonly reason?: string
    readonly ticket?: string
    readonly release: readonly GuardCode[]
  }
  /** The run that carried it out. */
  readonly run?: string
}

/** What unattended runs leave alone until a person has looked. */
export interface Quarantines {
  /** `undefined`: it is not in quarantine. */
  get(subject: string): Promise<Quarantine | undefined>
  /** All that are in quarantine now. */
  list(): Promise<readonly Quarantine[]>
  /** Puts it there. Once more: the first time stays, with the newer reason. */
  enter(
    subject: string,
    about: { readonly by: string; readonly why: string; readonly leave: string },
  ): Promise<Quarantine>
  /** @throws {UserAdminError} `not-found` for what is not in quarantine, `invalid` where nobody is named. */
  leave(subject: string, about: { readonly by: string; readonly reason: string }): Promise<void>
}

/** Why something is left alone, and how that ends. */
export interface Quarantine {
  /** A scope's key, or the name of a source. */
  readonly subject: string
  /** ISO 8601. */
  readonly since: string
  readonly why: string
  /** What a person does to end it, one sentence. */
  readonly leave: string
}
