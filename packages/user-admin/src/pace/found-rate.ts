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
const hold = 3000
const minute = 60_000

/** From the end of one refusal to the end of the next. */
interface Cycle {
  readonly at: number
  accepted: number
  /** How many were accepted, by how many were under way. */
  readonly among: number[]
}

/** Finds out by trial how many requests a server takes at once and a second, where no answer says so. */
export class FoundRate {
  /** Requests that may be under way at once. */
  atOnce = 4
  /** Requests a second; `undefined` while nothing was refused. */
  perSecond: number | undefined
  latency: number | undefined
  /** Nothing may be sent before. */
  until = 0
  /** The same, as far as the server said so. */
  asked = 0
  /** Since when requests are refused, and when a refusal was last acted on. */
  #refused: { readonly since: number; readonly lately: number; at: number; last: number; capped: boolean } | undefined
  #begun: number | undefined
  #due = 0
  #run = 0
  #last = 0
  #cycle = { at: 0, accepted: 0, climbed: true }
  /** The same from where it was last much less that was sent, if there was such a climb in it. */
  #all: Cycle = { at: 0, accepted: 0, among: [] }
  /** Accepted in this second and in the one before. */
  #second = { at: 0, now: 0, before: 0 }
  /** How often, one after the other, refusals befell those sent among the most, and how many these were. */
  #crowded = { often: 0, among: 0 }
  /** Whether it is known that what counts is how many are under way. */
  #capped = false
  #safe = 0
  /** Where refusals were seen to go on until a minute was over: when one began, what was accepted in it and in one before. */
  #minute: { begun: number; accepted: number; most: number } | undefined
  /** The rate that the cycle began with. */
  #from = 0
  #fromAtOnce = 0
  #clean = 0
  #cleanAtOnce = 0
  #step = 1
  #heldAtOnce = false
  #heldByRate = false
  #known = false
  #trouble = 0
  #probe: Ticket | undefined
  #queueing = 1
  /** Milliseconds that a request takes where few are under way. */
  #unhurried = 0
  readonly #least = new Map<string, number>()

