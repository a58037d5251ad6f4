const week = 7 * 86_400_000

/** What was truly taken and when, by the true time: whatever the state believes, this is what it must have prevented. */
export class Ledger {
  readonly #taken: number[] = []
  readonly #members: { readonly at: number; readonly count: number }[] = []
  /** What was taken before is not judged with what comes after. */
  #since = Number.NEGATIVE_INFINITY
  /** How many people were taken, those released apart. */
  taken = 0
  released = 0
  /** The most that were taken within a week, as a share of what may be. */
  fullest = 0

  /** How many people the scope has now. */
  members(at: number, count: number): void {
    while ((this.#members[0]?.at ?? at) <= at - week) this.#members.shift()
    this.#members.push({ at, count })
  }

  /** A person knows that what was remembered is gone, and lets runs begin anew. */
  begin(at: number): void {
    this.#since = at
  }

  /** Somebody was taken; answers with what is wrong about that. */
  take(at: number, isReleased: boolean): string | undefined {
    if (isReleased) {
      this.released += 1
      return undefined
    }
    this.taken += 1
    this.#taken.push(at)
    while ((this.#taken[0] ?? at) <= at - week) this.#taken.shift()
    const within = this.#taken.filter((each) => each >= this.#since).length
    const most = Math.max(...this.#members.map(({ count }) => count))
    const bound = Math.floor(most * 0.2)
    this.fullest = Math.max(this.fullest, within / bound)
    return within <= bound
      ? undefined
      : `${within} of at most ${most} people were taken within a week, and ${bound} may be, at ${new Date(at).toISOString()}`
  }
}
