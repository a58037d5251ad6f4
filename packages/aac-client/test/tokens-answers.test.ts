import { afterEach, describe, expect, it } from 'vitest'
import { memoryTokens, rotating, type TokenStore, type Tokens } from '../src/index.ts'
import type { FakeAac, FakeAacOptions } from '../src/testing/index.ts'
import { client, clock, failure, fake, start, store } from './token-world.ts'

afterEach(() => fake.close())

describe('odd answers of the token server', () => {
  it.each<[string, FakeAacOptions['tokenAnswer']]>([
    ['a life in text', (answer) => ({ ...answer, expires_in: '300' })],
    ['no life', ({ expires_in: _life, ...answer }) => answer],
    ['a life that is none', (answer) => ({ ...answer, expires_in: 'soon' })],
    ['an empty life', (answer) => ({ ...answer, expires_in: '' })],
    ['a life of nothing', (answer) => ({ ...answer, expires_in: 0 })],
    ['scopes as a list', (answer) => ({ ...answer, scope: ['openid'] })],
    ['no scope', ({ scope: _scope, ...answer }) => answer],
    ['rubbish for an id_token', (answer) => ({ ...answer, id_token: 7, token_type: 'bEaReR' })],
    ['unknown fields', (answer) => ({ ...answer, more: { nested: [] } })],
  ])('are read tolerantly: %s', async (_what, tokenAnswer) => {
    await start({ tokenAnswer })
    const aac = client(memoryTokens(fake.tokens()))
    for (let turn = 1; turn <= 3; turn += 1) {
      clock.advance(301_000)
      await aac.currentWorkspace()
      await aac.currentWorkspace()
      expect(fake.counters).toEqual({ exchanges: turn, spentPresented: 0 })
    }
  })

  it('keep the refresh token where no new one comes', async () => {
    await start({ graceSeconds: 1e9, tokenAnswer: ({ refresh_token: _token, ...answer }) => answer })
    const pair = fake.tokens()
    const kept = store(pair)
    clock.advance(301_000)
    await client(rotating(kept)).currentWorkspace()
    expect(kept.tokens).toMatchObject({ refreshToken: pair.refreshToken, expiresAt: clock.now() + 300_000 })
  })

  it('are kept before they are judged: a new refresh token without an access token is not lost', async () => {
    let odd = true
    await start({ tokenAnswer: ({ access_token, ...answer }) => (odd ? answer : { access_token, ...answer }) })
    const pair = fake.tokens()
    const kept = store(pair)
    const aac = client(rotating(kept))
    clock.advance(301_000)
    expect(await failure(aac.currentWorkspace())).toMatchObject({
      kind: 'protocol',
      operation: 'refreshToken',
      effect: 'none',
    })
    expect(kept.tokens.refreshToken).not.toBe(pair.refreshToken)
    odd = false
    await aac.currentWorkspace()
    expect(fake.counters).toEqual({ exchanges: 2, spentPresented: 0 })
  })
})

describe('a refresh token that is refused', () => {
  it('is one error that says what to do, and is not presented again', async () => {
    await start()
    const pair = fake.tokens()
    await memoryTokens(pair, { fetch: fake.fetch, now: clock.now })(pair.accessToken)
    const aac = client(memoryTokens(pair))
    clock.advance(301_000)
    for (let turn = 0; turn < 3; turn += 1) {
      const error = await failure(aac.remove(41001, 70003))
      expect(error).toMatchObject({
        kind: 'auth',
        operation: 'refreshToken',
        status: 400,
        code: 'invalid_grant',
        effect: 'none',
      })
      expect(error.message).toContain('User Preferences → OAuth 2.0 API Tokens → Generate')
      expect(error.message).not.toContain('brought no new pair')
    }
    expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 1 })
    expect(fake.ledger.entries).toEqual([])
  })

  it('names the exchange that was cut off before', async () => {
    await start()
    const aac = client(memoryTokens(fake.tokens(), { now: clock.now }))
    clock.advance(301_000)
    fake.fault({ on: 'refreshToken', when: 'after', give: 'reset' })
    expect(await failure(aac.currentWorkspace())).toMatchObject({
      kind: 'network',
      operation: 'refreshToken',
      effect: 'none',
    })
    const error = await failure(aac.currentWorkspace())
    expect(error).toMatchObject({ kind: 'auth', code: 'invalid_grant' })
    expect(error.message).toContain('An exchange of it begun at 2026-06-01T08:05:01.000Z brought no new pair.')
  })

  it('gives way to the pair that another program stored meanwhile, once', async () => {
    await start()
    const pair = fake.tokens()
    const kept = store(pair)
    const other = fake.tokens()
    const fetchAndSwap: typeof fetch = async (input, init) => {
      const answer = await fake.fetch(input, init)
      kept.tokens = other
      return answer
    }
    await memoryTokens(pair, { fetch: fake.fetch, now: clock.now })(pair.accessToken)
    const source = rotating(kept, { fetch: fetchAndSwap, now: clock.now })
    expect(await source(pair.accessToken)).toBe(other.accessToken)
    expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 1 })
  })

  it('is the end when the other program’s pair is refused too', async () => {
    await start({ reuseRevokes: true })
    const pair = fake.tokens()
    const kept = store(pair)
    const spend = (tokens: Tokens): Promise<string> =>
      memoryTokens(tokens, { fetch: fake.fetch, now: clock.now })(tokens.accessToken)
    const other = fake.tokens()
    await spend(pair)
    await spend(other)
    clock.advance(301_000)
    const source = rotating(kept, {
      now: clock.now,
      fetch: async (input, init) => {
        const answer = await fake.fetch(input, init)
        kept.tokens = other
        return answer
      },
    })
    expect(await failure(source())).toMatchObject({ code: 'invalid_grant' })
    expect(fake.counters.spentPresented).toBe(2)
  })

  it('comes back to life when a new pair is stored', async () => {
    await start({ refreshLife: 100 })
    const kept = store(fake.tokens())
    const aac = client(rotating(kept))
    clock.advance(301_000)
    expect(await failure(aac.currentWorkspace())).toMatchObject({ code: 'invalid_grant' })
    kept.tokens = fake.tokens()
    expect((await aac.currentWorkspace()).id).toBe('41001')
  })
})

