import { describe, expect, it } from 'vitest'
import {
  type Goal,
  type Member,
  makePlan,
  type Plan,
  type Policy,
  type Role,
  roster,
  type Scope,
} from '../src/index.ts'
import { crowd, MemoryAdmin, member, platformScope, workspaceScope } from './memory.ts'
import { actions, codes, plan, second, self } from './plan-worlds.ts'

const roles: readonly Role[] = ['WORKSPACE_VIEWER', 'WORKSPACE_EDITOR', 'WORKSPACE_ADMIN'].map((id) => ({
  id,
  name: id,
  admin: id.endsWith('ADMIN'),
}))
const holding = (role: string, email = 'ana@example.edu'): Member =>
  member(email, { roles: [role], admin: role.endsWith('ADMIN') })
const planned = (
  people: readonly Member[],
  goal: Goal,
  policy: Policy = {},
  scope: Scope = workspaceScope,
): Promise<Plan> =>
  makePlan(Object.assign(new MemoryAdmin([self, second, ...people], scope), { roles: async () => roles }), goal, {
    policy,
  })
const to = (role: string): Goal => roster([{ email: 'ana@example.edu', roles: [role] }])

describe('another role on a roster', () => {
  it.each([
    { from: 'WORKSPACE_EDITOR', into: 'WORKSPACE_VIEWER', lowers: true, takesAdmin: false },
    { from: 'WORKSPACE_ADMIN', into: 'WORKSPACE_EDITOR', lowers: true, takesAdmin: true },
    { from: 'WORKSPACE_ADMIN', into: 'WORKSPACE_VIEWER', lowers: true, takesAdmin: true },
    { from: 'WORKSPACE_VIEWER', into: 'WORKSPACE_EDITOR', lowers: undefined, takesAdmin: false },
    { from: 'WORKSPACE_EDITOR', into: 'WORKSPACE_ADMIN', lowers: undefined, takesAdmin: false },
    // Of a role that nobody knows it cannot be said that it gives more.
    { from: 'WORKSPACE_GUEST', into: 'WORKSPACE_VIEWER', lowers: undefined, takesAdmin: false },
  ])('lowers or not: $into instead of $from: $lowers', async ({ from, into, lowers, takesAdmin }) => {
    const [step] = (await planned([holding(from)], to(into))).steps
    expect(step).toMatchObject({ action: 'set-roles', takesAdmin, roles: { add: [into], drop: [from] } })
    expect(step?.lowers).toBe(lowers)
  })

  it.each([
    { from: 'WORKSPACE_EDITOR', into: 'WORKSPACE_VIEWER', code: 'protected' },
    { from: 'WORKSPACE_ADMIN', into: 'WORKSPACE_EDITOR', code: 'protected' },
    { from: 'WORKSPACE_VIEWER', into: 'WORKSPACE_EDITOR', code: undefined },
  ])(
    'is kept from a protected person where it is a lesser one: $into instead of $from',
    async ({ from, into, code }) => {
      const made = await planned([holding(from)], to(into), { protect: ['ana@example.edu'] })
      expect(made.kept.map((one) => one.code)).toEqual(code === undefined ? [] : [code])
      expect(actions(made)).toEqual(code === undefined ? ['set-roles ana@example.edu'] : [])
    },
  )

  it.each([
    { from: 'WORKSPACE_EDITOR', into: 'WORKSPACE_VIEWER', isSpared: true },
    { from: 'WORKSPACE_ADMIN', into: 'WORKSPACE_EDITOR', isSpared: true },
    { from: 'WORKSPACE_VIEWER', into: 'WORKSPACE_EDITOR', isSpared: false },
  ])(
    'is kept from somebody who is answered for where it is a lesser one: $into instead of $from',
    async ({ from, into, isSpared }) => {
      const exempt = [{ person: 'ana@example.edu', owner: 'bo@example.edu', until: Date.now() + 86_400_000 }]
      const made = await planned([holding(from)], to(into), { exempt })
      expect(made.exempt?.map(({ email, owner }) => `${email}, ${owner}`)).toEqual(
        isSpared ? ['ana@example.edu, bo@example.edu'] : [],
      )
      expect(actions(made)).toEqual(isSpared ? [] : ['set-roles ana@example.edu'])
    },
  )

  it('is given to whom nobody answers for any more, and that is said', async () => {
    const exempt = [{ person: 'ana@example.edu', owner: 'bo@example.edu', until: '2026-01-31' }]
    const made = await planned([holding('WORKSPACE_EDITOR')], to('WORKSPACE_VIEWER'), { exempt })
    expect(made.steps.map(({ reason }) => reason)).toEqual([
      'The roster gives another role. That bo@example.edu answers for them ended on 2026-01-31.',
    ])
  })

  it.each([
    { from: 'WORKSPACE_EDITOR', into: 'WORKSPACE_VIEWER', held: ['per-run', 'typo'] },
    { from: 'WORKSPACE_VIEWER', into: 'WORKSPACE_EDITOR', held: [] },
  ])(
    'counts as a downgrade where it is a lesser one: six times $into instead of $from',
    async ({ from, into, held }) => {
      const people = crowd(6).map(({ email }) => holding(from, email))
      const goal = roster(people.map(({ email }) => ({ email, roles: [into] })))
      const made = await planned(people, goal, { protect: ['ghost@example.edu'] })
      expect(made.steps).toHaveLength(6)
      expect(codes(made)).toEqual(held)
      expect(made.held.filter(({ reason }) => reason.startsWith('6 downgrades among 8 people'))).toHaveLength(
        held.length === 0 ? 0 : 1,
      )
    },
  )
})

