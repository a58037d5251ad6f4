import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { expect, it, onTestFinished } from 'vitest'
import { aacWorkspace, applyPlan, guardCodes, makePlan, memoryState, roster } from '../src/index.ts'

it('asks for nobody to be invited twice while the server is still at work on an invitation that was given up', async () => {
  const fake = await startFakeAac({
    seed: { roles: [{ policyId: 2 }], people: [{ email: 'me@example.edu', isAdmin: true, roles: [] }] },
  })
  onTestFinished(() => fake.close())
  const late: Promise<unknown>[] = []
  const asked: string[] = []
  let isOver = (): void => undefined
  const over = new Promise<void>((resolve) => {
    isOver = resolve
  })
  const admin = await aacWorkspace(
    new AacClient({
      region: 'us1',
      token: fake.tokens().accessToken,
      // Long enough for a machine that has much else to do: only the invitations are to go unanswered.
      timeout: 3000,
      fetch: async (input, init) => {
        const request = new Request(input, init)
        const body = request.url.endsWith('/people/batch') ? await request.text() : '{}'
        const { emails: names = [] } = JSON.parse(body) as { readonly emails?: readonly string[] }
        asked.push(...names)
        if (names.length < 2) return await fake.fetch(input, init)
        // The server goes on with it, long after nobody waits for its answer any more.
        const { signal: _signal, ...sent } = init ?? {}
        late.push(over.then(() => fake.fetch(input, sent)))
        return await new Promise<Response>(() => undefined)
      },
    }),
  )
  const people = Array.from({ length: 20 }, (_, index) => ({ email: `new${index}@example.edu`, roles: ['2'] }))
  const plan = await makePlan(admin, roster(people))
  const approve = { id: plan.id, by: 'ana' }
  const report = await applyPlan(admin, plan, { approve, release: guardCodes, state: memoryState(), concurrency: 20 })
  isOver()
  await Promise.all(late)
  expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted())
  expect(report.counts).toMatchObject({ done: 0, unknown: 0 })
  expect(late.length).toBeGreaterThan(0)
  expect(report.counts.pending + (report.left?.length ?? 0)).toBe(20)
})