  /** How many at once are tried, where nothing says less: as many as bring a thousand a second, and a limit is rather met with few. */
  get #most(): number {
    return Math.max(32, Math.min(64, this.#unhurried))
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
      this.#all = { at, accepted: 0, among: [] }
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
      this.#due = Math.max(this.#due, at - Math.max(25, every)) + every
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
    this.#timed(ticket.operation, ms)
    const passed = Math.min(500, now - this.#last)
    this.#last = now
    this.#cycle.accepted += 1
    this.#all.accepted += 1
    if (this.#minute !== undefined) {
      if (now - this.#minute.begun >= minute) {
        this.#minute.begun = this.#nextMinute(now) - minute
        this.#minute.accepted = 0
      }
      this.#minute.accepted += 1
      this.#minute.most = Math.max(this.#minute.most, this.#minute.accepted)
    }
    this.#all.among[ticket.among] = (this.#all.among[ticket.among] ?? 0) + 1
    this.#count(now)
    this.#second.now += 1
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
    const among = this.#capped && trying ? Math.max(ticket.among, this.#safe + 1) : ticket.among
    const capped = wait === undefined && (earlier || this.#crowds(among))
    if (this.#refused === undefined)
      this.#refused = { since: now, lately: this.#lately(now), at: now, last: now, capped }
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
      left === 0 && this.#minute !== undefined ? this.#nextMinute(now) : this.#refused.since + (patience[left] ?? 0),
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
    const { at, accepted, climbed } = this.#cycle
    if (capped) {
      this.until = this.asked
      return
    }
    const old = this.perSecond ?? Number.POSITIVE_INFINITY
    const whole = (1000 * accepted) / Math.max(1, now - at)
    // Where an attempt in between was refused as well, the time until the end was needed: a quota was used up.
    const usedUp = (last - since > 1000 && now - since > 3000) || this.asked - since > 20_000
    if (usedUp || (this.#minute !== undefined && now - since > 2000)) {
      this.#minute = {
        begun: now,
        accepted: 0,
        most: this.#minute === undefined ? this.#all.accepted : this.#minute.accepted,
      }
    }
    if (usedUp) this.perSecond = Math.min(old, (950 * this.#all.accepted) / (now - this.#all.at))
    else if (climbed) this.perSecond = Math.min(old, 0.93 * Math.max(whole, lately))
    else if (accepted >= 10 && now - at >= 1000) this.perSecond = Math.min(old, 0.96 * lately, 0.99 * whole)
    else this.perSecond = Math.max(old / 2, Math.min(old * 0.8, 0.95 * whole))
    // Of a few requests nobody knows how many more there could have been.
    this.perSecond = Math.max(this.perSecond, this.#all.accepted < 20 && old === Number.POSITIVE_INFINITY ? 10 : 0.2)
    this.#all = { at: now, accepted: 0, among: [] }
    this.#begin(now, false)
    this.#due = now
  }

  /** Whether refusals befall those that are sent while most are under way: then that is what counts, and not the rate. */
  #crowds(among: number): boolean {
    const { accepted, among: counts } = this.#all
    const as = counts.reduce((sum, count, index) => (index >= among ? sum + count : sum), 0)
    const rarely = as <= (accepted < 20 ? 0 : 0.15 * accepted)
    if (this.#capped) this.#capped = rarely
    else if (this.perSecond !== undefined && accepted >= Math.max(8, 2 * among)) {
      const often = rarely ? (Math.abs(among - this.#crowded.among) <= 1 ? this.#crowded.often + 1 : 1) : 0
      this.#crowded = { often, among }
      this.#capped = often >= 2
    }
    return this.#capped
  }

  #nextMinute(now: number): number {
    const begun = this.#minute?.begun ?? now
    return begun + (Math.floor((now - begun) / minute) + 1) * minute
  }

  /** Accepted in the last second. */
  #lately(now: number): number {
    this.#count(now)
    const { at, now: these, before } = this.#second
    return these + before * (1 - (now - at) / 1000)
  }

  #count(now: number): void {
    const slices = Math.floor((now - this.#second.at) / 1000)
    if (slices <= 0) return
    this.#second = { at: this.#second.at + slices * 1000, now: 0, before: slices === 1 ? this.#second.now : 0 }
  }

  #begin(now: number, climbed: boolean): void {
    this.#cycle = { at: now, accepted: 0, climbed }
    this.#from = this.perSecond ?? 0
    this.#fromAtOnce = this.atOnce
  }

  #grow(passed: number, now: number): void {
    const [atOnce, byRate] = [this.#heldAtOnce, this.#heldByRate]
    this.#heldAtOnce = this.#heldByRate = false
    if (byRate && this.perSecond !== undefined) {
      this.#clean += passed * Math.min(1, Math.max(5, this.perSecond) / 20)
      const faster = this.#clean < 1500 ? 0 : this.#clean < 3000 ? 0.05 : this.#clean < 4500 ? 0.2 : 0.5
      this.perSecond *= 1 + (faster * passed) / 1000
      // What was sent much more slowly tells nothing of the limit.
      if (this.perSecond > this.#from * 1.25) this.#begin(now, true)
    }
    if (!atOnce || Math.floor(this.atOnce) > this.room) return
    if (this.#queueing > 2 && this.atOnce > 8) {
      this.atOnce = Math.max(8, this.atOnce - 0.1)
      return
    }
    const age = now - (this.#begun ?? now)
    if (!this.#known) {
      this.atOnce = Math.min(this.atOnce + 1, age < 700 ? 4 : age < 1200 ? 8 : age < 3000 ? 16 : this.#most)
      if (this.atOnce > this.#fromAtOnce * 1.25) this.#begin(now, true)
      return
    }
    this.#cleanAtOnce += passed
    if (this.#cleanAtOnce < hold) return
    this.#cleanAtOnce = hold - 500
    this.atOnce = Math.min(this.atOnce + this.#step, this.#most)
    this.#step *= 2
  }

  #timed(operation: string, ms: number): void {
    this.latency = this.latency === undefined ? ms : this.latency + (ms - this.latency) / 10
    const least = this.#least.get(operation) ?? ms
    this.#least.set(operation, ms < least ? ms : least + (ms - least) * 0.002)
    this.#unhurried += (least - this.#unhurried) / 10
    this.#queueing += (ms / Math.max(1, least) - this.#queueing) / 50
  }
}
