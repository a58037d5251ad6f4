/** Ends that are counted: enough to even out, few enough to follow a server that slows down. */
const counted = 100
/** The first ones go one by one, and say nothing of the rest. */
const silent = 12

/** How fast steps end, and so how long the rest will take. */
export class Speed {
  readonly #now: () => number
  readonly #ends: number[] = []
  #seen = 0

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** One more has ended. */
  ended(): void {
    this.#seen += 1
    if (this.#seen < silent) return
    this.#ends.push(this.#now())
    if (this.#ends.length > counted) this.#ends.shift()
  }

  /** Milliseconds that so many more will take; `undefined` as long as nobody can tell. */
  left(steps: number): number | undefined {
    const [first] = this.#ends
    if (first === undefined || this.#ends.length < 5) return undefined
    return (steps * (this.#now() - first)) / this.#ends.length
  }
}
