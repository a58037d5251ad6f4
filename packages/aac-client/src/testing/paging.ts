import { field } from '../errors.ts'

/** One page of rows, cut as the server cuts it: 25 at a time unless told, unknown parameters ignored (facts §4). */
export function page<T extends object>(
  rows: readonly T[],
  query: URLSearchParams,
  settings: { readonly maxLimit: number; readonly counts: boolean },
): { readonly data: readonly T[]; readonly count?: number } {
  const sorted = sortedBy(filtered(rows, query), query.get('sort'))
  const asked = whole(query.get('limit'))
  const limit = query.get('noLimit') === 'true' ? sorted.length : Math.min(asked ?? 25, settings.maxLimit)
  // An offset without a limit is no offset.
  const offset = asked === undefined ? 0 : (whole(query.get('offset')) ?? 0)
  const data = sorted.slice(offset, offset + limit)
  return settings.counts && query.get('includeCount') === 'true' ? { data, count: sorted.length } : { data }
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
  return rows.filter((row) =>
    fields.some((name) => {
      const value = textOf(row, name)
      if (type === 'exact') return value === filter
      if (type === 'exactIgnoreCase') return value.toLowerCase() === filter.toLowerCase()
      return value.toLowerCase().includes(filter.toLowerCase())
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
