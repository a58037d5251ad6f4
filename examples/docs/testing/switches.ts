import assert from 'node:assert/strict'
import { AacClient, memoryTokens } from '@user-admin/aac-client'
import { type AacSwitches, startFakeAac } from '@user-admin/aac-client/testing'
import { aacWorkspace, applyPlan, keepOnly, makePlan } from 'user-admin'

const people = ['me@example.edu', 'ta@example.edu', { email: 'new@example.edu', status: 'invited' as const }]
const sides: readonly AacSwitches[] = [
  {},
  { removeAnswer: '200 []' },
  { goneAnswer: '410', listsOnlyActive: true },
  { routes: { 'gateway:*': '404' }, spelling: 'specification', ids: 'strings' },
]
for (const side of sides) {
  await using fake = await startFakeAac({ ...side, seed: { people } })
  const token = memoryTokens(fake.tokens())
  const spring = await aacWorkspace(new AacClient({ region: 'us1', token, fetch: fake.fetch }))
  const plan = await makePlan(spring, keepOnly(['ta@example.edu']), { assets: 'leave' })
  const report = await applyPlan(spring, plan, { approve: { id: plan.id, by: 'test' } })

  assert.deepEqual(report.left, [], JSON.stringify(side))
  assert.equal(fake.canEnter('new@example.edu'), false)
  assert.equal(fake.canEnter('ta@example.edu'), true)
}
