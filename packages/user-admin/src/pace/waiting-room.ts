import type { Passed } from '@user-admin/aac-client'

/** One that waits at a gate. */
export interface Waiting {
  readonly operation: string
  readonly read: boolean
  readonly attempt: number
  readonly go: (passed: Passed) => void
  readonly refuse: (error: Error) => void
}

interface Line {
  readonly read: boolean
  /** First those that were refused before, then the new ones, each with its number. */
  readonly again: { readonly number: number; readonly one: Waiting }[]
  readonly fresh: { readonly number: number; readonly one: Waiting }[]
}

/** Those who wait: first come first served within a kind, and of reads and writes each gets at least a third. */
export class WaitingRoom {
  readonly #lines = new Map<string, Line>()
  #number = 0
  /** How many of one kind went last, one after the other. */
  #streak = { read: true, length: 0 }
  size = 0

  add(one: Waiting): void {
    const name = `${one.read} ${one.operation}`
    const line = this.#lines.get(name) ?? { read: one.read, again: [], fresh: [] }
    this.#lines.set(name, line)
    this.size += 1
    this.#number += 1
    ;(one.attempt > 1 ? line.again : line.fresh).push({ number: this.#number, one })
  }

  remove(one: Waiting): void {
    for (const { again, fresh } of this.#lines.values()) {
      for (const part of [again, fresh]) {
        const at = part.findIndex((entry) => entry.one === one)
        if (at === -1) continue
        part.splice(at, 1)
        this.size -= 1
      }
    }
  }

  /**
   * The next one of those that may go, `undefined` if none may.
   *
   * @param trial Whether it may well be refused: then rather one that was not refused often.
   */
  take(may: (one: Waiting) => boolean, trial: boolean): Waiting | undefined {
    let best: { part: Line['fresh']; at: number; rank: number; read: boolean } | undefined
    for (const { read, again, fresh } of this.#lines.values()) {
      const hardly = trial ? again.findIndex(({ one }) => one.attempt <= 3) : 0
      const part = hardly !== -1 && again.length > 0 ? again : fresh.length > 0 ? fresh : again
      const at = part === again ? Math.max(0, hardly) : 0
      const entry = part[at]
      if (entry === undefined) continue
      const turn = this.#streak.length >= 2 && this.#streak.read === read ? 2 : 0
      const rank = (turn + (part === again ? 0 : 1)) * 2 ** 40 + entry.number
      if ((best === undefined || rank < best.rank) && may(entry.one)) best = { part, at, rank, read }
    }
    if (best === undefined) return undefined
    this.#streak =
      this.#streak.read === best.read
        ? { read: best.read, length: this.#streak.length + 1 }
        : { read: best.read, length: 1 }
    this.size -= 1
    return best.part.splice(best.at, 1)[0]?.one
  }

  /** Sends those away of whom there is an error to tell. */
  dismiss(why: (one: Waiting) => Error | undefined): void {
    for (const { again, fresh } of this.#lines.values()) {
      const error = [...again, ...fresh].slice(0, 1).map(({ one }) => why(one))[0]
      if (error === undefined) continue
      for (const { one } of [...again.splice(0), ...fresh.splice(0)]) {
        this.size -= 1
        one.refuse(error)
      }
    }
  }
}
