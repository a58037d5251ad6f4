import { describe, expect, it } from 'vitest'
import { applyPlan, makePlan, type RosterRow, roster, type Team } from '../src/index.ts'
import { MemoryAdmin, member, workspaceScope } from './memory.ts'
import { plan, second, self } from './plan-worlds.ts'

const here = 'https://houston.example.com/ws1'
const deployments = [
  { id: 'd1', name: 'etl' },
  { id: 'd2', name: 'reports' },
  { id: 'd3', name: 'reports' },
]
const team = (id: string, about: Partial<Team> = {}): Team => ({
  id,
  name: `Team ${id}`,
  roles: [],
  managedBy: 'here',
  members: [],
  ...about,
})
const teams = [
  team('t1'),
  team('t2', { managedBy: 'idp' }),
  team('t3', { members: ['id-ana@example.edu'] }),
  { id: 't4', name: 'Hidden', roles: [], managedBy: 'here' as const },
]
const world = (...others: ReturnType<typeof member>[]): MemoryAdmin =>
  new MemoryAdmin([self, second, ...others], workspaceScope).offer({ deployments, teams })
const on = (deployment: string, deploymentRole: string, email = 'ana@example.edu'): RosterRow => ({
  email,
  deployment,
  deploymentRole,
})

describe('roles on deployments that a roster gives', () => {
  it('are one step each for a member, named by id or label, and none where the role is held', async () => {
    const ana = member('ana@example.edu', {
      access: [
        { via: 'direct', role: '', managedBy: 'here' },
        { via: 'deployment', id: 'd2', role: 'DEPLOYMENT_VIEWER', managedBy: 'here' },
      ],
    })
    const admin = world(ana)
    const made = await makePlan(admin, roster([on('etl', 'Editor'), on('d2', 'viewer')]))
    expect(made.steps).toEqual([
      {
        scope: here,
        action: 'set-deployment-role',
        email: 'ana@example.edu',
        id: ana.id,
        status: 'active',
        mark: ana.mark,
        what: 'give ana@example.edu DEPLOYMENT_EDITOR on etl in workspace Data',
        reason: 'The roster says so.',
        deployments: [{ id: 'd1', name: 'etl', role: 'DEPLOYMENT_EDITOR' }],
        admin: false,
        takesAdmin: false,
        promises: 'done',
        heldBy: [],
      },
    ])
    const report = await applyPlan(admin, made, { approve: { id: made.id, by: 'ana' } })
    expect(admin.calls).toEqual(['setDeploymentRole ana@example.edu DEPLOYMENT_EDITOR on d1'])
    expect(report).toMatchObject({ counts: { done: 1 }, left: [] })
  })

  it('go with the invitation of somebody who is not here', async () => {
    const admin = world()
    const made = await makePlan(admin, roster([on('etl', 'DEPLOYMENT_ADMIN', 'new@example.edu')]))
    expect(
      made.steps.map(({ action, what, deployments: places, promises }) => [action, what, places, promises]),
    ).toEqual([
      [
        'invite',
        'invite new@example.edu to workspace Data, DEPLOYMENT_ADMIN on etl',
        [{ id: 'd1', name: 'etl', role: 'DEPLOYMENT_ADMIN' }],
        'pending',
      ],
    ])
    await applyPlan(admin, made, { approve: { id: made.id, by: 'ana' } })
    expect(admin.calls).toEqual(['invite new@example.edu DEPLOYMENT_ADMIN on d1'])
  })

  it('wait for somebody who has not accepted the invitation', async () => {
    const made = await makePlan(
      world(member('ana@example.edu', { status: 'invited' })),
      roster([on('etl', 'viewer'), { email: 'ana@example.edu', team: 't1' }]),
    )
    expect(made.steps).toEqual([])
    expect(made.later).toEqual([
      { scope: here, email: 'ana@example.edu', what: 'give ana@example.edu DEPLOYMENT_VIEWER on etl' },
      { scope: here, email: 'ana@example.edu', what: 'put ana@example.edu into team Team t1' },
    ])
  })

  it.each<[string, RosterRow, string]>([
    [
      'a label that several have',
      on('reports', 'viewer'),
      '"reports" is the name of several deployments of workspace Data; there are etl (d1), reports (d2), reports (d3).',
    ],
    [
      'one that there is not',
      on('Etl', 'viewer'),
      '"Etl" is no deployment of workspace Data; there are etl (d1), reports (d2), reports (d3).',
    ],
    ['a role that is none', on('etl', 'boss'), '"boss" is no role on a deployment: there are admin, editor, viewer.'],
  ])('are refused for %s', async (_name, row, message) => {
    for (const people of [[], [member('ana@example.edu')]]) {
      const attempt = makePlan(world(...people), roster([row]))
      await expect(attempt).rejects.toThrow(expect.objectContaining({ message, problem: 'invalid' }) as Error)
    }
  })

  it.each([
    { from: 'DEPLOYMENT_ADMIN', into: 'viewer', lowers: true },
    { from: 'DEPLOYMENT_VIEWER', into: 'admin', lowers: undefined },
  ])(
    'are kept from a protected person where they are lesser ones: $into instead of $from',
    async ({ from, into, lowers }) => {
      const ana = member('ana@example.edu', {
        access: [{ via: 'deployment', id: 'd2', role: from, managedBy: 'here' }],
      })
      const goal = roster([on('d2', into)])
      expect((await makePlan(world(ana), goal)).steps.map((step) => step.lowers)).toEqual([lowers])
      const made = await makePlan(world(ana), goal, { policy: { protect: ['ana@example.edu'] } })
      expect(made.steps.length).toBe(lowers ? 0 : 1)
      expect(made.kept.map(({ code }) => code)).toEqual(lowers ? ['protected'] : [])
    },
  )

  it('are blocked where none can be given', async () => {
    const made = await plan([self, second, member('ana@example.edu')], roster([on('etl', 'viewer')]), {})
    expect(made.steps).toEqual([])
    expect(made.blocked).toEqual([
      {
        scope: 'https://us1.alteryxcloud.com/41877',
        action: 'set-deployment-role',
        email: 'ana@example.edu',
        id: 'id-ana@example.edu',
        reason:
          'Roles on deployments cannot be given in workspace spring-class with this credential, or on this release.',
        remedy: 'Leave the deployments out of the roster, or plan with the token of a person who administers them.',
      },
    ])
  })
})

