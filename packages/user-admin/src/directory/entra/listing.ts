import { GraphFault, strange } from './fault.ts'
import type { Answer, Graph, Question } from './graph.ts'

/** One object of a list, with its id. */
export type Row = Answer & { readonly id: string }

/** A list that Graph can count. */
export interface Listing extends Question {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}

/** One page of a list. */
interface Page {
  readonly rows: readonly Row[]
  readonly count: number | undefined
  /** Where the changes from here on are told, on the last page of a list of changes. */
  readonly delta: string | undefined
}

/** Pages without a single row that are taken one after another; a server that sends more of them sends them for ever. */
const mostEmpty = 1_000

/**
 * Every page from an address on.
 *
 * @throws {GraphFault} for a page that is none, and for a link that leads back or elsewhere.
 */
export async function* pagesOf(graph: Graph, first: URL, question: Question): AsyncGenerator<Page, void, undefined> {
  const visited = new Set<string>()
  const { what } = question
  let empty = 0
  for (let next: URL | undefined = first; next !== undefined; ) {
    visited.add(next.href)
    const answer: Answer = await graph.get(next, question)
    const rows = rowsOf(answer, what)
    empty = rows.length === 0 ? empty + 1 : 0
    if (empty > mostEmpty) throw strange(what, `${mostEmpty} pages in a row hold nobody, and the list does not end`)
    const link: unknown = answer['@odata.nextLink']
    const delta: unknown = answer['@odata.deltaLink']
    const count: unknown = answer['@odata.count']
    yield {
      rows,
      count: typeof count === 'number' ? count : undefined,
      delta: typeof delta === 'string' ? delta : undefined,
    }
    if (link === undefined || link === null) return
    next = typeof link === 'string' ? graph.linked(link) : undefined
    if (next === undefined)
      throw strange(what, 'the link to the next page leads away from Microsoft Graph, and is not followed')
    if (visited.has(next.href)) throw strange(what, 'the link to the next page leads back to one that was read')
  }
}

/**
 * Hands on every object of a list, once it was shown that there are no others: as many came as Graph counts.
 *
 * @returns how many came.
 * @throws {GraphFault} where this cannot be shown.
 */
export async function readWhole(graph: Graph, list: Listing, take: (row: Row) => void): Promise<number> {
  const { what } = list
  const seen = new Set<string>()
  let counted: number | undefined
  const asked = { ...list.query, $count: 'true', $top: '999' }
  for await (const { rows, count } of pagesOf(graph, graph.url(list.path, asked), { ...list, counts: true })) {
    const before = seen.size
    for (const row of rows) {
      seen.add(row.id)
      take(row)
    }
    counted ??= count
    if (rows.length > 0 && seen.size === before) throw strange(what, 'a page holds nobody but those of earlier pages')
  }
  if (counted === undefined) throw uncounted(what)
  // Somebody who came or went in the midst is in the second count.
  if (counted !== seen.size) counted = await countOf(graph, list)
  if (counted !== seen.size)
    throw new GraphFault(
      'unexpected',
      `Microsoft Graph counts ${counted} and sent ${seen.size} when asked for ${what}: one of its copies may lag behind. Read again in some minutes.`,
    )
  return seen.size
}

/** How many objects Graph counts. @throws {GraphFault} where it does not say. */
export async function countOf(graph: Graph, { path, what, right }: Listing): Promise<number> {
  const url = graph.url(path, { $select: 'id', $count: 'true', $top: '1' })
  const count = (await graph.get(url, { what, right, counts: true }))['@odata.count']
  if (typeof count !== 'number') throw uncounted(what)
  return count
}

const uncounted = (what: string): GraphFault =>
  strange(what, 'it does not say how many there are, so nothing shows that nobody is missing')

function rowsOf(answer: Answer, what: string): readonly Row[] {
  const value = answer['value']
  if (!Array.isArray(value)) throw strange(what, 'the answer holds no list')
  const rows: readonly unknown[] = value
  if (!rows.every(isRow)) throw strange(what, 'the list holds something without an id')
  return rows
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && value.id !== ''
