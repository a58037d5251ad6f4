import { HoustonClient } from '@user-admin/houston-client'
import { describe, expect, it } from 'vitest'
import { type ApplyOptions, applyPlan, makePlan, type Plan } from '../src/index.ts'
import { keep, people } from './apply-worlds.ts'
import { aacScope, crowd, MemoryAdmin, member } from './memory.ts'
import { decided } from './plan-worlds.ts'

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
      /"everything" is no guard; there are state, rolling, per-run, small-scope, leaver, typo, admins, assets, accounts\./,
      () => ({ options: { release: ['everything' as 'per-run'] } }),
    ],
    [
      'a release that is no list',
      /release is a list of guards/,
      () => ({ options: { release: 'state' as unknown as readonly 'state'[] } }),
    ],
    ['another version', /another version/, (plan) => ({ plan: { ...plan, version: 2 as 1 } })],
  ]
  it.each(cases)('%s', async (_name, message, prepare) => {
    const target = admin()
    const made = await makePlan(target, keep, decided)
    const { plan = made, options = {}, target: other = target } = prepare(made, target)
    const attempt = applyPlan(other, plan, { approve: { id: plan.id, by: 'ana' }, ...options })
    await expect(attempt).rejects.toThrow(message)
    await expect(attempt).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid', effect: 'none' })
    expect([...target.calls, ...other.calls]).toEqual([])
  })

  it.each<[string, (one: MemoryAdmin, two: MemoryAdmin) => readonly MemoryAdmin[], string]>([
    ['a scope without a credential', (one) => [one], 'no credential was given for Class 2: give one for each'],
    ['no credential at all', () => [], 'no credential was given for Class 1: give one for each'],
    [
      'a scope that was renamed',
      (one, two) => [one, new MemoryAdmin(two.members, { ...two.scope, name: 'Class 3' })],
      'The plan is for Class 2 (2) at https://us1.alteryxcloud.com, and this credential reaches Class 3 (2) at',
    ],
    [
      'a credential for a scope that is none of it',
      (one, two) => [one, two, new MemoryAdmin(two.members, { ...two.scope, id: '9' })],
      'The plan says nothing of Class 2 (9) at https://us1.alteryxcloud.com: give',
    ],
  ])('of a plan over several: %s', async (_name, given, message) => {
    const [one, two] = ['1', '2'].map((id) => new MemoryAdmin(people(), { ...aacScope, id, name: `Class ${id}` }))
    if (one === undefined || two === undefined) throw new Error('no scope')
    const plan = await makePlan([one, two], keep, decided)
    await expect(applyPlan(given(one, two), plan, { approve: { id: plan.id, by: 'ana' } })).rejects.toThrow(message)
  })

  it.each<[string, RegExp, (who: MemoryAdmin, plan: Plan) => readonly unknown[]]>([
    ['no administrator', /administers no scope: give what aacWorkspace/, (_admin, plan) => [undefined, plan]],
    ['one that is null', /administers no scope/, (_admin, plan) => [null, plan]],
    ['a list with none in it', /administers no scope/, (who, plan) => [[who, undefined], plan]],
    ['one that was not awaited', /still a promise: give what/, (who, plan) => [Promise.resolve(who), plan]],
    ['one in a list that was not awaited', /still a promise: give what/, (who, plan) => [[Promise.resolve(who)], plan]],
    [
      'a client',
      /administers no scope: give what aacWorkspace, houstonWorkspace or houstonPlatform answer, awaited\./,
      (_admin, plan) => [new HoustonClient({ url: 'https://houston.example.com', token: 'x' }), plan],
    ],
    [
      'a plan that was not awaited',
      /The plan is still a promise: await makePlan/,
      (who, plan) => [who, Promise.resolve(plan)],
    ],
    ['no plan', /No plan was given: make one with makePlan/, (who) => [who, undefined]],
    ['options that are null', /only with an approval/, (who, plan) => [who, plan, null]],
    ['no options', /only with an approval/, (who, plan) => [who, plan, {}]],
    [
      'a state that is null',
      /state remembers nothing/,
      (who, plan) => [who, plan, { approve: { id: plan.id, by: 'ana' }, state: null }],
    ],
  ])('%s', async (_name, message, given) => {
    const target = admin()
    const plan = await makePlan(target, keep, decided)
    const [admins, which, options = { approve: { id: plan.id, by: 'ana' } }] = given(target, plan)
    const attempt = applyPlan(admins as MemoryAdmin, which as Plan, options as ApplyOptions)
    await expect(attempt).rejects.toThrow(message)
    await expect(attempt).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid', effect: 'none' })
    expect(target.calls).toEqual([])
  })

  it('a plan whose held steps were freed, with everything that speaks against it', async () => {
    const target = new MemoryAdmin(people(...crowd(18)))
    const made = await makePlan(target, keep, decided)
    expect(made.held.map(({ code }) => code)).toEqual(['per-run'])
    const plan = {
      ...made,
      scopes: made.scopes.map((one) => ({ ...one, members: 2_000 })),
      steps: made.steps.map((step) => ({ ...step, heldBy: [] })),
      held: [],
    }
    await expect(applyPlan(target, plan, { approve: { id: plan.id, by: 'ana' } })).rejects.toThrow(
      'The plan was changed after it was made: make a fresh one and have that approved.',
    )
    expect(target.calls).toEqual([])
  })

  it('takes a plan of exactly an hour ago', async () => {
    const target = admin()
    const plan = await makePlan(target, keep, decided)
    const report = await applyPlan(target, plan, {
      approve: { id: plan.id, by: 'ana' },
      now: () => Date.parse(plan.madeAt) + 3_600_000,
    })
    expect(report.counts.done).toBe(1)
  })
})
