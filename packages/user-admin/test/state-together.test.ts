import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { verify } from '../src/index.ts'
import type { Entry } from '../src/journal/journal.ts'
import { openState } from '../src/node.ts'
import { Gathering } from '../src/state/gathering.ts'
import { pauseAfter, Turns } from '../src/state/turns.ts'
import { aacScope } from './memory.ts'
import { aFolder, all, anIntent, forms, iso, start } from './state-forms.ts'

const invalid = expect.objectContaining({ problem: 'invalid', effect: 'none' }) as Error

describe.each(Object.keys(forms))('changes that are asked for at once, %s', (form) => {
  const opened = async () => await (forms[form] ?? expect.unreachable())(() => start)

  it('are each for themselves: what is refused keeps nobody from anything, and leaves no gap', async () => {
    const state = await opened()
    const rows = Array.from({ length: 100 }, (_, step) =>
      step % 10 === 3 ? ({ step } as unknown as Entry) : anIntent(step),
    )
    const ended = await Promise.allSettled(rows.map((row) => state.journal.append(row)))
    const sound = rows.flatMap((row, index) => ('kind' in row ? [index] : []))
    expect(ended.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []))).toEqual(sound)
    expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    for (const one of ended) if (one.status === 'rejected') expect(one.reason).toEqual(invalid)
    const kept = await all(state.journal.rows())
    expect(kept.flatMap((row) => ('step' in row ? [row.step] : []))).toEqual(sound)
    expect(ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))).toEqual(kept)
    expect(await verify(state.journal.lines())).toMatchObject({ verdict: 'consistent', rows: 90 })
  })

  it('are all counted, whether somebody says whom they took or not', async () => {
    const state = await opened()
    const event = { kind: 'taken', scope: aacScope, at: iso(start), released: false } as const
    await Promise.allSettled([
      ...Array.from({ length: 40 }, () => state.record({ ...event, count: 2 })),
      state.journal.append({} as unknown as Entry),
      ...Array.from({ length: 30 }, (_, at) => state.record({ ...event, count: 1, id: `r/${at}`, people: [`p${at}`] })),
      // Somebody is taken back.
      state.record({ ...event, count: 0, id: 'r/7', people: [] }),
    ])
    expect((await state.window(aacScope, start - 1)).taken).toBe(40 * 2 + 29)
  })
})

describe('changes in a database', () => {
  it('that the database itself refuses keep nobody from anything', async () => {
    const state = await openState({ folder: aFolder() })
    onTestFinished(() => state.close())
    // SQLite reads JSON no deeper than 1,000.
    const deep = JSON.parse(`${'['.repeat(1_200)}${']'.repeat(1_200)}`) as unknown
    const rows = Array.from({ length: 9 }, (_, step) => (step === 4 ? { ...anIntent(step), deep } : anIntent(step)))
    const ended = await Promise.allSettled(rows.map((row) => state.journal.append(row)))
    expect(ended.map(({ status }) => status === 'fulfilled')).toEqual(rows.map((_, step) => step !== 4))
    expect(ended[4]).toMatchObject({ reason: { problem: 'unavailable', effect: 'none' } })
    expect(await verify(state.journal.lines())).toMatchObject({ verdict: 'consistent', rows: 8 })
  })

  it('that wait for another process when the state is closed are refused, and say so', async () => {
    const folder = aFolder()
    const state = await openState({ folder })
    const other = new DatabaseSync(join(folder, 'state.db'))
    onTestFinished(() => other.close())
    other.exec('BEGIN IMMEDIATE')
    const asked = vi.spyOn(DatabaseSync.prototype, 'exec')
    const waiting = Promise.allSettled([1, 2].map((step) => state.journal.append(anIntent(step))))
    await vi.waitFor(() => expect(asked).toHaveBeenCalledWith('BEGIN IMMEDIATE'))
    state.close()
    for (const one of await waiting) expect(one).toMatchObject({ reason: { problem: 'invalid', effect: 'none' } })
  })

  it('that come one by one within a moment are made durable together', async () => {
    const state = await openState({ folder: aFolder() })
    onTestFinished(() => state.close())
    const sent = vi.spyOn(DatabaseSync.prototype, 'exec')
    // Each row is asked for in a turn of its own, as answers of requests come.
    await Promise.all(
      Array.from({ length: 40 }, async (_, line) => {
        for (let step = 0; step < 25; step++) {
          for (let turn = 0; turn <= line; turn++) await turnOfEvents()
          await state.journal.append(anIntent(line * 25 + step))
        }
      }),
    )
    const transactions = sent.mock.calls.filter(([sql]) => sql === 'COMMIT').length
    expect(await verify(state.journal.lines())).toMatchObject({ verdict: 'consistent', rows: 1_000 })
    expect(transactions).toBeLessThan(250)
  })

  it('do not wait for others where one follows the other', async () => {
    const gathering = new Gathering()
    const isReady = async (): Promise<boolean> => {
      const pending = Array.from({ length: 5 }).reduce<Promise<unknown>>(async (before) => {
        await before
        return 'later'
      }, Promise.resolve())
      return (await Promise.race([gathering.others(() => 1), pending])) === undefined
    }
    gathering.served(1, 1)
    expect(await isReady()).toBe(true)
    gathering.served(2, 1)
    expect(await isReady()).toBe(false)
  })
})

describe('processes that write at once', () => {
  const clock = { now: 10_000 }
  const at = (turns: Turns, now: number): number => {
    clock.now = now
    return turns.rest()
  }

  it('leave the database to each other for a while, and only where there are others', () => {
    const turns = new Turns(() => clock.now)
    expect([at(turns, 10_000), at(turns, 10_100)]).toEqual([0, 0])
    turns.sawOthers()
    expect(at(turns, 10_101)).toBeGreaterThan(0)
    // Its own stretch begins after the rest.
    expect([at(turns, 10_104), at(turns, 10_107)]).toEqual([0, 0])
    expect(at(turns, 10_110)).toBeGreaterThan(0)
    expect(at(turns, 20_000)).toBe(0)
  })

  it('ask so often once they have waited for long that the rest of another is enough', () => {
    const turns = new Turns(() => clock.now)
    clock.now = 30_000
    turns.sawOthers()
    const rest = at(turns, clock.now)
    for (let time = 0; time < 100; time++) expect(pauseAfter(25)).toBeLessThan(rest)
  })
})
