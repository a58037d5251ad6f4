import { HoustonClient } from '@user-admin/houston-client'
import { describe, expect, it } from 'vitest'
import { can, houstonPlatform } from '../src/index.ts'
import { able, manyWays, withoutTeams, workspaceOf } from './houston-opened.ts'
import { collect } from './worlds.ts'

it.each([
  ['0.25', false],
  ['0.28.0', true],
  ['0.37', true],
  ['apc-2', true],
])('whether a workspace knows teams is a matter of the release: %s, %s', async (release, is) => {
  const { admin } = await workspaceOf(release, withoutTeams)
  expect(can(admin, 'addToTeam')).toBe(is)
})

describe('a team of a Houston workspace', () => {
  const open = async (release = '0.37') => {
    const { fake, client, admin } = await workspaceOf(release, manyWays)
    return { fake, client, admin: able(admin, 'addToTeam') }
  }

  it('is named with what it gives here and who is in it', async () => {
    const { admin } = await open()
    expect(await admin.teams()).toEqual([
      { id: 'crew', name: 'Crew', roles: ['DEPLOYMENT_VIEWER'], managedBy: 'here', members: [] },
      { id: 'idle', name: 'Idle', roles: [], managedBy: 'idp', members: ['aside'] },
      { id: 'staff', name: 'Staff', roles: ['WORKSPACE_ADMIN'], managedBy: 'idp', members: ['both', 'team'] },
    ])
  })

  it('takes in a member, and an account that is none yet', async () => {
    const { fake, admin } = await open()
    for (const id of ['own', 'aside']) {
      const { outcome, member } = await admin.addToTeam({ id }, 'crew')
      expect(outcome).toBe('done')
      expect(member?.access).toContainEqual({
        via: 'team',
        id: 'crew',
        name: 'Crew',
        role: 'DEPLOYMENT_VIEWER',
        managedBy: 'here',
      })
      expect(await admin.addToTeam({ id }, 'crew')).toMatchObject({ outcome: 'unchanged', member: { id } })
    }
    expect(fake.ledger.entries).toHaveLength(2)
    expect((await collect(admin.list())).map(({ id }) => id)).toContain('aside')
  })

  it.each([
    [
      'of the identity provider',
      { id: 'own' },
      'staff',
      'invalid',
      /add the person to the group in the identity provider/,
    ],
    ['that there is not', { id: 'own' }, 'none', 'not-found', /no team "none"/],
    ['for a stranger', { email: 'nobody@x.edu' }, 'crew', 'not-found', /no account/],
    ['for who has not signed up', { email: 'new@x.edu' }, 'crew', 'conflict', /not signed up/],
  ] as const)('%s takes nobody in', async (_, ref, team, problem, message) => {
    const { fake, admin } = await open()
    const attempt = admin.addToTeam(ref, team)
    await expect(attempt).rejects.toMatchObject({ problem, effect: 'none' })
    await expect(attempt).rejects.toThrow(message)
    expect(fake.ledger.entries).toEqual([])
  })

  it('is of an identity provider on a release that does not say', async () => {
    const { admin } = await open('0.34')
    await expect(admin.addToTeam({ id: 'own' }, 'staff')).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('takes in the membership meant only', async () => {
    const { admin } = await open()
    for (const id of ['own', 'aside']) {
      const attempt = admin.addToTeam({ id }, 'crew', { ifMark: 'another' })
      await expect(attempt).rejects.toMatchObject({ problem: 'conflict', effect: 'none' })
    }
  })

  it('whose answer was lost is found by a look', async () => {
    const { fake, admin } = await open()
    fake.fault({ on: 'UpdateTeam', when: 'after', give: 'reset' })
    expect(await admin.addToTeam({ id: 'own' }, 'crew')).toMatchObject({ outcome: 'done' })
  })
})

describe('a team on a Houston platform', () => {
  it('of the identity provider keeps an account, and the refusal names it', async () => {
    const { fake, client } = await workspaceOf('0.37', manyWays)
    const platform = await houstonPlatform(client)
    expect(await platform.get({ id: 'aside' })).toMatchObject({
      access: [
        { via: 'direct', role: '', managedBy: 'here' },
        { via: 'team', id: 'idle', name: 'Idle', role: '', managedBy: 'idp' },
      ],
    })
    await expect(platform.remove({ id: 'aside' })).rejects.toMatchObject({
      problem: 'conflict',
      effect: 'none',
      message: expect.stringContaining('in team Idle of the identity provider') as string,
    })
    expect(fake.ledger.entries).toEqual([])
  })

  it('that rules goes on doing so when the person’s own role is taken', async () => {
    const chiefs = {
      id: 'chiefs',
      name: 'Chiefs',
      provider: 'local',
      members: ['chief'],
      roleBindings: [{ role: 'SYSTEM_ADMIN' }],
    }
    const { client } = await workspaceOf('0.37', { ...manyWays, teams: [chiefs] })
    const platform = await houstonPlatform(client)
    expect(await platform.setRoles({ id: 'chief' }, [])).toMatchObject({
      outcome: 'remains',
      member: { roles: [], admin: true },
      note: 'Access remains through team Chiefs. Take the person out of team Chiefs.',
    })
    expect(await platform.unseen?.()).toEqual([])
  })

  it('that a credential is not shown is said', async () => {
    const { fake } = await workspaceOf('0.37', manyWays)
    const platform = await houstonPlatform(new HoustonClient({ url: fake.url, token: fake.token }))
    fake.fault({
      on: 'TeamMembers',
      times: 9,
      give: {
        status: 200,
        body: JSON.stringify({
          errors: [{ message: 'no', path: ['teamUsers'], extensions: { code: 'FORBIDDEN' } }],
          data: { teamUsers: null },
        }),
      },
    })
    expect(await platform.unseen?.()).toEqual([expect.stringContaining('members of teams')])
  })
})
