import { afterEach, describe, expect, it } from 'vitest'
import { type FakeHouston, type FakeHoustonOptions, startFakeHouston } from '../src/testing/index.ts'
import { ask } from './ask.ts'
import { teamWorld } from './team-world.ts'

let fake: FakeHouston
afterEach(() => fake.close())

const start = async (options: FakeHoustonOptions = {}): Promise<void> => {
  fake = await startFakeHouston({ release: '0.37', seed: teamWorld, ...options })
}
const message = async (query: string, token?: string): Promise<string | undefined> =>
  (await ask(fake, query, token)).errors?.[0]?.message

describe('a deployment', () => {
  it('shows its active people with their roles there and on the workspace', async () => {
    await start()
    const answer = await ask(
      fake,
      '{ deploymentUsers(deploymentId: "d", user: {userId: "", email: ""}) { id roleBindings { role deployment { id releaseName } workspace { id } } } }',
    )
    expect(answer.data).toEqual({
      deploymentUsers: [
        {
          id: 'deep',
          roleBindings: [
            { role: 'WORKSPACE_VIEWER', deployment: null, workspace: { id: 'w' } },
            { role: 'DEPLOYMENT_ADMIN', deployment: { id: 'd', releaseName: 'nightly-etl' }, workspace: null },
          ],
        },
      ],
    })
  })

  it.each([
    [
      'deploymentAddUserRole(deploymentId: "d", email: "root@b.c", role: DEPLOYMENT_VIEWER) { id }',
      /^This user does not belong to the workspace\./,
    ],
    [
      'deploymentAddUserRole(deploymentId: "d", email: "deep@b.c", role: DEPLOYMENT_VIEWER) { id }',
      /^A duplicate role binding/,
    ],
    [
      'deploymentAddUserRole(deploymentId: "x", email: "own@b.c", role: DEPLOYMENT_VIEWER) { id }',
      /^Invalid deployment$/,
    ],
    ['deploymentAddUserRole(deploymentId: "d", email: "own@b.c", role: WORKSPACE_VIEWER) { id }', /^Invalid role$/],
    [
      'deploymentUpdateUserRole(deploymentId: "d", email: "own@b.c", role: DEPLOYMENT_VIEWER) { id }',
      /^The role binding does not exist/,
    ],
    ['deploymentRemoveUserRole(deploymentId: "d", email: "own@b.c") { id }', /^The role binding does not exist/],
    ['deploymentRemoveUserRole(deploymentId: "d", email: "deep@b.c") { id }', /^The last user of an active deployment/],
    [
      'workspaceAddUser(workspaceUuid: "w", email: "x@y.z", deploymentRoles: [{deploymentId: "e", role: DEPLOYMENT_VIEWER}, {deploymentId: "q"}]) { id }',
      /^Invalid deployment ids: e, q$/,
    ],
    [
      'workspaceAddUser(workspaceUuid: "w", email: "x@y.z", deploymentRoles: [{deploymentId: "d", role: WORKSPACE_ADMIN}]) { id }',
      /^Invalid deployment roles: WORKSPACE_ADMIN$/,
    ],
  ])('refuses %s', async (field, words) => {
    await start()
    expect(await message(`mutation { ${field} }`)).toMatch(words)
  })

  it('gives roles, changes them and takes them', async () => {
    await start()
    const one = 'deploymentId: "d", email: "own@b.c"'
    await ask(
      fake,
      `mutation { deploymentAddUserRole(${one}, role: DEPLOYMENT_VIEWER) { id } deploymentUpdateUserRole(${one}, role: DEPLOYMENT_ADMIN) { id } }`,
    )
    expect(fake.waysIn('own@b.c', { deployment: 'd' }).map(({ role }) => role)).toContain('DEPLOYMENT_ADMIN')
    expect((await ask(fake, `mutation { deploymentRemoveUserRole(${one}) { role deployment { id } } }`)).data).toEqual({
      deploymentRemoveUserRole: { role: 'DEPLOYMENT_ADMIN', deployment: { id: 'd' } },
    })
  })

  it('comes with an invite, once it is accepted', async () => {
    await start()
    await ask(
      fake,
      'mutation { workspaceAddUser(workspaceUuid: "v", email: "x@y.z", deploymentRoles: [{deploymentId: "e", role: DEPLOYMENT_EDITOR}]) { id } }',
    )
    expect(fake.waysIn('x@y.z', { deployment: 'e' }).map(({ via }) => via)).toEqual(['invite'])
    fake.accept('x@y.z')
    expect(fake.waysIn('x@y.z', { deployment: 'e' }).map(({ role }) => role)).toEqual([
      'WORKSPACE_VIEWER',
      'DEPLOYMENT_EDITOR',
    ])
  })

  it('keeps the roles of who left the workspace, before 0.23', async () => {
    await start({ release: '0.21.0', seed: { ...teamWorld, teams: [] } })
    await ask(fake, 'mutation { workspaceRemoveUser(workspaceUuid: "w", userUuid: "deep") { id } }')
    expect(fake.waysIn('deep@b.c', { deployment: 'd' }).map(({ via }) => via)).toEqual(['direct'])
  })
})

describe('nobody', () => {
  it.each([
    ['0.28.3', undefined],
    ['0.28.4', 'The last user of an active workspace cannot be removed'],
  ])('takes the last user of a workspace away in %s: %s', async (release, words) => {
    await start({
      release,
      seed: {
        workspaces: [{ id: 'w' }],
        users: [
          { id: 'u', username: 'a@b.c' },
          { id: 'r', username: 'r@b.c', roleBindings: [] },
        ],
      },
    })
    expect(await message('mutation { workspaceRemoveUser(workspaceUuid: "w", userUuid: "u") { id } }')).toBe(words)
  })

  it('changes their own role on the platform from 0.29.2', async () => {
    await start()
    expect(
      await message(
        'mutation { createSystemRoleBinding(userId: "root", role: SYSTEM_VIEWER) { id } }',
        fake.userToken('root@b.c'),
      ),
    ).toMatch(/your own/)
  })
})
