import { describe, expect, it } from 'vitest'
import {
  complete,
  type Goal,
  incomplete,
  keepOnly,
  leavers,
  makePlan,
  memoryState,
  type Plan,
  type PlanOptions,
  type PlanState,
  roster,
  type Snapshot,
  type SourcePerson,
} from '../src/index.ts'
import { crowd, MemoryAdmin, staff } from './memory.ts'
import { second, self } from './plan-worlds.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const iso = (time: number): string => new Date(time).toISOString()
const people = (count: number, status: SourcePerson['status'] = 'active'): SourcePerson[] =>
  crowd(count).map(({ email }) => ({ id: email, email, status }))
/** A directory of so many active people, and so many who are not any more. */
const read = (count: number, time = now, disabled = 0): Promise<Snapshot> =>
  complete({
    source: 'campus',
    people: [
      ...people(count),
      ...people(disabled, 'disabled').map((one) => ({ ...one, id: `left-${one.id}`, email: `left-${one.id}` })),
    ],
    proof: 'The server counted them.',
    readAt: iso(time),
  })
const broken = incomplete({ source: 'campus', reason: 'The third page was refused.', seen: 50, readAt: iso(now) })
const goals: [string, (snapshot: Snapshot) => Goal][] = [
  ['keepOnly', keepOnly],
  ['roster', roster],
  ['leavers', leavers],
]

/** The plan, and what was asked of the scope for it. */
async function planned(goal: Goal, options: PlanOptions = {}): Promise<{ calls: string[]; attempt: Promise<Plan> }> {
  const admin = new MemoryAdmin([self, second, ...staff(20)])
  const calls: string[] = []
  admin.before = (call) => void calls.push(call)
  const attempt = makePlan(admin, goal, { assets: 'leave', now: () => now, ...options })
  await attempt.catch(() => undefined)
  return { calls, attempt }
}
/** How a plan ended that was not made, and what was asked of the scope for it. */
async function refusal(goal: Goal, options: PlanOptions): Promise<{ error: unknown; calls: string[] }> {
  const { calls, attempt } = await planned(goal, options)
  return { error: await attempt.catch((error: unknown) => error), calls }
}
const stop = (guard: string, message: string): object => ({
  error: expect.objectContaining({
    name: 'UserAdminError',
    problem: 'conflict',
    effect: 'none',
    guard,
    message,
  }) as Error,
  calls: [],
})

