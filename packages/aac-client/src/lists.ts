import { batches, type Page } from '@user-admin/wire/pages'
import { Seen } from '@user-admin/wire/seen'
import { AacError } from './errors.ts'
import type { Rows } from './schemas.ts'

/** Rows asked for at once. The server's maximum is not known: what counts is how many come. */
const limit = 100

/** A list of the system: how a page is asked for, and what one row is. */
export interface List<T> {
  readonly operation: string
  readonly key: (row: T) => string
  readonly ask: (query: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<Rows<T>>
  /** Is `offset` documented for it? If not, a second page that repeats the first ends the list and is no error. */
  readonly paged: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * Every row of a list once, a page at a time, in every status: the default list, then the lists of `new` and `suspended` rows, since
 * nobody knows which the default leaves out (facts §6.1). Where a list takes no notice of the status, or refuses it,
 * `besides` is asked for the rows of these statuses; if that brings none either, `counted` says how many there should
 * be at least, if anybody knows.
 *
 * @throws {AacError} `INCOMPLETE_LIST` where that cannot be asked either, or fewer came than are counted: rows may then
 * be hidden.
 */
export async function* inEveryStatus<T>(
  list: List<T>,
  besides?: List<T>,
  counted?: () => Promise<number | undefined>,
): AsyncGenerator<readonly T[], void, undefined> {
  const { operation } = list
  const seen = new Seen()
  let first: { readonly count: number | undefined; readonly keys: string } | undefined
  const keys = ({ data, count }: Rows<T>): string => (count === undefined ? JSON.stringify(data.map(list.key)) : '')
  yield* whole(list, seen, async (query, signal) => {
    const rows = await list.ask(query, signal)
    if (query['offset'] === '0') first = { count: rows.count, keys: keys(rows) }
    return rows
  })
  let deaf = false
  let earlier: readonly string[] = []
  for (const status of ['new', 'suspended']) {
    let shown: readonly string[] = []
    const ask: List<T>['ask'] = async (query, signal) => {
      try {
        // One of the two parameters is known to each route; the other is ignored (facts §3.2, §4).
        const rows = await list.ask({ ...query, status, includeStatus: status }, signal)
        if (query['offset'] === '0') shown = rows.data.map(list.key)
        // The same list again: by its count, or where nothing is counted by its first page.
        const same = query['offset'] === '0' && rows.count === first?.count && keys(rows) === first?.keys
        if (!same || rows.data.length === 0 || !rows.data.every((row) => seen.has(list.key(row)))) return rows
      } catch (error) {
        if (!(error instanceof AacError && error.status === 400 && /^(?:Api)?Validation/.test(error.code ?? '')))
          throw error
      }
      deaf = true
      return { data: [] }
    }
    yield* whole(list, seen, ask)
    // The list may have changed since, and not look the same; but nobody is invited and suspended at once.
    deaf ||= shown.some((key) => earlier.includes(key))
    earlier = shown
  }
  if (!deaf || besides === undefined) return
  const before = seen.size
  try {
    yield* whole(besides, seen, (query, signal) => besides.ask({ ...query, includeStatus: 'new,suspended' }, signal))
  } catch (error) {
    if (!(error instanceof AacError && (error.status === 404 || error.status === 410))) throw error
    throw incomplete(operation, 'this server lists no invited and suspended people when asked')
  }
  if (seen.size > before) return
  const least = await counted?.()
  if (least !== undefined && least > seen.size)
    throw incomplete(operation, `${seen.size} people came, whatever was asked, and the workspace counts ${least}`)
}

/** The error of a list that ends and may not be whole. */
export function incomplete(operation: string, fact: string): AacError {
  return new AacError(`${fact}: the list is not whole`, { kind: 'protocol', operation, code: 'INCOMPLETE_LIST' })
}

/** Every row of a list once, a page at a time. */
export function all<T>(list: List<T>): AsyncGenerator<readonly T[], void, undefined> {
  return whole(list, new Seen(), list.ask)
}

/** Reads a list to its end, without what was seen before; begins again, at most twice, when the server's count changes under it. */
async function* whole<T>(
  list: List<T>,
  seen: Seen,
  ask: List<T>['ask'],
): AsyncGenerator<readonly T[], void, undefined> {
  for (let again = 2; ; again -= 1) {
    try {
      for await (const rows of once(list, ask)) {
        const fresh = rows.filter((row) => seen.add(list.key(row)))
        if (fresh.length > 0) yield fresh
      }
      return
    } catch (error) {
      if (again === 0 || !(error instanceof AacError) || error.code !== 'LIST_CHANGED') throw error
    }
  }
}

function once<T>(list: List<T>, ask: List<T>['ask']): AsyncGenerator<readonly T[], void, undefined> {
  // Only a list that may know no paging is held in memory; it is short.
  const known = list.paged ? undefined : new Set<string>()
  let size: number | undefined
  let total: number | undefined
  let first: string | undefined
  let last: string | undefined
  const changed = (fact: string): AacError =>
    new AacError(`the list changed while it was read: ${fact}`, {
      kind: 'protocol',
      operation: list.operation,
      code: 'LIST_CHANGED',
    })
  const read = async (offset: number, signal: AbortSignal): Promise<Page<T, number>> => {
    // A page begins with the last row of the one before. Where that has moved, a row may have slipped past between the
    // two, and no count tells if another came.
    const twice = list.paged && size !== undefined && size > 1 ? 1 : 0
    const rows = await ask(
      { limit: String(limit), offset: String(offset - twice), sort: 'id', includeCount: 'true' },
      signal,
    )
    const { count } = rows
    if (offset === 0) total = count
    else if (count !== undefined && total !== undefined && count !== total)
      throw changed(`${total} rows at first, then ${count}`)
    const [start] = rows.data
    const head = start === undefined ? undefined : list.key(start)
    // The first page again is no change: that server takes no notice of the offset.
    if (twice === 1 && head !== last && head !== first) throw changed('its rows have moved')
    const data = twice === 1 && head === last ? rows.data.slice(1) : rows.data
    first ??= head
    const end = rows.data.at(-1)
    last = end === undefined ? last : list.key(end)
    const before = known?.size
    for (const row of data) known?.add(list.key(row))
    if (data.length === 0 || (known !== undefined && count === undefined && known.size === before))
      return { items: [], next: undefined, count }
    // Without a count only a page shorter than the first one is the last: the server may give less than was asked for.
    const ended = count === undefined ? size !== undefined && rows.data.length < size : offset + data.length >= count
    size ??= data.length
    return { items: data, next: ended ? undefined : offset + data.length, count }
  }
  return batches<T, number>({
    first: 0,
    read,
    key: list.key,
    fault: (fact) => incomplete(list.operation, fact),
    signal: list.signal,
  })
}
