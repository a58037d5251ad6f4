import { afterEach, describe, expect, it } from 'vitest'
import { type FakeHouston, type FakeHoustonOptions, startFakeHouston, type WayIn } from '../src/testing/index.ts'
import { ask, rowsOf } from './ask.ts'
import { teamWorld } from './team-world.ts'

let fake: FakeHouston
afterEach(() => fake.close())

const start = async (options: FakeHoustonOptions = {}): Promise<void> => {
  fake = await startFakeHouston({ release: '0.37', seed: teamWorld, ...options })
}
const message = async (query: string, token?: string): Promise<string | undefined> =>
  (await ask(fake, query, token)).errors?.[0]?.message

describe('who gets in', () => {
  const way = ({ via, role, team }: WayIn): string => `${via} ${role}${team === undefined ? '' : ` (${team})`}`
  it('is told of a scope by its label too, and of none that there is not', async () => {
    fake = await startFakeHouston({
      seed: {
        workspaces: [{ label: 'Class 1' }, { label: 'Class 2' }, { label: 'Class 2' }],
        users: [{ username: 'a@b.c', roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'Class 1' }] }],
      },
    })
    expect(fake.canEnter('a@b.c', { workspace: 'Class 1' })).toBe(true)
    expect(() => fake.canEnter('a@b.c', { workspace: 'Class 3' })).toThrow('No workspace is called "Class 3" here.')
    expect(() => fake.waysIn('a@b.c', { workspace: 'Class 2' })).toThrow('More than one workspace')
    expect(() => fake.canEnter('a@b.c', { deployment: 'd' })).toThrow(TypeError)
  })

  it.each([
    ['root@b.c', { workspace: 'w' }, ['system SYSTEM_ADMIN']],
    ['own@b.c', { workspace: 'w' }, ['direct WORKSPACE_EDITOR', 'team WORKSPACE_ADMIN (staff)']],
    ['team@b.c', { workspace: 'w' }, ['team WORKSPACE_ADMIN (staff)']],
    ['team@b.c', { workspace: 'v' }, []],
    ['team@b.c', {}, ['account active']],
    ['deep@b.c', { workspace: 'w' }, ['direct WORKSPACE_VIEWER', 'deployment DEPLOYMENT_ADMIN']],
    ['deep@b.c', { deployment: 'd' }, ['workspace WORKSPACE_VIEWER', 'direct DEPLOYMENT_ADMIN']],
    ['gone@b.c', { workspace: 'w' }, []],
    ['gone@b.c', {}, []],
    ['OLD.row@b.c ', { workspace: 'w' }, ['direct WORKSPACE_VIEWER']],
    ['second@b.c', { workspace: 'w' }, ['direct WORKSPACE_VIEWER']],
    ['new@b.c', { workspace: 'w' }, ['invite WORKSPACE_EDITOR']],
    ['new@b.c', { workspace: 'v' }, []],
    ['new@b.c', {}, ['invite WORKSPACE_EDITOR', 'invite USER']],
    ['nobody@b.c', {}, []],
  ])('%s into %j: %j', async (email, scope, ways) => {
    await start()
    expect(fake.waysIn(email, scope).map(way)).toEqual(ways)
    expect(fake.canEnter(email, scope)).toBe(ways.length > 0)
  })

  it('is who is left after the API has done what it can', async () => {
    await start()
    await ask(fake, 'mutation { workspaceRemoveUser(workspaceUuid: "w", userUuid: "own") { id } }')
    expect(fake.waysIn('own@b.c', { workspace: 'w' }).map(way)).toEqual(['team WORKSPACE_ADMIN (staff)'])
    await ask(fake, 'mutation { workspaceRemoveTeam(workspaceUuid: "w", teamUuid: "staff") { id } }')
    expect(fake.canEnter('own@b.c', { workspace: 'w' })).toBe(false)
    await ask(fake, 'mutation { workspaceRemoveUser(workspaceUuid: "w", userUuid: "deep") { id } }')
    expect(fake.canEnter('deep@b.c', { deployment: 'd' })).toBe(false)
  })
})

