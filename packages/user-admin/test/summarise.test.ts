import { describe, expect, it } from 'vitest'
import { applyPlan, keepOnly, makePlan, roster, summarise } from '../src/index.ts'
import { crowd, MemoryAdmin, member, platformScope, workspaceScope } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })

describe('summarise', () => {
  it('shows a plan: place, counts, steps, what is held and why, what cannot be undone, the id', async () => {
    const plan = await makePlan(new MemoryAdmin([self, second, ...crowd(18)]), keepOnly(['bo@example.edu']), {
      assets: 'leave',
    })
    expect(summarise(plan, { rows: 2 })).toBe(`Plan for workspace spring-class (41877) at https://us1.alteryxcloud.com
  20 people read; 18 to remove; 1 protected against the goal

  ACTION  PERSON            HELD BY  EFFECT
  remove  p000@example.edu  per-run  take p000@example.edu out of workspace spring-class
  remove  p001@example.edu  per-run  take p001@example.edu out of workspace spring-class
  … and 16 more

Held back: 18 of 18
  per-run (18): 18 removals among 20 people are more than the 5 that one run may do unasked. If these 18 are meant, release per-run for this plan.

Cannot be undone
  What the person owns leaves the workspace too; only the vendor’s support can bring it back, within 14 days.

Plan id ${plan.id}
`)
  })

  it('shows a plan with nothing to do, and what cannot be done here', async () => {
    const team = member('t@example.edu', { access: [{ via: 'team', role: '', managedBy: 'idp' }] })
    const plan = await makePlan(
      new MemoryAdmin([self, second, team], workspaceScope),
      keepOnly(['bo@example.edu', 'me@example.edu']),
    )
    expect(summarise(plan)).toBe(`Plan for workspace Data (ws1) at https://houston.example.com
  3 people read; nothing to do

Cannot be done here
  t@example.edu is here only through a team. Take the person out of it where it is managed, in the identity provider or by its administrator.

Plan id ${plan.id}
`)
  })

  it('names a platform as one, and shows ten steps unless told otherwise', async () => {
    const plan = await makePlan(
      new MemoryAdmin([self, second], platformScope),
      roster(crowd(12).map(({ email }) => email)),
    )
    const text = summarise(plan)
    expect(text).toContain(
      'Plan for the whole platform example.com at https://houston.example.com\n  2 people read; 12 to invite\n',
    )
    expect(text).toContain(
      'invite  p009@example.edu  -        invite p009@example.edu to the platform example.com\n  … and 2 more\n',
    )
    expect(text).not.toContain('Held back')
  })

  it('counts each kind of step', async () => {
    const people = [self, second, member('a@example.edu'), member('b@example.edu')]
    const plan = await makePlan(
      new MemoryAdmin(people),
      roster([{ email: 'a@example.edu', roles: ['editor'] }, 'new@example.edu', 'bo@example.edu'], {
        absent: 'suspend',
      }),
    )
    expect(summarise(plan)).toContain('4 people read; 1 to invite, 1 to give other roles, 1 to suspend')
  })

  it('shows a report: how steps ended, what did not go as promised, who is left', async () => {
    const admin = new MemoryAdmin([
      self,
      second,
      member('a@example.edu'),
      member('b@example.edu'),
      member('c@example.edu'),
    ])
    const plan = await makePlan(admin, keepOnly(['bo@example.edu']), { assets: 'leave' })
    admin.members = admin.members.map((one) =>
      one.email === 'a@example.edu' || one.email === 'b@example.edu' ? { ...one, mark: 'x' } : one,
    )
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    expect(summarise(report)).toBe(`Ended: 1 done, 2 skipped
  skipped: take a@example.edu out of workspace spring-class. The membership has changed.
  skipped: take b@example.edu out of workspace spring-class. The membership has changed.
Read again: 2 left
  take a@example.edu out of workspace spring-class: The membership has changed.
  take b@example.edu out of workspace spring-class: The membership has changed.
`)
    expect(summarise(report, { rows: 1 })).toContain('  … and 1 more\nRead again: 2 left\n')
  })

  it('shows a report of nothing, and one without the read at the end', async () => {
    const admin = new MemoryAdmin([self, second])
    const plan = await makePlan(admin, keepOnly(['bo@example.edu', 'me@example.edu']))
    const approve = { id: plan.id, by: 'ana' }
    expect(summarise(await applyPlan(admin, plan, { approve }))).toBe('Nothing was to be done.\nRead again: 0 left\n')
    const stopped = await applyPlan(admin, plan, { approve, signal: AbortSignal.abort() })
    expect(summarise(stopped)).toContain('The run was stopped before the scope was read again.')
    const { notRead: _notRead, ...bare } = stopped
    expect(summarise(bare)).toContain('The scope was not read again.')
  })
})
