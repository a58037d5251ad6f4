import { type Exchange, rateLimits } from '@user-admin/aac-client'

/** A quota that answers tell of, in our own time. */
interface Quota {
  readonly limit: number
  remaining: number
  /** When it starts anew; `undefined` where the answer gives no time that can be believed: it is of requests at once then. */
  reset: number | undefined
  /** The same as the server wrote it. */
  readonly raw: number
  /** Milliseconds from its start to its reset: the longest that was seen. */
  readonly span: number
  /** Whether it comes back bit by bit, and not at once. */
  readonly rolling: boolean
  /** When its answer came. */
  readonly at: number
  /** When that request went. */
  readonly sent: number
  /** When the next request may go, if what remains is spread. */
  due: number
  /** For how many programs each that is under way stands: others may use it too. */
  shared: number
}

/** What a server says of one scope: of the user or of the workspace. */
interface Scope {
  readonly byOperation: Map<string, Quota>
  shared: Quota | undefined
  /** Whether each operation was seen to have a quota of its own. */
  apart: boolean
}

const minute = 60_000
/** So much of a quota may go at once, so that a short job is quick. */
const burst = 0.04
/** Of an operation whose quota is not known yet, where each has its own. */
const untold = 4

/** Paces by the quotas that answers announce (`x-rate-limit-*`, facts §5): what remains is spread over the time to the reset. */
export class Quotas {
  readonly #scopes = { user: scope(), workspace: scope() }
  readonly #underWay: (operation?: string) => number
  /** The server's clock less ours, at least. */
  #ahead: number | undefined

  constructor(underWay: (operation?: string) => number) {
    this.#underWay = underWay
  }

