import { describe, expect, it } from 'vitest'
import { checkJobs, pausedAt, type ScheduledJob } from '../src/schedule/index.ts'
import { nightly } from './schedule-scene.ts'

const berlin = { timeZone: 'Europe/Berlin' } as const
const isPaused = (windows: readonly string[], time: string): boolean =>
  pausedAt({ ...berlin, windows }, Date.parse(time)) !== undefined

it.each([
  // 23 November 2026 is a Monday; Berlin is an hour ahead.
  ['mon-fri 01:00-05:00', '2026-11-23T00:00Z', false],
  ['mon-fri 01:00-05:00', '2026-11-22T23:59Z', true],
  ['mon-fri 01:00-05:00', '2026-11-23T03:59Z', false],
  ['mon-fri 01:00-05:00', '2026-11-23T04:00Z', true],
  ['mon-fri 01:00-05:00', '2026-11-22T01:00Z', true],
  ['sat,sun', '2026-11-22T12:00Z', false],
  ['sat,sun', '2026-11-22T23:00Z', true],
  ['fri-mon', '2026-11-23T12:00Z', false],
  ['fri-mon', '2026-11-24T12:00Z', true],
  ['22:00-04:00', '2026-11-24T21:00Z', false],
  ['22:00-04:00', '2026-11-24T02:59Z', false],
  ['22:00-04:00', '2026-11-24T03:00Z', true],
  // Over midnight it is of the day on which it begins.
  ['fri 22:00-04:00', '2026-11-28T02:00Z', false],
  ['fri 22:00-04:00', '2026-11-27T02:00Z', true],
  ['sat 22:00-04:00', '2026-11-29T02:00Z', false],
  ['20:00-24:00', '2026-11-24T22:59Z', false],
  ['20:00-24:00', '2026-11-24T23:00Z', true],
  // The hour that comes twice counts both times, the hour that is skipped never comes.
  ['02:00-03:00', '2026-10-25T00:30Z', false],
  ['02:00-03:00', '2026-10-25T01:30Z', false],
  ['02:00-03:00', '2026-03-29T00:59Z', true],
  ['02:00-03:00', '2026-03-29T01:00Z', true],
])('the window %s at %s: paused is %s', (window, time, expected) => {
  expect(isPaused([window], time)).toBe(expected)
})

it('is open while one of several windows is', () => {
  expect(isPaused(['mon 01:00-02:00', 'mon 03:00-04:00'], '2026-11-23T02:30Z')).toBe(false)
  expect(isPaused(['mon 01:00-02:00', 'mon 03:00-04:00'], '2026-11-23T01:30Z')).toBe(true)
})

describe('a freeze', () => {
  const freezes = [{ from: '2026-12-20', until: '2027-01-06', reason: 'Year end' }]
  it.each([
    ['2026-12-19T22:59Z', false],
    ['2026-12-19T23:00Z', true],
    ['2027-01-06T22:59Z', true],
    ['2027-01-06T23:00Z', false],
  ])('holds from its first to its last day by the clocks of the zone: at %s it does: %s', (time, expected) => {
    expect(pausedAt({ ...berlin, freezes }, Date.parse(time)) !== undefined).toBe(expected)
  })

  it('says why, and until when', () => {
    expect(pausedAt({ ...berlin, freezes }, Date.parse('2026-12-24T12:00Z'))).toBe(
      'Nothing is changed from 2026-12-20 to 2027-01-06, "Year end" (Europe/Berlin); it may be again from 2027-01-07 00:00.',
    )
    expect(pausedAt({ ...berlin, freezes, windows: ['mon-fri 01:00-05:00'] }, Date.parse('2026-12-18T12:00Z'))).toBe(
      'Nothing is changed outside mon-fri 01:00-05:00 (Europe/Berlin); it may be again from 2027-01-07 01:00.',
    )
  })

  it('that never ends is said without an end', () => {
    const ages = [
      { from: '2026-01-01', until: '2026-12-31' },
      { from: '2026-06-01', until: '9999-12-31' },
    ]
    expect(pausedAt({ ...berlin, freezes: ages }, Date.parse('2026-05-01T00:00Z'))).toMatch(/^Nothing is changed from/)
  })
})

const of = (about: Partial<Record<keyof ScheduledJob, unknown>>): ScheduledJob =>
  ({ ...nightly, ...about }) as ScheduledJob

it.each([
  [of({ name: '' }), 'has a name of letters'],
  [of({ name: 'a b' }), 'has a name of letters'],
  [of({ cron: '0 2 * *' }), 'The job nightly: The cron expression'],
  [of({ timeZone: 'Berlin' }), 'The job nightly: "Berlin" is no time zone'],
  [of({ missed: 'run-all' }), 'there are skip and catch-up-one'],
  [of({ jitter: -1 }), 'jitter is -1'],
  [of({ windows: ['mon 25:00-26:00'] }), '"mon 25:00-26:00" is no window'],
  [of({ windows: ['mon 05:00-05:00'] }), 'is no window'],
  [of({ windows: ['someday'] }), 'is no window'],
  [of({ windows: [''] }), 'is no window'],
  [of({ freezes: [{ from: '2026-02-30', until: '2026-03-01' }] }), 'give two dates'],
  [of({ freezes: [{ from: '2026-12-20', until: '2026-12-19' }] }), 'give two dates'],
  [of({ notice: { days: 0 } }), 'from 1 to 366'],
])('%j is refused with what would be right', (job, message) => {
  expect(() => checkJobs([job])).toThrow(
    expect.objectContaining({ problem: 'invalid', message: expect.stringContaining(message) as string }) as Error,
  )
})

it('two jobs of one name are refused', () => {
  expect(() => checkJobs([nightly, nightly])).toThrow('Two jobs are called nightly')
})
