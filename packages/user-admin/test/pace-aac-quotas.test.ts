import { describe, expect, it } from 'vitest'
// The fake's own count, without its HTTP: minutes pass in milliseconds.
import { Quotas } from '../../aac-client/src/testing/quotas.ts'
import { newPace } from '../src/pace/new-pace.ts'
import { VirtualTime } from './pace-simulation.ts'

const operations = ['listPeople', 'deleteWorkspaceUser', 'updatePerson'] as const

describe('600 requests a minute of AAC, for each operation', () => {
  it.each([
    ['of the user', { user: 600 }],
    ['of the workspace', { workspace: 600 }],
    ['of the user, within more of the workspace', { user: 600, workspace: 900 }],
  ])('%s: at least 95 percent of each is used after 10 s, and hardly one answer refuses', async (_, quota) => {
    const time = new VirtualTime()
    const quotas = new Quotas({ quota }, { now: time.now })
    const pace = newPace(time)
    const taken = new Map<string, number>(operations.map((operation) => [operation, 0]))
    let [refused, answers] = [0, 0]
    const line = async (operation: (typeof operations)[number]): Promise<void> => {
      for (let attempt = 1; ; ) {
        const passed = await pace.gate({ operation, effect: 'once', attempt }, undefined)
        await new Promise<void>((resolve) => time.after(12, resolve))
        const { headers, refusal } = quotas.take(operation as Parameters<Quotas['take']>[0], 'gateway', 1, 1)
        await new Promise<void>((resolve) => time.after(13, resolve))
        answers += 1
        if (refusal === undefined) taken.set(operation, (taken.get(operation) ?? 0) + 1)
        else refused += 1
        attempt = refusal === undefined ? 1 : attempt + 1
        passed?.({
          operation,
          attempt,
          status: refusal === undefined ? 200 : 429,
          ms: 25,
          headers: { date: new Date(time.now()).toUTCString(), ...headers },
        })
      }
    }
    for (const operation of operations) for (let index = 0; index < 20; index += 1) void line(operation)
    await time.run(10_000)
    const before = new Map(taken)
    await time.run(130_000)
    const used = operations.map((operation) => (taken.get(operation) ?? 0) - (before.get(operation) ?? 0))
    expect(Math.min(...used)).toBeGreaterThanOrEqual(0.95 * 1200)
    expect(refused / answers).toBeLessThanOrEqual(0.01)
  })
})
