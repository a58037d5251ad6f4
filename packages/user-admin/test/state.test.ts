import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Complete, complete, incomplete, type SourcePerson } from '../src/directory/source.ts'
import type { Scope } from '../src/index.ts'
import { memoryState } from '../src/state/memory.ts'
import type { Absence, StateEvent } from '../src/state.ts'
import { aacScope, workspaceScope } from './memory.ts'

const hour = 3_600_000
const day = 24 * hour
const start = Date.parse('2026-11-01T00:00:00Z')
const iso = (time: number): string => new Date(time).toISOString()
const person = (id: string): SourcePerson => ({ id, email: `${id}@example.edu`, status: 'active' })
const reading = async (time: number, ids: string, source = 'campus'): Promise<Complete> => {
  const snapshot = await complete({
    source,
    readAt: iso(time),
    proof: 'counted',
    people: Array.from(ids, (id) => person(id)),
  })
  if (snapshot.kind !== 'complete') throw new Error('somebody is needed')
  return snapshot
}
const state = (): ReturnType<typeof memoryState> => memoryState({ now: () => start })
const invalid = (message: string): Error =>
  expect.objectContaining({ problem: 'invalid', message: expect.stringContaining(message) as string }) as Error

describe('what was taken from a scope', () => {
  it('counts removals and suspensions since the moment named, that moment included, and not those released', async () => {
    const memory = state()
    const taken = (at: number, count: number, released = false): Promise<void> =>
      memory.record({ kind: 'taken', scope: aacScope, at: iso(at), count, released })
    await taken(start, 1)
    await taken(start - day, 2)
    await taken(start - day, 100, true)
    await taken(start - 7 * day, 4)
    await taken(start - 7 * day - 1, 8)
    expect(await memory.window(aacScope, start - 7 * day)).toEqual({ most: 0, taken: 7 })
    expect(await memory.window(aacScope, start + 1)).toEqual({ most: 0, taken: 0 })
  })

  it('is compared with the most members that the scope had since, those of its baseline included', async () => {
    const memory = state()
    await memory.record({ kind: 'baseline', scope: aacScope, at: iso(start - 6 * day), members: 40 })
    await memory.record({ kind: 'members', scope: aacScope, at: iso(start - 8 * day), count: 90 })
    await memory.record({ kind: 'members', scope: aacScope, at: iso(start), count: 30 })
    expect(await memory.window(aacScope, start - 7 * day)).toEqual({ most: 40, taken: 0 })
    expect(await memory.window(aacScope, start - day)).toEqual({ most: 30, taken: 0 })
  })

  it.each<[string, Partial<Scope>]>([
    ['system', { system: 'houston' }],
    ['origin', { origin: 'https://eu1.alteryxcloud.com' }],
    ['id', { id: '41878' }],
  ])('is another scope’s where the %s differs', async (_part, part) => {
    const memory = state()
    await memory.record({ kind: 'taken', scope: { ...aacScope, ...part }, at: iso(start), count: 5, released: false })
    expect(await memory.window(aacScope, 0)).toEqual({ most: 0, taken: 0 })
    expect(await memory.window({ ...aacScope, ...part, name: 'renamed' }, 0)).toEqual({ most: 0, taken: 5 })
  })

  it('is still known when the policy looks back over half a year', async () => {
    const memory = state()
    await memory.record({ kind: 'taken', scope: aacScope, at: iso(start - 180 * day), count: 5, released: false })
    await memory.record({ kind: 'members', scope: aacScope, at: iso(start), count: 1 })
    expect(await memory.window(aacScope, start - 200 * day)).toEqual({ most: 1, taken: 5 })
  })

  it('is forgotten after a year, so that a service that never ends does not grow', async () => {
    let now = start
    const memory = memoryState({ now: () => now })
    await memory.record({ kind: 'taken', scope: aacScope, at: iso(start), count: 5, released: false })
    now = start + 400 * day
    await memory.record({ kind: 'members', scope: aacScope, at: iso(now), count: 1 })
    expect(await memory.window(aacScope, 0)).toEqual({ most: 1, taken: 0 })
  })
})

describe('the baseline', () => {
  it('is none until it is recorded, and the newest once there are several', async () => {
    const memory = state()
    await memory.record({ kind: 'members', scope: aacScope, at: iso(start), count: 3 })
    expect(await memory.baseline(aacScope)).toEqual({ kind: 'none' })
    await memory.record({ kind: 'baseline', scope: aacScope, at: iso(start), members: 3 })
    await memory.record({ kind: 'baseline', scope: aacScope, at: iso(start - day), members: 3 })
    expect(await memory.baseline(aacScope)).toEqual({ kind: 'recorded', at: iso(start) })
    expect(await memory.baseline(workspaceScope)).toEqual({ kind: 'none' })
  })
})

