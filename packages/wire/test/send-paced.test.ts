import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SendFailure } from '../src/failure.ts'
import { type Exchange, type Gate, type SendOptions, send, type Whole } from '../src/send.ts'

const ends: (Exchange | undefined)[] = []
const pacing: Gate = () => (exchange) => void ends.push(exchange)

const get = (options: Partial<SendOptions>, signal?: AbortSignal): Promise<Whole> => {
  ends.length = 0
  return send('https://houston.example.com/v1', signal === undefined ? {} : { signal }, {
    operation: 'Op',
    effect: 'once',
    gate: pacing,
    delay: () => 0,
    ...options,
  })
}

/** A server that answers so, the last one for ever. */
const answers = (...all: [number, Record<string, string>?][]) =>
  vi.fn<typeof fetch>(async () => {
    const [status, headers = {}] = (all.length > 1 ? all.shift() : all[0]) ?? [500]
    return new Response('', { status, headers })
  })

const deaf = vi.fn<typeof fetch>(() => new Promise(() => undefined))

beforeEach(() => void deaf.mockClear())

describe('under a gate that paces', () => {
  it('refusals use up none of the retries', async () => {
    const fetch = answers([429], [429], [429], [429], [429], [429], [503, { 'retry-after': '0' }], [429], [200])
    expect((await get({ fetch, retries: 1 })).status).toBe(200)
    expect(ends.map((end) => end?.status)).toEqual([429, 429, 429, 429, 429, 429, 503, 429, 200])
  })

  it('a call that is refused all the time ends with that answer', async () => {
    const fetch = answers([429])
    expect((await get({ fetch })).status).toBe(429)
    expect(fetch).toHaveBeenCalledTimes(11)
  })

  it.each([429, 503])('%i with a retry time is waited for at the gate alone', async (status) => {
    const fetch = answers([status, { 'x-retry-after': '30' }], [200])
    const begun = performance.now()
    expect((await get({ fetch, delay: () => 30_000 })).status).toBe(200)
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  it('other answers are sent again as often as without one, and after the same delay', async () => {
    const fetch = answers([500])
    const delay = vi.fn(() => 0)
    expect((await get({ fetch, effect: 'read', retries: 2, delay })).status).toBe(500)
    expect(fetch).toHaveBeenCalledTimes(3)
    expect(delay.mock.calls).toEqual([[1], [2]])
  })

  it('a retry time beyond the budget is told at once', async () => {
    const fetch = answers([429, { 'retry-after': '61' }])
    expect((await get({ fetch })).status).toBe(429)
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('a gate that is not told of the ends leaves the waiting to the call', async () => {
    const fetch = answers([429])
    const gate = vi.fn<Gate>(() => undefined)
    expect((await get({ fetch, gate })).status).toBe(429)
    expect(fetch).toHaveBeenCalledTimes(4)
  })

  it('an attempt that timed out is told of at once, also where fetch takes no notice', async () => {
    const error: unknown = await get({ fetch: deaf, timeout: 10 }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SendFailure)
    expect(ends).toMatchObject([{ code: 'TIMEOUT' }])
  })

  it('each attempt of a read that times out is told of', async () => {
    await get({ fetch: deaf, timeout: 10, effect: 'read', retries: 2 }).catch(() => undefined)
    expect(ends).toMatchObject([{ code: 'TIMEOUT' }, { code: 'TIMEOUT' }, { code: 'TIMEOUT' }])
  })

  it.each([0, 1, 2, 3, 4, 5])('a call ends at once, %i steps after it was begun', async (steps) => {
    const stop = new AbortController()
    const pending = get({ fetch: deaf }, stop.signal)
    for (let step = 0; step < steps; step += 1) await Promise.resolve()
    const reason = new Error('enough')
    stop.abort(reason)
    await expect(pending).rejects.toBe(reason)
    expect(ends).toHaveLength(1)
  })

  it('an attempt that its caller gave up is told of as that', async () => {
    const stop = new AbortController()
    const pending = get({ fetch: deaf }, stop.signal)
    await vi.waitFor(() => expect(deaf).toHaveBeenCalled())
    const reason = new Error('enough')
    stop.abort(reason)
    await expect(pending).rejects.toBe(reason)
    expect(ends).toMatchObject([{ code: 'ABORTED' }])
  })

  it('is told of nothing where a call is given up before it is sent', async () => {
    const stop = new AbortController()
    const fetch = answers([200])
    const gate: Gate = async () => {
      stop.abort(new Error('enough'))
      return (exchange) => void ends.push(exchange)
    }
    await expect(get({ fetch, gate }, stop.signal)).rejects.toThrow('enough')
    expect([ends, fetch.mock.calls]).toEqual([[undefined], []])
  })
})
