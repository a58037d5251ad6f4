import { describe, expect, it } from 'vitest'
import { announced, change } from '../src/change.ts'
import { type ChangeOptions, type Member, UserAdminError } from '../src/index.ts'
import { lately } from '../src/lately.ts'
import { member } from './memory.ts'

const ana = member('ana@example.edu')

/** A removal that writes down what happens, in order. */
async function removal(
  options: ChangeOptions,
  more: { readonly whole?: (before: Member | undefined) => Promise<Member | undefined> } = {},
): Promise<readonly string[]> {
  const order: string[] = []
  let there: Member | undefined = ana
  await change({
    ref: { id: ana.id },
    options: {
      ...options,
      onBefore: async (before) => {
        await Promise.resolve()
        order.push(`told of ${before?.name ?? before?.email ?? 'nobody'}`)
        await options.onBefore?.(before)
      },
    },
    look: async () => {
      order.push('look')
      return there
    },
    already: (before) => (before === undefined ? { outcome: 'unchanged' } : undefined),
    act: async () => {
      order.push('act')
      there = undefined
    },
    verdict: (after) => (after === undefined ? 'done' : undefined),
    failing: 'is still there',
    ...more,
  }).catch((error: unknown) => order.push(String(error)))
  return order
}

describe('a change that is watched', () => {
  it('is told between the look and the act', async () => {
    expect(await removal({})).toEqual(['look', 'told of ana@example.edu', 'act', 'look'])
  })

  it('is told of the person whole, where a look shows less', async () => {
    const whole = async (before?: Member) => before && { ...before, name: 'Ana Ruiz' }
    expect(await removal({}, { whole })).toEqual(['look', 'told of Ana Ruiz', 'act', 'look'])
  })

  it('neither tells nor acts where the person cannot be read whole', async () => {
    const whole = () => Promise.reject(new UserAdminError('unavailable', 'No.'))
    expect(await removal({}, { whole })).toEqual(['look', 'UserAdminError: No.'])
  })

  it('reads nothing more for nobody who watches', async () => {
    await expect(announced({}, ana, () => expect.unreachable('It was read.'))).resolves.toBeUndefined()
    await expect(announced(undefined, ana, () => expect.unreachable('It was read.'))).resolves.toBeUndefined()
  })

  it('is over before anybody is told where it is aborted before', async () => {
    const enough = new AbortController()
    const whole = async (before?: Member) => {
      enough.abort(new Error('enough'))
      return before
    }
    expect(await removal({ signal: enough.signal }, { whole })).toEqual(['look', 'Error: enough'])
  })

  it('is done to its end where it is aborted after', async () => {
    const enough = new AbortController()
    const onBefore = () => enough.abort(new Error('enough'))
    expect(await removal({ signal: enough.signal, onBefore })).toEqual([
      'look',
      'told of ana@example.edu',
      'act',
      'look',
    ])
  })
})

describe('a read that serves several', () => {
  it('is made once for all who ask at once, and anew after its time', async () => {
    let reads = 0
    const read = lately(async () => (reads += 1), -1)
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1])
    expect(await read()).toBe(2)
    const kept = lately(async () => (reads += 1), 60_000)
    expect([await kept(), await kept()]).toEqual([3, 3])
  })

  it('fails for those who asked, and for nobody after them', async () => {
    let reads = 0
    const read = lately(async () => {
      reads += 1
      if (reads === 1) throw new Error('No.')
      return reads
    }, 180_000)
    await expect(read()).rejects.toThrow('No.')
    expect(await read()).toBe(2)
  })
})
