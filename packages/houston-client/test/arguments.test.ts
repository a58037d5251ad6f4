import { describe, expect, it, vi } from 'vitest'
import { HoustonClient, HoustonError, type UserFilter } from '../src/index.ts'
import { startFakeHouston } from '../src/testing/index.ts'

const fetch = vi.fn<typeof globalThis.fetch>()
const houston = new HoustonClient({ url: 'https://houston.example.com', token: 'x', fetch })
const none = undefined as unknown as string

/** What is refused before it is sent. */
async function refused(call: () => unknown): Promise<string> {
  let error: unknown
  try {
    await call()
  } catch (reason) {
    error = reason
  }
  if (!(error instanceof HoustonError)) throw new Error('it was not refused by this client', { cause: error })
  expect(error).toMatchObject({ kind: 'rejected', effect: 'none', status: undefined })
  expect(fetch).not.toHaveBeenCalled()
  return `${error.code} ${error.message}`
}

const everybody = 'is empty, and Houston answers an empty filter with everybody'

describe('nothing is sent for', () => {
  it.each<[UserFilter, string]>([
    [{ userUuid: '' }, `EMPTY_FILTER FindUsers: userUuid ${everybody}`],
    [{ email: ' ' }, `EMPTY_FILTER FindUsers: email ${everybody}`],
    [{ username: '\t' }, `EMPTY_FILTER FindUsers: username ${everybody}`],
    [{ fullName: '' }, `EMPTY_FILTER FindUsers: fullName ${everybody}`],
    [{ email: 5 as unknown as string }, `EMPTY_FILTER FindUsers: email ${everybody}`],
    [{ email: none }, 'EMPTY_FILTER FindUsers: a search needs exactly one criterion'],
    [{} as UserFilter, 'EMPTY_FILTER FindUsers: a search needs exactly one criterion'],
    [{ userUuid: 'ck1', email: 'a@b.c' }, 'EMPTY_FILTER FindUsers: a search needs exactly one criterion'],
  ])('a search by %o', async (filter, told) => expect(await refused(() => houston.findUsers(filter))).toBe(told))

  it.each<[string, () => unknown, string]>([
    ['invites', () => houston.invites({ email: '' }), `EMPTY_FILTER ListInvites: email ${everybody}`],
    [
      'workspaceInvites',
      () => houston.workspaceInvites('w', { email: ' ' }),
      `EMPTY_FILTER ListWorkspaceInvites: email ${everybody}`,
    ],
    [
      'workspaceInvites',
      () => houston.workspaceInvites(''),
      'EMPTY_ARGUMENT ListWorkspaceInvites: workspaceUuid is empty',
    ],
    ['member', () => houston.member('w', { userUuid: '' }), `EMPTY_FILTER WorkspaceMembers: userUuid ${everybody}`],
    [
      'member',
      () => houston.member(' ', { email: 'a@b.c' }),
      'EMPTY_ARGUMENT WorkspaceMembers: workspaceUuid is empty',
    ],
    ['members', () => houston.members(''), 'EMPTY_ARGUMENT WorkspaceMembersPage: workspaceUuid is empty'],
    ['workspace', () => houston.workspace(''), 'EMPTY_ARGUMENT WorkspaceById: workspaceUuid is empty'],
    ['invite', () => houston.invite(' '), 'EMPTY_ARGUMENT InviteUser: email is empty'],
    ['invite', () => houston.invite(none), 'EMPTY_ARGUMENT InviteUser: email is empty'],
    ['deleteInvite', () => houston.deleteInvite(''), 'EMPTY_ARGUMENT DeleteInvite: inviteUuid is empty'],
    ['removeUser', () => houston.removeUser(''), 'EMPTY_ARGUMENT RemoveUserByUuid: userUuid is empty'],
    ['addMember', () => houston.addMember('', 'a@b.c', 'X'), 'EMPTY_ARGUMENT AddWorkspaceUser: workspaceUuid is empty'],
    ['addMember', () => houston.addMember('w', '', 'X'), 'EMPTY_ARGUMENT AddWorkspaceUser: email is empty'],
    ['addMember', () => houston.addMember('w', 'a@b.c', ''), 'EMPTY_ARGUMENT AddWorkspaceUser: role is empty'],
    [
      'setWorkspaceRole',
      () => houston.setWorkspaceRole('', 'a@b.c', 'X'),
      'EMPTY_ARGUMENT UpsertWorkspaceRole: workspaceUuid is empty',
    ],
    [
      'setWorkspaceRole',
      () => houston.setWorkspaceRole('w', '', 'X'),
      'EMPTY_ARGUMENT UpsertWorkspaceRole: email is empty',
    ],
    [
      'setWorkspaceRole',
      () => houston.setWorkspaceRole('w', 'a@b.c', ''),
      'EMPTY_ARGUMENT UpsertWorkspaceRole: role is empty',
    ],
    ['removeMember', () => houston.removeMember('', 'u'), 'EMPTY_ARGUMENT RemoveWorkspaceUser: workspaceUuid is empty'],
    ['removeMember', () => houston.removeMember('w', ''), 'EMPTY_ARGUMENT RemoveWorkspaceUser: userUuid is empty'],
    ['grantSystemRole', () => houston.grantSystemRole('', 'X'), 'EMPTY_ARGUMENT GrantSystemRole: userId is empty'],
    ['grantSystemRole', () => houston.grantSystemRole('u', ''), 'EMPTY_ARGUMENT GrantSystemRole: role is empty'],
    ['revokeSystemRole', () => houston.revokeSystemRole('', 'X'), 'EMPTY_ARGUMENT RevokeSystemRole: userId is empty'],
    ['revokeSystemRole', () => houston.revokeSystemRole('u', ''), 'EMPTY_ARGUMENT RevokeSystemRole: role is empty'],
  ])('%s with nothing', async (_, call, told) => expect(await refused(call)).toBe(told))
})

