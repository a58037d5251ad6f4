import { Seen } from './seen.ts'

/** One answered page: its rows, where the next one starts, and the total if the server said it. */
export interface Page<T, C> {
  readonly items: readonly T[]
  /** Where the next page starts; `undefined` ends the list. */
  readonly next: C | undefined
  /** How many rows the server counts in all, if it says so. */
  readonly count?: number | undefined
}

export interface PageSource<T, C> {
  readonly first: C
  /** Reads one page; the signal ends with the caller's, and when the caller stops early. */
  readonly read: (cursor: C, signal: AbortSignal) => Promise<Page<T, C>>
  /** What makes two rows the same row. */
  readonly key: (item: T) => string
  /** Makes the caller's own error of a fact that breaks the promise of completeness. */
  readonly fault: (fact: string) => Error
  readonly signal?: AbortSignal | undefined
}

/**
 * Yields every row of a paged list once, one page ahead of its reader.
 *
 * A row that comes twice is dropped. A page that leads back to an earlier place, brings nothing but
 * rows already seen, or a list that ends with fewer or more rows than the server counts is an error:
 * a list that is acted on must be whole.
 */
export async function* pages<T, C extends string | number>(
  source: PageSource<T, C>,
): AsyncGenerator<T, void, undefined> {
  for await (const rows of batches(source)) for (const row of rows) yield row
}

/** The same a page at a time, for who passes the rows on: every generator that a row goes through costs more than the row. */
export async function* batches<T, C extends string | number>(
  source: PageSource<T, C>,
): AsyncGenerator<readonly T[], void, undefined> {
  const stop = new AbortController()
  const signal = source.signal === undefined ? stop.signal : AbortSignal.any([source.signal, stop.signal])
  const seen = new Seen()
  const visited = new Seen()

  const read = (cursor: C): Promise<Page<T, C>> => {
    if (!visited.add(String(cursor))) throw source.fault('a page leads back to one that was read')
    const page = source.read(cursor, signal)
    // A reader that stops early never awaits the page under way: its end is no one's unhandled rejection.
    page.catch(() => undefined)
    return page
  }

  let pending: Promise<Page<T, C>> | undefined
  try {
    pending = read(source.first)
    while (pending !== undefined) {
      const page: Page<T, C> = await pending
      const { next } = page
      pending = next === undefined ? undefined : read(next)

      const fresh = page.items.filter((item) => seen.add(source.key(item)))
      if (fresh.length > 0) yield fresh
      else if (page.items.length > 0) throw source.fault('a page brought only rows already seen')
      if (next === undefined && page.count !== undefined && page.count !== seen.size) {
        throw source.fault(`the list ended after ${seen.size} rows, the server counts ${page.count}`)
      }
    }
  } finally {
    // Only a reader that stops early leaves a page under way.
    if (pending !== undefined) stop.abort()
  }
}
