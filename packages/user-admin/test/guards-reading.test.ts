import { describe, expect, it } from 'vitest'
import {
  complete,
  type Goal,
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
import { MemoryAdmin, member, staff } from './memory.ts'
import { actions, second, self } from './plan-worlds.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const iso = (time: number): string => new Date(time).toISOString()
const known: readonly SourcePerson[] = [...staff(20), second].map(({ email }) => ({
  id: email,
  email,
  status: 'active',
}))
/** Active people of whom the directory shows no address. */
const nameless = (count: number): SourcePerson[] =>
  Array.from({ length: count }, (_, index) => ({ id: `nameless-${index}`, status: 'active' }))
const read = (people: readonly SourcePerson[] = known, time = now): Promise<Snapshot> =>
  complete({ source: 'campus', people, proof: 'The server counted them.', readAt: iso(time) })
const cy = member('cy@example.edu')
const planned = (goal: Goal, options: PlanOptions = {}): Promise<Plan> =>
  makePlan(new MemoryAdmin([self, second, ...staff(20), cy]), goal, { assets: 'leave', now: () => now, ...options })
async function remembering(people: readonly SourcePerson[], time = now - 86_400_000): Promise<PlanState> {
  const state = memoryState({ now: () => now })
  const snapshot = await read(people, time)
  if (snapshot.kind !== 'complete') throw new Error('somebody is needed')
  await state.record({ kind: 'snapshot', snapshot })
  return state
}
const stops = (guard: string, message: string): Error =>
  expect.objectContaining({ problem: 'conflict', effect: 'none', guard, message }) as Error

const goals: [string, (snapshot: Snapshot) => Goal][] = [
  ['keepOnly', keepOnly],
  ['roster', roster],
  ['leavers', leavers],
]

describe.each(goals)('a reading that %s rests on', (_name, goalOf) => {
  it('may be five minutes ahead of this machine’s clock, and not a millisecond more', async () => {
    const ahead = 5 * 60_000
    await expect(planned(goalOf(await read(known, now + ahead)))).resolves.toMatchObject({ madeAt: iso(now) })
    const attempt = planned(goalOf(await read(known, now + ahead + 1)))
    await expect(attempt).rejects.toMatchObject({ problem: 'invalid', effect: 'none' })
    await expect(attempt).rejects.toThrow(
      'The reading of campus is from the future (2026-11-20T12:05:00.001Z): set the clock right and read it again.',
    )
  })

  it('counts nobody as active of whom it shows no address', async () => {
    const attempt = planned(goalOf(await read(nameless(30))), { expectNoAddress: 'campus' })
    await expect(attempt).rejects.toThrow(
      stops(
        'source',
        'campus holds nobody who is active, which looks like a company that everybody left. If that is so, say it for this one plan: expectEmpty: "campus".',
      ),
    )
    const { goal } = await planned(goalOf(await read([...known, ...nameless(30)])), { expectNoAddress: 'campus' })
    expect(goal).toMatchObject({ source: { people: known.length + 30, active: known.length } })
  })

  it('may not have shrunk because it was expected to be empty: that is said of one in which nobody is active', async () => {
    const options = { expectEmpty: 'campus', state: await remembering(known) }
    await expect(planned(goalOf(await read(known.slice(10))), options)).rejects.toMatchObject({ guard: 'shrank' })
    const gone = known.map((one) => ({ ...one, status: 'disabled' as const }))
    await expect(planned(goalOf(await read(gone)), options)).resolves.toMatchObject({ goal: { source: { active: 0 } } })
  })

  it('is of another directory where it knows too few of the ids that the last one knew', async () => {
    const state = await remembering(known)
    const others = known.map((one, index) => (index < 3 ? { ...one, id: `other-${one.id}` } : one))
    const attempt = planned(goalOf(await read(others)), { state })
    await expect(attempt).rejects.toThrow(
      stops(
        'shrank',
        'campus knows 18 of the 21 people whom it knew when it was last read whole (2026-11-19T12:00:00.000Z), and 3 others: it looks like another directory under the same name. If that is so, say it for this one plan: expectShrunk: "campus".',
      ),
    )
    await expect(planned(goalOf(await read(others)), { state, expectShrunk: 'campus' })).resolves.toBeDefined()
  })

  it('is of the same directory where a few are other people, and where people go who had left before', async () => {
    const few = known.map((one, index) => (index < 2 ? { ...one, id: `other-${one.id}` } : one))
    await expect(planned(goalOf(await read(few)), { state: await remembering(known) })).resolves.toBeDefined()
    const left = staff(40).map(({ email }): SourcePerson => ({ id: `left ${email}`, status: 'deleted' }))
    const state = await remembering([...known, ...left])
    await expect(planned(goalOf(await read()), { state })).resolves.toBeDefined()
  })

  it('is not in a plan, so the goal of one is planned only after it is read again', async () => {
    const { goal } = JSON.parse(JSON.stringify(await planned(goalOf(await read())))) as Plan
    const attempt = planned(goal)
    await expect(attempt).rejects.toMatchObject({ problem: 'invalid', effect: 'none' })
    await expect(attempt).rejects.toThrow(
      'The goal was taken from a plan, and what campus said is not in it: read the source again, and make the goal of that.',
    )
  })
})

const reading = await read([...known, ...nameless(2)])

describe('active people of whom a directory shows no address', () => {
  const message =
    'campus shows no address of 2 active people, so they would lose access as if they were not in it. If none of them is here, say it for this one plan: expectNoAddress: "campus".'

  it.each<[string, Goal]>([
    ['keepOnly', keepOnly(reading)],
    ['a roster that removes', roster(reading, { absent: 'remove' })],
    ['a roster that suspends', roster(reading, { absent: 'suspend' })],
  ])('stop %s, until they are expected by the name of the directory', async (_name, goal) => {
    for (const options of [{}, { expectNoAddress: 'payroll' }, { expectEmpty: 'campus', expectShrunk: 'campus' }])
      await expect(planned(goal, options)).rejects.toThrow(stops('source', message))
    expect(actions(await planned(goal, { expectNoAddress: 'campus' }))).toEqual([
      expect.stringMatching(/^(remove|suspend) cy@example.edu$/u),
    ])
  })

  it.each<[string, Goal]>([
    ['a roster that keeps who is absent', roster(reading)],
    ['leavers', leavers(reading)],
  ])('stop nothing of %s: nobody loses access for not being shown', async (_name, goal) => {
    expect(actions(await planned(goal))).toEqual([])
  })
})
