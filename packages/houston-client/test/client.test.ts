import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HoustonClient, type User } from '../src/index.ts'
import { type FakeHouston, type FakeHoustonOptions, manualClock, startFakeHouston } from '../src/testing/index.ts'

const releases = ['0.16.6', '0.25.10', '0.34.0', '0.37.5', '1.1.0', '2.0.0']

const options = (release: string): FakeHoustonOptions => ({
  release,
  clock: manualClock(),
  seed: {
    workspaces: [
      { id: 'spring', label: 'Spring class' },
      { id: 'autumn', label: 'Autumn class' },
    ],
    users: [
      {
        emails: ['me@example.edu'],
        roleBindings: [{ role: 'SYSTEM_ADMIN' }, { role: 'WORKSPACE_ADMIN', workspace: 'Spring class' }],
      },
      {
        emails: ['ada@example.edu', 'lovelace@example.org'],
        fullName: 'Ada Lovelace',
        roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'spring' }],
      },
      { emails: ['ada2@example.edu'], roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: { id: 'autumn' } }] },
    ],
    invites: [
      { email: 'new@example.edu' },
      { email: 'renew@example.edu', workspace: 'spring', role: 'WORKSPACE_EDITOR' },
    ],
    serviceAccounts: [{ apiKey: 'v'.repeat(32), label: 'viewer', roleBinding: { role: 'SYSTEM_VIEWER' } }],
  },
})

async function collect(users: AsyncIterable<User>): Promise<User[]> {
  const all: User[] = []
  for await (const user of users) all.push(user)
  return all
}

const names = (users: readonly User[]): (string | null)[] => users.map((user) => user.username)

