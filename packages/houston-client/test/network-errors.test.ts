import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HoustonClient, type HoustonError } from '../src/index.ts'
import { bodySecret, calls, client, email, failure, token, told } from './harness.ts'

afterEach(() => void vi.useRealTimers())

const broken =
  (code?: string): typeof globalThis.fetch =>
  () => {
    const cause = Object.assign(new Error(`${token} ${email}`), code === undefined ? {} : { code })
    return Promise.reject(new TypeError('fetch failed', { cause }))
  }

const cut: typeof globalThis.fetch = () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"data":'))
      controller.error(Object.assign(new Error(bodySecret), { code: 'UND_ERR_SOCKET' }))
    },
  })
  return Promise.resolve(new Response(body, { status: 200, headers: { 'content-type': 'application/json' } }))
}

/** Runs the timers between attempts until the call has ended. */
async function ended(call: Promise<unknown>): Promise<HoustonError> {
  const error = failure(call)
  error.catch(() => undefined)
  await vi.runAllTimersAsync()
  return error
}

const untrusted =
  'the connection is not trusted; if the server uses a private certificate authority, name its file in NODE_EXTRA_CA_CERTS'

describe('no answer becomes an error that says what may have been done', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))

  it.each([
    { code: 'ECONNREFUSED', says: 'the server could not be reached (ECONNREFUSED)', once: 'none' },
    { code: 'ENOTFOUND', says: 'the server could not be reached (ENOTFOUND)', once: 'none' },
    { code: 'SELF_SIGNED_CERT_IN_CHAIN', says: `${untrusted} (SELF_SIGNED_CERT_IN_CHAIN)`, once: 'none' },
    { code: 'ECONNRESET', says: 'the connection broke before an answer came (ECONNRESET)', once: 'unknown' },
    { code: undefined, says: 'the connection broke before an answer came', once: 'unknown' },
  ])('$code', async ({ code, says, once }) => {
    const change = await ended(calls.once(client(broken(code))))
    expect(told(change, 'InviteUser')).toBe(`network, ${once}, ${code ?? '-'}: ${says}`)
    const read = await ended(calls.read(client(broken(code))))
    expect(told(read, 'FindUsers')).toBe(`network, none, ${code ?? '-'}: ${says}`)
    expect([change.status, read.status]).toEqual([undefined, undefined])
  })

  it('an answer that is cut short', async () => {
    const error = await ended(calls.once(client(cut)))
    expect(told(error, 'InviteUser')).toBe(
      'protocol, unknown, UND_ERR_SOCKET: HTTP 200, the answer was cut short (UND_ERR_SOCKET)',
    )
    expect(error.status).toBe(200)
  })
})

describe('a call ends in time', () => {
  const silent: typeof globalThis.fetch = (input, init) =>
    new Promise((_, reject) => {
      const { signal } = new Request(input, init)
      signal.addEventListener('abort', () => reject(new Error(token)))
    })

  it('a change that gets no answer in time may have been made', async () => {
    const error = await failure(calls.once(client(silent, 10)))
    expect(told(error, 'InviteUser')).toBe('timeout, unknown, -: no whole answer came in time')
  })

  it('an abort rejects with the reason of the signal', async () => {
    const controller = new AbortController()
    const call = client(silent).invite(email, { signal: controller.signal })
    controller.abort(new RangeError('enough'))
    await expect(call).rejects.toThrow(new RangeError('enough'))
  })

  it('an abort under way rejects with the reason of the signal', async () => {
    const controller = new AbortController()
    const fetch: typeof globalThis.fetch = (input, init) => {
      queueMicrotask(() => controller.abort('stop'))
      return silent(input, init)
    }
    await expect(client(fetch).invite(email, { signal: controller.signal })).rejects.toBe('stop')
  })

  it('a signal that is aborted already sends nothing and asks for no token', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>()
    const source = vi.fn(() => token)
    const houston = new HoustonClient({ url: 'https://houston.example.com', token: source, fetch })
    await expect(houston.invite(email, { signal: AbortSignal.abort('stop') })).rejects.toBe('stop')
    expect([fetch.mock.calls, source.mock.calls]).toEqual([[], []])
  })

  it('an abort does not wait for a token that never comes', async () => {
    const controller = new AbortController()
    const houston = new HoustonClient({ url: 'https://houston.example.com', token: () => new Promise(() => undefined) })
    const call = houston.invite(email, { signal: controller.signal })
    controller.abort('stop')
    await expect(call).rejects.toBe('stop')
  })

  it.each<[string, () => string | Promise<string>]>([
    ['comes', () => token],
    ['fails', () => Promise.reject(new Error('vault'))],
  ])('a signal that is aborted while the token %s sends nothing', async (_, end) => {
    const fetch = vi.fn<typeof globalThis.fetch>()
    const controller = new AbortController()
    const source = (): string | Promise<string> => {
      controller.abort('stop')
      return end()
    }
    const houston = new HoustonClient({ url: 'https://houston.example.com', token: source, fetch })
    await expect(houston.invite(email, { signal: controller.signal })).rejects.toBe('stop')
    expect(fetch).not.toHaveBeenCalled()
  })

  it("a gate's own error comes through as it is", async () => {
    const closed = new RangeError('closed')
    const gate = (): Promise<undefined> => Promise.reject(closed)
    const houston = new HoustonClient({ url: 'https://houston.example.com', token, fetch: silent, gate })
    await expect(houston.users()).rejects.toBe(closed)
  })
})
