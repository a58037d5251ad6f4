import { retryAfter } from '@user-admin/wire/effect'
import { failed } from '@user-admin/wire/failure'
import { told } from '../apply/step.ts'
import { UserAdminError } from '../errors.ts'
import type { Receiver } from './notify.ts'
import { secretBytes, signedHeaders } from './signature.ts'

/** How one attempt ended; `why` names the fact, never the address or what was sent. */
export interface Attempted {
  readonly isReceived: boolean
  readonly why: string
  /** Milliseconds since the epoch: the receiver asked to be left alone until then. */
  readonly until?: number
  /** The receiver wants no more. */
  readonly final?: true
  /** The next message would fare no better. */
  readonly isDown?: true
}

/** @throws {UserAdminError} `invalid` for what is wrong in itself; neither address nor secret is repeated. */
export function checkReceiver({ name, url, secret }: Receiver): void {
  if (typeof name !== 'string' || name.trim() === '')
    throw new UserAdminError('invalid', 'A receiver has no name: give it one.')
  if (typeof url !== 'function') checkAddress(name, url)
  if (typeof secret !== 'function') secretBytes(secret, name)
}

function checkAddress(name: string, url: string): void {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined
  const isLoopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(parsed?.hostname ?? '')
  const isSafe = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback)
  if (parsed === undefined || !isSafe || parsed.username + parsed.password !== '')
    throw new UserAdminError(
      'invalid',
      `The address of the receiver ${name} must be one of https: (http: only on this machine), without a user.`,
    )
}

/**
 * Sends a message once. Redirects are not followed, and what is answered is not read: only its status counts. Never rejects.
 */
export async function post(
  receiver: Receiver,
  message: { readonly id: string; readonly body: string },
  {
    now,
    signal,
    fetch: send,
  }: { readonly now: () => number; readonly signal: AbortSignal; readonly fetch: typeof fetch },
): Promise<Attempted> {
  let url: string
  let signature: Readonly<Record<string, string>>
  try {
    url = await read(receiver.url)
    checkAddress(receiver.name, url)
    const secret = secretBytes(await read(receiver.secret), receiver.name)
    signature = await signedHeaders(secret, { ...message, timestamp: Math.floor(now() / 1000) })
  } catch (error) {
    return { isReceived: false, isDown: true, why: told(error) }
  }
  let answer: Response
  try {
    answer = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'user-admin', ...signature },
      body: message.body,
      redirect: 'manual',
      signal,
    })
  } catch (error) {
    const { kind, code } = failed(error, 'once', signal, undefined)
    const what = kind === 'timeout' ? 'no answer in time' : 'no connection'
    return { isReceived: false, isDown: true, why: code === undefined ? what : `${what} (${code})` }
  }
  void answer.body?.cancel().catch(() => undefined)
  const { status, headers, type } = answer
  if (status >= 200 && status < 300) return { isReceived: true, why: `HTTP ${status}` }
  if (type === 'opaqueredirect' || (status >= 300 && status < 400))
    return { isReceived: false, why: 'a redirect, which is not followed: give the address that it leads to' }
  if (status === 410) return { isReceived: false, final: true, why: 'HTTP 410: this address receives no more' }
  const wait = retryAfter(headers, now())
  return {
    isReceived: false,
    why: `HTTP ${status}`,
    ...(wait === undefined ? {} : { until: now() + wait }),
    ...(status === 408 || status === 429 || status >= 500 ? { isDown: true } : {}),
  }
}

const read = async (value: Receiver['url']): Promise<string> => (typeof value === 'function' ? await value() : value)
