import { setTimeout as sleep } from 'node:timers/promises'
import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import {
  type ApplyOptions,
  aacWorkspace,
  applyPlan,
  keepOnly,
  type Member,
  makePlan,
  type Plan,
  type Report,
  roster,
  UserAdminError,
} from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, me, member, platformScope, workspaceScope } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
const keep = keepOnly(['bo@example.edu'])
const people = (...others: Member[]): Member[] => [self, second, ...others]
const leave = { assets: 'leave' as const }

async function run(admin: MemoryAdmin, goal = keep, options: Partial<ApplyOptions> = {}, made?: Plan): Promise<Report> {
  const plan = made ?? (await makePlan(admin, goal, leave))
  return applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, ...options })
}
const outcomes = (report: Report): Record<string, string> =>
  Object.fromEntries(report.results.map(({ step, outcome }) => [step.email, outcome]))
const reasons = (report: Report): Record<string, string | undefined> =>
  Object.fromEntries(report.results.map(({ step, reason }) => [step.email, reason]))

describe('applyPlan refuses before the first step', () => {
  const admin = (): MemoryAdmin => new MemoryAdmin(people(member('cy@example.edu')))
  const cases: [
    string,
    RegExp,
    (plan: Plan, target: MemoryAdmin) => { plan?: Plan; options?: Partial<ApplyOptions>; target?: MemoryAdmin },
  ][] = [
    [
      'a plan in which one letter was changed',
      /changed after it was made/,
      (plan) => ({ plan: { ...plan, steps: plan.steps.map((step) => ({ ...step, email: 'bo@example.edu' })) } }),
    ],
    [
      'a plan whose held step was freed',
      /changed after it was made/,
      (plan) => ({ plan: { ...plan, held: [], members: 2_000 } }),
    ],
    [
      'another scope',
      /reaches spring-class \(7\)/,
      () => ({ target: new MemoryAdmin(people(), { ...aacScope, id: '7' }) }),
    ],
    [
      'a scope of another name',
      /reaches autumn/,
      () => ({ target: new MemoryAdmin(people(), { ...aacScope, name: 'autumn' }) }),
    ],
    [
      'another system at the same id',
      /at https:\/\/eu1/,
      () => ({ target: new MemoryAdmin(people(), { ...aacScope, origin: 'https://eu1.alteryxcloud.com' }) }),
    ],
    [
      'an approval of another plan',
      /for another plan/,
      () => ({ options: { approve: { id: '0'.repeat(64), by: 'ana' } } }),
    ],
    ['an approval by nobody', /approve\.by is empty/, (plan) => ({ options: { approve: { id: plan.id, by: ' ' } } })],
    [
      'reads that are an hour old',
      /more than an hour old/,
      (plan) => ({ options: { now: () => Date.parse(plan.madeAt) + 3_600_001 } }),
    ],
    ['a plan without a time', /more than an hour old/, (plan) => ({ plan: { ...plan, madeAt: 'yesterday' } })],
    [
      'a release that is no guard',
      /"everything" is no guard; there are per-run, typo, admins, assets, accounts/,
      () => ({ options: { release: ['everything' as 'per-run'] } }),
    ],
    ['another version', /another version/, (plan) => ({ plan: { ...plan, version: 2 as 1 } })],
  ]
  it.each(cases)('%s', async (_name, message, prepare) => {
    const target = admin()
    const made = await makePlan(target, keep, leave)
    const { plan = made, options = {}, target: other = target } = prepare(made, target)
    const attempt = applyPlan(other, plan, { approve: { id: plan.id, by: 'ana' }, ...options })
    await expect(attempt).rejects.toThrow(message)
    await expect(attempt).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid', effect: 'none' })
    expect([...target.calls, ...other.calls]).toEqual([])
  })

  it('takes a plan of exactly an hour ago', async () => {
    const target = admin()
    const plan = await makePlan(target, keep, leave)
    const report = await applyPlan(target, plan, {
      approve: { id: plan.id, by: 'ana' },
      now: () => Date.parse(plan.madeAt) + 3_600_000,
    })
    expect(report.counts.done).toBe(1)
  })
})

