import type { TokenCredential as AzureTokenCredential } from '@azure/core-auth'
import { manualClock } from '@user-admin/wire/fake/clock'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { type EntraIdOptions, entraId, type TokenCredential } from '../src/directory/entra.ts'
import type { FakeGraphUser } from '../src/directory/testing/index.ts'
import { graphWith, peopleIn, readingOf, statusesIn } from './entra-scene.ts'

const problem = (which: string, message: string): Error =>
  expect.objectContaining({
    name: 'UserAdminError',
    problem: which,
    effect: 'none',
    message: expect.stringContaining(message) as string,
  }) as Error

describe('reading a whole tenant', () => {
  it('brings everybody over all pages, and shows by the count of Graph that nobody is missing', async () => {
    await using fake = await graphWith(['ana', 'bo', 'cy', 'di', 'ed'], { pageSize: 2 })
    fake.changeUser('bo@example.edu', { accountEnabled: false })
    fake.deleteUser('cy@example.edu')
    const snapshot = await readingOf(fake, { name: 'campus' })
    expect(snapshot).toMatchObject({
      kind: 'complete',
      source: 'campus',
      proof:
        'Deleted users: 1 sent, as many as Microsoft Graph counts. Users: 4 sent, as many as Microsoft Graph counts.',
    })
    expect(statusesIn(snapshot)).toEqual({
      'ana@example.edu': 'active',
      'bo@example.edu': 'disabled',
      'cy@example.edu': 'deleted',
      'di@example.edu': 'active',
      'ed@example.edu': 'active',
    })
    expect(fake.requests.map(({ operation }) => operation)).toEqual(['deletedUsers', 'listUsers', 'listUsers'])
  })

  it('is empty, and no complete reading of nobody, in a tenant without users', async () => {
    await using fake = await graphWith([])
    expect(await readingOf(fake)).toMatchObject({ kind: 'empty', source: 'entra-id' })
  })

  it('leaves deleted users out where they are not asked for', async () => {
    await using fake = await graphWith(['ana', 'bo'])
    fake.deleteUser('bo@example.edu')
    expect(statusesIn(await readingOf(fake, { deleted: false }))).toEqual({ 'ana@example.edu': 'active' })
    expect(fake.requests.map(({ operation }) => operation)).toEqual(['listUsers'])
  })

  it('says in its proof that deleted users are not seen, where the permission for them is not granted', async () => {
    await using fake = await graphWith(['ana', 'bo'], { switches: { deletedNeeds: 'Directory.Read.All' } })
    fake.deleteUser('bo@example.edu')
    const snapshot = await readingOf(fake)
    expect(statusesIn(snapshot)).toEqual({ 'ana@example.edu': 'active' })
    expect(snapshot).toMatchObject({ proof: expect.stringContaining('Deleted users are not seen') as string })
  })

  it('counts somebody who is restored in the midst as she is now, and does not miss her', async () => {
    await using fake = await graphWith(['ana', 'bo'])
    const bo = fake.deleteUser('bo@example.edu')
    fake.onRequest(() => {
      if (fake.requests.length === 2) fake.restoreUser(bo)
    })
    expect(statusesIn(await readingOf(fake))).toEqual({ 'ana@example.edu': 'active', 'bo@example.edu': 'active' })
  })

  it('counts again where somebody came in the midst', async () => {
    await using fake = await graphWith(['ana', 'bo', 'cy'], { pageSize: 2 })
    let pages = 0
    fake.onRequest(({ operation }) => {
      if (operation !== 'listUsers') return
      pages += 1
      if (pages === 2) fake.addUser({ userPrincipalName: 'new@example.edu' })
    })
    const snapshot = await readingOf(fake)
    expect(peopleIn(snapshot)).toHaveLength(4)
    expect(fake.requests.filter(({ operation }) => operation === 'countUsers')).toHaveLength(1)
  })
})

