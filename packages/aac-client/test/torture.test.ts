import { describe, expect, it } from 'vitest'
import { plants, tortureTokens } from '../torture/tokens.ts'

// The short form of `pnpm torture tokens`. Processes start slowly where many tests run at once.
const seed = 20_260_601
const time = 120_000

describe('processes on one token file', () => {
  it(
    'spend no token twice and lose none, killed, asked to end, stopped and with wrong clocks',
    async () => {
      const tally = await tortureTokens({ processes: 4, expiries: 15, kills: 5, seed })
      expect(tally.violations).toEqual([])
      expect(tally.exchanges).toBe(tally.generations)
      expect(tally.presented).toBe(0)
      expect(tally.presentedAfterLoss).toBeLessThanOrEqual(tally.aimedLost + tally.lostToKills + tally.lostToTerms)
      expect(tally.aimedKept + tally.aimedLost).toBe(5)
      expect(tally.killed).toBeGreaterThan(0)
      expect(tally.terminated).toBeGreaterThan(0)
      // Windows stops nobody.
      if (process.platform !== 'win32') expect(tally.lockedOut).toBeGreaterThan(0)
    },
    time,
  )

  it.each(plants)(
    'are seen to do so with the planted bug %s',
    async (plant) => {
      const { violations } = await tortureTokens({ processes: 4, expiries: 6, kills: 0, seed, plant })
      expect(violations).not.toEqual([])
    },
    time,
  )
})
