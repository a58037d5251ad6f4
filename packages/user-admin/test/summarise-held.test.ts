import { describe, expect, it } from 'vitest'
import { type GuardCode, type Held, keepOnly, makePlan, type Plan, roster, summarise } from '../src/index.ts'
import { crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
const place = (index: number, people: number): MemoryAdmin =>
  new MemoryAdmin([self, second, ...crowd(people)], { ...workspaceScope, id: `ws${index}`, name: `Class ${index}` })
const keep = keepOnly(['me@example.edu', 'bo@example.edu'])
const held = (plan: Plan, rows?: number): string[] => {
  const lines = summarise(plan, { rows }).split('\n')
  const from = lines.findIndex((line) => line.startsWith('Held back'))
  return lines.slice(from, lines.indexOf('', from))
}

describe('what guards hold back', () => {
  it('is a line for each guard over forty scopes, with how much, one reason and one remedy', async () => {
    const plan = await makePlan(
      Array.from({ length: 40 }, (_, index) => place(index, index === 7 ? 21 : 9)),
      keep,
    )
    const lines = [
      'Held back: 372 of 372',
      '  per-run (372 steps in 40 scopes): 372 removals in all scopes together are more than the 200 that one run may do unasked. Class 7: 21 removals among 23 people are more than the 5 that one run may do unasked. And like that in 39 more scopes. If these 372 are meant, release per-run for this plan.',
    ]
    expect(held(plan)).toEqual(lines)
    expect(held(plan, 0)).toEqual(lines)
  })

  it('says every guard, however few rows are shown', async () => {
    const goal = keepOnly(['me@example.edu', 'bo@example.edu', 'who@far.example'])
    const plan = await makePlan([place(1, 2), place(2, 20)], goal)
    const codes = (rows: number): (string | undefined)[] =>
      held(plan, rows)
        .slice(1)
        .map((line) => line.trim().split(' ')[0])
    expect([codes(0), codes(1)]).toEqual([
      ['per-run', 'small-scope', 'typo'],
      ['per-run', 'small-scope', 'typo'],
    ])
    expect(held(plan, 0)[2]).toBe(
      '  small-scope (2): Class 1: 2 removals among only 4 people: where there are 10 or fewer, one is done unasked. If these 2 are meant, release small-scope for this plan.',
    )
  })

  it('names every reason of one scope, and counts its steps once', async () => {
    const people = [
      ...crowd(7),
      ...crowd(7, { status: 'suspended' }).map((one) => ({ ...one, email: `x${one.email}`, id: `x${one.id}` })),
    ]
    const plan = await makePlan(
      new MemoryAdmin([self, second, ...people]),
      roster(['bo@example.edu'], { absent: 'remove' }),
      { assets: 'leave' },
    )
    const row = (reason: string, steps: number): Held => ({
      code: 'per-run',
      scope: plan.scopes[0]?.key ?? '',
      steps,
      reason,
      remedy: `If these ${steps} are meant, release per-run for this plan.`,
    })
    const steps = plan.steps.map((step) => ({ ...step, heldBy: ['per-run'] as const }))
    expect(held({ ...plan, steps, held: [row('Seven of one.', 7), row('Seven of another.', 7)] })[1]).toBe(
      '  per-run (14): Seven of one. Seven of another. If these 14 are meant, release per-run for this plan.',
    )
  })

  it.each<[string, readonly (readonly [scope: number, steps: number, reason: string, remedy: string])[], string]>([
    [
      'the same words name no scope',
      [
        [0, 1, 'Why.', 'Do.'],
        [1, 1, 'Why.', 'Do.'],
      ],
      'Why. Do.',
    ],
    [
      'one more',
      [
        [0, 1, 'Few.', 'Do.'],
        [1, 2, 'Many.', 'Do.'],
      ],
      'Class 2: Many. And like that in 1 more scope. Do.',
    ],
    [
      'several remedies',
      [
        [0, 2, 'Lost.', 'Find it.'],
        [1, 1, 'None.', 'Record.'],
        [2, 1, 'None.', 'Record.'],
      ],
      'Class 1: Lost. And like that in 2 more scopes. Find it. Record.',
    ],
  ])('of scopes that differ: %s', async (_name, rows, line) => {
    const plan = await makePlan([place(1, 2), place(2, 2), place(3, 2)], keep)
    const code: GuardCode = 'state'
    const own = rows.map(
      ([scope, steps, reason, remedy]): Held => ({ code, scope: plan.scopes[scope]?.key ?? '', steps, reason, remedy }),
    )
    const steps = plan.steps.map((step) => ({
      ...step,
      heldBy: own.some(({ scope }) => scope === step.scope) ? [code] : [],
    }))
    expect(held({ ...plan, steps, held: own })[1]).toBe(
      `  state (${rows.length * 2} steps in ${rows.length} scopes): ${line}`,
    )
  })
})

describe('what was not checked', () => {
  it('is named, with what it needs', async () => {
    const plan = await makePlan(place(1, 0), keep)
    const text = summarise({ ...plan, notChecked: ['rolling', 'absence'] })
    expect(text).toContain('\nrolling: not checked (needs state)\nabsence: not checked (needs state)\nPlan id ')
  })
})
