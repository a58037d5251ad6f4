import { Crowding } from './crowding.ts'
import { LastSecond } from './last-second.ts'
import { Latency } from './latency.ts'
import { MinuteQuota } from './minute-quota.ts'

/** One attempt that was let through. */
export interface Ticket {
  readonly operation: string
  /** When it was sent. */
  readonly at: number
  /** How many were under way then, itself included. */
  readonly among: number
}

/** Refusals in a row that are risked. */
const refusable = 5
/** Milliseconds from a first refusal to the next attempt, by how many more may be refused: the last is sure of a new minute. */
const patience = [61_000, 5000, 1200, 400, 100]
/** Milliseconds without a refusal after which one more at once is tried. */
const hold = 3000
/** Milliseconds that may be caught up on: timers come late. */
const late = 25
/**
 * How many may be under way at once in the first milliseconds. Most limits are of a second: what is sent in the first one
 * meets them with few under way, and all that are under way are refused.
 */
const start: readonly (readonly [until: number, atOnce: number])[] = [
  [700, 4],
  [1200, 8],
  [2000, 16],
]

/**
 * Finds out by trial how many requests a server takes at once and a second, where no answer says so.
 *
 * Whatever is refused one after the other is one event. It ends with the first accepted that was sent after it, and then
 * the rate is what was had in the cycle: from the end of the event before. After a while without a refusal it grows,
 * slowly at first, until the next event. Where refusals rather befall those sent among the most (`Crowding`), not the
 * rate is lowered but how many are under way; where they go on until a minute is over, a minute's quota is used up
 * (`MinuteQuota`).
 */
export class FoundRate {
  /** Requests that may be under way at once. */
  atOnce = 4
  /** Requests a second; `undefined` while nothing was refused. */
  perSecond: number | undefined
  readonly #taking = new Latency()
  /** Nothing may be sent before. */
  until = 0
  /** The same, as far as the server said so. */
  asked = 0
  /** The event that goes on: since when, what was accepted in the second before, when a refusal was last acted on. */
  #refused: { readonly since: number; readonly lately: number; at: number; last: number; capped: boolean } | undefined
  /** The one attempt that is tried while the event goes on. */
  #probe: Ticket | undefined
  /** Refusals in a row. */
  #run = 0
  /** Whether a limit was met. */
  #known = false
  /** When the first request went. */
  #begun: number | undefined
  /** When the last answer came. */
  #last = 0
  /** When the next request may go. */
  #due = 0
  /** Since the last event, or since what was sent before was so much less that it tells nothing (`climbed`). */
  #cycle = { at: 0, accepted: 0, climbed: true }
  /** Since the last event, whatever was climbed. */
  #all = { at: 0, accepted: 0 }
  /** What the cycle began with. */
  #from = { perSecond: 0, atOnce: 0 }
  readonly #lately = new LastSecond()
  readonly #crowding = new Crowding()
  #minute: MinuteQuota | undefined
  /** How many were under way where the cap was met, less one. */
  #safe = 0
  /** Milliseconds without a refusal in which the rate, or how many are under way, held up what waits. */
  #clean = 0
  #cleanAtOnce = 0
  /** By how much more at once are tried next. */
  #step = 1
  #heldAtOnce = false
  #heldByRate = false
  /** Failures of late. */
  #trouble = 0

  /** Milliseconds that a request takes. `undefined` before the first answer. */
  get latency(): number | undefined {
    return this.#taking.lately
  }

