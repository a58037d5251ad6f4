import { describe, expect, it } from 'vitest'
import { keepOnly, makePlan, UserAdminError } from '../src/index.ts'
import { keep, outcomes, people, run } from './apply-worlds.ts'
import { MemoryAdmin, member, platformScope } from './memory.ts'
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
