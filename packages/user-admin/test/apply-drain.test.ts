import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { applyPlan, brokenRuns, makePlan, memoryState, resume } from '../src/index.ts'
import { openState } from '../src/node.ts'
import { cleared, judged } from '../torture/killed.ts'
import { begun, over, told } from '../torture/kills.ts'
import { keep, people } from './apply-worlds.ts'
import { crowd, MemoryAdmin } from './memory.ts'
import { decided } from './plan-worlds.ts'

const never = new Promise<never>(() => undefined)

describe('a run that is told to stop while a request has no answer', () => {
  /** The second person's request is sent, and nothing comes back. */
  async function hanging(): Promise<{ admin: MemoryAdmin; silent: MemoryAdmin; stop: AbortController }> {
    const admin = new MemoryAdmin(people(...crowd(5)))
    const stop = new AbortController()
    const silent = Object.assign(Object.create(admin) as MemoryAdmin, {
      remove: async (...[ref, options]: Parameters<MemoryAdmin['remove']>) => {
        if (ref.email !== 'p001@example.edu') return await admin.remove(ref, options)
        await admin.remove(ref, options)
        stop.abort()
        return await never
      },
    })
    return { admin, silent, stop }
  }

  it('waits as long as it may, and says that nobody knows how the step ended', async () => {
    const { admin, silent, stop } = await hanging()
    const state = memoryState()
    const plan = await makePlan(admin, keep, { ...decided, state })
    const report = await applyPlan(silent, plan, {
      approve: { id: plan.id, by: 'ana' },
      release: ['rolling'],
      state,
      concurrency: 1,
      signal: stop.signal,
      drain: 20,
    })
    expect(report.counts).toMatchObject({ done: 1, unknown: 1, skipped: 3 })
    expect(report.results[1]).toMatchObject({ open: true, reason: 'The run was stopped before the answer came.' })
    expect(report.notRead).toBe('The run was stopped before the scope was read again.')
    expect(await brokenRuns(state)).toMatchObject([{ how: 'stopped' }])
    const again = await resume(admin, { state })
    expect(again).toMatchObject({ counts: { done: 5 }, left: [] })
    expect(admin.calls.filter((call) => call === 'remove p001@example.edu')).toHaveLength(1)
  })

  it('sends nothing more for a step that was only looked at', async () => {
    const admin = new MemoryAdmin(people(...crowd(2)))
    const stop = new AbortController()
    let look: () => void = () => undefined
    const looking = new Promise<void>((resolve) => {
      look = resolve
    })
    const sent: unknown[] = []
    const slow = Object.assign(Object.create(admin) as MemoryAdmin, {
      remove: async (...[ref, options]: Parameters<MemoryAdmin['remove']>) => {
        stop.abort()
        await looking
        return await admin.remove(ref, options).then(
          (change) => sent.push(change),
          (error: unknown) => {
            throw error
          },
        )
      },
    })
    const plan = await makePlan(admin, keep, decided)
    const report = await applyPlan(slow, plan, {
      approve: { id: plan.id, by: 'ana' },
      release: ['rolling'],
      signal: stop.signal,
      drain: 1,
    })
    expect(report.counts).toMatchObject({ skipped: 2 })
    expect(report.results[0]).toMatchObject({ open: true, reason: 'The run was stopped.' })
    look()
    await sleep(5)
    expect(sent).toEqual([])
    expect(admin.calls).toEqual([])
  })
})

describe.each(['SIGTERM', 'SIGINT'] as const)('a process that is told to end by %s', (signal) => {
  it('finishes what is under way within five seconds, and the next goes on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stopped-'))
    using state = await openState({ folder })
    const world = await cleared(60, state)
    try {
      const child = begun(world, folder)
      const ending = over(child)
      while (world.fake.ledger.entries.length < 10) await sleep(1)
      const from = performance.now()
      child.kill(signal)
      expect(await ending).toBe('done')
      expect(performance.now() - from).toBeLessThan(5_000)
      expect(await brokenRuns(state)).toMatchObject([{ how: 'stopped' }])
      expect(await over(begun(world, folder))).toBe('done')
      await judged(world, await told(world, state))
    } finally {
      await world.fake.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }, 180_000)
})