  /** How many at once are tried, where nothing says less: as many as bring a thousand a second, and a limit is rather met with few. */
  get #most(): number {
    return Math.max(32, Math.min(64, this.#taking.unhurried))
  }

  /** As many as may be under way, the rate considered. */
  get room(): number {
    const rate = this.perSecond
    if (rate === undefined) return Math.floor(this.atOnce)
    const taking = (this.latency ?? 100) / 1000
    const room = Math.min(Math.floor(this.atOnce), Math.ceil(rate * taking * 1.5) + 2)
    // All that are under way are refused when a minute's quota is used up.
    return this.#minute === undefined
      ? room
      : Math.min(room, Math.max(refusable, Math.floor((this.#minute.most / 60) * taking)))
  }

  /** When a request may go; `Infinity` once an answer has come. */
  when(underWay: number, now: number): number {
    if (now < this.until) return this.until
    if (this.#refused !== undefined && this.#probe !== undefined) return Number.POSITIVE_INFINITY
    if (underWay >= this.room) {
      this.#heldAtOnce = true
      return Number.POSITIVE_INFINITY
    }
    if (this.perSecond === undefined) return 0
    if (this.#due > now) this.#heldByRate = true
    return this.#due
  }

  pass(ticket: Ticket): void {
    const { at, among } = ticket
    if (this.#begun === undefined) {
      this.#begun = at
      this.#all = { at, accepted: 0 }
      this.#begin(at, true)
    }
    // A pause without work says nothing of the server.
    if (among === 1 && at - this.#last > 1000 && this.#refused === undefined && at - this.#due > 1000) {
      this.#begin(at, true)
    }
    if (this.#refused !== undefined) this.#probe = ticket
    if (among >= this.room) this.#heldAtOnce = true
    if (this.perSecond !== undefined) {
      const every = 1000 / this.perSecond
      this.#due = Math.max(this.#due, at - Math.max(late, every)) + every
    }
  }

  /** An attempt of which nothing will be heard any more. */
  forget(ticket: Ticket): void {
    if (this.#probe === ticket) this.#probe = undefined
  }

  accepted(ticket: Ticket, ms: number, now: number): void {
    this.forget(ticket)
    this.#run = 0
    this.#trouble *= 0.9
    this.#taking.add(ticket.operation, ms)
    const passed = Math.min(500, now - this.#last)
    this.#last = now
    this.#cycle.accepted += 1
    this.#all.accepted += 1
    this.#minute?.add(now)
    this.#crowding.accepted(ticket.among)
    this.#lately.add(now)
    if (this.#refused === undefined) this.#grow(passed, now)
    else if (ticket.at >= this.#refused.at || this.#refused.capped) this.#over(now)
  }

  /** @param wait Milliseconds that the server asks to wait, if it does. */
  refused(ticket: Ticket, wait: number | undefined, now: number): void {
    this.forget(ticket)
    this.#run += 1
    this.#known = true
    this.#last = now
    if (wait !== undefined) this.until = this.asked = Math.max(this.until, now + wait)
    const earlier = this.#refused !== undefined && ticket.at < this.#refused.at
    // They overtake each other: while one more is tried, it need not be that one which is refused.
    const trying = Math.floor(this.atOnce) > this.#safe && ticket.among > 0.9 * this.#safe
    const among = this.#crowding.isCap && trying ? Math.max(ticket.among, this.#safe + 1) : ticket.among
    const capped = wait === undefined && (earlier || this.#crowding.refused(among, this.perSecond !== undefined))
    if (this.#refused === undefined)
      this.#refused = { since: now, lately: this.#lately.count(now), at: now, last: now, capped }
    else {
      if (!earlier) this.#refused.at = now
      this.#refused.capped &&= capped
      this.#refused.last = now
    }
    if (this.#refused.capped) {
      this.atOnce = this.#safe = Math.max(1, Math.min(this.atOnce, among - 1))
      this.#cleanAtOnce = 0
      this.#step = 1
    } else this.#clean = 0
    if (wait !== undefined) return
    // However many were under way: one more shows whether it was no more than too many in one second.
    const first = this.#minute === undefined && (earlier || this.#refused.since === now)
    const left = Math.max(first ? 2 : 0, refusable - this.#run)
    this.until = Math.max(
      this.until,
      now + (this.latency ?? 0),
      left === 0 && this.#minute !== undefined ? this.#minute.next(now) : this.#refused.since + (patience[left] ?? 0),
    )
  }

  /** No answer, or one that says that the server cannot. One alone means nothing. */
  failed(ticket: Ticket, underWay: number): void {
    this.forget(ticket)
    this.#trouble += 1
    if (this.#trouble < 2) return
    this.#trouble = 0
    this.#known = true
    this.#cleanAtOnce = 0
    this.atOnce = Math.max(1, Math.min(this.atOnce, underWay + 1) * 0.7)
  }

  #over(now: number): void {
    if (this.#refused === undefined) return
    const { capped, since, lately, last } = this.#refused
    this.#refused = undefined
    this.#probe = undefined
    if (capped) {
      this.until = this.asked
      return
    }
    // Where an attempt in between was refused as well, the time until the end was needed: a quota was used up.
    const usedUp = (last - since > 1000 && now - since > 3000) || this.asked - since > 20_000
    if (usedUp || (this.#minute !== undefined && now - since > 2000)) {
      if (this.#minute === undefined) this.#minute = new MinuteQuota(now, this.#all.accepted)
      else this.#minute.anew(now)
    }
    this.perSecond = this.#rate(lately, usedUp, now)
    this.#all = { at: now, accepted: 0 }
    this.#crowding.begin()
    this.#begin(now, false)
    this.#due = now
  }

  /** The rate that is just below what the cycle had. */
  #rate(lately: number, usedUp: boolean, now: number): number {
    const { at, accepted, climbed } = this.#cycle
    const old = this.perSecond ?? Number.POSITIVE_INFINITY
    const whole = (1000 * accepted) / Math.max(1, now - at)
    // Of a few requests nobody knows how many more there could have been.
    const least = this.#all.accepted < 20 && old === Number.POSITIVE_INFINITY ? 10 : 0.2
    const found = usedUp
      ? Math.min(old, (950 * this.#all.accepted) / (now - this.#all.at))
      : climbed
        ? // It was refused on its way up: somewhere below what it came to.
          Math.min(old, 0.93 * Math.max(whole, lately))
        : accepted >= 10 && now - at >= 1000
          ? Math.min(old, 0.96 * lately, 0.99 * whole)
          : // Refused again so soon: the limit fell, and by how much nobody knows.
            Math.max(old / 2, Math.min(old * 0.8, 0.95 * whole))
    return Math.max(found, least)
  }

  #begin(now: number, climbed: boolean): void {
    this.#cycle = { at: now, accepted: 0, climbed }
    this.#from = { perSecond: this.perSecond ?? 0, atOnce: this.atOnce }
  }

  #grow(passed: number, now: number): void {
    const [byAtOnce, byRate] = [this.#heldAtOnce, this.#heldByRate]
    this.#heldAtOnce = this.#heldByRate = false
    if (byRate && this.perSecond !== undefined) this.#climb(this.perSecond, passed, now)
    if (!byAtOnce || Math.floor(this.atOnce) > this.room) return
    if (this.#taking.queueing > 2 && this.atOnce > 8) {
      this.atOnce = Math.max(8, this.atOnce - 0.1)
      return
    }
    if (!this.#known) {
      const age = now - (this.#begun ?? now)
      const most = start.find(([until]) => age < until)?.[1] ?? this.#most
      this.atOnce = Math.min(this.atOnce + 1, most)
      if (this.atOnce > this.#from.atOnce * 1.25) this.#begin(now, true)
      return
    }
    this.#cleanAtOnce += passed
    if (this.#cleanAtOnce < hold) return
    this.#cleanAtOnce = hold - 500
    this.atOnce = Math.min(this.atOnce + this.#step, this.#most)
    this.#step *= 2
  }

  /** The longer nothing is refused, the faster: a limit that rose tenfold is found within seconds. */
  #climb(from: number, passed: number, now: number): void {
    // Few requests tell less in the same time.
    this.#clean += passed * Math.min(1, Math.max(5, from) / 20)
    const faster = this.#clean < 1500 ? 0 : this.#clean < 3000 ? 0.05 : this.#clean < 4500 ? 0.2 : 0.5
    this.perSecond = from * (1 + (faster * passed) / 1000)
    // What was sent much more slowly tells nothing of the limit.
    if (this.perSecond > this.#from.perSecond * 1.25) this.#begin(now, true)
  }
}
