import { describe, expect, it } from 'vitest'
import { HoustonClient } from '../src/index.ts'
import { manualClock, startFakeHouston } from '../src/testing/index.ts'
import { forbidden, refusing, scripted } from './scripted.ts'

const plain = 'You do not have the appropriate permissions for that (FORBIDDEN)'
const good = 'the token is good, but it lacks the permission for this (FORBIDDEN)'
const page = 'https://app.example.com/token'
const stranger = `this server does not know the token: it is wrong, expired or deleted; use the key of a system service account, or a fresh token from ${page}`
const refused = { kind: 'rejected', effect: 'none', status: 200 }

const self = (user: unknown) => ({ data: { self: { user, authUserCapabilities: null } } })

/** A JWT as far as a client can see: nobody checks its signature here. */
const jwt = (claims: unknown): string => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`
}

describe('FORBIDDEN is told apart by what the server says of the caller', () => {
  it.each<[string, unknown, string, string]>([
    ['a person', self({ id: 'ck1', username: 'ada' }), 'FORBIDDEN', good],
    ['a service account', self(null), 'FORBIDDEN', good],
    ['nobody', forbidden, 'UNAUTHENTICATED', stranger],
    [
      'nobody, in other words',
      refusing('Insufficient permissions.', 'INTERNAL_SERVER_ERROR'),
      'UNAUTHENTICATED',
      stranger,
    ],
    ['nothing', { data: { self: null } }, 'FORBIDDEN', plain],
    ['something else', refusing('boom', 'INTERNAL_SERVER_ERROR', 'self'), 'FORBIDDEN', plain],
    ['in a form that it does not know', new Response('{}', { status: 400 }), 'FORBIDDEN', plain],
    ['with a page', new Response('<html>', { status: 403 }), 'FORBIDDEN', plain],
  ])('%s', async (_, answer, code, fact) => {
    const { houston, asked } = scripted(({ operation }) => (operation === 'WhoAmI' ? answer : forbidden))
    const told = { ...refused, code, operation: 'InviteUser', message: `InviteUser: ${fact}` }
    await expect(houston.invite('a@b.c')).rejects.toMatchObject(told)
    expect(asked()).toEqual(['InviteUser', 'WhoAmI'])
  })

  it.each<[string, (reason: string) => object]>([
    ['as it is', (text) => refusing(text, 'FORBIDDEN')],
    ['of a read that answers in part', (text) => ({ ...refusing(text, 'FORBIDDEN'), data: { users: null, other: 1 } })],
  ])('whatever the words: %s', async (_, body) => {
    for (const text of [
      'Insufficient permissions.',
      'Not Authorised!',
      'You do not have the appropriate permissions for that',
      'x',
    ]) {
      const { houston } = scripted(({ operation }) => (operation === 'WhoAmI' ? self(null) : body(text)))
      await expect(houston.users()).rejects.toMatchObject({
        ...refused,
        code: 'FORBIDDEN',
        message: `ListUsers: ${good}`,
      })
    }
  })

  it.each<[unknown, string]>([
    [self(null), 'PERMISSION_DENIED'],
    [refusing('x', 'PERMISSION_DENIED', 'self'), 'UNAUTHENTICATED'],
    [refusing('AUTH_TOKEN_REFRESH_FAILED', 'INTERNAL_SERVER_ERROR', 'self'), 'UNAUTHENTICATED'],
  ])('in the words of newer releases too: %o', async (answer, code) => {
    const { houston } = scripted(({ operation }) =>
      operation === 'WhoAmI' ? answer : refusing('x', 'PERMISSION_DENIED'),
    )
    await expect(houston.users()).rejects.toMatchObject({ ...refused, code })
  })

  it('a sign-in that was not renewed is asked no further', async () => {
    const { houston, asked } = scripted(() => refusing('AUTH_TOKEN_REFRESH_FAILED', 'INTERNAL_SERVER_ERROR'))
    const message = `ListUsers: the sign-in behind the token could not be renewed (AUTH_TOKEN_REFRESH_FAILED); get a new one at ${page}`
    await expect(houston.users()).rejects.toMatchObject({ ...refused, code: 'UNAUTHENTICATED', message })
    expect(asked()).toEqual(['ListUsers'])
  })

  it('with the token that was refused, and not the next one', async () => {
    const tokens = ['first', 'second']
    const sent: (string | null)[] = []
    const houston = new HoustonClient({
      url: 'https://houston.example.com',
      token: () => tokens.shift() ?? '',
      fetch: (input, init) => {
        sent.push(new Request(input, init).headers.get('authorization'))
        return Promise.resolve(Response.json(forbidden))
      },
    })
    await expect(houston.users()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(sent).toEqual(['first', 'first'])
  })

  it('and asking who the caller is needs no second question', async () => {
    const { houston, asked } = scripted(() => forbidden)
    await expect(houston.whoAmI()).rejects.toMatchObject({
      ...refused,
      code: 'UNAUTHENTICATED',
      message: `WhoAmI: ${stranger}`,
    })
    await expect(houston.execute('query Mine { self { user { id } } }', {})).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
    expect(asked()).toEqual(['WhoAmI', 'Mine'])
  })

  it('a refusal by the same name, but with a change that may have happened, stays what it is', async () => {
    const { houston, asked } = scripted(() => ({
      ...refusing('You do not have the appropriate permissions for that', 'FORBIDDEN', 'b'),
      data: { a: true, b: null },
    }))
    const text = 'mutation Two { a: verifyEmail(email: "a@b.c") b: verifyEmail(email: "d@e.f") }'
    await expect(houston.execute(text, {})).rejects.toMatchObject({
      kind: 'protocol',
      effect: 'unknown',
      code: 'FORBIDDEN',
    })
    expect(asked()).toEqual(['Two'])
  })

  it.each(['UNAUTHENTICATED', 'BAD_USER_INPUT', 'USER_ALREADY_INVITED'])(
    'no other code is asked about: %s',
    async (code) => {
      const { houston, asked } = scripted(() => refusing('x', code))
      await expect(houston.invite('a@b.c')).rejects.toMatchObject({ ...refused, code })
      expect(asked()).toEqual(['InviteUser'])
    },
  )

  it('an abort while asking ends with the reason of the signal', async () => {
    const controller = new AbortController()
    const { houston } = scripted(({ operation }) => {
      if (operation !== 'WhoAmI') return forbidden
      controller.abort('enough')
      return Promise.reject(new DOMException('aborted', 'AbortError'))
    })
    await expect(houston.invite('a@b.c', { signal: controller.signal })).rejects.toBe('enough')
  })
})

describe('of a token that is not accepted is said', () => {
  const at = Date.UTC(2020, 0, 2, 3, 4, 5)
  const expired = `the token expired at 2020-01-02T03:04:05.000Z; get a new one at ${page}`
  it.each<[string, string, string]>([
    ['when it expired', jwt({ uuid: 'ck1', exp: at / 1000 }), expired],
    ['when it expired, with Bearer', `Bearer ${jwt({ exp: at / 1000 })}`, expired],
    ['when it expired, with letters of a URL', jwt({ uuid: '\u00ff\u00fe??>>~~', exp: at / 1000 }), expired],
    ['only that it is unknown, where it has not expired', jwt({ exp: 32503680000 }), stranger],
    ['only that it is unknown, where its end is no time', jwt({ exp: 'soon' }), stranger],
    ['only that it is unknown, where its end is no date', jwt({ exp: -1e15 }), stranger],
    ['only that it is unknown, where it says no end', jwt({}), stranger],
    ['only that it is unknown, where it says null', jwt(null), stranger],
    ['only that it is unknown, where it is broken', 'a.b!.c', stranger],
    ['only that it is unknown, where it is no JSON', 'a.bbbb.c', stranger],
    ['only that it is unknown, where it is a key', 'f'.repeat(32), stranger],
  ])('%s', async (_, token, fact) => {
    const { houston } = scripted(() => forbidden, { token })
    await expect(houston.users()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: `ListUsers: ${fact}` })
  })
})

describe.each(['0.16.6', '0.34.0', '2.0.0'])('on Houston %s', (release) => {
  const seed = {
    users: [{ emails: ['me@example.edu'], roleBindings: [{ role: 'SYSTEM_ADMIN' }] }, 'ada@example.edu'],
    serviceAccounts: [{ apiKey: 'v'.repeat(32), label: 'viewer', roleBinding: { role: 'SYSTEM_VIEWER' } }],
  } as const

  it('a key without the right is told from one that is unknown', async () => {
    await using fake = await startFakeHouston({ release, seed })
    const viewer = new HoustonClient({ url: fake.url, token: 'v'.repeat(32) })
    await expect(viewer.invite('a@b.c')).rejects.toMatchObject({ code: 'FORBIDDEN', message: `InviteUser: ${good}` })
    const unknown = new HoustonClient({ url: fake.url, token: 'x'.repeat(32) })
    await expect(unknown.invite('a@b.c')).rejects.toMatchObject({ code: 'UNAUTHENTICATED', effect: 'none' })
    expect(fake.ledger.entries).toEqual([])
  })

  it('a token that ends in the middle of a run is seen', async () => {
    const clock = manualClock(Date.UTC(2020, 0, 1))
    await using fake = await startFakeHouston({ release, seed, clock })
    const me = new HoustonClient({ url: fake.url, token: fake.userToken('me@example.edu') })
    expect((await me.users()).length).toBe(2)
    clock.advance(25 * 3_600_000)
    const ended = me.removeUser(fake.state.users[1]?.id ?? '')
    await expect(ended).rejects.toMatchObject({ kind: 'rejected', effect: 'none', code: 'UNAUTHENTICATED' })
    await expect(me.users()).rejects.toThrow(/the token expired at 2020-01-02T00:00:0\d\.\d+Z; get a new one at/)
    expect(fake.state.users.length).toBe(2)
  })
})
