import { describe, expect, it } from 'vitest'
import { type Crowded, crowdedPlants, crowdedRun, crowds } from '../torture/crowded.ts'

const seed = Date.now() % 2 ** 31

// The short form of `pnpm torture apply --part crowds`.
describe(`forty people who are changed at once, whatever goes wrong (seed ${seed})`, () => {
  it('end each as is said, and each once', async () => {
    expect(await crowds({ runs: 5, seed })).toBeUndefined()
  }, 180_000)

  it.each(crowdedPlants)(
    'are judged by an oracle that finds the planted bug %s',
    async (plant) => {
      const on = plant === 'see-nobody' ? 'deleteWorkspaceUser' : 'suspendWorkspaceUsers'
      const given: Crowded = {
        goal: plant === 'see-nobody' ? 'keep' : 'suspend',
        server: {},
        faults: [{ on, when: 'before', give: { status: 204 }, skip: 12 * Number(plant === 'see-nobody'), times: 5 }],
        concurrency: 40,
        latency: 0,
        maxErrorRate: 1,
        deaths: [],
      }
      await expect(crowdedRun(given)).resolves.toBeUndefined()
      await expect(crowdedRun(given, plant)).rejects.toThrow(/and it is not so$/)
    },
    180_000,
  )
})
