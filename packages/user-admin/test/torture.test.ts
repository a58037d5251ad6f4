import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aacRun, aacWorld, plants } from '../torture/apply.ts'

// The short form of `pnpm torture`.
describe('a run among lost answers, refusals and a second administrator', () => {
  it('touches nobody protected, removes nobody twice, and says only what is so', async () => {
    const property = fc.asyncProperty(aacWorld, (world) => aacRun(world, undefined))
    expect(await fc.check(property, { numRuns: 6 })).toMatchObject({ failed: false })
  }, 180_000)

  it.each(plants)('is judged by an oracle that finds the planted bug %s', async (plant) => {
    const world = {
      people: 12,
      stay: [2],
      spelling: (text: string) => text,
      invited: 0,
      faults: [{ on: 'deleteWorkspaceUser', give: 'reset', times: 2 }] as const,
      rejoin: [
        { after: 0, person: 8 },
        { after: 1, person: 9 },
      ],
      concurrency: 1,
    }
    await expect(aacRun(world, undefined)).resolves.toBeUndefined()
    await expect(aacRun(world, plant)).rejects.toThrow(/p\d+@example\.edu (?:was|is)|removed twice/)
  })
})
