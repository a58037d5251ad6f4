import { describe, expect, it } from 'vitest'
import { keepOnly, type Member, makePlan, memoryState, type Plan, type PlanState } from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, member, staff } from './memory.ts'
import { codes, decided, plan, second, self } from './plan-worlds.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const goal = keepOnly(['bo@example.edu', '@staff.example'])
/** So many who stay and are suspended. */
const locked = (count: number): Member[] =>
  staff(count, { status: 'suspended' }).map((one) => ({ ...one, id: `locked ${one.id}`, email: `x${one.email}` }))
const remembering = async (taken: number): Promise<PlanState> => {
  const state = memoryState({ now: () => now })
  await state.record({ kind: 'taken', scope: aacScope, at: new Date(now).toISOString(), count: taken, released: false })
  return state
}

describe('who is suspended is no measure of how many may lose access', () => {
  it.each([
    { suspended: 40, count: 6, held: false },
    { suspended: 40, count: 7, held: true },
    { suspended: 400, count: 7, held: true },
  ])('per-run: of 60 others, $count beside $suspended: held $held', async ({ suspended, count, held }) => {
    const people = [self, second, ...staff(58 - count), ...crowd(count), ...locked(suspended)]
    const made = await plan(people, goal, decided)
    expect(made.scopes[0]?.members).toBe(60 + suspended)
    expect(made.held.map(({ reason }) => reason)).toEqual(
      held ? ['7 removals among 60 people are more than the 6 that one run may do unasked.'] : [],
    )
  })

  it('small-scope: ten others are few, whoever is suspended beside them', async () => {
    const people = (more: number): Member[] => [self, second, ...staff(6 + more), ...crowd(2), ...locked(30)]
    expect(codes(await plan(people(0), goal, decided))).toEqual(['small-scope'])
    expect(codes(await plan(people(1), goal, decided))).toEqual([])
  })

  it('rolling: a fifth of who is not', async () => {
    const planned = async (taken: number): Promise<Plan> =>
      makePlan(new MemoryAdmin([self, second, ...staff(97), ...crowd(1), ...locked(100)]), goal, {
        ...decided,
        state: await remembering(taken),
        now: () => now,
      })
    expect(codes(await planned(19))).toEqual([])
    expect((await planned(20)).held.map(({ reason }) => reason)).toEqual([
      'With the 20 of the last 7 days this one makes 21 of at most 100 people, and 20 may lose access within that time unasked.',
    ])
  })

  it('and is not remembered as one of them', async () => {
    const state = memoryState({ now: () => now })
    const options = { ...decided, state, now: () => now }
    await makePlan(new MemoryAdmin([self, second, ...staff(10), ...locked(30)]), goal, options)
    expect(await state.window(aacScope, now)).toEqual({ most: 12, taken: 0 })
  })
})

describe('the removal of somebody who was suspended before', () => {
  it('takes no access a second time: rolling does not count it', async () => {
    const people = (status: Member['status']): Member[] => [
      self,
      second,
      ...staff(98),
      member('cy@example.edu', { status }),
    ]
    const planned = async (status: Member['status']): Promise<Plan> =>
      makePlan(new MemoryAdmin(people(status)), goal, { ...decided, state: await remembering(20), now: () => now })
    for (const status of ['active', 'suspended'] as const) {
      const made = await planned(status)
      expect(made.steps).toMatchObject([{ action: 'remove', email: 'cy@example.edu', status }])
      expect(codes(made)).toEqual(status === 'active' ? ['rolling'] : [])
    }
  })
})
