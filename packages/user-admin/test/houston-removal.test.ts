import { HoustonError } from '@user-admin/houston-client'
import { describe, expect, it } from 'vitest'
import { keepOnly, makePlan } from '../src/index.ts'
import { manyWays, withoutTeams, workspaceOf } from './houston-opened.ts'
import { collect } from './worlds.ts'

const operations = (fake: Awaited<ReturnType<typeof workspaceOf>>['fake']): readonly string[] =>
  fake.ledger.entries.map(({ operation }) => operation)

describe('taking a person out of a Houston workspace', () => {
  it.each(['0.23.0', '0.25', '0.34', 'apc-2'])(
    'takes the role, those on deployments and the invitations of every address, on %s',
    async (release) => {
      const { fake, admin } = await workspaceOf(release, release < '0.28' ? withoutTeams : manyWays)
      expect(await admin.remove({ email: 'own@x.edu' })).toEqual({ outcome: 'done' })
      expect(operations(fake)).toEqual(['workspaceRemoveUser', 'deleteInviteToken'])
      for (const email of ['own@x.edu', 'own@y.org']) expect(fake.canEnter(email, { workspace: 'w' })).toBe(false)
    },
  )

  it('takes what a release leaves behind on deployments, or says that it could not', async () => {
    const { fake, admin } = await workspaceOf('0.21.0', withoutTeams)
    await expect(admin.remove({ email: 'own@x.edu' })).rejects.toMatchObject({
      problem: 'forbidden',
      effect: 'unknown',
      message: expect.stringContaining('so far: the membership was taken') as string,
    })
    expect(fake.canEnter('own@x.edu', { workspace: 'w' })).toBe(true)
  })

  it('takes a role on a deployment from who holds nothing else', async () => {
    const { fake, admin } = await workspaceOf('0.34', manyWays)
    expect((await collect(admin.list())).find(({ id }) => id === 'deep')).toMatchObject({
      roles: [],
      access: [{ via: 'deployment', id: 'd', name: 'Nightly', role: 'DEPLOYMENT_VIEWER', managedBy: 'here' }],
    })
    expect(await admin.remove({ id: 'deep' })).toEqual({ outcome: 'done' })
    expect(operations(fake)).toEqual(['deploymentRemoveUserRole'])
    expect(fake.canEnter('deep@x.edu', { workspace: 'w' })).toBe(false)
  })

  it('says who is the last of a deployment, and that nothing was done', async () => {
    const users = [
      { id: 'a', username: 'a@x.edu', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] },
      { id: 'b', username: 'b@x.edu', roleBindings: [{ role: 'DEPLOYMENT_ADMIN', deployment: 'd' }] },
    ]
    const { fake, admin } = await workspaceOf('0.34', { ...withoutTeams, users })
    await expect(admin.remove({ id: 'b' })).rejects.toMatchObject({
      problem: 'conflict',
      effect: 'none',
      message: expect.stringMatching(/on deployment Nightly; it keeps the last person/) as string,
      cause: expect.any(HoustonError) as HoustonError,
    })
    expect(operations(fake)).toEqual([])
  })

  it('says who is the last of a workspace that a team opens to others', async () => {
    const users = [
      { id: 'a', username: 'a@x.edu', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] },
      { id: 'team', username: 'team@x.edu', roleBindings: [] },
    ]
    const teams = [{ name: 'Staff', members: ['team'], roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] }]
    const { admin } = await workspaceOf('0.34', { ...withoutTeams, users, teams })
    await expect(admin.remove({ id: 'a' })).rejects.toMatchObject({ problem: 'conflict', effect: 'none' })
  })

  it('names the team through which access remains', async () => {
    const { fake, admin } = await workspaceOf('0.37', manyWays)
    const { outcome, member, note } = await admin.remove({ email: 'both@x.edu' })
    expect({ outcome, note }).toEqual({
      outcome: 'remains',
      note: expect.stringMatching(
        /^Access remains through team Staff of the identity provider\. Take the person/,
      ) as string,
    })
    expect(member?.access).toEqual([
      { via: 'team', id: 'staff', name: 'Staff', role: 'WORKSPACE_ADMIN', managedBy: 'idp' },
    ])
    expect(operations(fake)).toEqual(['workspaceRemoveUser'])
  })

  it('sends nothing for who is in through a team alone', async () => {
    const { fake, admin } = await workspaceOf('0.37', manyWays)
    expect(await admin.remove({ email: 'team@x.edu' })).toMatchObject({ outcome: 'remains', member: { id: 'team' } })
    expect(operations(fake)).toEqual([])
  })

  it.each(['0.16.6', '0.25', '0.34', 'apc-2'])('never calls a system administrator gone, on %s', async (release) => {
    const seed = release < '0.28' ? withoutTeams : manyWays
    const { admin } = await workspaceOf(release, seed)
    expect(await admin.remove({ email: 'root@x.edu' })).toEqual({
      outcome: 'remains',
      note: 'Access remains through a system role. Take away the system role on the platform.',
    })
    expect(await admin.remove({ id: 'chief' })).toMatchObject({ outcome: 'remains' })
    expect(await admin.get({ id: 'chief' })).toBeUndefined()
    expect(await admin.remove({ email: 'aside@x.edu' })).toEqual({ outcome: 'unchanged' })
  })

  it('takes the membership meant only: another invitation or role on a deployment makes another one', async () => {
    const { fake, client, admin } = await workspaceOf('0.37', manyWays)
    const [invite] = await client.workspaceInvites('w', { email: 'own@y.org' })
    for (const alter of [
      () => client.deleteInvite(invite?.id ?? ''),
      () => client.setDeploymentRole('d', 'own@x.edu', 'DEPLOYMENT_ADMIN'),
    ]) {
      const ifMark = (await admin.get({ id: 'own' }))?.mark
      await alter()
      const attempt = admin.remove({ id: 'own' }, { ifMark })
      await expect(attempt).rejects.toMatchObject({ problem: 'conflict', effect: 'none' })
    }
    expect(fake.ledger.of('workspaceRemoveUser')).toEqual([])
  })

  it('plans no more than it can keep', async () => {
    const { admin } = await workspaceOf('0.37', manyWays)
    const plan = await makePlan(admin, keepOnly(['keeper@x.edu']))
    const promised = Object.fromEntries(plan.steps.map(({ email, promises }) => [email, promises]))
    expect(promised).toEqual({
      'own@x.edu': 'done',
      'deep@x.edu': 'done',
      'new@x.edu': 'done',
      'both@x.edu': 'remains',
      'chief@x.edu': 'remains',
    })
    expect(plan.blocked).toMatchObject([{ email: 'team@x.edu' }])
  })
})

