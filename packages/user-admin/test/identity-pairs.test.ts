import { describe, expect, it } from 'vitest'
import { identityPlants, spellingPairs } from '../torture/identity.ts'

// The short form of the million pairs of `pnpm torture`.
describe('two spellings of one protected mailbox', () => {
  it('protect it in 20,000 pairs, and hold nobody else', async () => {
    const found = await spellingPairs(20_000, 20_261)
    expect(found).toEqual({ pairs: 20_000, touched: 0, ordinary: 20_000, falseHolds: 0 })
  }, 180_000)

  it.each(identityPlants)('are judged by an oracle that finds the planted bug %s', async (plant) => {
    const { failure } = await spellingPairs(1000, 7, plant)
    expect(failure).toMatch(plant === 'fold-plus' ? /is held for/ : /would be touched/)
  })
})
