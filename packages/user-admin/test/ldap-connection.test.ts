import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { type ActiveDirectoryOptions, activeDirectory } from '../src/directory/ldap.ts'
import { type Asked, type Said, type ScriptedServer, scriptedServer } from './ldap-server.ts'
import { person, root, usual } from './ldap-world.ts'

const healthy = usual({ people: [person('ana', 1), person('bob', 2)] })

const options = (...servers: readonly ScriptedServer[]): ActiveDirectoryOptions => ({
  controllers: servers.map(({ url }) => url),
  bind: { user: 'reader@corp.test', password: 'secret' },
  tls: { ca: servers[0]?.ca },
  base: root,
  timeout: 1000,
})

const refusing =
  (code: number, diagnostic = '') =>
  (asked: Asked): readonly Said[] =>
    asked.kind === 'bind' ? [{ code, diagnostic }] : healthy(asked)

describe('options that cannot be right', () => {
  const right = { controllers: 'ldaps://dc1', bind: { user: 'u', password: 'p' }, base: root }
  it.each<[string, Partial<Record<keyof ActiveDirectoryOptions, unknown>>, RegExp]>([
    ['an empty password', { bind: { user: 'u', password: '' } }, /anonymous/u],
    ['no user', { bind: { user: ' ', password: 'p' } }, /bind\.user/u],
    ['no base', { base: '' }, /base/u],
    ['no controller', { controllers: [] }, /controllers/u],
    ['a controller by its name alone', { controllers: 'dc1.corp.test' }, /ldaps:\/\/dc1/u],
    ['a controller over HTTPS', { controllers: 'https://dc1' }, /ldaps:\/\/dc1/u],
    ['a password in an address', { controllers: 'ldaps://u:p@dc1' }, /options of their own/u],
    ['the global catalog', { controllers: 'ldaps://dc1:3269' }, /global catalog/u],
    ['an authority that is none', { tls: { ca: '' } }, /tls\.ca holds no certificate/u],
    ['a key as an authority', { tls: { ca: ['-----BEGIN PRIVATE KEY-----'] } }, /tls\.ca holds no certificate/u],
    ['no name in the certificate', { tls: { servername: '' } }, /tls\.servername/u],
    ['no groups', { groups: [] }, /groups/u],
    ['a group of nobody that is none', { groups: ['a'], mayBeEmpty: ['b'] }, /mayBeEmpty has "b"/u],
    ['a filter that does not close', { filter: '(cn=a' }, /no LDAP filter/u],
    ['a filter of bytes that are no text', { filter: '(objectGUID=\\01\\ff)' }, /no LDAP filter of text/u],
    ['an attribute that is none', { addresses: ['email'] }, /addresses/u],
    ['a page of nobody', { pageSize: 0 }, /pageSize/u],
    ['a time that is none', { timeout: Number.NaN }, /timeout/u],
  ])('%s', (_, change, message) => {
    expect(() => activeDirectory({ ...right, ...change } as ActiveDirectoryOptions)).toThrow(
      expect.objectContaining({ problem: 'invalid', message: expect.stringMatching(message) as string }),
    )
  })
})

describe('signing in', () => {
  it.each([
    ['525', 'no such user'],
    ['52e', 'password is wrong'],
    ['532', 'password has expired'],
    ['533', 'account is disabled'],
    ['773', 'must set a new password'],
    ['775', 'account is locked'],
    ['999', 'may not sign in'],
  ])('says what the refusal %s means, and asks no other controller', async (sub, meaning) => {
    await using first = await scriptedServer(
      refusing(49, `80090308: LdapErr: DSID-0C09056B, comment: AcceptSecurityContext error, data ${sub}, v4563`),
    )
    await using second = await scriptedServer(healthy)
    await expect(activeDirectory(options(first, second)).read()).rejects.toMatchObject({
      problem: 'unauthenticated',
      message: expect.stringContaining(meaning) as string,
    })
    expect(first.asked.filter(({ kind }) => kind === 'bind')).toHaveLength(1)
    expect(second.asked).toEqual([])
  })

  it('never repeats the password in what it says', async () => {
    await using server = await scriptedServer(refusing(49, 'data 52e secret'))
    const error: unknown = await activeDirectory(options(server))
      .read()
      .catch((reason: unknown) => reason)
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret')
  })

  it('asks for a password once a reading, and refuses an empty one before anything is sent', async () => {
    await using server = await scriptedServer(healthy)
    const given = ['', 'one', 'two']
    const source = activeDirectory({ ...options(server), bind: { user: 'u', password: () => given.shift() ?? '' } })
    await expect(source.read()).rejects.toMatchObject({ problem: 'invalid' })
    expect(server.asked).toEqual([])
    await source.read()
    await source.read()
    expect(server.asked.flatMap((one) => (one.kind === 'bind' ? [one.password] : []))).toEqual(['one', 'two'])
  })

  it('says nothing of what a vault throws, and sends nothing', async () => {
    await using server = await scriptedServer(healthy)
    const password = (): Promise<string> => Promise.reject(new Error('the lease of s3cr3t has ended'))
    const source = activeDirectory({ ...options(server), bind: { user: 'u', password } })
    const error: unknown = await source.read().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ problem: 'unauthenticated' })
    expect(inspect(error, { depth: null })).not.toContain('s3cr3t')
    expect(server.asked).toEqual([])
  })

  it('sends nothing but the wish for TLS before the connection is encrypted', async () => {
    await using server = await scriptedServer(healthy, { secure: false })
    expect(await activeDirectory(options(server)).read()).toMatchObject({ kind: 'complete' })
    expect(server.asked.slice(0, 2)).toEqual([
      { kind: 'extended', oid: '1.3.6.1.4.1.1466.20037' },
      { kind: 'bind', user: 'reader@corp.test', password: 'secret', secure: true },
    ])
  })

  it.each<[string, readonly Said[]]>([
    ['refuses TLS', [{ code: 52 }]],
    // Whoever stands between could put an answer in before the handshake.
    ['says more than it was asked before TLS', [{ code: 0 }, { code: 0 }]],
  ])('gives no password to a controller that %s', async (_, said) => {
    await using server = await scriptedServer((asked) => (asked.kind === 'extended' ? said : healthy(asked)), {
      secure: false,
    })
    await expect(activeDirectory(options(server)).read()).rejects.toMatchObject({ problem: 'unavailable' })
    expect(server.asked.filter(({ kind }) => kind === 'bind')).toEqual([])
  })

  it.each<[string, ActiveDirectoryOptions['tls'], RegExp]>([
    ['of an unknown authority', undefined, /not from an authority that is trusted.*tls\.ca/u],
    ['for another name', { servername: 'dc9.corp.test' }, /for another name.*tls\.servername/u],
  ])('gives no password to a controller whose certificate is %s', async (_, tls, message) => {
    await using server = await scriptedServer(healthy)
    const ca = tls === undefined ? undefined : server.ca
    await expect(activeDirectory({ ...options(server), tls: { ca, ...tls } }).read()).rejects.toMatchObject({
      problem: 'unavailable',
      message: expect.stringMatching(message) as string,
    })
    expect(server.asked).toEqual([])
  })
})

