import { field } from '../errors.ts'
import type { Context } from './context.ts'

/**
 * One page of rows, cut as the server cuts it: 25 at a time unless told, unknown parameters ignored (facts §4). Rows
 * are filtered and sorted as they are held, and only those of the page are put into the form that goes out.
 */
export function page<T extends object>(
  { query, options }: Context,
  rows: readonly T[],
  form: (row: T) => object,
): { readonly data: readonly object[]; readonly count?: number } {
  const sorted = sortedBy(filtered(rows, query), query.get('sort'))
  const wanted = whole(query.get('limit'))
  const limit = query.get('noLimit') === 'true' ? sorted.length : Math.min(wanted ?? 25, options.maxLimit ?? 1000)
  // An offset without a limit is no offset.
  const offset = wanted === undefined ? 0 : (whole(query.get('offset')) ?? 0)
  const data = sorted.slice(offset, offset + limit).map(form)
  const counted = (options.counts ?? true) && query.get('includeCount') === 'true'
  return counted ? { data, count: sorted.length } : { data }
}

/** The values of a parameter that is repeated or holds commas. */
export function asked(query: URLSearchParams, name: string): readonly string[] {
  return query.getAll(name).flatMap((value) => value.split(','))
}

/** The row with the fields that were asked for, if any were; the id is always among them. */
export function chosen(row: Readonly<Record<string, unknown>>, query: URLSearchParams, separator: ';' | ','): object {
  const fields = query.get('fields')
  if (fields === null || fields === '') return row
  const wanted = new Set(['id', ...fields.split(separator)])
  return Object.fromEntries(Object.entries(row).filter(([name]) => wanted.has(name)))
}

function whole(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined
}

/** A field as text, for comparing. */
function textOf(row: object, name: string): string {
  const value = field(row, name)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function filtered<T extends object>(rows: readonly T[], query: URLSearchParams): readonly T[] {
  const filter = query.get('filter')
  if (filter === null || filter === '') return rows
  const fields = (query.get('filterFields') ?? 'email,name').split(',')
  const type = query.get('filterType') ?? 'fuzzy'
  const small = filter.toLowerCase()
  return rows.filter((row) =>
    fields.some((name) => {
      const value = textOf(row, name)
      if (type === 'exact') return value === filter
      if (type === 'exactIgnoreCase') return value.toLowerCase() === small
      return value.toLowerCase().includes(small)
    }),
  )
}

function sortedBy<T extends object>(rows: readonly T[], sort: string | null): readonly T[] {
  if (sort === null || sort === '') return rows
  const name = sort.replace(/^-/, '')
  const sign = sort.startsWith('-') ? -1 : 1
  return rows.toSorted((a, b) => {
    const left = field(a, name)
    const right = field(b, name)
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right)
    return sign * textOf(a, name).localeCompare(textOf(b, name))
  })
}
