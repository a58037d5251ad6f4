import { describe, expect, it } from 'vitest'
import { type Baseline, keepOnly, makePlan, memoryState, type Plan, type PlanState, roster } from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, staff } from './memory.ts'
import { decided, holding, second, self } from './plan-worlds.ts'

const here = 'https://us1.alteryxcloud.com/41877'
const day = 86_400_000
const now = Date.parse('2026-11-20T12:00:00Z')
const iso = (time: number): string => new Date(time).toISOString()
const goal = keepOnly(['bo@example.edu', '@staff.example'])
const world = (total: number, count: number): MemoryAdmin =>
  new MemoryAdmin([self, second, ...staff(total - 2 - count), ...crowd(count)])
const remembered = (baseline?: Baseline): PlanState => {
  const state = memoryState({ now: () => now })
  return baseline === undefined ? state : { ...state, baseline: async () => baseline }
}

describe('the guard state', () => {
  const nobody = {
    reason: 'Nobody watches this run, and there is no baseline for spring-class, so it may only report.',
    remedy: 'Record a baseline of it in the state once, then such runs may act.',
  }
  const lost = {
    reason: 'The state of spring-class cannot be trusted: its file is gone.',
    remedy: 'Find out what became of the state, then record a new baseline.',
  }
  const recorded: Baseline = { kind: 'recorded', at: iso(now) }
  it.each<[string, boolean, PlanState | undefined, typeof nobody | undefined, number]>([
    ['unattended without state: everything is held', true, undefined, nobody, 2],
    ['unattended without a baseline: everything is held', true, remembered(), nobody, 2],
    ['unattended with one: free', true, remembered(recorded), undefined, 0],
    [
      'unattended, and it is lost: everything is held',
      true,
      remembered({ kind: 'lost', reason: 'its file is gone.' }),
      lost,
      2,
    ],
    [
      'unattended, and it is older: everything is held',
      true,
      remembered({ kind: 'older', reason: 'its file is gone.' }),
      lost,
      2,
    ],
    ['attended without state: free', false, undefined, undefined, 0],
    ['attended without a baseline: free', false, remembered(), undefined, 0],
    ['attended with one: free', false, remembered(recorded), undefined, 0],
    [
      'attended, and it is lost: what takes is held',
      false,
      remembered({ kind: 'lost', reason: 'its file is gone.' }),
      lost,
      1,
    ],
    [
      'attended, and it is older: what takes is held',
      false,
      remembered({ kind: 'older', reason: 'its file is gone.' }),
      lost,
      1,
    ],
  ])('%s', async (_name, unattended, state, sentence, steps) => {
    const both = roster(['bo@example.edu', '@staff.example', 'new@example.edu'], { absent: 'remove' })
    const made = await makePlan(world(20, 1), both, { ...decided, unattended, state, now: () => now })
    expect(made.held).toEqual(sentence === undefined ? [] : [{ code: 'state', scope: here, steps, ...sentence }])
    expect(holding(made)).toEqual([
      ['new@example.edu', steps === 2 ? ['state'] : []],
      ['p000@example.edu', steps > 0 ? ['state'] : []],
    ])
    expect(made.policy.unattended).toBe(unattended)
    expect(made.notChecked).toEqual(state === undefined ? ['rolling'] : [])
  })

  it('takes the baseline that was recorded for this scope, and no other’s', async () => {
    const state = memoryState({ now: () => now })
    await state.record({ kind: 'baseline', scope: { ...aacScope, id: '2' }, at: iso(now), members: 20 })
    const unattended = { ...decided, state, unattended: true, now: () => now }
    expect((await makePlan(world(20, 1), goal, unattended)).held.map(({ code }) => code)).toEqual(['state'])
    await state.record({ kind: 'baseline', scope: aacScope, at: iso(now), members: 20 })
    expect((await makePlan(world(20, 1), goal, unattended)).held).toEqual([])
  })
})

