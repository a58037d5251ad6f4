// Longer than other files: each fault that an exchange can meet, over one server that makes them.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import nock from 'nock'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type EffectClass, effectOf, retryAfter } from '../src/effect.ts'
import { SendFailure } from '../src/failure.ts'
import { type Exchange, type SendOptions, send, type Whole } from '../src/send.ts'

const origin = 'https://houston.example.com'
const secret = 'tok_3f9a8c'
const quick = { delay: () => 0, timeout: 2_000 } as const

const post = (options: Partial<SendOptions> = {}, init: RequestInit = {}): Promise<Whole> =>
  send(
    `${origin}/v1`,
    { method: 'POST', body: `{"password":"${secret}"}`, headers: { authorization: secret }, ...init },
    { operation: 'Op', effect: 'read', ...quick, ...options },
  )

const caught = async (work: Promise<unknown>): Promise<SendFailure> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof SendFailure)) throw new Error(`expected a SendFailure, got ${inspect(error)}`)
  return error
}

const servers: Server[] = []
async function real(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(async () => {
  expect(nock.pendingMocks()).toEqual([])
  nock.cleanAll()
  nock.restore()
  nock.activate()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

describe('what is sent again', () => {
  const cases: [EffectClass, number, Record<string, string>, 'again' | 'once'][] = [
    ['read', 408, {}, 'again'],
    ['read', 429, {}, 'again'],
    ['read', 429, { 'retry-after': '0' }, 'again'],
    ['read', 500, {}, 'again'],
    ['read', 502, {}, 'again'],
    ['read', 503, {}, 'again'],
    ['read', 504, {}, 'again'],
    ['read', 400, {}, 'once'],
    ['read', 401, {}, 'once'],
    ['read', 403, {}, 'once'],
    ['read', 404, {}, 'once'],
    ['read', 501, {}, 'once'],
    ['once', 429, {}, 'again'],
    ['once', 503, { 'retry-after': '0' }, 'again'],
    ['once', 503, { 'x-retry-after': '0' }, 'again'],
    ['once', 503, {}, 'once'],
    ['once', 503, { 'retry-after': 'soon' }, 'once'],
    ['once', 408, {}, 'once'],
    ['once', 500, {}, 'once'],
    ['once', 502, {}, 'once'],
    ['once', 504, {}, 'once'],
    ['never', 429, { 'retry-after': '0' }, 'once'],
    ['never', 503, { 'retry-after': '0' }, 'once'],
    ['never', 500, {}, 'once'],
  ]
  it.each(cases)('%s, HTTP %i %o: %s', async (effect, status, headers, expected) => {
    let seen = 0
    nock(origin).post('/v1').reply(status, { first: true }, headers)
    if (expected === 'again') nock(origin).post('/v1').reply(200, { second: true })
    const answer = await post({ effect, onExchange: () => (seen += 1) })
    expect([answer.status, seen]).toEqual(expected === 'again' ? [200, 2] : [status, 1])
  })

  const faults: [EffectClass, string, string, 'again' | 'reset' | 'refused' | 'tls', 'none' | 'unknown'][] = [
    ['read', 'ECONNRESET', 'a reset', 'again', 'none'],
    ['read', 'UND_ERR_SOCKET', 'a closed socket', 'again', 'none'],
    ['read', 'ECONNREFUSED', 'a refused connection', 'again', 'none'],
    ['read', 'CERT_HAS_EXPIRED', 'an expired certificate', 'tls', 'none'],
    ['once', 'ECONNREFUSED', 'a refused connection', 'again', 'none'],
    ['once', 'ENOTFOUND', 'no such host', 'again', 'none'],
    ['once', 'EAI_AGAIN', 'no DNS', 'again', 'none'],
    ['once', 'UND_ERR_CONNECT_TIMEOUT', 'a connect timeout', 'again', 'none'],
    ['once', 'ECONNRESET', 'a reset', 'reset', 'unknown'],
    ['once', 'EPIPE', 'a broken pipe', 'reset', 'unknown'],
    ['once', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'a private authority', 'tls', 'none'],
    ['once', 'ERR_TLS_CERT_ALTNAME_INVALID', 'another name', 'tls', 'none'],
    ['once', 'ERR_SSL_WRONG_VERSION_NUMBER', 'no TLS', 'tls', 'none'],
    ['once', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'a record damaged under way', 'reset', 'unknown'],
    ['once', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'a self-signed certificate', 'tls', 'none'],
    ['never', 'ECONNREFUSED', 'a refused connection', 'refused', 'none'],
    ['never', 'ECONNRESET', 'a reset', 'reset', 'unknown'],
  ]
  it.each(faults)('%s, %s (%s): %s, effect %s', async (effect, code, _what, expected, left) => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => {
      if (fetch.mock.calls.length > 1) return new Response('{}')
      throw new Error('odd outer error of a runtime', { cause: Object.assign(new Error(secret), { code }) })
    })
    if (expected === 'again') {
      expect((await post({ effect, fetch })).status).toBe(200)
      expect(fetch).toHaveBeenCalledTimes(2)
      return
    }
    const failure = await caught(post({ effect, fetch }))
    expect(failure).toMatchObject({ fault: expected, effect: left, code })
    expect(failure.message).toContain(code)
    expect(fetch).toHaveBeenCalledTimes(1)
    expect(inspect(failure, { depth: 9, showHidden: true }) + JSON.stringify(failure)).not.toContain(secret)
  })

  const system = (code: string, syscall: string): Error => Object.assign(new Error(secret), { code, syscall })
  it.each<[string, Error, 'refused' | 'reset', 'none' | 'unknown']>([
    ['no network', system('ENETUNREACH', 'connect'), 'refused', 'none'],
    ['no route to the host', system('EHOSTUNREACH', 'connect'), 'refused', 'none'],
    ['a connect that took too long', system('ETIMEDOUT', 'connect'), 'refused', 'none'],
    ['an answer that took too long', system('ETIMEDOUT', 'read'), 'reset', 'unknown'],
    [
      'all addresses of a host',
      Object.assign(new AggregateError([system('ENETUNREACH', 'connect'), system('ECONNREFUSED', 'connect')]), {
        code: 'ENETUNREACH',
      }),
      'refused',
      'none',
    ],
    ['several errors of nothing', new AggregateError([]), 'reset', 'unknown'],
  ])('%s: a connection that never stood carried nothing', async (_, cause, fault, effect) => {
    const fetch = vi.fn<typeof globalThis.fetch>().mockRejectedValue(new TypeError('fetch failed', { cause }))
    expect(await caught(post({ effect: 'once', fetch }))).toMatchObject({ fault, effect })
    expect(fetch).toHaveBeenCalledTimes(effect === 'none' ? 4 : 1)
  })

  it('gives up after three retries and answers with the last status and its whole body', async () => {
    nock(origin).post('/v1').times(4).reply(502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' })
    const answer = await post()
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
      502,
      '<html>Bad Gateway</html>',
      'text/html',
    ])
  })

  it('sends as often as it is told', async () => {
    nock(origin).post('/v1').twice().reply(500)
    expect((await post({ retries: 1 })).status).toBe(500)
  })

  it('leaves a network error that stays to the caller', async () => {
    const fetch = vi
      .fn<typeof globalThis.fetch>()
      .mockRejectedValue(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))
    expect(await caught(post({ effect: 'once', fetch }))).toMatchObject({
      fault: 'refused',
      effect: 'none',
      code: 'ECONNREFUSED',
    })
    expect(fetch).toHaveBeenCalledTimes(4)
  })
})

