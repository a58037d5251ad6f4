import { describe, expect, it } from 'vitest'
import { applyPlan, keepOnly, leavers, makePlan, UserAdminError } from '../src/index.ts'
import { keep, outcomes, people, run } from './apply-worlds.ts'
import { aacScope, MemoryAdmin, member, platformScope, staff } from './memory.ts'
import { decided, self } from './plan-worlds.ts'

describe('self and administrators, judged again when a plan is applied', () => {
  const admin3 = member('third@example.edu', { admin: true })

  it('never removes who applies, though somebody else planned it', async () => {
    const admin = new MemoryAdmin(people(admin3))
    const plan = await makePlan(admin, keep, decided)
    admin.caller = { id: admin3.id, kind: 'person' }
    const report = await run(admin, keep, { release: ['admins'] }, plan)
    expect(report.results).toMatchObject([
      { outcome: 'blocked', reason: 'This is the person whose credential is used.' },
    ])
    admin.caller = { id: 'x', email: 'THIRD@example.edu', kind: 'person' }
    expect((await run(admin, keep, { release: ['admins'] }, plan)).counts.blocked).toBe(1)
    expect(admin.calls).toEqual([])
  })

  it('counts the administrators before each one it takes', async () => {
    const admin = new MemoryAdmin(people(admin3))
    const plan = await makePlan(admin, keep, decided)
    admin.members = admin.members.map((one) => (one.email === 'bo@example.edu' ? { ...one, admin: false } : one))
    const report = await run(admin, keep, {}, plan)
    expect(report.results).toMatchObject([
      { outcome: 'blocked', reason: 'Only 1 other active administrator is left, and 2 must remain.' },
    ])
    expect(admin.calls).toEqual([])
  })

  it('keeps the last administrator even when the guard is released', async () => {
    const admin = new MemoryAdmin([member('me@example.edu'), admin3])
    const report = await run(admin, keepOnly('only-me'), { release: ['admins'] })
    expect(report.results).toMatchObject([
      { outcome: 'blocked', reason: 'Only 0 other active administrators are left, and 1 must remain.' },
    ])
    const withOne = new MemoryAdmin([self, admin3])
    expect((await run(withOne, keepOnly('only-me'), { release: ['admins'] })).counts.done).toBe(1)
  })

  it('keeps the last administrator even where the policy asks for none', async () => {
    const admin = new MemoryAdmin([member('me@example.edu'), admin3, ...staff(10)])
    const plan = await makePlan(admin, keepOnly(['@staff.example']), { ...decided, policy: { admins: 0 } })
    expect(await run(admin, keep, {}, plan)).toMatchObject({
      results: [{ outcome: 'blocked', reason: 'Only 0 other active administrators are left, and 1 must remain.' }],
    })
    expect(admin.calls).toEqual([])
  })

  it.each([
    { what: 'its first address', email: 'ceo@example.edu', aliases: [] },
    { what: 'a second address', email: 'cy@example.edu', aliases: ['ceo@example.edu'] },
  ])('never removes who applies, known here by $what', async ({ email, aliases }) => {
    const admin = new MemoryAdmin(people(member(email, { aliases })))
    const plan = await makePlan(admin, leavers([email], { action: 'remove' }), decided)
    admin.caller = { id: 'elsewhere', email: 'CEO@example.edu', kind: 'person' }
    expect((await run(admin, keep, {}, plan)).counts.blocked).toBe(1)
    expect(admin.calls).toEqual([])
  })

  it('takes an id for the caller’s only where the caller’s credential is from', async () => {
    const other = { ...aacScope, origin: 'https://eu1.alteryxcloud.com' }
    const [here, there] = [
      new MemoryAdmin(people()),
      new MemoryAdmin(people(member('cy@example.edu', { id: '7' })), other),
    ]
    here.caller = { id: '7', email: 'root@example.edu', kind: 'person' }
    there.caller = { id: '8', email: 'robot', kind: 'service-account' }
    const goal = leavers(['cy@example.edu'], { action: 'remove' })
    const plan = await makePlan(there, goal, decided)
    // Planned by itself: there is nobody to leave where the caller is known by that id.
    const both = await makePlan([here, new MemoryAdmin(there.members, other)], goal, decided)
    expect([plan, both].map(({ steps }) => steps.length)).toEqual([1, 1])
    const report = await applyPlan([here, there], both, { approve: { id: both.id, by: 'ana' } })
    expect(outcomes(report)).toEqual({ 'cy@example.edu': 'done' })
  })

  it('takes nobody without an address for a caller without one', async () => {
    const admin = new MemoryAdmin(people(member('robot@', { admin: false })))
    const plan = await makePlan(admin, leavers([{ id: 'id-robot@' }], { action: 'remove' }), decided)
    expect(plan.steps).toHaveLength(1)
    admin.caller = { id: 'key:1', email: 'robot', kind: 'service-account' }
    expect((await run(admin, keep, {}, plan)).counts.done).toBe(1)
  })

  it('does not count suspended, invited or unknown people', async () => {
    const others = [
      member('s@example.edu', { admin: true, status: 'suspended' }),
      member('i@example.edu', { admin: true, status: 'invited' }),
      member('u@example.edu', { admin: undefined }),
    ]
    const admin = new MemoryAdmin([member('me@example.edu'), admin3, ...others])
    const report = await run(admin, keepOnly(others.map(({ email }) => email)), { release: ['admins'] })
    expect(outcomes(report)).toEqual({ 'third@example.edu': 'blocked' })
  })

  it('takes none when they cannot be counted', async () => {
    const admin = new MemoryAdmin(people(admin3))
    const plan = await makePlan(admin, keep, decided)
    admin.before = (call) => {
      if (call === 'list') throw new UserAdminError('unavailable', 'HTTP 503')
    }
    expect((await run(admin, keep, {}, plan)).results).toMatchObject([
      { outcome: 'blocked', reason: 'The administrators could not be counted: HTTP 503' },
    ])
  })

  it('holds deletions of accounts until they are released', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu', { access: [] })), platformScope)
    expect((await run(admin)).counts.skipped).toBe(1)
    expect((await run(admin, keep, { release: ['accounts'] })).counts.done).toBe(1)
  })
})
