import { describe, expect, it } from 'vitest'
import { audit, auditPlants } from '../torture/audit.ts'

// The short form of `pnpm torture apply`.
describe('a journal that somebody edits', () => {
  const seed = Date.now() % 2 ** 31

  it('tells that, and where, without its head; its end and its beginning with it', async () => {
    expect(await audit({ runs: 250, rows: 100, longRows: 2_000, longRuns: 5, seed })).toBeUndefined()
  }, 180_000)

  it.each(auditPlants)(
    'is judged by edits that find the planted bug %s',
    async (plant) => {
      expect(await audit({ runs: 500, rows: 60, longRows: 0, seed: 7, plant })).toContain('seed 7')
    },
    180_000,
  )
})
