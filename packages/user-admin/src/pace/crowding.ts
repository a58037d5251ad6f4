/** Tells a server that counts how many requests are under way from one that counts how many come in a time. */
export class Crowding {
  /** Whether what counts is how many are under way. */
  isCap = false
  /** How many were accepted since the last refusal, by how many were under way. */
  #among: number[] = []
  #accepted = 0
  /** How often, one after the other, refusals befell those sent among the most, and how many these were. */
  #often = 0
  #most = 0

  begin(): void {
    this.#among = []
    this.#accepted = 0
  }

  accepted(among: number): void {
    this.#accepted += 1
    this.#among[among] = (this.#among[among] ?? 0) + 1
  }

  /** Whether refusals befall those that are sent while most are under way: then that is what counts, and not the rate. */
  refused(among: number, isRateKnown: boolean): boolean {
    const as = this.#among.reduce((sum, count, index) => (index >= among ? sum + count : sum), 0)
    const rarely = as <= (this.#accepted < 20 ? 0 : 0.15 * this.#accepted)
    if (this.isCap) this.isCap = rarely
    else if (isRateKnown && this.#accepted >= Math.max(8, 2 * among)) {
      this.#often = rarely ? (Math.abs(among - this.#most) <= 1 ? this.#often + 1 : 1) : 0
      this.#most = among
      // Once may be chance.
      this.isCap = this.#often >= 2
    }
    return this.isCap
  }
}
