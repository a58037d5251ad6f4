import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import {
  AacClient,
  AacError,
  memoryTokens,
  type RotatingOptions,
  rotating,
  type TokenStore,
  type Tokens,
} from '../src/index.ts'
import { type FakeAac, type FakeAacOptions, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

let fake: FakeAac
let clock: ManualClock
afterEach(() => fake.close())

async function start(options: FakeAacOptions = {}): Promise<void> {
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { workspaces: 2, people: 3 }, ...options })
}

const client = (token: AacClientToken, more: Partial<ConstructorParameters<typeof AacClient>[0]> = {}): AacClient =>
  new AacClient({
    hosts: undefined,
    region: 'us1',
    token,
    fetch: fake.fetch,
    now: clock.now,
    retries: 0,
    ...more,
  } as ConstructorParameters<typeof AacClient>[0])
type AacClientToken = ConstructorParameters<typeof AacClient>[0]['token']

/** A store that shows what was done to it. */
function store(
  first: Tokens,
): TokenStore & { tokens: Tokens; since: number | undefined; refused: boolean; done: string[]; failing: number } {
  const kept = {
    tokens: first,
    since: undefined as number | undefined,
    refused: false,
    done: [] as string[],
    failing: 0,
    read: async () => kept.tokens,
    exclusively: <T>(work: Parameters<TokenStore['exclusively']>[0]) => {
      kept.done.push('lock')
      return work({
        read: async () => ({ tokens: kept.tokens, exchangeSince: kept.since }),
        mark: async () => {
          kept.done.push('mark')
          kept.since ??= clock.now()
          return true
        },
        refuse: async () => {
          kept.refused = true
        },
        write: async (tokens) => {
          kept.done.push('write')
          if (kept.failing > 0) {
            kept.failing -= 1
            throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
          }
          kept.tokens = tokens
          kept.since = undefined
        },
      }) as Promise<T>
    },
  }
  return kept
}

async function failure(call: Promise<unknown>): Promise<AacError> {
  const error = await call.then(
    () => expect.fail('it did not reject'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof AacError)) throw error
  expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('eyJ')
  return error
}

describe('renewal', () => {
  it.each([
    [300, 269, 0],
    [300, 271, 1],
    [3600, 3569, 0],
    [3600, 3571, 1],
    [20, 17, 0],
    [20, 19, 1],
  ])('of a token that lives %s s has after %s s happened %s times', async (tokenLife, after, exchanges) => {
    await start({ tokenLife })
    const aac = client(memoryTokens(fake.tokens()))
    clock.advance(after * 1000)
    await aac.currentWorkspace()
    expect(fake.counters).toEqual({ exchanges, spentPresented: 0 })
  })

  it('happens once for all callers', async () => {
    await start()
    const source = memoryTokens(fake.tokens())
    const [one, two] = [client(source), client(source)]
    clock.advance(301_000)
    await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : two).currentWorkspace()))
    expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 0 })
  })

  it('happens once after a 401, and the call is then sent once more', async () => {
    await start()
    // The caller's clock is ten minutes behind: only the server knows that the token has ended.
    const aac = client(memoryTokens(fake.tokens()), { now: () => clock.now() - 600_000 })
    clock.advance(301_000)
    await Promise.all([aac.remove(41001, 70003), aac.currentPerson(), aac.currentWorkspace()])
    expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 0 })
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })

  it('does not throw away a newer token for a 401 on an old one', async () => {
    await start()
    const pair = fake.tokens()
    const source = memoryTokens(pair, { fetch: fake.fetch, now: clock.now })
    const newer = await source(pair.accessToken)
    expect(newer).not.toBe(pair.accessToken)
    expect(await source(pair.accessToken)).toBe(newer)
    expect(fake.counters.exchanges).toBe(1)
  })

  it('ends after one more 401', async () => {
    await start()
    const aac = client(memoryTokens(fake.tokens()))
    fake.fault({ on: 'readCurrentWorkspace', times: 2, give: { status: 401, body: 'Unauthorized' } })
    const error = await failure(aac.currentWorkspace())
    expect(error).toMatchObject({ kind: 'auth', status: 401, effect: 'none' })
    expect(fake.counters.exchanges).toBe(1)
  })

  it('is out of reach of a caller’s abort', async () => {
    await start()
    const pair = fake.tokens()
    const kept = store(pair)
    const aac = client(rotating(kept))
    clock.advance(301_000)
    const stop = new AbortController()
    const waiting = aac.currentWorkspace({ signal: stop.signal })
    const other = aac.currentPerson()
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await other
    expect(kept.tokens.refreshToken).not.toBe(pair.refreshToken)
    expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 0 })
  })

  it('marks, exchanges and writes under the lock, in this order', async () => {
    await start()
    const kept = store(fake.tokens())
    clock.advance(301_000)
    await client(rotating(kept)).currentWorkspace()
    expect(kept.done).toEqual(['lock', 'mark', 'write'])
  })

  it('adopts a newer pair of the store and spends nothing', async () => {
    await start()
    const kept = store(fake.tokens())
    const aac = client(rotating(kept))
    await aac.currentWorkspace()
    clock.advance(301_000)
    kept.tokens = fake.tokens()
    await aac.currentWorkspace()
    expect(kept.done).toEqual(['lock'])
    expect(fake.counters.exchanges).toBe(0)
  })
})

