import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { type Exchange, HoustonClient, HoustonError } from '../src/index.ts'

const url = 'https://houston.example.com'
const key = '0123456789abcdef0123456789abcdef'

/** A fetch that answers each request with this data and keeps the requests. */
function answering(data: unknown): { fetch: typeof globalThis.fetch; requests: Request[] } {
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    requests.push(new Request(input, init))
    return Promise.resolve(Response.json({ data }))
  }
  return { fetch, requests }
}

const noUsers = { users: [] }

describe('the url', () => {
  it.each([
    ['https://houston.example.com', 'https://houston.example.com/v1'],
    ['https://houston.example.com/', 'https://houston.example.com/v1'],
    ['https://houston.example.com/v1', 'https://houston.example.com/v1'],
    ['https://houston.example.com/v1/', 'https://houston.example.com/v1'],
    ['https://houston.example.com:8443/behind/a/proxy?x=1#y', 'https://houston.example.com:8443/behind/a/proxy'],
    ['http://127.0.0.1:8871', 'http://127.0.0.1:8871/v1'],
    ['http://localhost:8871/v1', 'http://localhost:8871/v1'],
    ['http://[::1]:8871', 'http://[::1]:8871/v1'],
  ])('%s is asked at %s', (given, asked) => {
    expect(new HoustonClient({ url: given, token: key }).url).toBe(asked)
  })

  it.each([
    ['houston.example.com', 'The url of Houston must be like https://houston.example.com.'],
    ['', 'The url of Houston must be like https://houston.example.com.'],
    ['https://me@houston.example.com', 'The url of Houston must not hold credentials: give the token by itself.'],
    ['https://:5ecret@houston.example.com', 'The url of Houston must not hold credentials: give the token by itself.'],
    [
      'http://houston.example.com',
      'The url of Houston must begin with https://, or a token could be read on its way; http:// is for this machine only.',
    ],
    [
      'http://127.0.0.1.example.com',
      'The url of Houston must begin with https://, or a token could be read on its way; http:// is for this machine only.',
    ],
    [
      'http://localhost.example.com',
      'The url of Houston must begin with https://, or a token could be read on its way; http:// is for this machine only.',
    ],
    [
      'ftp://localhost',
      'The url of Houston must begin with https://, or a token could be read on its way; http:// is for this machine only.',
    ],
  ])('%s is refused', (given, sentence) => {
    expect(() => new HoustonClient({ url: given, token: key })).toThrow(new TypeError(sentence))
  })
})

describe('the token', () => {
  it.each([
    ['a key', key, key],
    ['a key with Bearer', `Bearer ${key}`, `Bearer ${key}`],
    ['a function', () => key, key],
    ['a function that takes its time', () => Promise.resolve(key), key],
  ])('%s is sent as it is', async (_, token, sent) => {
    const { fetch, requests } = answering(noUsers)
    await new HoustonClient({ url, token, fetch }).users()
    expect(requests[0]?.headers.get('authorization')).toBe(sent)
  })

  it('is asked for anew for each call', async () => {
    const tokens = ['first', 'second']
    const { fetch, requests } = answering(noUsers)
    const houston = new HoustonClient({ url, token: () => tokens.shift() ?? '', fetch })
    await houston.users()
    await houston.users()
    expect(requests.map((request) => request.headers.get('authorization'))).toEqual(['first', 'second'])
  })

  it.each([
    ['undefined', undefined],
    ['empty', ''],
    ['blank', ' \n'],
    ['nothing of a function', () => ''],
  ])('%s: the error says how to get one, and nothing is sent', async (_, token) => {
    const fetch = vi.fn<typeof globalThis.fetch>()
    const error = await new HoustonClient({ url, token, fetch }).users().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(HoustonError)
    expect(error).toMatchObject({
      kind: 'rejected',
      effect: 'none',
      code: 'NO_TOKEN',
      operation: 'ListUsers',
      status: undefined,
      message:
        'ListUsers: there is no token; use the key of a system service account, or a token of your own from https://app.example.com/token',
    })
    expect(fetch).not.toHaveBeenCalled()
  })

  it('of an address that says no base domain leaves it to be filled in', async () => {
    const error = new HoustonClient({ url: 'http://127.0.0.1:1234', token: '' }).users()
    await expect(error).rejects.toThrow('from https://app.<baseDomain>/token')
  })

  it.each([`${key}\n`, `${key}\r\nx: y`, `schl\u00fcssel`, `${key}\u0000`])(
    'that no header can carry is refused',
    async (token) => {
      const fetch = vi.fn<typeof globalThis.fetch>()
      const error = await new HoustonClient({ url, token, fetch }).invite('a@b.c').catch((reason: unknown) => reason)
      expect(error).toMatchObject({
        kind: 'rejected',
        effect: 'none',
        code: 'BAD_TOKEN',
        message:
          'InviteUser: the token holds a line break or another character that a header cannot carry; was it read from a file with a newline at its end?',
      })
      expect(JSON.stringify(error)).not.toContain(key)
      expect(fetch).not.toHaveBeenCalled()
    },
  )

  it('what the caller’s function throws is not repeated: it may hold what the vault keeps', async () => {
    const houston = new HoustonClient({
      url,
      token: () => Promise.reject(new RangeError('GET https://vault/?token=hunter2')),
    })
    const error: unknown = await houston.users().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      kind: 'rejected',
      code: 'TOKEN_SOURCE',
      effect: 'none',
      message: 'ListUsers: the token source failed; nothing was sent',
    })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2')
  })
})

