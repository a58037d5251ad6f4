const minute = 60_000

/** A quota that starts anew each minute, of a server that does not say so: found where refusals went on until a minute was over. */
export class MinuteQuota {
  /** When a minute began. */
  #begun: number
  #accepted = 0
  /** What was accepted in a minute at most. */
  most: number

  /** @param now When the first request of a minute was accepted. */
  constructor(now: number, most: number) {
    this.#begun = now
    this.most = most
  }

  /** It was used up, and a minute begins: what the one before had is known. */
  anew(now: number): void {
    this.most = this.#accepted
    this.#begun = now
    this.#accepted = 0
  }

  add(now: number): void {
    if (now - this.#begun >= minute) {
      this.#begun = this.next(now) - minute
      this.#accepted = 0
    }
    this.#accepted += 1
    this.most = Math.max(this.most, this.#accepted)
  }

  /** When the next minute begins. */
  next(now: number): number {
    return this.#begun + (Math.floor((now - this.#begun) / minute) + 1) * minute
  }
}
