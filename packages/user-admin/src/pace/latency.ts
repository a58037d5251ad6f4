/** How long requests take, and how much of it they wait for each other. */
export class Latency {
  /** Milliseconds that a request took of late; `undefined` before the first answer. */
  lately: number | undefined
  /** Milliseconds that one takes where few are under way. */
  unhurried = 0
  /** By how much more is taken now than where few are under way: a server that has more than it can do queues. */
  queueing = 1
  /** Each operation takes its own time. */
  readonly #least = new Map<string, number>()

  add(operation: string, ms: number): void {
    this.lately = this.lately === undefined ? ms : this.lately + (ms - this.lately) / 10
    const least = this.#least.get(operation) ?? ms
    // It rises slowly, for a server may become slower for good.
    this.#least.set(operation, ms < least ? ms : least + (ms - least) * 0.002)
    this.unhurried += (least - this.unhurried) / 10
    this.queueing += (ms / Math.max(1, least) - this.queueing) / 50
  }
}
