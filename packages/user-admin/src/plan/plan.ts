import pMap from 'p-map'
import { digestOf } from '../digest.ts'
import { verified } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import { type Entry, entries } from '../identity/identity.ts'
import { countedIn } from '../state/baseline.ts'
import type { PlanState } from '../state.ts'
import type { Caller, CallOptions, Scope, UserReader } from '../user-admin.ts'
import { goalFor, type PlainGoal, plainGoal, wantedBy } from './asking.ts'
import { type Assets, assetsIn, heirsOf, type ScopeAssets } from './assets.ts'
import { checkAble, checked, checkOptions } from './checks.ts'
import { Crowd, usualMost } from './crowd.ts'
import { type Difference, difference, inOrder } from './diff.ts'
import { type Estimate, estimateOf } from './estimate.ts'
import type { Exempt, Exempted } from './exempt.ts'
import type { Goal } from './goal.ts'
import { type Ground, groundOf } from './ground.ts'
import { guarded, type Held, type ScopeCase } from './guards.ts'
import { missingOf, unmatchedOf } from './missing.ts'
import { type Limits, limitsOf, type Policy } from './policy.ts'
import { checkSource, type Expectations } from './sources.ts'
import type { Blocked, Kept, Later, Missing, Step, Unmatched } from './step.ts'
import { keyOf, readWorld, type World } from './world.ts'

