import type { OverReason, ToldRecord, ToldRecords } from './told.ts'

/** What people were told, in a list. */
export class MemoryTold implements ToldRecords {
  #records: (ToldRecord & { readonly place: number; readonly isOver: boolean })[] = []
  #last = 0

  find({ to, event, subject, reason }: Parameters<ToldRecords['find']>[0]): ToldRecord | undefined {
    return this.#records.find(
      (one) => !one.isOver && one.to === to && one.event === event && one.subject === subject && one.reason === reason,
    )
  }

  at(place: number): ToldRecord | undefined {
    return this.#records.find((one) => one.place === place)
  }

  waiting(): readonly ToldRecord[] {
    return this.#records.filter(({ status }) => status === 'waiting')
  }

  put(record: ToldRecord): void {
    const { place } = record
    if (place !== undefined)
      this.#records = this.#records.map((one) => (one.place === place ? { ...one, ...record, place } : one))
    else {
      this.#last += 1
      this.#records.push({ ...record, place: this.#last, isOver: false })
    }
  }

  over({ event, subject, reason }: OverReason): void {
    this.#records = this.#records.map((one) =>
      one.event === event && one.subject === subject && (reason === undefined || one.reason === reason)
        ? { ...one, isOver: true }
        : one,
    )
  }

  /** Everything that was written down for later than this counts as of now. */
  startAgain(time: number): void {
    this.#records = this.#records.map((one) => ({
      ...one,
      at: Math.min(one.at, time),
      due: Math.min(one.due, time),
    }))
  }

  forget(before: number): void {
    this.#records = this.#records.filter(({ at, status }) => at >= before || status === 'waiting')
  }
}
