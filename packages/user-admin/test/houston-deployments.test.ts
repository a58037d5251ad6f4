import { describe, expect, it } from 'vitest'
import { can } from '../src/index.ts'
import { able, manyWays, withoutTeams, workspaceOf } from './houston-opened.ts'

// Before 0.30 nobody but an administrator of the deployment may (facts §5.3), and no system key is one.
it.each([
  ['0.16.6', 'the system key', undefined, false],
  ['0.16.6', 'a person', 'keeper@x.edu', false],
  ['0.21.0', 'the system key', undefined, false],
  ['0.21.0', 'a person', 'keeper@x.edu', true],
  ['0.25', 'the system key', undefined, false],
  ['0.25', 'a person', 'keeper@x.edu', true],
  ['0.34', 'the system key', undefined, true],
  ['apc-2', 'the system key', undefined, true],
])('who may give roles on deployments is a matter of the release: %s, %s', async (release, _who, caller, is) => {
  const { admin } = await workspaceOf(release, withoutTeams, caller)
  expect(can(admin, 'setDeploymentRole')).toBe(is)
})

describe('a role on a deployment', () => {
  const open = async (caller?: string) => {
    const { fake, admin } = await workspaceOf('0.37', manyWays, caller)
    return { fake, admin: able(admin, 'setDeploymentRole') }
  }

  it('is given on a deployment of the workspace', async () => {
    const { fake, admin } = await open()
    expect(await admin.deployments()).toEqual([{ id: 'd', name: 'Nightly' }])
    expect(await admin.setDeploymentRole({ id: 'both' }, 'd', 'DEPLOYMENT_ADMIN')).toMatchObject({
      outcome: 'done',
      member: {
        id: 'both',
        access: expect.arrayContaining([expect.objectContaining({ via: 'deployment' })]) as object,
      },
    })
    expect(await admin.setDeploymentRole({ id: 'both' }, 'd', 'DEPLOYMENT_ADMIN')).toMatchObject({
      outcome: 'unchanged',
    })
    expect(await admin.setDeploymentRole({ id: 'both' }, 'd', 'DEPLOYMENT_VIEWER')).toMatchObject({ outcome: 'done' })
    expect(await admin.setDeploymentRole({ id: 'both' }, 'd', null)).toMatchObject({ outcome: 'done' })
    expect(await admin.setDeploymentRole({ id: 'both' }, 'd', null)).toMatchObject({ outcome: 'unchanged' })
    expect(fake.ledger.entries.map(({ operation }) => operation)).toEqual([
      'deploymentAddUserRole',
      'deploymentUpdateUserRole',
      'deploymentRemoveUserRole',
    ])
  })

  it.each([
    ['of nobody here', { id: 'aside' }, 'd', 'DEPLOYMENT_VIEWER', 'not-found', /not in this workspace/],
    ['of who is invited', { email: 'new@x.edu' }, 'd', 'DEPLOYMENT_VIEWER', 'conflict', /has not accepted/],
    ['that is none', { id: 'both' }, 'd', 'WORKSPACE_ADMIN', 'invalid', /no role on a deployment/],
    ['on no deployment', { id: 'both' }, ' ', 'DEPLOYMENT_VIEWER', 'invalid', /by its id/],
  ] as const)('%s is not given', async (_, ref, deployment, role, problem, message) => {
    const { fake, admin } = await open()
    const attempt = admin.setDeploymentRole(ref, deployment, role)
    await expect(attempt).rejects.toMatchObject({ problem, effect: 'none' })
    await expect(attempt).rejects.toThrow(message)
    expect(fake.ledger.entries).toEqual([])
  })

  it('is given to the membership meant only, and makes it another one', async () => {
    const { fake, admin } = await open()
    const mark = (await admin.get({ id: 'both' }))?.mark
    await admin.setDeploymentRole({ id: 'both' }, 'd', 'DEPLOYMENT_VIEWER', { ifMark: mark })
    const again = admin.setDeploymentRole({ id: 'both' }, 'd', 'DEPLOYMENT_ADMIN', { ifMark: mark })
    await expect(again).rejects.toMatchObject({ problem: 'conflict', effect: 'none' })
    expect(fake.ledger.entries).toHaveLength(1)
  })

  it('whose answer was lost is found by a look', async () => {
    const { fake, admin } = await open()
    fake.fault({ on: 'AddDeploymentRole', when: 'after', give: 'reset' })
    expect(await admin.setDeploymentRole({ id: 'both' }, 'd', 'DEPLOYMENT_VIEWER')).toMatchObject({ outcome: 'done' })
  })

  it('is not said to be taken by a credential that is not shown it', async () => {
    const { admin } = await open('both@x.edu')
    await expect(admin.setDeploymentRole({ id: 'own' }, 'd', null)).rejects.toMatchObject({ problem: 'forbidden' })
  })
})
