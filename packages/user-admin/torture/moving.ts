import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import {
  applyPlan,
  guardCodes,
  type Member,
  makePlan,
  memoryState,
  type Plan,
  type Report,
  runUnattended,
  type State,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member, staff, workspaceScope } from '../test/memory.ts'
import { type Asked, email, goalOf, judge, wanted } from './moving-judge.ts'
import { type Move, MovingWorld, move } from './moving-world.ts'

/**
 * Bugs that the oracle must find: a drifted membership acted on, or said to be done; a fresh plan done whole; an
 * approval that has expired, or that releases what nobody named.
 */
export const movingPlants = [
  'ignore-mark',
  'drifted-done',
  'no-intersection',
  'expired-approval',
  'release-all',
] as const
export type MovingPlant = (typeof movingPlants)[number]

const hour = 3_600_000
const start = Date.parse('2026-11-20T20:00:00Z')
/** Nobody was invited lately: such people are left alone. */
const since = start - 100 * 24 * hour

/** One plan, who decides about it, and what somebody else does before and during its run. */
interface Schedule extends Asked {
  readonly people: readonly { readonly status: Member['status']; readonly admin: boolean }[]
  readonly assets: 'leave' | 'hand-over'
  readonly decision: 'at-once' | 'approved' | 'rejected' | 'nobody'
  readonly may: 'report' | 'within-guards'
  readonly hours: number
  readonly before: readonly Move[]
  readonly during: readonly { readonly at: number; readonly move: Move }[]
  readonly concurrency: number
}

