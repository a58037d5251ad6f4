import { afterEach, describe, expect, it } from 'vitest'
import { AacClient, memoryTokens, type RotatingOptions } from '../src/index.ts'
import { client, clock, failure, fake, start } from './token-world.ts'

afterEach(() => fake.close())

describe('where a refresh token may go', () => {
  it.each<[string, string, string | undefined]>([
    ['another site', 'https://pingauth.alteryxcloud.com.evil.example/as', undefined],
    ['a look-alike', 'https://pingauthalteryxcloud.com/as', undefined],
    ['a host beside it', 'https://evil.alteryxcloud.com/as', undefined],
    ['another port', 'https://pingauth.alteryxcloud.com:8443/as', undefined],
    ['plain http', 'http://pingauth.alteryxcloud.com/as', undefined],
    ['a user in the address', 'https://me@pingauth.alteryxcloud.com/as', undefined],
    ['a query', 'https://pingauth.alteryxcloud.com/as?x=1', undefined],
    ['a fragment', 'https://pingauth.alteryxcloud.com/as#x', undefined],
    ['loopback, unless named', 'http://127.0.0.1:1/as', undefined],
    ['no address', 'not an address', undefined],
    ['a named host over http', 'https://pingauth.alteryxcloud.com/as', 'http://token.example.edu'],
  ])('is not %s', async (_what, issuer, tokenServer) => {
    await start({ issuer })
    const aac = client(memoryTokens(fake.tokens(), { tokenServer }))
    clock.advance(301_000)
    expect(await failure(aac.currentWorkspace())).toMatchObject({ kind: 'auth', code: 'TOKEN_HOST', effect: 'none' })
    expect(fake.requests()).toBe(0)
  })

  it.each([
    'https://pingauth.alteryxcloud.com/as',
    'https://pingauth-eu1.alteryxcloud.com/as/',
    'https://pingauth-us1-4.alteryxcloud.com/as/token',
  ])('is %s', async (issuer) => {
    await start({ issuer })
    const { accessToken, refreshToken } = fake.tokens()
    await memoryTokens({ accessToken, refreshToken }, { fetch: fake.fetch, now: clock.now })(accessToken)
    expect(fake.counters.exchanges).toBe(1)
  })

  it('is the server that the client’s hosts name', async () => {
    await start({ issuer: 'https://elsewhere.example.edu/as' })
    const aac = new AacClient({ hosts: fake.hosts, token: memoryTokens(fake.tokens()), now: clock.now })
    clock.advance(301_000)
    await aac.currentWorkspace()
    expect(fake.counters.exchanges).toBe(1)
  })

  it('is not guessed for a token that says nothing', async () => {
    await start()
    const opaque: RotatingOptions = { fetch: fake.fetch, now: clock.now, tokenServer: fake.url }
    const source = memoryTokens({ accessToken: 'opaque', refreshToken: 'opaque too' }, opaque)
    expect(await source()).toBe('opaque')
    expect(await failure(source('opaque'))).toMatchObject({ kind: 'auth', code: 'BAD_TOKEN' })
    expect(
      await failure(memoryTokens({ accessToken: 'opaque', refreshToken: 'x' }, { fetch: fake.fetch })('opaque')),
    ).toMatchObject({ code: 'TOKEN_HOST' })
    const { accessToken } = fake.tokens()
    expect(await failure(memoryTokens({ accessToken, refreshToken: '' }, opaque)(accessToken))).toMatchObject({
      code: 'BAD_TOKEN',
    })
    expect(fake.requests()).toBe(0)
  })
})
