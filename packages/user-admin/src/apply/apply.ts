import type { Head } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import type { Action, GuardCode, Step } from '../plan/step.ts'
import type { State } from '../state.ts'
import type { UserAdmin } from '../user-admin.ts'
import type { Left } from './again.ts'
import { carryOut } from './carry-out.ts'
import { check } from './check.ts'
import type { Result } from './step.ts'

/**
 * Who lets a plan through: the plan itself by its id, or (`of`) an earlier one that was approved, of
 * which only what a fresh plan still says is done.
 */
export type Approval = ({ readonly id: string } | { readonly of: Plan }) & {
  /** The person who approves. */
  readonly by: string
  readonly reason?: string | undefined
  /** Where the approval is written down elsewhere. */
  readonly ticket?: string | undefined
}

/** What a run may do: in every scope, or in each by its key. In a scope that is not named: everything. */
export type Only = readonly Action[] | Readonly<Record<string, readonly Action[]>>

/** What `applyPlan` takes: who approves, what is released, and how it is carried out. */
export interface ApplyOptions {
  readonly approve: Approval
  /** The guards that are released for this plan, each by its code. Default: none. */
  readonly release?: readonly GuardCode[] | undefined
  /** Only steps that do one of these; the others are `skipped`. Default: all. */
  readonly only?: Only | undefined
  /** The person or job that carries it out, for the journal. Default: who approves. */
  readonly by?: string | undefined
  /** Steps under way at once, in all. Default: what the pace of each credential has room for, at most 128; 4 without one. */
  readonly concurrency?: number | undefined
  /**
   * What is kept between runs: the journal, so that a run that was broken off can be gone on with; what was taken
   * lately, for the rolling guard; and that no second run is at work in the same scope. Default: none of it.
   */
  readonly state?: State | undefined
  /**
   * Of the steps that were tried in a scope, the share that may fail, or end nobody knows how, before no further one is
   * begun there; a single one never stops the others. A scope sees one person first, then ten, then the rest. Default
   * 0.1.
   */
  readonly maxErrorRate?: number | undefined
  /** How long, once `signal` is aborted, steps under way are waited for; in milliseconds. Default 4,000. */
  readonly drain?: number | undefined
  /** Told of each step as it ends, and awaited. If it throws, no further step is begun. */
  readonly onResult?: ((result: Result, progress: Pick<Progress, 'finished' | 'total' | 'left'>) => unknown) | undefined
  /** Told when a step begins, and when the scopes are read again at the end. What it throws or answers is ignored. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined
  /** Begins no further step; those under way are finished, as long as `drain` allows. The report says which were skipped. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** How far a run is. */
export type Progress = {
  /** Steps that have ended, and all. */
  readonly finished: number
  readonly total: number
  /** About how many milliseconds the rest will take, by how fast the last steps went. Absent at first. */
  readonly left?: number
} & ({ readonly kind: 'step'; readonly step: Step } | { readonly kind: 'reading'; readonly scope: string })

/** What a run did, and what the scopes looked like afterwards. */
export interface Report {
  readonly plan: string
  /** Names the run in the journal; absent where none was kept. */
  readonly run?: string
  /** How far the journal went when the run was over: keep it elsewhere, and a cut or rewritten journal shows. */
  readonly journal?: Head
  readonly approvedBy: string
  readonly reason?: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly results: readonly Result[]
  readonly counts: Counts
  /** Each scope of the plan by itself, in its order. */
  readonly scopes: readonly ScopeReport[]
  /**
   * What the same goal would still ask for, by a read after the last step: empty when the scopes are as they
   * should be. `undefined` where that read was not made; `notRead` says why.
   */
  readonly left?: readonly Left[]
  readonly notRead?: string
  /**
   * A server asked to be left alone until then, ISO 8601, for longer than a run waits: what was not done yet is left
   * open, for {@link resume} after that time.
   */
  readonly parked?: string
  /** What somebody should know besides: that what was taken could not be remembered. Empty as a rule. */
  readonly notes: readonly string[]
}

/** How many steps ended how. */
export type Counts = Readonly<Record<Result['outcome'], number>>

/** What a run did in one scope. */
export interface ScopeReport {
  readonly key: string
  readonly name: string
  readonly counts: Counts
  /** Why no further step was begun in it: the credential was refused, or too much failed. */
  readonly stopped?: string
  /** Until when it is left alone because its server asked for that, ISO 8601. */
  readonly parked?: string
  readonly left?: readonly Left[]
  readonly notRead?: string
}

/**
 * Carries out what was approved of a plan, each step once, and reads the scope again at the end.
 *
 * Of a plan over several scopes each step goes to the administrator of its own. With `state` each step stands in the
 * journal before it is sent, and {@link resume} goes on with a run that was broken off, wherever that was. Memory grows
 * with the plan: {@link makePlan} says how far.
 *
 * @throws {UserAdminError} `invalid` before the first step (a changed plan, another scope, an approval
 * that does not fit, a plan older than an hour), `conflict` where another run is at work in one of the scopes, or
 * whatever the first reads and the journal's first row throw. Afterwards it never rejects: how each step ended stands in
 * the report.
 */
export async function applyPlan(
  admins: UserAdmin | readonly UserAdmin[],
  plan: Plan,
  options: ApplyOptions,
): Promise<Report> {
  const { byKey, approved } = await check(admins, plan, options, (options?.now ?? Date.now)())
  const begin = async (): Promise<Report> => await carryOut({ plan, byKey, approved, options, broken: undefined })
  const { state, by, approve } = options
  const scopes = plan.scopes.map(({ scope }) => scope)
  return state === undefined ? await begin() : await state.exclusively(scopes, by ?? approve.by, begin)
}
