import type { FakeAacOptions } from '@user-admin/aac-client/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { type AacWorld, aacWorld, everybody, filled, notShown, community as seed } from './aac-world.ts'

const pushed = (...members: string[]) => ({ id: 9009, name: 'Pushed', members, roles: [2], scimEnabled: true })

let world: AacWorld | undefined
afterEach(async () => {
  await world?.fake.close()
})
const open = async (options: FakeAacOptions, about: { readonly scim?: boolean } = {}): Promise<AacWorld> => {
  world = await aacWorld(options, about)
  return world
}

describe('the ways into an AAC workspace', () => {
  const direct = (role: string) => ({ via: 'direct', role, managedBy: 'here' })
  const makers = { via: 'group', id: '9001', name: 'Makers', role: 'Viewer, Full User', managedBy: 'here' }

  it.each([
    ['own roles and those of a group', 'ana@example.edu', [direct('Viewer'), makers]],
    [
      'no own role',
      'bo@example.edu',
      [makers, { via: 'group', id: '9002', name: 'Deans', role: 'workspace_admin', managedBy: 'here' }],
    ],
    ['a group without roles, which opens nothing', 'cy@example.edu', [direct('Full User')]],
    ['an invitation', 'di@example.edu', [{ via: 'invite', role: 'Viewer', managedBy: 'here' }]],
    ['an invitation without a role, which opens nothing', 'em@example.edu', []],
  ])('are of somebody with %s', async (_who, email, access) => {
    const { admin } = await open({ seed })
    expect((await everybody(admin)).get(email)?.access).toEqual(access)
    expect((await admin.get({ email }))?.access).toEqual(access)
  })

  it('count the administrators whom a group makes, whoever lists them', async () => {
    const { admin } = await open({ seed, routes: { listWorkspaceAdmins: '403' } })
    const people = await everybody(admin)
    expect(people.get('bo@example.edu')?.admin).toBe(true)
    expect(people.get('ana@example.edu')?.admin).toBe(false)
  })

  it.each<[string, FakeAacOptions]>([
    ['groups of bare ids', { groupRows: 'ids' }],
    ['groups in data', { groupsIn: 'data' }],
    ['ids as texts', { ids: 'strings' }],
  ])('are the same from a server with %s', async (_how, switches) => {
    const { admin } = await open({ seed, ...switches, routes: { listWorkspaceAdmins: '403' } })
    const people = await everybody(admin)
    expect(people.get('ana@example.edu')?.access).toEqual([direct('Viewer'), makers])
    expect(people.get('bo@example.edu')?.admin).toBe(true)
    expect(await admin.unseen?.()).toEqual([])
  })

  it('may administer where only the ids of a group’s roles are told', async () => {
    const { admin } = await open({
      seed,
      groupRows: 'ids',
      routes: { listWorkspaceAdmins: '403', listAuthorizationRoles: '403' },
    })
    expect((await everybody(admin)).get('ana@example.edu')).toMatchObject({ admin: undefined })
  })

  it('are unknown by role where the server does not tell roles, and then nobody is out', async () => {
    const { admin } = await open({ seed, privileges: false })
    expect((await everybody(admin)).get('cy@example.edu')?.access).toEqual([direct('unknown')])
  })

  it.each(['403', '404', '410'] as const)('are not all shown where the groups are refused with %s', async (status) => {
    const routes = { listWorkspaceGroups: status, listGroups: status }
    const { admin } = await open({ seed, routes: { ...routes, listWorkspaceAdmins: '403' } })
    const people = await everybody(admin)
    expect(await admin.unseen?.()).toEqual([notShown])
    expect(people.get('bo@example.edu')).toMatchObject({ access: [], admin: undefined })
    expect(await admin.remove({ email: 'ana@example.edu' })).toEqual({ outcome: 'done', note: notShown })
  })

  it('are an error where the groups cannot be read for another reason', async () => {
    const { admin, fake } = await open({ seed })
    fake.fault({ on: 'listWorkspaceGroups', when: 'before', give: 'html' })
    await expect(everybody(admin)).rejects.toMatchObject({ name: 'UserAdminError', effect: 'none' })
  })

  it('cost one reading of the groups for a list and its doubts', async () => {
    const { admin, asked } = await open({ seed })
    asked.length = 0
    await everybody(admin)
    await admin.unseen?.()
    expect(asked.filter((path) => path.endsWith('/groups'))).toHaveLength(1)
    expect(asked.filter((path) => path.endsWith('/roles'))).toHaveLength(0)
  })
})

