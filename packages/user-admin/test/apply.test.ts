import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import { aacWorkspace, applyPlan, keepOnly, makePlan, roster, UserAdminError } from '../src/index.ts'
import { keep, outcomes, people, run } from './apply-worlds.ts'
import { crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'
import { decided } from './plan-worlds.ts'

describe('applyPlan', () => {
  it('does what was approved, tells of each step, and reads the scope again', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu'), member('dan@example.edu')))
    const told: string[] = []
    const report = await run(admin, keep, {
      onResult: ({ step, outcome }, { finished, total }) => told.push(`${finished}/${total} ${step.email} ${outcome}`),
      concurrency: 1,
      now: () => Date.now(),
    })
    expect(told).toEqual(['1/2 cy@example.edu done', '2/2 dan@example.edu done'])
    expect(admin.members).toEqual(people())
    expect(report).toMatchObject({
      approvedBy: 'ana',
      left: [],
      counts: { done: 2, pending: 0, unchanged: 0, remains: 0, skipped: 0, blocked: 0, failed: 0, unknown: 0 },
    })
    expect(report).not.toHaveProperty('notRead')
    expect(report).not.toHaveProperty('reason')
    expect(Date.parse(report.finishedAt)).toBeGreaterThanOrEqual(Date.parse(report.startedAt))
  })

  it('carries the reason of the approval into the report', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, decided)
    expect(await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana', reason: 'end of term' } })).toMatchObject({
      plan: plan.id,
      reason: 'end of term',
    })
  })

  it('skips what a guard holds, until that guard is released by its name', async () => {
    const admin = new MemoryAdmin(people(...crowd(18)))
    const held = await run(admin)
    expect(held.counts).toMatchObject({ done: 0, skipped: 18 })
    expect(held.results[0]?.reason).toBe('Held back by per-run.')
    expect(held.left).toHaveLength(18)
    expect(held.left?.[0]).toEqual({
      email: 'p000@example.edu',
      what: 'take p000@example.edu out of workspace spring-class',
      reason: 'Held back by per-run.',
    })
    expect((await run(admin, keep, { release: ['typo'] })).counts.skipped).toBe(18)
    expect((await run(admin, keep, { release: ['per-run'] })).counts.done).toBe(18)
  })

  it('names only the guards that still hold', async () => {
    const admin = new MemoryAdmin(people(...crowd(18)))
    const plan = await makePlan(admin, keep)
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, release: ['per-run'] })
    expect(report.results[0]?.reason).toBe('Held back by assets.')
  })

  it('invites before it removes, and hands assets over before it removes their owner', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(
      admin,
      roster(['bo@example.edu', '@staff.example', 'new@example.edu'], { absent: 'remove' }),
      {
        assets: { transferTo: { email: 'bo@example.edu' } },
      },
    )
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    expect(admin.calls).toEqual([
      'invite new@example.edu',
      'transferAssets cy@example.edu to bo@example.edu',
      'remove cy@example.edu',
    ])
    expect(outcomes(report)).toEqual({ 'new@example.edu': 'pending', 'cy@example.edu': 'done' })
    expect(report.left).toEqual([])
  })

  it('removes nobody whose assets could not be handed over', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    admin.before = (call) => {
      if (call === 'transferAssets') throw new UserAdminError('invalid', 'transferUserAssets: HTTP 400')
    }
    const plan = await makePlan(admin, keep, { assets: { transferTo: { email: 'bo@example.edu' } } })
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    expect(report.results).toMatchObject([{ outcome: 'failed', reason: 'transferUserAssets: HTTP 400' }])
    expect(admin.calls).toEqual([])
    expect(report.left).toMatchObject([{ email: 'cy@example.edu', reason: 'transferUserAssets: HTTP 400' }])
  })

  it('sets roles and suspends', async () => {
    const admin = new MemoryAdmin(people(member('ana@example.edu'), member('cy@example.edu')))
    const report = await run(
      admin,
      roster([{ email: 'ana@example.edu', roles: ['editor'] }, 'bo@example.edu', '@staff.example'], {
        absent: 'suspend',
      }),
    )
    expect(admin.calls).toEqual(['setRoles ana@example.edu', 'suspend cy@example.edu'])
    expect(report).toMatchObject({ counts: { done: 2 }, left: [] })
  })

  it('skips a person whose membership has changed since, and goes on', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu'), member('dan@example.edu')))
    const plan = await makePlan(admin, keep, decided)
    admin.members = admin.members.map((one) => (one.email === 'cy@example.edu' ? { ...one, mark: 're-invited' } : one))
    const report = await run(admin, keep, {}, plan)
    expect(outcomes(report)).toEqual({ 'cy@example.edu': 'skipped', 'dan@example.edu': 'done' })
    expect(report.left?.map(({ email }) => email)).toEqual(['cy@example.edu'])
  })

  it('hands nothing over for a membership that has changed', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, { assets: { transferTo: { email: 'bo@example.edu' } } })
    admin.members = admin.members.map((one) => (one.email === 'cy@example.edu' ? { ...one, mark: 're-invited' } : one))
    expect(outcomes(await run(admin, keep, {}, plan))).toEqual({ 'cy@example.edu': 'skipped' })
    expect(admin.calls).toEqual([])
  })

  it('says unchanged of a person who left meanwhile, and skips a change of one', async () => {
    const admin = new MemoryAdmin(people(member('ana@example.edu'), member('cy@example.edu')))
    const plan = await makePlan(
      admin,
      roster([{ email: 'ana@example.edu', roles: ['editor'] }, 'bo@example.edu', '@staff.example'], {
        absent: 'remove',
      }),
      decided,
    )
    admin.members = people()
    expect(outcomes(await run(admin, keep, {}, plan))).toEqual({
      'ana@example.edu': 'skipped',
      'cy@example.edu': 'unchanged',
    })
  })

  it('says of people who are new since the plan that they are', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, decided)
    admin.members.push(member('late@example.edu'))
    expect((await run(admin, keep, {}, plan)).left).toMatchObject([
      { email: 'late@example.edu', reason: 'New since the plan was made.' },
    ])
  })

  it('names who is left because nobody here can take them out', async () => {
    const admin = new MemoryAdmin(
      people(member('t@example.edu', { access: [{ via: 'team', role: '', managedBy: 'idp' }] })),
      workspaceScope,
    )
    const report = await run(admin)
    expect(report.left).toEqual([
      {
        email: 't@example.edu',
        what: 'take t@example.edu out',
        reason:
          't@example.edu gets in through a team of the identity provider. Take the person out of that team where it is managed: in the identity provider, or by its administrator.',
      },
    ])
  })
})

