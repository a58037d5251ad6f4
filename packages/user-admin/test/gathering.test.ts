import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Gathering, shared, type Waiting } from '../src/gathering.ts'

/** A sender whose requests end when the test says so. */
function sender(): {
  readonly batches: number[][]
  readonly ends: ((error?: Error) => void)[]
  readonly send: (several: readonly Waiting<number, number>[]) => Promise<void>
} {
  const batches: number[][] = []
  const ends: ((error?: Error) => void)[] = []
  return {
    batches,
    ends,
    send: async (several) => {
      batches.push(several.map(({ asked }) => asked))
      const error = await new Promise<Error | undefined>((end) => ends.push(end))
      if (error !== undefined) throw error
      for (const { asked, answer } of several) answer(asked * 2)
    },
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('what is asked for one at a time', () => {
  it('goes together where it is asked for in one turn', async () => {
    const { send, batches, ends } = sender()
    const gathering = new Gathering(send, { most: 10, atOnce: 1 })
    const asked = [1, 2, 3].map((one) => gathering.one(one))
    await turn()
    expect(batches).toEqual([[1, 2, 3]])
    ends[0]?.()
    expect(await Promise.all(asked)).toEqual([2, 4, 6])
  })

  it('waits only while as much is under way as may be', async () => {
    const { send, batches, ends } = sender()
    const gathering = new Gathering(send, { most: 2, atOnce: 2 })
    const asked: Promise<number>[] = []
    for (const one of [1, 2, 3, 4, 5]) {
      asked.push(gathering.one(one))
      await turn()
    }
    expect(batches).toEqual([[1], [2]])
    ends[1]?.()
    await turn()
    expect(batches).toEqual([[1], [2], [3, 4]])
    ends[0]?.()
    await turn()
    expect(batches).toEqual([[1], [2], [3, 4], [5]])
    for (const end of ends) end()
    expect(await Promise.all(asked)).toEqual([2, 4, 6, 8, 10])
  })

  it('fails for those, and only those, whose request failed', async () => {
    const { send, ends } = sender()
    const gathering = new Gathering(send, { most: 10, atOnce: 2 })
    const first = gathering.one(1)
    await turn()
    const second = gathering.one(2)
    await turn()
    ends[0]?.(new Error('lost'))
    ends[1]?.()
    await expect(first).rejects.toThrow('lost')
    expect(await second).toBe(4)
  })

  it('fails for whom a request left out', async () => {
    const gathering = new Gathering<number, number>(async () => undefined, { most: 1, atOnce: 1 })
    await expect(gathering.one(1)).rejects.toThrow(TypeError)
  })

  it('is given up by one, and goes on for the others', async () => {
    const { send, ends } = sender()
    const gathering = new Gathering(send, { most: 10, atOnce: 1 })
    const stop = new AbortController()
    const left = gathering.one(1, stop.signal)
    const stays = gathering.one(2)
    await turn()
    stop.abort(new Error('enough'))
    await expect(left).rejects.toThrow('enough')
    ends[0]?.()
    expect(await stays).toBe(4)
  })

  it('is answered once each, within both limits, however requests come and end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 4 }),
        fc.scheduler(),
        async (pauses, most, atOnce, s) => {
          let underWay = 0
          const sizes: number[] = []
          const gathering = new Gathering<number, number>(
            async (several) => {
              underWay += 1
              expect(underWay).toBeLessThanOrEqual(atOnce)
              sizes.push(several.length)
              await s.schedule(Promise.resolve())
              underWay -= 1
              for (const { asked, answer } of several) answer(asked)
            },
            { most, atOnce },
          )
          const asked = pauses.map(async (pause, index) => {
            for (let left = pause; left > 0; left -= 1) await s.schedule(Promise.resolve())
            return await gathering.one(index)
          })
          await s.waitFor(Promise.all(asked))
          expect(await Promise.all(asked)).toEqual(pauses.map((_, index) => index))
          expect(Math.max(...sizes)).toBeLessThanOrEqual(most)
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(pauses.length)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('a read that is shared', () => {
  it('serves nobody who asked after it began', async () => {
    const ends: (() => void)[] = []
    let begun = 0
    const read = shared(async () => {
      begun += 1
      const mine = begun
      await new Promise<void>((end) => ends.push(end))
      return mine
    }, 1)
    const early = [read(), read()]
    await turn()
    const late = [read(), read()]
    await turn()
    ends[0]?.()
    expect(await Promise.all(early)).toEqual([1, 1])
    await turn()
    ends[1]?.()
    expect(await Promise.all(late)).toEqual([2, 2])
  })

  it('is given up once all whom it serves have given up, and not before', async () => {
    const given: (AbortSignal | undefined)[] = []
    const read = shared((signal) => {
      given.push(signal)
      return new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
    }, 2)
    const [one, other] = [new AbortController(), new AbortController()]
    const both = [read(one.signal), read(other.signal)]
    await turn()
    one.abort(new Error('enough'))
    await expect(both[0]).rejects.toThrow('enough')
    expect(given[0]?.aborted).toBe(false)
    other.abort(new Error('all of it'))
    await expect(both[1]).rejects.toThrow('all of it')
    expect(given[0]?.reason).toEqual(new Error('all of it'))

    void read()
    await expect(read(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
    expect(given[1]).toBeUndefined()
  })
})
