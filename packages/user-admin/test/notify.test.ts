import { describe, expect, it } from 'vitest'
import { checkHead, memoryState, newHeadKey, type SignedHead, type State } from '../src/index.ts'
import type { News } from '../src/notify/event.ts'
import { type Notifier, type NotifierOptions, notifier } from '../src/notify/notify.ts'
import { signedHeaders } from '../src/notify/signature.ts'
import { expectedSignature, startReceiver, type TestReceiver, testSecret } from './notify-receiver.ts'
import { all, anIntent, forms, hour, start } from './state-forms.ts'

const held: News = {
  event: 'held',
  subject: 'plan-1',
  reason: '2026-11-01T00:00:00.000Z',
  text: 'spring: 30 to remove. This waits for a person.',
  job: 'nightly',
  plan: 'plan-1',
  next: 'user-admin held show plan-1',
}

/** A notifier for one receiver, with a clock. */
async function scene(
  receiver: TestReceiver,
  { state: given, ...more }: Partial<NotifierOptions> = {},
): Promise<Notifier & { readonly state: State; readonly clock: { time: number } }> {
  const clock = { time: start }
  const now = (): number => clock.time
  const state = given ?? memoryState({ now })
  const receivers = [{ name: 'ops', url: receiver.url, secret: receiver.secret }]
  return { ...notifier({ receivers, state, now, ...more }), state, clock }
}

