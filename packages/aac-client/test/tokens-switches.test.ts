import { afterEach, describe, expect, it } from 'vitest'
import { AacClient, memoryTokens, type TokenSource } from '../src/index.ts'
import { type FakeAac, type FakeAacOptions, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

// What nobody knows of the token server (facts §9), each in both positions.
let fake: FakeAac
let clock: ManualClock
afterEach(() => fake.close())

async function start(options: FakeAacOptions = {}): Promise<void> {
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { people: 2 }, ...options })
}
const client = (token: string | TokenSource): AacClient =>
  new AacClient({ region: 'us1', token, fetch: fake.fetch, now: clock.now, retries: 0 })

describe('an access token (facts §9.4)', () => {
  it.each([
    ['five minutes, as now', 300],
    ['an hour, as before', 3600],
  ])('that lives %s is renewed once a life', async (_since, tokenLife) => {
    await start({ tokenLife })
    const aac = client(memoryTokens(fake.tokens()))
    for (let minute = 0; minute < 120; minute += 1) {
      await aac.currentWorkspace()
      clock.advance(60_000)
    }
    // A fixed margin of five minutes would renew at each call (facts §2.2).
    expect(fake.counters.exchanges).toBe(tokenLife === 300 ? 23 : 1)
    expect(fake.counters.spentPresented).toBe(0)
  })
})

describe('a static token of the older kind (facts §9.6)', () => {
  it('works where the tenant still takes it, and spends nothing', async () => {
    await start()
    const aac = client(fake.staticToken())
    clock.advance(365 * 86_400_000)
    expect((await aac.currentWorkspace()).id).toBe('41001')
    expect(fake.counters.exchanges).toBe(0)
  })

  it('that is dead is one error that says how to make a pair', async () => {
    await start()
    await expect(client('pat_41001_70001_dead').currentWorkspace()).rejects.toMatchObject({
      kind: 'auth',
      status: 401,
      effect: 'none',
      message: expect.stringContaining('OAuth 2.0 API Tokens → Generate') as string,
    })
    expect(fake.requests()).toBe(1)
  })
})

describe('a lost answer (facts §9.15)', () => {
  it.each<[string, FakeAacOptions, 'ok' | 'lost']>([
    ['without grace loses the pair, and says so', { graceSeconds: 0 }, 'lost'],
    ['without grace loses it, and the family', { graceSeconds: 0, reuseRevokes: true }, 'lost'],
    ['within the grace time is made up for', { graceSeconds: 60 }, 'ok'],
    [
      'within the grace time is made up for, where reuse ends the family',
      { graceSeconds: 60, reuseRevokes: true },
      'ok',
    ],
  ])('%s', async (_what, options, outcome) => {
    await start(options)
    const aac = client(memoryTokens(fake.tokens()))
    clock.advance(301_000)
    fake.fault({ on: 'refreshToken', when: 'after', give: 'reset' })
    await expect(aac.currentWorkspace()).rejects.toMatchObject({ kind: 'network', effect: 'none' })
    clock.advance(59_000)
    const next = aac.currentWorkspace()
    if (outcome === 'ok') await next
    else await expect(next).rejects.toMatchObject({ kind: 'auth', code: 'invalid_grant' })
    // Presented once more, and no more than once.
    await aac.currentWorkspace().catch(() => undefined)
    expect(fake.counters.spentPresented).toBe(1)
    expect(fake.families[0]?.revoked).toBe(outcome === 'lost' && options.reuseRevokes === true)
  })

  it.each<[string, Parameters<FakeAac['fault']>[0]['give']]>([
    ['a page of a proxy', 'html'],
    ['a body that is cut short', 'cut'],
    ['nothing', { status: 200, body: '' }],
    ['a page that is called a success', { status: 200, body: '<html>' }],
    ['a broken server', { status: 500, body: '' }],
    ['a busy server', { status: 503, headers: { 'retry-after': '1' } }],
  ])('after the server acted, in whose place comes %s, is presented once more and no more', async (_what, give) => {
    await start({ reuseRevokes: true })
    const aac = client(memoryTokens(fake.tokens()))
    clock.advance(301_000)
    fake.fault({ on: 'refreshToken', when: 'after', give })
    await expect(aac.currentWorkspace()).rejects.toMatchObject({ operation: 'refreshToken', effect: 'none' })
    for (let turn = 0; turn < 3; turn += 1)
      await expect(aac.currentWorkspace()).rejects.toMatchObject({ kind: 'auth', code: 'invalid_grant' })
    expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 1 })
  })

  it('whose request never arrived costs nothing', async () => {
    await start()
    const aac = client(memoryTokens(fake.tokens()))
    clock.advance(301_000)
    fake.fault({ on: 'refreshToken', give: 'reset' })
    await expect(aac.currentWorkspace()).rejects.toMatchObject({ kind: 'network' })
    await aac.currentWorkspace()
    expect(fake.families[0]).toMatchObject({ exchanges: 1, generations: 1, spent: [] })
  })
})

describe('the life of a refresh token', () => {
  it.each([
    ['is prolonged by rotation', true],
    ['is not', false],
  ])('%s', async (_what, rotationProlongs) => {
    await start({ refreshLife: 1000, rotationProlongs })
    const aac = client(memoryTokens(fake.tokens()))
    for (let turn = 1; turn <= 3; turn += 1) {
      clock.advance(301_000)
      await aac.currentWorkspace()
    }
    clock.advance(301_000)
    const call = aac.currentWorkspace()
    if (rotationProlongs) await call
    else
      await expect(call).rejects.toMatchObject({
        code: 'invalid_grant',
        message: expect.stringContaining('it ended at 2026-06-01T08:16:40.000Z') as string,
      })
  })
})