describe('a user', () => {
  const id = '4b5f1d8a-0000-4000-8000-00000000000a'
  const ana: Partial<FakeGraphUser> = { displayName: 'Ana Ruiz', mail: 'Ana.Ruiz@example.edu' }
  const read = async (user: Partial<FakeGraphUser>, options: Partial<EntraIdOptions> = {}): Promise<unknown> => {
    await using fake = await graphWith([])
    fake.addUser({ id, userPrincipalName: 'ana@example.edu', ...user })
    return peopleIn(await readingOf(fake, options))[0]
  }

  it.each<[string, Partial<FakeGraphUser>, Record<string, unknown>]>([
    ['is known by object id, mail, name and sign-in name', ana, { email: 'ana.ruiz@example.edu', name: 'Ana Ruiz' }],
    [
      'has the addresses of the mailbox as aliases, and no other kinds of address',
      {
        ...ana,
        proxyAddresses: [
          'SMTP:ana.ruiz@example.edu',
          'smtp:Ruiz@example.edu',
          'SIP:ana@sip.example',
          'X500:/o=Example',
        ],
      },
      { email: 'ana.ruiz@example.edu', aliases: ['ruiz@example.edu'], name: 'Ana Ruiz' },
    ],
    [
      'has no further addresses that she may have given herself',
      { ...ana, otherMails: ['victim@example.edu'] },
      { email: 'ana.ruiz@example.edu', name: 'Ana Ruiz' },
    ],
    ['without a mailbox has a sign-in name only', { mail: null }, {}],
    ['whose mail is no address has none', { mail: 'see website' }, {}],
    [
      'whose name ends within a character has none',
      { ...ana, displayName: 'Ana \ud83d' },
      { email: 'ana.ruiz@example.edu' },
    ],
    ['who is blocked is disabled', { mail: null, accountEnabled: false }, { status: 'disabled' }],
  ])('%s', async (_, user, expected) => {
    expect(await read(user)).toEqual({ id, upn: 'ana@example.edu', status: 'active', ...expected })
  })

  it('has her further addresses too, where they are said to count', async () => {
    const person = await read({ ...ana, otherMails: ['ana@home.example'] }, { otherMails: true })
    expect(person).toMatchObject({ aliases: ['ana@home.example'] })
  })

  it.each<[string, string, Partial<FakeGraphUser>, Record<string, unknown>]>([
    ['is known at home', 'ana_home.example#EXT#@corp.onmicrosoft.com', {}, { email: 'ana@home.example' }],
    [
      'has the last underscore for the sign of the address',
      'ana_maria_home.example#EXT#@corp.onmicrosoft.com',
      {},
      { email: 'ana_maria@home.example' },
    ],
    [
      'whose mail was changed is known by both',
      'ana_home.example#EXT#@corp.onmicrosoft.com',
      { mail: 'ana@work.example' },
      { email: 'ana@work.example', aliases: ['ana@home.example'] },
    ],
    [
      'who has not accepted yet is active',
      'ana_home.example#EXT#@corp.onmicrosoft.com',
      { externalUserState: 'PendingAcceptance' },
      { email: 'ana@home.example', status: 'active' },
    ],
  ])('who is a guest %s', async (_, userPrincipalName, user, expected) => {
    expect(await read({ userPrincipalName, ...user })).toEqual({
      id,
      upn: userPrincipalName.toLowerCase(),
      status: 'active',
      ...expected,
    })
  })

  it.each<[string, Partial<FakeGraphUser>, boolean]>([
    ['a guest', { userPrincipalName: 'ana_home.example#EXT#@corp.onmicrosoft.com', userType: 'Guest' }, false],
    ['a guest with an account of this tenant', { userType: 'Guest' }, false],
    [
      'from before there were types and from elsewhere',
      { userPrincipalName: 'a_b.example#EXT#@c.d', userType: null },
      false,
    ],
    ['a member from another organisation', { userPrincipalName: 'a_b.example#EXT#@c.d', userType: 'Member' }, true],
    ['from before there were types', { userType: null }, true],
  ])('who is %s is read without guests: %#', async (_, user, isRead) => {
    expect((await read(user, { guests: false })) !== undefined).toBe(isRead)
  })

  it('who was deleted has the sign-in name again that she had', async () => {
    await using fake = await graphWith([])
    fake.addUser({ id, userPrincipalName: 'ana_home.example#EXT#@corp.onmicrosoft.com' })
    fake.deleteUser(id)
    expect(peopleIn(await readingOf(fake))).toEqual([
      {
        id,
        email: 'ana@home.example',
        upn: 'ana_home.example#ext#@corp.onmicrosoft.com',
        status: 'deleted',
      },
    ])
  })
})