describe('waiting', () => {
  it('does not sleep for a retry time beyond the budget, but says at once what came', async () => {
    nock(origin).post('/v1').reply(429, 'slow down', { 'x-retry-after': '3600' })
    const started = performance.now()
    const answer = await post({ effect: 'once', budget: 10_000 })
    expect([answer.status, answer.headers.get('x-retry-after')]).toEqual([429, '3600'])
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('waits for x-retry-after, which ky does not know', async () => {
    nock(origin).post('/v1').reply(429, '', { 'x-retry-after': '1' })
    nock(origin).post('/v1').reply(200, 'ok')
    const started = performance.now()
    expect((await post({ effect: 'once' })).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(900)
  })

  it('does not believe reset headers that are no retry time', async () => {
    nock(origin)
      .post('/v1')
      .reply(429, '', { 'ratelimit-reset': '9999', 'x-rate-limit-reset': '9999', 'x-ratelimit-reset': '9999' })
    nock(origin).post('/v1').reply(200, 'ok')
    expect((await post({ budget: 3_000 })).status).toBe(200)
  })

  it('holds each attempt at the gate, and the gate does not count as a timeout', async () => {
    const attempts: string[] = []
    nock(origin).post('/v1').reply(500)
    nock(origin).post('/v1').reply(200)
    const answer = await post({
      timeout: 300,
      gate: async ({ operation, effect, attempt }) => {
        attempts.push(`${operation} ${effect} ${attempt}`)
        await sleep(400)
      },
    })
    expect([answer.status, attempts]).toEqual([200, ['Op read 1', 'Op read 2']])
  })

  it('passes on what a gate throws, and sends nothing', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>()
    const parked = new Error('parked')
    await expect(
      post({
        fetch,
        gate: () => {
          throw parked
        },
      }),
    ).rejects.toBe(parked)
    expect(fetch).not.toHaveBeenCalled()
  })

  it('has what was let through checked before each attempt, however long it waited', async () => {
    const order: string[] = []
    const ended = vi.fn<(exchange: Exchange | undefined) => void>()
    const stale = new Error('stale')
    nock(origin).post('/v1').reply(500)
    const failed = post({
      gate: ({ attempt }) => {
        order.push(`gate ${attempt}`)
        return ended
      },
      check: () => {
        order.push('check')
        if (order.length > 2) throw stale
      },
    })
    await expect(failed).rejects.toBe(stale)
    expect(order).toEqual(['gate 1', 'check', 'gate 2', 'check'])
    // Of the attempt that was not sent there is nothing to tell.
    expect(ended.mock.calls.map(([exchange]) => exchange?.status)).toEqual([500, undefined])
  })
})

describe('time, size and shape of an answer', () => {
  it.each<[EffectClass, 'none' | 'unknown', number]>([
    ['read', 'none', 2],
    ['once', 'unknown', 1],
    ['never', 'unknown', 1],
  ])('a server that never answers: %s ends as a timeout, effect %s', async (effect, left, requests) => {
    let count = 0
    const url = await real(() => (count += 1))
    const failure = await caught(
      send(url, { method: 'POST' }, { operation: 'Op', effect, timeout: 1000, retries: 1, delay: () => 0 }),
    )
    expect(failure).toMatchObject({ fault: 'timeout', effect: left })
    expect(count).toBe(requests)
  })

  it('headers and then silence end as a timeout too', async () => {
    const url = await real((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half')
    })
    expect(
      await caught(send(url, { method: 'POST' }, { operation: 'Op', effect: 'once', timeout: 1000 })),
    ).toMatchObject({ fault: 'timeout', effect: 'unknown', status: 200 })
  })

  it.each<[EffectClass, 'none' | 'unknown', number]>([
    ['read', 'none', 2],
    ['once', 'unknown', 1],
  ])('a body that is cut half-way: %s is an error with the status, effect %s', async (effect, left, requests) => {
    let count = 0
    const url = await real((_request, response) => {
      count += 1
      response.writeHead(200, { 'content-length': '100' })
      response.write('half')
      setTimeout(() => response.destroy(), 5)
    })
    expect(
      await caught(send(url, { method: 'POST' }, { operation: 'Op', effect, retries: 1, delay: () => 0 })),
    ).toMatchObject({ fault: 'cut', effect: left, status: 200 })
    expect(count).toBe(requests)
  })

  it('a cut body of a read is read again', async () => {
    let count = 0
    const url = await real((_request, response) => {
      count += 1
      if (count > 1) return response.end('whole')
      response.writeHead(200, { 'content-length': '100' })
      response.write('half')
      return setTimeout(() => response.destroy(), 5)
    })
    expect(await (await send(url, {}, { operation: 'Op', effect: 'read', delay: () => 0 })).text()).toBe('whole')
  })

  it.each<[EffectClass, 'none' | 'unknown']>([
    ['read', 'none'],
    ['once', 'unknown'],
  ])('an answer over the limit is refused without being read whole: %s, effect %s', async (effect, left) => {
    let count = 0
    const url = await real((_request, response) => {
      count += 1
      response.write('x'.repeat(70_000))
      response.write('x'.repeat(70_000))
    })
    expect(await caught(send(url, {}, { operation: 'Op', effect, maxBytes: 100_000 }))).toMatchObject({
      fault: 'too-large',
      effect: left,
      status: 200,
    })
    expect(count).toBe(1)
  })

  it('an answer of exactly the limit is taken', async () => {
    const url = await real((_request, response) => response.end('x'.repeat(1_000)))
    expect(await (await send(url, {}, { operation: 'Op', effect: 'read', maxBytes: 1_000 })).text()).toHaveLength(1_000)
  })

  it.each<[EffectClass, number, 'none' | 'unknown']>([
    ['read', 302, 'none'],
    ['once', 302, 'unknown'],
    ['once', 308, 'unknown'],
  ])('a redirect is an error and is not followed: %s %i, effect %s', async (effect, status, left) => {
    let count = 0
    const url = await real((_request, response) => {
      count += 1
      response.writeHead(status, { location: '/elsewhere' }).end()
    })
    expect(await caught(send(url, { method: 'POST' }, { operation: 'Op', effect }))).toMatchObject({
      fault: 'redirect',
      effect: left,
      status,
    })
    expect(count).toBe(1)
  })

  it.each<[string, number, Record<string, string>]>([
    ['a redirect', 302, { location: '/elsewhere' }],
    ['what is announced as too large', 200, { 'content-length': '1000000' }],
  ])('nobody goes on receiving %s', async (_, status, headers) => {
    const cancel = vi.fn<() => void>()
    const fetch = async (): Promise<Response> => new Response(new ReadableStream({ cancel }), { status, headers })
    await caught(post({ effect: 'once', maxBytes: 1_000, fetch }))
    expect(cancel).toHaveBeenCalledTimes(1)
  })

  it('an empty answer has an empty body', async () => {
    const url = await real((_request, response) => response.writeHead(204).end())
    const answer = await send(url, { method: 'DELETE' }, { operation: 'Op', effect: 'once' })
    expect([answer.status, await answer.text()]).toEqual([204, ''])
  })

  it('a connection that is closed without an answer leaves a mutation unknown', async () => {
    const url = await real((request) => request.socket.destroy())
    expect(await caught(send(url, { method: 'POST' }, { operation: 'Op', effect: 'once' }))).toMatchObject({
      fault: 'reset',
      effect: 'unknown',
      code: 'UND_ERR_SOCKET',
    })
  })

  it('a port where nobody listens is refused', async () => {
    const url = await real(() => undefined)
    await new Promise((resolve) => servers.pop()?.close(resolve))
    expect(await caught(send(url, { method: 'POST' }, { operation: 'Op', effect: 'once', retries: 0 }))).toMatchObject({
      fault: 'refused',
      code: 'ECONNREFUSED',
      effect: 'none',
    })
  })
})

describe('aborting', () => {
  it('rejects with the reason of the signal before anything is sent', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>()
    const reason = new Error('enough')
    await expect(post({ fetch }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(fetch).not.toHaveBeenCalled()
  })

  it('rejects with the reason of the signal while the server is silent', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const url = await real(() => controller.abort(reason))
    await expect(
      send(url, { method: 'POST', signal: controller.signal }, { operation: 'Op', effect: 'once' }),
    ).rejects.toBe(reason)
  })

  it('rejects with the reason of the signal while it waits to try again', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    nock(origin).post('/v1').reply(429, '', { 'retry-after': '30' })
    const waiting = post(
      { onExchange: () => setTimeout(() => controller.abort(reason), 10) },
      { signal: controller.signal },
    )
    await expect(waiting).rejects.toBe(reason)
  })
})

describe('what is told of an exchange', () => {
  it('names attempts, statuses and rate limits, and nothing that is secret', async () => {
    const exchanges: Exchange[] = []
    nock(origin).post('/v1').reply(429, secret, {
      'x-retry-after': '0',
      'x-rate-limit-user-remaining': '0',
      'x-request-id': 'r1',
      'set-cookie': secret,
    })
    nock(origin).post('/v1').reply(200, secret)
    await post({ onExchange: (exchange) => exchanges.push(exchange) })
    expect(exchanges).toMatchObject([
      {
        operation: 'Op',
        attempt: 1,
        status: 429,
        headers: { 'x-retry-after': '0', 'x-rate-limit-user-remaining': '0', 'x-request-id': 'r1' },
      },
      { operation: 'Op', attempt: 2, status: 200, headers: {} },
    ])
    expect(exchanges.every(({ ms }) => ms >= 0 && ms < 10_000)).toBe(true)
    expect(JSON.stringify(exchanges)).not.toContain(secret)
  })

  it('names the code of an attempt that got no answer', async () => {
    const exchanges: Exchange[] = []
    const fetch = vi
      .fn<typeof globalThis.fetch>()
      .mockRejectedValue(Object.assign(new Error('x'), { code: 'ECONNRESET' }))
    await caught(post({ effect: 'once', fetch, onExchange: (exchange) => exchanges.push(exchange) }))
    expect(exchanges).toMatchObject([{ attempt: 1, code: 'ECONNRESET' }])
    expect(exchanges[0]).not.toHaveProperty('status')
  })

  it('names the fault where the network has no code', async () => {
    const exchanges: Exchange[] = []
    const url = await real((_request, response) => response.writeHead(302, { location: '/' }).end())
    await caught(send(url, {}, { operation: 'Op', effect: 'read', onExchange: (exchange) => exchanges.push(exchange) }))
    expect(exchanges).toMatchObject([{ status: 302, code: 'REDIRECT' }])
  })
})

describe('effectOf', () => {
  const now = { 'retry-after': '1' }
  it.each<[EffectClass, number, Record<string, string>, 'none' | 'unknown']>([
    ['read', 500, {}, 'none'],
    ['read', 200, {}, 'none'],
    ['once', 200, {}, 'unknown'],
    ['once', 302, {}, 'unknown'],
    ['once', 399, {}, 'unknown'],
    ['once', 400, {}, 'none'],
    ['once', 401, {}, 'none'],
    ['once', 403, {}, 'none'],
    ['once', 404, {}, 'none'],
    ['once', 408, {}, 'unknown'],
    ['once', 409, {}, 'none'],
    ['once', 429, {}, 'none'],
    ['once', 499, {}, 'none'],
    ['once', 500, {}, 'unknown'],
    ['once', 503, {}, 'unknown'],
    ['once', 503, now, 'none'],
    ['once', 504, now, 'unknown'],
    ['never', 500, {}, 'unknown'],
    ['never', 400, {}, 'none'],
  ])('%s, HTTP %i %o: %s', (effect, status, headers, expected) => {
    expect(effectOf(effect, { status, headers: new Headers(headers) })).toBe(expected)
  })
})

describe('retryAfter', () => {
  const now = Date.parse('2026-06-01T08:00:00Z')
  it.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ 'retry-after': '5' }, 5_000],
    [{ 'retry-after': ' 5 ' }, 5_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'x-retry-after': '7', 'retry-after': '5' }, 7_000],
    [{ 'x-retry-after': 'rubbish', 'retry-after': '5' }, 5_000],
    [{ 'retry-after': 'Mon, 01 Jun 2026 08:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Mon, 01 Jun 2026 07:00:00 GMT' }, 0],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': '5 minutes' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': 'Mon' }, undefined],
  ])('%o: %s', (headers, expected) => {
    expect(retryAfter(new Headers(headers), now)).toBe(expected)
  })
})

