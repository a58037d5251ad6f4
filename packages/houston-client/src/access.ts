import { until } from '@user-admin/wire/until'
import { HoustonError } from './errors.ts'

/** A token, or where to get it each time: a service account's key, or a user's token, with or without `Bearer `. */
export type Token = string | undefined | (() => string | Promise<string>)

/**
 * The address that requests go to: `/v1` is added to a bare host.
 *
 * @throws {TypeError} for a URL that is none, that holds credentials, or that would send a token in the clear.
 */
export function endpoint(text: string): string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new TypeError('The url of Houston must be like https://houston.example.com.')
  }
  if (url.username !== '' || url.password !== '')
    throw new TypeError('The url of Houston must not hold credentials: give the token by itself.')
  const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) {
    throw new TypeError(
      'The url of Houston must begin with https://, or a token could be read on its way; http:// is for this machine only.',
    )
  }
  return url.origin + (url.pathname === '/' ? '/v1' : url.pathname.replace(/\/+$/, ''))
}

/**
 * The text of the Authorization header.
 *
 * @throws {HoustonError} `NO_TOKEN`, `BAD_TOKEN` or `TOKEN_SOURCE`, before anything is sent; the signal's own reason when it aborts.
 */
export async function tokenFrom(source: Token, url: string, operation: string, signal?: AbortSignal): Promise<string> {
  const refuse = (fact: string, code: string): HoustonError =>
    new HoustonError(fact, { kind: 'rejected', operation, effect: 'none', code })
  let token: string | undefined
  try {
    token = typeof source === 'function' ? await until(Promise.resolve(source()), signal) : source
  } catch {
    signal?.throwIfAborted()
    // What a vault says of its failure may hold what it keeps.
    throw refuse('the token source failed; nothing was sent', 'TOKEN_SOURCE')
  }
  if (token === undefined || token.trim() === '') {
    throw refuse(
      `there is no token; use the key of a system service account, or a token of your own from ${tokenPage(url)}`,
      'NO_TOKEN',
    )
  }
  // What a header cannot carry would come back in an error text of the runtime.
  if (!/^[\x20-\x7e]+$/.test(token))
    throw refuse(
      'the token holds a line break or another character that a header cannot carry; was it read from a file with a newline at its end?',
      'BAD_TOKEN',
    )
  return token
}

/** What a service account goes by where it has no name: `key:` and the first 12 hex digits of its key's SHA-256. */
export async function keyMark(authorization: string): Promise<string> {
  const key = authorization.replace(/^Bearer /, '').trim()
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  return `key:${Array.from(new Uint8Array(digest).subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** Why the server does not take this token for anyone, as far as it can be told, and what to do. */
export function notAccepted(authorization: string, url: string, now: number = Date.now()): string {
  const ended = expiry(authorization)
  if (ended !== undefined && ended <= now)
    return `the token expired at ${new Date(ended).toISOString()}; get a new one at ${tokenPage(url)}`
  return `this server does not know the token: it is wrong, expired or deleted; use the key of a system service account, or a fresh token from ${tokenPage(url)}`
}

/** What to do where the identity provider ended the sign-in that a token stands on (facts §4.3). */
export function notRenewed(url: string): string {
  return `the sign-in behind the token could not be renewed (AUTH_TOKEN_REFRESH_FAILED); get a new one at ${tokenPage(url)}`
}

/** Where a person gets a token: beside Houston's own host (facts §1.4). */
function tokenPage(url: string): string {
  const app = new URL(url).hostname.replace(/^houston\./, 'app.')
  return `https://${app.startsWith('app.') ? app : 'app.<baseDomain>'}/token`
}

/** When a JWT ends, in ms since the epoch; nothing for what is none. Its signature is the server's affair. */
function expiry(authorization: string): number | undefined {
  const [, payload] = /^(?:Bearer )?[\w-]+\.([\w-]+)\.[\w-]*\s*$/.exec(authorization) ?? []
  if (payload === undefined) return undefined
  try {
    const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as {
      readonly exp?: unknown
    } | null
    const ended = typeof claims?.exp === 'number' ? claims.exp * 1000 : Number.NaN
    // Farther away than this no date can be written.
    return Math.abs(ended) <= 8.64e15 ? ended : undefined
  } catch {
    return undefined
  }
}
