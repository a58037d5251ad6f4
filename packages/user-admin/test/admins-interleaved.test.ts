import { describe, expect, it } from 'vitest'
import { admins, noTally } from '../torture/admins.ts'
import { adminPlants } from '../torture/admins-plants.ts'

// The short form of what `pnpm torture apply` plays 100,000 times.
describe('two runs and a human at work on one scope', () => {
  it('never leave fewer administrators than must remain, as a run read them last, and never take its own person', async () => {
    const tally = noTally()
    expect(await admins({ runs: 400, seed: 7, tally })).toBeUndefined()
    // All that is to be judged happens.
    const { played, ...happened } = tally
    expect(played).toBe(400)
    for (const times of Object.values(happened)) expect(times).toBeGreaterThan(20)
  }, 180_000)

  it.each(adminPlants)(
    'are judged by an oracle that finds the planted bug %s',
    async (plant) => {
      expect(await admins({ runs: 1_000, seed: 7, plant })).toMatch(/^interleaving \d+ of seed 7: (?:first|second)/)
    },
    180_000,
  )

  it('play the same for the same seed', async () => {
    const [one, other] = [noTally(), noTally()]
    await admins({ runs: 50, seed: 3, tally: one })
    await admins({ runs: 50, seed: 3, tally: other })
    expect(one).toEqual(other)
  }, 180_000)
})
