import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { State } from '../src/index.ts'
import { openState } from '../src/node.ts'
import { crowd, member } from './memory.ts'
import { aFolder } from './state-forms.ts'
import { evening, hour, type Nightly, nightly } from './unattended-worlds.ts'

const script = fileURLToPath(new URL('held-approve.ts', import.meta.url))
const args = ['--conditions=source', '--no-warnings', script]
const approve = async (folder: string, time: number, id: string): Promise<string> =>
  (await promisify(execFile)(process.execPath, [...args, folder, String(time), id])).stdout

/** A night's job, whose state is in a folder. */
async function stored(folder: string): Promise<Nightly> {
  let clock = { time: evening }
  const state = await opened(folder, () => clock.time)
  const world = await nightly(crowd(6), { state })
  clock = world.clock
  return world
}

async function opened(folder: string, now: () => number): Promise<State> {
  const state = await openState({ folder, now })
  onTestFinished(() => state.close())
  return state
}

describe('a plan that waits in a state on disk', () => {
  it('is approved by another process nine hours later, and carried out by a third', async () => {
    const folder = aFolder()
    const { admin, run, state, clock } = await stored(folder)
    const { plan } = await run({ may: 'within-guards' })
    state.close()
    clock.time += 9 * hour
    expect(await approve(folder, clock.time, plan?.id ?? '')).toBe('approved')
    admin.members = [...admin.members.filter(({ email }) => email !== 'p000@example.edu'), member('late@example.edu')]
    const again = await opened(folder, () => clock.time)
    const result = await run({ state: again })
    expect(result).toMatchObject({ outcome: 'partly', report: { counts: { done: 5, skipped: 1 }, approvedBy: 'ana' } })
    expect(result.held?.plan.steps.map(({ email }) => email)).toEqual(['late@example.edu'])
    expect(await again.held.get(plan?.id ?? '')).toMatchObject({ status: 'applied', run: result.report?.run })
  }, 180_000)

  it('is approved by nobody once it is more than 72 hours old', async () => {
    const folder = aFolder()
    const { admin, run, clock } = await stored(folder)
    const { plan } = await run({ may: 'within-guards' })
    clock.time += 73 * hour
    await expect(approve(folder, clock.time, plan?.id ?? '')).rejects.toThrow('more than 72 hours ago')
    expect((await run()).outcome).toBe('planned')
    expect(admin.calls).toEqual([])
  }, 180_000)

  it('waits in peace while another run is at work: the second says whose, and since when', async () => {
    const folder = aFolder()
    const { admin, run, clock } = await stored(folder)
    const other = await opened(folder, () => clock.time)
    const result = await other.exclusively([admin.scope], 'ana at the console', () => run({ may: 'within-guards' }))
    expect(result.outcome).toBe('busy')
    expect(result.why).toContain('ana at the console')
    expect((await run()).outcome).toBe('planned')
  })
})
