import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { State, TickChange } from '../src/index.ts'
import { verify } from '../src/index.ts'
import { aacScope } from './memory.ts'
import { all, day, forms, hour, iso, start } from './state-forms.ts'

describe.each(Object.entries(forms))('the due times in a state %s', (_name, open) => {
  let now: number
  let state: State
  beforeEach(async () => {
    now = start
    state = await open(() => now)
    await state.ticks.note('nightly', 'server', { at: iso(start), form: 'f', ticks: [] })
  })
  const noted = (...ticks: readonly TickChange[]): Promise<void> =>
    state.ticks.note('nightly', 'server', { at: iso(now), ticks })
  const begun = (due: number): TickChange => ({ due: iso(due), change: 'begun' })
  const missed = (due: number): TickChange => ({ due: iso(due), change: 'missed', why: 'Nobody was there.' })
  const brokenOff = (due: number): TickChange => ({ due: iso(due), change: 'broken-off', why: 'Killed.' })
  const ended = (due: number): TickChange => ({ due: iso(due), change: 'ended', outcome: 'done', why: 'All is well.' })
  const refused = { problem: 'conflict', effect: 'none' }

  it('know nothing of a job that was never begun, and since when they know one', async () => {
    expect(await state.ticks.job('weekly')).toBeUndefined()
    expect(await state.ticks.job('nightly')).toEqual({
      job: 'nightly',
      since: iso(start),
      settled: iso(start),
      form: 'f',
      begun: [],
    })
    await expect(state.ticks.note('weekly', 'server', { at: iso(now), ticks: [] })).rejects.toMatchObject({
      problem: 'invalid',
    })
  })

  it('keep how one was begun and ended, and say so in the journal', async () => {
    await noted(begun(start + hour))
    expect((await state.ticks.job('nightly'))?.begun).toMatchObject([{ due: iso(start + hour), attempts: 1 }])
    now += 2 * hour
    await noted({ ...ended(start + hour), change: 'ended', outcome: 'held', why: 'Held.', plan: 'p', run: 'r' })
    const about = { job: 'nightly', due: iso(start + hour), by: 'server' }
    const end = { outcome: 'held', why: 'Held.', plan: 'p', run: 'r' }
    const tick = { ...about, status: 'ended', attempts: 1, begun: iso(start), over: iso(now), ...end }
    expect(await state.ticks.list()).toEqual([tick])
    expect(await state.ticks.job('nightly')).toMatchObject({ begun: [], last: tick })
    expect(await all(state.journal.rows({ kind: 'tick' }))).toMatchObject([
      { ...about, change: 'begun' },
      { ...about, change: 'ended', ...end },
    ])
    expect(await verify(state.journal.lines())).toMatchObject({ verdict: 'consistent', rows: 2 })
  })

  it.each([
    ['begun twice', [begun(1), begun(1)]],
    ['begun once it ended', [begun(1), ended(1), begun(1)]],
    ['begun once it was missed', [missed(1), begun(1)]],
    ['missed once it was begun', [begun(1), missed(1)]],
    ['ended before it was begun', [ended(1)]],
    ['ended once it was broken off', [begun(1), brokenOff(1), ended(1)]],
    ['broken off once it ended', [begun(1), ended(1), brokenOff(1)]],
    ['begun a third time', [begun(1), brokenOff(1), begun(1), brokenOff(1), begun(1)]],
  ])('are never %s', async (_what, changes) => {
    for (const change of changes.slice(0, -1)) await noted(change)
    const before = [await state.ticks.list(), await state.journal.head()]
    await expect(noted(missed(2), ...changes.slice(-1))).rejects.toMatchObject(refused)
    expect([await state.ticks.list(), await state.journal.head()]).toEqual(before)
  })

  it('are settled up to where somebody said, and never back', async () => {
    const settled = async (at: number): Promise<string | undefined> => {
      await state.ticks.note('nightly', 'server', { at: iso(now), settled: iso(at), ticks: [] })
      return (await state.ticks.job('nightly'))?.settled
    }
    expect(await settled(start + day)).toBe(iso(start + day))
    expect(await settled(start + hour)).toBe(iso(start + day))
  })

  it('are listed by job, status and time', async () => {
    await state.ticks.note('hourly', 'server', { at: iso(start), form: 'f', ticks: [begun(start + day)] })
    await noted(missed(start + hour), begun(start + 2 * hour), ended(start + 2 * hour), begun(start + 3 * hour))
    const shown = async (filter: Parameters<State['ticks']['list']>[0]): Promise<readonly string[]> =>
      (await state.ticks.list(filter)).map(({ job, due }) => `${job} ${(Date.parse(due) - start) / hour}`)
    expect(await shown({})).toEqual(['hourly 24', 'nightly 1', 'nightly 2', 'nightly 3'])
    expect(await shown({ job: 'nightly', from: iso(start + 2 * hour) })).toEqual(['nightly 2', 'nightly 3'])
    expect(await shown({ status: 'begun' })).toEqual(['hourly 24', 'nightly 3'])
    expect(await shown({ status: 'ended', until: iso(start + 2 * hour) })).toEqual([])
    await expect(state.ticks.list({ from: 'yesterday' })).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('are forgotten after a year, but for those that never ended', async () => {
    await noted(missed(start + hour), begun(start + 2 * hour))
    now += 400 * day
    await state.record({ kind: 'members', scope: aacScope, at: iso(now), count: 1 })
    expect(await state.ticks.list()).toMatchObject([{ status: 'begun' }])
  })

  it('of a clock that ran ahead do not hold once a new baseline is recorded', async () => {
    now += 100 * day
    await state.ticks.note('nightly', 'server', { at: iso(now), settled: iso(now), ticks: [missed(now)] })
    now = start + day
    await state.record({ kind: 'baseline', scope: aacScope, at: iso(now), members: 1, by: 'ana' })
    expect(await state.ticks.job('nightly')).toMatchObject({ settled: iso(now) })
    expect(await state.ticks.list()).toEqual([])
  })

  it('let one at a time do a job', async () => {
    await state.ticks.alone('nightly', 'server', async () => {
      await expect(state.ticks.alone('nightly', 'laptop', async () => 1)).rejects.toMatchObject({
        problem: 'conflict',
        message: expect.stringMatching(/^Another process does the job nightly: server/) as string,
      })
      expect(await state.ticks.alone('weekly', 'laptop', async () => 1)).toBe(1)
    })
    expect(await state.ticks.alone('nightly', 'laptop', async () => 1)).toBe(1)
    await expect(state.ticks.alone('nightly', ' ', async () => 1)).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('stand in the journal as they stand in the list, whatever is told', async () => {
    let base = start
    const some = fc.array(fc.tuple(fc.nat(3), fc.constantFrom(begun, missed, brokenOff, ended)), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(some, async (steps) => {
        base += day
        const said = new Map<string, string[]>()
        for (const [index, make] of steps) {
          const change = make(base + index * hour)
          if (
            !(await noted(change)
              .then(() => true)
              .catch(() => false))
          )
            continue
          said.set(change.due, [...(said.get(change.due) ?? []), change.change])
        }
        for (const changes of said.values())
          expect(changes.join(' ')).toMatch(/^(missed|begun( ended| broken-off( begun( ended| broken-off)?)?)?)$/)
        const listed = await state.ticks.list({ from: iso(base), until: iso(base + day) })
        expect(listed.map(({ due, status }) => [due, status])).toEqual(
          [...said].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([due, changes]) => [due, changes.at(-1)]),
        )
      }),
      { numRuns: 30 },
    )
  })
})
