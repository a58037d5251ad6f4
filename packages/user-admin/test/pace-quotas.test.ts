import type { Attempt } from '@user-admin/aac-client'
import { beforeEach, describe, expect, it } from 'vitest'
import { newPace } from '../src/pace/new-pace.ts'
import type { Pace } from '../src/pace.ts'
import { answer, askOf, type Came } from './pace-asked.ts'
import { VirtualTime } from './pace-simulation.ts'

let time: VirtualTime
let pace: Pace
beforeEach(() => {
  time = new VirtualTime()
  pace = newPace(time)
})

const settled = (): Promise<void> => time.run(time.passed)
const ask = (about?: Partial<Attempt>, signal?: AbortSignal): Came => askOf(pace, time, about, signal)

describe('an announced quota', () => {
  const quota = (remaining: number, reset: number, limit = 600): Record<string, string> => ({
    date: new Date(time.now()).toUTCString(),
    'x-rate-limit-user-limit': String(limit),
    'x-rate-limit-user-remaining': String(remaining),
    'x-rate-limit-user-reset': String(reset),
  })

  /** How many pass within a time, where each is answered with what remains. */
  async function within(ms: number, left: number, reset: number): Promise<number> {
    const until = time.passed + ms
    let [sent, remaining] = [0, left]
    const line = async (): Promise<void> => {
      for (;;) {
        const passed = await pace.gate({ operation: 'op', effect: 'read', attempt: 1 }, undefined)
        if (time.passed > until) return
        sent += 1
        remaining -= 1
        await new Promise<void>((resolve) => time.after(25, resolve))
        passed?.(answer(remaining < 0 ? 429 : 200, quota(Math.max(0, remaining), reset)))
      }
    }
    for (let index = 0; index < 16; index += 1) void line()
    await time.run(until)
    return sent
  }

  it('is spread over the time to its reset', async () => {
    const sent = await within(30_000, 600, time.now() + 60_000)
    expect(sent).toBeGreaterThan(290)
    expect(sent).toBeLessThan(340)
  })

  it.each([
    ['long past', -3_600_000],
    ['in an hour', 3_600_000],
  ])('whose reset is %s is not believed', async (_, away) => {
    expect(await within(5000, 600, time.now() + away)).toBeGreaterThan(400)
  })

  it('is measured by the clock of the server', async () => {
    const ahead = 3_000_000
    const first = ask()
    await settled()
    const headers = quota(0, time.now() + ahead + 20_000)
    first.passed?.(answer(429, { ...headers, date: new Date(time.now() + ahead).toUTCString() }))
    const next = ask({ attempt: 2 })
    await time.run(19_900)
    expect(next.passed).toBeUndefined()
    await time.run(22_000)
    expect(next.passed).toBeDefined()
  })

  it('of one operation does not hold up another, once it is plain that each has its own', async () => {
    const reset = time.now() + 30_000
    for (const operation of ['a', 'b']) {
      const one = ask({ operation })
      await settled()
      one.passed?.(answer(200, quota(599, reset), operation))
      await time.run(time.passed + 10)
    }
    const last = ask({ operation: 'a' })
    await settled()
    last.passed?.(answer(200, quota(0, reset), 'a'))
    const [held, free] = [ask({ operation: 'a' }), ask({ operation: 'b' })]
    await time.run(time.passed + 1000)
    expect([held.passed, free.passed !== undefined]).toEqual([undefined, true])
  })

  it('of all operations holds up each of them', async () => {
    const one = ask({ operation: 'a' })
    await settled()
    one.passed?.(answer(200, quota(0, time.now() + 30_000), 'a'))
    const other = ask({ operation: 'b' })
    await time.run(29_000)
    expect(other.passed).toBeUndefined()
    await time.run(32_000)
    expect(other.passed).toBeDefined()
  })

  it('counts as strictly as the stricter of two', async () => {
    const one = ask()
    await settled()
    one.passed?.(
      answer(200, {
        ...quota(500, time.now() + 30_000),
        'x-rate-limit-workspace-limit': '600',
        'x-rate-limit-workspace-remaining': '0',
        'x-rate-limit-workspace-reset': String(time.now() + 20_000),
      }),
    )
    const next = ask()
    await time.run(19_000)
    expect(next.passed).toBeUndefined()
    await time.run(22_000)
    expect(next.passed).toBeDefined()
  })
})
