/** One who waits for a part of what several are asked for together. */
export interface Waiting<T, A> {
  readonly asked: T
  readonly answer: (answer: A) => void
  readonly fail: (error: unknown) => void
}

/**
 * Asks for several at once where one at a time is asked for: whoever comes while as many requests are under way as may
 * be, goes with the next. Nobody waits where fewer are.
 */
export class Gathering<T, A> {
  readonly #send: (several: readonly Waiting<T, A>[]) => Promise<void>
  readonly #most: number
  readonly #atOnce: number
  #waiting: Waiting<T, A>[] = []
  #underWay = 0
  #isCalled = false

  /**
   * @param send Answers each of those it is given, once; whom it leaves out fails with what it rejects with.
   * @param limits How many go together at most, and how many times at once.
   */
  constructor(
    send: (several: readonly Waiting<T, A>[]) => Promise<void>,
    { most, atOnce }: { readonly most: number; readonly atOnce: number },
  ) {
    this.#send = send
    this.#most = most
    this.#atOnce = atOnce
  }

  /** The answer for this one. */
  async one(asked: T): Promise<A> {
    return await new Promise<A>((answer, fail) => {
      this.#waiting.push({ asked, answer, fail })
      if (this.#isCalled) return
      this.#isCalled = true
      // Those who begin together ask in the same turn: all of them are there when it is over.
      queueMicrotask(() => {
        this.#isCalled = false
        this.#next()
      })
    })
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#underWay < this.#atOnce) {
      const several = this.#waiting.splice(0, this.#most)
      this.#underWay += 1
      void this.#sent(several)
    }
  }

  async #sent(several: readonly Waiting<T, A>[]): Promise<void> {
    let error: unknown = new TypeError('There was no answer for this one.')
    try {
      await this.#send(several)
    } catch (thrown) {
      error = thrown
    }
    this.#underWay -= 1
    // Of those who were answered this says nothing any more.
    for (const { fail } of several) fail(error)
    this.#next()
  }
}
