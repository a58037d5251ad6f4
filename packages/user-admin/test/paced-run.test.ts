import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  aacWorkspace,
  applyPlan,
  keepOnly,
  makePlan,
  memoryState,
  type Report,
  resume,
  type UserAdmin,
} from '../src/index.ts'

/** A workspace whose server asks for ten minutes once so many people were removed. */
async function busyAfter(removals: number) {
  const fake = await startFakeAac({ seed: { people: 40 } })
  onTestFinished(() => fake.close())
  const token = fake.tokens().accessToken
  let left = removals
  /** Another connection each time, so that nothing is remembered of the server’s wish. */
  const open = (isBusy: boolean): Promise<UserAdmin> =>
    aacWorkspace(
      new AacClient({
        region: 'us1',
        token,
        fetch: async (input, init) => {
          if (isBusy && init?.method === 'DELETE') {
            left -= 1
            if (left < 0) return new Response('{}', { status: 429, headers: { 'x-retry-after': '600' } })
          }
          return await fake.fetch(input, init)
        },
      }),
    )
  const removed = (): string[] => fake.ledger.of('deleteWorkspaceUser').map(({ target }) => target)
  return { fake, open, removed }
}

const goal = keepOnly('only-me')
const leave = { assets: 'leave' } as const
const release = ['per-run', 'admins', 'small-scope', 'rolling'] as const
const isWhole = ({ results }: Report): boolean =>
  results.every(({ outcome, open }) => outcome === 'done' || (open === true && outcome !== 'failed'))

describe('a run whose server asks for ten minutes', () => {
  it('parks: it says until when, loses nothing, sends nothing more, and is gone on with afterwards', async () => {
    const { fake, open, removed } = await busyAfter(14)
    const admin = await open(true)
    const plan = await makePlan(admin, goal, leave)
    const state = memoryState()
    const began = Date.now()
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, release, state })
    expect(Date.parse(report.parked ?? '') - began).toBeGreaterThan(590_000)
    expect(isWhole(report)).toBe(true)
    expect(removed()).toHaveLength(14)

    const asked = fake.requests()
    await expect(makePlan(admin, goal)).rejects.toMatchObject({ problem: 'rate-limited', effect: 'none' })
    expect(fake.requests()).toBe(asked)

    const rest = await resume(await open(false), { state })
    expect(rest.counts).toMatchObject({ done: plan.steps.length, failed: 0, unknown: 0, skipped: 0 })
    expect(rest.left).toEqual([])
    expect([removed().length, new Set(removed()).size]).toEqual([plan.steps.length, plan.steps.length])
  })
})