describe.each(goals)('a directory that %s rests on', (_name, goalOf) => {
  it('stops the plan before anything is read where it was not read whole, whatever is expected', async () => {
    const message =
      'campus was not read whole, so nothing is concluded from it: The third page was refused. Mend that and read it again.'
    for (const options of [{}, { expectEmpty: 'campus' }, { expectShrunk: 'campus' }])
      expect(await refusal(goalOf(broken), options)).toEqual(stop('source', message))
  })

  it('stops the plan where it holds nobody, until that is expected of it by name', async () => {
    const message =
      'campus holds nobody, which looks like a company that everybody left. If that is so, say it for this one plan: expectEmpty: "campus".'
    for (const options of [{}, { expectEmpty: 'payroll' }, { expectShrunk: 'campus' }])
      expect(await refusal(goalOf(await read(0)), options)).toEqual(stop('source', message))
    const { attempt } = await planned(goalOf(await read(0)), { expectEmpty: 'campus' })
    expect((await attempt).goal).toMatchObject({ source: { name: 'campus', state: 'empty', people: 0, active: 0 } })
  })

  it('stops the plan where nobody in it is active, as one that holds nobody', async () => {
    const message =
      'campus holds nobody who is active, which looks like a company that everybody left. If that is so, say it for this one plan: expectEmpty: "campus".'
    for (const options of [{}, { expectEmpty: 'payroll' }, { expectShrunk: 'campus' }])
      expect(await refusal(goalOf(await read(0, now, 20)), options)).toEqual(stop('source', message))
    for (const [active, options] of [
      [0, { expectEmpty: 'campus' }],
      [1, {}],
    ] as const) {
      const { attempt } = await planned(goalOf(await read(active, now, 20)), options)
      expect((await attempt).goal).toMatchObject({ source: { state: 'complete', people: active + 20, active } })
    }
  })

  it.each([
    { before: [100, 0], count: [100, 0], stopped: false },
    { before: [100, 0], count: [90, 0], stopped: false },
    { before: [100, 0], count: [89, 0], stopped: true },
    { before: [10, 0], count: [9, 0], stopped: false },
    { before: [10, 0], count: [8, 0], stopped: true },
    { before: [1, 0], count: [1, 0], stopped: false },
    // Who is disabled is still listed, and does not count.
    { before: [100, 50], count: [90, 50], stopped: false },
    { before: [100, 50], count: [89, 61], stopped: true },
    { before: [100, 0], count: [89, 500], stopped: true },
    { before: [100, 500], count: [90, 0], stopped: false },
  ] as const)(
    'of $before active and disabled then and $count now: stopped $stopped',
    async ({ before: [before, beforeDisabled], count: [count, disabled], stopped }) => {
      const state = memoryState({ now: () => now })
      await remember(state, before, beforeDisabled)
      const goal = goalOf(await read(count, now, disabled))
      if (stopped)
        expect(await refusal(goal, { state })).toEqual(
          stop(
            'shrank',
            `campus holds ${count} active people, and held ${before} when it was last read whole (2026-11-19T12:00:00.000Z): that is less than 90 %. If that is so, say it for this one plan: expectShrunk: "campus".`,
          ),
        )
      const { attempt } = await planned(goal, { state, ...(stopped ? { expectShrunk: 'campus' } : {}) })
      expect((await attempt).goal).toMatchObject({
        source: { name: 'campus', people: count + disabled, active: count },
      })
    },
  )

  it('is compared with its own last reading, by a share of the policy; and a plan that was stopped leaves no trace', async () => {
    const state = memoryState({ now: () => now })
    await remember(state, 100)
    const { attempt: refused } = await planned(goalOf(await read(79)), { state, policy: { shrink: 0.8 } })
    await expect(refused).rejects.toMatchObject({ guard: 'shrank' })
    expect(await state.lastSnapshot('campus')).toMatchObject({ people: 100, active: 100 })
    const { attempt } = await planned(goalOf(await read(80)), { state, policy: { shrink: 0.8 } })
    await attempt
    expect(await state.lastSnapshot('campus')).toMatchObject({ people: 80, active: 80 })
    const other = await complete({ source: 'payroll', people: people(1), proof: 'counted', readAt: iso(now) })
    await expect((await planned(goalOf(other), { state })).attempt).resolves.toBeDefined()
  })

  it('is refused when a letter of it was changed after it was read', async () => {
    const snapshot = await read(3)
    if (snapshot.kind !== 'complete') throw new Error('somebody is needed')
    const forged = { ...snapshot, people: snapshot.people.map((one) => ({ ...one, status: 'disabled' as const })) }
    const { calls, attempt } = await planned(goalOf(forged))
    await expect(attempt).rejects.toThrow('The reading of campus was changed after it was made')
    expect(calls).toEqual([])
  })
})

describe('a roster of a directory that was expected to be empty', () => {
  it.each<[string, number]>([
    ['holds nobody', 0],
    ['holds nobody who is active', 7],
  ])('asks for the removal of everybody else, held by the guards, where it %s', async (_name, disabled) => {
    const goal = roster(await read(0, now, disabled), { absent: 'remove' })
    const { attempt } = await planned(goal, { expectEmpty: 'campus' })
    const { steps, held, scopes } = await attempt
    expect(scopes.map(({ whole }) => whole)).toEqual([true])
    expect(steps.map(({ action, email }) => `${action} ${email}`)).toEqual(
      [...staff(20), second].map(({ email }) => `remove ${email}`),
    )
    expect(steps.filter(({ heldBy }) => heldBy.length === 0)).toEqual([])
    expect(held.map(({ code }) => code)).toContain('per-run')
  })
})

async function remember(state: PlanState, count: number, disabled: number = 0): Promise<void> {
  const snapshot = await read(count, now - 86_400_000, disabled)
  if (snapshot.kind !== 'complete') throw new Error('somebody is needed')
  await state.record({ kind: 'snapshot', snapshot })
}

describe('a directory some of whose people have no address', () => {
  const shown = (addressed: number): Promise<Snapshot> =>
    complete({
      source: 'campus',
      people: people(20).map((one, index) => (index < addressed ? one : { id: one.id, status: one.status })),
      proof: 'The server counted them.',
      readAt: iso(now),
    })

  it('did not shrink while they are as many, and did once more of them have none', async () => {
    const state = memoryState({ now: () => now })
    for (let times = 0; times < 2; times += 1)
      expect((await (await planned(leavers(await shown(15)), { state })).attempt).steps).toEqual([])
    const { error } = await refusal(leavers(await shown(13)), { state })
    expect(error).toMatchObject({
      guard: 'shrank',
      message: expect.stringContaining('13 active people, and held 15') as string,
    })
  })
})
