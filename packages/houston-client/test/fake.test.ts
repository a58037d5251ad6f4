import { afterEach, describe, expect, it } from 'vitest'
import { HoustonClient } from '../src/index.ts'
import { type FakeHouston, type FakeHoustonOptions, manualClock, startFakeHouston } from '../src/testing/index.ts'
import { ask, codes, rowsOf } from './ask.ts'

let fake: FakeHouston

const start = async (options?: FakeHoustonOptions): Promise<FakeHouston> => {
  fake = await startFakeHouston(options)
  return fake
}
afterEach(() => fake.close())

describe('the fake', () => {
  it('shows what it made, but fails where a partial row lacks what may not be null', async () => {
    await start({ release: '0.16.6' })
    const made = await ask(fake, 'mutation { inviteUser(email: "a@b.c") { id createdAt } }')
    expect(made.data).toEqual({ inviteUser: null })
    expect(made.errors).toMatchObject([
      { message: 'Cannot return null for non-nullable field Invite.createdAt.', path: ['inviteUser', 'createdAt'] },
    ])
    expect(fake.state.invites.map(({ email }) => email)).toContain('a@b.c')
    expect((await ask(fake, 'mutation { inviteUser(email: "d@b.c") { id email role } }')).data).toMatchObject({
      inviteUser: { email: null, role: 'WORKSPACE_ADMIN' },
    })
    await fake.close()
    await start({ release: '0.34.0' })
    expect((await ask(fake, 'mutation { inviteUser(email: "a@b.c") { createdAt } }')).data).toEqual({
      inviteUser: { createdAt: null },
    })
  })

  it('makes a second binding on 0.16, and then cannot change the role', async () => {
    await start({ release: '0.16.6', seed: { workspaces: [{ id: 'w' }], users: ['a@b.c'] } })
    await ask(fake, 'mutation { workspaceAddUser(workspaceUuid: "w", email: "a@b.c", role: WORKSPACE_ADMIN) { id } }')
    expect(fake.state.users[0]?.roleBindings.map((binding) => binding.role)).toEqual([
      'WORKSPACE_VIEWER',
      'WORKSPACE_ADMIN',
    ])
    expect(
      codes(
        await ask(
          fake,
          'mutation { workspaceUpdateUserRole(workspaceUuid: "w", email: "a@b.c", role: WORKSPACE_EDITOR) }',
        ),
      ),
    ).toEqual(['RESOURCE_NOT_FOUND'])
  })

  it('repairs two bindings on 0.34, where a second cannot be made', async () => {
    const twice = [
      { role: 'WORKSPACE_VIEWER', workspace: 'w' },
      { role: 'WORKSPACE_EDITOR', workspace: 'w' },
    ]
    await start({ seed: { workspaces: [{ id: 'w' }], users: [{ username: 'a@b.c', roleBindings: twice }] } })
    const again = await ask(
      fake,
      'mutation { workspaceAddUser(workspaceUuid: "w", email: "a@b.c", role: WORKSPACE_ADMIN) { id } }',
    )
    expect(again.errors?.[0]?.message).toBe('A duplicate role binding already exists')
    await ask(fake, 'mutation { workspaceUpsertUserRole(workspaceUuid: "w", email: "a@b.c", role: WORKSPACE_ADMIN) }')
    expect(fake.state.users[0]?.roleBindings.map((binding) => binding.role)).toEqual([
      'WORKSPACE_ADMIN',
      'WORKSPACE_ADMIN',
    ])
  })

  it.each(['0.34.0', '2.0.0'])('of %s adds a stranger without an invite where it is told to', async (release) => {
    await start({ release, seed: { workspaces: [{ id: 'w' }], users: [] } })
    await ask(
      fake,
      'mutation { workspaceAddUser(workspaceUuid: "w", email: "X@y.z", bypassInvite: true) { id users { username status } } }',
    )
    expect(fake.state.users).toMatchObject([
      {
        username: 'x@y.z',
        status: 'pending',
        emails: [{ verified: false }],
        roleBindings: [{ role: 'WORKSPACE_VIEWER' }],
      },
    ])
    expect(fake.state.invites).toEqual([])
    fake.accept('x@y.z')
    expect(fake.state.users).toMatchObject([{ status: 'active', emails: [{ verified: true }] }])
  })

  it('of 2.0 knows a stranger at once as a pending user, and has an invite too', async () => {
    await start({ release: '2.0.0', seed: { workspaces: [{ id: 'w' }] } })
    await ask(fake, 'mutation { workspaceAddUser(workspaceUuid: "w", email: "x@y.z") { id } }')
    expect([fake.state.users.map((user) => user.status), fake.state.invites.length]).toEqual([['pending'], 1])
  })

  it('joins the invites of one address when it signs up, the one to the platform first', async () => {
    await start({
      seed: {
        workspaces: [{ id: 'w' }, { id: 'v' }],
        invites: [
          { email: 'x@y.z', workspace: 'w', role: 'WORKSPACE_ADMIN' },
          { id: 'platform', email: 'x@y.z' },
          { email: 'x@y.z', workspace: 'v' },
        ],
      },
    })
    expect(fake.accept(' X@y.z')).toEqual({ id: 'platform' })
    expect(fake.state.invites).toEqual([])
    expect(fake.state.users[0]?.roleBindings.map((binding) => `${binding.role} ${binding.workspace}`)).toEqual([
      'WORKSPACE_ADMIN w',
      'WORKSPACE_VIEWER v',
    ])
  })

  it('counts administrators as Houston does: service accounts for a role, not for an account', async () => {
    await start({
      seed: { workspaces: 1, users: [{ id: 'u', username: 'a@b.c', roleBindings: [{ role: 'SYSTEM_ADMIN' }] }] },
    })
    expect((await ask(fake, 'mutation { removeUser(userUuid: "u") { id } }')).errors?.[0]?.message).toMatch(
      /^There are no other system administrators/,
    )
    const account = fake.state.serviceAccounts[0]?.id
    const me = fake.userToken('a@b.c')
    expect(
      (
        await ask(
          fake,
          `mutation { deleteSystemServiceAccount(serviceAccountUuid: "${account}") { label apiKey } }`,
          me,
        )
      ).data,
    ).toMatchObject({ deleteSystemServiceAccount: { label: 'system-admin' } })
    expect(
      (await ask(fake, 'mutation { deleteSystemRoleBinding(userId: "u", role: SYSTEM_ADMIN) { id } }', me)).errors?.[0]
        ?.message,
    ).toMatch(/^There are no other/)
    expect(codes(await ask(fake, '{ users { id } }'))).toEqual(['FORBIDDEN'])
  })

  it('shows a key for ten minutes, and takes a token for a day', async () => {
    const clock = manualClock()
    await start({ clock, seed: { workspaces: [{ id: 'w' }], users: ['a@b.c'] } })
    const made = await ask(
      fake,
      'mutation { createSystemServiceAccount(label: "robot", role: SYSTEM_VIEWER) { id apiKey active } }',
    )
    const { id, apiKey } = (made.data?.['createSystemServiceAccount'] ?? {}) as { id: string; apiKey: string }
    expect(apiKey).toMatch(/^[0-9a-f]{32}$/)
    expect((await ask(fake, '{ self { authUserCapabilities { canSysAdmin } } }', `Bearer ${apiKey}`)).data).toEqual({
      self: { authUserCapabilities: { canSysAdmin: false } },
    })
    const token = fake.userToken('a@b.c')
    clock.advance(11 * 60_000)
    const gone = await ask(fake, `mutation { deleteSystemServiceAccount(serviceAccountUuid: "${id}") { apiKey } }`)
    expect(gone.data).toEqual({ deleteSystemServiceAccount: { apiKey: `${apiKey.slice(0, 6)}${'*'.repeat(26)}` } })
    expect(codes(await ask(fake, '{ self { user { id } } }', token))).toEqual([])
    clock.advance(24 * 60 * 60_000)
    expect(codes(await ask(fake, '{ self { user { id } } }', token))).toEqual(['FORBIDDEN'])
    expect(
      codes(await ask(fake, `mutation { deleteSystemServiceAccount(serviceAccountUuid: "nope") { id } }`)),
    ).toEqual(['RESOURCE_NOT_FOUND'])
    expect(
      codes(await ask(fake, 'mutation { createSystemServiceAccount(label: "x", role: WORKSPACE_VIEWER) { id } }')),
    ).toEqual(['BAD_USER_INPUT'])
  })

  it('lets a person make a workspace, but not a key', async () => {
    await start({ seed: { workspaces: [{ id: 'w' }], users: ['a@b.c'] } })
    const query =
      'mutation { createWorkspace(label: "Mine", description: "x") { id label roleBindings { role user { username } serviceAccount { label } } invites: users { username } } }'
    expect((await ask(fake, query, fake.userToken('a@b.c'))).data).toMatchObject({
      createWorkspace: {
        label: 'Mine',
        roleBindings: [{ role: 'WORKSPACE_ADMIN', user: { username: 'a@b.c' }, serviceAccount: null }],
      },
    })
    expect(codes(await ask(fake, query))).toEqual(['INTERNAL_SERVER_ERROR'])
    expect(codes(await ask(fake, query, ''))).toEqual(['FORBIDDEN'])
  })

  it('verifies an address, as it is stored', async () => {
    await start({
      seed: {
        workspaces: 1,
        users: [{ username: 'a@b.c', status: 'pending', emails: [{ address: 'a@b.c', verified: false }, 'x@y.z'] }],
      },
    })
    expect(codes(await ask(fake, 'mutation { verifyEmail(email: "A@b.c") }'))).toEqual(['RESOURCE_NOT_FOUND'])
    expect((await ask(fake, 'mutation { verifyEmail(email: "a@b.c") }')).data).toEqual({ verifyEmail: true })
    expect(fake.state.users).toMatchObject([{ status: 'active', emails: [{ verified: true }, { verified: true }] }])
  })

  it('pages both ways, and takes a cursor whose row is gone', async () => {
    await start({ seed: { workspaces: [{ id: 'w', members: 6 }] } })
    const ids = fake.state.users.map((user) => user.id)
    const page = async (args: string) => {
      const answer = await ask(fake, `{ paginatedWorkspaceUsers(workspaceUuid: "w", ${args}) { id } }`)
      return rowsOf(answer, 'paginatedWorkspaceUsers').map((user) => ids.indexOf(user.id))
    }
    expect(await page('take: 2')).toEqual([0, 1])
    expect(await page(`take: 2, cursor: "${ids[1]}"`)).toEqual([2, 3])
    expect(await page(`take: -2, cursor: "${ids[3]}"`)).toEqual([1, 2])
    expect(await page('take: -2, cursor: ""')).toEqual([4, 5])
    expect((await page('cursor: ""')).length).toBe(6)
    await ask(fake, `mutation { removeUser(userUuid: "${ids[1]}") { id } }`)
    expect(await page(`take: 2, cursor: "${ids[1]}"`)).toEqual([2, 3])
  })

  it('hides its schema where it is told to', async () => {
    await start({ introspection: false })
    const answer = await ask(fake, '{ __schema { types { name } } }')
    expect([answer.status, codes(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']])
    expect((await ask(fake, '{ __typename }')).status).toBe(200)
  })

  it('answers a key about itself without a person, and fails for its token', async () => {
    await start()
    const answer = await ask(fake, '{ self { user { id } token { value } permissions isAdmin } }')
    expect(answer.data).toEqual({ self: { user: null, token: null, permissions: {}, isAdmin: false } })
    expect(answer.errors?.[0]?.message).toBe("Cannot read property 'status' of null")
    const me = await ask(
      fake,
      '{ self { token { value payload { uuid } } } }',
      fake.userToken('ada.abbott@example.com'),
    )
    expect(me.data).toMatchObject({ self: { token: { payload: { uuid: fake.state.users[0]?.id } } } })
  })

  it('strikes as it is told, before it acts or after', async () => {
    await start({ seed: { workspaces: 1, users: 1 } })
    const houston = new HoustonClient({ url: fake.url, token: fake.token })
    fake.fault({ on: 'InviteUser', give: 'html' })
    fake.fault({ on: /^InviteUser$/, give: 'html', when: 'after' })
    await expect(houston.invite('a@b.c')).rejects.toMatchObject({ effect: 'unknown', status: 502 })
    expect(fake.state.invites.length).toBe(0)
    await expect(houston.invite('a@b.c')).rejects.toMatchObject({ effect: 'unknown', status: 502 })
    expect([fake.state.invites.length, fake.faults.struck, fake.ledger.of('inviteUser').length]).toEqual([1, 2, 1])
  })

  it('keeps a record of who did what to whom, and when', async () => {
    const clock = manualClock()
    await start({
      clock,
      seed: {
        workspaces: [{ id: 'w' }],
        users: [{ id: 'u', username: 'a@b.c', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] }],
      },
    })
    const houston = new HoustonClient({ url: fake.url, token: () => fake.userToken('a@b.c') })
    clock.advance(1000)
    await houston.addMember('w', 'd@e.f', 'WORKSPACE_EDITOR')
    expect(fake.ledger.entries).toEqual([
      {
        at: clock.now(),
        by: 'a@b.c',
        operation: 'workspaceAddUser',
        scope: 'w',
        target: 'd@e.f',
        detail: { role: 'WORKSPACE_EDITOR' },
      },
    ])
    await houston.version()
    expect(fake.ledger.entries.length).toBe(1)
  })
})