describe('the guard rolling', () => {
  const planWith = async (
    { taken = 0, at = now, released = false, most }: { taken?: number; at?: number; released?: boolean; most?: number },
    [total, count]: readonly [number, number],
    kind: 'remove' | 'suspend' = 'remove',
  ): Promise<Plan> => {
    const state = memoryState({ now: () => now })
    await state.record({ kind: 'taken', scope: aacScope, at: iso(at), count: taken, released })
    if (most !== undefined) await state.record({ kind: 'members', scope: aacScope, at: iso(at), count: most })
    return makePlan(world(total, count), roster(['bo@example.edu', '@staff.example'], { absent: kind }), {
      ...decided,
      state,
      now: () => now,
    })
  }
  it.each([
    { taken: 12, count: 7, held: false },
    { taken: 12, count: 8, held: false },
    { taken: 12, count: 9, held: true },
    { taken: 19, count: 1, held: false },
    { taken: 20, count: 1, held: true },
    { taken: 10, count: 10, held: false },
    { taken: 11, count: 10, held: true },
  ])('of 100 people, $count after $taken: held $held', async ({ taken, count, held }) => {
    for (const kind of ['remove', 'suspend'] as const) {
      const made = await planWith({ taken }, [100, count], kind)
      expect(made.held).toEqual(
        held
          ? [
              {
                code: 'rolling',
                scope: here,
                steps: count,
                reason: `With the ${taken} of the last 7 days ${count === 1 ? 'this one makes' : `these ${count} make`} ${taken + count} of at most 100 people, and 20 may lose access within that time unasked.`,
                remedy: 'If so many are meant, release rolling for this plan.',
              },
            ]
          : [],
      )
      expect(made.steps.every(({ heldBy }) => heldBy.includes('rolling') === held)).toBe(true)
    }
  })

  it.each([
    { what: 'seven days ago to the millisecond', age: 7 * day, held: true },
    { what: 'a millisecond earlier', age: 7 * day + 1, held: false },
  ])('counts what was taken $what: held $held', async ({ age, held }) => {
    const made = await planWith({ taken: 20, at: now - age }, [100, 1])
    expect(made.held.map(({ code }) => code)).toEqual(held ? ['rolling'] : [])
  })

  it('does not count what a person released', async () => {
    expect((await planWith({ taken: 500, released: true }, [100, 10])).held).toEqual([])
  })

  it('compares with the most members of the seven days, not with who is left', async () => {
    expect((await planWith({ taken: 20, most: 120 }, [100, 4])).held).toEqual([])
    expect((await planWith({ taken: 20, most: 120 }, [100, 5])).held[0]?.reason).toBe(
      'With the 20 of the last 7 days these 5 make 25 of at most 120 people, and 24 may lose access within that time unasked.',
    )
    expect((await planWith({ taken: 0, most: 120, at: now - 8 * day }, [100, 10])).held).toEqual([])
  })

  it('counts neither invitations nor downgrades', async () => {
    const state = memoryState({ now: () => now })
    await state.record({ kind: 'taken', scope: aacScope, at: iso(now), count: 500, released: false })
    const made = await makePlan(world(20, 0), roster(['new@example.edu']), { ...decided, state, now: () => now })
    expect([made.steps.length, made.held]).toEqual([1, []])
  })

  it('takes share and days from the policy', async () => {
    const state = memoryState({ now: () => now })
    await state.record({ kind: 'taken', scope: aacScope, at: iso(now - 2 * day), count: 9, released: false })
    const planned = (days: number): Promise<Plan> =>
      makePlan(world(100, 2), goal, { ...decided, state, policy: { rolling: { share: 0.1, days } }, now: () => now })
    expect((await planned(2)).held[0]?.reason).toBe(
      'With the 9 of the last 2 days these 2 make 11 of at most 100 people, and 10 may lose access within that time unasked.',
    )
    expect((await planned(1)).held).toEqual([])
  })

  it('remembers how many members each plan saw', async () => {
    const state = memoryState({ now: () => now })
    await makePlan(world(100, 0), goal, { ...decided, state, now: () => now - day })
    expect(await state.window(aacScope, now - day)).toEqual({ most: 100, taken: 0 })
    expect(await state.window(aacScope, now - day + 1)).toEqual({ most: 0, taken: 0 })
  })
})
