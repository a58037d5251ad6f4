import { describe, expect, it } from 'vitest'
import { union } from '../src/directory/combining.ts'
import {
  complete,
  incomplete,
  leavers,
  makePlan,
  memoryState,
  type Plan,
  type PlanOptions,
  peopleSource,
  type Snapshot,
  type SourcePerson,
  type State,
} from '../src/index.ts'
import { crowd, MemoryAdmin, staff } from './memory.ts'
import { second, self } from './plan-worlds.ts'

const start = Date.parse('2026-11-20T12:00:00Z')
const day = 86_400_000
const iso = (time: number): string => new Date(time).toISOString()
const people = (domain: string, count: number, status: SourcePerson['status'] = 'active'): SourcePerson[] =>
  crowd(count).map(({ email }) => {
    const own = email.replace('example.edu', domain)
    return { id: own, email: own, status }
  })
const read = (
  source: string,
  list: readonly SourcePerson[],
  time: number,
  more: { readonly parts?: readonly Snapshot[]; readonly position?: { server: string; change: number } } = {},
): Promise<Snapshot> => complete({ source, people: list, proof: 'counted', readAt: iso(time), ...more })
const planned = (reading: Snapshot, state: State, options: PlanOptions = {}): Promise<Plan> =>
  makePlan(new MemoryAdmin([self, second, ...staff(20)]), leavers(reading), {
    state,
    now: () => Date.parse(reading.readAt),
    ...options,
  })

describe('where the server stood', () => {
  const list = people('corp.example', 40)
  const at = (change: number, time: number, server = 'dc1'): Promise<Snapshot> =>
    read('corp', list, time, { position: { server, change } })

  it('stops a plan whose reading is of an earlier state than the last one, until that is expected', async () => {
    const state = memoryState({ now: () => start })
    await planned(await at(120, start), state)
    const behind = await at(119, start + day)
    const attempt = planned(behind, state)
    await expect(attempt).rejects.toMatchObject({ problem: 'conflict', guard: 'source' })
    await expect(attempt).rejects.toThrow(
      `corp stood at change 119 on dc1, and at 120 when it was last read whole (${iso(start)}): it is a replica that lags behind, or was restored from a backup. Read it again once it has caught up. If that is so, say it for this one plan: expectShrunk: "corp".`,
    )
    expect((await state.lastSnapshot('corp'))?.position?.change).toBe(120)
    await expect(planned(behind, state, { expectShrunk: 'corp' })).resolves.toBeDefined()
  })

  it.each<[string, number, string]>([
    ['the same state', 120, 'dc1'],
    ['a later one', 121, 'dc1'],
    ['another server, which counts by itself', 7, 'dc2'],
  ])('stops nobody for %s', async (_name, change, server) => {
    const state = memoryState({ now: () => start })
    await planned(await at(120, start), state)
    await expect(planned(await at(change, start + day, server), state)).resolves.toBeDefined()
  })
})

describe('a source that is put together from others', () => {
  const big = people('corp.example', 400)
  const small = people('shop.example', 20)
  async function both(
    time: number,
    { shop = small, position }: { readonly shop?: readonly SourcePerson[]; readonly position?: number } = {},
  ): Promise<Snapshot> {
    const parts = [
      await read('corp', big, time),
      await read('shop', shop, time, position === undefined ? {} : { position: { server: 'dc1', change: position } }),
    ]
    return await read('all', [...big, ...shop], time, { parts })
  }

  it.each<[string, { shop?: readonly SourcePerson[]; position?: number }, string, string]>([
    [
      'a part lost half of its people, and the whole hardly any',
      { shop: small.slice(10), position: 8 },
      'shrank',
      `shop, a part of all, holds 10 active people, and held 20 when it was last read whole (${iso(start)}): that is less than 90 %.`,
    ],
    [
      'a part is of other people',
      { shop: people('else.example', 20), position: 8 },
      'shrank',
      'shop, a part of all, knows 0 of the 20 people whom it knew',
    ],
    [
      'a part is of an earlier state',
      { position: 6 },
      'source',
      'shop, a part of all, stood at change 6 on dc1, and at 7 when it was last read whole',
    ],
  ])('stops the plan where %s', async (_name, later, guard, message) => {
    const state = memoryState({ now: () => start })
    await planned(await both(start, { position: 7 }), state)
    const attempt = planned(await both(start + day, later), state)
    await expect(attempt).rejects.toMatchObject({ guard })
    await expect(attempt).rejects.toThrow(message)
    expect(await state.lastSnapshot('shop')).toMatchObject({ people: 20, readAt: iso(start) })
    for (const expectShrunk of ['shop', 'all'])
      await expect(planned(await both(start + day, later), state, { expectShrunk })).resolves.toBeDefined()
  })

  it('expects no other part to have shrunk', async () => {
    const state = memoryState({ now: () => start })
    await planned(await both(start), state)
    const attempt = planned(await both(start + day, { shop: small.slice(10) }), state, { expectShrunk: 'corp' })
    await expect(attempt).rejects.toThrow('shop, a part of all, holds 10 active people')
  })

  it('remembers each part by itself', async () => {
    const state = memoryState({ now: () => start })
    await planned(await both(start), state)
    expect(await state.lastSnapshot('corp')).toMatchObject({ people: 400 })
    expect(await state.lastSnapshot('shop')).toMatchObject({ people: 20 })
  })

  it('may have a part that holds nobody, and stops the plan once where that held somebody before', async () => {
    const state = memoryState({ now: () => start })
    let [shop, time] = [small, start]
    const now = (): number => time
    const parts = [peopleSource('corp', big, { now }), peopleSource('the/shop', () => shop, { now })]
    const all = union('all', parts, { mayBeEmpty: ['the/shop'], now })
    await planned(await all.read(), state)
    shop = []
    time += day
    const attempt = planned(await all.read(), state)
    await expect(attempt).rejects.toMatchObject({ guard: 'source' })
    await expect(attempt).rejects.toThrow(
      `the/shop, a part of all, holds nobody, and held 20 people when all was last read whole (${iso(start)}). If that is so, say it for this one plan: expectEmpty: "the/shop".`,
    )
    await expect(planned(await all.read(), state, { expectEmpty: 'corp' })).rejects.toThrow('holds nobody')
    await expect(planned(await all.read(), state, { expectEmpty: 'the/shop' })).resolves.toBeDefined()
    await expect(planned(await all.read(), state)).resolves.toBeDefined()
  })

  it('stops for a part that was not read whole, whatever the whole says', async () => {
    const parts = [incomplete({ source: 'corp', reason: 'Page 3 was refused.', seen: 3, readAt: iso(start) })]
    const attempt = planned(await read('all', big, start, { parts }), memoryState({ now: () => start }))
    await expect(attempt).rejects.toThrow(
      'corp, a part of all, was not read whole, so nothing is concluded from it: Page 3 was refused.',
    )
  })

  it('has a name that none of its parts has', async () => {
    const attempt = planned(
      await read('all', big, start, { parts: [await read('all', big, start)] }),
      memoryState({ now: () => start }),
    )
    await expect(attempt).rejects.toThrow('all is put together from a source of its own name')
  })
})
