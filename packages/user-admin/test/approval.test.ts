import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  complete,
  type Goal,
  keepOnly,
  leavers,
  type Member,
  makePlan,
  type Plan,
  type Snapshot,
  type SourcePerson,
} from '../src/index.ts'
import { keep, outcomes, people, reasons } from './apply-worlds.ts'
import { crowd, MemoryAdmin, member } from './memory.ts'
import { decided } from './plan-worlds.ts'

describe('an approval of an earlier plan: fresh ∩ approved', () => {
  const world = (): MemoryAdmin => new MemoryAdmin(people(member('cy@example.edu'), member('dan@example.edu')))

  it('does only what both say', async () => {
    const admin = world()
    const approved = await makePlan(admin, keep, decided)
    admin.members = [...admin.members.filter(({ email }) => email !== 'cy@example.edu'), member('late@example.edu')]
    const fresh = await makePlan(admin, keep, decided)
    const report = await applyPlan(admin, fresh, { approve: { of: approved, by: 'ana' } })
    expect(outcomes(report)).toEqual({ 'dan@example.edu': 'done', 'late@example.edu': 'skipped' })
    expect(reasons(report)['late@example.edu']).toBe('Not part of what was approved.')
  })

  it('is of the membership that it was given for: who left and was invited again under the same id is another', async () => {
    const admin = world()
    const approved = await makePlan(admin, keep, decided)
    admin.members = people(member('cy@example.edu', { mark: 'invited again' }), member('dan@example.edu'))
    const fresh = await makePlan(admin, keep, decided)
    const [before, after] = [approved, fresh].map(({ steps }) => steps.map(({ action, id }) => [action, id]))
    expect(after).toEqual(before)
    const report = await applyPlan(admin, fresh, { approve: { of: approved, by: 'ana' } })
    expect(outcomes(report)).toEqual({ 'cy@example.edu': 'skipped', 'dan@example.edu': 'done' })
    expect(reasons(report)['cy@example.edu']).toBe('The membership has changed since it was approved.')
    expect(admin.calls).toEqual(['remove dan@example.edu'])
  })

  it.each<[string, Partial<Member>, string]>([
    ['the same id, and another mark', { mark: 'x' }, 'The membership has changed since it was approved.'],
    ['another id, and the same address', { id: 'x', mark: 'x' }, 'The membership has changed since it was approved.'],
    ['another id, and the same mark', { id: 'x' }, 'Not part of what was approved.'],
  ])('says why somebody who was approved is left: %s', async (_name, other, reason) => {
    const admin = world()
    const approved = await makePlan(admin, keep, decided)
    admin.members = people(member('cy@example.edu', other))
    const report = await applyPlan(admin, await makePlan(admin, keep, decided), {
      approve: { of: approved, by: 'ana' },
    })
    expect(reasons(report)).toEqual({ 'cy@example.edu': reason })
    expect(admin.calls).toEqual([])
  })

  it('does not cover an administrator whom it knew as a plain member, though the membership is the same', async () => {
    const admin = world()
    const third = member('third@example.edu', { admin: true })
    admin.members.push(third)
    const goal = leavers(['cy@example.edu'], { action: 'remove' })
    const approved = await makePlan(admin, goal, decided)
    admin.members = admin.members.map((one) => (one.email === 'cy@example.edu' ? { ...one, admin: true } : one))
    const fresh = await makePlan(admin, goal, decided)
    expect([approved, fresh].map(({ steps }) => steps[0]?.mark)).toEqual(['mark-cy@example.edu', 'mark-cy@example.edu'])
    const report = await applyPlan(admin, fresh, { approve: { of: approved, by: 'ana' } })
    expect(reasons(report)).toEqual({ 'cy@example.edu': 'Not part of what was approved.' })
    expect(admin.calls).toEqual([])
  })

  it.each<[string, RegExp, (approved: Plan) => Plan]>([
    [
      'is three days old',
      /more than 72 hours old/,
      (plan) => ({ ...plan, madeAt: new Date(Date.now() - 72 * 3_600_000 - 60_000).toISOString() }),
    ],
    ['was changed', /changed after it was made/, (plan) => ({ ...plan, mails: 7 })],
  ])('is refused when it %s', async (_name, message, spoil) => {
    const admin = world()
    const plan = await makePlan(admin, keep, decided)
    await expect(applyPlan(admin, plan, { approve: { of: spoil(plan), by: 'ana' } })).rejects.toThrow(message)
    expect(admin.calls).toEqual([])
  })

  it.each([
    { age: 72 * 3_600_000, taken: true },
    { age: 72 * 3_600_000 + 1, taken: false },
  ])('of $age ms ago is taken: $taken', async ({ age, taken }) => {
    const admin = world()
    const approved = await makePlan(admin, keep, { ...decided, now: () => 0 })
    const plan = await makePlan(admin, keep, { ...decided, now: () => age })
    const attempt = applyPlan(admin, plan, { approve: { of: approved, by: 'ana' }, now: () => age })
    if (taken) expect((await attempt).counts.done).toBe(2)
    else await expect(attempt).rejects.toThrow('The approval is more than 72 hours old, or from the future')
  })

  it('releases nothing that the fresh plan holds', async () => {
    const admin = world()
    const approved = await makePlan(admin, keep, decided)
    admin.members = [...admin.members, ...crowd(9)]
    const fresh = await makePlan(admin, keep, decided)
    const report = await applyPlan(admin, fresh, { approve: { of: approved, by: 'ana' } })
    expect(reasons(report)['cy@example.edu']).toBe('Held back by per-run.')
    expect(admin.calls).toEqual([])
  })

  describe('over a directory', () => {
    const read = (source: string, readAt: number, names: string[]): Promise<Snapshot> =>
      complete({
        source,
        readAt: new Date(readAt).toISOString(),
        proof: 'The server counted them.',
        people: [
          { id: 'bo', email: 'bo@example.edu', status: 'active' },
          ...names.map((name): SourcePerson => ({ id: name, email: `${name}@example.edu`, status: 'disabled' })),
        ],
      })
    const hour = 3_600_000
    it('covers a newer reading of the same source, and of it only what both say', async () => {
      const admin = world()
      const approved = await makePlan(admin, leavers(await read('campus', 0, ['cy'])), { now: () => 0 })
      const fresh = await makePlan(admin, leavers(await read('campus', hour, ['cy', 'dan'])), { now: () => hour })
      const report = await applyPlan(admin, fresh, { approve: { of: approved, by: 'ana' }, now: () => hour })
      expect(outcomes(report)).toEqual({ 'cy@example.edu': 'done', 'dan@example.edu': 'skipped' })
      expect(admin.calls).toEqual(['suspend cy@example.edu'])
    })

    it.each<[string, (snapshot: Snapshot) => Promise<Goal>]>([
      ['another source', async () => leavers(await read('payroll', 0, ['cy']))],
      ['another action', async (snapshot) => leavers(snapshot, { action: 'remove' })],
      ['a list without a source', async () => leavers(['cy@example.edu'])],
    ])('does not cover %s', async (_name, other) => {
      const admin = world()
      const snapshot = await read('campus', 0, ['cy'])
      const approved = await makePlan(admin, leavers(snapshot), { ...decided, now: () => 0 })
      const fresh = await makePlan(admin, await other(snapshot), { ...decided, now: () => 0 })
      await expect(applyPlan(admin, fresh, { approve: { of: approved, by: 'ana' }, now: () => 0 })).rejects.toThrow(
        'The approved plan has another scope, goal, source, policy',
      )
      expect(admin.calls).toEqual([])
    })

    it('is as old as the reading that it rests on', async () => {
      const admin = world()
      const goal = leavers(await read('campus', 0, ['cy']))
      const plan = await makePlan(admin, goal, { now: () => hour })
      expect(plan.madeAt).toBe('1970-01-01T00:00:00.000Z')
      await expect(
        applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, now: () => hour + 1 }),
      ).rejects.toThrow('The plan is more than an hour old')
    })
  })

  it('is refused for another goal', async () => {
    const admin = world()
    const other = await makePlan(admin, keepOnly(['bo@example.edu', 'cy@example.edu']), decided)
    const plan = await makePlan(admin, keep, decided)
    await expect(applyPlan(admin, plan, { approve: { of: other, by: 'ana' } })).rejects.toThrow(
      'The approved plan has another scope, goal, source, policy or decision about assets than this one.',
    )
  })
})
