import { describe, expect, it } from 'vitest'
import { manyWays, workspaceOf } from './houston-opened.ts'

const role = (name: string): readonly string[] => [`WORKSPACE_${name}`]

describe('a role in a Houston workspace', () => {
  it.each([
    ['below what a team gives', 'both', 'EDITOR', 'remains', /team Staff of the identity provider/],
    ['below a system role', 'chief', 'EDITOR', 'remains', /a system role/],
    ['as high as a team’s', 'both', 'ADMIN', 'done', undefined],
    ['of nobody’s but their own', 'own', 'EDITOR', 'done', undefined],
  ] as const)('%s ends as it is', async (_, id, wanted, outcome, note) => {
    const { admin } = await workspaceOf('0.34', manyWays)
    const first = await admin.setRoles({ id }, role(wanted))
    expect(first).toMatchObject({ outcome, member: { roles: role(wanted) } })
    if (note !== undefined) expect(first.note).toMatch(note)
    const again = await admin.setRoles({ id }, role(wanted))
    expect(again.outcome).toBe(outcome === 'done' ? 'unchanged' : outcome)
  })

  it.each(['0.29.2', '0.34', '0.37'])('is given to who came through a team or a deployment, on %s', async (release) => {
    const { admin } = await workspaceOf(release, manyWays)
    expect(await admin.setRoles({ id: 'deep' }, role('VIEWER'))).toMatchObject({ outcome: 'done' })
    expect(await admin.setRoles({ id: 'team' }, role('ADMIN'))).toMatchObject({ outcome: 'done' })
  })
})

describe('an invitation to a Houston workspace', () => {
  const deployments = [{ id: 'd', role: 'DEPLOYMENT_EDITOR' }]

  it('gives roles on deployments with it', async () => {
    const { fake, admin } = await workspaceOf('0.34', manyWays)
    const added = await admin.invite({ email: 'aside@x.edu', deployments })
    expect(added).toMatchObject({ outcome: 'done', member: { roles: role('VIEWER') } })
    expect(fake.waysIn('aside@x.edu', { deployment: 'd' }).map((way) => way.role)).toContain('DEPLOYMENT_EDITOR')
    expect(await admin.invite({ email: 'fresh@x.edu', deployments })).toMatchObject({ outcome: 'pending' })
    fake.accept('fresh@x.edu')
    expect(await admin.get({ email: 'fresh@x.edu' })).toMatchObject({
      access: [{ via: 'direct' }, { via: 'deployment', id: 'd', role: 'DEPLOYMENT_EDITOR' }],
    })
  })

  it('changes the role that somebody holds on a deployment already', async () => {
    const { admin } = await workspaceOf('0.34', manyWays)
    const { outcome, member } = await admin.invite({ email: 'deep@x.edu', deployments })
    expect(outcome).toBe('done')
    expect(member?.access.filter(({ via }) => via === 'deployment')).toMatchObject([{ role: 'DEPLOYMENT_EDITOR' }])
  })

  it('tells of roles that a member does not get by being invited again', async () => {
    const { admin } = await workspaceOf('0.34', manyWays)
    expect(await admin.invite({ email: 'both@x.edu', deployments })).toMatchObject({
      outcome: 'unchanged',
      note: 'A member’s roles on deployments are changed by setDeploymentRole.',
    })
  })

  it('is not sent with roles on deployments to a release without them', async () => {
    const { fake, admin } = await workspaceOf('0.16.6', { workspaces: [{ id: 'w' }], users: ['a@x.edu'] })
    const before = fake.requests()
    await expect(admin.invite({ email: 'new@x.edu', deployments })).rejects.toMatchObject({
      problem: 'unsupported',
      effect: 'none',
    })
    expect(fake.requests()).toBe(before)
  })

  it.each([
    [{ id: '', role: 'DEPLOYMENT_EDITOR' }, /by its id/],
    [{ id: 'd', role: 'WORKSPACE_ADMIN' }, /no role on a deployment/],
  ])('is not sent with %j', async (place, message) => {
    const { fake, admin } = await workspaceOf('0.34', manyWays)
    const attempt = admin.invite({ email: 'new2@x.edu', deployments: [place] })
    await expect(attempt).rejects.toMatchObject({ problem: 'invalid', effect: 'none' })
    await expect(attempt).rejects.toThrow(message)
    expect(fake.ledger.entries).toEqual([])
  })
})
