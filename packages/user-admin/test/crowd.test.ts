import { describe, expect, it, vi } from 'vitest'
import { keepOnly, leavers, type Member, makePlan, memoryState, roster, runUnattended } from '../src/index.ts'
import { crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'

const me = member('me@example.edu')
const refused = expect.objectContaining({ problem: 'invalid', effect: 'none' }) as Error

describe('more people than a plan may have', () => {
  it('are refused at the first that is too many, and the list is let go of', async () => {
    let [read, isLetGo] = [0, false]
    class Endless extends MemoryAdmin {
      override async *list(): AsyncGenerator<Member> {
        try {
          for (;;) {
            read += 1
            yield member(`p${read}@example.edu`)
          }
        } finally {
          isLetGo = true
        }
      }
    }
    const plan = makePlan(new Endless([]), keepOnly('only-me'), { maxPeople: 7 })
    await expect(plan).rejects.toEqual(refused)
    await expect(plan).rejects.toThrow(
      'There are more than 7 people in the scopes of this plan. Plan fewer scopes at once; or say maxPeople, and give the process 2 KB of memory for each.',
    )
    expect([read, isLetGo]).toEqual([8, true])
  })

  it('are counted over all its scopes', async () => {
    const scopes = [new MemoryAdmin([me, ...crowd(4)]), new MemoryAdmin([me, ...crowd(4)], workspaceScope)]
    await expect(makePlan(scopes, keepOnly('only-me'), { maxPeople: 9 })).rejects.toEqual(refused)
    expect((await makePlan(scopes, keepOnly('only-me'), { maxPeople: 10 })).steps).toHaveLength(8)
  })

  it.each([
    ['a roster', roster(['a', 'b', 'c'].map((name) => ({ email: `${name}@example.edu` })))],
    ['leavers', leavers(['a@example.edu', 'b@example.edu', 'c@example.edu'])],
    ['people to keep', keepOnly(['a@example.edu', 'b@example.edu', 'me@example.edu'])],
  ])('are refused before anything is read where a list names them: %s', async (_what, goal) => {
    const admin = new MemoryAdmin([me])
    const asked = vi.spyOn(admin, 'whoAmI')
    await expect(makePlan(admin, goal, { maxPeople: 2 })).rejects.toThrow(
      'There are more than 2 people on the list of this plan. Plan parts of it; or say maxPeople, and give the process 2 KB of memory for each.',
    )
    expect(asked).not.toHaveBeenCalled()
    await expect(makePlan(admin, goal, { maxPeople: 3 })).resolves.toMatchObject({ version: 1 })
  })

  it('are told to a run that nobody watches as well, which may have more', async () => {
    const [admin, state] = [new MemoryAdmin([me, ...crowd(4)]), memoryState()]
    const how = { state, by: 'nightly', may: 'report' } as const
    const few = runUnattended(admin, keepOnly('only-me'), { ...how, maxPeople: 4 })
    await expect(few).rejects.toThrow('There are more than 4 people in the scopes of this plan.')
    const more = await runUnattended(admin, keepOnly('only-me'), { ...how, maxPeople: 5 })
    expect(more).toMatchObject({ outcome: 'planned' })
  })

  it.each([0, -1, Number.NaN])('are not told by the number %s', async (maxPeople) => {
    await expect(makePlan(new MemoryAdmin([me]), keepOnly('only-me'), { maxPeople })).rejects.toThrow(
      `maxPeople is ${maxPeople}: it is a number of people, from 1.`,
    )
  })

  it.each([{}, { maxPeople: undefined }])('are 250,001 where nobody says otherwise: %o', async (options) => {
    let read = 0
    class Large extends MemoryAdmin {
      override async *list(): AsyncGenerator<Member> {
        for (; read < 300_000; read += 1) yield me
      }
    }
    await expect(makePlan(new Large([]), keepOnly('only-me'), options)).rejects.toThrow('more than 250,000 people')
    expect(read).toBe(250_000)
  })
})
