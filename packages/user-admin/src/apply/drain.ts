/** Ends the waiting for what is under way, so many milliseconds after the signal was aborted. */
export class Drain implements Disposable {
  readonly #signal: AbortSignal | undefined
  readonly #after: number
  readonly #waiting = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  constructor(signal: AbortSignal | undefined, after: number) {
    this.#signal = signal
    this.#after = after
    if (signal?.aborted === true) this.#begin()
    else signal?.addEventListener('abort', this.#begin, { once: true })
  }

  /** What comes of it, or `undefined` once the time is over. */
  async orOver<T>(work: Promise<T>): Promise<T | undefined> {
    if (this.#isOver) {
      work.catch(() => undefined)
      return undefined
    }
    let stop = (): void => undefined
    const over = new Promise<undefined>((resolve) => {
      stop = () => resolve(undefined)
    })
    this.#waiting.add(stop)
    try {
      return await Promise.race([work, over])
    } finally {
      this.#waiting.delete(stop)
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#begin)
  }

  readonly #begin = (): void => {
    // A timer of more milliseconds would end at once.
    if (this.#after >= 2 ** 31) return
    this.#timer = setTimeout(() => {
      this.#isOver = true
      for (const stop of this.#waiting) stop()
    }, this.#after)
  }
}
