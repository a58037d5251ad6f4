import type { Attempt, Exchange } from '@user-admin/aac-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UserAdminError } from '../src/index.ts'
import { newPace } from '../src/pace/new-pace.ts'
import type { Pace } from '../src/pace.ts'
import { answer, askOf, type Came } from './pace-asked.ts'
import { VirtualTime } from './pace-simulation.ts'

let time: VirtualTime
let pace: Pace
beforeEach(() => {
  time = new VirtualTime()
  pace = newPace(time)
})

const settled = (): Promise<void> => time.run(time.passed)
const ask = (about?: Partial<Attempt>, signal?: AbortSignal): Came => askOf(pace, time, about, signal)

describe('a gate', () => {
  afterEach(() => expect(time.waiting).toBe(0))

  it('lets pass at once, and without a promise, as long as there is room', () => {
    expect(pace.gate({ operation: 'op', effect: 'read', attempt: 1 }, undefined)).toBeTypeOf('function')
  })

  it('waits as long as the server asks for, and sends one first', async () => {
    const [first] = [ask()]
    await settled()
    first?.passed?.(answer(429, { 'x-retry-after': '7' }))
    const later = [ask({ attempt: 2 }), ask(), ask()]
    expect(pace.now.until).toBe(time.now() + 7000)
    await time.run(6999)
    expect(later.map(({ passed }) => passed)).toEqual([undefined, undefined, undefined])
    await time.run(7000)
    expect(later.map(({ at }) => at)).toEqual([7000, undefined, undefined])
    later[0]?.passed?.(answer(200))
    await time.run(9000)
    expect(later.every(({ passed }) => passed !== undefined)).toBe(true)
  })

  it('rejects at once what would wait more than a minute, also those who wait already, and says until when', async () => {
    const sent = [ask(), ask(), ask(), ask()]
    await settled()
    const waiting = ask()
    sent[0]?.passed?.(answer(429, { 'retry-after': '61' }))
    await settled()
    const late = ask()
    await settled()
    for (const { error } of [waiting, late]) {
      expect(error).toMatchObject({ problem: 'rate-limited', effect: 'none', until: time.now() + 61_000 })
      expect((error as UserAdminError).message).toBe(
        'The server asks to be left alone until 2026-06-01T08:01:01.000Z: nothing was sent. Go on after that.',
      )
    }
  })

  it('says so in whole milliseconds', async () => {
    await time.run(0.4)
    const first = ask()
    await settled()
    first.passed?.(answer(429, { 'retry-after': '30' }))
    expect(pace.now.until).toBe(Math.ceil(time.now() + 30_000))
    first.passed?.(undefined)
    const second = ask()
    await time.run(31_000.7)
    second.passed?.(answer(429, { 'retry-after': '61' }))
    const late = ask()
    await settled()
    expect(late.error).toMatchObject({ until: Math.ceil(time.now() + 61_000) })
  })

  it('does not reject for its own caution, however long that is', async () => {
    const first = ask()
    await settled()
    first.passed?.(answer(429))
    const next = ask({ attempt: 2 })
    let attempts = 1
    for (; next.at === undefined || attempts < 6; attempts += 1) {
      await time.run(time.passed + 62_000)
      expect(next.error).toBeUndefined()
      if (next.passed !== undefined) break
    }
    expect(next.passed).toBeDefined()
    next.passed?.(answer(200))
  })

  it('sends at most five into a quota that is silent for a minute', async () => {
    let refused = 0
    let one = ask()
    while (time.passed < 60_000) {
      await time.run(time.passed + 10)
      if (one.passed === undefined) continue
      if (time.passed >= 60_000) break
      refused += 1
      one.passed(answer(429))
      one = ask({ attempt: refused + 1 })
    }
    expect(refused).toBeLessThanOrEqual(5)
    await time.run(62_000)
    expect(one.passed).toBeDefined()
  })

  it('leaves nothing of one that is aborted while it waits', async () => {
    const sent = [ask(), ask(), ask(), ask()]
    await settled()
    const stop = new AbortController()
    const [gone, next] = [ask({}, stop.signal), ask()]
    const reason = new Error('enough')
    stop.abort(reason)
    await settled()
    expect(gone).toEqual({ error: reason })
    sent[0]?.passed?.(answer(200))
    await settled()
    expect(next.passed).toBeDefined()
  })

  it('does not count what was given up before it was sent', async () => {
    for (let round = 0; round < 50; round += 1) {
      const one = ask()
      await settled()
      one.passed?.(undefined)
    }
    const four = [ask(), ask(), ask(), ask()]
    await settled()
    expect(four.every(({ passed }) => passed !== undefined)).toBe(true)
  })

  it('does not wait for ever for one that never says how it ended', async () => {
    const silent = [ask(), ask(), ask(), ask()]
    const next = ask()
    await time.run(119_000)
    expect([silent.length, next.passed]).toEqual([4, undefined])
    await time.run(121_000)
    expect(next.passed).toBeDefined()
  })

  it('hears of an end once', async () => {
    const [one, ...others] = [ask(), ask(), ask(), ask()]
    await settled()
    for (let again = 0; again < 3; again += 1) one?.passed?.(answer(200))
    const next = [ask(), ask()]
    await settled()
    expect([others.length, ...next.map(({ passed }) => passed !== undefined)]).toEqual([3, true, false])
    next[0]?.passed?.(answer(200))
    await settled()
    next[1]?.passed?.(answer(200))
  })

  it.each<[string, Partial<Exchange>]>([
    ['503', { status: 503 }],
    ['a reset', { code: 'ECONNRESET' }],
    ['a timeout', { code: 'TIMEOUT' }],
  ])('is slowed down by %s where it comes again, not by a single one', async (_, end) => {
    const before = pace.now.inFlight
    const bad: Exchange = { operation: 'op', attempt: 1, ms: 25, headers: {}, ...end }
    const several = [ask(), ask(), ask()]
    await settled()
    several[0]?.passed?.(bad)
    expect(pace.now.inFlight).toBe(before)
    several[1]?.passed?.(bad)
    expect(pace.now.inFlight).toBeLessThan(before)
    several[2]?.passed?.(answer(200))
  })
})