describe('teams that a roster fills', () => {
  const into = (name: string, email = 'ana@example.edu'): RosterRow => ({ email, team: name })

  it('are a step for a member who is not in, by id or name', async () => {
    const admin = world(member('ana@example.edu'))
    const made = await makePlan(admin, roster([into('Team t1'), into('t3')]))
    expect(made.steps.map(({ action, what, team: joined }) => [action, what, joined])).toEqual([
      ['add-to-team', 'put ana@example.edu into team Team t1', { id: 't1', name: 'Team t1' }],
    ])
    const report = await applyPlan(admin, made, { approve: { id: made.id, by: 'ana' } })
    expect(admin.calls).toEqual(['addToTeam ana@example.edu to t1'])
    expect(report).toMatchObject({ counts: { done: 1 }, left: [] })
  })

  it.each<[string, readonly string[], string, boolean]>([
    ['nothing', [], '', false],
    ['one role', ['editor'], ', which gives editor here', false],
    ['two roles', ['viewer', 'editor'], ', which gives viewer and editor here', false],
    ['administration', ['viewer', 'admin'], ', which gives viewer and admin here', true],
  ])('open what their roles open: %s', async (_name, roles, opens, admin) => {
    const made = await makePlan(
      new MemoryAdmin([self, second, member('ana@example.edu')], workspaceScope).offer({
        teams: [team('t9', { roles })],
      }),
      roster([into('t9'), into('t9', 'new@example.edu')]),
    )
    expect(
      made.steps
        .filter(({ action }) => action === 'add-to-team')
        .map((step) => [step.what, step.admin, step.takesAdmin]),
    ).toEqual([
      [`put ana@example.edu into team Team t9${opens}`, admin, false],
      [`put new@example.edu into team Team t9${opens}`, admin, false],
    ])
  })

  it('are joined after the invitation: by then at once, or once it was accepted', async () => {
    const admin = world()
    const made = await makePlan(admin, roster([into('t1', 'new@example.edu')]))
    expect(made.steps.map(({ action, promises }) => [action, promises])).toEqual([
      ['invite', 'pending'],
      ['add-to-team', 'pending'],
    ])
    const report = await applyPlan(admin, made, { approve: { id: made.id, by: 'ana' } })
    expect(admin.calls).toEqual(['invite new@example.edu'])
    expect(report.results[1]).toMatchObject({
      outcome: 'pending',
      reason: 'The person joins the team once they have accepted the invitation: plan again then.',
    })
    const known = world()
    known.after = (call, email) => {
      if (call === 'invite') known.members = known.members.map((one) => (one.email === email ? member(email) : one))
    }
    const again = await makePlan(known, roster([into('t1', 'new@example.edu')]))
    const joined = await applyPlan(known, again, { approve: { id: again.id, by: 'ana' } })
    expect(known.calls).toEqual(['invite new@example.edu', 'addToTeam new@example.edu to t1'])
    expect(joined).toMatchObject({ counts: { pending: 1, done: 1 }, left: [] })
  })

  it.each([
    ['t2', 'Team Team t2 is filled by the identity provider.', 'Add the person to its group there.'],
    ['Hidden', 'This credential is not shown who is in team Hidden.', 'Use the credential of a system administrator.'],
  ])('are blocked for %s', async (named, reason, remedy) => {
    for (const people of [[], [member('ana@example.edu')]]) {
      const made = await makePlan(world(...people), roster([into(named)]))
      expect(made.steps.map(({ action }) => action)).toEqual(people.length === 0 ? ['invite'] : [])
      expect(made.blocked).toMatchObject([{ action: 'add-to-team', email: 'ana@example.edu', reason, remedy }])
    }
  })

  it('are no question for who is in already, whoever fills them', async () => {
    const access = [{ via: 'team', id: 't2', name: 'Team t2', role: '', managedBy: 'idp' }] as const
    const made = await makePlan(world(member('ana@example.edu', { access })), roster([into('t2'), into('Team t2')]))
    expect([made.steps, made.blocked]).toEqual([[], []])
  })

  it('are refused where there is no such team, and blocked where there are none', async () => {
    await expect(makePlan(world(), roster([into('nowhere')]))).rejects.toThrow(
      '"nowhere" is no team of workspace Data; there are Team t1 (t1), Team t2 (t2), Team t3 (t3), Hidden (t4).',
    )
    const made = await plan([self, second, member('ana@example.edu')], roster([into('t1')]), {})
    expect(made.blocked).toMatchObject([
      {
        reason: 'Nobody can be put into a team in workspace spring-class from here.',
        remedy: 'Put the person into t1 where it is managed.',
      },
    ])
  })
})