describe('a run against the AAC fake', () => {
  it('removes active, invited and suspended people side by side, and reads the whole list only before and after', async () => {
    await using fake = await startFakeAac({
      seed: {
        people: [
          { email: 'me@example.edu', isAdmin: true },
          { email: 'ta@example.edu', isAdmin: true },
          ...Array.from({ length: 60 }, (_, index) => ({
            email: `Student${index}@Example.edu`,
            status: (['active', 'invited', 'suspended'] as const)[index % 3],
            assets: 1,
          })),
        ],
      },
    })
    const admin = await aacWorkspace(
      new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch }),
    )
    const plan = await makePlan(admin, keepOnly(['ta@example.edu']), {
      assets: { transferTo: { email: 'ta@example.edu' } },
    })
    const requests = fake.requests()
    const approve = { id: plan.id, by: 'ana' }
    const report = await applyPlan(admin, plan, { approve, release: ['per-run'], concurrency: 8 })
    expect(report).toMatchObject({ counts: { done: 60 }, left: [] })
    expect(fake.ledger.of('transferUserAssets')).toHaveLength(40)
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(60)
    // Active: two looks, a transfer, a removal, a look. The others are looked for in the lists of their status too.
    expect((fake.requests() - requests) / 60).toBeLessThan(9)
  })
})
