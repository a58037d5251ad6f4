import { describe, expect, it } from 'vitest'
import { type Access, type Goal, keepOnly, leavers, makePlan, type Plan, type Policy, type Role } from '../src/index.ts'
import { manyWays, workspaceOf } from './houston-opened.ts'
import { aacScope, MemoryAdmin, member, staff } from './memory.ts'
import { actions, decided, plan, second, self } from './plan-worlds.ts'

const through = (via: Access['via'], role: string): readonly Access[] => [
  { via, id: 'x', name: 'crew', role, managedBy: 'here' },
]
const stay = keepOnly(['bo@example.edu', '@staff.example'])

describe('a role on a list means whoever holds it by any way in', () => {
  it.each<[string, readonly Access[], boolean]>([
    ['by its id, through a team', through('team', 'editor'), true],
    ['by its name, through a group', through('group', 'Editor'), true],
    ['among several, as AAC joins them', through('group', 'Viewer, Editor'), true],
    ['through a role of the platform', through('system', 'EDITOR'), true],
    ['through an open invitation', through('invite', 'Editor'), true],
    ['through a deployment', through('deployment', 'editor'), true],
    ['another role', through('group', 'Viewer'), false],
    ['a role whose name only holds the word', through('group', 'Chief Editor'), false],
    ['a role that is not told', through('group', 'unknown'), false],
  ])('%s', async (_name, access, holds) => {
    const people = [self, second, ...staff(10), member('cy@example.edu', { access })]
    const protecting = await plan(people, stay, { ...decided, policy: { protect: [{ role: 'Editor' }] } })
    expect(actions(protecting)).toEqual(holds ? [] : ['remove cy@example.edu'])
    const keeping = await plan(people, keepOnly(['bo@example.edu', '@staff.example', { role: 'editor' }]), decided)
    expect(actions(keeping)).toEqual(holds ? [] : ['remove cy@example.edu'])
    const leaving = await plan(people, leavers([{ role: 'Editor' }]))
    expect(actions(leaving)).toEqual(holds ? ['suspend cy@example.edu'] : [])
  })

  it('protects in a Houston workspace whom a team makes its administrator', async () => {
    const { admin } = await workspaceOf('0.37', manyWays)
    const planned = async (policy: Policy): Promise<string[]> => {
      const made = await makePlan(admin, keepOnly(['own@x.edu', 'chief@x.edu', 'deep@x.edu', 'new@x.edu']), { policy })
      return made.kept.filter(({ code }) => code === 'protected').map(({ email }) => email)
    }
    expect(await planned({ protect: [{ role: 'WORKSPACE_ADMIN' }] })).toEqual([
      'both@x.edu',
      'keeper@x.edu',
      'team@x.edu',
    ])
    expect(await planned({})).toEqual([])
  })
})

describe('a role of two scopes, named differently in each', () => {
  const named = (name: string): readonly Role[] => [{ id: '3', name, admin: false }]
  const planned = (goal: Goal, names: readonly [string, string], policy: Policy = {}): Promise<Plan> =>
    makePlan(
      names.map((name, index) =>
        Object.assign(
          new MemoryAdmin([second, ...staff(10), member('cy@example.edu', { roles: ['3'] })], {
            ...aacScope,
            id: String(index),
          }),
          { roles: async () => named(name) },
        ),
      ),
      goal,
      { ...decided, policy },
    )
  const scopes = ({ steps }: Plan): string[] => steps.map(({ scope }) => scope.slice(-1))

  it.each([
    { names: ['Dean', 'Visitor'] as const, gone: ['1'] },
    { names: ['Visitor', 'Dean'] as const, gone: ['0'] },
    { names: ['Dean', 'Dean'] as const, gone: [] },
  ])('is the one of its own scope: $names', async ({ names, gone }) => {
    const protecting = await planned(stay, names, { protect: [{ role: 'dean' }] })
    expect([scopes(protecting), protecting.missing]).toEqual([gone, []])
    const keeping = await planned(keepOnly(['bo@example.edu', '@staff.example', { role: 'Dean' }]), names)
    expect([scopes(keeping), keeping.missing]).toEqual([gone, []])
    const leaving = await planned(leavers([{ role: 'Visitor' }]), names)
    expect(scopes(leaving)).toEqual(gone)
  })
})
