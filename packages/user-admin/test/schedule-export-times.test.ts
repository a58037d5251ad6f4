import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crontab } from '../src/schedule/export/crontab.ts'
import type { ExportedJob, Installation } from '../src/schedule/export/job.ts'
import { kubernetes } from '../src/schedule/export/kubernetes.ts'
import { windows } from '../src/schedule/export/windows.ts'
import { transitionsOf } from '../src/schedule/export/zones.ts'
import { occurrences } from '../src/schedule/occurrences.ts'
import { zoneOf } from '../src/schedule/zone.ts'
import { jobs, machines } from './schedule-export/jobs.ts'
import { type Clock, cronLine, taskTriggers } from './schedule-export/waking.ts'

const minute = 60_000
const day = 1440 * minute
const now = machines.crontab.now
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Santiago',
  'UTC',
] as const

/** Some days of every kind, and those around each change of a clock within a year. */
const stretches = [
  now,
  ...zones.flatMap((zone) => transitionsOf(zone, now, now + 365 * day).map(({ at }) => at - 2 * day)),
]
  .toSorted((a, b) => a - b)
  .filter((from, index, all) => index === 0 || from - (all[index - 1] ?? 0) > 4 * day)

/** When the runs of a job are due on these days. */
function* runsOf(job: ExportedJob): Iterable<number> {
  for (const from of stretches) yield* occurrences(job, from, from + 5 * day)
}

/** When its notices are due on these days. */
function* noticesOf({ notice = 0, ...job }: ExportedJob): Iterable<number> {
  if (notice === 0) return
  for (const from of stretches)
    for (const due of occurrences(job, from + notice * day, from + (notice + 5) * day)) yield due - notice * day
}

/** The lines of a crontab that are switched on, whatever they run. */
const linesOf = (job: ExportedJob, machine: Installation): readonly string[] =>
  crontab([job], machine)
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => /^[\d*]/u.test(line))

const scheduleOf = (job: ExportedJob): string => {
  const [, schedule = ''] = /^ {2}schedule: "(.*)"$/mu.exec(kubernetes([job], machines.kubernetes)[0]?.text ?? '') ?? []
  return schedule
}

/** By how many minutes the program is woken late, where it is late; no more than a dozen. More than a day is for ever. */
function lateness(dues: Iterable<number>, wakes: (clock: Clock) => boolean, zone: string): readonly number[] {
  const clocks = zoneOf(zone)
  const isAwake = (at: number): boolean => {
    const wall = new Date(clocks.wallAt(at))
    return wakes({ wall, isAgain: () => (clocks.momentsOf(wall.getTime()).moments[0] ?? at) < at })
  }
  const late: number[] = []
  for (const due of dues) {
    if (isAwake(due)) continue
    const after = Array.from({ length: 1440 }, (_, index) => index + 1).find((minutes) =>
      isAwake(due + minutes * minute),
    )
    late.push(after ?? Number.POSITIVE_INFINITY)
    if (late.length === 12) break
  }
  return late
}

const some = (least: number, most: number, count: number) =>
  fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: count }).map((all) => all.join(','))
const often = <T>(arbitrary: fc.Arbitrary<T>, plain: T) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(plain) }, arbitrary)

const job: fc.Arbitrary<ExportedJob> = fc.record({
  name: fc.constant('any'),
  cron: fc
    .tuple(
      fc.oneof(some(0, 59, 2), fc.constantFrom('*/30', '0')),
      // The hours in which clocks are set, too.
      fc.oneof(some(0, 23, 3), some(0, 3, 3), fc.constant('*')),
      often(some(1, 31, 3), '*'),
      often(
        some(1, 12, 4).map((all) => `${all},3,10`),
        '*',
      ),
      often(some(0, 6, 3), '*'),
    )
    .map((fields) => fields.join(' ')),
  timeZone: fc.constantFrom(...zones),
  missed: fc.constant('skip' as const),
  jitter: fc.constant(0),
  notice: often(fc.constantFrom<number | undefined>(7), undefined),
})

