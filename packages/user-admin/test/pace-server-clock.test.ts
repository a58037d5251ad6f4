import { describe, expect, it } from 'vitest'
import { ComingBack } from '../src/pace/coming-back.ts'
import { ServerClock } from '../src/pace/server-clock.ts'

describe('the clock of a server', () => {
  /** Dates of answers that took 20 ms each, every 90 ms, of a clock that is so far ahead. */
  const told = (ahead: number, clock: ServerClock, from = 0): void => {
    for (let now = from; now < from + 5000; now += 90)
      clock.learn(Math.floor((now - 10 + ahead) / 1000) * 1000, now - 20, now)
  }

  it.each([0, 400, -7700, 3_000_000])('%s ms ahead is found to 50 ms from dates of whole seconds', (ahead) => {
    const clock = new ServerClock()
    told(ahead, clock)
    expect(clock.ahead).toBeLessThanOrEqual(ahead)
    expect(Math.abs(clock.ahead + clock.doubt - ahead)).toBeLessThanOrEqual(50)
  })

  it('tells by how much what was announced is earlier, each time that it learns', () => {
    const clock = new ServerClock()
    clock.learn(0, 880, 900)
    expect([clock.ahead, clock.learn(1000, 1080, 1100), clock.ahead]).toEqual([-900, 800, -100])
  })

  it('is believed anew where it was set', () => {
    const clock = new ServerClock()
    told(60_000, clock)
    told(-5000, clock, 10_000)
    expect(Math.abs(clock.ahead + clock.doubt + 5000)).toBeLessThanOrEqual(50)
  })

  it('says nothing without a date', () => {
    const clock = new ServerClock()
    expect([clock.learn(Number.NaN, 0, 1), clock.ahead, clock.doubt]).toEqual([0, 0, 0])
  })
})

describe('what comes back', () => {
  it('is what went a span ago, but not what was back already when the newest answer’s request went', () => {
    const own = new ComingBack()
    for (const sent of [0, 100, 200, 300, 900]) own.pass(sent)
    expect(own.between(1000, 1250, 1000)).toEqual({ back: 2, out: 2, next: 1300 })
    expect(own.between(1250, 2000, 1000)).toEqual({ back: 2, out: 0, next: undefined })
  })

  it('is counted on where thousands came back', () => {
    const own = new ComingBack()
    for (let sent = 0; sent < 5000; sent += 1) own.pass(sent)
    for (let now = 1000; now < 5000; now += 100)
      expect(own.between(now, now + 50, 1000)).toEqual({ back: 50, out: 4999 - (now - 950), next: now + 51 })
  })
})
