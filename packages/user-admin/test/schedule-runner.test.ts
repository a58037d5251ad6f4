// Longer than other files: each thing that happens to a schedule, over one clock that is set by hand.
import { describe, expect, it } from 'vitest'
import { memoryState, UserAdminError } from '../src/index.ts'
import { nextTimes, type ScheduledJob, type ScheduleEvent, type ScheduleOptions } from '../src/schedule/index.ts'
import { startOf } from '../src/schedule/jitter.ts'
import { Clock, following, nightly, onceAt } from './schedule-scene.ts'
import { all } from './state-forms.ts'

const shown = (events: readonly ScheduleEvent[]): readonly string[] =>
  events.map((event) => `${event.job} ${event.kind}${'due' in event ? ` ${(event.due ?? '').slice(0, 16)}` : ''}`)
const done = async (): Promise<{ outcome: string; why: string }> => ({ outcome: 'done', why: 'All is well.' })
const hourly: ScheduledJob = { ...nightly, name: 'hourly', cron: '0 * * * *' }

describe('a schedule that another scheduler wakes at its due times', () => {
  it('waits for what only the jitter of a job holds up, and for nothing else', async () => {
    const spread: ScheduledJob = { ...nightly, jitter: 600_000 }
    const due = Date.parse('2026-11-02T02:00Z')
    const start = startOf(spread, due, due + 86_400_000)
    expect(start).toBeGreaterThan(due)
    const clock = new Clock('2026-11-01T12:00Z')
    const state = memoryState({ now: clock.now })
    expect(await onceAt([spread], clock, { state })).toEqual([])
    clock.time = due
    const woken = following([spread], clock, { state, once: true })
    await clock.until('2026-11-02T03:00Z')
    await woken.stop()
    expect(shown(woken.events)).toEqual(['nightly begun 2026-11-02T02:00', 'nightly ended 2026-11-02T02:00'])
    expect(await state.ticks.list()).toMatchObject([{ status: 'ended', begun: new Date(start).toISOString() }])
    expect(await onceAt([spread], clock, { state })).toEqual([])
  })
})

