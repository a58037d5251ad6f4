import { claimsOf } from '../../credentials/whole-token.ts'

/** What the answers of one target tell besides what they are asked for. */
export interface Heard {
  /** Milliseconds that the server's clock is before this one. The answer that took the shortest says it best. */
  skew?: number
  /** When the token that was sent ends, in ms since the epoch. */
  ends?: number
  /** Of AAC. */
  plane?: 'gateway' | 'app'
}

/** A `fetch` that listens, and what it heard. No token stays with it. */
export function watched(
  now: () => number = Date.now,
  send: typeof fetch = fetch,
): { readonly fetch: typeof fetch; readonly heard: Heard } {
  const heard: Heard = {}
  let shortest = Number.POSITIVE_INFINITY
  return {
    heard,
    fetch: async (input, init) => {
      const authorization = new Headers(init?.headers).get('authorization') ?? ''
      const ends = claimsOf(authorization.replace(/^Bearer /u, ''))?.ends
      if (ends !== undefined) heard.ends = ends
      const sent = now()
      const answer = await send(input, init)
      const took = now() - sent
      const date = Date.parse(answer.headers.get('date') ?? '')
      if (took < shortest && !Number.isNaN(date)) {
        shortest = took
        // The server says whole seconds: it was in the midst of one, as far as anybody knows.
        const skew = date + 500 - (sent + took / 2)
        heard.skew = Math.abs(skew) <= 500 + took / 2 ? 0 : Math.round(skew / 1000) * 1000
      }
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      const plane = pathname.startsWith('/iam/v1/') ? 'gateway' : pathname.startsWith('/v4/') ? 'app' : undefined
      if (plane !== undefined && answer.ok) heard.plane ??= plane
      return answer
    },
  }
}
