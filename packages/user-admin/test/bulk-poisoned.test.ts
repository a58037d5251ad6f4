import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aacWorkspace, applyPlan, guardCodes, leavers, makePlan, memoryState, type Report } from '../src/index.ts'

const size = 40
const poison = 'p30@example.edu'

/** A run over forty people whose server breaks down over one of them wherever a request names that person. */
async function poisoned(breaks: (request: string, id: string) => boolean): Promise<{ fake: FakeAac; report: Report }> {
  const people = Array.from({ length: size }, (_, index) => ({ email: `p${index}@example.edu`, roles: [2] }))
  const fake = await startFakeAac({
    seed: { roles: [{ policyId: 2 }], people: [{ email: 'me@example.edu', isAdmin: true, roles: [] }, ...people] },
  })
  onTestFinished(() => fake.close())
  const id = String(fake.state[0]?.people.find(({ email }) => email === poison)?.id)
  const admin = await aacWorkspace(
    new AacClient({
      region: 'us1',
      token: fake.tokens().accessToken,
      retries: 0,
      fetch: async (input, init) => {
        const request = new Request(input, init)
        return breaks(`${request.url} ${await request.text()}`, id)
          ? Response.json({ exception: { name: 'InternalError' } }, { status: 500 })
          : await fake.fetch(input, init)
      },
    }),
  )
  const goal = leavers(
    people.map(({ email }) => email),
    { action: 'suspend' },
  )
  const plan = await makePlan(admin, goal)
  const approve = { id: plan.id, by: 'ana' }
  const report = await applyPlan(admin, plan, { approve, release: guardCodes, state: memoryState(), concurrency: 40 })
  return { fake, report }
}

describe('one person over whom a server breaks down', () => {
  it('is no reason to leave the others, where the call for several ends unknown', async () => {
    const { report } = await poisoned((request, id) => /\/suspend /.test(request) && request.includes(id))
    expect(report.counts).toMatchObject({ done: size - 1, failed: 1, unknown: 0, skipped: 0 })
    expect(report.results.find(({ outcome }) => outcome === 'failed')?.step.email).toBe(poison)
  })

  it('is no reason to leave anybody, where the list by ids cannot be had', async () => {
    const { report } = await poisoned((request, id) => request.includes(`peopleIds=${id}`))
    expect(report.counts).toMatchObject({ done: size, failed: 0, unknown: 0, skipped: 0 })
  })
})