describe('applyPlan', () => {
  it('does what was approved, tells of each step, and reads the scope again', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu'), member('dan@example.edu')))
    const told: string[] = []
    const report = await run(admin, keep, {
      onResult: ({ step, outcome }, { finished, total }) => told.push(`${finished}/${total} ${step.email} ${outcome}`),
      concurrency: 1,
      now: () => Date.now(),
    })
    expect(told).toEqual(['1/2 cy@example.edu done', '2/2 dan@example.edu done'])
    expect(admin.members.map(({ email }) => email)).toEqual(['me@example.edu', 'bo@example.edu'])
    expect(report).toMatchObject({
      approvedBy: 'ana',
      left: [],
      counts: { done: 2, pending: 0, unchanged: 0, remains: 0, skipped: 0, blocked: 0, failed: 0, unknown: 0 },
    })
    expect(report).not.toHaveProperty('notRead')
    expect(report).not.toHaveProperty('reason')
    expect(Date.parse(report.finishedAt)).toBeGreaterThanOrEqual(Date.parse(report.startedAt))
  })

  it('carries the reason of the approval into the report', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, leave)
    expect(await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana', reason: 'end of term' } })).toMatchObject({
      plan: plan.id,
      reason: 'end of term',
    })
  })

  it('skips what a guard holds, until that guard is released by its name', async () => {
    const admin = new MemoryAdmin(people(...crowd(18)))
    const held = await run(admin)
    expect(held.counts).toMatchObject({ done: 0, skipped: 18 })
    expect(held.results[0]?.reason).toBe('Held back by per-run.')
    expect(held.left).toHaveLength(18)
    expect(held.left?.[0]).toEqual({
      email: 'p000@example.edu',
      what: 'take p000@example.edu out of workspace spring-class',
      reason: 'Held back by per-run.',
    })
    expect((await run(admin, keep, { release: ['typo'] })).counts.skipped).toBe(18)
    expect((await run(admin, keep, { release: ['per-run'] })).counts.done).toBe(18)
  })

  it('names only the guards that still hold', async () => {
    const admin = new MemoryAdmin(people(...crowd(18)))
    const plan = await makePlan(admin, keep)
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, release: ['per-run'] })
    expect(report.results[0]?.reason).toBe('Held back by assets.')
  })

  it('invites before it removes, and hands assets over before it removes their owner', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, roster(['bo@example.edu', 'new@example.edu'], { absent: 'remove' }), {
      assets: { transferTo: { email: 'bo@example.edu' } },
    })
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    expect(admin.calls).toEqual([
      'invite new@example.edu',
      'transferAssets cy@example.edu to bo@example.edu',
      'remove cy@example.edu',
    ])
    expect(outcomes(report)).toEqual({ 'new@example.edu': 'pending', 'cy@example.edu': 'done' })
    expect(report.left).toEqual([])
  })

  it('removes nobody whose assets could not be handed over', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    admin.before = (call) => {
      if (call === 'transferAssets') throw new UserAdminError('invalid', 'transferUserAssets: HTTP 400')
    }
    const plan = await makePlan(admin, keep, { assets: { transferTo: { email: 'bo@example.edu' } } })
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    expect(report.results).toMatchObject([{ outcome: 'failed', reason: 'transferUserAssets: HTTP 400' }])
    expect(admin.calls).toEqual([])
    expect(report.left).toMatchObject([{ email: 'cy@example.edu', reason: 'transferUserAssets: HTTP 400' }])
  })

  it('sets roles and suspends', async () => {
    const admin = new MemoryAdmin(people(member('ana@example.edu'), member('cy@example.edu')))
    const report = await run(
      admin,
      roster([{ email: 'ana@example.edu', roles: ['editor'] }, 'bo@example.edu'], { absent: 'suspend' }),
    )
    expect(admin.calls).toEqual(['setRoles ana@example.edu', 'suspend cy@example.edu'])
    expect(report).toMatchObject({ counts: { done: 2 }, left: [] })
  })

  it('skips a person whose membership has changed since, and goes on', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu'), member('dan@example.edu')))
    const plan = await makePlan(admin, keep, leave)
    admin.members = admin.members.map((one) => (one.email === 'cy@example.edu' ? { ...one, mark: 're-invited' } : one))
    const report = await run(admin, keep, {}, plan)
    expect(outcomes(report)).toEqual({ 'cy@example.edu': 'skipped', 'dan@example.edu': 'done' })
    expect(report.left?.map(({ email }) => email)).toEqual(['cy@example.edu'])
  })

  it('hands nothing over for a membership that has changed', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, { assets: { transferTo: { email: 'bo@example.edu' } } })
    admin.members = admin.members.map((one) => (one.email === 'cy@example.edu' ? { ...one, mark: 're-invited' } : one))
    expect(outcomes(await run(admin, keep, {}, plan))).toEqual({ 'cy@example.edu': 'skipped' })
    expect(admin.calls).toEqual([])
  })

  it('says unchanged of a person who left meanwhile, and skips a change of one', async () => {
    const admin = new MemoryAdmin(people(member('ana@example.edu'), member('cy@example.edu')))
    const plan = await makePlan(
      admin,
      roster([{ email: 'ana@example.edu', roles: ['editor'] }, 'bo@example.edu'], { absent: 'remove' }),
      leave,
    )
    admin.members = people()
    expect(outcomes(await run(admin, keep, {}, plan))).toEqual({
      'ana@example.edu': 'skipped',
      'cy@example.edu': 'unchanged',
    })
  })

  it('says of people who are new since the plan that they are', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, leave)
    admin.members.push(member('late@example.edu'))
    expect((await run(admin, keep, {}, plan)).left).toMatchObject([
      { email: 'late@example.edu', reason: 'New since the plan was made.' },
    ])
  })

  it('names who is left because nobody here can take them out', async () => {
    const admin = new MemoryAdmin(
      people(member('t@example.edu', { access: [{ via: 'team', role: '', managedBy: 'idp' }] })),
      workspaceScope,
    )
    const report = await run(admin)
    expect(report.left).toEqual([
      {
        email: 't@example.edu',
        what: 'take t@example.edu out',
        reason: expect.stringMatching(/only through a team\. Take the person out/) as string,
      },
    ])
  })
})

