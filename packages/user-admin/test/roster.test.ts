import { describe, expect, it } from 'vitest'
import { makePlan, roster } from '../src/index.ts'
import { MemoryAdmin, member, platformScope, workspaceScope } from './memory.ts'
import { actions, plan, second, self } from './plan-worlds.ts'

const here = 'https://us1.alteryxcloud.com/41877'

describe('roster', () => {
  it('invites who is missing, adds roles, and leaves who is absent', async () => {
    const made = await plan(
      [self, second, member('ana@example.edu', { roles: ['viewer'] }), member('cy@example.edu', { roles: ['editor'] })],
      roster([
        { email: 'ana@example.edu', roles: ['Editor'] },
        { email: 'cy@example.edu', roles: ['editor'] },
        { email: 'new@example.edu', roles: ['viewer'] },
        'bo@example.edu',
        'plain@example.edu',
      ]),
    )
    expect(made.steps).toMatchObject([
      {
        action: 'invite',
        email: 'new@example.edu',
        roles: { add: ['viewer'], drop: [] },
        promises: 'pending',
        what: 'invite new@example.edu to workspace spring-class as Viewer',
      },
      {
        action: 'invite',
        email: 'plain@example.edu',
        roles: { add: [], drop: [] },
        what: 'invite plain@example.edu to workspace spring-class',
      },
      {
        action: 'set-roles',
        email: 'ana@example.edu',
        roles: { add: ['editor'], drop: [] },
        promises: 'done',
        takesAdmin: false,
      },
    ])
    expect(made.held).toEqual([])
  })

  it('replaces a role where a person holds one', async () => {
    const people = [
      self,
      second,
      member('ana@example.edu', { roles: ['viewer'] }),
      member('in@example.edu', { status: 'invited', roles: ['viewer'] }),
    ]
    const made = await plan(
      people,
      roster([
        { email: 'ana@example.edu', roles: ['editor'] },
        { email: 'in@example.edu', roles: ['editor'] },
      ]),
      {},
      workspaceScope,
    )
    expect(made.steps).toMatchObject([
      {
        action: 'set-roles',
        email: 'ana@example.edu',
        roles: { add: ['editor'], drop: ['viewer'] },
        what: 'make ana@example.edu Editor instead of Viewer in workspace Data',
        promises: 'done',
      },
      { action: 'set-roles', email: 'in@example.edu', promises: 'pending' },
    ])
    expect(made.steps.map(({ reason }) => reason)).toEqual([
      'The roster gives another role.',
      'The roster gives another role.',
    ])
  })

  it('removes or suspends who is absent, if asked to, and never the caller', async () => {
    const people = [self, second, member('a@example.edu'), member('s@example.edu', { status: 'suspended' })]
    expect(actions(await plan(people, roster(['bo@example.edu'], { absent: 'remove' })))).toEqual([
      'remove a@example.edu',
      'remove s@example.edu',
    ])
    const suspending = await plan(people, roster(['bo@example.edu'], { absent: 'suspend' }))
    expect(suspending.steps.map(({ what, reason }) => [what, reason])).toEqual([
      ['suspend a@example.edu in workspace spring-class', 'Not on the roster.'],
    ])
  })

  it('refuses to suspend where nobody can be', async () => {
    const attempt = plan([self], roster(['bo@example.edu'], { absent: 'suspend' }), {}, workspaceScope)
    await expect(attempt).rejects.toMatchObject({ problem: 'unsupported' })
    await expect(attempt).rejects.toThrow('Nobody can be suspended in Data: choose to keep or to remove who is absent.')
  })

  it('does not take administration from the caller or a protected person', async () => {
    const people = [
      member('me@example.edu', { admin: true, roles: ['admin'] }),
      member('bo@example.edu', { admin: true, roles: ['admin'] }),
    ]
    const goal = roster(['me@example.edu', 'bo@example.edu'].map((email) => ({ email, roles: ['viewer'] })))
    const made = await plan(people, goal, { policy: { protect: ['bo@example.edu'] } }, workspaceScope)
    expect(made.steps).toEqual([])
    expect(made.kept.map(({ code }) => code)).toEqual(['protected', 'self'])
  })

  it('refuses a role that is none here and names those there are', async () => {
    const goal = roster([{ email: 'new@example.edu', roles: ['Boss'] }])
    await expect(plan([self], goal)).rejects.toThrow(
      '"Boss" is no role in workspace spring-class; there are Workspace Admin (admin), Editor (editor), Viewer (viewer).',
    )
  })

  it('leaves alone whom several rows mean with different wishes, and who share an address that a row gives roles to', async () => {
    const twice = member('a@example.edu', { aliases: ['b@example.edu'], roles: ['viewer'] })
    const goal = roster([
      { email: 'a@example.edu', roles: ['editor'] },
      { email: 'b@example.edu', roles: ['admin'] },
      { email: 'c@example.edu', roles: ['editor'] },
    ])
    const sharing = ['1', '2'].map((id) => member(`c${id}@example.edu`, { aliases: ['c@example.edu'] }))
    const made = await plan([self, twice, ...sharing], goal)
    expect(actions(made)).toEqual([])
    expect(made.kept.map(({ email, code, reason }) => [email, code, reason])).toEqual([
      ['a@example.edu', 'ambiguous', 'Several rows of the roster mean this person: a@example.edu, b@example.edu.'],
      ['c1@example.edu', 'ambiguous', 'c@example.edu means several people here.'],
      ['c2@example.edu', 'ambiguous', 'c@example.edu means several people here.'],
    ])
  })

  it('does not remove whoever looks like a listed person in other letters', async () => {
    const made = await plan(
      [self, second, member('pаul@example.edu')],
      roster(['bo@example.edu', 'paul@example.edu'], { absent: 'remove' }),
    )
    expect(actions(made)).toEqual(['invite paul@example.edu'])
    expect(made.kept.map(({ code }) => code)).toEqual(['self', 'look-alike'])
  })

  it('invites nobody by an id, and says so', async () => {
    const made = await plan([self, second], roster(['bo@example.edu', { id: '4711' }]))
    expect(made.steps).toEqual([])
    expect(made.blocked).toEqual([
      {
        scope: here,
        action: 'invite',
        email: '',
        id: '4711',
        reason: 'The roster names somebody by an id that nobody has here.',
        remedy: 'Name the person by e-mail address: nobody can be invited by an id.',
      },
    ])
  })

  it('on a platform an invitation carries no role: it can be given once they have signed up', async () => {
    const people = [self, member('in@example.edu', { status: 'invited' })]
    const goal = roster([
      { email: 'new@example.edu', roles: ['editor'] },
      { email: 'in@example.edu', roles: ['editor'] },
    ])
    const made = await plan(people, goal, {}, platformScope)
    expect(made.steps).toMatchObject([
      {
        what: 'invite new@example.edu to the platform example.com; Editor can be given once they have signed up',
        roles: { add: [], drop: [] },
      },
    ])
    expect(made.later).toEqual([
      {
        scope: 'https://houston.example.com/platform',
        email: 'in@example.edu',
        what: 'make in@example.edu Editor in the platform example.com',
      },
    ])
  })

  it('says which way in keeps the greater role of somebody who is given a lesser one', async () => {
    const team = { via: 'team', name: 'leads', role: 'WORKSPACE_ADMIN', managedBy: 'here' } as const
    const people = [self, second, member('ana@example.edu', { roles: ['WORKSPACE_EDITOR'], access: [team] })]
    const admin = new MemoryAdmin(people, workspaceScope)
    admin.roles = async () => [
      { id: 'WORKSPACE_EDITOR', name: 'Editor', admin: false },
      { id: 'WORKSPACE_VIEWER', name: 'Viewer', admin: false },
    ]
    const made = await makePlan(admin, roster([{ email: 'ana@example.edu', roles: ['Viewer'] }]))
    expect(made.steps).toMatchObject([{ action: 'set-roles', promises: 'remains', stays: [team] }])
  })
})