describe.each(releases)('a client of Houston %s', (release) => {
  let fake: FakeHouston
  let houston: HoustonClient
  const idOf = (email: string): string =>
    fake.state.users.find((user) => user.username === email)?.id ?? expect.fail(email)
  const roles = (email: string): string[] =>
    (fake.state.users.find((user) => user.username === email)?.roleBindings ?? []).map(
      (one) => `${one.role} ${one.workspace}`,
    )
  const changes = (): string[] =>
    fake.ledger.entries.map((one) => `${one.operation} ${one.scope} ${one.target} by ${one.by}`)

  beforeEach(async () => {
    fake = await startFakeHouston(options(release))
    houston = new HoustonClient({ url: fake.url, token: fake.token })
  })
  afterEach(() => fake.close())

  it('says who it is and what it talks to', async () => {
    expect(await houston.config()).toEqual({ version: release, baseDomain: 'example.com' })
    expect(await houston.whoAmI()).toEqual({ canSysAdmin: true, key: 'key:3eb1bd439947' })
    const viewer = new HoustonClient({ url: fake.url, token: 'v'.repeat(32) })
    expect((await viewer.whoAmI()).canSysAdmin).toBe(false)
    const me = new HoustonClient({
      url: 'https://houston.example.edu',
      fetch: fake.fetch,
      token: () => fake.userToken('me@example.edu'),
    })
    expect(await me.whoAmI()).toEqual({
      user: { id: idOf('me@example.edu'), username: 'me@example.edu' },
      canSysAdmin: true,
    })
  })

  it('lists every account with its roles', async () => {
    const users = await houston.users()
    expect(names(users)).toEqual(['me@example.edu', 'ada@example.edu', 'ada2@example.edu'])
    expect(users[1]).toMatchObject({
      id: idOf('ada@example.edu'),
      fullName: 'Ada Lovelace',
      status: 'active',
      emails: [
        { address: 'ada@example.edu', primary: true, verified: true },
        { address: 'lovelace@example.org', primary: false },
      ],
      roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: { id: 'spring', label: 'Spring class' } }],
    })
  })

  it('finds accounts by one criterion', async () => {
    expect(names(await houston.findUsers({ userUuid: idOf('ada@example.edu') }))).toEqual(['ada@example.edu'])
    expect(names(await houston.findUsers({ email: ' LOVELACE@example.org' }))).toEqual(['ada@example.edu'])
    expect(names(await houston.findUsers({ username: 'Ada' }))).toEqual(['ada@example.edu', 'ada2@example.edu'])
    expect(names(await houston.findUsers({ fullName: 'Love' }))).toEqual(['ada@example.edu'])
    expect(await houston.findUsers({ email: 'nobody@example.edu' })).toEqual([])
  })

  it('lists invites, and only those of an address where one is given', async () => {
    const both = await houston.invites()
    expect(both.map((invite) => invite.email)).toEqual(['new@example.edu', 'renew@example.edu'])
    expect(both[1]).toEqual({
      id: fake.state.invites[1]?.id,
      email: 'renew@example.edu',
      role: 'WORKSPACE_EDITOR',
      createdAt: fake.state.invites[1]?.createdAt,
    })
    expect((await houston.invites({ email: 'New@example.edu' })).map((invite) => invite.email)).toEqual([
      'new@example.edu',
    ])
    expect((await houston.workspaceInvites('spring')).map((invite) => invite.email)).toEqual(['renew@example.edu'])
    expect(await houston.workspaceInvites('spring', { email: 'new@example.edu' })).toEqual([])
    expect(await houston.workspaceInvites('autumn', { email: ' RENEW@example.edu ' })).toEqual([])
  })

  it('invites a person, who then signs up', async () => {
    const { id } = await houston.invite(' Fresh@Example.edu ')
    expect(await houston.invites({ email: 'fresh@example.edu' })).toMatchObject([{ id }])
    await expect(houston.invite('fresh@example.edu')).rejects.toMatchObject({
      code: 'USER_ALREADY_INVITED',
      kind: 'rejected',
      effect: 'none',
    })
    expect(fake.accept('fresh@example.edu')).toEqual({ id })
    expect(await houston.findUsers({ userUuid: id })).toMatchObject([
      { username: 'fresh@example.edu', status: 'active' },
    ])
    await expect(houston.invite('fresh@example.edu')).rejects.toMatchObject({ code: 'DUPLICATE_EMAIL' })
    expect(changes()).toEqual([
      'inviteUser platform fresh@example.edu by system-admin',
      'createUser platform fresh@example.edu by fresh@example.edu',
    ])
  })

  it('takes an invite back', async () => {
    const [invite] = await houston.invites({ email: 'renew@example.edu' })
    await houston.deleteInvite(invite?.id ?? '')
    expect(await houston.workspaceInvites('spring')).toEqual([])
    await expect(houston.deleteInvite('nope')).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      kind: 'protocol',
      effect: 'unknown',
    })
    expect(changes()).toEqual(['deleteInviteToken spring renew@example.edu by system-admin'])
  })

  it('deletes an account, but never the last administrator', async () => {
    await houston.removeUser(idOf('ada@example.edu'))
    expect(names(await houston.users())).toEqual(['me@example.edu', 'ada2@example.edu'])
    await expect(houston.removeUser(idOf('me@example.edu'))).rejects.toMatchObject({
      code: 'NO_SYSTEM_ADMIN',
      kind: 'rejected',
      effect: 'none',
    })
    await expect(houston.removeUser('nope')).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR', effect: 'unknown' })
    expect(changes()).toEqual(['removeUser platform ada@example.edu by system-admin'])
  })

  it('lists workspaces, of an older release those of the caller', async () => {
    const spring = { id: 'spring', label: 'Spring class' }
    const all = release === '0.16.6' ? [] : [spring, { id: 'autumn', label: 'Autumn class' }]
    expect(await houston.workspaces()).toEqual(all)
    const asked = fake.requests()
    expect(await houston.workspaces()).toEqual(all)
    expect(fake.requests()).toBe(asked + 1)
    const me = new HoustonClient({ url: fake.url, token: fake.userToken('me@example.edu') })
    expect((await me.workspaces())[0]).toEqual(spring)
  })

  it('reads one workspace', async () => {
    expect(await houston.workspace('spring')).toEqual({
      id: 'spring',
      label: 'Spring class',
      description: 'Spring class workspace',
    })
    expect(await houston.workspace('nope')).toBeNull()
  })

  it("lists a workspace's people, and remembers how", async () => {
    expect(names(await collect(houston.members('spring')))).toEqual(['me@example.edu', 'ada@example.edu'])
    const asked = fake.requests()
    expect(asked).toBe(2)
    expect(names(await collect(houston.members('autumn')))).toEqual(['ada2@example.edu'])
    expect(fake.requests()).toBe(asked + 1)
  })

  it('finds one member', async () => {
    const ada = idOf('ada@example.edu')
    expect(await houston.member('spring', { userUuid: ada })).toMatchObject({ id: ada, username: 'ada@example.edu' })
    expect(await houston.member('spring', { email: 'Lovelace@example.org' })).toMatchObject({ id: ada })
    expect(await houston.member('autumn', { userUuid: ada })).toBeUndefined()
    expect(await houston.member('spring', { userUuid: 'nope' })).toBeUndefined()
  })

  it('makes a person a member, and a stranger an invited one', async () => {
    await houston.addMember('autumn', 'Ada@Example.edu', 'WORKSPACE_EDITOR')
    expect(roles('ada@example.edu')).toEqual(['WORKSPACE_VIEWER spring', 'WORKSPACE_EDITOR autumn'])
    await houston.addMember('autumn', 'stranger@example.edu', 'WORKSPACE_EDITOR')
    expect(await houston.workspaceInvites('autumn')).toMatchObject([
      { email: 'stranger@example.edu', role: 'WORKSPACE_EDITOR' },
    ])
    await expect(houston.addMember('autumn', 'ada@example.edu', 'SYSTEM_ADMIN')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    })
    fake.accept('stranger@example.edu')
    expect(roles('stranger@example.edu')).toEqual(['WORKSPACE_EDITOR autumn'])
  })

  it('sets the role of a member and of an invite, and remembers how', async () => {
    await houston.setWorkspaceRole('spring', 'Ada@Example.edu', 'WORKSPACE_ADMIN')
    expect(roles('ada@example.edu')).toEqual(['WORKSPACE_ADMIN spring'])
    const asked = fake.requests()
    expect(asked).toBe(2)
    await houston.setWorkspaceRole('spring', 'renew@example.edu', 'WORKSPACE_VIEWER')
    expect(fake.requests()).toBe(asked + 1)
    expect(fake.state.invites[1]?.role).toBe('WORKSPACE_VIEWER')
    await expect(houston.setWorkspaceRole('autumn', 'ada@example.edu', 'WORKSPACE_ADMIN')).rejects.toMatchObject({
      code: 'RESOURCE_NOT_FOUND',
      effect: 'none',
    })
  })

  it('takes a person out of a workspace', async () => {
    await houston.removeMember('spring', idOf('ada@example.edu'))
    expect(roles('ada@example.edu')).toEqual([])
    expect(changes()).toEqual(['workspaceRemoveUser spring ada@example.edu by system-admin'])
    const again = houston.removeMember('spring', idOf('ada@example.edu'))
    if (release === '0.16.6') await again
    else await expect(again).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' })
  })

  it('gives and takes system roles', async () => {
    const ada = idOf('ada@example.edu')
    await houston.grantSystemRole(ada, 'SYSTEM_VIEWER')
    await expect(houston.grantSystemRole(ada, 'SYSTEM_VIEWER')).rejects.toMatchObject({
      code: 'DUPLICATE_ROLE_BINDING',
      effect: 'none',
    })
    expect(roles('ada@example.edu')).toContain('SYSTEM_VIEWER null')
    await houston.revokeSystemRole(ada, 'SYSTEM_VIEWER')
    await expect(houston.revokeSystemRole(ada, 'SYSTEM_VIEWER')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      effect: 'none',
    })
    expect(roles('ada@example.edu')).not.toContain('SYSTEM_VIEWER null')
    await expect(houston.grantSystemRole(ada, 'WORKSPACE_VIEWER')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    await expect(houston.grantSystemRole('nope', 'SYSTEM_VIEWER')).rejects.toMatchObject({ effect: 'unknown' })
  })

  it('is refused by everything without a token that the server knows', async () => {
    const stranger = new HoustonClient({ url: fake.url, token: 'f'.repeat(32) })
    const unknown = { kind: 'rejected', code: 'UNAUTHENTICATED', effect: 'none', status: 200 }
    for (const call of [
      () => stranger.users(),
      () => stranger.whoAmI(),
      () => stranger.invite('a@b.c'),
      () => stranger.workspaces(),
      () => collect(stranger.members('spring')),
    ]) {
      await expect(call()).rejects.toMatchObject(unknown)
    }
    expect(await stranger.version()).toBe(release)
    expect(changes()).toEqual([])
  })
})
