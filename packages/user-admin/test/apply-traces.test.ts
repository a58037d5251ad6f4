import { describe, expect, it } from 'vitest'
import { applyPlan, leavers, makePlan, type Person, type Plan, UserAdminError } from '../src/index.ts'
import { people, run } from './apply-worlds.ts'
import { MemoryAdmin, member } from './memory.ts'
import { decided } from './plan-worlds.ts'

const ana = member('ana@example.edu', { aliases: ['ana@second.org'] })
const invited = member('ana@second.org', { status: 'invited', mark: 'an invitation', since: 0 })
const lost = (): UserAdminError => new UserAdminError('forbidden', 'DeleteInvite: refused', { effect: 'unknown' })

/** A scope where the first removal leaves these people and fails. */
async function failing(left: MemoryAdmin['members'], named: Person = 'ana@example.edu'): Promise<[MemoryAdmin, Plan]> {
  const admin = new MemoryAdmin(people(ana))
  const plan = await makePlan(admin, leavers([named], { action: 'remove' }), decided)
  const { remove } = admin
  let isFirst = true
  admin.remove = async (...args) => {
    if (!isFirst) return await remove(...args)
    isFirst = false
    admin.members = people(...left)
    throw lost()
  }
  return [admin, plan]
}

describe('a removal that took the membership and left an invitation to another address of the person', () => {
  it.each<[string, Person]>([
    ['her first address', 'ana@example.edu'],
    ['her id', { id: 'id-ana@example.edu' }],
  ])('is not done, and the invitation is left, of a goal that names %s', async (_name, named) => {
    const [admin, plan] = await failing([invited], named)
    const report = await run(admin, undefined, {}, plan)
    const reason =
      'DeleteInvite: refused. At the second attempt: The person is still there (ana@second.org). A read after the run shows that it is not done.'
    expect(report).toMatchObject({ counts: { done: 0, failed: 1 }, results: [{ outcome: 'failed', reason }] })
    expect(report.left).toEqual([
      { email: 'ana@second.org', what: 'withdraw the invitation of ana@second.org to workspace spring-class', reason },
    ])
  })

  it('stays unknown where the scope cannot be read again', async () => {
    const [admin, plan] = await failing([invited])
    admin.before = (call) => {
      if (call === 'list') throw new UserAdminError('unavailable', 'HTTP 503')
    }
    expect((await run(admin, undefined, {}, plan)).results).toMatchObject([
      {
        outcome: 'unknown',
        reason: 'DeleteInvite: refused. At the second attempt: The person is still there (ana@second.org).',
      },
    ])
  })

  it('is not done by a second attempt that finds only what its first address has', async () => {
    const [admin, plan] = await failing([{ ...ana, aliases: [] }, invited])
    admin.before = (call) => {
      if (call === 'list') throw new UserAdminError('unavailable', 'HTTP 503')
    }
    expect((await run(admin, undefined, {}, plan)).counts).toMatchObject({ done: 0, unknown: 1 })
    expect(admin.calls).toEqual(['remove ana@example.edu'])
  })

  it('is done where nobody is there under any of them', async () => {
    const [admin, plan] = await failing([])
    expect(await run(admin, undefined, {}, plan)).toMatchObject({ counts: { done: 1 }, left: [] })
  })
})

describe('somebody who left before the run', () => {
  it('and was invited under another address is another membership: skipped, and left', async () => {
    const admin = new MemoryAdmin(people(ana))
    const plan = await makePlan(admin, leavers(['ana@example.edu'], { action: 'remove' }), decided)
    admin.members = people(invited)
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    const reason = 'The person’s membership has changed since it was planned for.'
    expect(report.results).toMatchObject([{ outcome: 'skipped', reason }])
    expect(report.left).toMatchObject([{ email: 'ana@second.org', reason }])
    expect(admin.calls).toEqual([])
  })

  it('is not called gone for the hand-over either', async () => {
    const admin = new MemoryAdmin(people(ana))
    const plan = await makePlan(admin, leavers(['ana@example.edu'], { action: 'remove' }), {
      assets: { transferTo: { email: 'bo@example.edu' } },
    })
    admin.members = people(invited)
    const report = await run(admin, undefined, {}, plan)
    expect(report.results).toMatchObject([{ outcome: 'skipped', reason: 'The person is not here.' }])
    admin.members = people()
    expect((await run(admin, undefined, {}, plan)).results).toMatchObject([{ outcome: 'unchanged' }])
    expect(admin.calls).toEqual([])
  })
})