it('no variable of the environment lets a password go to a controller that is not trusted', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  await using server = await scriptedServer(healthy)
  await expect(activeDirectory({ ...options(server), tls: {} }).read()).rejects.toMatchObject({
    problem: 'unavailable',
  })
  expect(server.asked).toEqual([])
})

describe('several controllers', () => {
  const root0 = (change: Readonly<Record<string, readonly string[]>>) => (asked: Asked) =>
    healthy(asked).map((said) =>
      typeof said === 'object' && 'entry' in said && said.entry === ''
        ? { ...said, attributes: { ...said.attributes, ...change } }
        : said,
    )
  it.each<[string, (asked: Asked) => readonly Said[]]>([
    ['breaks the connection at the sign-in', (asked) => (asked.kind === 'bind' ? ['reset'] : healthy(asked))],
    ['is silent at the sign-in', (asked) => (asked.kind === 'bind' ? ['silence'] : healthy(asked))],
    ['is busy at the sign-in', refusing(51)],
    ['has not yet taken over the whole directory', root0({ isSynchronized: ['FALSE'] })],
    ['is no controller of an Active Directory', root0({ dsServiceName: [] })],
    ['breaks the connection at the first look', (asked) => (asked.kind === 'search' ? ['reset'] : healthy(asked))],
  ])('the next one is asked where the first %s', async (_, answer) => {
    await using first = await scriptedServer(answer)
    await using second = await scriptedServer(healthy)
    expect(await activeDirectory(options(first, second)).read()).toMatchObject({ kind: 'complete' })
    await expect.poll(() => [first.open(), second.open()]).toEqual([0, 0])
  })

  it('the next one is not asked once people were read', async () => {
    await using first = await scriptedServer((asked) =>
      asked.kind === 'search' && /objectCategory/iu.test(asked.filter) ? ['reset'] : healthy(asked),
    )
    await using second = await scriptedServer(healthy)
    expect(await activeDirectory(options(first, second)).read()).toMatchObject({ kind: 'incomplete', seen: 0 })
    expect(second.asked).toEqual([])
  })

  it('says of each what was wrong where none answers', async () => {
    await using silent = await scriptedServer(() => ['silence'])
    const controllers = ['ldaps://127.0.0.1:1', silent.url]
    await expect(activeDirectory({ ...options(silent), controllers }).read()).rejects.toMatchObject({
      problem: 'unavailable',
      message: expect.stringMatching(/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\).*was silent/u) as string,
    })
  })
})

describe('an abort', () => {
  it.each<[string, (asked: Asked) => boolean]>([
    ['at the sign-in', ({ kind }) => kind === 'bind'],
    ['at the first look', (asked) => asked.kind === 'search' && asked.base === ''],
    ['in the midst of a page', (asked) => asked.kind === 'search' && /objectCategory/iu.test(asked.filter)],
  ])('%s rejects with its reason and closes the connection', async (_, at) => {
    const controller = new AbortController()
    const reason = new Error('enough')
    await using server = await scriptedServer((asked) => {
      if (!at(asked)) return healthy(asked)
      controller.abort(reason)
      return ['silence']
    })
    const reading = activeDirectory({ ...options(server), timeout: 20_000 }).read({ signal: controller.signal })
    await expect(reading).rejects.toBe(reason)
    await expect.poll(server.open).toBe(0)
  })

  it('while a vault is asked for the password rejects with its reason', async () => {
    const controller = new AbortController()
    await using server = await scriptedServer(healthy)
    const password = (): Promise<string> => {
      controller.abort('enough')
      return new Promise(() => undefined)
    }
    const source = activeDirectory({ ...options(server), bind: { user: 'u', password } })
    await expect(source.read({ signal: controller.signal })).rejects.toBe('enough')
    expect(server.asked).toEqual([])
  })

  it('beforehand asks nobody', async () => {
    await using server = await scriptedServer(healthy)
    await expect(activeDirectory(options(server)).read({ signal: AbortSignal.abort('no') })).rejects.toBe('no')
    expect(server.asked).toEqual([])
  })
})
