import { afterEach, describe, expect, it, vi } from 'vitest'
import { beginning, lineOf, sha256, textOf } from '../src/journal/chain.ts'
import type { Entry, Head } from '../src/journal/journal.ts'
import { verify } from '../src/journal/verify.ts'

const entry = (number: number, about: object = {}): Entry => ({
  kind: 'quarantine',
  subject: `source ${number}`,
  change: 'entered',
  by: 'nightly-job',
  reason: 'Shrank.',
  ...about,
})
const at = (number: number): string => new Date(Date.UTC(2026, 10, 1) + number * 1000).toISOString()

/** A chain of these entries, behind a row if one is given. */
async function chain(entries: readonly Entry[], behind?: Head): Promise<string[]> {
  const lines: string[] = []
  let prev = behind?.hash ?? beginning
  for (const one of entries) {
    const seq = (behind?.count ?? 0) + lines.length + 1
    const text = textOf(one, seq, at(seq), prev)
    prev = await sha256(text)
    lines.push(lineOf(text, prev))
  }
  return lines
}
const ten = await chain(Array.from({ length: 10 }, (_, index) => entry(index)))
const headAt = (lines: readonly string[], count: number): Head => {
  const { hash, at: when } = JSON.parse(lines[count - 1] ?? '') as Head
  return { count, hash, at: when }
}
/** The row's text made anew, with a hash that fits it. */
async function rehashed(line: string, change: (text: string) => string): Promise<string> {
  const text = change(`${line.slice(0, -75)}}`)
  return lineOf(text, await sha256(text))
}
/** One row with another reason, and a hash that fits that. */
const changedIn = async (seq: number): Promise<string[]> =>
  ten.with(seq - 1, await rehashed(line(seq), (text) => text.replace('Shrank', 'Grew')))
const without = (seq: number): string[] => ten.filter((_, index) => index !== seq - 1)
const line = (seq: number): string => ten[seq - 1] ?? ''

describe('a journal that is as it was written', () => {
  it('is whole up to its head', async () => {
    const head = headAt(ten, 10)
    expect(await verify(ten, { head })).toEqual({
      verdict: 'whole',
      rows: 10,
      head,
      why: '10 rows, each as it was written, up to the head: whole.',
      notes: [],
    })
  })

  it('is consistent without a head, and no more than that is said', async () => {
    const { verdict, why } = await verify(ten)
    expect(verdict).toBe('consistent')
    expect(why).toContain('consistent; completeness not shown')
  })

  it('may have gone on since the head was written down', async () => {
    const { verdict, why, head } = await verify(ten, { head: headAt(ten, 7) })
    expect({ verdict, head }).toEqual({ verdict: 'whole', head: headAt(ten, 10) })
    expect(why).toBe(
      '10 rows, each as it was written: whole up to the head at row 7; of the 3 since then, completeness not shown.',
    )
  })

  it('may end with a line end, and may be empty', async () => {
    expect(await verify(`${ten.join('\n')}\n`.split('\n'))).toMatchObject({ verdict: 'consistent', rows: 10 })
    expect(await verify([])).toMatchObject({ verdict: 'consistent', rows: 0 })
    expect(await verify([''])).toMatchObject({ verdict: 'consistent', rows: 0 })
  })

  it('is verified in parts, each behind the head of the part before', async () => {
    const after = headAt(ten, 4)
    expect(await verify(ten.slice(4), { after, head: headAt(ten, 10) })).toMatchObject({ verdict: 'whole', rows: 10 })
    expect(await verify(ten.slice(5), { after })).toMatchObject({ verdict: 'broken', at: 5, line: 1 })
    expect(await verify([], { after, head: { ...after, hash: beginning } })).toMatchObject({ verdict: 'broken', at: 4 })
    await expect(verify(ten.slice(4), { after, head: headAt(ten, 2) })).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('holds names with characters that some readers take for the end of a line', async () => {
    const lines = await chain([entry(1, { reason: 'a\u2028b\u2029c\u0085d\ne' })])
    expect(lines.join('').split(/[\n\r\u2028\u2029]/)).toHaveLength(1)
    expect(await verify(lines)).toMatchObject({ verdict: 'consistent' })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ reason: 'a\u2028b\u2029c\u0085d\ne' })
  })

  it('is no worse for a clock that was set back, and that is told', async () => {
    const [first = ''] = await chain([entry(1)])
    const early = textOf(entry(2), 2, at(-5), headAt([first], 1).hash)
    const lines = [first, lineOf(early, await sha256(early))]
    expect(await verify(lines)).toMatchObject({
      verdict: 'consistent',
      notes: ['The clock was set back once, for the first time before row 2.'],
    })
  })
})

