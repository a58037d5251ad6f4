import { describe, expect, it } from 'vitest'
import { HoustonClient } from '../src/index.ts'
import { type Seed, startFakeHouston } from '../src/testing/index.ts'
import { ignorant, refusing, scripted } from './scripted.ts'

const seed = {
  workspaces: [{ id: 'w', label: 'W' }],
  deployments: [{ id: 'd', label: 'D', workspace: 'w' }],
  users: [
    { emails: ['ada@b.c'], roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'w' }] },
    { emails: ['out@b.c'], roleBindings: [] },
    {
      emails: ['me@b.c'],
      roleBindings: [
        { role: 'WORKSPACE_ADMIN', workspace: 'w' },
        { role: 'DEPLOYMENT_ADMIN', deployment: 'd' },
      ],
    },
  ],
} as const

describe.each(['0.25.10', '0.34.0', '0.37.5', '1.1.0', '2.0.0'])('a deployment of Houston %s', (release) => {
  it('gives a member one role, changes it, and takes it', async () => {
    await using fake = await startFakeHouston({ release, seed })
    const houston = new HoustonClient({ url: fake.url, token: fake.userToken('me@b.c'), release })
    const roles = async (): Promise<unknown[]> =>
      (await houston.deploymentMembers('d')).flatMap(({ username, roleBindings }) =>
        (roleBindings ?? []).flatMap((one) =>
          username !== 'ada@b.c' || one.deployment === null ? [] : [`${one.role} ${one.deployment.id}`],
        ),
      )
    await houston.setDeploymentRole('d', ' Ada@b.c', 'DEPLOYMENT_VIEWER')
    expect(await roles()).toEqual(['DEPLOYMENT_VIEWER d'])
    await houston.setDeploymentRole('d', 'ada@b.c', 'DEPLOYMENT_ADMIN')
    expect(await roles()).toEqual(['DEPLOYMENT_ADMIN d'])
    await houston.removeDeploymentRole('d', 'ADA@b.c')
    const none = houston.removeDeploymentRole('d', 'ada@b.c')
    await expect(none).rejects.toMatchObject({ code: 'BAD_USER_INPUT', kind: 'rejected', effect: 'none' })
    expect(fake.ledger.entries.map(({ operation }) => operation)).toEqual([
      'deploymentAddUserRole',
      'deploymentUpdateUserRole',
      'deploymentRemoveUserRole',
    ])
  })

  it('refuses strangers and unknown ids in words', async () => {
    await using fake = await startFakeHouston({ release, seed })
    const houston = new HoustonClient({ url: fake.url, token: fake.userToken('me@b.c'), release })
    const stranger = houston.setDeploymentRole('d', 'out@b.c', 'DEPLOYMENT_VIEWER')
    await expect(stranger).rejects.toMatchObject({ code: 'NOT_IN_WORKSPACE', kind: 'rejected', effect: 'none' })
    const nowhere = houston.setDeploymentRole('x', 'ada@b.c', 'DEPLOYMENT_VIEWER')
    await expect(nowhere).rejects.toMatchObject({ code: 'FORBIDDEN', kind: 'rejected', effect: 'none' })
    if (release !== '0.25.10') {
      const admin = new HoustonClient({ url: fake.url, token: fake.token, release })
      const unknown = admin.setDeploymentRole('x', 'ada@b.c', 'DEPLOYMENT_VIEWER')
      await expect(unknown).rejects.toMatchObject({ code: 'INVALID_DEPLOYMENT', kind: 'rejected', effect: 'none' })
    }
    expect(fake.ledger.entries).toEqual([])
  })

  it('gives roles to who joins its workspace', async () => {
    await using fake = await startFakeHouston({ release, seed })
    const houston = new HoustonClient({ url: fake.url, token: fake.userToken('me@b.c'), release })
    const deploymentRoles = [{ deploymentId: 'd', role: 'DEPLOYMENT_EDITOR' }]
    await houston.addMember('w', 'out@b.c', 'WORKSPACE_VIEWER', { deploymentRoles })
    await houston.addMember('w', 'new@b.c', 'WORKSPACE_VIEWER', { bypassInvite: true, deploymentRoles })
    const people = await houston.deploymentMembers('d')
    expect(people.find(({ username }) => username === 'out@b.c')?.roleBindings).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ role: 'DEPLOYMENT_EDITOR' })]),
    )
    const admin = new HoustonClient({ url: fake.url, token: fake.token, release })
    expect(await admin.usersByEmail(['new@b.c'])).toMatchObject([{ answer: 'found', user: { status: 'pending' } }])
  })
})

