import { describe, expect, it } from 'vitest'
import {
  complete,
  type GuardCode,
  inactive,
  leavers,
  type Member,
  type Plan,
  roster,
  type SourcePerson,
  type UnattendedResult,
} from '../src/index.ts'
import { outcomes, reasons } from './apply-worlds.ts'
import { crowd, member } from './memory.ts'
import { day, evening, hour, type Nightly, nightly } from './unattended-worlds.ts'
import { collect } from './worlds.ts'

const within = { may: 'within-guards' } as const
const report = ({ report: made }: UnattendedResult): NonNullable<UnattendedResult['report']> => {
  if (made === undefined) throw new Error('nothing was begun')
  return made
}
const idOf = ({ plan }: UnattendedResult): string => plan?.id ?? ''
const done = ({ report: made }: UnattendedResult): string[] =>
  (made?.results ?? []).flatMap(({ step, outcome }) => (outcome === 'done' ? [step.email] : []))
const emails = (plan: Plan | undefined): string[] => (plan?.steps ?? []).map(({ email }) => email)

/** Six are to go, one too many for one run; Ana approves, with what she releases. */
async function approved(
  release: readonly GuardCode[] = ['per-run'],
  others: readonly Member[] = crowd(6),
): Promise<Nightly & { readonly id: string }> {
  const world = await nightly(others)
  const id = idOf(await world.run(within))
  await world.state.held.approve(id, { by: 'ana', reason: 'Term is over', ticket: 'T-1', release })
  return { ...world, id }
}

