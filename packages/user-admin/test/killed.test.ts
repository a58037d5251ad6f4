import { describe, expect, it } from 'vitest'
import { killPlants } from '../torture/killed.ts'
import { everyPoint, oneLongRun, realKills } from '../torture/kills.ts'

// The short form of `pnpm torture apply`, its kills.
const seed = 20_261_122

describe('a run that is killed anywhere, and gone on with', () => {
  it('ends as planned, killed at every point of a step', async () => {
    expect(await everyPoint(9, seed, { every: 5 })).toMatchObject({ failure: undefined })
  }, 120_000)

  it('ends as planned, killed again and again', async () => {
    expect(await oneLongRun(120, 20, seed)).toMatchObject({ failure: undefined, kills: 20 })
  }, 120_000)

  it('ends as planned, its processes killed by the system', async () => {
    const { failure, kills } = await realKills(80, 6, seed)
    expect(failure).toBeUndefined()
    expect(kills).toBeGreaterThan(2)
  }, 120_000)

  it.each(killPlants)(
    'is judged by an oracle that finds the planted bug %s',
    async (plant) => {
      expect((await everyPoint(10, seed, { plant, every: 3 })).failure).toMatch(/^killed /)
    },
    120_000,
  )
})
