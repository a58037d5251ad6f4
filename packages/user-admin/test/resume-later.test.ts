import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  brokenRuns,
  complete,
  type Goal,
  guardCodes,
  leavers,
  makePlan,
  memoryState,
  type Report,
  resume,
  roster,
  type Snapshot,
  type State,
  undoPlan,
} from '../src/index.ts'
import { keep, outcomes, people, reasons } from './apply-worlds.ts'
import { crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'
import { decided } from './plan-worlds.ts'

const start = Date.parse('2026-11-22T08:00:00Z')
const hour = 3_600_000

/** A run that is stopped after its first step. */
async function stopped(admin: MemoryAdmin, goal: Goal): Promise<{ state: State; report: Report }> {
  const now = (): number => start
  const state = memoryState({ now })
  const plan = await makePlan(admin, goal, { ...(admin.scope.system === 'aac' ? decided : {}), state, now })
  const stop = new AbortController()
  const report = await applyPlan(admin, plan, {
    approve: { id: plan.id, by: 'ana' },
    release: guardCodes,
    state,
    concurrency: 1,
    signal: stop.signal,
    onResult: () => stop.abort(),
    now,
  })
  return { state, report }
}

describe('a run that is gone on with after more than an hour', () => {
  const left = (): Promise<Snapshot> =>
    complete({
      source: 'campus',
      people: people(...crowd(2)).map(({ email }) => ({
        id: email,
        email,
        status: email.startsWith('p0') ? 'disabled' : 'active',
      })),
      proof: 'The server counted them.',
      readAt: new Date(start).toISOString(),
    })

  it.each([
    [59 * 60_000, { 'p000@example.edu': 'done', 'p001@example.edu': 'done' }],
    [2 * hour, { 'p000@example.edu': 'done', 'p001@example.edu': 'skipped' }],
  ])('takes nobody by what a directory said then (after %d ms)', async (later, expected) => {
    const admin = new MemoryAdmin(people(...crowd(2)))
    const { state } = await stopped(admin, leavers(await left(), { action: 'remove' }))
    const report = await resume(admin, { state, now: () => start + later })
    expect(outcomes(report)).toEqual(expected)
    if (later > hour)
      expect(reasons(report)['p001@example.edu']).toBe(
        'What campus said was read more than an hour ago: read it again and make a fresh plan.',
      )
  })

  it('goes on with a person whom it changed itself before', async () => {
    const ana = member('ana@example.edu', { roles: ['viewer'] })
    const admin = new MemoryAdmin(people(ana), workspaceScope).offer({ deployments: [{ id: 'd1', name: 'etl' }] })
    const goal = roster([{ email: ana.email, roles: ['editor'], deployment: 'etl', deploymentRole: 'viewer' }])
    const { state } = await stopped(admin, goal)
    expect(admin.calls).toEqual(['setRoles ana@example.edu'])
    const report = await resume(admin, { state, now: () => start + 2 * hour })
    expect(report.results.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  })
})

describe('an approval of more than 72 hours before', () => {
  it('does not live on because the same plan was made and kept anew', async () => {
    let time = start
    const now = (): number => time
    const admin = new MemoryAdmin(people(...crowd(3)))
    const state = memoryState({ now })
    const plan = await makePlan(admin, keep, { ...decided, state, now })
    const approve = { id: plan.id, by: 'ana' }
    await applyPlan(admin, plan, { approve, release: guardCodes, state, signal: AbortSignal.abort(), now })
    time += 80 * hour
    const again = await makePlan(admin, keep, { ...decided, state, now })
    await state.held.put(again, { by: 'nightly', why: 'Held back by rolling.' })
    expect(again.id).toBe(plan.id)
    const report = await resume(admin, { state, now })
    expect(report.counts).toMatchObject({ done: 0, skipped: 3 })
    expect(reasons(report)['p000@example.edu']).toBe('The approval is more than 72 hours old: make a fresh plan.')
  })
})

describe('a run that was stopped, and undone as far as it went', () => {
  it('is not gone on with', async () => {
    const admin = new MemoryAdmin(people(...crowd(3)))
    const { state, report } = await stopped(admin, keep)
    expect(await brokenRuns(state)).toHaveLength(1)
    const undo = await undoPlan(admin, state.journal, { now: () => start })
    await applyPlan(admin, undo, { approve: { id: undo.id, by: 'ana' }, release: guardCodes, state, now: () => start })
    expect(await brokenRuns(state)).toEqual([])
    await expect(resume(admin, { state, run: report.run, now: () => start })).rejects.toThrow('was undone')
    expect(admin.members.map(({ email }) => email)).toContain('p002@example.edu')
  })
})
