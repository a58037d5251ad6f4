/** How long one process goes on while others want to write as well, in milliseconds. */
const stretch = 5
/** How long it then leaves the database alone: longer than others wait before they ask again. */
const rest = 2
/** How long others are reckoned with after they were seen, in milliseconds. */
const memory = 1_000

/**
 * Takes turns with other processes. SQLite keeps no queue: who has just written is the first to ask again, and who
 * waits may wait for thousands of changes.
 */
export class Turns {
  readonly #now: () => number
  #began = Number.NEGATIVE_INFINITY
  #othersAt = Number.NEGATIVE_INFINITY

  /** @param now Milliseconds, of a clock that is not set. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Others have written, or are just writing. */
  sawOthers(): void {
    this.#othersAt = this.#now()
  }

  /** How long this process leaves the database to others before it goes on; in milliseconds. */
  rest(): number {
    const now = this.#now()
    const areOthers = now - this.#othersAt < memory
    if (!areOthers || now - this.#began < stretch) return 0
    this.#began = now + rest
    return rest
  }
}

/** How long to wait before asking again; in milliseconds. Who waits for long asks often, and so is the next. */
export const pauseAfter = (waited: number): number => (waited < 20 ? 1 + Math.random() * 4 : 0.5 + Math.random())
