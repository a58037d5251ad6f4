import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { aacWorkspace, houstonPlatform, houstonWorkspace } from '../src/index.ts'

const open: { close: () => Promise<void> }[] = []
const kept = async <T extends { close: () => Promise<void> }>(fake: Promise<T>): Promise<T> => {
  open.push(await fake)
  return fake
}
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close()
})
const workspaces = [
  { id: 'ckws1', label: 'Data Platform' },
  { id: 'ckws2', label: 'Finance' },
  { id: 'ckws3', label: 'Finance' },
]

describe('opening a Houston workspace', () => {
  it.each([
    'ckws1',
    'Data Platform',
    ' Data Platform ',
    'https://app.example.com/w/ckws1',
    'https://app.example.com/w/ckws1/deployments?x=1',
    'https://app.example.com/workspaces/ckws1',
  ])('by %o', async (named) => {
    const fake = await kept(startFakeHouston({ seed: { workspaces } }))
    const admin = await houstonWorkspace(new HoustonClient({ url: fake.url, token: fake.token }), named)
    expect(admin.scope).toEqual({
      system: 'houston',
      kind: 'workspace',
      origin: new URL(fake.url).origin,
      id: 'ckws1',
      name: 'Data Platform',
    })
    expect(await admin.whoAmI()).toMatchObject({
      id: expect.stringMatching(/^key:[0-9a-f]{12}$/) as string,
      kind: 'service-account',
    })
  })

  it.each([
    ['Marketing', 'not-found', 'after /w/'],
    ['ckws9', 'not-found', 'sees no workspace "ckws9"'],
    ['Finance', 'invalid', 'ckws2, ckws3'],
    [' ', 'invalid', 'Name the workspace'],
  ])('refuses %o', async (named, problem, message) => {
    const fake = await kept(startFakeHouston({ seed: { workspaces } }))
    const attempt = houstonWorkspace(new HoustonClient({ url: fake.url, token: fake.token }), named)
    await expect(attempt).rejects.toMatchObject({ problem, effect: 'none' })
    await expect(attempt).rejects.toThrow(message)
  })

  it.each(['0.16.6', '0.30.0', '0.37.5'])(
    'works with a key that only sees its own workspace, by id and by label, on %s',
    async (release) => {
      const apiKey = 'a'.repeat(32)
      const fake = await kept(
        startFakeHouston({
          release,
          seed: {
            workspaces,
            users: 3,
            serviceAccounts: [{ apiKey, roleBinding: { role: 'WORKSPACE_ADMIN', workspace: { id: 'ckws1' } } }],
          },
        }),
      )
      const client = new HoustonClient({ url: fake.url, token: apiKey })
      expect((await houstonWorkspace(client, 'ckws1')).scope.id).toBe('ckws1')
      expect((await houstonWorkspace(client, 'Data Platform')).scope.id).toBe('ckws1')
      await expect(houstonWorkspace(client, 'ckws2')).rejects.toMatchObject({ problem: 'not-found' })
    },
  )

  it('knows a person by a user token', async () => {
    const fake = await kept(
      startFakeHouston({
        seed: { workspaces, users: [{ username: 'root@example.edu', roleBindings: [{ role: 'SYSTEM_ADMIN' }] }] },
      }),
    )
    const admin = await houstonPlatform(new HoustonClient({ url: fake.url, token: fake.userToken('root@example.edu') }))
    expect(await admin.whoAmI()).toMatchObject({ email: 'root@example.edu', kind: 'person' })
  })

  it.each([
    ['a wrong token', 'f'.repeat(32), /does not know the token/],
    ['no token', undefined, /token/],
    ['an empty token', '', /token/],
  ])('says what is wrong with %s, and what to do', async (_name, token, message) => {
    const fake = await kept(startFakeHouston({ seed: { workspaces } }))
    for (const attempt of [
      houstonWorkspace(new HoustonClient({ url: fake.url, token }), 'ckws1'),
      houstonPlatform(new HoustonClient({ url: fake.url, token })),
    ]) {
      await expect(attempt).rejects.toMatchObject({ problem: 'unauthenticated', effect: 'none' })
      await expect(attempt).rejects.toThrow(message)
      await expect(attempt).rejects.toThrow(/service account/)
    }
  })

  it('says forbidden to a key that may not see the platform', async () => {
    const apiKey = 'a'.repeat(32)
    const fake = await kept(
      startFakeHouston({
        release: '0.16.6',
        seed: {
          workspaces,
          serviceAccounts: [{ apiKey, roleBinding: { role: 'WORKSPACE_ADMIN', workspace: { id: 'ckws1' } } }],
        },
      }),
    )
    const admin = await houstonPlatform(new HoustonClient({ url: fake.url, token: apiKey }))
    await expect(admin.get({ email: 'ana@example.edu' })).rejects.toMatchObject({ problem: 'forbidden' })
  })

  it.each([
    ['an HTML page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['an empty answer', { status: 200, body: '' }],
    ['a page of 200 KB', { status: 200, headers: { 'content-type': 'text/html' }, body: 'x'.repeat(200_000) }],
  ])('ends in one clear error for %s', async (_name, give) => {
    const fake = await kept(startFakeHouston({ seed: { workspaces } }))
    fake.fault({ times: 9, give })
    await expect(
      houstonWorkspace(new HoustonClient({ url: fake.url, token: fake.token }), 'ckws1'),
    ).rejects.toMatchObject({ problem: 'unexpected', effect: 'none' })
  })
})

describe('opening an AAC workspace', () => {
  const seed = {
    workspaces: [
      {
        id: 41877,
        gid: '01JR8T2Y6CQ0M4V9Z7K1XWBN3H',
        name: 'spring-class',
        custom_url: 'spring-class.us1.alteryxcloud.com',
      },
      { id: 2, name: 'other' },
    ],
  }

  it.each([
    undefined,
    '41877',
    'spring-class',
    '01JR8T2Y6CQ0M4V9Z7K1XWBN3H',
    'https://spring-class.us1.alteryxcloud.com/designer',
  ])('by %o', async (named) => {
    const fake = await kept(startFakeAac({ seed }))
    const admin = await aacWorkspace(
      new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch }),
      named,
    )
    expect(admin.scope).toEqual({
      system: 'aac',
      kind: 'workspace',
      origin: 'https://us1.alteryxcloud.com',
      id: '41877',
      name: 'spring-class',
    })
  })

  it.each([
    ['other', 'forbidden', 'This token works in workspace "spring-class" (id 41877), not in "other"'],
    ['', 'invalid', 'Name the workspace'],
  ])('refuses %o', async (named, problem, message) => {
    const fake = await kept(startFakeAac({ seed }))
    const attempt = aacWorkspace(
      new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch }),
      named,
    )
    await expect(attempt).rejects.toMatchObject({ problem, effect: 'none' })
    await expect(attempt).rejects.toThrow(message)
  })

  it.each([
    ['rubbish', 'rubbish'],
    ['no token', undefined],
  ])('says what is wrong with %s, and what to do', async (_name, token) => {
    const fake = await kept(startFakeAac({ seed }))
    const attempt = aacWorkspace(new AacClient({ region: 'us1', token, fetch: fake.fetch }))
    await expect(attempt).rejects.toMatchObject({ problem: 'unauthenticated', effect: 'none' })
    await expect(attempt).rejects.toThrow(/User Preferences/)
  })

  it('takes a person for an administrator whom the list of administrators does not name', async () => {
    const fake = await kept(startFakeAac({ seed: { people: 5 } }))
    fake.fault({
      on: /admins/i,
      times: 99,
      give: { status: 403, body: '{"exception":{"name":"AccessControlException"}}' },
    })
    const admin = await aacWorkspace(
      new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch }),
    )
    const flags: (boolean | undefined)[] = []
    for await (const member of admin.list()) flags.push(member.admin)
    expect(flags.filter((flag) => flag !== false)).toHaveLength(2)
  })
})

