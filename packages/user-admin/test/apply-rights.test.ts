import { describe, expect, it } from 'vitest'
import { applyPlan, guardCodes, makePlan, memoryState, type Only, roster, type State } from '../src/index.ts'
import { keep, outcomes, people, reasons, run } from './apply-worlds.ts'
import { crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'
import { decided } from './plan-worlds.ts'

const release = ['rolling'] as const

describe('what a run may do', () => {
  it.each<[string, unknown]>([
    ['a scope that the plan does not have', { 'https://us1.alteryxcloud.com/41878': [] }],
    ['no list of actions', { 'https://us1.alteryxcloud.com/41877': 'suspend' }],
  ])('is not taken for everything where it names %s', async (_, only) => {
    const admin = new MemoryAdmin(people(...crowd(1)))
    await expect(run(admin, keep, { only: only as Only })).rejects.toThrow('only says nothing of')
    expect(admin.calls).toEqual([])
  })

  it('is not to lower whoever applies it, though somebody else planned it', async () => {
    const ana = member('ana@example.edu', { roles: ['WORKSPACE_EDITOR'] })
    const admin = Object.assign(new MemoryAdmin(people(ana), workspaceScope), {
      roles: async () => ['WORKSPACE_EDITOR', 'WORKSPACE_VIEWER'].map((id) => ({ id, name: id, admin: false })),
    })
    const plan = await makePlan(admin, roster([{ email: ana.email, roles: ['WORKSPACE_VIEWER'] }]))
    expect(plan.steps).toMatchObject([{ action: 'set-roles', lowers: true }])
    admin.caller = { id: ana.id, email: ana.email, kind: 'person' }
    expect(outcomes(await run(admin, keep, {}, plan))).toEqual({ 'ana@example.edu': 'blocked' })
  })

  it('is not what a guard held when it was approved, though the guard holds it no more', async () => {
    const admin = new MemoryAdmin(people(...crowd(6)))
    const of = await makePlan(admin, keep, decided)
    admin.members = admin.members.filter(({ email }) => email !== 'p000@example.edu')
    const plan = await makePlan(admin, keep, decided)
    expect([of, plan].map(({ held }) => held.length)).toEqual([1, 0])
    const report = await applyPlan(admin, plan, { approve: { of, by: 'ana' } })
    expect(reasons(report)['p001@example.edu']).toBe('Held back by per-run when it was approved, and not released.')
    expect(admin.calls).toEqual([])
    const released = await applyPlan(admin, plan, { approve: { of, by: 'ana' }, release: ['per-run'] })
    expect(released.counts.done).toBe(5)
  })
})

describe('a memory that was lost after the plan was made, or that the plan was made without', () => {
  const lost = (state: State): State => ({
    ...state,
    baseline: async () => ({ kind: 'lost', reason: 'The database is gone.' }),
  })

  it('lets nobody be taken until that is released', async () => {
    const admin = new MemoryAdmin(people(...crowd(2)))
    const plan = await makePlan(admin, keep, decided)
    const state = lost(memoryState())
    const approve = { id: plan.id, by: 'ana' }
    const held = await applyPlan(admin, plan, { approve, release, state })
    expect(held.counts).toMatchObject({ skipped: 2 })
    expect(reasons(held)['p000@example.edu']).toMatch(/^The state of spring-class cannot be trusted: The database/)
    expect((await applyPlan(admin, plan, { approve, release: guardCodes, state })).counts.done).toBe(2)
  })
})