describe('a plan that was approved in the queue', () => {
  it('is carried out by the next run, with the releases that were given, and its approval is spent by that', async () => {
    const { admin, id, later, state } = await approved()
    const result = await later(9 * hour)
    expect(result).toMatchObject({ outcome: 'done', approved: { plan: { id }, decision: { by: 'ana' } } })
    expect(report(result)).toMatchObject({ approvedBy: 'ana', reason: 'Term is over', counts: { done: 6 } })
    expect(await state.held.get(id)).toMatchObject({ status: 'applied', run: report(result).run })
    expect(admin.calls).toHaveLength(6)
    const began = (await collect(state.journal.rows())).find(({ kind }) => kind === 'run')
    expect(began).toMatchObject({ by: 'nightly', approvedBy: 'ana', approval: 'earlier', of: id, ticket: 'T-1' })
  })

  it('nine hours later: exactly what the fresh plan still says of it, and who is new waits in a plan of their own', async () => {
    const { admin, later, state } = await approved()
    // One left, one came back as another membership, one is kept from another list, one is new.
    admin.members = [
      ...admin.members.filter(({ email }) => email !== 'p000@example.edu'),
      member('late@example.edu'),
    ].map((one) => (one.email === 'p001@example.edu' ? { ...one, mark: 'invited again' } : one))
    const result = await later(9 * hour)
    expect(result.outcome).toBe('partly')
    expect(outcomes(report(result))).toEqual({
      'late@example.edu': 'skipped',
      'p001@example.edu': 'skipped',
      'p002@example.edu': 'done',
      'p003@example.edu': 'done',
      'p004@example.edu': 'done',
      'p005@example.edu': 'done',
    })
    expect(reasons(report(result))).toMatchObject({
      'late@example.edu': 'Not part of what was approved.',
      'p001@example.edu': 'The membership has changed since it was approved.',
    })
    expect(emails(result.held?.plan)).toEqual(['late@example.edu', 'p001@example.edu'])
    expect(await state.held.list('waiting')).toHaveLength(1)
  })

  it('lets nobody through whom it did not name, though the run may do so unasked', async () => {
    const { admin, later } = await approved()
    admin.members.push(member('late@example.edu'))
    const result = await later(hour, within)
    expect(outcomes(report(result))['late@example.edu']).toBe('skipped')
    // No guard holds a single removal: the next run does it by its own right.
    expect(result.held).toBeUndefined()
    expect(done(await later(hour, within))).toEqual(['late@example.edu'])
  })

  it('does nothing once it is more than 72 hours old, and waits again', async () => {
    const { admin, id, later, state } = await approved()
    const result = await later(72 * hour + 1)
    expect(result).toMatchObject({ outcome: 'planned' })
    expect(result.approved).toBeUndefined()
    expect(admin.calls).toEqual([])
    expect(await state.held.get(id)).toMatchObject({ status: 'waiting' })
    expect((await state.held.get(id))?.decision).toBeUndefined()
  })

  it('is carried out at 72 hours exactly', async () => {
    const { later } = await approved()
    expect((await later(72 * hour)).outcome).toBe('done')
  })

  it('releases nothing but what was named', async () => {
    const { admin, id, later, state } = await approved([])
    const result = await later(hour)
    expect(result.outcome).toBe('held')
    expect(reasons(report(result))['p000@example.edu']).toBe('Held back by per-run.')
    expect(admin.calls).toEqual([])
    // The approval is spent, and the same plan waits for another, that names the guard.
    expect(await state.held.get(id)).toMatchObject({ status: 'waiting' })
    await state.held.approve(id, { by: 'ana', release: ['per-run'] })
    expect((await later(hour)).outcome).toBe('done')
  })

  it('is held by a guard that has tripped since, and waits for its release', async () => {
    const { admin, later, state } = await approved()
    await state.record({
      kind: 'taken',
      scope: admin.scope,
      at: new Date(evening).toISOString(),
      count: 8,
      released: false,
    })
    const result = await later(hour)
    expect(reasons(report(result))['p000@example.edu']).toBe('Held back by rolling.')
    expect(admin.calls).toEqual([])
    expect(result.held?.status).toBe('waiting')
  })

  it('is approved once: its approval is no help the day after', async () => {
    const { admin, later } = await approved()
    await later(hour)
    admin.calls.length = 0
    admin.members = [...admin.members, ...crowd(6)]
    const result = await later(hour)
    expect(result.outcome).toBe('planned')
    expect(admin.calls).toEqual([])
  })

  it('is gone on with by the next run where this one was stopped', async () => {
    const { admin, id, later, state } = await approved()
    const stop = new AbortController()
    const first = await later(hour, { signal: stop.signal, concurrency: 1, onResult: () => stop.abort() })
    expect(first.outcome).toBe('partly')
    expect(admin.calls).toHaveLength(1)
    expect(await state.held.get(id)).toMatchObject({ status: 'approved' })
    expect((await later(hour)).outcome).toBe('done')
    expect(admin.calls).toHaveLength(6)
    expect(await state.held.get(id)).toMatchObject({ status: 'applied' })
  })

  it('is spent, and nothing is done, where nothing of it is left', async () => {
    const { admin, id, later, state } = await approved()
    admin.members = admin.members.filter(({ email }) => !email.startsWith('p0'))
    expect(await later(hour)).toMatchObject({
      outcome: 'nothing-to-do',
      why: 'Nothing is left of what was approved.',
      approved: { plan: { id } },
    })
    expect(await state.held.get(id)).toMatchObject({ status: 'applied' })
  })

  it('is not taken for another policy', async () => {
    const { admin, id, later, state } = await approved()
    const result = await later(hour, { policy: { protect: ['p000@example.edu'] } })
    expect(result.approved).toBeUndefined()
    expect(admin.calls).toEqual([])
    expect(await state.held.get(id)).toMatchObject({ status: 'approved' })
  })

  it('never runs once it was rejected, and is not asked again while nothing changes', async () => {
    const { admin, later, run, state } = await nightly(crowd(6))
    const id = idOf(await run(within))
    await state.held.reject(id, { by: 'ana', reason: 'Not this term' })
    const result = await later(hour, within)
    expect(result).toMatchObject({ outcome: 'held', why: `6 steps stay undone: ana rejected plan ${id}.` })
    expect(result.held?.status).toBe('rejected')
    expect(admin.calls).toEqual([])
    await later(8 * day, within)
    expect(admin.calls).toEqual([])
  })

  it('binds by its rejection even where no guard holds what is left of it: that kind of step waits for a person', async () => {
    const { admin, later, run, state } = await nightly([...crowd(6), member('new@example.edu')])
    const goal = roster(['bo@example.edu', '@staff.example', 'new@example.edu'], { absent: 'remove' })
    const id = idOf(await run(within, goal))
    await state.held.reject(id, { by: 'ana', reason: 'Not this term' })
    admin.members = admin.members.filter(({ email }) => email !== 'p000@example.edu' && email !== 'new@example.edu')
    const result = await later(hour, within, goal)
    expect(result).toMatchObject({
      outcome: 'partly',
      held: { status: 'waiting', why: 'ana rejected part of it before.' },
    })
    expect(admin.calls).toEqual(['invite new@example.edu'])
    await state.held.approve(result.held?.plan.id ?? '', { by: 'ana' })
    expect((await later(hour, within, goal)).outcome).toBe('done')
    expect(admin.calls).toHaveLength(6)
  })

  it('waits anew where it was moot for a while', async () => {
    const { admin, later, run, state } = await nightly(crowd(6))
    const id = idOf(await run(within))
    const all = admin.members
    admin.members = all.filter(({ email }) => !email.startsWith('p0'))
    expect((await later(hour, within)).superseded).toEqual([id])
    await expect(state.held.approve(id, { by: 'ana' })).rejects.toThrow('put aside by nightly')
    admin.members = all
    expect(await later(hour, within)).toMatchObject({ outcome: 'held', held: { status: 'waiting', plan: { id } } })
  })

  it('of two, the newer is carried out first, then the other', async () => {
    const { admin, later, run, state } = await nightly(crowd(6))
    const first = idOf(await run(within))
    await state.held.approve(first, { by: 'ana', release: ['per-run'] })
    admin.members = [...admin.members, member('late@example.edu')]
    // The first run of the approval is stopped early, and what is new is approved as well.
    const stop = new AbortController()
    const { plan } = await later(hour, { signal: stop.signal, concurrency: 1, onResult: () => stop.abort() })
    const { id } = (await state.held.put(plan as Plan, { by: 'bo', why: 'Somebody is new.' })).plan
    await state.held.approve(id, { by: 'bo', release: ['per-run'] })
    const result = await later(hour, within)
    expect(result.approved?.decision?.by).toBe('bo')
    expect(done(result)).toContain('late@example.edu')
    expect((await later(hour, within)).approved?.plan.id).toBe(first)
    expect(admin.members.some(({ email }) => email.startsWith('p0'))).toBe(false)
  })
})

