import type { People, PeopleAsked, PersonRow } from '../../protocol.ts'

/** How many people are fetched at once. */
const partSize = 200
/** How many parts are kept: further ones are fetched again. */
const kept = 12

/** What is asked of all parts of one list. */
export type Query = Omit<PeopleAsked, 'from' | 'count'>

/** The rows of a long list, fetched in parts as they are looked at. */
export class Parts {
  readonly #fetch: (asked: PeopleAsked, signal: AbortSignal) => Promise<People | undefined>
  readonly #changed: () => void
  #query: Query
  readonly #parts = new Map<number, readonly PersonRow[]>()
  /** Of rows that were read before something changed: shown until newer ones are there. */
  readonly #stale = new Set<number>()
  readonly #loading = new Map<number, AbortController>()
  /** How many there are. Nothing until the first part has come. */
  total: number | undefined

  constructor(
    query: Query,
    fetch: (asked: PeopleAsked, signal: AbortSignal) => Promise<People | undefined>,
    changed: () => void,
  ) {
    this.#query = query
    this.#fetch = fetch
    this.#changed = changed
  }

  /** A row, if it has been read. */
  row(index: number): PersonRow | undefined {
    return this.#parts.get(Math.floor(index / partSize))?.[index % partSize]
  }

  /** Asks for another list: another search, sorting or filter. */
  ask(query: Query): void {
    this.#query = query
    this.end()
    this.#parts.clear()
    this.#stale.clear()
  }

  /** The same list, read anew: what is shown stays until then. */
  refresh(): void {
    this.end()
    for (const part of this.#parts.keys()) this.#stale.add(part)
  }

  /** Sees to it that these rows are read; parts that nobody looks at any more are not waited for. */
  want(from: number, to: number): void {
    const [first, last] = [Math.floor(from / partSize), Math.floor(Math.max(from, to - 1) / partSize)]
    for (const [part, loading] of this.#loading)
      if (part < first || part > last) {
        loading.abort()
        this.#loading.delete(part)
      }
    for (let part = first; part <= last; part += 1) {
      const rows = this.#parts.get(part)
      if (rows !== undefined) {
        // What was looked at last is kept longest.
        this.#parts.delete(part)
        this.#parts.set(part, rows)
      }
      if ((rows === undefined || this.#stale.has(part)) && !this.#loading.has(part)) void this.#load(part)
    }
  }

  /** Stops what is being read. */
  end(): void {
    for (const loading of this.#loading.values()) loading.abort()
    this.#loading.clear()
  }

  async #load(part: number): Promise<void> {
    const loading = new AbortController()
    this.#loading.set(part, loading)
    const answer = await this.#fetch({ ...this.#query, from: part * partSize, count: partSize }, loading.signal)
    if (loading.signal.aborted) return
    this.#loading.delete(part)
    if (answer === undefined) return
    this.total = answer.total
    this.#stale.delete(part)
    this.#parts.set(part, answer.rows)
    for (const oldest of this.#parts.keys()) {
      if (this.#parts.size <= kept) break
      this.#parts.delete(oldest)
    }
    this.#changed()
  }
}
