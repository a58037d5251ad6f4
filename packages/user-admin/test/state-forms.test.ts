import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { JournalEntry as Entry, Row, State } from '../src/index.ts'
import { verify } from '../src/index.ts'
import { aacScope, workspaceScope } from './memory.ts'
import { all, anIntent, day, forms, hour, iso, start } from './state-forms.ts'

describe.each(Object.entries(forms))('the state %s', (_name, open) => {
  let now: number
  let state: State
  beforeEach(async () => {
    now = start
    state = await open(() => now)
  })
  describe('the journal', () => {
    it('numbers what it is told, dates it, and chains each row to the one before', async () => {
      expect(await state.journal.head()).toBeUndefined()
      const rows: Row[] = []
      for (let step = 0; step < 3; step++) {
        rows.push(await state.journal.append(anIntent(step)))
        now += 1000
      }
      expect(rows.map(({ seq, at }) => [seq, at])).toEqual([
        [1, iso(start)],
        [2, iso(start + 1000)],
        [3, iso(start + 2000)],
      ])
      expect(rows.map(({ prev }) => prev)).toEqual(['0'.repeat(64), rows[0]?.hash, rows[1]?.hash])
      expect(await all(state.journal.rows())).toEqual(rows)
      expect(await state.journal.head()).toEqual({ count: 3, hash: rows[2]?.hash, at: iso(start + 2000) })
      for (const line of await all(state.journal.lines())) {
        const [, text, hash] = /^(.*),"hash":"([0-9a-f]{64})"\}$/.exec(line) ?? []
        expect(createHash('sha256').update(`${text}}`).digest('hex')).toBe(hash)
      }
    })

    it.each([
      ['has no kind', { subject: 's' }],
      ['is another text than itself', { kind: 'quarantine', toJSON: () => ({ kind: 'quarantine' }) }],
      ['would begin otherwise', { kind: 'quarantine', 7: 'x' }],
    ])('takes nothing that %s: all behind it would count as broken', async (_what, entry) => {
      const refused = expect.objectContaining({ problem: 'invalid', effect: 'none' }) as Error
      await expect(state.journal.append(entry as unknown as Entry)).rejects.toThrow(refused)
      await state.journal.append(anIntent(1))
      expect(await verify(state.journal.lines())).toMatchObject({ verdict: 'consistent', rows: 1 })
    })

    it.each([Number.NaN, 1.5])('does not begin at row %s: nothing would seem to be there', async (from) => {
      await expect(all(state.journal.lines({ from }))).rejects.toMatchObject({ problem: 'invalid' })
    })

    it('keeps one chain when many write at once', async () => {
      await Promise.all(Array.from({ length: 300 }, (_, step) => state.journal.append(anIntent(step))))
      const head = await state.journal.head()
      expect(head?.count).toBe(300)
      expect(await verify(state.journal.lines(), head === undefined ? {} : { head })).toMatchObject({
        verdict: 'whole',
        rows: 300,
      })
    })

    it('shows those of one run or one plan, from a number on, also over several pages', async () => {
      await Promise.all(
        Array.from({ length: 1300 }, (_, step) =>
          state.journal.append(anIntent(step, `r${step % 2}`, step < 1200 ? 'p1' : 'p2')),
        ),
      )
      const steps = async (filter: Parameters<State['journal']['rows']>[0]): Promise<number> =>
        (await all(state.journal.rows(filter))).length
      expect(await steps({})).toBe(1300)
      expect(await steps({ run: 'r1' })).toBe(650)
      expect(await steps({ plan: 'p2' })).toBe(100)
      expect(await steps({ run: 'r0', plan: 'p2', from: 1251 })).toBe(25)
      expect(await steps({ run: 'none' })).toBe(0)
      expect(await all(state.journal.lines({ from: 1300 }))).toHaveLength(1)
    })

    it('shows what is added while somebody reads it', async () => {
      await state.journal.append(anIntent(0))
      let seen = 0
      for await (const { seq } of state.journal.rows()) {
        seen = seq
        if (seq < 5) await state.journal.append(anIntent(seq))
      }
      expect(seen).toBe(5)
    })

    it('stops for who asks it to', async () => {
      const stop = new AbortController()
      await state.journal.append(anIntent(0))
      stop.abort(new Error('enough'))
      await expect(all(state.journal.rows({ signal: stop.signal }))).rejects.toThrow('enough')
      await expect(all(state.journal.lines({ signal: stop.signal }))).rejects.toThrow('enough')
    })

    it('does not let time run backwards', async () => {
      await state.journal.append(anIntent(0))
      now -= day
      expect((await state.journal.append(anIntent(1))).at).toBe(iso(start))
    })
  })

  describe('a taking with an id', () => {
    it('takes the place of the one before, and is uncounted by 0', async () => {
      const told = (id: string, count: number, released = false): Promise<void> =>
        state.record({ kind: 'taken', scope: aacScope, at: iso(now), count, released, id })
      await told('a', 1)
      await told('b', 3)
      await told('a', 2)
      expect(await state.window(aacScope, 0)).toMatchObject({ taken: 5 })
      await told('b', 0)
      await told('a', 2, true)
      expect(await state.window(aacScope, 0)).toMatchObject({ taken: 0 })
      await state.record({ kind: 'taken', scope: workspaceScope, at: iso(now), count: 4, released: false, id: 'a' })
      expect(await state.window(aacScope, 0)).toMatchObject({ taken: 0 })
    })
  })

  describe('who vanished', () => {
    const seen = (...ids: string[]): Promise<void> =>
      state.record({ kind: 'members', scope: aacScope, at: iso(now), count: ids.length, ids })
    const took = (people: readonly string[], released = false, id?: string): Promise<void> =>
      state.record({ kind: 'taken', scope: aacScope, at: iso(now), count: people.length, released, people, id })
    const taken = async (): Promise<number> => (await state.window(aacScope, now - 7 * day)).taken

    it('counts as taken, however many others came', async () => {
      await seen('a', 'b', 'c')
      now += hour
      await seen('c', 'd', 'e', 'f')
      expect(await taken()).toBe(2)
    })

    it('does not count where a taking says so, once or released, nor once they are back', async () => {
      await seen('a', 'b', 'c', 'd')
      now += hour
      await took(['a'])
      await took(['b'], true)
      now += hour
      await seen('d')
      expect(await taken()).toBe(2)
      now += hour
      await seen('c', 'd')
      expect(await taken()).toBe(1)
    })

    it('counts again where somebody came back after the taking that was released', async () => {
      await seen('a', 'b')
      await took(['a'], true)
      now += hour
      await seen('b')
      now += hour
      await seen('a', 'b')
      expect(await taken()).toBe(0)
      now += hour
      await seen('b')
      expect(await taken()).toBe(1)
    })

    it('is explained by as many takings of whom nobody said who they were', async () => {
      await seen('a', 'b', 'c')
      await state.record({ kind: 'taken', scope: aacScope, at: iso(now), count: 2, released: true })
      now += hour
      await seen()
      expect(await taken()).toBe(1)
    })

    it('counts no longer than they were seen', async () => {
      await seen('a', 'b')
      now += 3 * day
      await seen('b')
      expect(await taken()).toBe(1)
      now += 4 * day + 1
      expect(await taken()).toBe(0)
    })

    it('counts from the baseline on', async () => {
      await state.record({ kind: 'baseline', scope: aacScope, at: iso(now), members: 2, ids: ['a', 'b'], by: 'ana' })
      now += hour
      await seen('b')
      expect(await taken()).toBe(1)
    })

    it('is not told by a reading that comes late', async () => {
      await seen('a', 'b')
      now += hour
      await seen('a')
      await state.record({ kind: 'members', scope: aacScope, at: iso(start - hour), count: 2, ids: ['a', 'b', 'z'] })
      expect(await taken()).toBe(1)
    })
  })

  describe('a clock that is set back', () => {
    it('turns back nothing: what happens then counts as happening after what was', async () => {
      await state.record({ kind: 'members', scope: aacScope, at: iso(now), count: 100 })
      now = start - 5 * day
      await state.record({ kind: 'taken', scope: aacScope, at: iso(now), count: 9, released: false })
      now = start + 6 * day
      expect(await state.window(aacScope, now - 7 * day)).toEqual({ most: 100, taken: 9 })
    })

    const init = (): Promise<void> =>
      state.record({ kind: 'baseline', scope: aacScope, at: iso(now), members: 100, by: 'ana' })
    const took = (): Promise<void> =>
      state.record({ kind: 'taken', scope: aacScope, at: iso(now), count: 9, released: false })

    it('makes the baseline older, with the reason, until somebody records a new one', async () => {
      await init()
      now = start - 4 * 60_000
      expect(await state.baseline(aacScope)).toMatchObject({ kind: 'recorded' })
      now = start - 6 * 60_000
      expect(await state.baseline(aacScope)).toMatchObject({
        kind: 'older',
        reason: expect.stringMatching(/2026-11-01T00:00:00.*2026-10-31T23:54:00/) as string,
      })
      await init()
      expect(await state.baseline(aacScope)).toMatchObject({ kind: 'recorded' })
      now -= hour
      expect(await state.baseline(aacScope)).toMatchObject({ kind: 'older' })
    })

    it('lets what is taken then count for as long as when it is put right', async () => {
      await init()
      now = start - 5 * day
      await init()
      await took()
      now = start + 6 * day
      expect(await state.baseline(aacScope)).toMatchObject({ kind: 'recorded' })
      expect(await state.window(aacScope, now - 7 * day)).toMatchObject({ taken: 9 })
    })

    it('was ahead by more than is remembered: what was taken before may be forgotten', async () => {
      await init()
      await took()
      now += 400 * day
      await state.record({ kind: 'members', scope: aacScope, at: iso(now), count: 100 })
      now -= 400 * day
      expect(await state.baseline(aacScope)).toMatchObject({
        kind: 'older',
        reason: expect.stringMatching(/2027-12-06T00:00:00.*2026-11-01T00:00:00/) as string,
      })
      await init()
      expect(await state.baseline(aacScope)).toMatchObject({ kind: 'recorded' })
    })

    it('was ahead: how many there were then lets no more go once it is put right', async () => {
      now += 100 * day
      await state.record({ kind: 'members', scope: aacScope, at: iso(now), count: 1000 })
      await took()
      now -= 100 * day
      await state.record({ kind: 'members', scope: aacScope, at: iso(now), count: 50 })
      expect(await state.window(aacScope, now - 7 * day)).toEqual({ most: 50, taken: 9 })
    })

    it('was far ahead before: a new baseline makes all of that count from then on, and no longer', async () => {
      await took()
      now = start - 60 * day
      await init()
      await took()
      expect(await state.window(aacScope, now - 7 * day)).toEqual({ most: 100, taken: 18 })
      now += 7 * day + 1
      expect(await state.window(aacScope, now - 7 * day)).toEqual({ most: 0, taken: 0 })
    })
  })
})
