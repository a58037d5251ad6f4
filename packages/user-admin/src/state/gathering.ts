import { setTimeout as sleep, setImmediate as turnOfEvents } from 'node:timers/promises'

/** The longest that changes wait for others, in milliseconds. */
const longest = 4

/**
 * How long changes wait for others, so that one transaction makes all of them durable: learnt from whether any came, and
 * no longer than twice what a transaction takes.
 *
 * Whoever appends one row after the other never waits. Answers of many requests come one by one, and to make each durable
 * by itself would keep the process from everything else.
 */
export class Gathering {
  #pause = 0
  /** What a transaction takes, in milliseconds. */
  #cost = 0.5
  /** How many were served a moment ago: they may come back before anything else happens. */
  #served = 0

  /** Resolves once those are there who can be waited for. */
  async others(waiting: () => number): Promise<void> {
    // Those that were asked for in the same moment come with it.
    await Promise.resolve()
    const first = waiting()
    if (this.#served > 0 && first >= this.#served) return
    await turnOfEvents()
    if (this.#pause >= 1) await sleep(Math.min(this.#pause, 2 * this.#cost))
    this.#pause = waiting() > first ? Math.min(longest, Math.max(1, this.#pause * 2)) : this.#pause / 2
  }

  /** So many were made durable together within so many milliseconds, and are told now. */
  served(count: number, took: number): void {
    this.#cost = 0.8 * this.#cost + 0.2 * took
    this.#served = count
    // Runs when nobody who was told has anything more to ask for.
    process.nextTick(() => {
      this.#served = 0
    })
  }
}
