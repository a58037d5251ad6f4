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
 * @throws {HoustonError} `NO_TOKEN` or `BAD_TOKEN`, before anything is sent.
 */
export async function tokenFrom(source: Token, url: string, operation: string): Promise<string> {
  const refuse = (fact: string, code: string): HoustonError =>
    new HoustonError(fact, { kind: 'rejected', operation, effect: 'none', code })
  let token: string | undefined
  try {
    token = typeof source === 'function' ? await source() : source
  } catch {
    // What a vault says of its failure may hold what it keeps.
    throw refuse('the token source failed; nothing was sent', 'TOKEN_SOURCE')
  }
  if (token === undefined || token.trim() === '') {
    const app = new URL(url).hostname.replace(/^houston\./, 'app.')
    throw refuse(
      `there is no token; use the key of a system service account, or a token of your own from https://${app.startsWith('app.') ? app : 'app.<baseDomain>'}/token`,
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
