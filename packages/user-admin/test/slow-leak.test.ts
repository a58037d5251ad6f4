import { describe, expect, it } from 'vitest'
import { leaking, leakPlants } from '../torture/leak-plants.ts'
import { leakTally, slowLeak } from '../torture/slow-leak.ts'

// The short form of the torture: more happens in less time.
describe('a slow leak', () => {
  it('is held to 20 % of a week, whatever befalls the state', async () => {
    const tally = leakTally()
    expect(await slowLeak({ runs: 1, seed: 2, days: 3, often: 16, tally })).toBeUndefined()
    expect(tally.taken).toBeGreaterThan(10)
    expect(tally.fullest).toBe(1)
    expect(Object.keys(tally.befell).length).toBeGreaterThan(4)
  }, 180_000)

  it.each(leakPlants)(
    'is judged by a ledger that finds the planted bug %s',
    async (plant) => {
      expect(await slowLeak({ runs: 1, plant, ...leaking[plant] })).toMatch(/people were taken within a week/)
    },
    180_000,
  )
})