describe('an exchange without an answer', () => {
  it.each<[string, Parameters<FakeAac['fault']>[0]['give'], string, number | undefined]>([
    ['a proxy’s page', 'html', 'network', 502],
    ['a broken server', { status: 500, body: '{"error":"server_error"}' }, 'network', 500],
    ['a reset', 'reset', 'network', undefined],
    ['a body cut short', 'cut', 'protocol', 200],
    ['a quota', { status: 429, body: '' }, 'rejected', 429],
    ['a success that is a page', { status: 200, body: '<html>' }, 'protocol', 200],
    ['a refusal of another kind', { status: 400, body: '{"error":"invalid_request"}' }, 'auth', 400],
    ['a refusal without a word', { status: 403, body: '' }, 'auth', 403],
    ['an unknown client', { status: 401, body: '{"error":"invalid_client"}' }, 'auth', 401],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, 'protocol', 302],
  ])('is sent once, has no effect on people and leaves the pair: %s', async (_what, give, kind, status) => {
    await start()
    const pair = fake.tokens()
    const kept = store(pair)
    const aac = client(rotating(kept))
    clock.advance(301_000)
    fake.fault({ on: 'refreshToken', give })
    expect(await failure(aac.remove(41001, 70003))).toMatchObject({
      kind,
      status,
      operation: 'refreshToken',
      effect: 'none',
    })
    expect(fake.requests()).toBe(1)
    expect(kept.tokens).toBe(pair)
    // What was not spent is presented once more, and works.
    expect(await aac.remove(41001, 70003)).toEqual({ already: false })
  })

  it('does not overwrite the pair with an error that holds tokens', async () => {
    await start()
    const pair = fake.tokens()
    const kept = store(pair)
    clock.advance(301_000)
    fake.fault({
      on: 'refreshToken',
      give: { status: 400, body: '{"error":"x","access_token":"eyJa","refresh_token":"eyJb"}' },
    })
    await failure(client(rotating(kept)).currentWorkspace())
    expect(kept.tokens).toBe(pair)
  })
})

describe('a pair that cannot be written', () => {
  it('stays in memory, is told, and is written by the next call', async () => {
    await start()
    const pair = fake.tokens()
    const kept = store(pair)
    const aac = client(rotating(kept))
    clock.advance(301_000)
    kept.failing = 2
    for (let turn = 0; turn < 2; turn += 1) {
      const error = await failure(aac.currentWorkspace())
      expect(error).toMatchObject({ kind: 'auth', code: 'TOKEN_NOT_SAVED', effect: 'none' })
      expect(error.message).toContain('(ENOSPC)')
      // What a vault's library throws may hold what was written.
      expect(error.cause).toBeUndefined()
      expect(kept.tokens).toBe(pair)
    }
    await aac.currentWorkspace()
    expect(kept.tokens.refreshToken).not.toBe(pair.refreshToken)
    expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 0 })
  })
})

describe('a new pair that could not be written', () => {
  it('goes before everything else, also where the old token would still do', async () => {
    await start()
    const pair = fake.tokens()
    const kept = store(pair)
    const source = rotating(kept, { fetch: fake.fetch, now: clock.now })
    await source()
    kept.failing = 1
    expect(await failure(source(pair.accessToken))).toMatchObject({ code: 'TOKEN_NOT_SAVED' })
    expect(await source()).not.toBe(pair.accessToken)
    expect(fake.placeOf(kept.tokens.refreshToken)).toEqual({ family: 0, generation: 1 })
  })

  it.each<[string, unknown, string]>([
    ['its code', Object.assign(new Error('x'), { code: 'EIO' }), 'written (EIO); it'],
    ['no code that is none', Object.assign(new Error('x'), { code: 'eyJ5ecret' }), 'written; it'],
    ['no code that has one in it', Object.assign(new Error('x'), { code: 'secret EIO' }), 'written; it'],
    ['no number', Object.assign(new Error('x'), { code: 28 }), 'written; it'],
    ['no code where there is none', 'eyJ5ecret', 'written; it'],
  ])('is told with %s', async (_what, thrown, says) => {
    await start()
    const pair = fake.tokens()
    const kept = store(pair)
    const failing = {
      read: () => kept.read(),
      exclusively: <T>(work: Parameters<TokenStore['exclusively']>[0]): Promise<T> =>
        kept.exclusively((place) => work({ ...place, write: () => Promise.reject(thrown) })) as Promise<T>,
    }
    const source = rotating(failing, { fetch: fake.fetch, now: clock.now })
    expect((await failure(source(pair.accessToken))).message).toContain(says)
  })
})