describe('the deployments of a workspace', () => {
  const two: Seed = {
    workspaces: [{ id: 'w' }, { id: 'v' }],
    deployments: [
      { id: 'd', label: 'Nightly ETL', workspace: 'w' },
      { id: 'e', label: 'Other', workspace: 'v' },
    ],
    users: [{ emails: ['ada@b.c'], roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'w' }] }],
  }
  it.each(['0.13.1', '0.16.6', '0.25.10', '0.34.0', '0.37.5', '2.0.0'])('are its own, on %s', async (release) => {
    await using fake = await startFakeHouston({ release, seed: two })
    for (const token of release === '0.13.1' ? [fake.userToken('ada@b.c')] : [fake.token, fake.userToken('ada@b.c')]) {
      const houston = new HoustonClient({ url: fake.url, token })
      const own = { id: 'd', label: 'Nightly ETL', releaseName: 'nightly-etl' }
      expect(await houston.deployments('w')).toEqual([own])
    }
  })

  it('are asked of the workspace where there is no query of their own', async () => {
    const deployments = [{ id: 'd', label: 'D', releaseName: 'd' }]
    const { houston, asked } = scripted(({ operation }) =>
      operation === 'WorkspaceDeployments'
        ? ignorant('Cannot query field "workspaceDeployments" on type "Query".')
        : { data: { workspace: { id: 'w', deployments } } },
    )
    expect(await houston.deployments('w')).toEqual(deployments)
    expect(asked()).toEqual(['WorkspaceDeployments', 'DeploymentsOfWorkspace'])
  })

  it.each([null, [null]])('are not taken for none where the answer is %j', async (workspaceDeployments) => {
    const { houston } = scripted(() => ({ data: { workspaceDeployments } }))
    await expect(houston.deployments('w')).rejects.toMatchObject({ kind: 'protocol', effect: 'none' })
    await expect(houston.deployments(' ')).rejects.toMatchObject({ code: 'EMPTY_ARGUMENT' })
  })
})

describe('a role on a deployment', () => {
  const calls: readonly [string, (houston: HoustonClient) => Promise<unknown>, string][] = [
    ['no deployment', (h) => h.setDeploymentRole('', 'a@b.c', 'X'), 'AddDeploymentRole: deploymentId is empty'],
    ['no address', (h) => h.setDeploymentRole('d', ' ', 'X'), 'AddDeploymentRole: email is empty'],
    ['no role', (h) => h.setDeploymentRole('d', 'a@b.c', ''), 'AddDeploymentRole: role is empty'],
    ['none to take', (h) => h.removeDeploymentRole('', 'a@b.c'), 'RemoveDeploymentRole: deploymentId is empty'],
    ['nobody to take it from', (h) => h.removeDeploymentRole('d', ''), 'RemoveDeploymentRole: email is empty'],
    ['nothing to list', (h) => h.deploymentMembers(' '), 'DeploymentMembers: deploymentId is empty'],
    [
      'an invitation without a deployment',
      (h) => h.addMember('w', 'a@b.c', 'X', { deploymentRoles: [{ deploymentId: '', role: 'Y' }] }),
      'AddWorkspaceUserWithRoles: deploymentId is empty',
    ],
    [
      'an invitation without its role',
      (h) => h.addMember('w', 'a@b.c', 'X', { bypassInvite: true, deploymentRoles: [{ deploymentId: 'd', role: '' }] }),
      'AddWorkspaceUserSilently: role is empty',
    ],
  ]
  it.each(calls)('is not sent with %s', async (_, call, message) => {
    const { houston, asked } = scripted(() => ({}))
    await expect(call(houston)).rejects.toMatchObject({ code: 'EMPTY_ARGUMENT', effect: 'none', message })
    expect(asked()).toEqual([])
  })

  it('is changed only where the refusal proves that nothing was added', async () => {
    const duplicate = refusing('A duplicate role binding already exists', 'BAD_USER_INPUT', 'deploymentAddUserRole')
    const { houston, asked } = scripted(({ operation }) =>
      operation === 'AddDeploymentRole' ? { ...duplicate, data: { deploymentAddUserRole: { id: 'x' } } } : {},
    )
    await expect(houston.setDeploymentRole('d', 'a@b.c', 'X')).rejects.toMatchObject({ effect: 'unknown' })
    expect(asked()).toEqual(['AddDeploymentRole'])

    const changing = scripted(({ operation }) =>
      operation === 'AddDeploymentRole' ? duplicate : { data: { deploymentUpdateUserRole: null } },
    )
    await expect(changing.houston.setDeploymentRole('d', 'a@b.c', 'X')).rejects.toMatchObject({
      kind: 'protocol',
      effect: 'unknown',
      operation: 'UpdateDeploymentRole',
    })
    expect(changing.calls[1]?.variables).toEqual({ deploymentId: 'd', email: 'a@b.c', role: 'X' })
  })

  it.each([
    ['given', (h: HoustonClient) => h.setDeploymentRole('d', 'a@b.c', 'X'), { deploymentAddUserRole: null }],
    ['taken', (h: HoustonClient) => h.removeDeploymentRole('d', 'a@b.c'), { deploymentRemoveUserRole: null }],
  ])('that nobody says was %s may have been', async (_, call, data) => {
    const { houston } = scripted(() => ({ data }))
    await expect(call(houston)).rejects.toMatchObject({ kind: 'protocol', effect: 'unknown' })
  })

  it('is left out of an invitation where none is given', async () => {
    const { houston, calls: sent } = scripted(() => ({ data: { workspaceAddUser: { id: 'w', label: null } } }))
    await houston.addMember('w', 'a@b.c', 'X', { deploymentRoles: [], bypassInvite: false })
    await houston.addMember('w', 'a@b.c', 'X', { bypassInvite: true })
    expect(sent.map(({ operation }) => operation)).toEqual(['AddWorkspaceUser', 'AddWorkspaceUserSilently'])
    expect(sent.map(({ variables }) => variables)).toEqual(
      Array.from({ length: 2 }, () => ({ workspaceUuid: 'w', email: 'a@b.c', role: 'X' })),
    )
  })
})