describe('a journal that is not', () => {
  it.each<[what: string, lines: () => string[] | Promise<string[]>, at: number, line: number | undefined, why: string]>(
    [
      [
        'a changed letter',
        () => ten.with(3, line(4).replace('Shrank', 'Shrunk')),
        4,
        4,
        'Row 4 was changed: what it says does not fit its hash.',
      ],
      [
        'a changed row with a new hash',
        () => changedIn(4),
        5,
        5,
        'Row 5 was written behind another row than the row 4 that stands before it: one of the two was changed or exchanged.',
      ],
      ['a first row with a new hash', () => changedIn(1), 2, 2, 'Row 2 was written behind another row than the row 1'],
      ['one row taken out', () => without(4), 4, 4, 'Between row 3 and row 5, row 4 is missing.'],
      ['several taken out', () => ten.toSpliced(3, 3), 4, 4, 'Between row 3 and row 7, rows 4 to 6 are missing.'],
      ['the beginning taken out', () => ten.slice(1), 1, 1, 'The first row is row 2: row 1 is missing.'],
      [
        'all but the beginning and the end taken out',
        () => [line(1), line(10)],
        2,
        2,
        'Row 10 stands where row 2 is expected: what belongs between was taken out or moved.',
      ],
      [
        'a row twice',
        () => ten.toSpliced(4, 0, line(4)),
        5,
        5,
        'Behind row 4 stands a row 4: it was added, moved or put there twice.',
      ],
      [
        'two neighbours exchanged',
        () => ten.toSpliced(3, 2, line(5), line(4)),
        4,
        4,
        'Row 5 stands before row 4: the two were exchanged, or one was moved.',
      ],
      [
        'two others exchanged',
        () => ten.with(3, line(8)).with(7, line(4)),
        4,
        4,
        'Row 8 stands in the place of row 4.',
      ],
      [
        'two rows in one line',
        () => ten.toSpliced(3, 2, line(4) + line(5)),
        4,
        4,
        'Row 4 was changed: what it says does not fit its hash.',
      ],
      [
        'an empty line between',
        () => ten.toSpliced(3, 0, ''),
        4,
        4,
        'Line 4, where row 4 is expected, is not the line of a row.',
      ],
      [
        'what is no row',
        () => ten.with(3, '{"seq":4}'),
        4,
        4,
        'Line 4, where row 4 is expected, is not the line of a row.',
      ],
      [
        'another beginning',
        async () => await chain([entry(1)], headAt(ten, 6)),
        1,
        1,
        'Row 7 stands where row 1 is expected',
      ],
    ],
  )('is found and placed: %s', async (_what, lines, seq, number, why) => {
    const found = await verify(await lines())
    expect({ ...found, why: found.why.slice(0, why.length) }).toMatchObject({
      verdict: 'broken',
      at: seq,
      line: number,
      why,
      rows: seq - 1,
    })
  })

  it.each([
    ['a second number, which a reader would take', (text: string) => text.replace(/\}$/, ',"seq":8}')],
    ['a second hash of the row before', (text: string) => text.replace(/\}$/, `,"prev":"${beginning}"}`)],
    ['no JSON', (text: string) => text.replace(/\}$/, ',}')],
    ['nesting without an end', (text: string) => text.replace(/\}$/, `,"native":${'['.repeat(1e6)}}`)],
    ['no kind', (text: string) => text.replace('"kind"', '"sort"')],
  ])('is found though every hash fits: %s', async (_what, change) => {
    const last = await rehashed(line(10), change)
    expect(await verify(ten.with(9, last))).toMatchObject({ verdict: 'broken', at: 10, line: 10 })
  })

  it.each([
    [
      'a cut end',
      async () => ten.slice(0, 7),
      8,
      'The journal ends with row 7, and its head is row 10: the last 3 rows are missing.',
    ],
    [
      'everything cut',
      async () => [],
      1,
      'The journal ends with row 0, and its head is row 10: the last 10 rows are missing.',
    ],
    [
      'everything written anew',
      async () => await chain(Array.from({ length: 12 }, (_, index) => entry(index + 1))),
      10,
      'Row 10 is another one than the head tells of: the journal was written anew, or the head is of another journal.',
    ],
  ])('is found only with a head: %s', async (_what, made, seq, why) => {
    const lines = await made()
    expect(await verify(lines)).toMatchObject({ verdict: 'consistent' })
    expect(await verify(lines, { head: headAt(ten, 10) })).toMatchObject({ verdict: 'broken', at: seq, why })
  })

  it('stays quick on a line of 100 MB, whatever stands in it', async () => {
    const began = performance.now()
    for (const long of [
      '"'.repeat(1e8),
      '{"seq":1,"at":"'.repeat(7e6),
      `${line(1).slice(0, -75)}${' '.repeat(1e8)}${line(1).slice(-75)}`,
    ])
      expect(await verify([long])).toMatchObject({ verdict: 'broken', at: 1, line: 1 })
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('gives no row a prototype', async () => {
    const lines = await chain([entry(1, JSON.parse('{"__proto__":{"seq":7}}') as object)])
    expect(await verify(lines)).toMatchObject({ verdict: 'consistent' })
    expect(({} as { seq?: number }).seq).toBeUndefined()
  })
})