describe('the token', () => {
  it('comes from any credential of @azure/identity', () => {
    expectTypeOf<AzureTokenCredential>().toExtend<TokenCredential>()
  })

  it('is asked for once, and again shortly before it ends', async () => {
    const clock = manualClock()
    await using fake = await graphWith(['ana'], { clock, tokenLife: 3600 })
    const source = entraId({ credential: fake.credential, endpoint: fake.url, now: clock.now })
    await source.read()
    await source.read()
    expect(fake.tokens()).toBe(1)
    clock.advance(3_541_000)
    await source.read()
    expect(fake.tokens()).toBe(2)
  })

  it('is renewed once where Graph takes it no more in the midst', async () => {
    await using fake = await graphWith(['ana', 'bo', 'cy'], { pageSize: 1 })
    let pages = 0
    fake.onRequest(({ operation }) => {
      if (operation === 'listUsers') pages += 1
      if (pages === 2 && fake.tokens() === 1) fake.endTokens()
    })
    expect(peopleIn(await readingOf(fake))).toHaveLength(3)
    expect(fake.tokens()).toBe(2)
  })

  it.each<[string, () => Promise<{ token: string; expiresOnTimestamp: number } | null>]>([
    ['gives none', async () => null],
    ['gives an empty one', async () => ({ token: '', expiresOnTimestamp: Number.MAX_SAFE_INTEGER })],
    ['gives one that fits no header', async () => ({ token: 'a\nb: c', expiresOnTimestamp: Number.MAX_SAFE_INTEGER })],
    [
      'throws',
      async () => {
        throw new Error('client_secret=hunter2 was refused')
      },
    ],
  ])('is missed, in words without a secret and without a cause, where the credential %s', async (_, getToken) => {
    await using fake = await graphWith(['ana'])
    const reading = readingOf(fake, { credential: { getToken } })
    await expect(reading).rejects.toThrow(problem('unauthenticated', 'The credential'))
    const error = await reading.catch((thrown: unknown) => thrown)
    expect(error).not.toHaveProperty('cause')
    expect(String(error)).not.toContain('hunter2')
    expect(fake.requests).toEqual([])
  })

  it('that Graph does not take ends a reading that has not begun', async () => {
    await using fake = await graphWith(['ana'])
    const credential = { getToken: async () => ({ token: 'spent', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) }
    const reading = readingOf(fake, { credential })
    await expect(reading).rejects.toThrow(problem('unauthenticated', '401, InvalidAuthenticationToken'))
    await expect(reading).rejects.not.toThrow('spent')
    expect(fake.requests).toHaveLength(1)
  })
})

describe('options', () => {
  const credential: TokenCredential = { getToken: async () => null }
  it.each<[string, Partial<EntraIdOptions>, string]>([
    ['an empty name', { name: ' ' }, 'The name'],
    ['an empty list of groups', { groups: [] }, 'at least one'],
    ['a group of nobody that is none', { groups: ['a'], mayBeEmpty: ['b'] }, 'mayBeEmpty has "b"'],
    ['a group without a name', { groups: ['staff', ''] }, 'A group is named'],
    ['no credential', { credential: undefined as unknown as TokenCredential }, 'The credential'],
    ['an endpoint without encryption', { endpoint: 'http://graph.example' }, 'The endpoint'],
    ['an endpoint with a path', { endpoint: 'https://graph.microsoft.com/v1.0' }, 'The endpoint'],
    ['an endpoint that is none', { endpoint: 'graph.microsoft.com' }, 'The endpoint'],
    ['a timeout of nothing', { timeout: 0 }, 'The timeout'],
    ['fewer tries than none', { retries: -1 }, 'The retries'],
  ])('are refused with %s', (_, options, message) => {
    expect(() => entraId({ credential, ...options })).toThrow(problem('invalid', message))
  })
})

describe('an abort', () => {
  it('before a reading sends nothing', async () => {
    await using fake = await graphWith(['ana'])
    const reason = new Error('enough')
    await expect(readingOf(fake, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(fake.tokens()).toBe(0)
  })

  it.each(['deletedUsers', 'listUsers'])('in the midst (%s) rejects with its own reason', async (operation) => {
    await using fake = await graphWith(['ana'])
    const stop = new AbortController()
    const reason = new Error('enough')
    fake.fault({ on: operation, when: 'after', give: 'silence' })
    fake.onRequest((request) => {
      if (request.operation === operation) stop.abort(reason)
    })
    await expect(readingOf(fake, { signal: stop.signal })).rejects.toBe(reason)
  })

  it('while the credential takes its time rejects with its own reason', async () => {
    await using fake = await graphWith(['ana'])
    const stop = new AbortController()
    const reason = new Error('enough')
    const getToken = (): Promise<null> => {
      stop.abort(reason)
      return new Promise(() => undefined)
    }
    await expect(readingOf(fake, { credential: { getToken }, signal: stop.signal })).rejects.toBe(reason)
  })
})
