import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Complete, complete, type Link, type Position, type State } from '../src/index.ts'
import { openState } from '../src/node.ts'
import { aacScope, workspaceScope } from './memory.ts'
import { aFolder, day, forms, iso, start } from './state-forms.ts'

const links = (...pairs: readonly (readonly [string, string])[]): readonly Link[] =>
  pairs.map(([member, person]) => ({ member, person }))
async function reading(ids: readonly string[], time: number, position?: Position): Promise<Complete> {
  const snapshot = await complete({
    source: 'corp',
    people: ids.map((id) => ({ id, email: `${id}@example.edu`, status: 'active' })),
    proof: 'counted',
    readAt: iso(time),
    position,
  })
  if (snapshot.kind !== 'complete') throw new Error('somebody is needed')
  return snapshot
}

describe.each(Object.entries(forms))('the state %s', (_name, open) => {
  let now: number
  let state: State
  beforeEach(async () => {
    now = start
    state = await open(() => now)
  })
  const tell = (at: number, ...pairs: readonly (readonly [string, string])[]): Promise<void> =>
    state.record({ kind: 'links', source: 'corp', scope: aacScope, at: iso(at), links: links(...pairs) })
  const known = async (): Promise<unknown> => Object.fromEntries(await state.links('corp', aacScope))

  it('keeps who each member is, source by source and scope by scope, whatever the scope is called', async () => {
    await tell(start, ['1', 'a'], ['2', 'b'])
    await state.record({
      kind: 'links',
      source: 'corp',
      scope: workspaceScope,
      at: iso(start),
      links: links(['1', 'c']),
    })
    expect(await known()).toEqual({ 1: 'a', 2: 'b' })
    expect([...(await state.links('corp', { ...workspaceScope, name: 'other' }))]).toEqual([['1', 'c']])
    expect([...(await state.links('payroll', aacScope))]).toEqual([])
  })

  it('takes the newer of two, in whatever order they are told, and keeps whom it is not told of', async () => {
    await tell(start, ['1', 'a'], ['2', 'b'])
    await tell(start + 2, ['1', 'c'])
    await tell(start + 1, ['1', 'd'], ['3', 'e'])
    expect(await known()).toEqual({ 1: 'c', 2: 'b' })
  })

  it('forgets after a year who is not told of any more', async () => {
    await tell(start, ['1', 'a'], ['2', 'b'])
    for (let days = 15; days <= 390; days += 15) {
      now = start + days * day
      // What is old is forgotten with whatever is recorded first.
      await state.record({ kind: 'members', scope: aacScope, at: iso(now), count: 2 })
      const person = (await state.links('corp', aacScope)).get('1')
      if (person !== undefined) await tell(now, ['1', person])
    }
    expect(await known()).toEqual({ 1: 'a' })
  })

  it.each<[string, unknown]>([
    ['an empty id', [{ member: '', person: 'a' }]],
    ['no person', [{ member: '1' }]],
    ['no list', 'a'],
  ])('refuses %s', async (_what, wrong) => {
    const event = { kind: 'links' as const, source: 'corp', scope: aacScope, at: iso(start), links: wrong as Link[] }
    await expect(state.record(event)).rejects.toMatchObject({ problem: 'invalid' })
    await expect(state.record({ ...event, at: 'soon', links: [] })).rejects.toMatchObject({ problem: 'invalid' })
    expect(await known()).toEqual({})
  })

  it('keeps where the server stood with the newest reading, the same people or not', async () => {
    const at = (change: number): Position => ({ server: 'dc1', change })
    await state.record({ kind: 'snapshot', snapshot: await reading(['a', 'b'], start, at(7)) })
    expect((await state.lastSnapshot('corp'))?.position).toEqual(at(7))
    await state.record({ kind: 'snapshot', snapshot: await reading(['a', 'b'], start + day, at(9)) })
    await state.record({ kind: 'snapshot', snapshot: await reading(['a', 'b'], start + 1, at(8)) })
    expect((await state.lastSnapshot('corp'))?.position).toEqual(at(9))
    await state.record({ kind: 'snapshot', snapshot: await reading(['a'], start + 2 * day) })
    expect(await state.lastSnapshot('corp')).not.toHaveProperty('position')
  })

  it('tells who would be absent if a reading was recorded, and records nothing for that', async () => {
    for (const [days, ids] of [
      [0, ['a', 'b', 'c']],
      [1, ['a', 'b']],
    ] as const)
      await state.record({ kind: 'snapshot', snapshot: await reading(ids, start + days * day) })
    const before = await state.absences('corp')
    for (const [ids, days] of [
      [['a'], 2],
      [['a', 'c'], 2],
      [['a', 'b'], 2],
      [['a', 'b', 'c'], 0.5],
    ] as const) {
      const next = await reading(ids, start + days * day)
      const preview = await state.absences('corp', next)
      expect(await state.absences('corp')).toEqual(before)
      const other = await open(() => now)
      for (const [when, who] of [
        [0, ['a', 'b', 'c']],
        [1, ['a', 'b']],
      ] as const)
        await other.record({ kind: 'snapshot', snapshot: await reading(who, start + when * day) })
      await other.record({ kind: 'snapshot', snapshot: next })
      expect(preview).toEqual(await other.absences('corp'))
    }
  })
})

describe('a state of the first form', () => {
  it('is brought up to date, with what it holds', async () => {
    const folder = aFolder()
    const before = await openState({ folder, now: () => start })
    await before.record({ kind: 'snapshot', snapshot: await reading(['a', 'b'], start) })
    before.close()
    const database = new DatabaseSync(join(folder, 'state.db'))
    database.exec(
      'DROP TABLE links; DROP TABLE linked; ALTER TABLE sources DROP COLUMN position; DROP TABLE jobs; DROP TABLE ticks; DROP TABLE told; PRAGMA user_version = 1',
    )
    database.close()
    const state = await openState({ folder, now: () => start })
    expect(await state.lastSnapshot('corp')).toMatchObject({ people: 2, ids: ['a', 'b'] })
    await state.record({ kind: 'links', source: 'corp', scope: aacScope, at: iso(start), links: links(['1', 'a']) })
    expect([...(await state.links('corp', aacScope))]).toEqual([['1', 'a']])
    state.close()
  })
})
