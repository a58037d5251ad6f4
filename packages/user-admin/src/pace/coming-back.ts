/** Requests of ours of a quota that gives each of them back a while after it went. Times are asked for in their order. */
export class ComingBack {
  #times: number[] = []
  /** How many of them are back by now, and how many were when the newest answer's request went. */
  #now = 0
  #then = 0

  /** Counts one that was accepted. */
  pass(sent: number): void {
    this.#times.push(sent)
  }

  /** How many came back between two times, how many are still out, and when the next one comes back. */
  between(
    then: number,
    now: number,
    span: number,
  ): { readonly back: number; readonly out: number; readonly next: number | undefined } {
    while ((this.#times[this.#now] ?? Number.POSITIVE_INFINITY) + span <= now) this.#now += 1
    while ((this.#times[this.#then] ?? Number.POSITIVE_INFINITY) + span <= then) this.#then += 1
    if (this.#then > 500) {
      this.#times = this.#times.slice(this.#then)
      this.#now -= this.#then
      this.#then = 0
    }
    const next = this.#times[this.#now]
    return {
      back: Math.max(0, this.#now - this.#then),
      out: this.#times.length - this.#now,
      next: next === undefined ? undefined : next + span,
    }
  }
}