describe('a schedule that goes on', () => {
  it('runs each job when it is due, and nothing of before it was first seen', async () => {
    const clock = new Clock('2026-11-01T12:00Z')
    const state = memoryState({ now: clock.now })
    const running = following([nightly, { ...nightly, name: 'noon', cron: '0 12 * * *' }], clock, { state })
    await clock.until('2026-11-03T11:00Z')
    await running.stop()
    expect(shown(running.events)).toEqual([
      'nightly begun 2026-11-02T02:00',
      'nightly ended 2026-11-02T02:00',
      'noon begun 2026-11-02T12:00',
      'noon ended 2026-11-02T12:00',
      'nightly begun 2026-11-03T02:00',
      'nightly ended 2026-11-03T02:00',
    ])
    expect(await state.ticks.list()).toMatchObject([
      { job: 'nightly', due: '2026-11-02T02:00:00.000Z', status: 'ended', begun: '2026-11-02T02:00:00.000Z' },
      { job: 'nightly', due: '2026-11-03T02:00:00.000Z', status: 'ended' },
      { job: 'noon', due: '2026-11-02T12:00:00.000Z', status: 'ended', outcome: 'done' },
    ])
  })

  it('runs a newer one where several came while a run went on, and says so of the others', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    let runs = 0
    const run: ScheduleOptions['run'] = async (_job, _tick, { signal }) => {
      runs += 1
      if (runs === 1) await clock.sleep(200 * 60_000, signal)
      return await done()
    }
    const running = following([hourly], clock, { state, run })
    await clock.until('2026-11-01T16:50Z')
    await running.stop()
    expect(shown(running.events)).toEqual([
      'hourly begun 2026-11-01T13:00',
      'hourly ended 2026-11-01T13:00',
      'hourly missed 2026-11-01T14:00',
      'hourly missed 2026-11-01T15:00',
      'hourly begun 2026-11-01T16:00',
      'hourly ended 2026-11-01T16:00',
    ])
    expect((await state.ticks.list({ status: 'missed' }))[0]?.why).toBe(
      'The run before was still going: it began at 2026-11-01T13:00:00.000Z and ended at 2026-11-01T16:20:00.000Z. The one due at 2026-11-01T16:00:00.000Z is run in its place.',
    )
  })

  it('skips what is late where it is to skip', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const run: ScheduleOptions['run'] = async (_job, _tick, { signal }) => {
      await clock.sleep(65 * 60_000, signal)
      return await done()
    }
    const running = following([{ ...hourly, missed: 'skip' }], clock, { state, run })
    await clock.until('2026-11-01T15:30Z')
    await running.stop()
    expect(shown(running.events).slice(0, 4)).toEqual([
      'hourly begun 2026-11-01T13:00',
      'hourly ended 2026-11-01T13:00',
      'hourly missed 2026-11-01T14:00',
      'hourly begun 2026-11-01T15:00',
    ])
  })

  it('keeps the failure of one run to that run, and tells of it what may be told', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const failures: readonly Error[] = [new UserAdminError('unavailable', 'The server is away.'), new Error('secret')]
    let runs = 0
    const run: ScheduleOptions['run'] = async (job) => {
      const failure = failures[runs]
      if (job.name === 'hourly' && failure !== undefined) {
        runs += 1
        throw failure
      }
      return await done()
    }
    const running = following([hourly, { ...hourly, name: 'other' }], clock, { state, run })
    await clock.until('2026-11-01T15:30Z')
    await running.stop()
    expect((await state.ticks.list({ job: 'other' })).map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done'])
    expect((await state.ticks.list({ job: 'hourly' })).map(({ outcome, why }) => [outcome, why])).toEqual([
      ['failed', 'The server is away.'],
      ['failed', 'It failed for a reason that is not known.'],
      ['done', 'All is well.'],
    ])
  })

  it('goes on where the state cannot be written for a while', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    let failing = 2
    const ticks: typeof state.ticks = {
      ...state.ticks,
      note: async (...about) => {
        if (about[2].ticks.length > 0 && failing-- > 0) throw new UserAdminError('unavailable', 'The disk is full.')
        await state.ticks.note(...about)
      },
    }
    const running = following([hourly], clock, { state: { ...state, ticks } })
    await clock.until('2026-11-01T13:30Z')
    await running.stop()
    expect(shown(running.events)).toEqual([
      'hourly failed',
      'hourly failed',
      'hourly begun 2026-11-01T13:00',
      'hourly ended 2026-11-01T13:00',
    ])
  })

  it('tells the run in hand to stop, begins nothing more, and has the next process begin it once more', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const run: ScheduleOptions['run'] = async (_job, _tick, { signal }) => {
      await clock.sleep(10 * 3_600_000, signal)
      signal.throwIfAborted()
      return await done()
    }
    const monthly: ScheduledJob = { ...nightly, name: 'monthly', cron: '0 13 1 * *' }
    const running = following([monthly], clock, { state, run })
    await clock.until('2026-11-01T14:30Z')
    await running.stop()
    expect(await state.ticks.list()).toMatchObject([
      { status: 'broken-off', why: 'The program was told to end.', attempts: 1 },
    ])
    expect(shown(await onceAt([monthly], clock, { state }))).toEqual([
      'monthly begun 2026-11-01T13:00',
      'monthly ended 2026-11-01T13:00',
    ])
    expect(await onceAt([monthly], clock, { state })).toEqual([])
    expect(await state.ticks.list()).toMatchObject([{ status: 'ended', outcome: 'done', attempts: 2 }])
  })

  it.each([
    ['cut short', true, 'broken-off'],
    ['over in time', false, 'ended'],
  ])('writes down of a run that was told to end that it was %s', async (_, isCut, status) => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const run: ScheduleOptions['run'] = async (_job, _tick, { signal }) => {
      await clock.sleep(10 * 3_600_000, signal)
      return { outcome: 'partly', why: 'Two of three.', isCut }
    }
    const running = following([hourly], clock, { state, run })
    await clock.until('2026-11-01T13:30Z')
    await running.stop()
    expect(await state.ticks.list()).toMatchObject([{ status, why: 'Two of three.' }])
  })

  it('shares the work with another on the same state, and nothing is done twice', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    let [at, most, runs] = [0, 0, 0]
    const run: ScheduleOptions['run'] = async (_job, _tick, { signal }) => {
      runs += 1
      most = Math.max(most, ++at)
      await clock.sleep(10 * 60_000, signal)
      at -= 1
      return await done()
    }
    const all3 = [1, 2, 3].map((n) => following([hourly], clock, { state, run, by: `server ${n}` }))
    await clock.until('2026-11-02T12:30Z')
    for (const one of all3) await one.stop()
    expect({ most, runs }).toEqual({ most: 1, runs: 24 })
    expect((await state.ticks.list()).every(({ status, attempts }) => status === 'ended' && attempts === 1)).toBe(true)
    expect(all3.flatMap(({ events }) => events).some(({ kind }) => kind === 'busy')).toBe(true)
  })
})

