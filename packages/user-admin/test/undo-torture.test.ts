import { describe, expect, it } from 'vitest'
import { noTally, undoPlants, undoTorture } from '../torture/undo.ts'

// The short form of `pnpm torture apply`, as far as it undoes.
describe('what was removed, suspended and changed, and is undone', () => {
  it('is as before, but for what was said to be irreversible', async () => {
    const tally = noTally()
    expect(await undoTorture({ people: 30, seed: 4, tally })).toBeUndefined()
    expect([tally.removed >= 30, tally.lost > 0]).toEqual([true, true])
  }, 180_000)

  it.each(undoPlants)(
    'is judged by an oracle that finds the planted bug %s',
    async (plant) => {
      expect(await undoTorture({ people: 60, seed: 6, plant })).toMatch(
        {
          'forget-roles': /seen: .*roles/,
          'touch-others': /touched all the same/,
          'say-nothing': /said to be irreversible: nothing/,
        }[plant],
      )
    },
    180_000,
  )
})
