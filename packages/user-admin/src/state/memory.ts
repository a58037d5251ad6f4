import { UserAdminError } from '../errors.ts'
import { beginning, lineOf, rowOf, sha256, textOf } from '../journal/chain.ts'
import type { Entry, Head, Row, RowFilter } from '../journal/journal.ts'
import type { State } from '../state.ts'
import type { Scope } from '../user-admin.ts'
import { held, heldJob } from './conflict.ts'
import { MemoryRecords } from './memory-records.ts'
import { stateOver } from './over.ts'
import { type Change, isoOf, type Page, type Records, type Store, scopeKey } from './store.ts'

/**
 * A memory that lasts as long as its process: for tests, and for a program that makes several plans.
 *
 * @param options.now Milliseconds since the epoch. Default `Date.now`.
 */
export function memoryState(options: { readonly now?: (() => number) | undefined } = {}): State {
  const { now = Date.now } = options
  return stateOver(new MemoryStore(() => Math.floor(now())))
}

interface Holder {
  readonly by: string
  readonly since: string
}

class MemoryStore implements Store {
  readonly #lines: string[] = []
  #last: Row | undefined
  readonly #records: MemoryRecords
  readonly #holders = new Map<string, Holder>()
  #queue: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(now: () => number) {
    this.#records = new MemoryRecords(now)
  }

  async change<T>(work: (records: Records) => Change<T>): Promise<{ answer: T; rows: readonly Row[] }> {
    this.#check()
    const turn = this.#queue.then(async () => {
      const { answer, rows = [] } = work(this.#records)
      this.#records.tick()
      const written: Row[] = []
      for (const entry of rows) written.push(await this.#append(entry))
      return { answer, rows: written }
    })
    this.#queue = turn.catch(() => undefined)
    return await turn
  }

  async verify(): Promise<void> {
    this.#check()
  }

  async look<T>(work: (records: Records) => T): Promise<T> {
    this.#check()
    await this.#queue
    return work(this.#records)
  }

  async page(from: number, filter: Omit<RowFilter, 'from'>): Promise<Page> {
    this.#check()
    const [end, page] = [this.#lines.length, []] as [number, { seq: number; line: string }[]]
    for (let seq = Math.max(1, from); seq <= end && page.length < 1000; seq++) {
      const line = this.#lines[seq - 1] ?? ''
      if (isOf(line, filter)) page.push({ seq, line })
    }
    return page
  }

  async head(): Promise<Head | undefined> {
    this.#check()
    return this.#last === undefined ? undefined : { count: this.#last.seq, hash: this.#last.hash, at: this.#last.at }
  }

  async exclusively<T>(scopes: readonly Scope[], by: string, work: () => Promise<T>): Promise<T> {
    const keys = new Map(scopes.map((scope) => [scopeKey(scope), scope]))
    return await this.#hold(
      [...keys].map(([key, scope]) => [key, (holder) => held(scope, holder)]),
      by,
      work,
    )
  }

  async alone<T>(job: string, by: string, work: () => Promise<T>): Promise<T> {
    return await this.#hold([[`job ${job}`, (holder) => heldJob(job, holder)]], by, work)
  }

  async #hold<T>(
    things: readonly (readonly [key: string, held: (holder: Holder) => UserAdminError])[],
    by: string,
    work: () => Promise<T>,
  ): Promise<T> {
    this.#check()
    for (const [key, refused] of things) {
      const holder = this.#holders.get(key)
      if (holder !== undefined) throw refused(holder)
    }
    const since = isoOf(this.#records.time)
    for (const [key] of things) this.#holders.set(key, { by, since })
    try {
      return await work()
    } finally {
      for (const [key] of things) this.#holders.delete(key)
    }
  }

  close(): void {
    this.#isClosed = true
  }

  #check(): void {
    if (this.#isClosed) throw new UserAdminError('invalid', 'The state was closed: open it again.')
  }

  async #append(entry: Entry): Promise<Row> {
    const text = textOf(entry, this.#lines.length + 1, isoOf(this.#records.time), this.#last?.hash ?? beginning)
    const line = lineOf(text, await sha256(text))
    this.#lines.push(line)
    this.#last = rowOf(line)
    return this.#last
  }
}

/** Of a hundred thousand lines only those are parsed that may be meant. */
function isOf(line: string, filter: Omit<RowFilter, 'from'>): boolean {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined)
  if (!asked.every(([name, value]) => line.includes(`${JSON.stringify(name)}:${JSON.stringify(value)}`))) return false
  const row: object = asked.length === 0 ? {} : rowOf(line)
  return asked.every(([name, value]) => (row as Record<string, unknown>)[name] === value)
}
