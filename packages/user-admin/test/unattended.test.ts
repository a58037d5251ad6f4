import { describe, expect, it } from 'vitest'
import { keepOnly, leavers, type May, memoryState, roster, runUnattended } from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, member, staff, workspaceScope } from './memory.ts'
import { second, self } from './plan-worlds.ts'
import { clear, day, evening, hour, nightly } from './unattended-worlds.ts'

const within = { may: 'within-guards' } as const
const rows = async (state: { journal: { rows: () => AsyncIterable<{ kind: string }> } }): Promise<string[]> => {
  const kinds: string[] = []
  for await (const { kind } of state.journal.rows()) kinds.push(kind)
  return kinds
}

describe('a run that nobody watches', () => {
  it('only reports unless it is told that it may do more', async () => {
    const { admin, run, state } = await nightly(crowd(3))
    const result = await run()
    expect(result).toMatchObject({ outcome: 'planned', superseded: [], quarantines: [] })
    expect(result.why).toBe(`3 steps wait for a decision: approve or reject plan ${result.plan?.id}.`)
    expect(result.report).toBeUndefined()
    expect(await state.held.list()).toMatchObject([
      { status: 'waiting', by: 'nightly', why: 'Unattended runs may only report in spring-class.' },
    ])
    expect(admin.calls).toEqual([])
  })

  it('does what no guard holds, if it may', async () => {
    const { admin, run, state } = await nightly(crowd(3))
    const result = await run(within)
    expect(result).toMatchObject({ outcome: 'done', why: '3 of 3 steps are done.' })
    expect(result.report).toMatchObject({ approvedBy: 'nightly', reason: 'No guard holds it.' })
    expect(admin.calls).toEqual(['remove p000@example.edu', 'remove p001@example.edu', 'remove p002@example.edu'])
    expect(await state.held.list()).toEqual([])
    expect((await run(within)).outcome).toBe('nothing-to-do')
  })

  it('leaves what a guard holds to a person, says which, and how to go on', async () => {
    const { admin, run, state } = await nightly(crowd(6))
    const result = await run(within)
    expect(result.outcome).toBe('held')
    expect(result.why).toBe(
      `6 steps wait for a decision: approve or reject plan ${result.plan?.id}. 6 removals among 48 people are more than the 5 that one run may do unasked. If these 6 are meant, release per-run for this plan.`,
    )
    expect(result.held).toMatchObject({ status: 'waiting', why: 'Held back by per-run.' })
    expect(admin.calls).toEqual([])
    expect(await rows(state)).toEqual(['baseline', 'survey', 'decision'])
  })

  it('lets invitations through while removals are held, and puts only what is left into the queue', async () => {
    const { admin, run, state } = await nightly(crowd(6))
    const result = await run(
      within,
      roster(['bo@example.edu', '@staff.example', 'new@example.edu'], { absent: 'remove' }),
    )
    expect(result.outcome).toBe('partly')
    expect(result.why).toMatch(/^1 of 7 steps is done\. 6 steps wait for a decision: approve or reject plan /)
    expect(admin.calls).toEqual(['invite new@example.edu'])
    const [held] = await state.held.list('waiting')
    expect(held?.plan.id).not.toBe(result.plan?.id)
    expect(held?.plan.steps.map(({ action }) => action)).toEqual(Array.from({ length: 6 }, () => 'remove'))
  })

  it('suspends and removes nobody where it may suspend', async () => {
    const both = async (admin: MemoryAdmin, action: 'suspend' | 'remove', may: May) => {
      const state = memoryState({ now: () => evening })
      await state.record({ kind: 'baseline', scope: admin.scope, at: new Date(evening).toISOString(), members: 45 })
      const goal = leavers(['p000@example.edu'], { action })
      return await runUnattended(admin, goal, { state, by: 'nightly', assets: 'leave', may, now: () => evening })
    }
    const admin = new MemoryAdmin([self, second, ...staff(40), ...crowd(2)])
    expect(await both(admin, 'remove', 'suspend')).toMatchObject({
      outcome: 'held',
      held: { why: 'Unattended runs may only suspend in spring-class.' },
    })
    expect(admin.calls).toEqual([])
    expect((await both(admin, 'suspend', 'suspend')).outcome).toBe('done')
    expect(admin.calls).toEqual(['suspend p000@example.edu'])
  })

  it('may do different things in different scopes, in one plan', async () => {
    const scopes = ['report', 'suspend', 'within-guards'].map((id) => ({ ...aacScope, id, name: id }))
    const state = memoryState({ now: () => evening })
    const admins = scopes.map((scope) => new MemoryAdmin([self, second, ...staff(40), ...crowd(1)], scope))
    for (const scope of scopes)
      await state.record({ kind: 'baseline', scope, at: new Date(evening).toISOString(), members: 43 })
    const result = await runUnattended(admins, leavers(['p000@example.edu']), {
      state,
      by: 'nightly',
      may: ({ id }) => id as May,
      now: () => evening,
    })
    expect(result.outcome).toBe('partly')
    expect(admins.map(({ calls }) => calls)).toEqual([[], ['suspend p000@example.edu'], ['suspend p000@example.edu']])
    expect(result.held?.plan.steps.map(({ scope }) => scope)).toEqual(['https://us1.alteryxcloud.com/report'])
    expect(result.report?.results.find(({ outcome }) => outcome === 'skipped')?.reason).toBe(
      'This run may do nothing here.',
    )
  })

  it('asks once: an unchanged plan waits as it was, and only becomes younger', async () => {
    const { later, run, state } = await nightly(crowd(6))
    const first = await run(within)
    const again = await later(hour, within)
    expect(again.held?.plan.id).toBe(first.held?.plan.id)
    expect(again.superseded).toEqual([])
    expect(await state.held.list()).toHaveLength(1)
    expect(await rows(state)).toEqual(['baseline', 'survey', 'decision', 'survey'])
    // Seen again an hour ago, it still waits after its first 72 hours.
    await later(71.5 * hour, within)
    expect(await state.held.list('waiting')).toHaveLength(1)
  })

  it('asks once where a waiting plan covers what is left already', async () => {
    const { admin, later, run, state } = await nightly(crowd(8))
    const first = await run(within)
    admin.members = admin.members.filter(({ email }) => email !== 'p000@example.edu')
    const result = await later(hour, within)
    expect(result).toMatchObject({ outcome: 'held', superseded: [] })
    expect(result.held?.plan.id).toBe(first.plan?.id)
    expect(await state.held.list()).toHaveLength(1)
  })

  it('puts an older plan aside, and says so, once more is to be decided', async () => {
    const { admin, later, run, state } = await nightly(crowd(8))
    const first = await run(within)
    admin.members.push(member('late@example.edu'))
    const result = await later(hour, within)
    expect(result.superseded).toEqual([first.plan?.id])
    expect(result.held?.plan.id).toBe(result.plan?.id)
    await expect(state.held.approve(first.plan?.id ?? '', { by: 'ana' })).rejects.toThrow(
      `A newer plan takes its place: ${result.plan?.id}.`,
    )
  })

  it('puts an older plan aside once another guard holds the same steps', async () => {
    const { admin, later, run, state, clock } = await nightly(crowd(8))
    const first = await run(within)
    const at = new Date(clock.time).toISOString()
    await state.record({ kind: 'taken', scope: admin.scope, at, count: 8, released: false })
    const result = await later(hour, within)
    expect(result.superseded).toEqual([first.plan?.id])
    expect(result.held?.why).toBe('Held back by rolling, per-run.')
  })

  it('lets a decision stand that somebody has made in the same moment', async () => {
    const { admin, later, run, state } = await nightly(crowd(8))
    const first = await run(within)
    admin.members.push(member('late@example.edu'))
    const supersede: typeof state.held.supersede = async (id, about) => {
      await state.held.approve(id, { by: 'ana' })
      return await state.held.supersede(id, about)
    }
    const result = await later(hour, { ...within, state: { ...state, held: { ...state.held, supersede } } })
    expect(result).toMatchObject({ outcome: 'held', superseded: [], held: { plan: { id: result.plan?.id } } })
    expect(await state.held.get(first.plan?.id ?? '')).toMatchObject({ status: 'approved' })
    expect(result.why).not.toContain('could not be put')
  })

  it('puts a waiting plan aside once nothing of it is left to decide', async () => {
    const { admin, later, run, state } = await nightly(crowd(8))
    const first = await run(within)
    admin.members = admin.members.filter(({ email }) => !email.endsWith('@example.edu') || email < 'p')
    expect(await later(hour, within)).toMatchObject({ outcome: 'nothing-to-do', superseded: [first.plan?.id] })
    expect(await state.held.get(first.plan?.id ?? '')).toMatchObject({
      status: 'superseded',
      decision: { by: 'nightly', reason: 'Nothing of it is left to decide.' },
    })
  })

  it('leaves the plans of other goals in the queue alone', async () => {
    const { admin, run, state } = await nightly(crowd(8))
    await run(within)
    await run(within, keepOnly(['bo@example.edu', '@staff.example', 'p000@example.edu']))
    expect(await state.held.list('waiting')).toHaveLength(2)
    expect(admin.calls).toEqual([])
  })

  it('only reports where no baseline was recorded, and says how one is', async () => {
    const { admin, run } = await nightly(crowd(1), { baseline: false })
    const result = await run(within)
    expect(result.outcome).toBe('held')
    expect(result.why).toContain('Record a baseline of it in the state once, then such runs may act.')
    expect(admin.calls).toEqual([])
  })

  it('is told that another run is at work, before anything is read', async () => {
    const { admin, run, state } = await nightly(crowd(1))
    const asked: string[] = []
    admin.before = (call) => void asked.push(call)
    const result = await state.exclusively([admin.scope], 'ana', () => run(within))
    expect(result.outcome).toBe('busy')
    expect(result.why).toMatch(/ana.*2026-11-20T20:00:00/)
    expect(asked).toEqual([])
    expect((await run(within)).outcome).toBe('done')
  })
})

describe('an unattended run over a Houston workspace', () => {
  it('removes within its guards', async () => {
    const state = memoryState({ now: () => evening })
    const admin = new MemoryAdmin([self, second, ...staff(40), ...crowd(1)], workspaceScope)
    await state.record({ kind: 'baseline', scope: workspaceScope, at: new Date(evening).toISOString(), members: 43 })
    const result = await runUnattended(admin, clear, {
      state,
      by: 'nightly',
      may: 'within-guards',
      now: () => evening + day,
    })
    expect(result.outcome).toBe('done')
  })
})
