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
  verify,
} from '../src/index.ts'

const release = ['per-run', 'admins', 'small-scope', 'rolling', 'assets'] as const

/** A workspace of many whose server refuses every change of this operation after so many. */
async function grudging(
  operation: 'deleteWorkspaceUser' | 'suspendWorkspaceUsers' | 'transferUserAssets',
  after: number,
) {
  const people = Array.from({ length: 200 }, (_, index) => ({ email: `p${index}@example.edu`, roles: [2] }))
  const roles = [{ policyId: 1, tag: 'workspace_admin' }, { policyId: 2 }]
  const fake = await startFakeAac({
    latency: 2,
    seed: {
      roles,
      people: [
        { email: 'me@example.edu', isAdmin: true, roles: [] },
        { email: 'heir@example.edu', roles: [2] },
        ...people,
      ],
    },
  })
  onTestFinished(() => fake.close())
  const token = fake.tokens().accessToken
  let tried = 0
  let refused = 0
  const isMeant = (method: string, url: string): boolean =>
    operation === 'deleteWorkspaceUser'
      ? method === 'DELETE'
      : url.endsWith(operation === 'transferUserAssets' ? '/transfer' : '/suspend')
  const open = async (isGrudging: boolean): Promise<UserAdmin> =>
    await aacWorkspace(
      new AacClient({
        region: 'us1',
        token,
        fetch: async (input, init) => {
          if (isGrudging && isMeant(init?.method ?? 'GET', new Request(input).url)) {
            tried += 1
            if (tried > after) {
              refused += 1
              // Not before the others have come as far.
              await new Promise((resolve) => setTimeout(resolve, 5))
              return Response.json({ exception: { name: 'ValidationFailed', message: 'no' } }, { status: 400 })
            }
          }
          return await fake.fetch(input, init)
        },
      }),
    )
  return { fake, open, refused: () => refused }
}

const stops = /^\d+ of the first \d+ steps failed here, so no further one was begun\.$/
const open = ({ results }: Report): Report['results'] => results.filter((one) => one.open === true)

describe('a server that refuses more than a tenth', () => {
  it.each([1, 128])('is not asked for those as well who are under way by then (%i at once)', async (concurrency) => {
    const { fake, open: opened, refused } = await grudging('deleteWorkspaceUser', 30)
    const admin = await opened(true)
    const plan = await makePlan(admin, keepOnly('only-me'), { assets: 'leave' })
    const state = memoryState()
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, release, state, concurrency })
    const { done, failed, skipped } = report.counts
    expect([done, done + failed + skipped]).toEqual([30, 201])
    // Those that were with the server when it became clear.
    expect(refused()).toBe(failed)
    expect(failed).toBeLessThanOrEqual(4 + (concurrency === 1 ? 0 : 16))
    expect(open(report).map(({ outcome }) => outcome)).toEqual(Array.from({ length: skipped }, () => 'skipped'))
    for (const { reason } of open(report)) expect(reason).toMatch(stops)
    expect(report.scopes[0]?.stopped).toMatch(stops)
    expect(await verify(state.journal.lines())).toMatchObject({ verdict: 'consistent' })

    // Who was refused stays so: that was an answer.
    const rest = await resume(await opened(false), { state })
    expect(rest.counts).toMatchObject({ done: 30 + skipped, failed, skipped: 0 })
    const removed = fake.ledger.of('deleteWorkspaceUser').map(({ target }) => target)
    expect(new Set(removed).size).toBe(removed.length)
  })

  it('finishes those whose assets were handed over, and hands over no more', async () => {
    const { fake, open: opened } = await grudging('deleteWorkspaceUser', 12)
    const admin = await opened(true)
    const assets = { transferTo: { email: 'heir@example.edu' } }
    const plan = await makePlan(admin, keepOnly(['heir@example.edu']), { assets })
    const state = memoryState()
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, release, state })
    const { done, failed } = report.counts
    expect([done, report.counts.unknown]).toEqual([12, 0])
    for (const { reason } of open(report)) expect(reason).toMatch(stops)
    expect(fake.ledger.of('transferUserAssets').length).toBeLessThanOrEqual(done + failed)
  })
})