describe('what a source said', () => {
  it('is its newest complete reading, in whatever order they came', async () => {
    const memory = state()
    expect(await memory.lastSnapshot('campus')).toBeUndefined()
    const [old, newest] = [await reading(start, 'abc'), await reading(start + day, 'cb')]
    await memory.record({ kind: 'snapshot', snapshot: newest })
    await memory.record({ kind: 'snapshot', snapshot: old })
    const last = { readAt: iso(start + day), people: 2, active: 2, digest: newest.digest, ids: ['b', 'c'] }
    expect(await memory.lastSnapshot('campus')).toEqual(last)
    expect(await memory.lastSnapshot('other')).toBeUndefined()
  })

  it('counts who is active apart, and of two readings of one moment is the one with more of them', async () => {
    const memory = state()
    const told = async (people: readonly SourcePerson[]): Promise<void> => {
      const snapshot = await complete({ source: 'campus', people, proof: 'counted', readAt: iso(start) })
      if (snapshot.kind === 'complete') await memory.record({ kind: 'snapshot', snapshot })
    }
    const left = (id: string): SourcePerson => ({ ...person(id), status: 'disabled' })
    const most = [person('a'), person('b'), left('c')]
    for (const people of [[person('a'), left('b'), left('c'), left('d')], most, [person('a'), person('b')]])
      await told(people)
    expect(await memory.lastSnapshot('campus')).toMatchObject({ people: 3, active: 2, ids: ['a', 'b', 'c'] })
  })

  it('makes somebody absent from the first reading without them on', async () => {
    const memory = state()
    const readings: [number, string][] = [
      [0, 'abc'],
      [1, 'ab'],
      [2, 'a'],
      [3, 'ab'],
      [5, 'a'],
    ]
    for (const [days, ids] of readings)
      await memory.record({ kind: 'snapshot', snapshot: await reading(start + days * day, ids) })
    expect(await memory.absences('campus')).toEqual([
      { person: person('b'), since: iso(start + 5 * day), lastRead: iso(start + 5 * day), reads: 1 },
      { person: person('c'), since: iso(start + day), lastRead: iso(start + 5 * day), reads: 4 },
    ])
    expect(await memory.absences('other')).toEqual([])
  })

  it('counts a reading once that is told twice: one reading never makes two', async () => {
    const memory = state()
    await memory.record({ kind: 'snapshot', snapshot: await reading(start, 'ab') })
    const without = await reading(start + day, 'a')
    for (const snapshot of [without, without, { ...without, readAt: '2026-11-02T01:00:00+01:00' }])
      await memory.record({ kind: 'snapshot', snapshot })
    expect(await memory.absences('campus')).toMatchObject([{ since: iso(start + day), reads: 1 }])
  })

  it('takes a person as the newest reading that had them tells: address and tombstone', async () => {
    const memory = state()
    const told = async (time: number, people: readonly SourcePerson[]): Promise<void> => {
      const snapshot = await complete({ source: 'campus', people, proof: 'counted', readAt: iso(time) })
      if (snapshot.kind === 'complete') await memory.record({ kind: 'snapshot', snapshot })
    }
    await told(start + day, [person('a'), { ...person('b'), email: 'b2@example.edu', status: 'deleted' }])
    await told(start, [person('a'), person('b')])
    await told(start + 2 * day, [person('a')])
    expect(await memory.absences('campus')).toMatchObject([{ person: { email: 'b2@example.edu', status: 'deleted' } }])
  })
})

