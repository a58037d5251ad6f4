import { digestOf } from '../digest.ts'
import type { Entry } from '../identity/identity.ts'
import type { PlanState } from '../state.ts'
import type { Caller, CallOptions, Scope, UserReader } from '../user-admin.ts'
import type { PlainGoal } from './asking.ts'
import type { Assets, ScopeAssets } from './assets.ts'
import { checkOptions, checkRead } from './checks.ts'
import { usualMost } from './crowd.ts'
import { drafted } from './draft.ts'
import type { Estimate } from './estimate.ts'
import type { Exempt, Exempted } from './exempt.ts'
import type { Goal } from './goal.ts'
import type { Held } from './guards.ts'
import type { Limits, Policy } from './policy.ts'
import type { Expectations } from './sources.ts'
import type { Blocked, Kept, Later, Missing, Step, Unmatched } from './step.ts'

/** What `makePlan` takes besides the goal. */
export interface PlanOptions extends CallOptions, Expectations {
  readonly policy?: Policy | undefined
  readonly assets?: Assets | undefined
  /** What is remembered between runs. Without it the rolling guard is not checked, and nobody is a leaver by absence. */
  readonly state?: PlanState | undefined
  /** Nobody is there to be asked: such a plan needs a baseline in `state`. Default false. */
  readonly unattended?: boolean | undefined
  /**
   * Told of each scope that could not be read, with what it threw; the plan is then of the others, and says nothing of it.
   * What is wrong with the call, and none that could be read, is thrown all the same. Default: what the first threw is thrown.
   */
  readonly onUnread?: ((scope: Scope, error: unknown) => void) | undefined
  /** Scopes that are read at once. Default 8. */
  readonly concurrency?: number | undefined
  /** How many people the scopes may have between them, and a list may name: more are an error, before memory runs out. Default 250,000. */
  readonly maxPeople?: number | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * What would happen to whom, and why not to others. Plain JSON (`plan.schema.json`): it can be kept, shown, compared and
 * sent.
 *
 * `id` is the SHA-256 over everything but the time, the callers and the estimate, in canonical form (RFC 8785): an unchanged world
 * gives the same id, and a changed letter another one.
 */
export interface Plan {
  readonly version: 1
  readonly id: string
  readonly goal: PlainGoal
  readonly policy: {
    readonly protect: readonly Entry[]
    /** Absent: nobody is exempt. */
    readonly exempt?: readonly Exempted[]
    readonly unattended: boolean
  }
  /** Every scope that was read, by key. */
  readonly scopes: readonly PlannedScope[]
  readonly steps: readonly Step[]
  /** The guards that hold steps back; each step names its own in `heldBy`. */
  readonly held: readonly Held[]
  readonly kept: readonly Kept[]
  readonly blocked: readonly Blocked[]
  readonly later: readonly Later[]
  readonly missing: readonly Missing[]
  readonly unmatched: readonly Unmatched[]
  /** From whom nothing is taken because somebody answers for them. Absent: nobody is exempt. */
  readonly exempt?: readonly Exempt[]
  /** What cannot be undone, once for each kind of step. */
  readonly irreversible: readonly string[]
  /** Invitations that the systems will send; one to somebody who has an account already may go unsent. */
  readonly mails: number
  /** What could not be judged without `state`: what was taken lately, and who is absent from a directory since when. */
  readonly notChecked: readonly ('rolling' | 'absence')[]
  /** When the oldest thing that it rests on was read, ISO 8601. Not part of the id. */
  readonly madeAt: string
  /** Whom the credentials act as, in the order of `scopes`. Not part of the id. */
  readonly madeBy: readonly Caller[]
  /** What carrying it out will take, by what was learnt while it was made. Not part of the id. */
  readonly estimate: Estimate
}

/** One scope of a plan. */
export interface PlannedScope {
  /** What steps name it by. */
  readonly key: string
  readonly scope: Scope
  /** People in it when it was read. */
  readonly members: number
  readonly limits: Limits
  readonly assets: ScopeAssets
  /** The ways in that the credential is not shown: no step here promises `done`. */
  readonly unseen: readonly string[]
  /** Places that are sold by the seat, now and after the plan without what is held; `null` where they are not, or nobody says. */
  readonly seats: { readonly limit: number | null; readonly taken: number | null; readonly after: number | null } | null
  /** Whether the goal says something about everybody here, so that who is absent from it is dealt with. */
  readonly whole: boolean
  /** Of leavers of a directory: what became of its members, each of whom counts once. */
  readonly matched?: Counted
}

/** How many members a directory knows, clearly or not; how many are exempt; how many it does not know. */
export interface Counted {
  readonly matched: number
  readonly exempt: number
  readonly unmatched: number
}

/**
 * Says what would have to happen for the goal to be true, and changes nothing.
 *
 * Over several scopes it is one plan, with separate steps, guards and results for each. It is one document, so memory
 * grows with the people: plan, run and report of 100,000 removals need a heap of 250 MB, of 250,000 one of 450 MB; more
 * people than that are refused unless `maxPeople` says so.
 *
 * @throws {UserAdminError} `invalid` for a goal that cannot be meant, and for more people than `maxPeople`; `conflict`
 * with `guard` for a directory that cannot be trusted; `unsupported` for what none of the scopes can do; whatever a
 * reader throws. A list that is not whole is an error, never a smaller plan; with `onUnread` it is an error of its scope.
 */
export async function makePlan(
  readers: UserReader | readonly UserReader[],
  goal: Goal,
  options: PlanOptions = {},
): Promise<Plan> {
  checkRead(goal)
  checkOptions(options)
  return await planAgain(readers, goal, { ...options, maxPeople: options.maxPeople ?? usualMost })
}

/** The same for the goal that stands in a plan: only to see what of it is left, for the directory is not read again. */
export async function planAgain(
  readers: UserReader | readonly UserReader[],
  goal: Goal,
  options: PlanOptions = {},
): Promise<Plan> {
  const { plan } = await drafted(readers, goal, options)
  madeHere.add(plan)
  return plan
}

/** Plans that this process made itself: whoever approves one of them approves their own. */
export const madeHere: WeakSet<Plan> = new WeakSet()

/** The id that a plan's content has; differs from its `id` once anything was changed. */
export async function planId(plan: Plan): Promise<string> {
  const { id: _id, madeAt: _madeAt, madeBy: _madeBy, estimate: _estimate, ...content } = plan
  return digestOf(content)
}
