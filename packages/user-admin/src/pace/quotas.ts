import { type Exchange, rateLimits } from '@user-admin/aac-client'
import { ComingBack } from './coming-back.ts'
import { ServerClock } from './server-clock.ts'

/** A quota that answers tell of, in our own time. */
interface Quota {
  readonly limit: number
  remaining: number
  /** When it starts anew; `undefined` where the answer gives no time that can be believed: it is of requests at once then. */
  reset: number | undefined
  /** The same as the server wrote it. */
  readonly raw: number
  /** Milliseconds from its start to its reset: the longest that was seen. */
  span: number
  /** Whether it comes back bit by bit, and not at once. */
  readonly rolling: boolean
  /** When its answer came. */
  readonly at: number
  /** When that request went. */
  readonly sent: number
  /** When the next request may go, if what remains is spread. */
  due: number
  /** Those of ours that come back, if it is rolling. */
  readonly own: ComingBack
  /** For how many programs each that is under way stands: others may use it too. Rises where it refuses though it should not. */
  shared: number
  /** When it was last raised: those refused that went before tell nothing more. */
  raised: number
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
  readonly #clock = new ServerClock()

  constructor(underWay: (operation?: string) => number) {
    this.#underWay = underWay
  }

  /** Takes in what an answer says. Whether a refusal is what it announces: a quota is used up. */
  learn({ operation, headers, status }: Exchange, sent: number, now: number): boolean {
    const told = rateLimits(headers)
    if (told === undefined) return false
    this.#shift(this.#clock.learn(Date.parse(headers['date'] ?? ''), sent, now))
    let usedUp = false
    for (const name of ['user', 'workspace'] as const) {
      const { limit, remaining, reset } = told[name] ?? {}
      if (limit === undefined || limit === 0 || remaining === undefined) continue
      const left = (reset ?? 0) - this.#clock.ahead - now
      // What is long past or far away is of another clock, or no time.
      const believed = left > -1000 && left <= 10 * minute ? now + Math.max(left, 1) : undefined
      if (remaining === 0 && believed !== undefined) usedUp = true
      const own = this.#scopes[name]
      const fresh = { limit, remaining, reset: believed, raw: reset ?? 0, at: now, sent }
      own.apart ||= provenApart(own, operation, fresh)
      own.byOperation.set(operation, newer(own.byOperation.get(operation), fresh))
      own.shared = newer(own.shared, fresh)
      const paced = own.apart ? own.byOperation.get(operation) : own.shared
      if (paced?.rolling === true) count(paced, sent, now, status === 429)
    }
    return usedUp
  }

  /** When a request may go, as far as the quotas are concerned; `Infinity` once an answer has come. */
  when(operation: string, now: number): number {
    let at = 0
    for (const { apart, byOperation, shared } of Object.values(this.#scopes)) {
      const quota = apart ? byOperation.get(operation) : shared
      const underWay = this.#underWay(apart ? operation : undefined)
      if (quota !== undefined) at = Math.max(at, whenOf(quota, underWay, now, this.#clock.doubt))
      else if (apart && underWay >= untold) at = Number.POSITIVE_INFINITY
    }
    return at
  }

  /** Counts a request that is about to go. */
  pass(operation: string, now: number): void {
    for (const { apart, byOperation, shared } of Object.values(this.#scopes)) {
      const quota = apart ? byOperation.get(operation) : shared
      if (quota?.reset === undefined) continue
      const every = interval(quota, this.#underWay(apart ? operation : undefined), now, this.#clock.doubt)
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

  #shift(by: number): void {
    if (by === 0) return
    for (const { byOperation, shared } of Object.values(this.#scopes)) {
      for (const quota of new Set([shared, ...byOperation.values()])) {
        if (quota?.reset === undefined) continue
        quota.reset -= by
        quota.span = Math.max(1, quota.span - by)
      }
    }
  }
}

/** Counts a request of a quota that comes back bit by bit. */
function count(quota: Quota, sent: number, now: number, isRefused: boolean): void {
  if (!isRefused) {
    quota.own.pass(sent)
    quota.shared = Math.max(1, quota.shared * 0.999)
  } else if (sent > quota.raised + quota.span / 4) {
    quota.shared = Math.min(8, quota.shared * 1.5)
    quota.raised = now
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
  const isSameReset = old !== undefined && old.limit === fresh.limit && Math.abs(old.raw - fresh.raw) < 1000
  const same = isSameReset && left > 2000
  const rolling =
    (left <= 2000 && (!isSameReset || old.rolling)) ||
    (old?.reset !== undefined &&
      ((old.rolling && !same) || (old.reset - fresh.at > 2000 && fresh.raw - old.raw > 1000)))
  // Answers overtake each other: within a window the least is the newest.
  if (
    old !== undefined &&
    (rolling ? old.limit === fresh.limit && fresh.sent < old.sent : same) &&
    old.remaining < fresh.remaining
  )
    return old
  const span =
    old !== undefined && (old.limit === fresh.limit || (rolling && old.rolling)) ? Math.max(old.span, left) : left
  return {
    ...fresh,
    span: rolling ? span : Math.max(span, Math.min(minute, span * 2)),
    rolling,
    due: old?.due ?? 0,
    own: old?.own ?? new ComingBack(),
    shared: old?.shared ?? 1,
    raised: old?.raised ?? 0,
  }
}

function interval(
  { reset = 0, limit, remaining, span, rolling }: Quota,
  underWay: number,
  now: number,
  doubt: number,
): number {
  if (!rolling) return Math.max(0, reset - now) / Math.max(1, remaining - underWay)
  // What was saved up is used as well, but for a tenth: answers overtake each other.
  return (Math.max(1, span - doubt) / limit) * (remaining - underWay > 0.1 * limit + 1 ? 0.95 : 1)
}

function whenOf(quota: Quota, underWay: number, now: number, doubt: number): number {
  if (quota.reset === undefined) return underWay >= quota.limit ? Number.POSITIVE_INFINITY : 0
  if (now >= quota.reset && !quota.rolling) {
    quota.remaining = quota.limit
    quota.reset = now + quota.span
  }
  const left = quota.remaining - underWay
  if (!quota.rolling) return left > 0 ? quota.due : quota.reset
  // What was sent a span ago is free again, a little later where refusals say so. How many others sent meanwhile nobody knows.
  const { back, out, next } = quota.own.between(quota.sent, now, quota.span - doubt + 15 * (quota.shared - 1))
  const doubtful = Math.floor(Math.min((underWay + 0.5) * (quota.shared - 1), 0.1 * quota.limit))
  if (left + back - doubtful > 0 && out + underWay <= quota.limit + quota.remaining) return quota.due
  if (next !== undefined && next - now < minute) return next
  // One shows how much has come back.
  return underWay > 0 ? Number.POSITIVE_INFINITY : quota.remaining > 0 ? quota.due : quota.reset
}
