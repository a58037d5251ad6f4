/** The clock of a server, by the dates of its answers: they are cut to whole seconds, and written between sending and answer. */
export class ServerClock {
  /** Milliseconds that it is ahead of ours, at least and at most; `undefined` before the first date. */
  #least: number | undefined
  #most = 0

  /** At least: what it announces is then rather expected too late than too early. */
  get ahead(): number {
    return this.#least ?? 0
  }

  /** Milliseconds that it is likely further ahead, as soon as it is known to a few: before, that is a guess. */
  get doubt(): number {
    const doubt = this.#least === undefined ? 0 : Math.max(0, this.#most - this.#least) / 2
    return doubt < 100 ? doubt : 0
  }

  /** @returns By how much what was announced so far turns out to be earlier. */
  learn(date: number, sent: number, now: number): number {
    if (Number.isNaN(date)) return 0
    const old = this.#least
    const [least, most] = [date - now, date + 1000 - sent]
    // One that fits none before is of a clock that was set, or of another server.
    const fits = old !== undefined && least <= this.#most + 100 && most >= old - 100
    this.#least = fits ? Math.max(old, least) : least
    this.#most = fits ? Math.min(this.#most, most) : most
    return old === undefined ? 0 : this.#least - old
  }
}
