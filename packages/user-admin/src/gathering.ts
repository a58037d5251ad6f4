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

  /** The answer for this one. Whoever gives up does so alone: the others’ request goes on. */
  async one(asked: T, signal?: AbortSignal): Promise<A> {
    const answered = new Promise<A>((answer, fail) => {
      this.#waiting.push({ asked, answer, fail })
      if (this.#isCalled) return
      this.#isCalled = true
      // Those who begin together ask in the same turn: all of them are there when it is over.
      queueMicrotask(() => {
        this.#isCalled = false
        this.#next()
      })
    })
    return await unlessAborted(answered, signal)
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

/** The promise, or the signal’s reason. What the promise does goes on: others may wait for it. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work
  let stop = (): void => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/**
 * A read that serves all who ask before it begins, and nobody who asks later. At most `atOnce` of them are under way.
 *
 * @param read Its signal aborts once all whom it serves have given up.
 */
export function shared<T>(
  read: (signal: AbortSignal | undefined) => Promise<T>,
  atOnce = 2,
): (signal?: AbortSignal) => Promise<T> {
  const gathering = new Gathering<AbortSignal | undefined, T>(
    async (all) => {
      using given = givenUp(all.map(({ asked }) => asked))
      const value = await read(given.signal)
      for (const { answer } of all) answer(value)
    },
    { most: Number.POSITIVE_INFINITY, atOnce },
  )
  return async (signal) => await gathering.one(signal, signal)
}

/** A signal that aborts, with the reason of the last, once all of these have; `undefined` where one never will. */
function givenUp(signals: readonly (AbortSignal | undefined)[]): Disposable & { readonly signal?: AbortSignal } {
  const distinct = [...new Set(signals)].filter((signal) => signal !== undefined)
  if (signals.includes(undefined)) return { [Symbol.dispose]: () => undefined }
  const stop = new AbortController()
  const check = (): void => {
    if (distinct.every(({ aborted }) => aborted)) stop.abort(distinct.at(-1)?.reason)
  }
  for (const signal of distinct) signal.addEventListener('abort', check)
  check()
  return {
    signal: stop.signal,
    [Symbol.dispose]: () => {
      for (const signal of distinct) signal.removeEventListener('abort', check)
    },
  }
}
