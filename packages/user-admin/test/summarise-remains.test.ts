import { describe, expect, it } from 'vitest'
import {
  type Access,
  applyPlan,
  keepOnly,
  makePlan,
  type Plan,
  type Result,
  roster,
  type Step,
  summarise,
} from '../src/index.ts'
import { crowd, MemoryAdmin, member, platformScope, workspaceScope } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
const stay = keepOnly(['me@example.edu', 'bo@example.edu'])
const role: Access = { via: 'system', role: 'SYSTEM_ADMIN', managedBy: 'here' }
const part = (text: string, title: string): string[] => {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => line.startsWith(title))
  const to = lines.findIndex((line, index) => index > from && line === '')
  return from === -1 ? [] : lines.slice(from, to === -1 ? undefined : to)
}

describe('what a plan cannot end', () => {
  it('is told of who still gets in: by which ways, and how to close them', async () => {
    const plan = await makePlan(new MemoryAdmin([self, second, member('u@example.edu')], platformScope), stay)
    const steps = plan.steps.map((step) => ({ ...step, promises: 'remains' as const, stays: [role] }))
    expect(part(summarise({ ...plan, steps }), 'The person')).toEqual([
      'The person still gets in afterwards (1)',
      '  delete the account of u@example.edu at the platform example.com: a system role. Take away the system role on the platform.',
    ])
    const silent = { ...plan, steps: plan.steps.map((step) => ({ ...step, promises: 'remains' as const })) }
    expect(summarise(silent)).toContain('the platform example.com: a way in stays.\n')
  })

  const ana = member('ana@example.edu', { roles: ['viewer'], access: [...member('').access, role] })
  const changed = async (): Promise<Plan> => {
    const goal = roster([{ email: 'ana@example.edu', roles: ['editor'] }])
    const plan = await makePlan(new MemoryAdmin([self, second, ana], workspaceScope), goal)
    return { ...plan, steps: plan.steps.map((step) => ({ ...step, promises: 'remains', stays: [role] })) }
  }

  it('is told of who gets a lower role than another one: that they hold more, and not that they get in', async () => {
    const text = summarise(await changed())
    expect(part(text, 'The person')).toEqual([
      'The person still holds more afterwards (1)',
      '  make ana@example.edu Editor instead of Viewer in workspace Data. Still more than Editor by a system role. Take away the system role on the platform.',
    ])
    expect(text).not.toContain('gets in')
  })

  it.each<[string, Partial<Step>, string]>([
    [
      'no role',
      { what: 'make ana@example.edu hold no role instead of Viewer in workspace Data' },
      'more than no role by',
    ],
    ['one that is added', { what: 'make ana@example.edu Editor in workspace Data' }, 'more than Editor by'],
    ['words that are not ours', { what: 'something', roles: { add: ['x', 'y'], drop: [] } }, 'more than x, y by'],
    ['no words at all', { what: 'something', roles: { add: [], drop: [] } }, 'more than was asked for by'],
    ['no way that is named', { stays: [] }, 'more than Editor by another way in.'],
  ])('names the role: %s', async (_name, other, words) => {
    const plan = await changed()
    expect(summarise({ ...plan, steps: plan.steps.map((step) => ({ ...step, ...other })) })).toContain(words)
  })

  it.each<[string, readonly Step['action'][], string]>([
    ['who gets in', ['remove', 'suspend'], '2 remains (the person still gets in)'],
    ['who holds more', ['set-roles'], '1 remains (the person still holds more)'],
    ['both', ['set-roles', 'remove'], '2 remains (the person still gets in or still holds more)'],
  ])('is told in a report: %s', async (_name, actions, words) => {
    const admin = new MemoryAdmin([self, second])
    const plan = await makePlan(admin, stay)
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    const [step] = (await changed()).steps
    if (step === undefined) throw new Error('no step')
    const results = actions.map((action) => ({ step: { ...step, action }, outcome: 'remains' as const }))
    const counts = { ...report.counts, remains: actions.length, unknown: 1 }
    expect(summarise({ ...report, results, counts }).split('\n')[0]).toBe(
      `Ended: ${words}, 1 unknown (look before you go on)`,
    )
  })
})

describe('a report', () => {
  it('says once for each reason what was held back and how to let it through, and who is left for the same', async () => {
    const admin = new MemoryAdmin([self, second, ...crowd(18)])
    const plan = await makePlan(admin, stay)
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, release: ['assets'] })
    expect(summarise(report, { rows: 2 })).toBe(`Ended: 18 skipped
  18 skipped: Held back by per-run. To let it through: release: ['per-run'].
    take p000@example.edu out of workspace spring-class
    take p001@example.edu out of workspace spring-class
    … and 16 more
Read again: 18 left
  18 as above: Held back by per-run.
`)
    const both = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    expect(summarise(both)).toContain(
      "18 skipped: Held back by per-run, assets. To let them through: release: ['per-run', 'assets'].\n",
    )
  })

  it('says first what nobody knows, and names who is left and was not named above', async () => {
    const people = ['a', 'b', 'c', 'd'].map((name) => member(`${name}@example.edu`))
    const admin = new MemoryAdmin([self, second, ...people])
    const plan = await makePlan(admin, stay, { assets: 'leave' })
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    const outcomes: readonly Result['outcome'][] = ['skipped', 'failed', 'unknown', 'failed']
    const results = report.results.map((result, index) => ({
      ...result,
      outcome: outcomes[index] ?? ('done' as const),
      reason: index === 0 ? 'Why not.' : 'No answer.',
    }))
    const left = [
      ...(report.left ?? []).map(({ email, what }) => ({ email, what, reason: 'No answer.' })),
      { email: 'new@example.edu', what: 'take new@example.edu out', reason: 'New.' },
    ]
    expect(
      summarise({ ...report, results, left })
        .split('\n')
        .slice(1),
    ).toEqual([
      '  unknown: take c@example.edu out of workspace spring-class. No answer.',
      '  2 failed: No answer.',
      '    take b@example.edu out of workspace spring-class',
      '    take d@example.edu out of workspace spring-class',
      '  skipped: take a@example.edu out of workspace spring-class. Why not.',
      'Read again: 5 left',
      '  4: No answer.',
      ...['a', 'b', 'c', 'd'].map((name) => `    take ${name}@example.edu out of workspace spring-class`),
      '  take new@example.edu out: New.',
      '',
    ])
  })
})