describe('the first attempt', () => {
  it('ends in time, also where fetch takes no notice of its signal, and a late answer counts for nothing', async () => {
    let answerLate: (answer: Response) => void = () => undefined
    const deaf: typeof fetch = () =>
      new Promise((resolve) => {
        answerLate = resolve
      })
    const error = await caught(post({ effect: 'once', fetch: deaf, timeout: 10 }))
    expect(error).toMatchObject({ fault: 'timeout', effect: 'unknown' })
    answerLate(new Response('{}'))
  })

  it('ends at once when its caller aborts, also where fetch takes no notice', async () => {
    const stop = new AbortController()
    const pending = post({ fetch: () => new Promise(() => undefined) }, { signal: stop.signal })
    const reason = new Error('enough')
    stop.abort(reason)
    await expect(pending).rejects.toBe(reason)
  })

  it('is not undone by who watches it', async () => {
    const onExchange = vi.fn(() => {
      throw new Error('watcher')
    })
    const answer = await post({ effect: 'once', fetch: async () => new Response('whole'), onExchange })
    expect(await answer.text()).toBe('whole')
    expect(onExchange).toHaveBeenCalledTimes(1)
  })

  it('waits at the gate once, and each later one too', async () => {
    const attempts: number[] = []
    const gate: NonNullable<SendOptions['gate']> = ({ attempt }) => void attempts.push(attempt)
    let calls = 0
    const answer = await post({
      gate,
      fetch: async () => {
        calls += 1
        return new Response('', { status: calls < 3 ? 503 : 200 })
      },
    })
    expect([answer.status, calls, attempts]).toEqual([200, 3, [1, 2, 3]])
  })
})