describe('failures on the way', () => {
  const lost = (effect: 'none' | 'unknown'): UserAdminError =>
    new UserAdminError('unavailable', 'no answer', { effect })

  it('tries a step whose end is unknown once more', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    let count = 0
    admin.before = (call) => {
      if (call !== 'remove') return
      count += 1
      if (count === 1) throw lost('unknown')
    }
    expect(outcomes(await run(admin))).toEqual({ 'cy@example.edu': 'done' })
    expect(count).toBe(2)
  })

  it('says done of a removal whose answer was lost, once a second look shows it', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    admin.before = (call) => {
      if (call !== 'remove') return
      queueMicrotask(() => (admin.members = people()))
      throw lost('unknown')
    }
    const report = await run(admin)
    expect(report.results).toMatchObject([{ outcome: 'done' }])
  })

  it('keeps unknown what a second attempt could not even look at', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, leave)
    let count = 0
    admin.before = (call) => {
      if (call === 'list') throw new UserAdminError('unexpected', 'the list changed')
      if (call !== 'remove') return
      count += 1
      throw count === 1 ? lost('unknown') : lost('none')
    }
    expect((await run(admin, keep, {}, plan)).results).toMatchObject([{ outcome: 'unknown', reason: 'no answer' }])
  })

  it('settles by the read at the end what stayed unknown: it happened', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, leave)
    admin.before = (call) => {
      if (call === 'remove') throw lost('unknown')
      if (call === 'list') admin.members = people()
    }
    const report = await run(admin, keep, {}, plan)
    expect(report).toMatchObject({
      counts: { done: 1, unknown: 0 },
      left: [],
      results: [{ outcome: 'done', reason: 'The answer was lost; a read after the run shows the change.' }],
    })
  })

  it('settles by the read at the end what stayed unknown: still here, though in a way that no step can close', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')), workspaceScope)
    const plan = await makePlan(admin, keep)
    admin.before = (call) => {
      if (call === 'remove') throw lost('unknown')
      const access = [{ via: 'team', role: '', managedBy: 'idp' }] as const
      if (call === 'list') admin.members = people(member('cy@example.edu', { access }))
    }
    expect(await run(admin, keep, {}, plan)).toMatchObject({
      counts: { done: 0, failed: 1 },
      left: [{ email: 'cy@example.edu' }],
    })
  })

  it('settles by the read at the end what stayed unknown: failed', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    admin.before = (call) => {
      if (call === 'remove') throw lost('unknown')
    }
    const report = await run(admin)
    expect(report).toMatchObject({
      counts: { failed: 1, unknown: 0 },
      results: [{ reason: 'The answer was lost, and a read after the run shows that it was not done.' }],
    })
    expect(report.left).toHaveLength(1)
  })

  it('leaves it unknown when the scope cannot be read again, and says so', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, leave)
    admin.before = () => {
      throw lost('unknown')
    }
    const report = await run(admin, keep, {}, plan)
    expect(report).toMatchObject({ counts: { unknown: 1 }, notRead: 'The scope could not be read again: no answer' })
    expect(report).not.toHaveProperty('left')
  })

  it('stops beginning steps once the credential is refused, and loses none', async () => {
    for (const problem of ['forbidden', 'unauthenticated'] as const) {
      const admin = new MemoryAdmin(people(...crowd(5)))
      admin.before = (call) => {
        if (call === 'remove') throw new UserAdminError(problem, 'refused')
      }
      const report = await run(admin, keep, { concurrency: 1 })
      expect(report.counts).toMatchObject({ failed: 1, skipped: 4 })
      expect(report.results[1]?.reason).toBe('An earlier step was refused: refused')
    }
  })

  it('goes on after a step that failed on its own', async () => {
    const admin = new MemoryAdmin(
      people(member('cy@example.edu'), member('dan@example.edu'), member('eve@example.edu')),
    )
    admin.before = (call, email) => {
      if (call === 'remove' && email === 'cy@example.edu') throw new UserAdminError('invalid', 'HTTP 400')
      if (call === 'remove' && email === 'dan@example.edu') throw new UserAdminError('last-admin', 'the last one')
      if (call === 'remove' && email === 'eve@example.edu') throw new TypeError('a bug')
    }
    const report = await run(admin)
    expect(outcomes(report)).toEqual({
      'cy@example.edu': 'failed',
      'dan@example.edu': 'blocked',
      'eve@example.edu': 'failed',
    })
    expect(reasons(report)['cy@example.edu']).toBe('HTTP 400')
  })

  it('says unknown of an error that nobody foresaw', async () => {
    const admin = new MemoryAdmin(people(member('eve@example.edu')))
    const plan = await makePlan(admin, keep, leave)
    admin.before = () => {
      throw new TypeError('a bug')
    }
    expect(await run(admin, keep, {}, plan)).toMatchObject({
      results: [{ outcome: 'unknown', reason: 'An unexpected error (TypeError).' }],
    })
  })

  it('finishes what is under way when it is stopped, and skips the rest', async () => {
    const admin = new MemoryAdmin(people(...crowd(5)))
    const stop = new AbortController()
    admin.after = () => stop.abort()
    const report = await run(admin, keep, { concurrency: 1, signal: stop.signal })
    expect(report.counts).toMatchObject({ done: 1, skipped: 4 })
    expect(report.results[4]?.reason).toBe('The run was stopped.')
    expect(report.notRead).toBe('The run was stopped before the scope was read again.')
  })

  it('begins no further step when onResult throws, and reports all the same', async () => {
    const admin = new MemoryAdmin(people(...crowd(3)))
    const onResult = (): void => {
      throw new Error('disk full')
    }
    const report = await run(admin, keep, { concurrency: 1, onResult })
    expect(report.counts).toMatchObject({ done: 1, skipped: 2 })
    expect(report.results[1]?.reason).toBe('onResult failed: disk full')
  })

  it('keeps no more steps under way than it may', async () => {
    const admin = new MemoryAdmin(people(...crowd(5)))
    let under = 0
    let most = 0
    const remove = admin.remove
    admin.remove = async (...args) => {
      under += 1
      most = Math.max(most, under)
      await sleep(2)
      under -= 1
      return remove(...args)
    }
    await run(admin, keep, { concurrency: 2 })
    expect(most).toBe(2)
  })
})