describe('a team', () => {
  it('shows its people among those of a workspace, without a role of their own there', async () => {
    await start()
    const answer = await ask(fake, '{ workspaceUsers(workspaceUuid: "w") { id roleBindings { role } } }')
    expect(rowsOf(answer, 'workspaceUsers')).toContainEqual({ id: 'team', roleBindings: [] })
    const pages = await ask(fake, '{ paginatedWorkspaceUsers(workspaceUuid: "w", take: 100, cursor: "") { id } }')
    expect(rowsOf(pages, 'paginatedWorkspaceUsers').map(({ id }) => id)).toContain('team')
  })

  it('gives its people what its roles allow', async () => {
    await start()
    const query = 'mutation { workspaceAddUser(workspaceUuid: "w", email: "x@y.z") { id } }'
    expect(await message(query, fake.userToken('team@b.c'))).toBeUndefined()
    expect(await message(query.replace('"w"', '"v"'), fake.userToken('team@b.c'))).toMatch(/permissions/)
  })

  it('of others lets upsert give a role of their own', async () => {
    await start()
    const query = 'mutation { workspaceUpsertUserRole(workspaceUuid: "w", email: "team@b.c", role: WORKSPACE_VIEWER) }'
    expect((await ask(fake, query)).data).toEqual({ workspaceUpsertUserRole: 'WORKSPACE_VIEWER' })
    expect(fake.waysIn('team@b.c', { workspace: 'w' }).map(({ via }) => via)).toEqual(['direct', 'team'])
  })

  it('is listed by pages, with a count', async () => {
    await start()
    const query = (cursor: string): string =>
      `{ paginatedTeams(take: 2, cursor: "${cursor}") { count teams { id users { id } roleBindings { role team { name } workspace { id } } } } }`
    const first = (await ask(fake, query(''))).data?.['paginatedTeams'] as { count: number; teams: { id: string }[] }
    expect([first.count, first.teams.map(({ id }) => id)]).toEqual([3, ['empty', 'local']])
    expect((await ask(fake, query('local'))).data).toEqual({
      paginatedTeams: {
        count: 3,
        teams: [
          {
            id: 'staff',
            users: [{ id: 'team' }, { id: 'own' }],
            roleBindings: [{ role: 'WORKSPACE_ADMIN', team: { name: 'staff' }, workspace: { id: 'w' } }],
          },
        ],
      },
    })
    expect(
      (
        await ask(
          fake,
          '{ teamUsers(teamUuid: "staff") { id } workspaceTeams(workspaceUuid: "w") { id } deploymentTeams(deploymentUuid: "d") { id } team(teamUuid: "nope") { id } }',
        )
      ).data,
    ).toEqual({
      teamUsers: [{ id: 'own' }, { id: 'team' }],
      workspaceTeams: [{ id: 'staff' }],
      deploymentTeams: [],
      team: null,
    })
  })

  it.each([
    ['mutation { removeUser(userUuid: "team") { id } }', /team of the identity provider/],
    ['mutation { removeTeam(teamUuid: "staff") { id } }', /only when it is empty/],
    ['mutation { updateTeam(id: "staff", addUserIds: ["root"]) { message } }', /cannot be changed here/],
    ['mutation { createTeam(name: "x", provider: "okta", userIds: ["root"]) { message } }', /cannot be changed here/],
    ['mutation { createTeam(name: "friends") { message } }', /already exists/],
    ['mutation { workspaceAddTeam(workspaceUuid: "w", teamUuid: "staff") { id } }', /^A duplicate role binding/],
    [
      'mutation { deploymentAddTeamRole(teamUuid: "staff", deploymentUuid: "x", role: DEPLOYMENT_VIEWER) { id } }',
      /^Invalid deployment$/,
    ],
    ['mutation { deleteTeamSystemRoleBinding(teamUuid: "staff", role: SYSTEM_VIEWER) { id } }', /does not exist/],
  ])('%s is refused', async (query, words) => {
    await start()
    const held = JSON.stringify(fake.state)
    expect(await message(query)).toMatch(words)
    expect(JSON.stringify(fake.state)).toBe(held)
  })

  it('that is made here has the people that it is given', async () => {
    await start()
    await ask(fake, 'mutation { createTeam(name: "crew", userIds: ["own"]) { team { id name provider } message } }')
    await ask(
      fake,
      'mutation { updateTeam(name: "crew", newName: "band", addUserIds: ["deep"], removeUserIds: ["own"]) { message } }',
    )
    expect(fake.state.teams.at(-1)).toMatchObject({ name: 'band', provider: 'local', members: ['deep'] })
    await ask(fake, 'mutation { removeTeam(name: "band") { id name } removed: removeTeam(teamUuid: "empty") { id } }')
    expect(fake.state.teams.map(({ name }) => name)).toEqual(['staff', 'friends'])
  })

  it('has roles on workspaces, deployments and the platform', async () => {
    await start()
    await ask(
      fake,
      `mutation {
        a: workspaceAddTeam(workspaceUuid: "v", teamUuid: "local", deploymentRoles: [{ deploymentId: "e", role: DEPLOYMENT_VIEWER }]) { id }
        b: workspaceUpdateTeamRole(workspaceUuid: "v", teamUuid: "local", role: WORKSPACE_EDITOR)
        c: deploymentUpdateTeamRole(teamUuid: "local", deploymentUuid: "e", role: DEPLOYMENT_ADMIN) { role }
        d: deploymentAddTeamRole(teamUuid: "local", deploymentUuid: "d", role: DEPLOYMENT_EDITOR) { role }
        e: deploymentRemoveTeamRole(teamUuid: "local", deploymentUuid: "d") { role }
        f: createTeamSystemRoleBinding(teamUuid: "local", role: SYSTEM_VIEWER) { role team { id } }
      }`,
    )
    const roles = fake.state.teams.find(({ id }) => id === 'local')?.roleBindings
    expect(roles?.map(({ role, workspace, deployment }) => `${role} ${workspace ?? deployment ?? '-'}`)).toEqual([
      'WORKSPACE_EDITOR v',
      'DEPLOYMENT_ADMIN e',
      'SYSTEM_VIEWER -',
    ])
    expect(fake.waysIn('team@b.c', {}).map(({ via }) => via)).toEqual(['account', 'team'])
  })
})