describe('what is refused', () => {
  const scope = aacScope
  it.each<[string, unknown, string]>([
    ['a time that is none', { kind: 'members', scope, at: 'x', count: 1 }, '"x" is no time'],
    ['a number that is none', { kind: 'members', scope, at: iso(start), count: Number.NaN }, 'people is NaN'],
    ['fewer than nobody', { kind: 'taken', scope, at: iso(start), count: -5, released: false }, 'people is -5'],
    ['a baseline without members', { kind: 'baseline', scope, at: iso(start) }, 'people is undefined'],
    ['no reading', { kind: 'snapshot', snapshot: { kind: 'complete', source: 'campus' } }, 'What is no reading'],
    [
      'an incomplete reading',
      { kind: 'snapshot', snapshot: incomplete({ source: 'campus', reason: 'cut', seen: 3 }) },
      'An incomplete reading of campus is not remembered',
    ],
  ])('is %s, and nothing is remembered', async (_name, event, message) => {
    const memory = state()
    await memory.record({ kind: 'snapshot', snapshot: await reading(start - day, 'ab') })
    const before = [await memory.window(scope, 0), await memory.lastSnapshot('campus'), await memory.absences('campus')]
    await expect(memory.record(event as StateEvent)).rejects.toThrow(invalid(message))
    const after = [await memory.window(scope, 0), await memory.lastSnapshot('campus'), await memory.absences('campus')]
    expect(after).toEqual(before)
    expect(await memory.baseline(scope)).toEqual({ kind: 'none' })
  })

  it('is an empty reading: nobody becomes absent through a filter that matched nobody', async () => {
    const memory = state()
    await memory.record({ kind: 'snapshot', snapshot: await reading(start, 'ab') })
    const empty = await complete({ source: 'campus', people: [], proof: 'counted', readAt: iso(start + day) })
    await expect(memory.record({ kind: 'snapshot', snapshot: empty as unknown as Complete })).rejects.toThrow(
      invalid('An empty reading of campus is not remembered'),
    )
    expect(await memory.absences('campus')).toEqual([])
  })

  it('is a window that begins at no time', async () => {
    await expect(state().window(scope, Number.NaN)).rejects.toThrow(invalid('begins at NaN'))
  })
})

describe('the memory', () => {
  const scopes = [aacScope, workspaceScope]
  const sources = ['campus', 'staff']
  const at = fc.integer({ min: 0, max: 40 }).map((step) => start - step * 6 * hour)
  const tally = fc.record({
    kind: fc.constantFrom('members' as const, 'taken' as const, 'baseline' as const),
    scope: fc.constantFrom(...scopes),
    at,
    count: fc.nat(50),
    released: fc.boolean(),
  })
  const sight = fc.record({
    kind: fc.constant('snapshot' as const),
    source: fc.constantFrom(...sources),
    at,
    ids: fc.subarray(Array.from('abcde'), { minLength: 1 }),
  })
  type Event =
    | (typeof tally extends fc.Arbitrary<infer T> ? T : never)
    | (typeof sight extends fc.Arbitrary<infer T> ? T : never)
  const history: fc.Arbitrary<Event[]> = fc.array(fc.oneof(tally, sight), { maxLength: 40 })

  /** The whole list gone through again for each person: no bookkeeping that could be wrong. */
  const absencesOf = (events: readonly Event[], source: string): Absence[] => {
    const seen = events.flatMap((event) => (event.kind === 'snapshot' && event.source === source ? [event] : []))
    const readings = [...new Map(seen.map((each) => [`${each.at} ${each.ids.join()}`, each])).values()].toSorted(
      (a, b) => a.at - b.at,
    )
    const newest = readings.at(-1)?.at ?? 0
    return Array.from('abcde').flatMap((id) => {
      const present = readings.filter(({ ids }) => ids.includes(id)).map((each) => each.at)
      if (present.length === 0) return []
      const without = readings.filter((each) => present.every((time) => each.at > time))
      const [first] = without
      if (first === undefined) return []
      return [{ person: person(id), since: iso(first.at), lastRead: iso(newest), reads: without.length }]
    })
  }

  it('answers what going through all events again would, in whatever order they came', async () => {
    await fc.assert(
      fc.asyncProperty(history, at, async (events, since) => {
        const memory = state()
        for (const event of events) {
          const time = iso(event.at)
          if (event.kind === 'snapshot') {
            const snapshot = await reading(event.at, event.ids.join(''), event.source)
            await memory.record({ kind: 'snapshot', snapshot })
          } else if (event.kind === 'baseline') {
            await memory.record({ kind: 'baseline', scope: event.scope, at: time, members: event.count })
          } else await memory.record({ ...event, at: time } as StateEvent)
        }
        for (const source of sources) expect(await memory.absences(source)).toEqual(absencesOf(events, source))
        for (const scope of scopes) {
          const own = events.flatMap((event) => (event.kind !== 'snapshot' && event.scope === scope ? [event] : []))
          const recent = own.filter((event) => event.at >= since)
          expect(await memory.window(scope, since)).toEqual({
            most: Math.max(0, ...recent.filter(({ kind }) => kind !== 'taken').map(({ count }) => count)),
            taken: recent.reduce(
              (sum, { kind, count, released }) => sum + (kind === 'taken' && !released ? count : 0),
              0,
            ),
          })
          const baselines = own.filter(({ kind }) => kind === 'baseline').map((event) => event.at)
          expect(await memory.baseline(scope)).toEqual(
            baselines.length === 0 ? { kind: 'none' } : { kind: 'recorded', at: iso(Math.max(...baselines)) },
          )
        }
      }),
      { numRuns: 200 },
    )
  })
})
