import { describe, expect, it } from 'vitest'
import { memoryState } from '../src/index.ts'
import { notifier } from '../src/notify/notify.ts'
import { startReceiver, testSecret } from './notify-receiver.ts'
import { held, telling } from './notify-told.ts'
import { hour } from './state-forms.ts'

describe('a receiver', () => {
  it.each([
    ['answers 500', { status: 500 }, 'HTTP 500'],
    ['refuses', { status: 401 }, 'HTTP 401'],
    ['redirects', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, /^a redirect, which is not followed/],
    ['breaks the connection', { status: 200, breaks: true }, /^no connection/],
    ['takes too long', { status: 200, after: 5_000 }, 'no answer in time'],
  ] as const)('that %s is tried again', async (_, answering, why) => {
    await using receiver = await startReceiver()
    receiver.answering = answering
    const ops = await telling(receiver, { deadline: 60_000 })
    await ops.tell(held)
    // Only who is waited for in vain is not waited for long: a busy machine answers when it can.
    const { receivers, state } = { receivers: [{ ...receiver, name: 'ops' }], state: ops.state }
    const hasty = notifier({ receivers, state, now: () => ops.clock.time, deadline: 300 })
    const first = 'after' in answering ? hasty : ops
    expect(await first.flush()).toMatchObject([{ delivery: 'waiting', why: expect.stringMatching(why) as string }])
    receiver.answering = { status: 200 }
    expect(await ops.flush()).toEqual([])
    ops.clock.time += 31_000
    expect(await ops.flush()).toMatchObject([{ delivery: 'sent' }])
    // One that was not waited for may not even have begun to listen.
    expect(receiver.attempts.length).toBeGreaterThanOrEqual(first === ops ? 2 : 1)
    expect(new Set(receiver.attempts.map(({ id }) => id)).size).toBe(1)
  })

  it('that asks for an hour is left alone for an hour', async () => {
    await using receiver = await startReceiver()
    receiver.answering = { status: 429, headers: { 'retry-after': '3600' } }
    const ops = await telling(receiver)
    await ops.tell([held, { ...held, subject: 'plan-2' }])
    expect(await ops.flush()).toMatchObject([{ why: 'HTTP 429' }, { why: 'HTTP 429' }])
    // The second would have fared no better.
    expect(receiver.attempts.length).toBe(1)
    receiver.answering = { status: 200 }
    ops.clock.time += hour - 1
    expect(await ops.flush()).toEqual([])
    ops.clock.time += 1
    expect(await ops.flush()).toMatchObject([{ delivery: 'sent' }, { delivery: 'sent' }])
  })

  it('that is gone is told nothing more of that', async () => {
    await using receiver = await startReceiver()
    receiver.answering = { status: 410 }
    const ops = await telling(receiver)
    await ops.tell(held)
    expect(await ops.flush()).toMatchObject([{ delivery: 'given-up', why: 'HTTP 410: this address receives no more' }])
    expect(await ops.state.told.waiting()).toEqual([])
  })

  it('that is down keeps no other from being told', async () => {
    await using up = await startReceiver()
    const enough = new AbortController()
    let answers = 0
    const ops = await telling(up, {
      deadline: 60_000,
      receivers: [
        { name: 'down', url: 'https://down.example/', secret: testSecret },
        { name: 'up', url: up.url, secret: up.secret },
      ],
      fetch: async (url, init) => {
        if (url === up.url) {
          const answer = await fetch(url, init)
          answers += 1
          // Whoever waits for the other one first is never told.
          if (answers === 3) setImmediate(() => enough.abort())
          return answer
        }
        return await new Promise<never>((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new Error('nobody answers')), { once: true })
        })
      },
    })
    await ops.tell([held, { ...held, subject: 'plan-2' }, { ...held, subject: 'plan-3' }])
    const deliveries = await ops.flush({ signal: enough.signal })
    expect(deliveries.map(({ to, delivery }) => `${to} ${delivery}`)).toEqual([
      ...Array.from({ length: 3 }, () => 'down waiting'),
      ...Array.from({ length: 3 }, () => 'up sent'),
    ])
  })

  it('whose secret cannot be read hears of it once it can', async () => {
    await using receiver = await startReceiver()
    let secret = ''
    const ops = await telling(receiver, { receivers: [{ name: 'ops', url: () => receiver.url, secret: () => secret }] })
    await ops.tell(held)
    expect(await ops.flush()).toMatchObject([
      { delivery: 'waiting', why: expect.stringMatching(/^The secret of the receiver ops cannot be used/) as string },
    ])
    secret = receiver.secret
    ops.clock.time += 31_000
    expect(await ops.flush()).toMatchObject([{ delivery: 'sent' }])
  })

  it.each([
    ['http: to elsewhere', { url: 'http://hooks.example/S3CRET' }],
    ['a user', { url: 'https://S3CRET:x@hooks.example/' }],
    ['what is no address', { url: 'S3CRET' }],
    ['a file', { url: 'file:///S3CRET' }],
    ['a secret that is too short', { secret: 'S3CRET' }],
    ['a secret that is no base64', { secret: 'whsec_S3CRET!S3CRET!S3CRET!S3CRET!S3CRET!' }],
    ['a short secret in base64', { secret: 'whsec_S3CRETS3CRETS3CRETS3' }],
  ])('with %s is refused, and neither is repeated', (_, wrong) => {
    const receivers = [{ name: 'ops', url: 'https://hooks.example/x', secret: testSecret, ...wrong }]
    let message = ''
    try {
      notifier({ receivers, state: memoryState() })
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain('receiver ops')
    expect(message).not.toContain('S3CRET')
    expect(message).not.toContain('hooks.example')
  })

  it('is told nothing more once the signal is aborted, and later all of it', async () => {
    await using receiver = await startReceiver()
    const ops = await telling(receiver)
    await ops.tell(held)
    expect(await ops.flush({ signal: AbortSignal.abort() })).toMatchObject([{ delivery: 'waiting' }])
    expect(receiver.attempts).toEqual([])
    ops.clock.time += 31_000
    expect(await ops.flush()).toMatchObject([{ delivery: 'sent' }])
  })
})
