import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import { aacWorkspace, applyPlan, makePlan, roster } from '../src/index.ts'

describe('an invitation of a plan', () => {
  it('gives no roles to whom somebody else invited since it was made', async () => {
    await using fake = await startFakeAac({
      seed: {
        roles: [
          { policyId: 1, tag: 'workspace_admin' },
          { policyId: 2, name: 'Viewer' },
          { policyId: 3, name: 'Full User' },
        ],
        people: [{ email: 'me@example.edu', isAdmin: true }],
      },
    })
    const { accessToken } = fake.tokens()
    const admin = await aacWorkspace(new AacClient({ region: 'us1', token: accessToken, fetch: fake.fetch }))
    const plan = await makePlan(admin, roster([{ email: 'ana@example.edu', roles: ['Full User'] }]))
    await admin.invite({ email: 'ana@example.edu', roles: ['2'] })
    const { results, left } = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    expect(results).toMatchObject([
      { outcome: 'skipped', reason: expect.stringContaining('has changed since') as string },
    ])
    expect(left).toMatchObject([{ email: 'ana@example.edu' }])
    expect(fake.state[0]?.people.find(({ email }) => email === 'ana@example.edu')?.roles).toEqual(['Viewer'])
  })
})
