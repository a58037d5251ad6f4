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
const read = (count: number, time = now): Promise<Snapshot> =>
  complete({ source: 'campus', people: people(count), proof: 'The server counted them.', readAt: iso(time) })
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
    expect((await attempt).goal).toMatchObject({ source: { name: 'campus', state: 'empty', people: 0 } })
  })

  it.each([
    { before: 100, count: 100, stopped: false },
    { before: 100, count: 90, stopped: false },
    { before: 100, count: 89, stopped: true },
    { before: 10, count: 9, stopped: false },
    { before: 10, count: 8, stopped: true },
    { before: 1, count: 1, stopped: false },
  ])('of $before people then and $count now: stopped $stopped', async ({ before, count, stopped }) => {
    const state = memoryState({ now: () => now })
    await remember(state, before)
    if (stopped)
      expect(await refusal(goalOf(await read(count)), { state })).toEqual(
        stop(
          'shrank',
          `campus holds ${count} people, and held ${before} when it was last read whole (2026-11-19T12:00:00.000Z): that is less than 90 %. If so many left, say it for this one plan: expectShrunk: "campus".`,
        ),
      )
    const { attempt } = await planned(goalOf(await read(count)), {
      state,
      ...(stopped ? { expectShrunk: 'campus' } : {}),
    })
    expect((await attempt).goal).toMatchObject({ source: { name: 'campus', people: count } })
  })

  it('is compared with its own last reading, by a share of the policy; and a plan that was stopped leaves no trace', async () => {
    const state = memoryState({ now: () => now })
    await remember(state, 100)
    const { attempt: refused } = await planned(goalOf(await read(79)), { state, policy: { shrink: 0.8 } })
    await expect(refused).rejects.toMatchObject({ guard: 'shrank' })
    expect((await state.lastSnapshot('campus'))?.people).toBe(100)
    const { attempt } = await planned(goalOf(await read(80)), { state, policy: { shrink: 0.8 } })
    await attempt
    expect((await state.lastSnapshot('campus'))?.people).toBe(80)
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

async function remember(state: PlanState, count: number): Promise<void> {
  const snapshot = await read(count, now - 86_400_000)
  if (snapshot.kind !== 'complete') throw new Error('somebody is needed')
  await state.record({ kind: 'snapshot', snapshot })
}