describe('an approval over a goal that moves', () => {
  it('of a directory covers who left by then and still has left', async () => {
    const { admin, run, later, state, clock } = await nightly(crowd(9))
    const reading = (gone: readonly number[]) => async () => {
      const people = Array.from(
        { length: 30 },
        (_, n): SourcePerson => ({
          id: `d${n}`,
          email: `p${String(n).padStart(3, '0')}@example.edu`,
          status: gone.includes(n) ? 'disabled' : 'active',
        }),
      )
      const proof = 'The server counted them.'
      return leavers(await complete({ source: 'campus', people, proof, readAt: new Date(clock.time).toISOString() }))
    }
    const id = idOf(await run({}, reading([0, 1, 2])))
    await state.held.approve(id, { by: 'ana' })
    const result = await later(9 * hour, {}, reading([1, 2, 3]))
    expect(done(result)).toEqual(['p001@example.edu', 'p002@example.edu'])
    expect(admin.calls).toEqual(['suspend p001@example.edu', 'suspend p002@example.edu'])
    expect(emails(result.held?.plan)).toEqual(['p003@example.edu'])
  })

  it('of inactive people covers who is inactive still, though the day has moved on', async () => {
    const seen = (lastSeenAt: number): Partial<Member> => ({ lastSeenAt })
    const { run, later, state, clock } = await nightly([
      ...crowd(2, seen(evening - 200 * day)),
      member('late@example.edu', seen(evening - 90 * day + hour)),
    ])
    const goal = () => inactive({ since: clock.time - 90 * day })
    const id = idOf(await run({}, goal))
    await state.held.approve(id, { by: 'ana' })
    const result = await later(9 * hour, {}, goal)
    expect(done(result)).toEqual(['p000@example.edu', 'p001@example.edu'])
    expect(emails(result.held?.plan)).toEqual(['late@example.edu'])
  })
})