describe('what is due is taken once', () => {
  it('of many due times that nobody took, the newest is run and each other is written down', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const minutely = { ...hourly, cron: '* * * * *' }
    await onceAt([minutely], clock, { state })
    clock.time = Date.parse('2026-11-03T12:30:10Z')
    const events = await onceAt([minutely], clock, { state })
    expect(events).toHaveLength(2 * 1440 + 1)
    expect(shown(events).slice(-3)).toEqual([
      'hourly missed 2026-11-03T12:29',
      'hourly begun 2026-11-03T12:30',
      'hourly ended 2026-11-03T12:30',
    ])
    expect(await onceAt([minutely], clock, { state })).toEqual([])
    expect(await all(state.journal.rows({ kind: 'tick' }))).toHaveLength(2 * 1440 + 1)
  })

  it.each([
    ['catch-up-one' as const, ['hourly broken-off 2026-11-01T13:00', 'hourly begun 2026-11-01T13:00']],
    ['skip' as const, ['hourly broken-off 2026-11-01T13:00']],
  ])('what was broken off under %s', async (missed, expected) => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const job = { ...hourly, missed }
    await onceAt([job], clock, { state })
    clock.time = Date.parse('2026-11-01T13:00Z')
    const note = { due: '2026-11-01T13:00:00.000Z', change: 'begun' } as const
    await state.ticks.note('hourly', 'gone', { at: note.due, settled: note.due, ticks: [note] })
    clock.time = Date.parse('2026-11-01T13:05Z')
    expect(shown(await onceAt([job], clock, { state })).slice(0, 2)).toEqual(expected)
    expect(await onceAt([job], clock, { state })).toEqual([])
  })

  it('what was broken off twice is not begun a third time, nor where a newer one is due', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    await onceAt([hourly], clock, { state })
    const begun = async (at: string): Promise<void> =>
      await state.ticks.note('hourly', 'gone', { at, settled: at, ticks: [{ due: at, change: 'begun' }] })
    clock.time = Date.parse('2026-11-01T13:00Z')
    await begun('2026-11-01T13:00:00.000Z')
    clock.time = Date.parse('2026-11-01T14:00Z')
    expect(shown(await onceAt([hourly], clock, { state }))).toEqual([
      'hourly broken-off 2026-11-01T13:00',
      'hourly begun 2026-11-01T14:00',
      'hourly ended 2026-11-01T14:00',
    ])
    clock.time = Date.parse('2026-11-01T15:00Z')
    await begun('2026-11-01T15:00:00.000Z')
    const never: ScheduleOptions['run'] = async () => await new Promise(() => undefined)
    void onceAt([hourly], clock, { state, run: never })
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
    // Its process has died: the lock that it held is free.
    const free = {
      ...state,
      ticks: { ...state.ticks, alone: async <T>(_job: string, _by: string, work: () => Promise<T>) => await work() },
    }
    expect(shown(await onceAt([hourly], clock, { state: free }))).toEqual(['hourly broken-off 2026-11-01T15:00'])
  })

  it('what was due by other times before is settled by these, and the new ones begin', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    await onceAt([nightly], clock, { state })
    clock.time = Date.parse('2026-11-03T09:00Z')
    const changed = { ...nightly, cron: '0 8 * * *' }
    expect(shown(await onceAt([changed], clock, { state }))).toEqual([
      'nightly missed 2026-11-02T02:00',
      'nightly begun 2026-11-03T02:00',
      'nightly ended 2026-11-03T02:00',
    ])
    clock.time = Date.parse('2026-11-04T09:00Z')
    expect(shown(await onceAt([changed], clock, { state }))).toEqual([
      'nightly begun 2026-11-04T08:00',
      'nightly ended 2026-11-04T08:00',
    ])
  })

  it('a clock that is set back an hour runs nothing twice, one that is set back for days says so', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    await onceAt([hourly], clock, { state })
    clock.time = Date.parse('2026-11-01T15:10Z')
    await onceAt([hourly], clock, { state })
    clock.time -= 3_600_000
    expect(await onceAt([hourly], clock, { state })).toEqual([])
    clock.time -= 50 * 3_600_000
    expect(await onceAt([hourly], clock, { state })).toMatchObject([
      { kind: 'failed', error: { problem: 'conflict', message: expect.stringContaining('user-admin init') as string } },
    ])
  })
})

