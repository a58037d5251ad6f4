import { UserAdminError } from '../errors.ts'
import { signHead } from '../journal/head.ts'
import type { HeadKey } from '../journal/keys.ts'
import type { Message, TakenMessage, Told } from '../state/told.ts'
import type { State } from '../state.ts'
import type { CallOptions } from '../user-admin.ts'
import type { EventKind, News, Over } from './event.ts'
import { bodyOf } from './message.ts'
import { type Attempted, checkReceiver, post } from './send.ts'

/** Who is told, and where. */
export interface Receiver {
  /** For the journal and for people: nobody sees the address. */
  readonly name: string
  /** `https:`, or `http:` of this machine. Often a secret in itself, and never repeated. A function is asked each time. */
  readonly url: string | (() => string | Promise<string>)
  /** What the signature is made with: `whsec_` and base64, or at least 24 bytes as they are. As `url`. */
  readonly secret: string | (() => string | Promise<string>)
  /** Which events. Default: all. */
  readonly on?: readonly EventKind[] | undefined
}

/** What {@link notifier} takes. */
export interface NotifierOptions {
  readonly receivers: readonly Receiver[]
  /** Holds what was told, and the journal whose head goes with each message. */
  readonly state: State
  /** Signs that head: a private Ed25519 key. Default: it goes unsigned. */
  readonly key?: HeadKey | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** How long {@link Notifier.flush} lasts at most, in milliseconds. Default 10,000. */
  readonly deadline?: number | undefined
  /** What sends a message. Default: the runtime's own. */
  readonly fetch?: typeof fetch | undefined
}

/** How an attempt to tell somebody ended. */
export interface Delivery {
  /** The receiver, by name. */
  readonly to: string
  readonly event: News['event']
  readonly subject: string
  /** The id of the message, the same at every attempt. */
  readonly id: string
  /** `waiting`: it is tried again. `given-up`: it is not. */
  readonly delivery: 'sent' | 'waiting' | 'given-up'
  /** Of what was answered: `HTTP 204`, `HTTP 503`, `no answer within 10 s`. */
  readonly why: string
}

/** Tells people what happened, each reason once. */
export interface Notifier {
  /**
   * Writes down what each receiver is to be told and was not told yet, durably; nothing is sent.
   *
   * @throws {UserAdminError} as the state does.
   */
  tell(events: News | Over | readonly (News | Over)[]): Promise<void>
  /**
   * Sends everything that is due, of earlier processes too, within the deadline. What a receiver does not take is
   * no error: it waits for the next time, for three days. So does what is not sent when `signal` is aborted.
   *
   * @throws {UserAdminError} as the state does.
   */
  flush(options?: CallOptions): Promise<readonly Delivery[]>
}

/**
 * What sends signed webhooks (Standard Webhooks).
 *
 * @throws {UserAdminError} `invalid` for receivers that are wrong in themselves; their addresses and secrets are not
 * repeated.
 */
export function notifier(options: NotifierOptions): Notifier {
  const { receivers, state, key, now = Date.now, deadline = 10_000, fetch: send = fetch } = options
  for (const receiver of receivers) checkReceiver(receiver)
  const names = receivers.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UserAdminError('invalid', `Two receivers are called ${twice}: rename one.`)
  return {
    tell: async (events) => {
      const all = Array.isArray(events) ? (events as readonly (News | Over)[]) : [events as News | Over]
      const news = all.filter((one): one is News => !('over' in one))
      const over = all.filter((one): one is Over => 'over' in one)
      const messages = news.length === 0 || names.length === 0 ? [] : await written(news)
      if (messages.length + over.length > 0)
        await state.told.put(messages, { over: over.map(({ over: event, ...rest }) => ({ event, ...rest })) })
    },
    flush: async ({ signal } = {}) => {
      const taken = await state.told.take({ to: names, lease: deadline + slack })
      const limit = AbortSignal.timeout(deadline)
      const within = { now, fetch: send, signal: signal === undefined ? limit : AbortSignal.any([limit, signal]) }
      const all = receivers.map((receiver) =>
        inOrder(
          state.told,
          receiver,
          taken.filter(({ to }) => to === receiver.name),
          within,
        ),
      )
      return (await Promise.all(all)).flat()
    },
  }

  async function written(news: readonly News[]): Promise<readonly Message[]> {
    const plain = await state.journal.head()
    const head = plain === undefined || key === undefined ? plain : await signHead(plain, key)
    const at = new Date(now()).toISOString()
    return news.flatMap((one) => {
      const id = `msg_${crypto.randomUUID()}`
      const { event, subject, reason, says } = one
      return receivers
        .filter((receiver) => hears(receiver, event))
        .map(({ name: to }) => ({ to, event, subject, reason, id, body: bodyOf(one, { id, at, head }), says }))
    })
  }
}

/** How long, after the deadline, nobody else sends what one process has taken; in milliseconds. */
const slack = 50_000

/** Whether a receiver wants to know of such an event. */
export const hears = ({ on }: Receiver, event: News['event']): boolean =>
  on === undefined || event === 'test' || on.includes(event)

/** Sends one receiver what is for it. Where it is down, the rest waits with the first. */
async function inOrder(
  told: Told,
  receiver: Receiver,
  messages: readonly TakenMessage[],
  within: Parameters<typeof post>[2],
): Promise<readonly Delivery[]> {
  const deliveries: Delivery[] = []
  let down: Attempted | undefined
  for (const message of messages) {
    const end = down ?? (await post(receiver, message, within))
    if (end.isDown === true) down = end
    if (end.isReceived) await told.sent(message)
    const delivery = end.isReceived ? 'sent' : await told.failed(message, end)
    const { to, event, subject, id } = message
    deliveries.push({ to, event: event as News['event'], subject, id, delivery, why: end.why })
  }
  return deliveries
}
