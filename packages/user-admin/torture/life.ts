/** Where a process can die. */
export type Point = 'before-intent' | 'after-intent' | 'sent' | 'answered' | 'before-outcome' | 'after-outcome'
export const points: readonly Point[] = [
  'before-intent',
  'after-intent',
  'sent',
  'answered',
  'before-outcome',
  'after-outcome',
]

/** The life of one process that is played within another: once it is over, nothing of it goes on. */
export class Life {
  /** Addresses of the requests that changed nothing. */
  readonly reads: string[] = []
  /** How often each point was passed. */
  readonly passed: Map<Point, number> = new Map()
  readonly over: Promise<undefined>
  #isOver = false
  #end: () => void = () => undefined
  readonly #at: { readonly point: Point; readonly nth: number } | undefined

  /** @param at Where it dies: the first time is 1. Default: it lives on. */
  constructor(at?: { readonly point: Point; readonly nth: number }) {
    this.#at = at
    this.over = new Promise((resolve) => {
      this.#end = () => resolve(undefined)
    })
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Goes on only in a life that is not over. */
  async alive(): Promise<void> {
    // One of its own each time: what waits for a shared one is never forgotten.
    if (this.#isOver) await new Promise<never>(() => undefined)
  }

  async pass(point: Point | undefined): Promise<void> {
    if (point !== undefined && !this.#isOver) this.#count(point)
    await this.alive()
  }

  /** A `fetch` that ends with it: what was sent arrives, and nobody is there for the answer. */
  fetch(send: typeof fetch): typeof fetch {
    return async (input, init) => {
      await this.alive()
      const request = new Request(input, init)
      const isRead = request.method === 'GET'
      if (isRead) this.reads.push(decodeURIComponent(request.url))
      const answer = await send(request)
      if (!isRead) await this.pass('sent')
      await this.alive()
      // The answer is there; whatever comes next does not happen any more.
      if (!isRead && !this.#isOver) this.#count('answered')
      return answer
    }
  }

  #count(point: Point): void {
    const times = (this.passed.get(point) ?? 0) + 1
    this.passed.set(point, times)
    if (this.#at?.point !== point || this.#at.nth !== times) return
    this.#isOver = true
    this.#end()
  }
}
