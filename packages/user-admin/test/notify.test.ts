import { describe, expect, it } from 'vitest'
import { checkHead, newHeadKey, type SignedHead } from '../src/index.ts'
import { tellAtOnce } from '../src/notify/at-once.ts'
import type { News } from '../src/notify/event.ts'
import { notBegun } from '../src/notify/not-begun.ts'
import { notifier } from '../src/notify/notify.ts'
import { signedHeaders } from '../src/notify/signature.ts'
import { expectedSignature, startReceiver, testSecret } from './notify-receiver.ts'
import { held, telling } from './notify-told.ts'
import { all, anIntent, forms, hour, start } from './state-forms.ts'

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
    const ops = await telling(receiver)
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
    const ops = await telling(receiver)
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
    const ops = await telling(receiver, { key: privateKey })
    await ops.state.journal.append(anIntent(0))
    await ops.tell(held)
    await ops.flush()
    const [one] = receiver.received()
    expect(await checkHead(one?.body['head'] as SignedHead, publicKey)).toMatchObject({ count: 1 })
  })

  it('names nobody, and can call nobody and hide no link in a chat', async () => {
    await using receiver = await startReceiver()
    const ops = await telling(receiver)
    const text =
      'Failed for ana.b+x@example.edu, <bo@example.edu> and "c@d.example". <!channel> <https://x.example|y>\u202e\n#'
    await ops.tell({ ...held, text, next: undefined })
    await ops.flush()
    expect(receiver.received()[0]?.body.text).toBe(
      'Failed for somebody, ‹somebody› and "somebody". ‹!channel› ‹https://x.example|y› #',
    )
  })

  it('names nobody by an address in a path either', async () => {
    await using receiver = await startReceiver()
    const ops = await telling(receiver)
    await ops.tell({ ...held, next: undefined, text: 'DELETE /v4/people/ana%40example.edu?x=1 was not answered.' })
    await ops.flush()
    expect(receiver.received()[0]?.body.text).toBe('DELETE somebody was not answered.')
  })

  it('is sent at once where nothing can be written down, to those that want its event', async () => {
    await using one = await startReceiver()
    await using two = await startReceiver()
    const receivers = [
      { ...one, name: 'one' },
      { ...two, name: 'two', on: ['done'] as const },
    ]
    const news = [notBegun('nightly notice', 'The disk is full (ENOSPC 12).'), { ...held, event: 'done' } as const]
    expect(await tellAtOnce(receivers, news)).toMatchObject([
      { to: 'one', event: 'failed', delivery: 'sent' },
      { to: 'one', event: 'done', delivery: 'sent' },
      { to: 'two', event: 'done', delivery: 'sent' },
    ])
    expect(one.received()[0]?.body).toMatchObject({
      job: 'nightly',
      text: 'nightly notice is not run, for what is due cannot be found out or not be written down: The disk is full (ENOSPC 12). It is tried again each time that the schedule looks.',
    })
    expect([one.refused, two.refused]).toEqual([[], []])
    one.answering = { status: 503 }
    expect(await tellAtOnce([{ ...one, name: 'one' }], [held])).toMatchObject([
      { delivery: 'given-up', why: 'HTTP 503' },
    ])
  })

  it('goes to those that want its event, with one id', async () => {
    await using one = await startReceiver()
    await using two = await startReceiver()
    await using three = await startReceiver()
    const ops = await telling(one, {
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
    const ops = await telling(receiver, { state })
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
    const ops = await telling(receiver, { state: await form(() => start) })
    const both = ['a', 'b'].map((reason): News => ({ ...held, reason, text: reason, next: undefined }))
    await ops.tell(both)
    await ops.tell({ over: 'held', subject: 'plan-1', reason: 'a' })
    await ops.tell(both)
    await ops.flush()
    expect(receiver.received().map(({ body }) => body.text)).toEqual(['a', 'b', 'a'])
  })

  it('is told by another message that says it too, to whom that one is new', async () => {
    await using receiver = await startReceiver()
    const ops = await telling(receiver, { state: await form(() => start) })
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
    const ops = await telling(receiver, { state, now: () => clock.time })
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
    const ops = await telling(receiver, { state, now: () => clock.time })
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
    const ops = await telling(receiver, { state })
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