describe('no role at all on a roster', () => {
  it('is blocked in a Houston workspace, where a member holds exactly one', async () => {
    const made = await planned([holding('WORKSPACE_EDITOR')], roster([{ email: 'ana@example.edu', roles: [] }]))
    expect([made.steps, made.blocked]).toEqual([
      [],
      [
        {
          scope: 'https://houston.example.com/ws1',
          action: 'set-roles',
          email: 'ana@example.edu',
          id: 'id-ana@example.edu',
          reason: 'A member of workspace Data holds exactly one role.',
          remedy: 'Give another role, or remove the person.',
        },
      ],
    ])
  })

  it('is nothing to do for who holds none, and takes the role of a platform', async () => {
    const none = roster([{ email: 'ana@example.edu', roles: [] }])
    const idle = await planned([member('ana@example.edu')], none)
    expect([idle.steps, idle.blocked]).toEqual([[], []])
    const people = [self, second, member('ana@example.edu', { roles: ['editor'] })]
    const made = await plan(people, none, {}, platformScope)
    expect(made.steps).toMatchObject([{ action: 'set-roles', roles: { add: [], drop: ['editor'] } }])
  })
})

describe('a role that there is not', () => {
  it.each<[Scope, string]>([
    [
      workspaceScope,
      '"Boss" is no role in workspace Data; there are WORKSPACE_VIEWER, WORKSPACE_EDITOR, WORKSPACE_ADMIN.',
    ],
    [platformScope, '"Boss" is no role in the platform example.com; there are '],
  ])('is refused with the place where it is not', async (scope, message) => {
    const attempt = planned([member('ana@example.edu')], to('Boss'), {}, scope)
    await expect(attempt).rejects.toMatchObject({ problem: 'invalid' })
    await expect(attempt).rejects.toThrow(message)
  })
})

describe('steps of members', () => {
  it('say how the person was, and under which addresses a leaver must be out', async () => {
    const people = [
      holding('WORKSPACE_VIEWER'),
      member('cy@example.edu', { status: 'suspended', aliases: ['z@example.edu', 'b@example.edu'] }),
    ]
    const goal = roster(
      ['bo@example.edu', { email: 'ana@example.edu', roles: ['WORKSPACE_EDITOR'] }, 'new@example.edu'],
      { absent: 'remove' },
    )
    const { steps } = await planned(people, goal)
    expect(steps.map(({ action, email, status, aliases }) => [action, email, status, aliases])).toEqual([
      ['invite', 'new@example.edu', undefined, undefined],
      ['set-roles', 'ana@example.edu', 'active', undefined],
      ['remove', 'cy@example.edu', 'suspended', ['b@example.edu', 'z@example.edu']],
    ])
  })
})
