import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { AacClient, type AacClientOptions } from '../src/index.ts'
import { type FakeAac, startFakeAac } from '../src/testing/index.ts'

let fake: FakeAac
afterEach(() => fake.close())
const ws = 41001

async function start(more: Partial<AacClientOptions> = {}): Promise<AacClient> {
  fake = await startFakeAac({ seed: { people: 3 } })
  const { accessToken } = fake.tokens()
  return new AacClient({
    region: 'us1',
    token: accessToken,
    fetch: fake.fetch,
    retries: 0,
    ...more,
  } as AacClientOptions)
}

describe('what is refused before it is sent', () => {
  const gid = '01JQ4Z7M2N8V5T0C9XW3B6KDEF'
  it.each<[string, (client: AacClient) => Promise<unknown>, string]>([
    ['a gid as a workspace', (client) => client.remove(gid, 1), 'NOT_AN_ID'],
    ['a gid as a person', (client) => client.remove(ws, gid), 'NOT_AN_ID'],
    ['an empty id', (client) => client.person(''), 'NOT_AN_ID'],
    ['two dots as an id', (client) => client.admins('..'), 'NOT_AN_ID'],
    ['a number that is no id', (client) => client.roles(1.5), 'NOT_AN_ID'],
    ['a gid of a list', (client) => client.people(gid).next(), 'NOT_AN_ID'],
    ['a person of a batch', (client) => client.suspend(ws, [1, gid]), 'NOT_AN_ID'],
    ['nobody to suspend', (client) => client.suspend(ws, []), 'NO_PERSON'],
    ['nobody for a role', (client) => client.assignRole(1, []), 'NO_PERSON'],
    ['no e-mail', (client) => client.invite(ws, []), 'NO_EMAIL'],
    ['an empty e-mail', (client) => client.invite(ws, ['a@example.edu', ' ']), 'NO_EMAIL'],
    ['a role that is no id', (client) => client.invite(ws, ['a@example.edu'], { roles: ['Viewer'] }), 'NOT_AN_ID'],
  ])('%s', async (_what, call, code) => {
    const client = await start()
    await expect(call(client)).rejects.toMatchObject({ kind: 'rejected', code, effect: 'none' })
    expect(fake.requests()).toBe(0)
  })

  it.each([undefined, '', '  ', async () => ''])('a call without a token: %s', async (token) => {
    const client = await start({ token })
    await expect(client.currentWorkspace()).rejects.toMatchObject({
      kind: 'auth',
      code: 'NO_TOKEN',
      effect: 'none',
      message: expect.stringContaining('OAuth 2.0 API Tokens → Generate') as string,
    })
    expect(fake.requests()).toBe(0)
  })

  it('a token that would break the header, without showing it', async () => {
    const client = await start({ token: '5ecret\n5ecret' })
    const error = await client.currentWorkspace().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind: 'auth', code: 'BAD_TOKEN' })
    expect(String(error)).not.toContain('5ecret')
  })

  it.each([
    () => Promise.reject(new Error('the vault is closed')),
    (): Promise<string> => {
      throw new Error('the vault is closed')
    },
  ])('a token source that fails, without what it threw: that may hold what it keeps', async (token) => {
    const client = await start({ token })
    const error = await client.remove(ws, 13).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind: 'auth', code: 'TOKEN_SOURCE', effect: 'none' })
    expect(inspect(error)).not.toContain('the vault is closed')
  })

  it.each([
    { region: 'mars' },
    {},
    { hosts: { gateway: 'http://api.example.edu', app: 'https://app.example.edu' } },
    { hosts: { gateway: 'https://api.example.edu/iam', app: 'https://app.example.edu' } },
    { hosts: { gateway: 'https://api.example.edu', app: 'app.example.edu' } },
    { hosts: { gateway: 'https://api.example.edu', app: 'https://me:pw@app.example.edu' } },
    {
      hosts: {
        gateway: 'https://api.example.edu',
        app: 'https://app.example.edu',
        tokenServer: 'http://token.example.edu',
      },
    },
    { region: 'us1', projectId: 'two\nlines' },
  ])('options that cannot be used: %j', async (options) => {
    fake = await startFakeAac({ seed: { people: 1 } })
    expect(() => new AacClient({ token: 'x', ...options } as AacClientOptions)).toThrow(
      /^AacClient: the option (?:region|hosts|projectId)/,
    )
  })
})

describe('an option that is no whole number', () => {
  it.each([
    { timeout: 0 },
    { timeout: -1 },
    { timeout: Number.NaN },
    { timeout: Number.POSITIVE_INFINITY },
    { retries: -1 },
    { retries: 0.5 },
  ])('%o', (option) => {
    expect(() => new AacClient({ region: 'us1', token: 'x', ...option })).toThrow(
      /^AacClient: the option (?:timeout|retries) must be a whole number$/,
    )
  })
})
