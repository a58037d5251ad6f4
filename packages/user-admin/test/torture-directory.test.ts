import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { noCleanTally } from '../torture/directories/clean-oracle.ts'
import { cleanTorture } from '../torture/directories/clean-run.ts'
import { faultPlants } from '../torture/directories/fault-plants.ts'
import { happens, tabled } from '../torture/directories/fault-table.ts'
import { faultTorture } from '../torture/directories/fault-torture.ts'
import { faults } from '../torture/directories/faults.ts'

// The short form of `pnpm torture directory`.
const kinds = [...new Set(faults.map(({ source }) => source))]

describe('a directory that breaks', () => {
  it.each(kinds)(
    '%s: removes nobody, and whoever looks is told why',
    async (kind) => {
      const only = faults.filter(({ source }, index) => source === kind && index % 4 === 0)
      const { broke, tallies } = await faultTorture({ runs: only.length, seed: 7, only })
      expect(broke).toEqual([])
      expect([...tallies].flatMap(([{ name }, { unfit }]) => (unfit === undefined ? [] : [[name, unfit]]))).toEqual([])
      expect([...tallies.values()].every(({ runs }) => runs > 0)).toBe(true)
    },
    120_000,
  )

  it.each(faultPlants)(
    'is judged by somebody who finds the planted bug %s',
    async (plant) => {
      const { broke, tallies } = await faultTorture({ runs: 40, seed: 7, plant })
      expect(broke.length + [...tallies.values()].filter(({ unfit }) => unfit !== undefined).length).toBeGreaterThan(0)
    },
    120_000,
  )
})

describe('a company whose people come and go', () => {
  it('loses whoever left, and nobody else', async () => {
    expect(await cleanTorture({ runs: 8, seed: 7, tally: noCleanTally() })).toBeUndefined()
  }, 120_000)

  it('is judged by somebody who finds people lost without a word', async () => {
    const broke = await cleanTorture({ runs: 40, seed: 7, plant: 'lose-the-last', tally: noCleanTally() })
    expect(broke).toContain('did not leave')
  }, 120_000)
})

describe('the documentation of faults', async () => {
  const text = await readFile(new URL('../docs/directory-faults.md', import.meta.url), 'utf8')
  const rows = text.split('\n').flatMap((line) => {
    const [, source, name, said, what] = /^\| (.*?) \| (.*?) \| (.*) \| (.*?) \|$/u.exec(line) ?? []
    return source === undefined || source === 'source' ? [] : [{ source, name, said, what }]
  })

  it('has a row for each fault, and no other', () => {
    expect(rows.map(({ source, name }) => [source, name])).toEqual(tabled.map(({ source, name }) => [source, name]))
  })

  it.each(tabled.map((fault) => [fault.source, fault.name, fault] as const))(
    '%s, %s: quotes what is said, and tells what happens',
    (source, name, { says, ends }) => {
      const row = rows.find((one) => one.source === source && one.name === name)
      expect(row?.said).toMatch(says)
      expect(row?.what).toBe(happens[ends])
    },
  )
})
