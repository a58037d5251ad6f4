import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  complete,
  leavers,
  makePlan,
  memoryState,
  type Plan,
  type Report,
  roster,
  type Snapshot,
  UserAdminError,
} from '../src/index.ts'
import { MemoryAdmin, member, staff } from './memory.ts'
import { actions, decided, second, self } from './plan-worlds.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const everybody = [self, second, ...staff(20)]
const read = (emails: readonly string[], readAt = now, left: readonly string[] = []): Promise<Snapshot> =>
  complete({
    source: 'campus',
    readAt: new Date(readAt).toISOString(),
    proof: 'The server counted them.',
    people: [
      ...emails.map((email) => ({ id: email, email, status: 'active' as const })),
      ...left.map((email) => ({ id: email, email, status: 'disabled' as const })),
    ],
  })
const run = (admin: MemoryAdmin, plan: Plan): Promise<Report> =>
  applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, now: () => now })

describe('the read after a run, of people whom a directory misses for the first time', () => {
  /** cy is absent and so suspended at first, dan is marked as having left and removed. */
  async function missing(): Promise<{ admin: MemoryAdmin; plan: Plan }> {
    const emails = everybody.map(({ email }) => email)
    const state = memoryState({ now: () => now })
    const full = await read([...emails, 'cy@example.edu', 'dan@example.edu'], now - 1_000)
    if (full.kind === 'complete') await state.record({ kind: 'snapshot', snapshot: full })
    const admin = new MemoryAdmin([...everybody, member('cy@example.edu'), member('dan@example.edu')])
    const goal = leavers(await read(emails, now, ['dan@example.edu']), { action: 'remove' })
    const plan = await makePlan(admin, goal, { ...decided, state, now: () => now })
    expect(actions(plan)).toEqual(['suspend cy@example.edu', 'remove dan@example.edu'])
    return { admin, plan }
  }

  it('leaves nobody over once they are suspended: nothing more was asked of this run', async () => {
    const { admin, plan } = await missing()
    expect(await run(admin, plan)).toMatchObject({ counts: { done: 2 }, left: [] })
  })

  it('does not say done of a suspension whose answers were lost and that did not happen', async () => {
    const { admin, plan } = await missing()
    admin.before = (call) => {
      if (call === 'suspend') throw new UserAdminError('unavailable', 'no answer', { effect: 'unknown' })
    }
    const report = await run(admin, plan)
    const reason = 'no answer. A read after the run shows that it is not done.'
    expect(report.results.map(({ outcome }) => outcome)).toEqual(['failed', 'done'])
    expect(report.left).toEqual([
      { email: 'cy@example.edu', what: 'suspend cy@example.edu in workspace spring-class', reason },
    ])
  })

  it('says done of one that did happen', async () => {
    const { admin, plan } = await missing()
    admin.before = (call) => {
      if (call === 'suspend') throw new UserAdminError('unavailable', 'no answer', { effect: 'unknown' })
      if (call === 'list')
        admin.members = admin.members.map((one) =>
          one.email === 'cy@example.edu' ? { ...one, status: 'suspended' } : one,
        )
    }
    const report = await run(admin, plan)
    expect([report.results.map(({ outcome }) => outcome), report.left]).toEqual([['done', 'done'], []])
  })
})

describe('the read after a run whose directory holds nobody, as was expected', () => {
  it('names who is left', async () => {
    const admin = new MemoryAdmin([self, second, member('cy@example.edu')])
    admin.before = (call) => {
      if (call === 'remove') throw new UserAdminError('invalid', 'HTTP 400')
    }
    const plan = await makePlan(admin, roster(await read([]), { absent: 'remove', complete: 'all' }), {
      ...decided,
      expectEmpty: 'campus',
      policy: { protect: ['bo@example.edu'] },
      now: () => now,
    })
    expect((await run(admin, plan)).left).toEqual([
      { email: 'cy@example.edu', what: 'take cy@example.edu out of workspace spring-class', reason: 'HTTP 400' },
    ])
  })
})