/** What `makePlan` takes besides the goal. */
export interface PlanOptions extends CallOptions, Expectations {
  readonly policy?: Policy | undefined
  readonly assets?: Assets | undefined
  /** What is remembered between runs. Without it the rolling guard is not checked, and nobody is a leaver by absence. */
  readonly state?: PlanState | undefined
  /** Nobody is there to be asked: such a plan needs a baseline in `state`. Default false. */
  readonly unattended?: boolean | undefined
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
 * reader throws. A list that is not whole is an error, never a smaller plan.
 */
export async function makePlan(
  readers: UserReader | readonly UserReader[],
  goal: Goal,
  options: PlanOptions = {},
): Promise<Plan> {
  if (
    goal !== null &&
    typeof goal === 'object' &&
    'source' in goal &&
    goal.source !== undefined &&
    goal.reading === undefined
  )
    throw new UserAdminError(
      'invalid',
      `The goal was taken from a plan, and what ${goal.source.name} said is not in it: read the source again, and make the goal of that.`,
    )
  checkOptions(options)
  return await planAgain(readers, goal, { ...options, maxPeople: options.maxPeople ?? usualMost })
}

/** The same for the goal that stands in a plan: only to see what of it is left, for the directory is not read again. */
export async function planAgain(
  readers: UserReader | readonly UserReader[],
  goal: Goal,
  options: PlanOptions = {},
): Promise<Plan> {
  checkOptions(options)
  const { signal, now = Date.now, state, policy, concurrency = 8, maxPeople = Number.POSITIVE_INFINITY } = options
  const crowd = new Crowd(maxPeople)
  const began = now()
  const all = checked(readers, goal, began)
  crowd.checkNamed(goal)
  // Whatever is wrong with the call is said before the first request.
  const limits = new Map(all.map(({ scope }) => [keyOf(scope), limitsOf(scope, policy)]))
  const protect = entries(policy?.protect ?? [])
  const reading = 'reading' in goal && goal.reading !== undefined ? await verified(goal.reading) : undefined
  const readAt = reading === undefined ? began : Math.min(began, Date.parse(reading.readAt))
  if (reading !== undefined)
    await checkSource(goal, reading, options, { state, shrink: policy?.shrink ?? 0.9, now: began })
  const perScope = goalFor(
    goal,
    all.map(({ scope }) => scope),
  )

  const worlds = await pMap(all, (reader) => readWorld(reader, wantedBy(perScope(reader.scope)), crowd, { signal }), {
    concurrency,
    ...(signal === undefined ? {} : { signal }),
  })
  checkAble(goal, worlds)
  if (reading?.kind === 'complete') await state?.record({ kind: 'snapshot', snapshot: reading })
  const groundFor = await groundOf(goal, worlds, {
    protect,
    reading,
    state,
    invitedLately: options.unattended === true || goal.kind === 'leavers' ? began - 7 * 86_400_000 : undefined,
  })
  const decided = assetsIn(worlds, options.assets)
  const parts = worlds.map((world, index) => {
    const assets = decided[index] ?? null
    const ground = groundFor(world)
    return { world, assets, ground, found: compared(world, perScope(world.scope), ground, assets) }
  })

  const missing = missingOf(goal, protect, parts)
  // Before the guards judge: who is not here any more, and was not taken by a run that is remembered, counts as taken.
  for (const { scope, members } of worlds) {
    const { members: count, ids } = countedIn(members)
    await state?.record({ kind: 'members', scope, at: new Date(began).toISOString(), count, ids })
  }
  const cases: ScopeCase[] = []
  for (const { world, assets, found } of parts)
    cases.push(await caseOf(world, limits.get(world.key) ?? limitsOf(world.scope), assets, found, state, began))
  const steps = parts.flatMap(({ found }) => found.steps).toSorted(inOrder)
  const held = guarded({
    scopes: cases,
    steps,
    missing: missing.filter(({ protects }) => protects).map(({ entry, nearest }) => ({ entry, nearest })),
    unattended: options.unattended === true,
  })
  const content: Omit<Plan, 'id' | 'madeAt' | 'madeBy' | 'estimate'> = {
    version: 1,
    goal: plainGoal(goal),
    policy: { protect, unattended: options.unattended === true },
    scopes: parts.map(({ world, assets }) => ({
      key: world.key,
      scope: world.scope,
      members: world.members.length,
      limits: limits.get(world.key) ?? limitsOf(world.scope),
      assets,
      unseen: world.unseen,
      seats: seatsAfter(world, steps),
      whole: isWhole(perScope(world.scope)),
    })),
    steps,
    held,
    kept: parts.flatMap(({ found }) => found.kept),
    blocked: parts.flatMap(({ found }) => found.blocked),
    later: parts.flatMap(({ found }) => found.later),
    missing: missing.map(({ entry, nearest }) => ({ entry, nearest })),
    unmatched: unmatchedOf(goal, parts),
    irreversible: [...new Set(steps.flatMap(({ irreversible }) => irreversible ?? []))].toSorted(),
    mails: steps.filter(({ action }) => action === 'invite').length,
    notChecked: state === undefined ? (isOfDirectory(goal) ? ['rolling', 'absence'] : ['rolling']) : [],
  }
  const plan: Plan = {
    ...content,
    id: await digestOf(content),
    madeAt: new Date(readAt).toISOString(),
    madeBy: worlds.map(({ caller }) => caller),
    estimate: estimateOf(steps, worlds, all),
  }
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

/** @throws {UserAdminError} `invalid` where who receives assets would lose access by the same plan. */
function compared(world: World, goal: Goal, ground: Ground, assets: ScopeAssets): Difference {
  const found = difference(goal, world, ground, assets)
  const heirs = new Set(heirsOf(assets).map(({ id }) => id))
  const lost = found.steps.find(
    ({ id, action }) => (action === 'remove' || action === 'suspend') && heirs.has(id ?? ''),
  )
  if (lost === undefined) return found
  throw new UserAdminError(
    'invalid',
    `Assets cannot be handed to ${lost.email}: the same plan would ${lost.action} that person. Protect the receiver, or name another.`,
  )
}

async function caseOf(
  world: World,
  limits: Limits,
  assets: ScopeAssets,
  { steps }: Difference,
  state: PlanState | undefined,
  now: number,
): Promise<ScopeCase> {
  const { key, scope, members } = world
  const touched = new Set(steps.filter(({ takesAdmin }) => takesAdmin).map(({ id }) => id))
  return {
    key,
    scope,
    limits,
    members: countedIn(members).members,
    adminsLeft: members.filter(({ id, admin, status }) => admin === true && status === 'active' && !touched.has(id))
      .length,
    assetsDecided: assets !== null,
    window: await state?.window(scope, now - limits.rolling.days * 86_400_000),
    baseline: await state?.baseline(scope),
  }
}

/** A removal frees a seat; a suspension does not, and an invitation takes one once it is accepted. */
function seatsAfter({ key, seats, members }: World, steps: readonly Step[]): PlannedScope['seats'] {
  if (seats === null) return null
  const { limit = null, taken = null } = seats
  const seated = new Set(members.filter(({ status }) => status !== 'invited').map(({ id }) => id))
  const freed = steps.filter(
    (step) => step.scope === key && step.action === 'remove' && step.heldBy.length === 0 && seated.has(step.id ?? ''),
  )
  return { limit, taken, after: taken === null ? null : Math.max(0, taken - freed.length) }
}

const isOfDirectory = (goal: Goal): boolean => goal.kind === 'leavers' && goal.source !== undefined

const isWhole = (goal: Goal): boolean =>
  goal.kind === 'keep-only' || (goal.kind === 'roster' && goal.absent !== 'keep' && goal.complete === 'all')
