import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  type GuardCode,
  type Member,
  makePlan,
  memoryState,
  type Row,
  resume,
  type State,
  UserAdminError,
} from '../src/index.ts'
import { keep, people, reasons } from './apply-worlds.ts'
import { crowd, MemoryAdmin, member } from './memory.ts'
import { decided } from './plan-worlds.ts'

const never = new Promise<never>(() => undefined)
const shown = 'The answer was lost; a read after the run shows the change.'

/** A run that took the first person, and was stopped before it was told so. */
async function taken(
  others: readonly Member[],
  { who = 'p000@example.edu', release = [] }: { who?: string; release?: readonly GuardCode[] } = {},
): Promise<{ admin: MemoryAdmin; state: State }> {
  const admin = new MemoryAdmin(people(...others))
  const state = memoryState()
  const stop = new AbortController()
  const silent = Object.assign(Object.create(admin) as MemoryAdmin, {
    remove: async (...[ref, options]: Parameters<MemoryAdmin['remove']>) => {
      const change = await admin.remove(ref, options)
      if (ref.email !== who) return change
      stop.abort()
      return await never
    },
  })
  const plan = await makePlan(admin, keep, { ...decided, state })
  const approve = { id: plan.id, by: 'ana' }
  await applyPlan(silent, plan, { approve, release, state, concurrency: 1, signal: stop.signal, drain: 1 })
  return { admin, state }
}

async function lastOutcome(state: State, email: string): Promise<Row | undefined> {
  let found: Row | undefined
  for await (const row of state.journal.rows({ kind: 'outcome' }))
    if ('email' in row && row.email === email) found = row
  return found
}

describe('of somebody whom the run before took, and was not told so, a resumed run', () => {
  it('says what the read at the end shows, though the look before it failed', async () => {
    const { admin, state } = await taken(crowd(2))
    const blind = Object.assign(Object.create(admin) as MemoryAdmin, {
      remove: async (...[ref, options]: Parameters<MemoryAdmin['remove']>) => {
        if (ref.id === 'id-p000@example.edu') throw new UserAdminError('unavailable', 'No answer.')
        return await admin.remove(ref, options)
      },
    })
    const report = await resume(blind, { state })
    expect(report).toMatchObject({ counts: { done: 2, failed: 0 } })
    expect(reasons(report)['p000@example.edu']).toBe(shown)
    expect(await lastOutcome(state, 'p000@example.edu')).toMatchObject({ outcome: 'done' })
    expect((await state.window(admin.scope, 0)).taken).toBe(2)
  })

  it('says so though a guard holds by now what is left', async () => {
    const { admin, state } = await taken(crowd(3))
    await state.record({ kind: 'taken', scope: admin.scope, at: new Date().toISOString(), count: 30, released: false })
    const report = await resume(admin, { state: state })
    expect(report.counts).toMatchObject({ done: 1, skipped: 2 })
    expect(reasons(report)['p000@example.edu']).toBe(shown)
    expect(await lastOutcome(state, 'p000@example.edu')).toMatchObject({ outcome: 'done' })
  })

  it('says so of an administrator of whom there are too few by now', async () => {
    const boss = member('cy@example.edu', { admin: true })
    const { admin, state } = await taken([boss], { who: boss.email, release: ['admins'] })
    admin.members = admin.members.map((one) => ({ ...one, admin: false }))
    const report = await resume(admin, { state })
    expect(report).toMatchObject({ counts: { done: 1, blocked: 0 } })
    expect((await state.window(admin.scope, 0)).taken).toBe(1)
  })

  it('says that it failed to take who is still there and may not be taken', async () => {
    const { admin, state } = await taken(crowd(1))
    admin.members = people(...crowd(1))
    admin.before = (call) => {
      if (call === 'remove') throw new UserAdminError('unexpected', 'It was refused.')
    }
    expect((await resume(admin, { state })).results).toMatchObject([{ outcome: 'failed', reason: 'It was refused.' }])
  })
})
