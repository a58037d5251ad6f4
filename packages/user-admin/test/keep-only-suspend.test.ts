import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import { aacWorkspace, applyPlan, houstonWorkspace, keepOnly, makePlan } from '../src/index.ts'

describe('keepOnly with suspend', () => {
  it('suspends everybody else where that can be done, invited people too, and leaves alone who is suspended', async () => {
    await using fake = await startFakeAac({
      seed: {
        people: [
          { email: 'me@example.edu', isAdmin: true },
          { email: 'ta@example.edu', isAdmin: true },
          { email: 'bo@example.edu' },
          { email: 'cy@example.edu', status: 'invited' },
          { email: 'di@example.edu', status: 'suspended' },
        ],
      },
    })
    const admin = await aacWorkspace(new AacClient({ hosts: fake.hosts, token: fake.staticToken() }))
    const goal = keepOnly(['me@example.edu', 'ta@example.edu'], { action: 'suspend' })
    const plan = await makePlan(admin, goal)
    expect(plan.steps.map(({ action, email }) => [action, email])).toEqual([
      ['suspend', 'bo@example.edu'],
      ['suspend', 'cy@example.edu'],
    ])
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'me' } })
    expect([report.counts.done, report.left]).toEqual([2, []])
    const enter = ['me', 'ta', 'bo', 'cy', 'di'].filter((name) => fake.canEnter(`${name}@example.edu`))
    expect(enter).toEqual(['me', 'ta'])
  })

  it('blocks each of them where nobody can be suspended, and says what can be done', async () => {
    await using fake = await startFakeHouston()
    const client = new HoustonClient({ url: fake.url, token: fake.token })
    const [first] = await client.workspaces()
    const admin = await houstonWorkspace(client, first?.id ?? '')
    const plan = await makePlan(admin, keepOnly(['nobody@example.edu'], { action: 'suspend' }))
    expect(plan.steps).toEqual([])
    expect(plan.blocked.length).toBeGreaterThan(0)
    expect(new Set(plan.blocked.map(({ remedy }) => remedy))).toEqual(
      new Set(['Remove the person instead, or leave them in.']),
    )
  })

  it('is another goal than one that removes, which says nothing of it', () => {
    expect(keepOnly('only-me', { action: 'remove' })).toEqual({ kind: 'keep-only', keep: 'only-me' })
    expect(keepOnly('only-me', { action: 'suspend' })).toEqual({
      kind: 'keep-only',
      keep: 'only-me',
      action: 'suspend',
    })
  })
})
