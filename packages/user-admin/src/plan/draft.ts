import pMap from 'p-map'
import { digestOf } from '../digest.ts'
import { type Snapshot, toldAt, verified } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import { entries } from '../identity/identity.ts'
import { countedIn } from '../state/baseline.ts'
import type { PlanState } from '../state.ts'
import type { UserReader } from '../user-admin.ts'
import { goalFor, plainGoal, wantedBy } from './asking.ts'
import { assetsIn, heirsOf, type ScopeAssets } from './assets.ts'
import { checkAble, checked, checkOptions } from './checks.ts'
import { Crowd } from './crowd.ts'
import { type Difference, difference, inOrder } from './diff.ts'
import { estimateOf } from './estimate.ts'
import { type Exempted, exemptions } from './exempt.ts'
import type { Goal } from './goal.ts'
import { type Ground, groundOf } from './ground.ts'
import { guarded, type ScopeCase } from './guards.ts'
import { missingOf, unmatchedOf } from './missing.ts'
import type { Plan, PlannedScope, PlanOptions } from './plan.ts'
import { type Limits, limitsOf } from './policy.ts'
import { checkSource, readingsIn } from './sources.ts'
import type { Step } from './step.ts'
import { keyOf, readWorld, type World } from './world.ts'

/** What a plan of one scope rests on. */
export interface DraftedScope {
  readonly world: World
  readonly ground: Ground
  readonly assets: ScopeAssets
  readonly found: Difference
}

/** A plan, and what it rests on. */
export interface Draft {
  readonly plan: Plan
  /** In the order of the plan. */
  readonly parts: readonly DraftedScope[]
}

/** Makes a plan, and keeps what it rests on. */
export async function drafted(
  readers: UserReader | readonly UserReader[],
  goal: Goal,
  options: PlanOptions = {},
): Promise<Draft> {
  checkOptions(options)
  const { signal, now = Date.now, state, policy, maxPeople = Number.POSITIVE_INFINITY } = options
  const crowd = new Crowd(maxPeople)
  const began = now()
  const all = checked(readers, goal, began)
  crowd.checkNamed(goal)
  // Whatever is wrong with the call is said before the first request.
  const limits = new Map(all.map(({ scope }) => [keyOf(scope), limitsOf(scope, policy)]))
  const protect = entries(policy?.protect ?? [])
  const exempt = exemptions(policy?.exempt ?? [])
  const reading = 'reading' in goal && goal.reading !== undefined ? await verified(goal.reading) : undefined
  const readAt = reading === undefined ? began : Math.min(began, Date.parse(reading.readAt))
  if (reading !== undefined)
    await checkSource(goal, reading, options, { state, shrink: policy?.shrink ?? 0.9, now: began })
  const perScope = goalFor(
    goal,
    all.map(({ scope }) => scope),
  )

  const worlds = await readAll(all, options, async (reader) =>
    readWorld(reader, wantedBy(perScope(reader.scope)), crowd, { signal }),
  )
  checkAble(goal, worlds)
  for (const snapshot of reading === undefined ? [] : readingsIn(reading))
    await state?.record({ kind: 'snapshot', snapshot })
  const groundFor = await groundOf(goal, worlds, {
    protect,
    exempt,
    reading,
    state,
    now: began,
    invitedLately: options.unattended === true || goal.kind === 'leavers' ? began - 7 * 86_400_000 : undefined,
  })
  const decided = assetsIn(worlds, options.assets)
  const parts: DraftedScope[] = []
  for (const [index, world] of worlds.entries()) {
    const assets = decided[index] ?? null
    const ground = await groundFor(world)
    const found = compared(world, perScope(world.scope), ground, assets)
    parts.push({ world, assets, ground, found })
  }
  if (reading?.kind === 'complete') await rememberLinks(state, reading, parts)

  const missing = missingOf(goal, protect, inForce(exempt, began), parts)
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
    policy: { protect, ...(exempt.length === 0 ? {} : { exempt }), unattended: options.unattended === true },
    scopes: parts.map(({ world, assets, found }) => ({
      key: world.key,
      scope: world.scope,
      members: world.members.length,
      limits: limits.get(world.key) ?? limitsOf(world.scope),
      assets,
      unseen: world.unseen,
      seats: seatsAfter(world, steps),
      whole: isWhole(perScope(world.scope)),
      ...(found.matched === undefined ? {} : { matched: found.matched.count }),
    })),
    steps,
    held,
    kept: parts.flatMap(({ found }) => found.kept),
    blocked: parts.flatMap(({ found }) => found.blocked),
    later: parts.flatMap(({ found }) => found.later),
    missing: missing.map(({ entry, nearest }) => ({ entry, nearest })),
    unmatched: unmatchedOf(goal, parts),
    ...(exempt.length === 0 ? {} : { exempt: parts.flatMap(({ found }) => found.exempt) }),
    irreversible: [...new Set(steps.flatMap(({ irreversible }) => irreversible ?? []))].toSorted(),
    mails: steps.filter(({ action }) => action === 'invite' || action === 'remind').length,
    notChecked: state === undefined ? (isOfDirectory(goal) ? ['rolling', 'absence'] : ['rolling']) : [],
  }
  const plan: Plan = {
    ...content,
    id: await digestOf(content),
    madeAt: new Date(readAt).toISOString(),
    madeBy: worlds.map(({ caller }) => caller),
    estimate: estimateOf(
      steps,
      worlds,
      all.filter(({ scope }) => worlds.some(({ key }) => key === keyOf(scope))),
    ),
  }
  return { plan, parts }
}

/** @throws {UserAdminError} what the first reader threw, where nobody wants to be told or none could be read. */
async function readAll(
  readers: readonly UserReader[],
  { concurrency = 8, signal, onUnread }: PlanOptions,
  read: (reader: UserReader) => Promise<World>,
): Promise<readonly World[]> {
  let first: { readonly error: unknown } | undefined
  const worlds = await pMap(
    readers,
    async (reader) => {
      try {
        return [await read(reader)]
      } catch (error) {
        signal?.throwIfAborted()
        // What is refused here is wrong with the call: more people than there may be are so in every scope.
        const isOfCall = error instanceof UserAdminError && error.problem === 'invalid' && error.cause === undefined
        if (onUnread === undefined || isOfCall) throw error
        first ??= { error }
        onUnread(reader.scope, error)
        return []
      }
    },
    { concurrency, ...(signal === undefined ? {} : { signal }) },
  )
  const all = worlds.flat()
  if (all.length === 0 && first !== undefined) throw first.error
  return all
}

const inForce = (exempt: readonly Exempted[], now: number): readonly Exempted[] =>
  exempt.filter(({ until }) => Date.parse(until) > now)

/** Who was clearly found in a complete reading is known by the directory's own id from now on. */
async function rememberLinks(
  state: PlanState | undefined,
  reading: Snapshot,
  parts: readonly DraftedScope[],
): Promise<void> {
  for (const { world, found } of parts)
    if (found.matched !== undefined)
      await state?.record({
        kind: 'links',
        source: reading.source,
        scope: world.scope,
        at: toldAt(reading),
        links: found.matched.links,
      })
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
