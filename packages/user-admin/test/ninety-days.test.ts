import { describe, expect, it } from 'vitest'
import { kinds } from '../torture/ninety-company.ts'
import { byKind, noNinetyTally } from '../torture/ninety-judge.ts'
import { unlikeTheirKind } from '../torture/ninety-kinds.ts'
import { ninetyPlants } from '../torture/ninety-plants.ts'
import { ninetyDays, verdictOf } from '../torture/ninety-run.ts'

// `pnpm torture ninety` with one seed.
describe('ninety days of a company whose people leave', () => {
  const ninety = ninetyDays({ seed: 7 })

  it('end with evidence that calls nobody gone who gets in, leaves nobody out, and counts right', async () => {
    const tally = noNinetyTally()
    expect(verdictOf(await ninety, tally)).toEqual([])
    expect(tally.leavers).toBeGreaterThan(300)
    expect(tally.bounds).toBeGreaterThan(300)
    expect([...tally.verdicts.keys()].toSorted()).toEqual(['held', 'late', 'met', 'not-covered', 'remains'])
  }, 900_000)

  it('say who is out of all who are, where nothing is in doubt', async () => {
    const tally = noNinetyTally()
    verdictOf(await ninety, tally)
    expect(tally.unsaid.length).toBeLessThanOrEqual(tally.out * 0.02)
  }, 900_000)

  it('have leavers of every kind, and say of each what became of it', async () => {
    const { truth, made } = await ninety
    expect(Object.fromEntries(byKind(truth.company))).toEqual(kinds)
    const last = made.at(-1)
    expect(last === undefined ? 0 : unlikeTheirKind(last.evidence, truth.company).judged).toBeGreaterThan(100)
  }, 900_000)

  it.each(ninetyPlants.filter((plant) => plant !== 'remove-other'))(
    'are judged by somebody who finds the planted bug %s',
    async (plant) => {
      expect(verdictOf(await ninety, noNinetyTally(), plant)).not.toEqual([])
    },
    900_000,
  )
})

describe('ten days in which somebody else is taken out', () => {
  it('are not passed by the judge', async () => {
    const wrong = verdictOf(await ninetyDays({ seed: 7, days: 10, plant: 'remove-other' }))
    expect(wrong.join('\n')).toMatch(/had not left/u)
  }, 300_000)
})