describe('nothing is due that a scheduler does not wake the program for', () => {
  it.each(zones)('cron and Kubernetes, in the zone of the job: %s', (timeZone) => {
    fc.assert(
      fc.property(job, (any) => {
        const one = { ...any, timeZone }
        const lines = linesOf(one, { ...machines.crontab, machineZone: timeZone }).map(cronLine)
        expect(lateness(runsOf(one), (clock) => lines.some((line) => line(clock)), timeZone)).toEqual([])
        expect(lateness(runsOf(one), cronLine(scheduleOf(one)), timeZone)).toEqual([])
        // Some days of 24 hours ahead, a notice may be due in an hour that the clock shows for the second time.
        const late = lateness(noticesOf(one), (clock) => lines.some((line) => line(clock)), timeZone)
        expect(Math.max(0, ...late)).toBeLessThanOrEqual(60)
        expect(Math.max(0, ...lateness(noticesOf(one), cronLine(scheduleOf(one)), timeZone))).toBeLessThanOrEqual(60)
      }),
      { numRuns: 10 },
    )
  })

  it('Windows, in the zone of the job; an hour that the clock shows twice is woken for once', () => {
    fc.assert(
      fc.property(job, (any) => {
        const one = any.cron.split(' ')[1] === '*' ? { ...any, timeZone: 'UTC' } : any
        const count = one.cron
          .split(' ')
          .slice(0, 2)
          .reduce((sum, field) => sum * (field === '*' ? 24 : field.split(',').length + 1), 1)
        fc.pre(count <= 24)
        const [file] = windows([one], { ...machines.windows, machineZone: one.timeZone })
        const triggers = taskTriggers(file?.text ?? '')
        expect(lateness(runsOf(one), (clock) => triggers.some((trigger) => trigger(clock)), one.timeZone)).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  it('cron on a machine whose clock is never set, wherever the job is', () => {
    fc.assert(
      fc.property(job, fc.constantFrom('UTC', 'Asia/Kolkata'), (any, machineZone) => {
        const lines = linesOf(any, { ...machines.crontab, machineZone }).map(cronLine)
        expect(lateness(runsOf(any), (clock) => lines.some((line) => line(clock)), machineZone)).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  it('cron on a machine of another zone is late by an hour at most, in the nights in which its own clock is set', () => {
    fc.assert(
      fc.property(job, fc.constantFrom('Europe/Berlin', 'America/New_York'), (any, machineZone) => {
        const lines = linesOf(any, { ...machines.crontab, machineZone }).map(cronLine)
        const late = lateness(runsOf(any), (clock) => lines.some((line) => line(clock)), machineZone)
        expect(Math.max(0, ...late)).toBeLessThanOrEqual(60)
        expect(late.length).toBeLessThan(12)
      }),
      { numRuns: 30 },
    )
  })

  it('shows a due time that nothing wakes for', () => {
    const [nightly] = jobs
    if (nightly === undefined) throw new Error('There is no job.')
    // Without what is woken for besides, the night in which the clock leaves the hour out is lost.
    expect(lateness(runsOf(nightly), cronLine('0 2 * * *'), 'Europe/Berlin')).toEqual([1380])
    expect(lateness(runsOf(nightly), cronLine('1 2,3 * * *'), 'Europe/Berlin').length).toBe(12)
  })
})

describe('what is woken for besides is little', () => {
  it.each([
    ['0 2 * * *', 'UTC', ['0 2 * * *']],
    ['0 4 * * *', 'Europe/Berlin', ['0 4 * * *']],
    ['0 2 * * *', 'Europe/Berlin', ['0 2 * * *', '0 3 * 3 *']],
    ['*/15 * * * *', 'Europe/Berlin', ['*/15 * * * *']],
    ['30 1 * * *', 'Australia/Lord_Howe', ['30 1 * * *']],
    ['15 2 * * sun', 'Australia/Lord_Howe', ['15 2 * * 0', '30 2 * 10 0']],
    ['0 6 1,15 * fri', 'Europe/Berlin', ['0 6 1,15 * *', '0 6 * * 5']],
    ['0 6 */2 * fri', 'UTC', ['0 6 */2 * *', '0 6 * * 5']],
  ] as const)('%s in %s', (cron, timeZone, lines) => {
    const one = { name: 'any', cron, timeZone, missed: 'skip', jitter: 0 } as const
    const shown = linesOf(one, { ...machines.crontab, machineZone: timeZone }).map((line) =>
      line.split(' ').slice(0, 5).join(' '),
    )
    expect(shown).toEqual(lines)
  })
})
