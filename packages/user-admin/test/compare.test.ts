import { describe, expect, it } from 'vitest'
import {
  complete,
  diffPlans,
  type Goal,
  keepOnly,
  leavers,
  type Member,
  makePlan,
  type Plan,
  type PlanDifference,
  type PlanOptions,
  roster,
} from '../src/index.ts'
import { crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
const stay = keepOnly(['bo@example.edu'])
const planned = (
  people: readonly Member[],
  goal: Goal = stay,
  options: PlanOptions = { assets: 'leave' },
): Promise<Plan> => makePlan(new MemoryAdmin([self, second, ...people]), goal, options)
const ana = member('ana@example.edu')
const cy = member('cy@example.edu')
const spring = 'https://us1.alteryxcloud.com/41877'
const nothing: Omit<PlanDifference, 'before' | 'after' | 'same'> = {
  names: { [spring]: 'spring-class' },
  added: [],
  gone: [],
  changed: [],
  held: [],
  freed: [],
  blocked: { added: [], gone: [] },
  kept: { added: [], gone: [] },
  scopes: { added: [], gone: [] },
  goal: false,
  policy: false,
  assets: [],
  source: null,
  also: [],
}
const emails = (steps: readonly { readonly email: string }[]): string[] => steps.map(({ email }) => email)

describe('diffPlans', () => {
  it('finds a plan the same as itself, whenever it was made and whatever became of it on the way', async () => {
    const plan = await planned([ana])
    const sent = JSON.parse(JSON.stringify({ ...plan, madeAt: '2027-01-01T00:00:00.000Z', madeBy: [] })) as Plan
    expect(diffPlans(plan, sent)).toEqual({ before: plan.id, after: plan.id, same: true, ...nothing })
  })

  it('tells steps that are new from those that are gone, and both from those that stayed', async () => {
    const difference = diffPlans(await planned([ana]), await planned([cy]))
    expect(difference).toMatchObject({ same: false, changed: [], held: [], freed: [] })
    expect([emails(difference.added), emails(difference.gone)]).toEqual([['cy@example.edu'], ['ana@example.edu']])
  })

  it('shows a step that is done in another way, with what is other', async () => {
    const handed = { assets: { transferTo: { email: 'bo@example.edu' } } }
    const { changed, assets, added, gone, also } = diffPlans(await planned([ana]), await planned([ana], stay, handed))
    expect(changed.map(({ fields }) => fields)).toEqual([['irreversible', 'transferTo', 'what']])
    expect([changed[0]?.before.transferTo, changed[0]?.after.transferTo?.email]).toEqual([undefined, 'bo@example.edu'])
    expect(assets).toMatchObject([
      { before: { transferTo: 'leave' }, after: { transferTo: { email: 'bo@example.edu' } } },
    ])
    expect([added, gone, also]).toEqual([[], [], ['irreversible']])
  })

  it('counts another membership of the same person as a change', async () => {
    const { changed } = diffPlans(await planned([ana]), await planned([{ ...ana, mark: 'other' }]))
    expect(changed.map(({ fields }) => fields)).toEqual([['mark']])
  })

  it('keeps the several steps of one person apart', async () => {
    const scope = { ...workspaceScope }
    const plan = await makePlan(
      new MemoryAdmin([self, second, ana], scope),
      roster([{ email: 'ana@example.edu', roles: ['editor'] }]),
    )
    const [step] = plan.steps
    if (step === undefined) throw new Error('no step')
    const on = (id: string, role: string): Plan['steps'][number] => ({
      ...step,
      action: 'set-deployment-role',
      deployments: [{ id, name: id, role }],
    })
    const before = { ...plan, steps: [on('d1', 'A'), on('d2', 'A')] }
    const after = { ...plan, steps: [on('d2', 'B'), on('d3', 'A')] }
    const { added, gone, changed } = diffPlans(before, after)
    expect([added[0]?.deployments?.[0]?.id, gone[0]?.deployments?.[0]?.id]).toEqual(['d3', 'd1'])
    expect(changed.map((one) => [one.after.deployments?.[0]?.id, one.fields])).toEqual([['d2', ['deployments']]])
  })

  it('pairs each step once, whatever comes twice', async () => {
    const plan = await planned([ana])
    const twice = { ...plan, steps: [...plan.steps, ...structuredClone(plan.steps)] }
    expect([diffPlans(plan, twice).added, diffPlans(twice, plan).gone]).toEqual([plan.steps, plan.steps])
  })

  it('says what is held now, and what is held no longer', async () => {
    const few = await planned([ana])
    const many = await planned([ana, cy])
    expect(diffPlans(few, many).held.map(({ step, by }) => [step.email, by])).toEqual([
      ['ana@example.edu', ['small-scope']],
    ])
    expect(diffPlans(few, many).changed).toEqual([])
    expect(diffPlans(many, few).freed.map(({ step, from }) => [step.email, from])).toEqual([
      ['ana@example.edu', ['small-scope']],
    ])
  })

  it('says who is blocked or left alone now, and who is no longer', async () => {
    const team = { ...ana, access: [{ via: 'team' as const, role: '', managedBy: 'idp' as const }] }
    const protect = { assets: 'leave' as const, policy: { protect: ['cy@example.edu'] } }
    const [before, after] = [await planned([ana, cy]), await planned([team, cy], stay, protect)]
    const one = diffPlans(before, after)
    expect([emails(one.blocked.added), emails(one.kept.added), one.policy]).toEqual([
      ['ana@example.edu'],
      ['cy@example.edu'],
      true,
    ])
    const other = diffPlans(after, before)
    expect([emails(other.blocked.gone), emails(other.kept.gone), other.goal]).toEqual([
      ['ana@example.edu'],
      ['cy@example.edu'],
      false,
    ])
  })

  it('tells another goal, other limits and other scopes', async () => {
    const plan = await planned([ana])
    expect(diffPlans(plan, await planned([ana], keepOnly(['bo@example.edu', 'cy@example.edu']))).goal).toBe(true)
    const strict = { assets: 'leave' as const, policy: { admins: 1 } }
    expect(diffPlans(plan, await planned([ana], stay, strict))).toMatchObject({ policy: true, also: [] })
    const here = new MemoryAdmin([self, second])
    const there = new MemoryAdmin([self, second], workspaceScope)
    const { scopes } = diffPlans(await makePlan(here, stay), await makePlan([here, there], stay))
    expect([scopes.added.map(({ scope }) => scope.name), scopes.gone]).toEqual([['Data'], []])
    expect(diffPlans(await makePlan([here, there], stay), await makePlan(here, stay)).scopes.gone).toHaveLength(1)
  })

  it('takes a directory that was read anew for the same goal, and names both readings', async () => {
    const reading = (...names: string[]): ReturnType<typeof complete> =>
      complete({
        source: 'entra',
        readAt: '2026-11-22T05:00:00.000Z',
        proof: 'The last page said so.',
        people: names.map((name) => ({
          id: name,
          email: `${name}@example.edu`,
          status: name === 'zoe' ? 'active' : 'disabled',
        })),
      })
    const [before, after] = [
      await planned([ana, cy], leavers(await reading('ana', 'zoe'), { action: 'remove' })),
      await planned([ana, cy], leavers(await reading('ana', 'cy', 'zoe'), { action: 'remove' })),
    ]
    const { goal, source, added } = diffPlans(before, after)
    expect(goal).toBe(false)
    expect([source?.before?.people, source?.after?.people]).toEqual([2, 3])
    expect(source?.before?.digest).not.toBe(source?.after?.digest)
    expect(emails(added)).toEqual(['cy@example.edu'])
  })

  it.each<[string, (plan: Plan) => Plan, readonly string[]]>([
    [
      'the number of members',
      (plan) => ({ ...plan, scopes: plan.scopes.map((one) => ({ ...one, members: 7 })) }),
      ['members'],
    ],
    [
      'what is not shown',
      (plan) => ({ ...plan, scopes: plan.scopes.map((one) => ({ ...one, unseen: ['x'] })) }),
      ['unseen'],
    ],
    ['what waits', (plan) => ({ ...plan, later: [{ scope: 's', email: 'x', what: 'y' }] }), ['later']],
    ['the order of steps', (plan) => ({ ...plan, steps: plan.steps.toReversed() }), ['steps']],
    ['mails and what was not checked', (plan) => ({ ...plan, mails: 9, notChecked: [] }), ['mails', 'notChecked']],
    ['a field that it does not know', (plan) => ({ ...plan, more: 1 }) as Plan, ['more']],
  ])('names what else differs: %s', async (_name, change, also) => {
    const plan = await planned([ana, cy])
    expect(diffPlans(plan, change(plan))).toEqual({ before: plan.id, after: plan.id, same: false, ...nothing, also })
  })

  it('compares many thousand steps in one pass', async () => {
    const plan = await planned(crowd(1))
    const [step] = plan.steps
    if (step === undefined) throw new Error('no step')
    const steps = Array.from({ length: 20_000 }, (_, index) => ({ ...step, id: String(index) }))
    const began = performance.now()
    const { added, gone } = diffPlans({ ...plan, steps: steps.slice(0, -1) }, { ...plan, steps: steps.slice(1) })
    expect([added.length, gone.length]).toEqual([1, 1])
    // Each step against each other one would take minutes.
    expect(performance.now() - began).toBeLessThan(5000)
  })
})