describe('a run is told', () => {
  it('that nothing may be changed where it was due outside its windows, or is so late that it is', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const told: (string | undefined)[] = []
    const run: ScheduleOptions['run'] = async (_job, _tick, { paused }) => {
      told.push(paused)
      return await done()
    }
    const job = { ...nightly, windows: ['01:00-05:00'] }
    await onceAt([job], clock, { state, run })
    for (const time of ['2026-11-02T02:00Z', '2026-11-03T09:00Z']) {
      clock.time = Date.parse(time)
      await onceAt([job], clock, { state, run })
    }
    expect(told).toEqual([
      undefined,
      'Nothing is changed outside 01:00-05:00 (UTC); it may be again from 2026-11-04 01:00.',
    ])
  })

  it.each([
    ['the end of its window', { windows: ['01:00-05:00'] }, '2026-11-02T05:00', 'outside 01:00-05:00'],
    [
      'the beginning of a freeze',
      { cron: '0 22 * * *', freezes: [{ from: '2026-11-02', until: '2026-11-03' }] },
      '2026-11-02T00:00',
      'from 2026-11-02 to 2026-11-03',
    ],
  ])('to stop at %s, and no other is', async (_, about, end, why) => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const stopped: string[] = []
    const run: ScheduleOptions['run'] = async ({ name }, _tick, { signal }) => {
      await clock.sleep(8 * 3_600_000, signal)
      if (signal.aborted) stopped.push(`${name} ${new Date(clock.time).toISOString().slice(0, 16)}`)
      signal.throwIfAborted()
      return await done()
    }
    const running = following(
      [
        { ...nightly, ...about },
        { ...nightly, name: 'free' },
      ],
      clock,
      { state, run },
    )
    await clock.until('2026-11-02T12:00Z')
    await running.stop()
    expect(stopped).toEqual([`nightly ${end}`])
    expect(await state.ticks.list({ job: 'nightly' })).toMatchObject([{ status: 'ended', outcome: 'paused' }])
    expect((await state.ticks.list({ job: 'nightly' }))[0]?.why).toContain(
      `The run was stopped, for its time is over. Nothing is changed ${why}`,
    )
    expect(await state.ticks.list({ job: 'free' })).toMatchObject([{ status: 'ended', outcome: 'done' }])
  })

  it('what it is the notice of, days before', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const weekly = { ...nightly, name: 'weekly', cron: '0 2 * * 1', notice: { days: 3 } }
    const told: (string | undefined)[] = []
    const run: ScheduleOptions['run'] = async (_job, { due }, { notice }) => {
      told.push(`${due.slice(0, 10)} ${notice?.slice(0, 10)}`)
      return await done()
    }
    const running = following([weekly], clock, { state, run })
    await clock.until('2026-11-10T00:00Z')
    await running.stop()
    expect(told).toEqual(['2026-11-02 undefined', '2026-11-06 2026-11-09', '2026-11-09 undefined'])
    expect((await state.ticks.list({ job: 'weekly notice' })).map(({ due }) => due)).toEqual([
      '2026-11-06T02:00:00.000Z',
    ])
  })
})

