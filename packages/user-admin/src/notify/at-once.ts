import type { CallOptions } from '../user-admin.ts'
import type { News } from './event.ts'
import { bodyOf } from './message.ts'
import { type Delivery, hears, type Receiver } from './notify.ts'
import { post } from './send.ts'

/**
 * Sends what people are to know without writing it down first, each message once: for a state that cannot be written, as on
 * a full disk. Nothing of it is kept, so whoever asks again sends again.
 */
export async function tellAtOnce(
  receivers: readonly Receiver[],
  news: readonly News[],
  {
    now = Date.now,
    deadline = 10_000,
    fetch: send = fetch,
    signal,
  }: CallOptions & {
    /** Milliseconds since the epoch. Default `Date.now`. */
    readonly now?: () => number
    /** In milliseconds, for all of them. Default 10,000. */
    readonly deadline?: number
    readonly fetch?: typeof fetch
  } = {},
): Promise<readonly Delivery[]> {
  const limit = AbortSignal.timeout(deadline)
  const within = { now, fetch: send, signal: signal === undefined ? limit : AbortSignal.any([limit, signal]) }
  const at = new Date(now()).toISOString()
  const messages = news.map((one) => {
    const id = `msg_${crypto.randomUUID()}`
    return { one, id, body: bodyOf(one, { id, at }) }
  })
  const all = receivers.map(async (receiver) => {
    const deliveries: Delivery[] = []
    for (const { one, id, body } of messages.filter(({ one: { event } }) => hears(receiver, event))) {
      const { isReceived, why } = await post(receiver, { id, body }, within)
      const delivery = isReceived ? 'sent' : 'given-up'
      deliveries.push({ to: receiver.name, event: one.event, subject: one.subject, id, delivery, why })
    }
    return deliveries
  })
  return (await Promise.all(all)).flat()
}
