import { describe, expect, it } from 'vitest'
import { union } from '../src/directory/combining.ts'
import { csvSource } from '../src/directory/csv.ts'
import { complete, leavers, makePlan, memoryState, peopleSource, type Snapshot } from '../src/index.ts'
import { MemoryAdmin, member, staff } from './memory.ts'
import { actions, decided, second, self } from './plan-worlds.ts'

const hour = 3_600_000
const day = 24 * hour
const start = Date.parse('2026-11-16T08:00:00Z')
const others = staff(20)
const cy = member('cy@example.edu')
const admin = (): MemoryAdmin => new MemoryAdmin([self, second, ...others, cy])
const everybody = [self, second, ...others].map(({ email }) => email)

/** What a file of these people that was written at one time tells at another. */
const told = (people: readonly string[], written: number, now: number): Promise<Snapshot> =>
  csvSource({
    name: 'hr',
    read: () => `email\n${people.join('\n')}\n`,
    writtenAt: () => written,
    now: () => now,
  }).read()

describe('a file that tells of an earlier moment', () => {
  it('makes a plan of now, which may be carried out', async () => {
    const plan = await makePlan(admin(), leavers(await told(everybody, start - 9 * hour, start)), { now: () => start })
    expect(plan.madeAt).toBe(new Date(start).toISOString())
  })

  it('is no second reading until it is written anew, however often it is read', async () => {
    const state = memoryState({ now: () => start })
    const planned = async (people: readonly string[], written: number, now: number) => {
      const goal = leavers(await told(people, written, now), { action: 'remove' })
      return actions(await makePlan(admin(), goal, { ...decided, state, now: () => now }))
    }
    await planned([...everybody, cy.email], start, start)
    const gone = start + hour
    expect(await planned(everybody, gone, gone)).toEqual([`suspend ${cy.email}`])
    expect(await planned(everybody, gone, gone + 3 * day)).toEqual([`suspend ${cy.email}`])
    expect(await planned(everybody, gone + day, gone + 3 * day)).toEqual([`remove ${cy.email}`])
  })

  it('makes what it is put together to tell of its moment too', async () => {
    const hr = csvSource({
      name: 'hr',
      read: () => 'email\nana@example.edu\n',
      writtenAt: () => start,
      now: () => start + day,
    })
    const staffed = peopleSource('ad', [{ id: '1', email: 'bo@example.edu', status: 'active' }], {
      now: () => start + day,
    })
    expect(await union('all', [hr, staffed]).read()).toMatchObject({
      kind: 'complete',
      asOf: new Date(start).toISOString(),
      readAt: new Date(start + day).toISOString(),
    })
  })

  it('is refused where that moment is still to come', async () => {
    const ahead = await complete({
      source: 'hr',
      people: [{ id: '1', status: 'active', email: self.email }],
      proof: 'It was counted.',
      readAt: new Date(start).toISOString(),
      asOf: new Date(start + hour).toISOString(),
    })
    await expect(makePlan(admin(), leavers(ahead), { now: () => start })).rejects.toThrow('from the future')
  })
})