describe('a server that answers with others than those asked for', () => {
  const user = (id: string, ...addresses: (string | null)[]) => ({
    id,
    emails: addresses.map((address) => ({ address })),
  })
  const others = [
    user('ck1', 'xa@b.c'),
    user('ck2', null, 'A@B.c'),
    { id: 'ck3', emails: null },
    { id: 'ck4', emails: [null] },
  ]
  const answering = (data: unknown) =>
    new HoustonClient({
      url: 'https://houston.example.com',
      token: 'x',
      fetch: () => Promise.resolve(Response.json({ data })),
    })

  it.each<[UserFilter, string[]]>([
    [{ userUuid: 'ck1' }, ['ck1']],
    [{ userUuid: 'ck9' }, []],
    [{ email: 'a@b.c' }, ['ck2']],
    [{ username: 'x' }, ['ck1', 'ck2', 'ck3', 'ck4']],
  ])('leaves of a search by %o only the right ones', async (filter, ids) => {
    expect((await answering({ users: others }).findUsers(filter)).map((found) => found.id)).toEqual(ids)
  })

  it('is not believed about a member', async () => {
    const client = answering({ workspaceUsers: others })
    expect(await client.member('w', { userUuid: 'ck9' })).toBeUndefined()
    expect(await client.member('w', { email: 'a@b.c' })).toMatchObject({ id: 'ck2' })
  })

  it('is not believed about a workspace', async () => {
    expect(await answering({ workspace: { id: 'other', label: null, description: null } }).workspace('w')).toBeNull()
  })

  it('leaves of invites only those of the address', async () => {
    const invite = (id: string, email: string | null) => ({ id, email, role: null, createdAt: null })
    const client = answering({ invites: [invite('1', 'A@b.c'), invite('2', 'xa@b.c'), invite('3', null)] })
    expect(await client.invites({ email: 'a@b.c' })).toEqual([{ id: '1', email: 'a@b.c', role: null }])
    expect((await client.invites()).map((one) => one.email)).toEqual(['a@b.c', 'xa@b.c', ''])
  })
})

describe('an account is removed on a server that knows', () => {
  const seed = { users: ['a@b.c', 'd@e.f'] }

  it('the other argument, and the form is remembered', async () => {
    await using fake = await startFakeHouston({ seed, removeUserArgument: 'id' })
    const client = new HoustonClient({ url: fake.url, token: fake.token })
    const [first, second] = fake.state.users
    await client.removeUser(first?.id ?? '')
    expect(fake.requests()).toBe(2)
    await client.removeUser(second?.id ?? '')
    expect([fake.requests(), fake.state.users]).toEqual([3, []])
  })

  it('the other argument, but only by what is an id', async () => {
    await using fake = await startFakeHouston({ seed, removeUserArgument: 'id' })
    const client = new HoustonClient({ url: fake.url, token: fake.token })
    await expect(client.removeUser('x") { id } y: removeUser(id: "z')).rejects.toMatchObject({
      code: 'BAD_ID',
      kind: 'rejected',
      effect: 'none',
      message: 'RemoveUserById: the id holds characters that no id of Houston has',
    })
    expect([fake.requests(), fake.state.users.length]).toEqual([1, 2])
  })
})
