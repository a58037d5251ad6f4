import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type Page, type PageSource, pages } from '../src/pages.ts'

const collect = async <T>(rows: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}
const source = <T extends { id: string }>(
  read: PageSource<T, number>['read'],
  signal?: AbortSignal,
): PageSource<T, number> => ({
  first: 0,
  read,
  key: (row) => row.id,
  fault: (fact) => new Error(fact),
  signal,
})
const row = (id: number | string): { id: string } => ({ id: String(id) })
const book = (rows: readonly { id: string }[], size: number, count?: number): PageSource<{ id: string }, number> =>
  source(async (offset) => {
    const items = rows.slice(offset, offset + size)
    return { items, next: items.length < size ? undefined : offset + size, count }
  })

describe('pages', () => {
  it('yields every row once, in order, whatever the size of the list and of a page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 13 }), async (total, size) => {
        const rows = Array.from({ length: total }, (_, index) => row(index))
        expect(await collect(pages(book(rows, size, total)))).toEqual(rows)
      }),
      { numRuns: 60 },
    )
  })

  it('drops a row that comes twice', async () => {
    expect(await collect(pages(book([row(1), row(2), row(2), row(3)], 2)))).toEqual([row(1), row(2), row(3)])
  })

  it('refuses a list that ends with fewer rows than the server counts', async () => {
    await expect(collect(pages(book([row(1), row(2)], 5, 3)))).rejects.toThrow(
      'the list ended after 2 rows, the server counts 3',
    )
  })

  it('refuses a list in which a shifted row was lost behind a duplicate', async () => {
    await expect(collect(pages(book([row(1), row(2), row(2), row(3)], 2, 4)))).rejects.toThrow(
      'after 3 rows, the server counts 4',
    )
  })

  it('refuses a page that leads back to an earlier place', async () => {
    const read = vi.fn(async (offset: number) => ({ items: [row(offset)], next: offset === 0 ? 1 : 0 }))
    await expect(collect(pages(source(read)))).rejects.toThrow('a page leads back to one that was read')
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('refuses a server that gives the same rows whatever is asked', async () => {
    const read = async (offset: number): Promise<Page<{ id: string }, number>> => ({
      items: [row('same')],
      next: offset + 1,
    })
    await expect(collect(pages(source(read)))).rejects.toThrow('only rows already seen')
  })

  it('takes an empty list and an empty last page', async () => {
    expect(await collect(pages(book([], 2, 0)))).toEqual([])
    expect(await collect(pages(book([row(1), row(2)], 2, 2)))).toEqual([row(1), row(2)])
  })

  it('reads one page ahead of its reader, and not two', async () => {
    const read = vi.fn(async (offset: number) => ({ items: [row(offset)], next: offset + 1 }))
    const rows = pages(source(read))
    await rows.next()
    expect(read).toHaveBeenCalledTimes(2)
    await rows.next()
    expect(read).toHaveBeenCalledTimes(3)
    await rows.return()
  })

  it('stops the page under way when its reader stops, and nobody has to catch it', async () => {
    let aborted = false
    const read = async (offset: number, signal: AbortSignal): Promise<Page<{ id: string }, number>> => {
      if (offset === 0) return { items: [row(0)], next: 1 }
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true
          reject(new Error('stopped'))
        })
      })
    }
    for await (const _row of pages(source(read))) break
    expect(aborted).toBe(true)
  })

  it('hands the caller’s own abort to the page', async () => {
    const controller = new AbortController()
    const read = async (_offset: number, signal: AbortSignal): Promise<Page<{ id: string }, number>> => {
      controller.abort(new Error('enough'))
      signal.throwIfAborted()
      return { items: [], next: undefined }
    }
    await expect(collect(pages(source(read, controller.signal)))).rejects.toThrow('enough')
  })

  it('passes on what a page throws', async () => {
    await expect(collect(pages(source(async () => Promise.reject(new Error('HTTP 500')))))).rejects.toThrow('HTTP 500')
  })
})
