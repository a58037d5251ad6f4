import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inLanes } from '../src/apply/lanes.ts'
import type { Learnt, Pace } from '../src/index.ts'

/** A pace that lets everything through and knows what it is told. */
function pace(now: Partial<Learnt>): Pace & { now: Learnt } {
  return {
    gate: () => undefined,
    now: { inFlight: 16, perSecond: undefined, latency: undefined, until: undefined, ...now },
  }
}

/** Runs them, and says how many of each pace were ever at work at once. */
async function widest(paces: readonly (Pace | undefined)[], turns: number, concurrency?: number): Promise<number[]> {
  const busy = paces.map(() => 0)
  const most = paces.map(() => 0)
  const all = paces.flatMap((_, of) => Array.from({ length: turns }, () => of))
  await inLanes(
    all,
    (of) => paces[of],
    concurrency,
    async (of) => {
      busy[of] = (busy[of] ?? 0) + 1
      most[of] = Math.max(most[of] ?? 0, busy[of] ?? 0)
      await new Promise((resolve) => setImmediate(resolve))
      busy[of] = (busy[of] ?? 0) - 1
    },
  )
  return most
}

describe('the steps that are under way at once', () => {
  it.each<[string, Pace | undefined, number]>([
    ['4 where nothing paces them', undefined, 4],
    ['two seconds of what the server was found to take', pace({ perSecond: 9.5 }), 19],
    ['two seconds of what may be under way at once', pace({ inFlight: 4, latency: 800 }), 10],
    ['never less than 4', pace({ inFlight: 1, perSecond: 0.5 }), 4],
    ['never more than 128', pace({ inFlight: 64, latency: 25 }), 128],
    ['128 before anything was learnt', pace({}), 128],
  ])('are %s', async (_, own, most) => {
    expect(await widest([own], 300)).toEqual([most])
  })

  it('are those that were asked for, whatever the paces say', async () => {
    const most = await widest([pace({}), undefined], 100, 7)
    expect(Math.max(...most)).toBe(7)
  })

  it('wait for those of their own credential only', async () => {
    expect(await widest([pace({ perSecond: 10 }), pace({ perSecond: 4 }), undefined], 100)).toEqual([20, 8, 4])
  })

  it('grow and shrink with what the server takes while they go on', async () => {
    const own = pace({ perSecond: 16 })
    const busy: number[] = []
    let now = 0
    await inLanes(
      Array.from({ length: 300 }, (_, at) => at),
      () => own,
      undefined,
      async (at) => {
        if (at === 100) own.now = { ...own.now, perSecond: 3 }
        if (at === 200) own.now = { ...own.now, perSecond: 16 }
        now += 1
        busy.push(now)
        await new Promise((resolve) => setImmediate(resolve))
        now -= 1
      },
    )
    expect(Math.max(...busy.slice(0, 100))).toBe(32)
    expect(Math.max(...busy.slice(140, 200))).toBe(6)
    expect(Math.max(...busy.slice(240))).toBe(32)
  })

  it('are each done once, in their order, and the first that fails ends it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(2), { maxLength: 80 }),
        fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 3, maxLength: 3 }),
        async (owners, room) => {
          const paces = room.map((perSecond) => pace({ perSecond }))
          const done: [number, number][] = []
          await inLanes(
            owners.map((of, at) => [of, at] as const),
            ([of]) => paces[of],
            undefined,
            async ([of, at]) => void done.push([of, at]),
          )
          for (const own of [0, 1, 2])
            expect(done.filter(([of]) => of === own).map(([, at]) => at)).toEqual(
              owners.flatMap((of, at) => (of === own ? [at] : [])),
            )
        },
      ),
    )
    await expect(
      inLanes(
        [1, 2, 3],
        () => undefined,
        undefined,
        async (one) => {
          if (one === 2) throw new RangeError('two')
        },
      ),
    ).rejects.toThrow('two')
  })
})
