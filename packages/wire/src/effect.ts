/**
 * What a request may do, and so when it may be sent again.
 *
 * - `read` changes nothing: again after 408, 429, 5xx, a network error or a timeout.
 * - `once` is every mutation: again only after what proves that nothing was done (a refused
 *   connection, DNS, 429, 503 with a retry time).
 * - `never` is the token exchange: sent once, whatever comes back.
 */
export type EffectClass = 'read' | 'once' | 'never'

/** May the system have acted although the call failed? */
export type Effect = 'none' | 'unknown'

/**
 * Says what a failed answer leaves behind: 408 and 5xx may hide a change that was made, as may a 2xx
 * or 3xx that is not what it should be. A 503 that names a time to come back did nothing.
 */
export function effectOf(
  effectClass: EffectClass,
  answer: { readonly status: number; readonly headers: Headers },
): Effect {
  const { status } = answer
  if (effectClass === 'read') return 'none'
  if (status === 503) return retryAfter(answer.headers) === undefined ? 'unknown' : 'none'
  return status === 408 || status >= 500 || status < 400 ? 'unknown' : 'none'
}

/** Milliseconds that the server asks to wait: `x-retry-after` first, `Retry-After` (seconds or a date) second. */
export function retryAfter(headers: Headers, now: number = Date.now()): number | undefined {
  for (const name of ['x-retry-after', 'retry-after']) {
    const value = headers.get(name)?.trim()
    if (value === undefined) continue
    if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000
    // Date.parse takes "-1" and "5 minutes" for years and months; a date of HTTP begins with its weekday.
    const date = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN
    if (!Number.isNaN(date)) return Math.max(0, date - now)
  }
  return undefined
}