  /** Takes in what an answer says. Whether a refusal is what it announces: a quota is used up. */
  learn({ operation, headers, status }: Exchange, sent: number, now: number): boolean {
    const told = rateLimits(headers)
    if (told === undefined) return false
    this.#setClock(Date.parse(headers['date'] ?? ''), now)
    let usedUp = false
    for (const name of ['user', 'workspace'] as const) {
      const { limit, remaining, reset } = told[name] ?? {}
      if (limit === undefined || limit === 0 || remaining === undefined) continue
      const left = (reset ?? 0) - (this.#ahead ?? 0) - now
      // What is long past or far away is of another clock, or no time.
      const believed = left > -1000 && left <= 10 * minute ? now + Math.max(left, 1) : undefined
      if (remaining === 0 && believed !== undefined) usedUp = true
      const own = this.#scopes[name]
      const fresh = { limit, remaining, reset: believed, raw: reset ?? 0, at: now, sent }
      own.apart ||= provenApart(own, operation, fresh)
      own.byOperation.set(operation, newer(own.byOperation.get(operation), fresh))
      own.shared = newer(own.shared, fresh)
      for (const quota of [own.shared, own.byOperation.get(operation)]) {
        if (quota?.rolling === true)
          quota.shared = status === 429 ? Math.min(16, quota.shared * 1.5) : Math.max(1, quota.shared * 0.998)
      }
    }
    return usedUp
  }

  /** When a request may go, as far as the quotas are concerned; `Infinity` once an answer has come. */
  when(operation: string, now: number): number {
    let at = 0
    for (const { apart, byOperation, shared } of Object.values(this.#scopes)) {
      const quota = apart ? byOperation.get(operation) : shared
      const underWay = this.#underWay(apart ? operation : undefined)
      if (quota !== undefined) at = Math.max(at, whenOf(quota, underWay, now))
      else if (apart && underWay >= untold) at = Number.POSITIVE_INFINITY
    }
    return at
  }

  /** Counts a request that is about to go. */
  pass(operation: string, now: number): void {
    for (const { apart, byOperation, shared } of Object.values(this.#scopes)) {
      const quota = apart ? byOperation.get(operation) : shared
      if (quota?.reset === undefined) continue
      const every = interval(quota, this.#underWay(apart ? operation : undefined), now)
      quota.due = Math.max(quota.due, now - burst * quota.limit * every) + every
    }
  }

  /** Requests a second that the strictest quota has, `undefined` without one. */
  perSecond(): number | undefined {
    const rates = Object.values(this.#scopes).flatMap(({ apart, byOperation, shared }) =>
      [...(apart ? byOperation.values() : shared === undefined ? [] : [shared])]
        .filter(({ reset }) => reset !== undefined)
        .map(({ limit, span }) => (1000 * limit) / span),
    )
    return rates.length === 0 ? undefined : Math.min(...rates)
  }

  // An HTTP date is cut to whole seconds, and was written before it came: the latest that fits is nearest.
  #setClock(date: number, now: number): void {
    const ahead = date - now
    if (this.#ahead === undefined ? !Number.isNaN(ahead) : ahead > this.#ahead || ahead < this.#ahead - 2500)
      this.#ahead = ahead
  }
}

function scope(): Scope {
  return { byOperation: new Map(), shared: undefined, apart: false }
}

type Fresh = Pick<Quota, 'limit' | 'remaining' | 'reset' | 'raw' | 'at' | 'sent'>

/** A count that does not go down from one operation's answer to another's, or ends earlier, is another count. */
function provenApart({ byOperation }: Scope, operation: string, fresh: Fresh): boolean {
  if (fresh.reset === undefined || fresh.reset - fresh.at < 5000) return false
  return [...byOperation].some(
    ([other, { reset, raw, remaining, limit, at, rolling }]) =>
      other !== operation &&
      at <= fresh.sent &&
      limit === fresh.limit &&
      reset !== undefined &&
      reset - fresh.at > 5000 &&
      !rolling &&
      (Math.abs(raw - fresh.raw) < 1500 ? fresh.remaining >= remaining : fresh.raw < raw),
  )
}

function newer(old: Quota | undefined, fresh: Fresh): Quota {
  const left = (fresh.reset ?? fresh.at) - fresh.at
  const same = old !== undefined && old.limit === fresh.limit && Math.abs(old.raw - fresh.raw) < 1000 && left > 2000
  const rolling =
    left <= 2000 ||
    (old?.reset !== undefined &&
      ((old.rolling && !same) || (old.reset - fresh.at > 2000 && fresh.raw - old.raw > 1000)))
  // Answers overtake each other: within a window the least is the newest.
  if (
    old !== undefined &&
    (rolling ? old.limit === fresh.limit && fresh.sent < old.sent : same) &&
    old.remaining < fresh.remaining
  )
    return old
  const span = old !== undefined && old.limit === fresh.limit ? Math.max(old.span, left) : left
  return {
    ...fresh,
    span: rolling ? span : Math.max(span, Math.min(minute, span * 2)),
    rolling,
    due: old?.due ?? 0,
    shared: old?.shared ?? 1,
  }
}

function interval({ reset = 0, limit, remaining, span, rolling }: Quota, underWay: number, now: number): number {
  return rolling ? span / limit : Math.max(0, reset - now) / Math.max(1, remaining - underWay)
}

function whenOf(quota: Quota, underWay: number, now: number): number {
  if (quota.reset === undefined) return underWay >= quota.limit ? Number.POSITIVE_INFINITY : 0
  if (now >= quota.reset && !quota.rolling) {
    quota.remaining = quota.limit
    quota.reset = now + quota.span
  }
  // Of a quota that comes back bit by bit nobody knows which of those under way an answer has counted.
  const doubtful = quota.rolling && underWay > 1 ? Math.ceil(underWay * (quota.shared - 0.75)) : 0
  if (quota.remaining - underWay - doubtful > 0) return quota.due
  if (!quota.rolling) return quota.reset
  // One shows how much has come back.
  return underWay > 0 ? Number.POSITIVE_INFINITY : quota.remaining > 0 ? quota.due : quota.reset
}
