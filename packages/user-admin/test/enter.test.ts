import { describe, expect, it } from 'vitest'
import { enter, enterPlants, noEnterTally } from '../torture/enter.ts'

// The short form of what `pnpm torture apply` does in 1,000 worlds of each system.
describe('who is said to be out, by a report or by the journal', () => {
  it('does not get in, in random worlds of both systems', async () => {
    const tally = noEnterTally()
    expect(await enter({ runs: 12, seed: 5, tally })).toBeUndefined()
    expect(tally.done).toBeGreaterThan(20)
    expect(tally.accounts).toBeGreaterThan(5)
  }, 120_000)

  it.each(enterPlants)(
    'is judged by an oracle that finds the planted bug %s',
    async (plant) => {
      expect(await enter({ runs: 60, seed: 5, plant })).toMatch(
        /a way in stays|says that it was begun|not every role is kept/,
      )
    },
    120_000,
  )
})