describe('self and administrators, judged again when a plan is applied', () => {
  const admin3 = member('third@example.edu', { admin: true })

  it('never removes who applies, though somebody else planned it', async () => {
    const admin = new MemoryAdmin(people(admin3))
    const plan = await makePlan(admin, keep, leave)
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
    const plan = await makePlan(admin, keep, leave)
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
    const plan = await makePlan(admin, keep, leave)
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

describe('an approval of an earlier plan: fresh ∩ approved', () => {
  const world = (): MemoryAdmin => new MemoryAdmin(people(member('cy@example.edu'), member('dan@example.edu')))

  it('does only what both say', async () => {
    const admin = world()
    const approved = await makePlan(admin, keep, leave)
    admin.members = [...admin.members.filter(({ email }) => email !== 'cy@example.edu'), member('late@example.edu')]
    const fresh = await makePlan(admin, keep, leave)
    const report = await applyPlan(admin, fresh, { approve: { of: approved, by: 'ana' } })
    expect(outcomes(report)).toEqual({ 'dan@example.edu': 'done', 'late@example.edu': 'skipped' })
    expect(reasons(report)['late@example.edu']).toBe('Not part of what was approved.')
  })

  it.each<[string, RegExp, (approved: Plan) => Plan]>([
    [
      'is three days old',
      /more than 72 hours old/,
      (plan) => ({ ...plan, madeAt: new Date(Date.now() - 72 * 3_600_000 - 60_000).toISOString() }),
    ],
    ['was changed', /changed after it was made/, (plan) => ({ ...plan, members: 7 })],
  ])('is refused when it %s', async (_name, message, spoil) => {
    const admin = world()
    const plan = await makePlan(admin, keep, leave)
    await expect(applyPlan(admin, plan, { approve: { of: spoil(plan), by: 'ana' } })).rejects.toThrow(message)
    expect(admin.calls).toEqual([])
  })

  it('is refused for another goal', async () => {
    const admin = world()
    const other = await makePlan(admin, keepOnly(['bo@example.edu', 'cy@example.edu']), leave)
    const plan = await makePlan(admin, keep, leave)
    await expect(applyPlan(admin, plan, { approve: { of: other, by: 'ana' } })).rejects.toThrow(
      /another scope, goal, policy or decision about assets/,
    )
    expect(me.id).toBe(self.id)
  })
})

describe('a run against the AAC fake', () => {
  it('removes active, invited and suspended people side by side, and reads the whole list only before and after', async () => {
    await using fake = await startFakeAac({
      seed: {
        people: [
          { email: 'me@example.edu', isAdmin: true },
          { email: 'ta@example.edu', isAdmin: true },
          ...Array.from({ length: 60 }, (_, index) => ({
            email: `Student${index}@Example.edu`,
            status: (['active', 'invited', 'suspended'] as const)[index % 3],
            assets: 1,
          })),
        ],
      },
    })
    const admin = await aacWorkspace(
      new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch }),
    )
    const plan = await makePlan(admin, keepOnly(['ta@example.edu']), {
      assets: { transferTo: { email: 'ta@example.edu' } },
    })
    const requests = fake.requests()
    const approve = { id: plan.id, by: 'ana' }
    const report = await applyPlan(admin, plan, { approve, release: ['per-run'], concurrency: 8 })
    expect(report).toMatchObject({ counts: { done: 60 }, left: [] })
    expect(fake.ledger.of('transferUserAssets')).toHaveLength(40)
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(60)
    // Active: two looks, a transfer, a removal, a look. The others are looked for in the lists of their status too.
    expect((fake.requests() - requests) / 60).toBeLessThan(9)
  })
})
