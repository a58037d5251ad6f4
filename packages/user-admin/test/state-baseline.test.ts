import { describe, expect, it } from 'vitest'
import { applyPlan, keepOnly, leavers, makePlan, memoryState, recordBaseline, type State } from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'
import { decided, second, self } from './plan-worlds.ts'
import { all, day, forms, iso, start } from './state-forms.ts'

const now = (): number => start
const people = (count: number): MemoryAdmin => new MemoryAdmin([self, second, ...crowd(count)])

describe('recording a baseline', () => {
  it('counts who is not locked out, says who looked, and lets unattended runs act', async () => {
    const state = memoryState({ now })
    const invited = member('new@example.edu', { status: 'invited' })
    const asleep = member('asleep@example.edu', { status: 'suspended' })
    const admin = new MemoryAdmin([self, second, ...crowd(20), invited, asleep])
    const other = new MemoryAdmin([self], workspaceScope)
    const recorded = await recordBaseline(state, [admin, other], { by: 'ana', now })
    expect(recorded).toEqual([
      { scope: aacScope, members: 23, at: iso(start) },
      { scope: workspaceScope, members: 1, at: iso(start) },
    ])
    expect(await state.baseline(aacScope)).toEqual({ kind: 'recorded', at: iso(start) })
    expect(await all(state.journal.rows())).toMatchObject([
      { kind: 'baseline', scope: aacScope, members: 23, by: 'ana' },
      { kind: 'baseline', scope: workspaceScope, members: 1, by: 'ana' },
    ])
    const goal = leavers(['p000@example.edu'], { action: 'remove' })
    expect((await makePlan(admin, goal, { state, now, unattended: true, ...decided })).held).toEqual([])
  })

  it.each<[string, (state: State) => Promise<unknown>, string]>([
    ['nobody', (state) => recordBaseline(state, people(1), { by: ' ' }), 'by is empty'],
    ['no scope', (state) => recordBaseline(state, [], { by: 'ana' }), 'none was given'],
    ['a scope twice', (state) => recordBaseline(state, [people(1), people(1)], { by: 'ana' }), 'given twice'],
  ])('is refused for %s', async (_what, does, says) => {
    const state = memoryState({ now })
    await expect(does(state)).rejects.toMatchObject({
      problem: 'invalid',
      message: expect.stringContaining(says) as string,
    })
    expect(await state.baseline(aacScope)).toEqual({ kind: 'none' })
  })

  it('begins no memory where one of the scopes cannot be read, or somebody stops it', async () => {
    const state = memoryState({ now })
    const shut = new MemoryAdmin([self], workspaceScope)
    shut.before = () => {
      throw new Error('shut')
    }
    await expect(recordBaseline(state, [people(1), shut], { by: 'ana' })).rejects.toThrow('shut')
    const stop = AbortSignal.abort(new Error('enough'))
    await expect(recordBaseline(state, people(1), { by: 'ana', signal: stop })).rejects.toThrow('enough')
    expect(await state.baseline(aacScope)).toEqual({ kind: 'none' })
  })
})

describe.each(Object.entries(forms))('what plans and runs tell a state %s', (_name, open) => {
  it('shows the next plan who vanished, and that a class was cleared out with a release', async () => {
    let time = start
    const clock = (): number => time
    const state = await open(clock)
    const admin = people(60)
    const options = { state, now: clock, ...decided }
    await recordBaseline(state, admin, { by: 'ana', now: clock })
    const { members } = admin
    // Somebody else takes ten of them, and nobody is told.
    time += day
    admin.members = members.slice(0, 52)
    const held = await makePlan(admin, leavers(members.slice(10, 14).map(({ email }) => email)), options)
    expect(held.held).toMatchObject([
      { code: 'rolling', reason: expect.stringMatching(/With the 10 of the last 7 days these 4 make 14/) as string },
    ])

    const clear = await makePlan(admin, keepOnly(['bo@example.edu']), options)
    const report = await applyPlan(admin, clear, {
      approve: { id: clear.id, by: 'ana' },
      release: ['rolling', 'per-run'],
      state,
      now: clock,
    })
    expect(report.results.every(({ outcome }) => outcome === 'done')).toBe(true)
    time += day
    admin.members.push(...crowd(90).slice(60))
    await makePlan(admin, keepOnly(['bo@example.edu', '@example.edu']), options)
    expect(await state.window(aacScope, time - 7 * day)).toMatchObject({ taken: 10 })
  })
})
