import { describe, expect, it } from 'vitest'
import type { Row } from '../bench/measure.ts'
import { better, faults, nameOf, type Ratios, updated } from '../bench/ratios.ts'
import { table } from '../bench/table.ts'

const row = (figure: number, other: Partial<Row> = {}): Row => ({
  what: 'clearing',
  against: 'a script',
  figure,
  unit: '×',
  from: figure,
  to: figure,
  bound: other.keeps === 'at least' ? 0 : 1_000,
  keeps: 'at most',
  ...other,
})
const committed = (...rows: readonly Row[]): Ratios =>
  updated({ node: '24', subjects: {} }, '24', new Map([['clear', rows]]))

describe('the check of a benchmark', () => {
  it.each([
    { now: 12.4, keeps: 'at most', passes: true },
    { now: 12.6, keeps: 'at most', passes: false },
    { now: 1, keeps: 'at most', passes: true },
    { now: 7.6, keeps: 'at least', passes: true },
    { now: 7.4, keeps: 'at least', passes: false },
    { now: 100, keeps: 'at least', passes: true },
  ] as const)(
    'takes $now × for a regression from 10 × that should be $keeps so: not $passes',
    ({ now, keeps, passes }) => {
      const found = faults('clear', [row(now, { keeps })], committed(row(10, { keeps })))
      expect(found.map(({ row: name }) => name)).toEqual(passes ? [] : ['clearing, against a script'])
    },
  )

  it('fails a row that is over its own bound, whatever was committed', () => {
    const found = faults('clear', [row(10, { bound: 9 })], committed(row(10)))
    expect(found.map(({ fact }) => fact)).toEqual(['10.00 × is not at most 9.00 ×'])
  })

  it('names a row that is new, and one that was not measured', () => {
    const found = faults('clear', [row(10, { what: 'listing' })], committed(row(10)))
    expect(found.map(({ row: name, fact }) => `${name} ${fact.split(':')[0]}`)).toEqual([
      'listing, against a script is new',
      'clearing, against a script was not measured',
    ])
  })

  it('holds seconds and megabytes to their bound alone: another machine has others', () => {
    const then = committed(row(10, { unit: 's' }))
    expect(then.subjects['clear']?.['clearing, against a script']).not.toHaveProperty('figure')
    expect(faults('clear', [row(20, { unit: 's' })], then)).toEqual([])
  })

  it('takes no difference for a regression that is within the noise of its row', () => {
    const then = committed(row(0.2, { unit: '%' }))
    expect(faults('clear', [row(0.6, { unit: '%', noise: 0.5 })], then)).toEqual([])
    expect(faults('clear', [row(0.8, { unit: '%', noise: 0.5 })], then)).toHaveLength(1)
  })

  it('keeps the better of two measurements, row by row', () => {
    const least = { what: 'throughput', keeps: 'at least' } as const
    const both = better([row(3), row(4, least)], [row(5), row(9, least)])
    expect(both.map((one) => [nameOf(one), one.figure])).toEqual([
      ['clearing, against a script', 3],
      ['throughput, against a script', 9],
    ])
  })

  it('commits the figures of the subjects that were measured, and leaves the others', () => {
    const before: Ratios = { node: '22', subjects: { list: {}, clear: { old: { ...row(1) } } } }
    expect(updated(before, '24', new Map([['clear', [row(1.23456)]]]))).toEqual({
      node: '24',
      subjects: {
        clear: { 'clearing, against a script': { figure: 1.23, unit: '×', keeps: 'at most', bound: 1_000 } },
        list: {},
      },
    })
  })
})

describe('the table of a benchmark', () => {
  const sound = row(1.04, { what: `time ${'of a list '.repeat(12)}`.trim(), from: 1.01, to: 1.09, bound: 1.15 })
  const slow = row(93.4, { unit: '%', keeps: 'at least', bound: 95, note: 'seen '.repeat(40).trim(), rounds: 1 })
  const shown = table(
    [
      { name: 'list', about: 'lists', rows: [sound, slow], committed: ({ unit }) => (unit === '×' ? 1.02 : undefined) },
      { name: 'clear', about: 'a workspace', rows: [], committed: () => undefined },
    ],
    5,
  ).split('\n')

  it('fits a terminal, and leaves nothing out', () => {
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(118)
    const words = shown.join(' ').replace(/\s+/g, ' ')
    for (const part of ['1.04 ×', 'at most 1.15 ×', '5 rounds 1.01 × – 1.09 ×', 'committed 1.02 ×', 'against a script'])
      expect(words).toContain(part)
    expect(words.match(/\bof\b/g)).toHaveLength(12)
    expect(words.match(/seen/g)).toHaveLength(40)
    expect(shown[0]).toBe('list: lists')
    expect(words).not.toContain('a workspace')
  })

  it('shows at the beginning of a line what is over its bound', () => {
    expect(shown.filter((line) => line.startsWith('BROKEN')).map((line) => line.replace(/\s+/g, ' '))).toEqual([
      'BROKEN clearing 93.4 % at least 95.0 %',
    ])
  })
})
