/** How a simulated server limits. `at once` is a cap on what is under way. */
export type Kind = 'token bucket' | 'sliding window' | 'at once' | 'minute'

/** Requests a second, one phase after the other. */
export interface Phase {
  readonly perSecond: number
  readonly seconds: number
}

/** A server with a limit that changes. Times are ms from its start. */
export interface LimitedServer {
  /** Counts a request that arrived. What its answer says, and whether it is taken. */
  take(now: number): { readonly taken: boolean; readonly headers: Readonly<Record<string, string>> }
  /** A taken request is done. */
  done(): void
  /** Requests that somebody who knows the limit could have had taken in a time that begins now. */
  possible(now: number, ms: number): number
}

/** A server of a kind: what it says of its limit is what such servers say, if it says anything. */
export function limitedServer(
  kind: Kind,
  perSecond: (now: number) => number,
  told: boolean,
  /** Milliseconds that a taken request takes, of a cap. */
  latency: number,
  /** When it started, in ms since the epoch. */
  epoch: number = Date.parse('2026-06-01T08:00:00Z'),
): LimitedServer {
  const headers = (
    now: number,
    { limit, remaining, reset, retry }: { limit: number; remaining: number; reset?: number; retry?: number },
  ): Record<string, string> =>
    told
      ? {
          date: new Date(epoch + now).toUTCString(),
          'x-rate-limit-user-limit': String(Math.round(limit)),
          'x-rate-limit-user-remaining': String(Math.max(0, Math.floor(remaining))),
          ...(reset === undefined ? {} : { 'x-rate-limit-user-reset': String(Math.ceil(epoch + reset)) }),
          ...(retry === undefined ? {} : { 'x-retry-after': String(Math.ceil(retry / 1000)) }),
        }
      : { date: new Date(epoch + now).toUTCString() }
  switch (kind) {
    case 'token bucket': {
      let [tokens, at] = [perSecond(0), 0]
      const fill = (now: number): void => {
        const rate = perSecond(now)
        tokens = Math.min(rate, tokens + ((now - at) * rate) / 1000)
        at = now
      }
      return {
        take: (now) => {
          fill(now)
          const taken = tokens >= 1
          if (taken) tokens -= 1
          const rate = perSecond(now)
          const reset = now + ((rate - tokens) / rate) * 1000
          return {
            taken,
            headers: headers(now, { limit: rate, remaining: tokens, reset, ...(taken ? {} : { retry: 1000 / rate }) }),
          }
        },
        done: () => undefined,
        possible: (now, ms) => {
          fill(now)
          return tokens + (perSecond(now) * ms) / 1000
        },
      }
    }
    case 'sliding window': {
      let times: number[] = []
      const slide = (now: number): void => {
        const gone = times.findIndex((time) => time > now - 1000)
        times = gone === -1 ? [] : gone === 0 ? times : times.slice(gone)
      }
      return {
        take: (now) => {
          slide(now)
          const rate = perSecond(now)
          const taken = times.length < rate
          if (taken) times.push(now)
          const free = times[Math.max(0, times.length - Math.floor(rate))] ?? now
          return {
            taken,
            headers: headers(now, {
              limit: rate,
              remaining: rate - times.length,
              reset: free + 1000,
              ...(taken ? {} : { retry: free + 1000 - now }),
            }),
          }
        },
        done: () => undefined,
        possible: (now, ms) => {
          slide(now)
          return perSecond(now) - Math.min(times.length, perSecond(now)) + (perSecond(now) * ms) / 1000
        },
      }
    }
    case 'at once': {
      let underWay = 0
      return {
        take: (now) => {
          const limit = Math.max(1, Math.round((perSecond(now) * latency) / 1000))
          const taken = underWay < limit
          if (taken) underWay += 1
          return {
            taken,
            headers: headers(now, { limit, remaining: limit - underWay, ...(taken ? {} : { retry: 0 }) }),
          }
        },
        done: () => {
          underWay -= 1
        },
        possible: (now, ms) => (perSecond(now) * ms) / 1000,
      }
    }
    case 'minute': {
      let [window, used] = [0, 0]
      const turn = (now: number): void => {
        if (Math.floor(now / 60_000) === window) return
        window = Math.floor(now / 60_000)
        used = 0
      }
      return {
        take: (now) => {
          turn(now)
          const limit = perSecond(now) * 60
          const taken = used < limit
          if (taken) used += 1
          const reset = (window + 1) * 60_000
          return {
            taken,
            headers: headers(now, { limit, remaining: limit - used, reset, ...(taken ? {} : { retry: reset - now }) }),
          }
        },
        done: () => undefined,
        possible: (now, ms) => {
          turn(now)
          const rate = perSecond(now)
          let possible = 0
          for (let at = now; at < now + ms; at = (Math.floor(at / 60_000) + 1) * 60_000)
            possible += at === now ? Math.max(0, rate * 60 - used) : rate * 60
          return possible
        },
      }
    }
    default:
      return kind satisfies never
  }
}