describe('the signature of a message', () => {
  it('is that of the example of Standard Webhooks', async () => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' }
    expect(await signedHeaders(Buffer.from(testSecret.slice(6), 'base64'), message)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it.each([
    ['base64 behind whsec_', testSecret],
    ['base64 that leaves out its end', `whsec_${Buffer.alloc(25, 7).toString('base64').replaceAll('=', '')}`],
    ['any text', 'a secret that somebody has typed, ümlauts too'],
  ])('fits where the secret is %s', async (_, secret) => {
    await using receiver = await startReceiver({ secret })
    const ops = await scene(receiver)
    await ops.tell({ ...held, text: 'Ümlauts – and 漢字' })
    expect(await ops.flush()).toMatchObject([{ to: 'ops', delivery: 'sent', why: 'HTTP 204' }])
    expect(receiver.refused).toEqual([])
    const [one] = receiver.received()
    expect(expectedSignature(secret, one?.id ?? '', String(one?.timestamp), one?.raw ?? '')).toMatch(/^v1,/)
  })
})

describe('a message', () => {
  it('is plain JSON that says what happened, what to do, and how far the journal went', async () => {
    await using receiver = await startReceiver()
    const ops = await scene(receiver)
    await ops.state.journal.append(anIntent(0))
    const head = await ops.state.journal.head()
    await ops.tell(held)
    await ops.flush()
    const [one] = receiver.received()
    expect(one?.body).toEqual({
      version: 1,
      id: one?.id,
      event: 'held',
      at: '2026-11-01T00:00:00.000Z',
      job: 'nightly',
      subject: 'plan-1',
      text: 'spring: 30 to remove. This waits for a person. See: user-admin held show plan-1',
      plan: 'plan-1',
      next: 'user-admin held show plan-1',
      head,
    })
    expect(one?.timestamp).toBe(start / 1000)
    expect(await all(ops.state.journal.rows({ kind: 'notified' }))).toMatchObject([
      { event: 'held', subject: 'plan-1', to: 'ops', id: one?.id, delivery: 'sent' },
    ])
  })

  it('carries a head that is signed, where there is a key', async () => {
    await using receiver = await startReceiver()
    const { privateKey, publicKey } = await newHeadKey()
    const ops = await scene(receiver, { key: privateKey })
    await ops.state.journal.append(anIntent(0))
    await ops.tell(held)
    await ops.flush()
    const [one] = receiver.received()
    expect(await checkHead(one?.body['head'] as SignedHead, publicKey)).toMatchObject({ count: 1 })
  })

  it('names nobody, and can call nobody and hide no link in a chat', async () => {
    await using receiver = await startReceiver()
    const ops = await scene(receiver)
    const text =
      'Failed for ana.b+x@example.edu, <bo@example.edu> and "c@d.example". <!channel> <https://x.example|y>\u202e\n#'
    await ops.tell({ ...held, text, next: undefined })
    await ops.flush()
    expect(receiver.received()[0]?.body.text).toBe(
      'Failed for somebody, ‹somebody› and "somebody". ‹!channel› ‹https://x.example|y› #',
    )
  })

  it('goes to those that want its event, with one id', async () => {
    await using one = await startReceiver()
    await using two = await startReceiver()
    await using three = await startReceiver()
    const ops = await scene(one, {
      receivers: [
        { name: 'one', url: one.url, secret: one.secret },
        { name: 'two', url: two.url, secret: two.secret, on: ['held', 'failed'] },
        { name: 'three', url: three.url, secret: three.secret, on: ['done'] },
      ],
    })
    await ops.tell(held)
    await ops.flush()
    expect([one, two, three].map((receiver) => receiver.received().length)).toEqual([1, 1, 0])
    expect(one.received()[0]?.id).toBe(two.received()[0]?.id)
  })
})

describe.each(Object.entries(forms))('with a state %s, a reason', (_, form) => {
  it('is told once, and again only when it ended and came back', async () => {
    await using receiver = await startReceiver()
    const clock = { time: start }
    const state = await form(() => clock.time)
    const ops = await scene(receiver, { state })
    for (let night = 0; night < 3; night++) {
      await ops.tell([held, { ...held, subject: 'plan-2' }])
      await ops.flush()
    }
    expect(receiver.received().map(({ body }) => body['subject'])).toEqual(['plan-1', 'plan-2'])
    await ops.tell({ over: 'held', subject: 'plan-1' })
    await ops.tell([held, { ...held, subject: 'plan-2' }])
    await ops.flush()
    expect(receiver.received().map(({ body }) => body['subject'])).toEqual(['plan-1', 'plan-2', 'plan-1'])
    expect(new Set(receiver.received().map(({ id }) => id)).size).toBe(3)
  })

  it('comes back alone, where only that one is over', async () => {
    await using receiver = await startReceiver()
    const ops = await scene(receiver, { state: await form(() => start) })
    const both = ['a', 'b'].map((reason): News => ({ ...held, reason, text: reason, next: undefined }))
    await ops.tell(both)
    await ops.tell({ over: 'held', subject: 'plan-1', reason: 'a' })
    await ops.tell(both)
    await ops.flush()
    expect(receiver.received().map(({ body }) => body.text)).toEqual(['a', 'b', 'a'])
  })

  it('is told by another message that says it too, to whom that one is new', async () => {
    await using receiver = await startReceiver()
    const ops = await scene(receiver, { state: await form(() => start) })
    const lost: News = { event: 'state-lost', subject: 'state', reason: 'new', text: 'Lost.', says: [held] }
    await ops.tell([lost, held])
    await ops.tell([
      { ...lost, says: [{ ...held, reason: 'later' }] },
      { ...held, reason: 'later' },
    ])
    await ops.flush()
    expect(receiver.received().map(({ body }) => body.event)).toEqual(['state-lost', 'held'])
  })

  it('waits for a receiver that is down for a day, with one id, and says then when it was', async () => {
    await using receiver = await startReceiver()
    const clock = { time: start }
    const state = await form(() => clock.time)
    const ops = await scene(receiver, { state, now: () => clock.time })
    receiver.answering = { status: 503 }
    await ops.tell(held)
    for (let passed = 0; passed < 24; passed++) {
      for (const { delivery } of await ops.flush()) expect(delivery).toBe('waiting')
      clock.time += hour
      await ops.tell(held)
    }
    receiver.answering = { status: 200 }
    expect(await ops.flush()).toMatchObject([{ delivery: 'sent' }])
    expect(await ops.flush()).toEqual([])
    expect(receiver.attempts.length).toBe(25)
    expect(new Set(receiver.attempts.map(({ raw }) => raw)).size).toBe(1)
    expect(receiver.received()).toMatchObject([
      { timestamp: (start + 24 * hour) / 1000, body: { at: '2026-11-01T00:00:00.000Z' } },
    ])
  })

  it('is given up after three days, which the journal says', async () => {
    await using receiver = await startReceiver()
    const clock = { time: start }
    const state = await form(() => clock.time)
    const ops = await scene(receiver, { state, now: () => clock.time })
    receiver.answering = { status: 500 }
    await ops.tell(held)
    const nights: unknown[] = []
    for (let night = 0; night < 5; night++) {
      nights.push((await ops.flush())[0]?.delivery)
      clock.time += 24 * hour
    }
    expect(nights).toEqual(['waiting', 'waiting', 'waiting', 'given-up', undefined])
    expect(await all(state.journal.rows({ kind: 'notified' }))).toMatchObject([
      { delivery: 'given-up', why: 'HTTP 500', to: 'ops', event: 'held' },
    ])
    await ops.tell(held)
    expect(await state.told.waiting()).toEqual([])
  })

  it('is given up once nobody has that name any more', async () => {
    await using receiver = await startReceiver()
    const clock = { time: start }
    const state = await form(() => clock.time)
    const ops = await scene(receiver, { state })
    await ops.tell(held)
    const others = notifier({ receivers: [], state, now: () => clock.time })
    await others.flush()
    expect(await state.told.waiting()).toMatchObject([{ to: 'ops', attempts: 0 }])
    clock.time += 72 * hour
    await others.flush()
    expect(await state.told.waiting()).toEqual([])
    expect(await all(state.journal.rows({ kind: 'notified' }))).toMatchObject([
      { delivery: 'given-up', why: 'No receiver has this name any more.' },
    ])
  })
})

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
    const ops = await scene(receiver, { deadline: 300 })
    await ops.tell(held)
    expect(await ops.flush()).toMatchObject([{ delivery: 'waiting', why: expect.stringMatching(why) as string }])
    receiver.answering = { status: 200 }
    expect(await ops.flush()).toEqual([])
    ops.clock.time += 31_000
    expect(await ops.flush()).toMatchObject([{ delivery: 'sent' }])
    expect(receiver.attempts.length).toBe(2)
    expect(new Set(receiver.attempts.map(({ id }) => id)).size).toBe(1)
  })

  it('that asks for an hour is left alone for an hour', async () => {
    await using receiver = await startReceiver()
    receiver.answering = { status: 429, headers: { 'retry-after': '3600' } }
    const ops = await scene(receiver)
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
    const ops = await scene(receiver)
    await ops.tell(held)
    expect(await ops.flush()).toMatchObject([{ delivery: 'given-up', why: 'HTTP 410: this address receives no more' }])
    expect(await ops.state.told.waiting()).toEqual([])
  })

  it('that is down keeps no other from being told', async () => {
    await using down = await startReceiver()
    await using up = await startReceiver()
    down.answering = { status: 200, after: 5_000 }
    const ops = await scene(up, {
      deadline: 400,
      receivers: [
        { name: 'down', url: down.url, secret: down.secret },
        { name: 'up', url: up.url, secret: up.secret },
      ],
    })
    await ops.tell([held, { ...held, subject: 'plan-2' }, { ...held, subject: 'plan-3' }])
    const began = performance.now()
    const deliveries = await ops.flush()
    expect(performance.now() - began).toBeLessThan(3_000)
    expect(deliveries.map(({ to, delivery }) => `${to} ${delivery}`)).toEqual([
      ...Array.from({ length: 3 }, () => 'down waiting'),
      ...Array.from({ length: 3 }, () => 'up sent'),
    ])
  })

  it('whose secret cannot be read hears of it once it can', async () => {
    await using receiver = await startReceiver()
    let secret = ''
    const ops = await scene(receiver, { receivers: [{ name: 'ops', url: () => receiver.url, secret: () => secret }] })
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
    const ops = await scene(receiver)
    await ops.tell(held)
    expect(await ops.flush({ signal: AbortSignal.abort() })).toMatchObject([{ delivery: 'waiting' }])
    expect(receiver.attempts).toEqual([])
    ops.clock.time += 31_000
    expect(await ops.flush()).toMatchObject([{ delivery: 'sent' }])
  })
})