describe('verifying', () => {
  it.each([
    ['nothing', undefined],
    ['no count', { hash: beginning, at: at(1) }],
    ['a count of 0', { count: 0, hash: beginning, at: at(1) }],
    ['no hash', { count: 1, hash: 'abc', at: at(1) }],
  ])('refuses what is no head: %s', async (_what, head) => {
    await expect(verify(ten, { head: (head ?? null) as Head })).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('stops with the reason of its signal, and lets go of the lines', async () => {
    const stop = new AbortController()
    let isLetGo = false
    async function* endless(): AsyncGenerator<string> {
      try {
        for (let seq = 0; ; seq += 1) {
          if (seq === 5) stop.abort(new Error('enough'))
          yield line(seq + 1)
        }
      } finally {
        isLetGo = true
      }
    }
    await expect(verify(endless(), { signal: stop.signal })).rejects.toThrow('enough')
    expect(isLetGo).toBe(true)
  })
})

describe('where there is no hash at once, as in a browser', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  it.each<[what: string, node: object | undefined]>([
    ['nothing of Node', undefined],
    ['no hash in one call', { ...process.getBuiltinModule('node:crypto'), hash: undefined }],
  ])('a journal is verified all the same: %s', async (_what, node) => {
    vi.stubGlobal('process', { ...process, getBuiltinModule: () => node })
    vi.resetModules()
    const fresh = await import('../src/journal/verify.ts')
    expect(await fresh.verify(ten, { head: headAt(ten, 10) })).toMatchObject({ verdict: 'whole', rows: 10 })
    expect(await fresh.verify(await changedIn(4))).toMatchObject({ verdict: 'broken', at: 5 })
    expect(await fresh.verify(ten.with(3, line(4).replace('Shrank', 'Grew')))).toMatchObject({ at: 4 })
  })
})
