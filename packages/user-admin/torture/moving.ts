import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import {
  applyPlan,
  type Goal,
  guardCodes,
  keepOnly,
  leavers,
  type Member,
  makePlan,
  memoryState,
  type Plan,
  type Report,
  runUnattended,
  type State,
  type Step,
} from '../src/index.ts'
import { MemoryAdmin, member, staff } from '../test/memory.ts'
import { type Move, MovingWorld, move, nameOf } from './moving-world.ts'

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
export interface Schedule {
  readonly people: readonly { readonly status: Member['status']; readonly admin: boolean }[]
  readonly goal: 'keep' | 'remove' | 'suspend'
  readonly named: readonly number[]
  readonly assets: 'leave' | 'hand-over'
  readonly decision: 'at-once' | 'approved' | 'rejected' | 'nobody'
  readonly release: 'all' | 'none'
  readonly may: 'report' | 'within-guards'
  readonly hours: number
  readonly before: readonly Move[]
  readonly during: readonly { readonly at: number; readonly move: Move }[]
  readonly concurrency: number
}

/** Schedules of every kind. */
export const schedule: fc.Arbitrary<Schedule> = fc.record({
  people: fc.array(
    fc.record({
      status: fc.constantFrom<Member['status']>('active', 'active', 'active', 'invited', 'suspended'),
      admin: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  goal: fc.constantFrom<Schedule['goal']>('keep', 'remove', 'suspend'),
  named: fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 12 }),
  assets: fc.constantFrom<Schedule['assets']>('leave', 'hand-over'),
  decision: fc.constantFrom<Schedule['decision']>('at-once', 'approved', 'approved', 'approved', 'rejected', 'nobody'),
  release: fc.constantFrom<Schedule['release']>('all', 'all', 'all', 'none'),
  may: fc.constantFrom<Schedule['may']>('report', 'within-guards'),
  hours: fc.constantFrom(1, 9, 9, 71, 73),
  before: fc.array(move, { maxLength: 6 }),
  during: fc.array(fc.record({ at: fc.nat(60), move }), { maxLength: 8 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
})

// Names that are not like each other: who is like somebody protected is left alone.
const names = 'anna bruno chloe dmitri esther farouk gudrun hiroshi ingrid jamal katya leonid'.split(' ')
const email = (n: number): string => `${names[n] ?? n}@example.edu`

/** What schedules came to: they are worth something only where much is done, and much drifts. */
export interface Tally {
  done: number
  drifted: number
  unapproved: number
  idle: number
}

/** One schedule; throws what the oracle says. */
export async function movingRun(given: Schedule, plant?: MovingPlant, tally?: Tally): Promise<void> {
  const world = new MovingWorld(
    new MemoryAdmin([
      member('me@example.edu', { admin: true }),
      member('bo@example.edu', { admin: true }),
      ...staff(12),
      ...given.people.map((about, n) =>
        member(email(n), { ...(given.goal === 'suspend' ? { admin: about.admin } : about), since }),
      ),
    ]),
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
    assets: given.assets === 'leave' ? ('leave' as const) : { transferTo: { email: 'bo@example.edu' } },
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
    judge(given, world, { plan, report, approvedAt: 0, freshAt: 0 })
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
  judge(given, world, { plan: result.plan, report: result.report, approvedAt: 0, freshAt })
  count(result.report, tally)
  const waiting = result.held?.status === 'waiting' ? result.held.plan : undefined
  if (waiting !== undefined && may === 'report') {
    const asked = waiting.steps.map((step) => step.id ?? step.email).toSorted()
    assert.ok(
      world.lists.some(
        (list) =>
          String(
            wanted(given, list)
              .map(({ member: { id: of } }) => of)
              .toSorted(),
          ) === String(asked),
      ),
      `what waits now (${asked.join()}) is nothing that was left at any time`,
    )
  }
}

function count({ results }: Report, tally: Tally | undefined): void {
  if (tally === undefined) return
  for (const { outcome, reason = '' } of results) {
    if (outcome === 'done') tally.done += 1
    if (outcome === 'unchanged' || /changed|not here/.test(reason)) tally.drifted += 1
    if (reason === 'Not part of what was approved.') tally.unapproved += 1
  }
}

function goalOf({ goal, named }: Schedule): Goal {
  if (goal === 'keep') return keepOnly(['bo@example.edu', '@staff.example', ...named.slice(0, 3).map(email)])
  return leavers(named.map(email), { action: goal })
}

/** Whom the goal means among these people: said here once more, in other words than a plan's. */
function wanted(
  { goal, named }: Schedule,
  people: readonly Member[],
): readonly { readonly action: Step['action']; readonly member: Member }[] {
  const list = new Set(named.map(email))
  const kept = new Set(['me@example.edu', 'bo@example.edu', ...named.slice(0, 3).map(email)])
  return people.flatMap((one) => {
    if (one.email === 'me@example.edu') return []
    if (goal === 'keep')
      return kept.has(one.email) || one.email.endsWith('@staff.example')
        ? []
        : [{ action: 'remove' as const, member: one }]
    if (!list.has(one.email) || (goal === 'suspend' && one.status === 'suspended')) return []
    return [{ action: goal, member: one }]
  })
}

interface Judged {
  readonly plan: Plan
  readonly report: Report
  /** Which list the approved plan was made of, and which the one that was carried out. */
  readonly approvedAt: number
  readonly freshAt: number
}

const callOf: Readonly<Partial<Record<Step['action'], string>>> = { remove: 'remove', suspend: 'suspend' }

function judge(given: Schedule, world: MovingWorld, { plan, report, approvedAt, freshAt }: Judged): void {
  const named = (at: number): Map<string, { action: Step['action']; member: Member }> =>
    new Map(wanted(given, world.lists[at] ?? []).map((one) => [nameOf(one.action, one.member), one]))
  const before = named(approvedAt)
  const both = new Map([...named(freshAt)].filter(([name]) => before.has(name)))
  const meant = [...both.values()]

  // Each effect is one that was approved: of that person, that action, that membership.
  for (const { call, id, mark } of world.effects) {
    const fits = meant.some(
      ({ action, member: one }) =>
        one.id === id &&
        one.mark === mark &&
        (call === callOf[action] || (call === 'transferAssets' && action === 'remove')),
    )
    assert.ok(fits, `${call} was done to ${id} (${mark}), and nobody approved that of this membership`)
  }
  const changes = world.effects.filter(({ call }) => call !== 'transferAssets').map(({ id }) => id)
  assert.equal(new Set(changes).size, changes.length, 'somebody was changed twice')

  assert.equal(report.results.length, plan.steps.length, 'a step is missing in the report')
  const done = new Set(changes)
  for (const { step, outcome, reason = '' } of report.results) {
    const who = `${step.email} (${outcome}: ${reason})`
    assert.equal(
      outcome === 'done',
      done.has(step.id ?? ''),
      `${who}, and ${done.has(step.id ?? '') ? 'it was' : 'it was not'} done`,
    )
    if (outcome !== 'done') assert.ok(outcome === 'unchanged' || reason !== '', `${who} says no reason`)
    const drifted = world.touchedSince(step.id ?? '', freshAt + 1)
    if (outcome === 'unchanged') assert.ok(drifted, `${who}, and nobody else touched that person`)
    const isMeant = meant.some(({ action, member: one }) => one.id === step.id && action === step.action)
    if (!isMeant) assert.equal(outcome, 'skipped', `${who} was not approved`)
    if (isMeant && drifted && outcome !== 'done')
      assert.match(
        `${outcome} ${reason}`,
        /changed|not here|unchanged|Only \d+ other|Held back|owns/,
        `${who}, and that person had changed`,
      )
  }
  for (const { action, member: one } of meant) {
    if (done.has(one.id) || world.touchedSince(one.id, freshAt + 1) || one.admin === true || given.release === 'none')
      continue
    const result = report.results.find(({ step }) => step.id === one.id)
    assert.fail(
      `${action} ${one.email} was approved and is meant still, and ended ${result?.outcome}: ${result?.reason}`,
    )
  }
  // More than five of about thirty are held, and nobody released that.
  if (given.release === 'none' && wanted(given, world.lists[freshAt] ?? []).length > 5)
    assert.deepEqual(world.effects, [], 'what a guard holds was done without its release')
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