describe('a credential of the workspace alone', () => {
  const sentences = (unseen: readonly string[] | undefined): string => (unseen ?? []).join(' ')
  it.each([
    ['0.16.6', /^This credential does not see system roles, which open every workspace\.$/],
    ['0.25', /system roles.+open every workspace\.$/],
    ['0.34', /system roles.+every workspace\. .+teams, which may open.+members of teams/],
  ])('says what it does not see, on %s', async (release, said) => {
    const { admin } = await workspaceOf(release, release < '0.28' ? withoutTeams : manyWays, 'keeper@x.edu')
    expect(sentences(await admin.unseen?.())).toMatch(said)
    expect(await admin.remove({ email: 'own@x.edu' })).toMatchObject({
      outcome: 'done',
      note: expect.stringMatching(/^This credential does not see system roles/) as string,
    })
  })

  it('says so of deployments too, where it is no administrator of all of them', async () => {
    const { admin } = await workspaceOf('0.34', manyWays, 'both@x.edu')
    expect(sentences(await admin.unseen?.())).toContain('does not see every role on the deployments')
  })

  it('protects who came through a team that it cannot name', async () => {
    const { admin } = await workspaceOf('0.34', manyWays, 'keeper@x.edu')
    expect(await admin.get({ id: 'team' })).toMatchObject({
      access: [{ via: 'team', role: 'unknown', managedBy: 'unknown' }],
    })
    expect(await admin.remove({ id: 'team' })).toMatchObject({ outcome: 'remains' })
  })

  it('asks no second time for what a list was not shown', async () => {
    const { fake, admin } = await workspaceOf('0.34', manyWays, 'keeper@x.edu')
    await collect(admin.list())
    const asked = fake.requests()
    await admin.unseen?.()
    expect(fake.requests()).toBe(asked)
    await collect(admin.list())
    expect(fake.requests()).toBeGreaterThan(asked)
  })
})

it.each([
  ['0.16.6', 3],
  ['0.34', 4],
])('a list of a workspace without teams takes few requests, on %s: %i', async (release, most) => {
  const { fake, admin } = await workspaceOf(release, withoutTeams)
  const before = fake.requests()
  await collect(admin.list())
  expect(fake.requests() - before).toBeLessThanOrEqual(most)
})

it('counts an administrator by every way in', async () => {
  const { admin } = await workspaceOf('0.34', manyWays)
  const admins = (await collect(admin.list())).filter((member) => member.admin).map(({ id }) => id)
  expect(admins.toSorted()).toEqual(['both', 'chief', 'keeper', 'team'])
})
