import { afterEach, describe, expect, it } from 'vitest'
import { type FakeHouston, type FakeHoustonOptions, startFakeHouston } from '../src/testing/index.ts'

let fake: FakeHouston

const start = async (options?: FakeHoustonOptions): Promise<FakeHouston> => {
  fake = await startFakeHouston(options)
  return fake
}
afterEach(() => fake.close())

describe('a seed', () => {
  it('of nothing makes 3 workspaces and 200 people, the first two of them administrators', async () => {
    const { state, token } = await start()
    expect([state.workspaces.length, state.users.length, state.invites.length]).toEqual([3, 200, 0])
    expect(state.workspaces.map((workspace) => [workspace.label, workspace.members.length])).toEqual([
      ['Data Platform', 200],
      ['Marketing', 200],
      ['Finance', 200],
    ])
    const admins = state.users.filter((user) => user.roleBindings.some((binding) => binding.role === 'SYSTEM_ADMIN'))
    expect(admins.map((user) => user.username)).toEqual(['ada.abbott@example.com', 'boris.abbott@example.com'])
    expect(state.serviceAccounts).toMatchObject([
      { label: 'system-admin', apiKey: token, role: 'SYSTEM_ADMIN', workspace: null },
    ])
    expect(token).toBe('0123456789abcdef0123456789abcdef')
    expect(new Set(state.users.map((user) => user.username)).size).toBe(200)
    expect(state.users.every((user) => /^c[a-z0-9]{24}$/.test(user.id))).toBe(true)
    expect(state.users[3]).toMatchObject({
      username: 'dana.abbott@example.com',
      fullName: 'Dana Abbott',
      status: 'active',
    })
  })

  it('takes what is undefined for left out', async () => {
    const { state, canEnter } = await start({
      release: undefined,
      sysWorkspaces: undefined,
      seed: {
        workspaces: undefined,
        users: [{ emails: ['ana@b.c'], status: undefined }],
        invites: [{ email: 'bo@b.c', workspace: undefined }],
      },
    })
    expect(state.users.map(({ status }) => status)).toEqual(['active'])
    expect(state.invites.map(({ workspace }) => workspace)).toEqual([null])
    expect(canEnter('ana@b.c', { workspace: undefined })).toBe(true)
  })

  it('makes the same each time', async () => {
    const first = JSON.stringify((await start()).state)
    await fake.close()
    expect(JSON.stringify((await start()).state)).toBe(first)
  })

  it('gives a person without roles the least of them everywhere', async () => {
    const { state } = await start({
      seed: { workspaces: ['One', 'Two'], users: ['a@b.c', { username: 'd@e.f', roleBindings: [] }] },
    })
    expect(state.users.map((user) => user.roleBindings.map((binding) => binding.role))).toEqual([
      ['WORKSPACE_VIEWER', 'WORKSPACE_VIEWER'],
      [],
    ])
  })

  it('keeps what it is told', async () => {
    const { state } = await start({
      seed: {
        workspaces: [{ id: 'w', label: 'Spring', description: 'Of 2026', members: 12 }],
        users: [
          {
            id: 'u',
            username: 'ada',
            fullName: 'Ada L',
            status: 'pending',
            createdAt: '2020-01-01T00:00:00.000Z',
            emails: [{ address: 'Ada@B.c', primary: false, verified: false }],
          },
        ],
        invites: [{ id: 'i', email: 'X@y.z', workspace: 'Spring' }, { email: 'p@q.r' }],
        serviceAccounts: [
          {
            id: 's',
            label: 'robot',
            apiKey: 'k'.repeat(32),
            roleBinding: { role: 'WORKSPACE_ADMIN', workspace: { id: 'w' } },
          },
          { roleBinding: { role: 'SYSTEM_VIEWER' } },
        ],
      },
    })
    expect(state.users[0]).toMatchObject({
      id: 'u',
      username: 'ada',
      fullName: 'Ada L',
      status: 'pending',
      createdAt: '2020-01-01T00:00:00.000Z',
      emails: [{ address: 'Ada@B.c', primary: false, verified: false }],
    })
    expect(state.workspaces).toMatchObject([{ id: 'w', label: 'Spring', description: 'Of 2026' }])
    expect(state.workspaces[0]?.members.length).toBe(13)
    expect(state.invites).toMatchObject([
      { id: 'i', email: 'x@y.z', role: 'WORKSPACE_VIEWER', workspace: 'w' },
      { email: 'p@q.r', role: null, workspace: null },
    ])
    expect(state.serviceAccounts).toMatchObject([
      { label: 'system-admin' },
      { id: 's', role: 'WORKSPACE_ADMIN', workspace: 'w' },
      { label: 'service-account-3' },
    ])
    expect(state.serviceAccounts.every((account) => account.apiKey.length === 32)).toBe(true)
  })

  it('that names what it does not have is an error', async () => {
    await start({ seed: {} })
    await expect(startFakeHouston({ seed: { invites: [{ email: 'a@b.c', workspace: 'nope' }] } })).rejects.toThrow(
      'The seed names a workspace that it does not have: nope',
    )
    await expect(startFakeHouston({ release: '0.12.9' })).rejects.toThrow(
      'The fake knows the releases from 0.13.0 to 2.x, not 0.12.9.',
    )
    await expect(startFakeHouston({ release: 'latest' })).rejects.toThrow(TypeError)
    expect(() => fake.userToken('nobody@b.c')).toThrow('No user has the address nobody@b.c.')
    expect(() => fake.accept('nobody@b.c')).toThrow('Nobody invited nobody@b.c.')
  })
})
