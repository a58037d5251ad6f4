import { AacError, type ChangeOptions } from '@user-admin/aac-client'
import { describe, expect, it } from 'vitest'
import { Bulk } from '../src/aac/bulk.ts'
import { UserAdminError } from '../src/index.ts'

const refusal = (): AacError =>
  new AacError('refused', { kind: 'rejected', operation: 'x', effect: 'none', status: 400 })
/** Nobody looks. */
const once = { isDone: async (): Promise<undefined> => undefined, twice: 'harmless' } as const
const names = ['a', 'b', 'c', 'd', 'bad']

/** A server that changes whom it can before it refuses a call, and refuses whom it has changed before. */
function grudging(): {
  readonly changed: Set<string>
  readonly calls: string[][]
  readonly send: (some: readonly string[]) => Promise<void>
} {
  const changed = new Set<string>()
  const calls: string[][] = []
  const send = async (some: readonly string[]): Promise<void> => {
    calls.push([...some])
    let isRefused = false
    for (const name of some) {
      if (name === 'bad' || changed.has(name)) isRefused = true
      else changed.add(name)
    }
    if (isRefused) throw refusal()
  }
  return { changed, calls, send }
}

const outcomes = async (asked: readonly Promise<unknown>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(asked)).map((one) =>
    one.status === 'fulfilled'
      ? 'done'
      : one.reason instanceof AacError || one.reason instanceof UserAdminError
        ? one.reason.effect
        : String(one.reason),
  )

describe('a call for several that is refused', () => {
  it.each(['harmless', 'never'] as const)(
    'has changed those for whom it is so by then, also where the server takes that for a fault (%s)',
    async (twice) => {
      const { changed, send } = grudging()
      const bulk = new Bulk(send, {
        isDone: async (name) => (changed.has(name) ? { answer: undefined } : undefined),
        twice,
      })
      expect(await outcomes(names.map((name) => bulk.one(name)))).toEqual(['done', 'done', 'done', 'done', 'none'])
    },
  )

  it('leaves it unknown for whom nobody can find out what it has changed', async () => {
    const { send } = grudging()
    const isDone = async (): Promise<undefined> => {
      throw new AacError('broken', { kind: 'network', operation: 'x', effect: 'none' })
    }
    const mails = new Bulk<void>(send, { isDone, twice: 'never' })
    expect(await outcomes(names.map((name) => mails.one(name)))).toEqual(names.map(() => 'unknown'))
    // Of the four only the last call of each is refused, since it was done by the first.
    const roles = new Bulk<void>(grudging().send, { isDone, twice: 'harmless' })
    expect(await outcomes(names.map((name) => roles.one(name)))).toEqual(names.map(() => 'unknown'))
  })

  it('tells each of the others of its requests where one who is told throws', async () => {
    const told: string[] = []
    const answered = { operation: 'x', attempt: 1, status: 200, ms: 1, headers: { 'x-request-id': 'r1' } }
    const bulk = new Bulk<void>(async (_names, { onExchange }: ChangeOptions) => {
      try {
        onExchange?.(answered)
      } catch {
        // As the client does.
      }
    }, once)
    const telling = (name: string) => (): void => {
      told.push(name)
      if (name === 'a') throw new RangeError('theirs')
    }
    await Promise.all(names.map((name) => bulk.one(name, { onRequest: telling(name), check: undefined })))
    expect(told).toEqual(names)
  })

  it('names fewer the next time where it came to no end in time', async () => {
    const sizes: number[] = []
    const bulk = new Bulk<void>(async (some) => {
      sizes.push(some.length)
      if (some.length > 3) throw new AacError('too late', { kind: 'timeout', operation: 'x', effect: 'unknown' })
    }, once)
    for (const round of ['x', 'y', 'x']) await Promise.allSettled(names.map((name) => bulk.one(round + name)))
    // Those of the call that ended so go each alone after that.
    expect(sizes).toEqual([5, 3, 2, 1, 1, 1, 1, 1])
  })
})
