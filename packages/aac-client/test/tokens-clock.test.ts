import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AacClient, memoryTokens, type TokenSource, type Tokens } from '../src/index.ts'
import { fileTokens } from '../src/node.ts'
import { type FakeAac, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

let folder: string
let file: string
let fake: FakeAac
let clock: ManualClock

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aac-clock-'))
  file = join(folder, 'creds.json')
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { people: 3 }, reuseRevokes: true })
})
afterEach(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const form = ({ accessToken, refreshToken }: Tokens): string =>
  JSON.stringify({ access_token: accessToken, refresh_token: refreshToken })
const source = (fetch = fake.fetch, now = clock.now): TokenSource => fileTokens(file, { fetch, now })

describe('a clock that is wrong', () => {
  it.each([-600_000, 600_000])('by %s ms costs no more than an exchange a life', async (wrong) => {
    writeFileSync(file, form(fake.tokens()))
    const [right, other] = [source(), source(fake.fetch, () => clock.now() + wrong)]
    for (let life = 1; life <= 3; life += 1) {
      clock.advance(301_000)
      for (let call = 0; call < 5; call += 1) {
        await other()
        await right()
      }
    }
    expect(fake.counters.exchanges).toBeLessThanOrEqual(6)
    expect(fake.families[0]).toMatchObject({ generations: fake.counters.exchanges, spent: [], revoked: false })
  })

  it.each<[string, number, number]>([
    ['was always slow', -600_000, -600_000],
    ['is set back', 0, -600_000],
    ['is set right', -600_000, 0],
    ['was always fast', 600_000, 600_000],
    ['is set forward', 0, 600_000],
  ])('because it %s shows nobody a 401, also where two take turns', async (_what, first, then) => {
    writeFileSync(file, form(fake.tokens()))
    let wrong = first
    const two = [1, 2].map(
      () => new AacClient({ hosts: fake.hosts, token: fileTokens(file), now: () => clock.now() + wrong, retries: 0 }),
    )
    for (let turn = 0; turn < 12; turn += 1) {
      if (turn === 5) wrong = then
      // Longer than a life: what the other has left has ended as well.
      clock.advance(turn % 3 === 0 ? 100_000 : 420_000)
      expect((await two[turn % 2]?.currentWorkspace())?.id).toBe('41001')
    }
    expect(fake.families[0]).toMatchObject({ spent: [], revoked: false })
    expect(fake.counters.exchanges).toBeLessThanOrEqual(12)
  })

  it('because it was set back does not make a pair that ended as well out to be good', async () => {
    writeFileSync(file, form(fake.tokens()))
    let wrong = 0
    const now = (): number => clock.now() + wrong
    const aac = new AacClient({ hosts: fake.hosts, token: fileTokens(file), now, retries: 0 })
    await aac.currentWorkspace()
    wrong = -600_000
    clock.advance(301_000)
    await source()()
    clock.advance(301_000)
    expect((await aac.currentWorkspace()).id).toBe('41001')
    expect(fake.families[0]).toMatchObject({ exchanges: 2, spent: [], revoked: false })
  })

  it('that is slow is known by the first pair: many exchange once a life between them', async () => {
    writeFileSync(file, form(fake.tokens()))
    const now = (): number => clock.now() - 600_000
    const many = Array.from(
      { length: 5 },
      () => new AacClient({ hosts: fake.hosts, token: fileTokens(file), now, retries: 0 }),
    )
    for (let life = 0; life < 4; life += 1) {
      clock.advance(301_000)
      for (const one of many) await one.currentWorkspace()
    }
    expect(fake.counters.exchanges).toBe(4)
  })

  it('is not believed when it calls a token ended that was just handed out', async () => {
    const odd = await startFakeAac({
      clock,
      seed: { people: 1 },
      tokenAnswer: ({ refresh_token }) => ({
        refresh_token,
        access_token: `e30.${Buffer.from('{"exp":9}').toString('base64url')}.x`,
      }),
    })
    const asked = memoryTokens(odd.tokens(), { fetch: odd.fetch, now: clock.now })
    clock.advance(301_000)
    const first = await asked()
    expect(await asked()).toBe(first)
    expect(odd.counters.exchanges).toBe(1)
    await odd.close()
  })
})

describe('the deadline of an exchange', () => {
  afterEach(() => vi.useRealTimers())

  it('is thirty seconds in which the process ran', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const never: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        const signal = init?.signal ?? (_input as Request).signal
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
    const pair = fake.tokens()
    const settled = vi.fn<(how: unknown) => void>()
    const call = memoryTokens(pair, { fetch: never, now: clock.now })(pair.accessToken).catch(
      (reason: unknown) => reason,
    )
    void call.then(settled)
    await new Promise((resolve) => setImmediate(resolve))
    vi.advanceTimersByTime(29_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(settled).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1000)
    expect(await call).toMatchObject({
      kind: 'timeout',
      operation: 'refreshToken',
      effect: 'none',
      message: 'refreshToken: no whole answer came in time',
    })
  })
})