describe('an address that the system stores in another spelling', () => {
  it('Houston: capitals in an old row are found, changed and removed by the address in lower case', async () => {
    const users = [
      {
        username: 'Ada.Jones@Example.COM',
        emails: ['Ada.Jones@Example.COM'],
        roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'ckws1' }],
      },
    ]
    const fake = await kept(startFakeHouston({ release: '0.16.6', seed: { workspaces, users } }))
    const client = new HoustonClient({ url: fake.url, token: fake.token })
    const ada = { email: 'ada.jones@example.com' }
    const team = await houstonWorkspace(client, 'ckws1')
    expect((await team.get(ada))?.email).toBe('Ada.Jones@Example.COM')
    expect(await team.remove(ada)).toEqual({ outcome: 'done' })
    const platform = await houstonPlatform(client)
    expect((await platform.get(ada))?.email).toBe('Ada.Jones@Example.COM')
    expect(await platform.remove(ada)).toEqual({ outcome: 'done' })
    expect(fake.state.users).toEqual([])
  })

  it('AAC: a domain in its own letters is found and removed by its punycode', async () => {
    const people = [{ email: 'me@example.edu', isAdmin: true }, { email: 'Ana@Bücher.example' }]
    const fake = await kept(startFakeAac({ seed: { people } }))
    const admin = await aacWorkspace(
      new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch }),
    )
    const ana = { email: 'ana@xn--bcher-kva.example' }
    expect((await admin.get(ana))?.email).toBe('Ana@Bücher.example')
    expect(await admin.remove(ana)).toEqual({ outcome: 'done' })
    expect(fake.state[0]?.people).toHaveLength(1)
  })
})