/** Schedules of every kind. */
const schedule: fc.Arbitrary<Schedule> = fc
  .record<Schedule>({
    system: fc.constantFrom<Schedule['system']>('aac', 'houston'),
    people: fc.array(
      fc.record({
        status: fc.constantFrom<Member['status']>('active', 'active', 'active', 'invited', 'suspended'),
        admin: fc.constantFrom(false, false, false, false, true),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    goal: fc.constantFrom<Schedule['goal']>('keep', 'remove', 'suspend', 'roster'),
    named: fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 12 }),
    assets: fc.constantFrom<Schedule['assets']>('leave', 'hand-over'),
    decision: fc.constantFrom<Schedule['decision']>(
      'at-once',
      'approved',
      'approved',
      'approved',
      'rejected',
      'nobody',
    ),
    release: fc.constantFrom<Schedule['release']>('all', 'all', 'all', 'none'),
    may: fc.constantFrom<Schedule['may']>('report', 'within-guards'),
    hours: fc.constantFrom(1, 9, 9, 71, 73),
    before: fc.array(move, { maxLength: 6 }),
    during: fc.array(fc.record({ at: fc.nat(60), move }), { maxLength: 8 }),
    concurrency: fc.integer({ min: 1, max: 4 }),
  })
  // Nobody is suspended there.
  .map((one) => (one.system === 'houston' && one.goal === 'suspend' ? { ...one, goal: 'remove' } : one))

/** What schedules came to: they are worth something only where much is done, and much drifts. */
export interface Tally {
  done: number
  drifted: number
  unapproved: number
  idle: number
}

/** One schedule; throws what the oracle says. */
async function movingRun(given: Schedule, plant?: MovingPlant, tally?: Tally): Promise<void> {
  const world = new MovingWorld(
    new MemoryAdmin(
      [
        member('me@example.edu', { admin: true }),
        member('bo@example.edu', { admin: true }),
        ...staff(12),
        ...given.people.map((about, n) =>
          member(email(n), {
            ...(given.goal === 'suspend' || given.goal === 'roster' ? { admin: about.admin } : about),
            since,
          }),
        ),
      ],
      given.system === 'aac' ? aacScope : workspaceScope,
    ),
  )
  const admin = world.ours(plant === 'ignore-mark' || plant === 'drifted-done' ? plant : undefined)
  let time = start
  const now = (): number => time
  const state = memoryState({ now })
  await state.record({ kind: 'baseline', scope: admin.scope, at: new Date(start).toISOString(), members: 30 })
  const goal = goalOf(given)
  const planning = {
    state,
    now,
    assets:
      given.assets === 'leave' || given.system === 'houston'
        ? ('leave' as const)
        : { transferTo: { email: 'bo@example.edu' } },
  }
  const release = given.release === 'all' ? guardCodes : []

  if (given.decision === 'at-once') {
    const plan = await makePlan(admin, goal, planning)
    for (const one of given.before) world.move(one)
    world.plan(given.during)
    const { concurrency } = given
    const report = await applyPlan(admin, plan, {
      approve: { id: plan.id, by: 'ana' },
      release,
      state,
      now,
      concurrency,
    })
    judge(given, world, { plan, report, approved: world.lists[0] ?? [], freshAt: 0 })
    count(report, tally)
    return
  }

  const job = { ...planning, by: 'nightly' }
  const { held } = await runUnattended(admin, goal, { ...job, may: 'report' })
  const id = held?.plan.id
  if (id === undefined) return
  if (given.decision === 'approved') await state.held.approve(id, { by: 'ana', release })
  if (given.decision === 'rejected') await state.held.reject(id, { by: 'ana', reason: 'Not now.' })
  for (const one of given.before) world.move(one)
  time += given.hours * hour
  world.plan(given.during)
  const freshAt = world.lists.length
  const may = given.decision === 'approved' && given.hours <= 72 ? given.may : 'report'
  const spoilt = planted(state, plant, {
    now,
    fresh: () => makePlan(world.admin, goal, { ...planning, unattended: true }),
  })
  const result = await runUnattended(admin, goal, { ...job, state: spoilt, may, concurrency: given.concurrency })
  const lives = given.decision === 'approved' && given.hours <= 72
  if (!lives) {
    assert.deepEqual(world.effects, [], `a plan that was ${given.decision} ${given.hours} hours ago was carried out`)
    if (tally !== undefined) tally.idle += 1
    return
  }
  if (result.plan === undefined) assert.fail(`the run came to nothing: ${result.why}`)
  if (result.report === undefined) assert.fail(`an approved plan was not carried out: ${result.why}`)
  judge(given, world, { plan: result.plan, report: result.report, approved: world.lists[0] ?? [], freshAt })
  count(result.report, tally)
  const waiting = result.held?.status === 'waiting' ? result.held.plan : undefined
  if (waiting !== undefined && may === 'report')
    assert.ok(
      world.lists.some((list) => asksFor(waiting, given, list)),
      `what waits now (${waiting.steps.map(({ what }) => what).join(', ')}) is nothing that was left at any time`,
    )
}

/** Whether a plan asks for what is wanted of these people. Whom our own run only just invited it may leave alone. */
function asksFor({ steps }: Plan, given: Schedule, people: readonly Member[]): boolean {
  const invited = new Set(people.flatMap(({ id, status }) => (status === 'invited' ? [id] : [])))
  const text = (persons: readonly string[]): string => String(persons.filter((one) => !invited.has(one)).toSorted())
  return (
    text(steps.map(({ id, email: address }) => id ?? address)) ===
    text(wanted(given, people).map(({ member: { id, email: address } }) => id || address))
  )
}

function count({ results }: Report, tally: Tally | undefined): void {
  if (tally === undefined) return
  for (const { outcome, reason = '' } of results) {
    if (outcome === 'done') tally.done += 1
    if (outcome === 'unchanged' || /changed|not here/.test(reason)) tally.drifted += 1
    if (reason === 'Not part of what was approved.') tally.unapproved += 1
  }
}

/** The same state with one bug. */
function planted(
  state: State,
  plant: MovingPlant | undefined,
  { now, fresh }: { readonly now: () => number; readonly fresh: () => Promise<Plan> },
): State {
  if (plant !== 'no-intersection' && plant !== 'expired-approval' && plant !== 'release-all') return state
  const list: State['held']['list'] = async (status) => {
    if (status !== 'approved') return await state.held.list(status)
    const all = (await state.held.list()).filter(
      ({ decision }) => decision !== undefined && decision.reason !== 'Not now.',
    )
    const madeAt = new Date(now()).toISOString()
    switch (plant) {
      case 'expired-approval':
        return all.map((one) => ({ ...one, status, plan: { ...one.plan, madeAt } }))
      case 'no-intersection': {
        const plan = await fresh()
        return all.filter((one) => one.status === status).map((one) => ({ ...one, plan }))
      }
      case 'release-all':
        return all
          .filter((one) => one.status === status)
          .map((one) => ({ ...one, decision: { by: 'ana', at: madeAt, release: guardCodes } }))
      default:
        return plant satisfies never
    }
  }
  return { ...state, held: { ...state.held, list } }
}

/** So many random schedules; what broke, or nothing. */
export async function moving({
  runs,
  seed,
  plant,
  tally,
}: {
  readonly runs: number
  readonly seed: number
  readonly plant?: MovingPlant | undefined
  /** Added to. */
  readonly tally?: Tally | undefined
}): Promise<string | undefined> {
  const property = fc.asyncProperty(schedule, (one) => movingRun(one, plant, tally))
  const details = await fc.check(property, { numRuns: runs, seed, endOnFailure: plant !== undefined })
  return details.failed ? `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}` : undefined
}