describe('what an identity provider fills', () => {
  it('is said of the workspace, and of each group that shows it', async () => {
    const { admin } = await open({ seed: { ...seed, groups: [...seed.groups, pushed('cy@example.edu')] } })
    expect(await admin.unseen?.()).toEqual([filled])
    expect((await admin.get({ email: 'cy@example.edu' }))?.access).toContainEqual({
      via: 'group',
      id: '9009',
      name: 'Pushed',
      role: 'Viewer',
      managedBy: 'idp',
    })
  })

  it('shows a member even by a group without roles, since it brings the person back', async () => {
    const group = { ...pushed('cy@example.edu'), roles: [] }
    const { admin } = await open({ seed: { people: seed.people, groups: [group] } })
    expect(await admin.remove({ email: 'cy@example.edu' })).toMatchObject({ outcome: 'remains' })
  })

  it('can be said by whoever knows it, where nothing shows it', async () => {
    const { admin } = await open({ seed }, { scim: true })
    expect(await admin.unseen?.()).toEqual([filled])
    expect(await admin.remove({ email: 'cy@example.edu' })).toEqual({ outcome: 'done', note: filled })
  })

  it.each([
    [undefined, 1],
    [false, 0],
    [true, 1],
  ])('is doubted where a group does not say, unless the operator knows (scim: %s)', async (scim, doubts) => {
    const { admin, answer } = await open({ seed }, scim === undefined ? {} : { scim })
    answer('/groups', { count: 1, groups: [{ id: 9001, users: [], roles: [] }] })
    expect(await admin.unseen?.()).toHaveLength(doubts)
  })

  it('is not denied by an operator where a group shows it', async () => {
    const { admin } = await open({ seed: { ...seed, groups: [pushed()] } }, { scim: false })
    expect(await admin.unseen?.()).toEqual([filled])
  })

  it.each(['remove', 'suspend'] as const)('takes %s back at its next cycle, so nothing is sent', async (act) => {
    const { admin, fake } = await open({ seed: { people: seed.people, groups: [pushed('cy@example.edu')] } })
    const change = await admin[act]({ email: 'cy@example.edu' })
    expect(change).toMatchObject({ outcome: 'remains', member: { email: 'cy@example.edu' } })
    expect(change.note).toContain('group Pushed of the identity provider')
    expect(fake.ledger.entries).toEqual([])
  })

  it('lets go of a person, who then can be removed for good', async () => {
    const { admin, fake } = await open({ seed: { people: seed.people, groups: [pushed('cy@example.edu')] } })
    fake.scimDrop('cy@example.edu')
    // Out of the group by hand, as its administrator would after that.
    const id = (await admin.get({ email: 'cy@example.edu' }))?.id ?? ''
    const path = `${fake.url}/v4/workspaces/41001/groups/9009/users?userIds=${id}`
    const authorization = `Bearer ${fake.tokens().accessToken}`
    await fetch(path, { method: 'DELETE', headers: { authorization, accept: 'application/json' } })
    expect((await admin.get({ email: 'cy@example.edu' }))?.access).toHaveLength(1)
    expect(await admin.remove({ email: 'cy@example.edu' })).toEqual({ outcome: 'done', note: filled })
    fake.scimCycle()
    expect(fake.canEnter('cy@example.edu')).toBe(false)
  })

  it('leaves a suspended person suspended, and says who may end that', async () => {
    const { admin, fake } = await open({ seed: { people: seed.people, groups: [pushed('fay@example.edu')] } })
    const change = await admin.suspend({ email: 'fay@example.edu' })
    expect(change).toMatchObject({ outcome: 'unchanged', member: { status: 'suspended' } })
    expect(change.note).toContain('group Pushed')
    expect(fake.ledger.entries).toEqual([])
  })
})

describe('a role that a group gives as well', () => {
  const ref = { email: 'ana@example.edu' }
  const note = 'Role Viewer stays: group Makers gives it. Take the person out of group Makers.'

  it('remains after it was taken, and the note names the group', async () => {
    const { admin, fake } = await open({ seed })
    expect(await admin.setRoles(ref, { drop: ['2'] })).toMatchObject({
      outcome: 'remains',
      note,
      member: { roles: [] },
    })
    expect(fake.ledger.of('unassignAuthorizationRole')).toHaveLength(1)
    expect(await admin.setRoles(ref, { drop: ['2'] })).toMatchObject({ outcome: 'remains', note })
    expect(fake.ledger.of('unassignAuthorizationRole')).toHaveLength(1)
  })

  it('remains beside exactly the roles asked for', async () => {
    const { admin } = await open({ seed })
    const { outcome, note: said } = await admin.setRoles(ref, ['3'])
    expect([outcome, said]).toEqual(['remains', note])
  })

  it('is nothing to a role that is added', async () => {
    const { admin } = await open({ seed })
    expect(await admin.setRoles(ref, { add: ['3'] })).toMatchObject({ outcome: 'done' })
    expect(await admin.setRoles({ email: 'cy@example.edu' }, ['2'])).toMatchObject({ outcome: 'done' })
  })

  it('may be there where the groups are not shown', async () => {
    const { admin } = await open({ seed, routes: { listWorkspaceGroups: '403', listGroups: '403' } })
    expect(await admin.setRoles(ref, { drop: ['2'] })).toMatchObject({
      outcome: 'done',
      note: 'This credential is not shown whether a group gives the role as well.',
    })
  })
})

describe('seats', () => {
  it.each(['sample', 'specification'] as const)('are counted, in the spelling of the %s', async (spelling) => {
    const workspaces = [{ max_user_number: 40 }]
    const { admin } = await open({ seed: { ...seed, workspaces }, spelling })
    expect(await admin.seats()).toEqual({ limit: 40, taken: 7 })
  })
})
