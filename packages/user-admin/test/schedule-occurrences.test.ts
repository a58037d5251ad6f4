import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextAfter, occurrences } from '../src/schedule/occurrences.ts'
import { type Clocks, clocks, dueTimes } from '../torture/schedule-oracle.ts'

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'] as const
const minute = 60_000
const day = 1440 * minute

/** The days around each change of the clocks in 2026, and some without. */
const stretches: Readonly<Record<(typeof zones)[number], readonly string[]>> = {
  'Europe/Berlin': ['2026-03-28', '2026-10-24', '2026-06-30'],
  'America/New_York': ['2026-03-07', '2026-10-31', '2026-12-31'],
  'Asia/Kolkata': ['2026-02-27'],
  'Australia/Lord_Howe': ['2026-04-03', '2026-10-02', '2027-12-31'],
}
const worlds: readonly { readonly timeZone: string; readonly clocks: Clocks }[] = zones.flatMap((timeZone) =>
  stretches[timeZone].map((date) => {
    const from = Date.parse(`${date}T00:00:00Z`)
    return { timeZone, clocks: clocks(timeZone, from, from + 3 * day) }
  }),
)

/** The first zone and time at which what is found is not what the clocks show. */
function disagreement(cron: string): string | undefined {
  for (const { timeZone, clocks: shownBy } of worlds) {
    const until = shownBy.from + (shownBy.walls.length - 1) * minute
    const [found, meant] = [[...occurrences({ cron, timeZone }, shownBy.from, until)], dueTimes(cron, shownBy)]
    const index = meant.findIndex((time, at) => time !== found[at])
    const at = index < 0 && found.length > meant.length ? meant.length : index
    if (at >= 0) return `${timeZone}: ${iso(found[at])}, and not ${iso(meant[at])}`
  }
  return undefined
}

const iso = (time: number | undefined): string => (time === undefined ? 'never' : new Date(time).toISOString())

it.each([
  '0 2 * * *',
  '30 2 * * *',
  '15 2 * * *',
  '30 1 * * *',
  '45 1 * * *',
  '0 * * * *',
  '*/15 * * * *',
  '10 * * * *',
  '0 */2 * * *',
  '30 1-3 * * *',
  '15,45 1,2 * * *',
  '* 2 * * *',
  '*/20 0-23 * * *',
  '0 0 * * 0',
  '0 2 1 * 5',
  '30 1 * * 7',
])('%s is due as the clocks show it, minute by minute, around each change of the clocks', (cron) => {
  expect(disagreement(cron)).toBeUndefined()
})

it('any expression is', () => {
  const values = (least: number, most: number): fc.Arbitrary<string> => {
    const one = fc.integer({ min: least, max: most })
    const range = fc.tuple(one, one).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`)
    const step = fc.integer({ min: 1, max: 9 })
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant('*') },
      { weight: 2, arbitrary: one.map(String) },
      range,
      fc.tuple(range, step).map(([of, by]) => `${of}/${by}`),
      step.map((by) => `*/${by}`),
      fc.array(one, { minLength: 2, maxLength: 4 }).map((list) => list.join(',')),
    )
  }
  const any = fc.constant('*')
  const cron = fc.tuple(values(0, 59), values(0, 3), fc.oneof(any, values(1, 31)), any, fc.oneof(any, values(0, 7)))
  fc.assert(
    fc.property(cron, (fields) => {
      expect(disagreement(fields.join(' '))).toBeUndefined()
    }),
    { numRuns: 40 },
  )
})

describe('a due time', () => {
  it.each([
    ['that the clocks skip comes right after', '30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T01:00Z'],
    [
      'that they skip by half an hour, too',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03T12:00Z',
      '2026-10-03T15:30Z',
    ],
    [
      'that they show twice comes the first time',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      '2026-10-25T00:30Z',
    ],
    ['and not the second', '30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ['of every hour comes both times', '30 * * * *', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-25T01:30Z'],
    ['of a day that is rare is found', '0 2 29 2 *', 'Asia/Kolkata', '2026-01-01T00:00Z', '2028-02-28T20:30Z'],
    ['that is a local day away is found', '0 2 * * *', 'Pacific/Kiritimati', '2026-01-01T00:00Z', '2026-01-01T12:00Z'],
  ])('%s', (_what, cron, timeZone, after, due) => {
    expect(nextAfter({ cron, timeZone }, Date.parse(after))).toBe(Date.parse(due))
  })
})

it.each([
  ['* * * *', 'has five fields'],
  ['0 0 2 * * *', 'has five fields'],
  ['@daily', 'has five fields'],
  ['60 * * * *', '"60" in the cron expression "60 * * * *" is no minute: give 0 to 59, as in 0, 15,45 or */10'],
  ['0 24 * * *', 'is no hour: give 0 to 23'],
  ['0 5-2 * * *', '"5-2" in'],
  ['0 2 0 * *', 'is no day of the month'],
  ['0 2 * 13 *', 'is no month'],
  ['0 2 * * 8', 'is no day of the week'],
  ['0 2 * * fri-mon', 'give 0 to 7, as in 1-5, mon-fri or *'],
  ['0 2 L * *', 'is no day of the month'],
  ['0 2 * * 5#2', 'is no day of the week'],
  ['5/10 * * * *', 'is no minute'],
  ['*/0 * * * *', 'is no minute'],
  ['*-5 * * * *', 'is no minute'],
  ['0 2 30 2 *', 'names a day that never comes'],
])('%s is refused with what would be right', (cron, message) => {
  expect(() => nextAfter({ cron, timeZone: 'UTC' }, 0)).toThrow(
    expect.objectContaining({ problem: 'invalid', message: expect.stringContaining(message) as string }) as Error,
  )
})

it.each(['Europe/Atlantis', '', '+01:00', 'CEST'])('the zone %j is refused with what would be right', (timeZone) => {
  expect(() => nextAfter({ cron: '0 2 * * *', timeZone }, 0)).toThrow(
    expect.objectContaining({
      problem: 'invalid',
      message: expect.stringContaining('Europe/Berlin') as string,
    }) as Error,
  )
})
