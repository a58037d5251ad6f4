import { beforeEach, describe, expect, it } from 'vitest'
import type { Row, State } from '../src/index.ts'
import { aacScope, workspaceScope } from './memory.ts'
import { all, anIntent, aPlan, day, forms, hour, iso, start } from './state-forms.ts'

const problem = (name: string, message: RegExp): unknown =>
  expect.objectContaining({
    name: 'UserAdminError',
    problem: name,
    effect: 'none',
    message: expect.stringMatching(message) as string,
  })

describe.each(Object.entries(forms))('the queue of a state %s', (_name, open) => {
  let now: number
  let state: State
  beforeEach(async () => {
    now = start
    state = await open(() => now)
  })
  const decisions = async (): Promise<string[]> =>
    (await all(state.journal.rows())).flatMap((row) =>
      row.kind === 'decision' ? [`${row.decision} by ${row.by}`] : [],
    )

  describe('the queue of plans', () => {
    it('takes no plan that would never grow too old', async () => {
      const ageless = { ...aPlan('p1'), madeAt: 'never' }
      await expect(state.held.put(ageless, { by: 'nightly-job', why: 'Held.' })).rejects.toThrow(
        problem('invalid', /never.*no time/),
      )
    })

    it('holds a plan until somebody decides, and the journal says who', async () => {
      const held = await state.held.put(aPlan('p1'), { by: 'nightly-job', why: 'Held back by per-run.' })
      expect(held).toEqual({
        plan: aPlan('p1'),
        since: iso(start),
        by: 'nightly-job',
        why: 'Held back by per-run.',
        status: 'waiting',
      })
      expect(await state.held.get('p1')).toEqual(held)
      expect(await state.held.get('p2')).toBeUndefined()
      now += hour
      await state.held.put(aPlan('p2', now), { by: 'nightly-job', why: 'Held back by rolling.' })
      expect((await state.held.list()).map(({ plan }) => plan.id)).toEqual(['p2', 'p1'])
      now += hour
      const release = ['per-run'] as const
      const approved = await state.held.approve('p1', { by: 'ana', reason: 'end of term', ticket: 'T-1', release })
      expect(approved).toMatchObject({
        status: 'approved',
        decision: { by: 'ana', at: iso(now), reason: 'end of term', ticket: 'T-1', release },
      })
      expect(await state.held.reject('p2', { by: 'bo', reason: 'a mistake' })).toMatchObject({
        status: 'rejected',
        decision: { by: 'bo', reason: 'a mistake', release: [] },
      })
      await state.held.applied('p1', 'r1')
      expect(await state.held.list('applied')).toMatchObject([{ plan: { id: 'p1' }, run: 'r1' }])
      expect(await state.held.list('waiting')).toEqual([])
      expect(await decisions()).toEqual([
        'held by nightly-job',
        'held by nightly-job',
        'approved by ana',
        'rejected by bo',
      ])
      expect((await all(state.journal.rows({ plan: 'p1' }))).at(-1)).toMatchObject({
        released: ['per-run'],
        ticket: 'T-1',
      })
    })

    it('takes the same plan once: only its age is renewed while it waits', async () => {
      await state.held.put(aPlan('p1'), { by: 'nightly-job', why: 'first' })
      now += 2 * day
      await state.held.put(aPlan('p1', now), { by: 'other', why: 'second' })
      now += 2 * day
      expect(await state.held.get('p1')).toMatchObject({
        status: 'waiting',
        by: 'nightly-job',
        why: 'first',
        since: iso(start),
      })
      await state.held.put(aPlan('p1', start), { by: 'other', why: 'an older copy' })
      expect(await state.held.get('p1')).toMatchObject({ status: 'waiting', plan: { madeAt: iso(start + 2 * day) } })
      await state.held.reject('p1', { by: 'ana', reason: 'no' })
      await state.held.put(aPlan('p1', now), { by: 'nightly-job', why: 'third' })
      expect(await state.held.get('p1')).toMatchObject({ status: 'rejected' })
      expect(await decisions()).toEqual(['held by nightly-job', 'rejected by ana'])
    })

    it.each<[string, (state: State) => Promise<unknown>]>([
      ['was carried out', (from) => from.held.applied('p1', 'r1')],
      ['grew too old after its approval', async () => (now += 73 * hour)],
    ])('lets a plan wait again that %s', async (_how, happens) => {
      await state.held.put(aPlan('p1'), { by: 'nightly-job', why: 'first' })
      await state.held.approve('p1', { by: 'ana' })
      await happens(state)
      now += hour
      const again = await state.held.put(aPlan('p1', now), { by: 'nightly-job', why: 'again' })
      expect(again).toEqual({
        plan: aPlan('p1', now),
        since: iso(now),
        by: 'nightly-job',
        why: 'again',
        status: 'waiting',
      })
      expect(await decisions()).toEqual(['held by nightly-job', 'approved by ana', 'held by nightly-job'])
    })

    it('lets neither who waits nor who is approved outlive 72 hours, also if the clock is set back', async () => {
      for (const id of ['p1', 'p2']) await state.held.put(aPlan(id), { by: 'nightly-job', why: 'held' })
      await state.held.approve('p2', { by: 'ana' })
      now += 72 * hour
      expect((await state.held.list()).map(({ status }) => status)).toEqual(['approved', 'waiting'])
      now += 1
      await state.journal.append(anIntent(0))
      now -= day
      expect((await state.held.list('expired')).map(({ plan }) => plan.id)).toEqual(['p2', 'p1'])
      await expect(state.held.approve('p1', { by: 'ana' })).rejects.toThrow(problem('invalid', /72 hours/))
    })

    it.each<[string, (state: State) => Promise<unknown>, string, RegExp]>([
      ['an unknown plan', ({ held }) => held.approve('p9', { by: 'ana' }), 'not-found', /p9/],
      ['an unknown plan, put aside', ({ held }) => held.reject('p9', { by: 'ana', reason: 'x' }), 'not-found', /p9/],
      ['an unknown plan, carried out', ({ held }) => held.applied('p9', 'r1'), 'not-found', /p9/],
      ['nobody', ({ held }) => held.approve('p1', { by: ' ' }), 'invalid', /named/],
      ['nobody who puts it aside', ({ held }) => held.reject('p1', { by: '', reason: 'x' }), 'invalid', /named/],
      ['no reason', ({ held }) => held.reject('p1', { by: 'ana', reason: ' ' }), 'invalid', /reason/],
      [
        'no guard',
        ({ held }) => held.approve('p1', { by: 'ana', release: ['all' as never] }),
        'invalid',
        /"all" is no guard/,
      ],
      ['nobody who holds it', ({ held }) => held.put(aPlan('p3'), { by: '', why: 'x' }), 'invalid', /named/],
      ['what was not approved', ({ held }) => held.applied('p1', 'r1'), 'conflict', /waits/],
      ['what was decided', ({ held }) => held.approve('p2', { by: 'ana' }), 'conflict', /rejected by bo at .*: no/],
      ['what was decided, once more', ({ held }) => held.reject('p2', { by: 'ana', reason: 'x' }), 'conflict', /by bo/],
    ])('refuses %s, and nothing changes', async (_what, does, kind, message) => {
      await state.held.put(aPlan('p1'), { by: 'nightly-job', why: 'held' })
      await state.held.put(aPlan('p2'), { by: 'nightly-job', why: 'held' })
      await state.held.reject('p2', { by: 'bo', reason: 'no' })
      const before = [await state.held.list(), await state.journal.head()]
      await expect(does(state)).rejects.toThrow(problem(kind, message))
      expect([await state.held.list(), await state.journal.head()]).toEqual(before)
    })
  })

  describe('the quarantine', () => {
    it('is entered once, with the newer reason, and left by a person', async () => {
      const about = { by: 'nightly-job', why: 'Shrank to 10 %.', leave: 'Look at the export.' }
      const first = await state.quarantines.enter('campus', about)
      now += hour
      expect(await state.quarantines.enter('campus', { ...about, why: 'Shrank to 5 %.' })).toEqual({
        ...first,
        why: 'Shrank to 5 %.',
      })
      await state.quarantines.enter('staff', about)
      expect((await state.quarantines.list()).map(({ subject }) => subject)).toEqual(['campus', 'staff'])
      await expect(state.quarantines.leave('campus', { by: '', reason: 'x' })).rejects.toThrow(
        problem('invalid', /named/),
      )
      await state.quarantines.leave('campus', { by: 'ana', reason: 'mended' })
      expect(await state.quarantines.get('campus')).toBeUndefined()
      await expect(state.quarantines.leave('campus', { by: 'ana', reason: 'mended' })).rejects.toThrow(
        problem('not-found', /campus/),
      )
      const said = (row: Row): string[] =>
        row.kind === 'quarantine' ? [`${row.subject} ${row.change} by ${row.by}`] : []
      expect((await all(state.journal.rows())).flatMap(said)).toEqual([
        'campus entered by nightly-job',
        'campus entered by nightly-job',
        'staff entered by nightly-job',
        'campus left by ana',
      ])
    })
  })

  describe('plans', () => {
    it('are kept by id, the newest first, the newer one of two', async () => {
      for (const [id, at] of [
        ['p1', 1],
        ['p2', 2],
        ['p3', 3],
        ['p1', 4],
      ] as const)
        await state.keep(aPlan(id, start + at * hour))
      expect(await state.plan('p1')).toEqual(aPlan('p1', start + 4 * hour))
      expect(await state.plan('p9')).toBeUndefined()
      expect((await all(state.plans())).map(({ id }) => id)).toEqual(['p1', 'p3', 'p2'])
    })
  })

  describe('runs in one scope', () => {
    it('exclude each other, and the second is told who holds it since when', async () => {
      const scopes = [workspaceScope, aacScope]
      await state.exclusively(scopes, 'nightly-job', async () => {
        await expect(state.exclusively([aacScope], 'ana', async () => 'never')).rejects.toThrow(
          problem(
            'conflict',
            /^Another run works on workspace spring-class: nightly-job .*since \d{4}-.*\. Wait for it, or stop it\.$/,
          ),
        )
      })
      await expect(
        state.exclusively(scopes, 'nightly-job', () => Promise.reject(new Error('what happened'))),
      ).rejects.toThrow('what happened')
      expect(await state.exclusively([aacScope, aacScope], 'ana', async () => 'free')).toBe('free')
    })

    it('get all of their scopes or none', async () => {
      await state.exclusively([aacScope], 'nightly-job', async () => {
        for (const scopes of [
          [workspaceScope, aacScope],
          [aacScope, workspaceScope],
        ])
          await expect(state.exclusively(scopes, 'ana', async () => 'never')).rejects.toMatchObject({
            problem: 'conflict',
          })
        expect(await state.exclusively([workspaceScope], 'bo', async () => 'free')).toBe('free')
      })
    })
  })

  it('does nothing more once it is closed', async () => {
    state.close()
    state.close()
    state[Symbol.dispose]()
    for (const call of [
      () => state.baseline(aacScope),
      () => state.journal.append(anIntent(0)),
      () => state.journal.head(),
      () => all(state.journal.rows()),
      () => state.exclusively([aacScope], 'ana', async () => 'never'),
    ])
      await expect(call()).rejects.toThrow(problem('invalid', /closed/))
  })
})
