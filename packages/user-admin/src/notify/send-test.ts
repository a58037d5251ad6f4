import type { CallOptions } from '../user-admin.ts'
import { bodyOf } from './message.ts'
import type { Receiver } from './notify.ts'
import { type Attempted, post } from './send.ts'

/** Sends a receiver a message that says it is a test, at once and once. Nothing of it is kept. */
export async function sendTest(
  receiver: Receiver,
  {
    now = Date.now,
    deadline = 10_000,
    fetch: send = fetch,
    signal,
  }: CallOptions & {
    readonly now?: () => number
    /** Milliseconds. Default 10,000. */
    readonly deadline?: number
    readonly fetch?: typeof fetch
  } = {},
): Promise<Pick<Attempted, 'isReceived' | 'why'>> {
  const id = `msg_${crypto.randomUUID()}`
  const news = {
    event: 'test',
    subject: receiver.name,
    reason: id,
    text: `This is a test: user-admin reaches the receiver ${receiver.name}. Nothing has happened.`,
  } as const
  const body = bodyOf(news, { id, at: new Date(now()).toISOString() })
  const limit = AbortSignal.timeout(deadline)
  const end = await post(
    receiver,
    { id, body },
    { now, fetch: send, signal: signal === undefined ? limit : AbortSignal.any([limit, signal]) },
  )
  signal?.throwIfAborted()
  return end
}
