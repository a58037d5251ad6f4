import { describe, expect, it } from 'vitest'
import {
  diffPlans,
  type Goal,
  keepOnly,
  type Member,
  makePlan,
  type Plan,
  type PlanDifference,
  type PlanOptions,
  summarise,
} from '../src/index.ts'
import { MemoryAdmin, member, workspaceScope } from './memory.ts'

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
const data = 'https://houston.example.com/ws1'
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

describe('summarise of a difference', () => {
  it('says that there is none', async () => {
    const plan = await planned([ana])
    expect(summarise(diffPlans(plan, plan))).toBe(
      `The plans are the same\n\nPlan id ${plan.id} before\nPlan id ${plan.id} now\n`,
    )
  })

  it('counts first, then names what came, what went and what is other', async () => {
    const [before, after] = [
      await planned([ana, cy]),
      await planned([ana, member('z@example.edu')], stay, { assets: { transferTo: { email: 'bo@example.edu' } } }),
    ]
    expect(summarise(diffPlans(before, after), { rows: 5 })).toBe(`The plans differ
  new: 1 to remove; gone: 1 to remove; 1 changed
  Something else was decided about assets in spring-class.
  Other than before as well: irreversible.

New (1)
  take z@example.edu out of workspace spring-class, after handing what they own to bo@example.edu

Gone (1)
  take cy@example.edu out of workspace spring-class

Changed (1)
  take ana@example.edu out of workspace spring-class, after handing what they own to bo@example.edu, where it was: take ana@example.edu out of workspace spring-class

Plan id ${before.id} before
Plan id ${after.id} now
`)
  })

  it('shows guards, scopes, the directory and what only differs in a detail', async () => {
    const difference: PlanDifference = { before: 'a', after: 'b', same: false, ...nothing }
    const plan = await planned([ana, cy])
    const [step] = plan.steps
    const [scope] = plan.scopes
    if (step === undefined || scope === undefined) throw new Error('no step')
    const source = {
      name: 'entra',
      state: 'complete' as const,
      people: 2,
      active: 1,
      digest: '0123456789abcdef',
      proof: '',
    }
    const text = summarise({
      ...difference,
      goal: true,
      policy: true,
      changed: [{ before: step, after: { ...step, mark: 'x' }, fields: ['mark', 'promises'] }],
      held: [{ step, by: ['per-run'] }],
      freed: [{ step, from: ['typo', 'admins'] }],
      blocked: { added: [{ ...cy, scope: 's', action: 'remove', reason: 'R.', remedy: 'M.' }], gone: [] },
      kept: { added: [], gone: [{ ...cy, scope: 's', code: 'self', reason: 'R.' }] },
      scopes: { added: [scope], gone: [scope] },
      source: { before: null, after: source },
    })
    for (const line of [
      '  none new; none gone; 1 changed',
      '  The goal is another one.',
      '  The directory was read anew: no directory before, 2 people of entra (0123456789ab) now.',
      '  take ana@example.edu out of workspace spring-class: another membership, other promises',
      '  take ana@example.edu out of workspace spring-class: by per-run',
      '  take ana@example.edu out of workspace spring-class: by typo, admins',
      '  remove cy@example.edu: R. M.',
      '  cy@example.edu: R.',
    ])
      expect(text.split('\n')).toContain(line)
  })

  it('names each scope, whatever two of them are called, where the plans are of several', async () => {
    const here = new MemoryAdmin([self, second, ana])
    const there = new MemoryAdmin([self, second, ana], workspaceScope)
    const namesake = new MemoryAdmin([self, second], { ...workspaceScope, id: 'ws2' })
    const [one, two] = [await makePlan(here, stay), await makePlan([here, there, namesake], stay)]
    const difference = diffPlans(one, two)
    expect(difference.names).toEqual({
      [spring]: 'spring-class',
      [data]: 'Data (ws1)',
      'https://houston.example.com/ws2': 'Data (ws2)',
    })
    expect(diffPlans(two, one).names).toEqual(difference.names)
    const [scope] = one.scopes
    const [step] = one.steps
    if (scope === undefined || step === undefined) throw new Error('no step')
    const other = { ...cy, scope: data, action: 'remove' as const, reason: 'R.', remedy: 'M.' }
    const lines = summarise({
      ...difference,
      changed: [
        { before: step, after: { ...step, mark: 'x' }, fields: ['mark'] },
        { before: step, after: { ...step, what: 'now' }, fields: ['what'] },
      ],
      held: [{ step, by: ['per-run'] }],
      freed: [{ step, from: ['typo'] }],
      blocked: { added: [other], gone: [other] },
      kept: {
        added: [{ ...cy, scope: data, code: 'self', reason: 'R.' }],
        gone: [{ ...cy, scope: spring, code: 'self', reason: 'R.' }],
      },
      assets: [{ scope: data, before: null, after: scope.assets }],
    }).split('\n')
    const what = 'take ana@example.edu out of workspace'
    expect(lines.filter((line) => line.startsWith('  '))).toEqual([
      '  new: 1 to remove; none gone; 2 changed',
      '  Something else was decided about assets in Data (ws1).',
      '  Data (ws1)',
      '  Data (ws2)',
      `  Data (ws1): ${what} Data`,
      `  ${what} spring-class: another membership`,
      `  spring-class: now, where it was: ${what} spring-class`,
      `  ${what} spring-class: by per-run`,
      `  ${what} spring-class: by typo`,
      '  Data (ws1): remove cy@example.edu: R. M.',
      '  Data (ws1): remove cy@example.edu: R.',
      '  Data (ws1): cy@example.edu: R.',
      '  spring-class: cy@example.edu: R.',
    ])
  })
})
