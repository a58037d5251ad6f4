import { describe, expect, it } from 'vitest'
import type { Kind, Phase } from './pace-servers.ts'
import { simulate } from './pace-simulation.ts'

const changing = [100, 20, 200].map((perSecond) => ({ perSecond, seconds: 120 }))
const kinds: Kind[] = ['token bucket', 'sliding window', 'at once', 'minute']

describe('a limit that nobody knows and that changes, 120 s a phase, measured from 10 s after each change', () => {
  it.each(kinds)(
    '%s, announced: 95 percent of it are used, and 1 percent of the answers refuse at most',
    async (kind) => {
      const { phases, longestRun, firstRun } = await simulate({ kind, told: true, phases: changing })
      expect(phases.filter(({ used, refused }) => used < 95 || refused > 1)).toEqual([])
      expect(longestRun).toBeLessThanOrEqual(5)
      // The first time that a minute's quota is used up nothing has told of it: all that are under way are refused.
      expect(firstRun).toBeLessThanOrEqual(kind === 'minute' ? 65 : 5)
    },
  )
})

describe('other limits', () => {
  const at = (perSecond: number): Phase[] => [{ perSecond, seconds: perSecond > 500 ? 25 : 60 }]
  it.each<[string, Parameters<typeof simulate>[0], number, number]>([
    ['7 a second, announced', { kind: 'token bucket', told: true, phases: at(7) }, 95, 1],
    ['7 a second, silent', { kind: 'token bucket', told: false, phases: at(7) }, 80, 4],
    ['1000 a second, announced', { kind: 'token bucket', told: true, phases: at(1000) }, 95, 1],
    ['1000 a second, silent', { kind: 'sliding window', told: false, phases: at(1000) }, 80, 3],
    ['quick answers', { kind: 'token bucket', told: false, phases: at(100), latency: 5 }, 85, 3],
    ['slow answers', { kind: 'token bucket', told: false, phases: at(100), latency: 300 }, 85, 3],
    [
      'slow answers, announced',
      { kind: 'sliding window', told: true, phases: at(100), latency: 300, workers: 100 },
      85,
      2,
    ],
    ['a program with other things to do', { kind: 'sliding window', told: true, phases: at(200), stalled: 70 }, 95, 1],
    ['two programs, announced', { kind: 'minute', told: true, phases: at(100), clients: 2 }, 95, 1],
    ['two programs, announced bit by bit', { kind: 'token bucket', told: true, phases: at(100), clients: 2 }, 95, 1],
    ['two programs, silent', { kind: 'sliding window', told: false, phases: at(100), clients: 2 }, 80, 3],
  ])('%s', async (_, scene, used, refused) => {
    const [phase] = (await simulate(scene)).phases
    expect(phase?.used).toBeGreaterThanOrEqual(used)
    expect(phase?.refused).toBeLessThanOrEqual(refused)
  })

  it.each([
    [100, 5],
    [200, 8],
    [400, 16],
    [1000, 32],
  ])('a silent one of %s a second refuses at most %s in a row when it is first met', async (perSecond, most) => {
    for (const kind of ['token bucket', 'sliding window'] as const) {
      const { firstRun } = await simulate({ kind, told: false, phases: [{ perSecond, seconds: 11 }] })
      expect(firstRun).toBeLessThanOrEqual(most)
    }
  })

  it.each([true, false])('work in bursts is refused no oftener (announced: %s)', async (told) => {
    const { phases } = await simulate({ kind: 'token bucket', told, phases: at(100), bursts: [5000, 3000] })
    expect(phases[0]?.refused).toBeLessThanOrEqual(told ? 1 : 3)
  })
})
