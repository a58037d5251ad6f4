/** How much happened within the last second: this one so far, and of the one before as much as is not over. */
export class LastSecond {
  #at = 0
  #now = 0
  #before = 0

  add(now: number): void {
    this.#turn(now)
    this.#now += 1
  }

  count(now: number): number {
    this.#turn(now)
    return this.#now + this.#before * (1 - (now - this.#at) / 1000)
  }

  #turn(now: number): void {
    const seconds = Math.floor((now - this.#at) / 1000)
    if (seconds <= 0) return
    this.#at += seconds * 1000
    this.#before = seconds === 1 ? this.#now : 0
    this.#now = 0
  }
}