describe('jitter', () => {
  it('is the same wherever it is asked, spreads, and never reaches what is due next', () => {
    const starts = Array.from(
      { length: 1000 },
      (_, index) => startOf({ name: 'a', jitter: 600_000 }, index * 3_600_000, undefined) - index * 3_600_000,
    )
    expect(Math.min(...starts)).toBeLessThan(12_000)
    expect(Math.max(...starts)).toBeGreaterThan(588_000)
    expect(starts.reduce((sum, start) => sum + start) / 1000 / 600_000).toBeCloseTo(0.5, 1)
    expect(
      starts.every(
        (start, index) =>
          start === startOf({ name: 'a', jitter: 600_000 }, index * 3_600_000, undefined) - index * 3_600_000,
      ),
    ).toBe(true)
    for (let due = 0; due < 1000; due++)
      expect(startOf({ name: 'b', jitter: 600_000 }, due, due + 60)).toBeLessThan(due + 60)
  })

  it('holds a run up, and counts as no lateness', async () => {
    const clock = new Clock('2026-11-01T12:30Z')
    const state = memoryState({ now: clock.now })
    const job = { ...hourly, jitter: 1_800_000, missed: 'skip' } as const
    const running = following([job], clock, { state })
    await clock.until('2026-11-02T12:45Z')
    await running.stop()
    const ticks = await state.ticks.list()
    expect(ticks).toHaveLength(24)
    const late = ticks.map(({ due, begun = '' }) => Date.parse(begun) - Date.parse(due))
    expect(late).toEqual(ticks.map(({ due }) => startOf(job, Date.parse(due), undefined) - Date.parse(due)))
    expect(ticks.every(({ status }) => status === 'ended')).toBe(true)
  })
})

it('the times that come next are told with pauses and notices, and without what is settled', async () => {
  const clock = new Clock('2026-11-01T12:30Z')
  const state = memoryState({ now: clock.now })
  const job = { ...nightly, freezes: [{ from: '2026-11-03', until: '2026-11-03' }] }
  const weekly = { ...nightly, name: 'weekly', cron: '0 3 * * 1', notice: { days: 5 } }
  expect(await nextTimes([job, weekly], 4, { state, now: clock.time })).toEqual([
    { job: 'nightly', due: '2026-11-02T02:00:00.000Z', start: '2026-11-02T02:00:00.000Z' },
    { job: 'weekly', due: '2026-11-02T03:00:00.000Z', start: '2026-11-02T03:00:00.000Z' },
    {
      job: 'nightly',
      due: '2026-11-03T02:00:00.000Z',
      start: '2026-11-03T02:00:00.000Z',
      paused: 'Nothing is changed from 2026-11-03 to 2026-11-03 (UTC); it may be again from 2026-11-04 00:00.',
    },
    { job: 'nightly', due: '2026-11-04T02:00:00.000Z', start: '2026-11-04T02:00:00.000Z' },
  ])
  expect((await nextTimes([weekly], 2, { state, now: clock.time }))[1]).toEqual({
    job: 'weekly',
    due: '2026-11-04T03:00:00.000Z',
    start: '2026-11-04T03:00:00.000Z',
    notice: '2026-11-09T03:00:00.000Z',
  })
  await onceAt([job], clock, { state })
  clock.time = Date.parse('2026-11-02T02:00Z')
  await onceAt([job], clock, { state })
  expect(await nextTimes([job], 1, { state, now: clock.time })).toMatchObject([{ due: '2026-11-03T02:00:00.000Z' }])
})
