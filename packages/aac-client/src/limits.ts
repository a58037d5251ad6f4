/** One quota, as far as the server tells of it. */
export interface RateLimit {
  /** Requests allowed in a minute. */
  readonly limit?: number | undefined
  /** Requests left in this minute. */
  readonly remaining?: number | undefined
  /** When the quota starts anew, in ms since the epoch. */
  readonly reset?: number | undefined
}

/** The two quotas of an answer: of the user, and of everybody in the workspace. Source: facts §5. */
export interface RateLimits {
  readonly user?: RateLimit | undefined
  readonly workspace?: RateLimit | undefined
}

/**
 * Reads the quotas off the headers of an answer: of an `Exchange` (`onExchange`), or of a `Response`. `undefined` where
 * they tell of none.
 */
export function rateLimits(headers: Headers | Readonly<Record<string, string>>): RateLimits | undefined {
  const whole = (name: string): number | undefined => {
    const value = (headers instanceof Headers ? headers.get(name) : headers[name])?.trim()
    return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined
  }
  const quota = (of: string): RateLimit | undefined => {
    const limit = whole(`x-rate-limit-${of}-limit`)
    const remaining = whole(`x-rate-limit-${of}-remaining`)
    const reset = time(whole(`x-rate-limit-${of}-reset`))
    if (limit === undefined && remaining === undefined && reset === undefined) return undefined
    return { limit, remaining, reset }
  }
  const user = quota('user')
  const workspace = quota('workspace')
  return user === undefined && workspace === undefined ? undefined : { user, workspace }
}

/**
 * A point in time as ms: the vendor says seconds for one quota and milliseconds for the other, and shows milliseconds
 * for both (facts §9.11). From 2001 to 2286 seconds have ten digits and milliseconds thirteen; the rest is no date.
 */
function time(value: number | undefined): number | undefined {
  const digits = String(value ?? '').length
  return digits === 10 ? Number(value) * 1000 : digits === 13 ? value : undefined
}
