import type { Exchange, Gate } from '@user-admin/aac-client'
import { retryAfter } from '@user-admin/wire/effect'
import { UserAdminError } from '../errors.ts'
import type { Learnt, Pace } from '../pace.ts'
import { FoundRate, type Ticket } from './found-rate.ts'
import { Quotas } from './quotas.ts'
import { type Waiting, WaitingRoom } from './waiting-room.ts'

/** The time, and who wakes up at one: to be replaced in tests. */
export interface PaceClock {
  /** Milliseconds since the epoch, never backwards. */
  readonly now: () => number
  /** Calls after so many milliseconds. Answers with what prevents it. */
  readonly after: (ms: number, then: () => void) => () => void
}

const ownClock: PaceClock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

/** A longer wait than this is for the caller to decide on. */
const tooLong = 60_000
/** An attempt that says nothing for so long is not waited for any more. */
const lost = 120_000

/** A pace that has learnt nothing yet. Its gate rejects with `rate-limited` and `until` where the server asks for more than a minute. */
export function newPace({ now, after }: PaceClock = ownClock): Pace {
  const underWay = new Set<Ticket>()
  const byOperation = new Map<string, number>()
  const rate = new FoundRate()
  const quotas = new Quotas((operation) =>
    operation === undefined ? underWay.size : (byOperation.get(operation) ?? 0),
  )
  const room = new WaitingRoom()
  let cancel: (() => void) | undefined

  const when = (operation: string, time: number): number => {
    const at = rate.when(underWay.size, time)
    return at > time && at === Number.POSITIVE_INFINITY ? at : Math.max(at, quotas.when(operation, time))
  }
  /** Until when the server wants to be left alone, where that is too long to wait. */
  const asked = (operation: string, time: number): number | undefined => {
    const until = Math.max(rate.asked, quotas.when(operation, time))
    return until - time > tooLong && until !== Number.POSITIVE_INFINITY ? until : undefined
  }
  const away = (ticket: Ticket): boolean => {
    if (!underWay.delete(ticket)) return false
    byOperation.set(ticket.operation, (byOperation.get(ticket.operation) ?? 1) - 1)
    return true
  }
  const pass = (operation: string, at: number): ((exchange: Exchange | undefined) => void) => {
    quotas.pass(operation, at)
    const ticket: Ticket = { operation, at, among: underWay.size + 1 }
    underWay.add(ticket)
    byOperation.set(operation, (byOperation.get(operation) ?? 0) + 1)
    rate.pass(ticket)
    return (exchange) => {
      if (!away(ticket)) return
      if (exchange === undefined) rate.forget(ticket)
      else learn(ticket, exchange)
      next()
    }
  }
  const learn = (ticket: Ticket, exchange: Exchange): void => {
    const time = now()
    const { status, ms, headers } = exchange
    const usedUp = quotas.learn(exchange, ticket.at, time)
    const wait = status === 429 || status === 503 ? waitOf(headers, time) : undefined
    if (status === 429 && usedUp) rate.forget(ticket)
    else if (status === 429 || wait !== undefined) rate.refused(ticket, wait, time)
    else if (status === undefined || status === 408 || status >= 502) rate.failed(ticket, underWay.size)
    else rate.accepted(ticket, ms, time)
  }
  const parked = (until: number): UserAdminError =>
    new UserAdminError(
      'rate-limited',
      `The server asks to be left alone until ${new Date(until).toISOString()}: nothing was sent. Go on after that.`,
      { until: Math.ceil(until) },
    )
  const next = (): void => {
    cancel?.()
    cancel = undefined
    if (room.size === 0) return
    const time = now()
    for (const ticket of underWay) {
      if (time - ticket.at < lost) break
      away(ticket)
      rate.forget(ticket)
    }
    let soonest = Number.POSITIVE_INFINITY
    const may = ({ operation }: Waiting): boolean => {
      const at = when(operation, time)
      if (at <= time) return true
      soonest = Math.min(soonest, at)
      return false
    }
    for (let one = room.take(may, rate.until > 0); one !== undefined; one = room.take(may, false)) {
      one.go(pass(one.operation, time))
      soonest = Number.POSITIVE_INFINITY
    }
    room.dismiss(({ operation }) => {
      const until = asked(operation, time)
      return until === undefined ? undefined : parked(until)
    })
    if (room.size === 0) return
    const [oldest] = underWay
    if (oldest !== undefined) soonest = Math.min(soonest, oldest.at + lost)
    if (soonest !== Number.POSITIVE_INFINITY) cancel = after(Math.max(1, Math.ceil(soonest - time)), next)
  }

  const gate: Gate = ({ operation, effect, attempt }, signal) => {
    const time = now()
    if (room.size === 0) {
      const at = when(operation, time)
      if (at <= time) return pass(operation, time)
      const until = asked(operation, time)
      if (until !== undefined) return Promise.reject(parked(until))
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        room.remove(one)
        reject(signal?.reason as Error)
        next()
      }
      const end = (): void => signal?.removeEventListener('abort', leave)
      const one: Waiting = {
        operation,
        read: effect === 'read',
        attempt,
        go: (passed) => {
          end()
          resolve(passed)
        },
        refuse: (error) => {
          end()
          reject(error)
        },
      }
      signal?.addEventListener('abort', leave, { once: true })
      room.add(one)
      next()
    })
  }

  return {
    gate,
    get now(): Learnt {
      const rates = [rate.perSecond, quotas.perSecond()].filter((one) => one !== undefined)
      return {
        inFlight: rate.room,
        perSecond: rates.length === 0 ? undefined : Math.min(...rates),
        latency: rate.latency,
        until: rate.until > now() ? Math.ceil(rate.until) : undefined,
      }
    },
  }
}

/** Milliseconds that the server asks to wait; a date of its is read by its own clock, where it tells that. */
function waitOf(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const own = Date.parse(headers['date'] ?? '')
  return retryAfter(new Headers(headers), Number.isNaN(own) ? now : own)
}
