import { describe, expect, it } from 'vitest'
import { exported, linesOf } from '../src/journal/export.ts'
import type { Entry, Head, Journal } from '../src/journal/journal.ts'
import { readJournal } from '../src/journal/read.ts'
import { verify } from '../src/journal/verify.ts'
import { memoryState } from '../src/state/memory.ts'

const entry = (number: number): Entry => ({
  kind: 'decision',
  plan: `plan ${number % 2}`,
  decision: 'approved',
  by: 'Bö',
  reason: `For the ${number}th time.`,
})
async function journalOf(count: number): Promise<Journal> {
  const { journal } = memoryState({ now: () => Date.UTC(2026, 10, 22) })
  for (let number = 1; number <= count; number += 1) await journal.append(entry(number))
  return journal
}
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('an exported journal', () => {
  it('is verified against the head of the journal', async () => {
    const journal = await journalOf(30)
    const head = await journal.head()
    expect(await verify(exported(journal), { head })).toMatchObject({ verdict: 'whole', rows: 30 })
  })

  it('goes on where an earlier export ended', async () => {
    const journal = await journalOf(30)
    const first = await all(exported(journal))
    await journal.append(entry(31))
    expect(await verify([...first, ...(await all(exported(journal, { from: 31 })))])).toMatchObject({ rows: 31 })
    expect(await all(exported(journal, { from: 99 }))).toEqual([])
  })

  it('follows a journal that grows, until it is told to stop', async () => {
    const journal = await journalOf(3)
    const stop = new AbortController()
    const lines: string[] = []
    for await (const line of exported(journal, { follow: true, every: 1, signal: stop.signal })) {
      lines.push(line)
      if (lines.length < 50) await journal.append(entry(lines.length))
      if (lines.length === 50) stop.abort()
    }
    expect(await verify(lines)).toMatchObject({ verdict: 'consistent', rows: 50 })
  })

  it('stops to follow at once, also while nothing comes', async () => {
    const stop = new AbortController()
    const journal = await journalOf(1)
    const lines = exported(journal, { follow: true, every: 1_000_000, signal: stop.signal })
    await lines.next()
    const next = lines.next()
    stop.abort()
    expect(await next).toEqual({ value: undefined, done: true })
    expect(await all(exported(journal, { follow: true, signal: stop.signal }))).toEqual([])
  })

  it('does not follow a journal that was exchanged for another', async () => {
    const [one, other] = [await journalOf(3), await journalOf(2)]
    await other.append(entry(7))
    await other.append(entry(8))
    let journal = one
    const lines = exported({ ...one, lines: (options) => journal.lines(options) }, { follow: true, every: 1 })
    for (let row = 1; row <= 3; row += 1) await lines.next()
    journal = other
    await expect(lines.next()).rejects.toMatchObject({ problem: 'conflict' })
  })

  it('rejects with the signal’s reason where it does not follow', async () => {
    const reason = new Error('enough')
    await expect(all(exported(await journalOf(3), { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
  })

  it.each([{ from: 0 }, { from: 1.5 }, { from: Number.NaN }, { every: 0 }])('refuses %o', async (options) => {
    await expect(all(exported(await journalOf(1), options))).rejects.toMatchObject({ problem: 'invalid' })
  })
})

describe('a journal that is read from a file', () => {
  it('has the rows, the lines and the head of the one that was exported', async () => {
    const journal = await journalOf(20)
    const read = await readJournal(exported(journal))
    expect(await all(read.rows())).toEqual(await all(journal.rows()))
    expect(await all(read.rows({ from: 5, plan: 'plan 1' }))).toEqual(
      await all(journal.rows({ from: 5, plan: 'plan 1' })),
    )
    expect(await all(read.rows({ kind: 'end' }))).toEqual([])
    expect(await all(read.rows({ run: 'r' }))).toEqual([])
    expect(await all(read.lines({ from: 18 }))).toEqual(await all(journal.lines({ from: 18 })))
    expect(await read.head()).toEqual(await journal.head())
    await expect(read.append(entry(1))).rejects.toMatchObject({ problem: 'unsupported' })
  })

  it('may be read anew each time, and is believed only as far as it was verified', async () => {
    const journal = await journalOf(5)
    const read = await readJournal(() => exported(journal))
    await journal.append(entry(6))
    expect(await all(read.rows())).toHaveLength(5)
    expect((await read.head())?.count).toBe(5)
  })

  it.each([
    ['a changed row', (lines: string[]) => lines.with(2, (lines[2] ?? '').replace('For', 'Not'))],
    ['a cut end', (lines: string[]) => lines.slice(0, 4)],
    ['what is no row', (lines: string[]) => lines.with(1, 'x')],
  ])('is not read on once the file has %s', async (_what, change) => {
    const lines = await all((await journalOf(5)).lines())
    let now = lines
    const read = await readJournal(() => now)
    now = change(lines)
    await expect(all(read.rows())).rejects.toMatchObject({ problem: 'conflict' })
  })

  it('is not read on once everything in it was written anew', async () => {
    const [one, other] = [await all((await journalOf(5)).lines()), memoryState().journal]
    for (let number = 1; number <= 5; number += 1) await other.append(entry(number + 1))
    let now = one
    const read = await readJournal(() => now)
    now = await all(other.lines())
    await expect(all(read.rows())).rejects.toMatchObject({ problem: 'conflict' })
  })

  it('is refused where it is broken, and where it ends before its head', async () => {
    const lines = await all((await journalOf(5)).lines())
    const head = (await readJournal(lines).then(async (read) => await read.head())) as Head
    await expect(readJournal(lines.toSpliced(2, 1))).rejects.toThrow(
      'This journal is not as it was written: Between row 2 and row 4, row 3 is missing.',
    )
    await expect(readJournal(lines.slice(0, 4), { head })).rejects.toMatchObject({ problem: 'invalid' })
    expect(await (await readJournal([])).head()).toBeUndefined()
  })
})

describe('the lines of a file', () => {
  it.each([
    ['in one piece', (text: Uint8Array) => [text]],
    ['byte by byte', (text: Uint8Array) => Array.from(text, (byte) => Uint8Array.of(byte))],
    [
      'in threes',
      (text: Uint8Array) =>
        Array.from({ length: Math.ceil(text.length / 3) }, (_, index) => text.subarray(index * 3, index * 3 + 3)),
    ],
  ])('come whole, whatever the pieces: %s', async (_what, pieces) => {
    expect(await all(linesOf(pieces(bytes('aß😀\n\nb\u2028\r\nc'))))).toEqual(['aß😀', '', 'b\u2028\r', 'c'])
    expect(await all(linesOf(pieces(bytes('a\n'))))).toEqual(['a'])
    expect(await all(linesOf([]))).toEqual([])
  })

  it('come whole from a stream that fills the same memory again', async () => {
    function* reused(): Generator<Uint8Array> {
      const memory = new Uint8Array(2)
      for (const piece of ['ab', 'c\n', 'de']) {
        memory.set(bytes(piece))
        yield memory
      }
    }
    expect(await all(linesOf(reused()))).toEqual(['abc', 'de'])
  })

  it('differ where the bytes differ: what is not UTF-8, and a mark at the beginning', async () => {
    const journal = memoryState().journal
    await journal.append({ ...entry(1), reason: 'a\uFFFDb' } as Entry)
    const [line = ''] = await all(journal.lines())
    const whole = bytes(`${line}\n`)
    const at = whole.indexOf(0xef)
    const changed = Uint8Array.from([...whole.slice(0, at), 0xff, ...whole.slice(at + 3)])
    expect(await verify(linesOf([whole]))).toMatchObject({ verdict: 'consistent' })
    expect(await verify(linesOf([changed]))).toMatchObject({ verdict: 'broken', at: 1 })
    expect(await verify(linesOf([bytes('\uFEFF'), whole]))).toMatchObject({ verdict: 'broken', at: 1 })
  })
})
