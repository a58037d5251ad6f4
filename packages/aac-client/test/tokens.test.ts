import { afterEach, describe, expect, it } from 'vitest'
import { memoryTokens, rotating, type Tokens } from '../src/index.ts'
import { startFakeAac } from '../src/testing/index.ts'
import { client, clock, failure, fake, start, store } from './token-world.ts'

afterEach(() => fake.close())

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

describe('a pair that is none', () => {
  it.each([[{ access_token: 'a', refresh_token: 'b' }], [{ accessToken: 'a' }], [undefined], ['a']])(
    'is refused at once: %o',
    (pair) => {
      expect(() => memoryTokens(pair as unknown as Tokens)).toThrow('the pair is { accessToken, refreshToken }')
    },
  )
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