it('a caller whose token was refused is not handed that token by a renewal that another caller began', async () => {
  await start()
  const kept = store(fake.tokens())
  const source = rotating(kept, { fetch: fake.fetch, now: clock.now })
  await source()
  clock.advance(301_000)
  kept.tokens = fake.tokens()
  const { accessToken } = kept.tokens
  const [adopted, renewed] = await Promise.all([source(), source(accessToken)])
  expect(adopted).toBe(accessToken)
  expect(renewed).not.toBe(accessToken)
  expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 0 })
})

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

describe('a pair that is none', () => {
  it.each([[{ access_token: 'a', refresh_token: 'b' }], [{ accessToken: 'a' }], [undefined], ['a']])(
    'is refused at once: %o',
    (pair) => {
      expect(() => memoryTokens(pair as unknown as Tokens)).toThrow('the pair is { accessToken, refreshToken }')
    },
  )
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

it('a pair without an access token begins with an exchange', async () => {
  await start()
  const { refreshToken } = fake.tokens()
  const seen: string[] = []
  const onExchange = ({ operation, status }: { operation: string; status?: number }): void =>
    void seen.push(`${operation} ${status}`)
  const options = { fetch: fake.fetch, now: clock.now, onExchange }
  expect(await memoryTokens({ accessToken: '', refreshToken }, options)()).toMatch(/^eyJ/)
  expect(seen).toEqual(['refreshToken 200'])
})

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

describe('a source stays with what it began with', () => {
  it('and refuses another workspace’s pair in the store, which it leaves as it is', async () => {
    await start()
    const kept = store(fake.tokens())
    const aac = client(rotating(kept))
    await aac.currentWorkspace()
    clock.advance(301_000)
    const other = fake.tokens({ workspace: 'research' })
    kept.tokens = other
    const error = await failure(aac.currentWorkspace())
    expect(error).toMatchObject({ kind: 'auth', code: 'OTHER_TOKEN' })
    expect(error.message).toContain('another workspace')
    expect(kept.tokens).toBe(other)
    expect(fake.counters.exchanges).toBe(0)
  })

  it('and refuses another issuer’s', async () => {
    await start()
    const kept = store(fake.tokens())
    const aac = client(rotating(kept))
    await aac.currentWorkspace()
    clock.advance(301_000)
    await using elsewhere = await startFakeAac({
      clock,
      issuer: 'https://pingauth-eu1.alteryxcloud.com/as',
      seed: { people: 1 },
    })
    kept.tokens = elsewhere.tokens()
    expect((await failure(aac.currentWorkspace())).message).toContain('another issuer')
  })
})