describe('who goes first', () => {
  it('gives reads and writes at least a third each, and within a kind the first first', async () => {
    const order: string[] = []
    const enter = (name: string, effect: Attempt['effect']): void => {
      void (async () => {
        const passed = await pace.gate({ operation: effect, effect, attempt: 1 }, undefined)
        order.push(name)
        time.after(25, () => passed?.(answer(200, {}, effect)))
      })()
    }
    for (let index = 0; index < 30; index += 1) enter(`w${index}`, 'once')
    for (let index = 0; index < 30; index += 1) enter(`r${index}`, 'read')
    await time.run(5000)
    const mixed = order.slice(4, 34)
    for (const kind of ['r', 'w']) {
      expect(mixed.filter((name) => name.startsWith(kind)).length).toBeGreaterThanOrEqual(10)
      const numbers = order.filter((name) => name.startsWith(kind)).map((name) => Number(name.slice(1)))
      expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
    }
  })

  it('lets one that was refused go before new ones', async () => {
    const sent = [ask(), ask(), ask(), ask()]
    await settled()
    const [fresh, again] = [ask(), ask({ attempt: 2 })]
    sent[0]?.passed?.(answer(200))
    await settled()
    expect([fresh.passed, again.passed !== undefined]).toEqual([undefined, true])
  })

  it('tries rather with one that was not refused three times', async () => {
    const first = ask()
    await settled()
    first.passed?.(answer(429))
    const [often, once] = [ask({ attempt: 5 }), ask({ attempt: 2 })]
    await time.run(2000)
    expect([often.passed, once.passed !== undefined]).toEqual([undefined, true])
  })
})
