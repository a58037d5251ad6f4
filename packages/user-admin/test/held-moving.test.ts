import { describe, expect, it } from 'vitest'
import { moving, movingPlants, type Tally } from '../torture/moving.ts'
import { type HttpSchedule, httpRun } from '../torture/moving-http.ts'

const seed = Date.now() % 2 ** 31

// The short form of `pnpm torture apply`.
describe(`a co-administrator at work between our requests (seed ${seed})`, () => {
  it('is never acted against: what was approved of the membership that is still there, and nothing else', async () => {
    const tally: Tally = { done: 0, drifted: 0, unapproved: 0, idle: 0 }
    expect(await moving({ runs: 200, seed, tally })).toBeUndefined()
    expect(Math.min(tally.done, tally.drifted, tally.idle)).toBeGreaterThan(20)
    expect(tally.unapproved).toBeGreaterThan(5)
  }, 180_000)

  it.each(movingPlants)(
    'and an oracle that finds the planted bug %s says so',
    async (plant) => {
      expect(await moving({ runs: 500, seed, plant })).toContain('Property failed')
    },
    180_000,
  )

  it.each<[HttpSchedule['system'], HttpSchedule['hours'], HttpSchedule['concurrency']]>([
    ['aac', 9, 2],
    ['aac', 0, 16],
    ['houston', 0, 2],
    ['houston', 9, 16],
  ])(
    'nor over HTTP: %s, approved %i hours ago, %i at once',
    async (system, hours, concurrency) => {
      const before = [
        { kind: 'rejoin', who: 2 },
        { kind: 'role', who: 3 },
        { kind: 'join', who: 0 },
      ] as const
      const during = [4, 12, 18].map((at, who) => ({ at, move: { kind: 'rejoin', who: who + 4 } as const }))
      const about = { system, hours, concurrency, before, during }
      const given = { ...about, goal: 'keep', named: [1], handOver: true, server: {} } as const
      await expect(httpRun(given)).resolves.toBeUndefined()
      if (hours === 0) await expect(httpRun(given, 'ignore-mark')).rejects.toThrow('whom somebody else had changed')
    },
    180_000,
  )
})
