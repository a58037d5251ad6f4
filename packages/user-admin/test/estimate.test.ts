import { describe, expect, it } from 'vitest'
import { Speed } from '../src/apply/speed.ts'
import { keepOnly, type Learnt, makePlan, type Pace, type Plan, summarise } from '../src/index.ts'
import { keep, people, run } from './apply-worlds.ts'
import { aacScope, crowd, MemoryAdmin } from './memory.ts'
import { decided } from './plan-worlds.ts'

const pace = (now: Partial<Learnt>): Pace => ({
  gate: () => undefined,
  now: { inFlight: 32, perSecond: undefined, latency: undefined, until: undefined, ...now },
})
const paced = (own: Pace | undefined, count = 100, id = '1'): MemoryAdmin & { pace?: Pace | undefined } =>
  Object.assign(new MemoryAdmin(people(...crowd(count)), { ...aacScope, id }), { pace: own })
const planned = (...admins: MemoryAdmin[]): Promise<Plan> => makePlan(admins, keep, decided)

describe('what a plan says it will take', () => {
  // 100 removals, of which 11 are looked at by themselves, and a reading of 112 people: two pages and what is asked besides.
  const requests = Math.ceil(11 * 3 + 89 * 1.3 + 8)
  it.each<[string, Pace | undefined, number | null]>([
    ['the rate that was learnt', pace({ perSecond: 10, latency: 25 }), 16],
    ['how far away the server is, where it refuses nothing', pace({ latency: 3_200 }), 16],
    ['no more than 500 requests a second', pace({ latency: 1 }), 1],
    ['nothing, where nothing was learnt', pace({}), null],
    ['nothing, where nothing paces it', undefined, null],
  ])('goes by %s', async (_, own, seconds) => {
    expect((await planned(paced(own))).estimate).toEqual({ requests, seconds })
  })

  it('adds up what shares a credential, and takes the longest of those that do not', async () => {
    const [slow, fast] = [pace({ perSecond: 10 }), pace({ perSecond: 100 })]
    const plan = await planned(paced(slow, 100, '1'), paced(slow, 100, '2'), paced(fast, 100, '3'))
    expect(plan.estimate).toEqual({ requests: 3 * requests, seconds: 32 })
  })

  it('counts what is handed over, and every role that is given or taken', async () => {
    const admin = paced(pace({ perSecond: 1 }), 100)
    const plan = await makePlan(admin, keep, { assets: { transferTo: { email: 'bo@example.edu' } } })
    expect(plan.estimate.requests).toBe(requests + 100)
  })

  it('is nothing where nothing is to be done', async () => {
    const plan = await makePlan(paced(pace({ perSecond: 1 })), keepOnly(['@example.edu', '@staff.example']), decided)
    expect(plan.estimate).toEqual({ requests: 0, seconds: 0 })
  })

  it('is no part of the id', async () => {
    const [slow, fast] = [await planned(paced(pace({ perSecond: 1 }))), await planned(paced(pace({ perSecond: 99 })))]
    expect(slow.estimate).not.toEqual(fast.estimate)
    expect(slow.id).toBe(fast.id)
  })

  it.each([
    [40, undefined],
    [10, 'Time: about 16 seconds, for 157 requests at the rate that the server takes.'],
    [1, 'Time: about 3 minutes, for 157 requests at the rate that the server takes.'],
    [0.02, 'Time: about 2 hours, for 157 requests at the rate that the server takes.'],
  ])('is said in the summary at %s a second, once it is worth a word', async (perSecond, said) => {
    const text = summarise(await planned(paced(pace({ perSecond }))))
    if (said === undefined) expect(text).not.toContain('Time:')
    else expect(text).toContain(said)
  })
})

describe('how long the rest of a run will take', () => {
  it('is told with each step once enough have ended', async () => {
    const told: (number | undefined)[] = []
    await run(paced(undefined, 40), keep, {
      release: ['per-run', 'small-scope', 'rolling'],
      onResult: (_, { left }) => void told.push(left),
    })
    expect(told.slice(0, 12)).toEqual(Array.from({ length: 12 }, () => undefined))
    expect(told.at(-1)).toBe(0)
    expect(told.slice(20, 39).every((left) => left !== undefined && left > 0)).toBe(true)
  })

  it('follows a server that slows down', () => {
    let now = 0
    const speed = new Speed(() => now)
    const go = (ms: number): void => {
      now += ms
      speed.ended()
    }
    for (let step = 0; step < 112; step += 1) go(10)
    expect(speed.left(1_000)).toBeCloseTo(10_000, -3)
    for (let step = 0; step < 100; step += 1) go(100)
    expect(speed.left(1_000)).toBeCloseTo(100_000, -4)
  })
})