describe('a timeout that cannot be meant', () => {
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1.5])('%s', (timeout) => {
    expect(() => new HoustonClient({ url, token: key, timeout })).toThrow(
      new TypeError('The option timeout is a whole number of milliseconds, from 1.'),
    )
  })
})

describe('a request', () => {
  it('says what it is, and who sends it', async () => {
    const { fetch, requests } = answering(noUsers)
    await new HoustonClient({ url, token: key, fetch }).findUsers({ email: ' Ada@Example.com ' })
    const [request] = requests
    expect(request?.method).toBe('POST')
    expect(request?.url).toBe('https://houston.example.com/v1')
    expect(request?.headers.get('content-type')).toBe('application/json')
    expect(request?.headers.get('user-agent')).toMatch(/^user-admin-houston\/\d+\.\d+\.\d+/)
    const body = (await request?.json()) as Record<string, unknown>
    expect(Object.keys(body).toSorted()).toEqual(['operationName', 'query', 'variables'])
    expect(body).toMatchObject({ operationName: 'FindUsers', variables: { user: { email: 'ada@example.com' } } })
  })

  it('is told of, without a secret, and paced by a gate', async () => {
    const { fetch } = answering(noUsers)
    const seen: Exchange[] = []
    const attempts: unknown[] = []
    const houston = new HoustonClient({
      url,
      token: key,
      fetch,
      onExchange: (exchange) => void seen.push(exchange),
      gate: (attempt) => void attempts.push(attempt),
    })
    await houston.users()
    expect(seen).toMatchObject([{ operation: 'ListUsers', attempt: 1, status: 200 }])
    expect(attempts).toEqual([{ operation: 'ListUsers', effect: 'read', attempt: 1 }])
    expect(JSON.stringify([seen, attempts])).not.toContain(key)
  })

  it('goes to the fetch of the runtime where none is given', async () => {
    const { fetch } = answering(noUsers)
    const global = vi.spyOn(globalThis, 'fetch').mockImplementation(fetch)
    expect(await new HoustonClient({ url, token: key }).users()).toEqual([])
    expect(global).toHaveBeenCalledOnce()
  })
})

describe('who am I', () => {
  const mark = `key:${createHash('sha256').update(key).digest('hex').slice(0, 12)}`

  it.each([key, `Bearer ${key}`])('a service account goes by the mark of its key', async (token) => {
    const { fetch } = answering({ self: { user: null, authUserCapabilities: { canSysAdmin: true } } })
    expect(await new HoustonClient({ url, token, fetch }).whoAmI()).toEqual({ key: mark, canSysAdmin: true })
  })

  it('a person goes by id and name', async () => {
    const user = { id: 'ck1', username: 'ada' }
    const { fetch } = answering({ self: { user, authUserCapabilities: null } })
    expect(await new HoustonClient({ url, token: 'a.b.c', fetch }).whoAmI()).toEqual({ user, canSysAdmin: false })
  })

  it('nobody is not a service account', async () => {
    const { fetch } = answering({ self: null })
    const error = new HoustonClient({ url, token: key, fetch }).whoAmI()
    await expect(error).rejects.toMatchObject({ kind: 'protocol', operation: 'WhoAmI', effect: 'none' })
  })
})

describe('the server', () => {
  it.each([
    [
      { version: '0.37.5', baseDomain: 'example.com' },
      { version: '0.37.5', baseDomain: 'example.com' },
    ],
    [
      { version: null, baseDomain: null },
      { version: undefined, baseDomain: undefined },
    ],
    [null, { version: undefined, baseDomain: undefined }],
  ])('that says %o', async (appConfig, config) => {
    const houston = new HoustonClient({ url, token: key, fetch: answering({ appConfig }).fetch })
    expect(await houston.config()).toEqual(config)
    expect(await houston.version()).toBe(config.version)
  })
})
