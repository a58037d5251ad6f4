import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  type Goal,
  type GuardCode,
  leavers,
  type Member,
  makePlan,
  memoryState,
  type Plan,
  type Report,
  roster,
  type Scope,
  type State,
  summarise,
  UserAdminError,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member, platformScope, staff, workspaceScope } from './memory.ts'
import { decided, second, self } from './plan-worlds.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const clock = { now: () => now }
const third = member('cy@example.edu', { admin: true })
const world = (count = 100, scope?: Scope): MemoryAdmin =>
  new MemoryAdmin([self, second, third, ...staff(count)], scope)
/** These of the staff go. */
const without = (from: number, count: number): Goal =>
  leavers(
    staff(100)
      .slice(from, from + count)
      .map(({ email }) => email),
    { action: 'remove' },
  )
const planned = (admin: MemoryAdmin, goal: Goal, state?: State): Promise<Plan> =>
  makePlan(admin, goal, { ...decided, state, ...clock })
const applied = (admin: MemoryAdmin, plan: Plan, state?: State, release: readonly GuardCode[] = []): Promise<Report> =>
  applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, state, release, ...clock })
const takenIn = async (state: State, scope: Scope = aacScope): Promise<number> =>
  (await state.window(scope, now - 1_000)).taken

describe('what a run takes is remembered', () => {
  it('as each taking ends, before anybody is told: a run that is killed leaves its count', async () => {
    const [admin, state] = [world(), memoryState(clock)]
    const plan = await planned(admin, without(0, 4), state)
    const counts: number[] = []
    await applyPlan(admin, plan, {
      approve: { id: plan.id, by: 'ana' },
      state,
      concurrency: 1,
      onResult: async () => void counts.push(await takenIn(state)),
      ...clock,
    })
    expect(counts).toEqual([1, 2, 3, 4])
  })

  const cases: readonly (readonly [string, Partial<Member>, UserAdminError | undefined, number])[] = [
    ['one that is done', {}, undefined, 1],
    ['one whose end is not known', {}, new UserAdminError('unavailable', 'no answer', { effect: 'unknown' }), 1],
    ['one that failed', {}, new UserAdminError('invalid', 'HTTP 400'), 0],
    ['one that was skipped', {}, new UserAdminError('conflict', 'another membership'), 0],
    ['that of somebody suspended, whose access was taken before', { status: 'suspended' }, undefined, 0],
  ]
  it.each(cases)('%s counts', async (_name, about, error, count) => {
    const [admin, state] = [world(), memoryState(clock)]
    admin.members.push(member('x@example.edu', about))
    const plan = await planned(admin, leavers(['x@example.edu'], { action: 'remove' }), state)
    admin.before = (call) => {
      if (call === 'remove' && error !== undefined) throw error
    }
    expect((await applied(admin, plan, state)).notes).toEqual([])
    expect(await takenIn(state)).toBe(count)
  })

  it.each<[string, readonly GuardCode[], Scope, number, number]>([
    ['counts where only the deletion of accounts was released', ['accounts'], platformScope, 100, 4],
    ['does not count where per-run was released', ['per-run'], aacScope, 100, 0],
    ['does not count where small-scope was released', ['small-scope', 'rolling'], aacScope, 5, 0],
    ['does not count where rolling was released', ['rolling', 'per-run'], aacScope, 30, 0],
    ['counts where a guard was released that held nothing', ['per-run', 'rolling'], aacScope, 100, 4],
  ])('%s', async (name, release, scope, count, taken) => {
    const [admin, state] = [world(count, scope), memoryState(clock)]
    const number = name.includes('per-run was') ? 11 : name.includes('rolling was') ? 10 : 4
    const report = await applied(admin, await planned(admin, without(0, number), state), state, release)
    expect(report.counts.done).toBe(number)
    expect(await takenIn(state, scope)).toBe(taken)
  })

  it('before it is sent: what cannot be remembered is not taken, and nothing after it', async () => {
    const [admin, state] = [world(), memoryState(clock)]
    const plan = await planned(admin, without(0, 3), state)
    const record = async (): Promise<void> => {
      throw new UserAdminError('unavailable', 'The state cannot be written: the disk is full.')
    }
    const report = await applied(admin, plan, { ...state, record })
    expect(report.counts).toMatchObject({ done: 0, skipped: 3 })
    for (const result of report.results)
      expect(result).toMatchObject({ reason: 'The state cannot be written: the disk is full.', open: true })
    expect(admin.calls).toEqual([])
  })

  it('or a note says that what was not taken after all could not be taken back', async () => {
    const [admin, state] = [world(), memoryState(clock)]
    const plan = await planned(admin, without(0, 1), state)
    admin.before = (call) => {
      if (call === 'remove') throw new UserAdminError('invalid', 'No.')
    }
    const record: State['record'] = async (event) => {
      if (event.kind === 'taken' && event.count === 0) throw new Error('SQLITE_FULL: database or disk is full')
      await state.record(event)
    }
    const report = await applied(admin, plan, { ...state, record })
    const note = 'What was taken could not be remembered: SQLITE_FULL: database or disk is full'
    expect(report).toMatchObject({ counts: { failed: 1 }, notes: [note] })
    expect(summarise(report)).toContain(note)
  })

  it('or a note says that no state was given to the run, where the plan had one', async () => {
    const [admin, state] = [world(), memoryState(clock)]
    const report = await applied(admin, await planned(admin, without(0, 1), state))
    expect(report.notes).toEqual(['What was taken is not remembered: applyPlan was given no state.'])
    expect((await applied(admin, await planned(admin, without(1, 1)))).notes).toEqual([])
    // Nothing is taken any more.
    expect((await applied(admin, await planned(admin, without(0, 1), state))).notes).toEqual([])
  })
})

describe('a run is held to what others took since its plan was made', () => {
  const sentence =
    'With the 20 of the last 7 days these 5 make 25 of at most 103 people, and 20 may lose access within that time unasked. If so many are meant, release rolling for this plan.'

  /** Five plans of five people each, all made before the first is applied. */
  async function five(): Promise<[MemoryAdmin, State, Plan]> {
    const [admin, state] = [world(), memoryState(clock)]
    const plans: Plan[] = []
    for (let index = 0; index < 5; index += 1) plans.push(await planned(admin, without(index * 5, 5), state))
    const last = plans.pop()
    if (last === undefined) throw new Error('there are five')
    expect(last.held).toEqual([])
    for (const plan of plans) expect((await applied(admin, plan, state)).counts.done).toBe(5)
    admin.calls.length = 0
    return [admin, state, last]
  }

  it('and skips what takes where it would be too many', async () => {
    const [admin, state, plan] = await five()
    const report = await applied(admin, plan, state, ['per-run'])
    expect(report.counts).toMatchObject({ done: 0, skipped: 5 })
    expect(new Set(report.results.map(({ reason }) => reason))).toEqual(new Set([sentence]))
    expect(report.left?.[0]?.reason).toBe(sentence)
    expect(admin.calls).toEqual([])
    expect(await takenIn(state)).toBe(20)
  })

  it('unless rolling is released, and then it does not count', async () => {
    const [admin, state, plan] = await five()
    expect((await applied(admin, plan, state, ['rolling'])).counts.done).toBe(5)
    expect(await takenIn(state)).toBe(20)
  })

  it('and counts only what the run may take', async () => {
    const [admin, state] = [world(), memoryState(clock)]
    await state.record({ kind: 'taken', scope: aacScope, at: new Date(now).toISOString(), count: 19, released: false })
    const plan = await planned(admin, without(0, 1), state)
    const approved = await planned(admin, without(0, 1))
    const fresh = await applyPlan(admin, plan, { approve: { of: approved, by: 'ana' }, state, ...clock })
    expect(fresh.counts.done).toBe(1)
    const held = await planned(admin, without(1, 30), memoryState(clock))
    expect((await applied(admin, held, state)).results[0]?.reason).toMatch(/^Held back by .*per-run/)
  })

  it('in the scope where they took somebody, and in no other', async () => {
    const [one, other] = [world(), world(100, workspaceScope)]
    const state = memoryState(clock)
    const plan = await makePlan([one, other], without(0, 4), { ...decided, state, ...clock })
    await state.record({ kind: 'taken', scope: aacScope, at: new Date(now).toISOString(), count: 19, released: false })
    const report = await applyPlan([one, other], plan, { approve: { id: plan.id, by: 'ana' }, state, ...clock })
    expect(report.scopes.map(({ name, counts }) => [name, counts.done, counts.skipped])).toEqual([
      ['Data', 4, 0],
      ['spring-class', 0, 4],
    ])
  })

  it.each([
    ['six days ago', 6, 0],
    ['eight days ago', 8, 4],
  ])('where that was %s', async (_name, days, done) => {
    const [admin, state] = [world(), memoryState(clock)]
    const plan = await planned(admin, without(0, 4), state)
    const at = now - days * 86_400_000
    const before = memoryState({ now: () => at })
    await before.record({ kind: 'taken', scope: aacScope, at: new Date(at).toISOString(), count: 19, released: false })
    const window: State['window'] = async (scope, since) => ({
      ...(await state.window(scope, since)),
      taken: (await before.window(scope, since)).taken,
    })
    expect((await applied(admin, plan, { ...state, window })).counts.done).toBe(done)
  })

  it('but an invitation is no taking, and goes on', async () => {
    const [admin, state] = [world(), memoryState(clock)]
    const goal = roster([{ email: 'new@example.edu', roles: ['viewer'] }], { absent: 'keep' })
    const plan = await planned(admin, goal, state)
    await state.record({ kind: 'taken', scope: aacScope, at: new Date(now).toISOString(), count: 90, released: false })
    expect((await applied(admin, plan, state)).counts.pending).toBe(1)
    expect(await takenIn(state)).toBe(90)
  })

  it('and who still gets in counts as taken', async () => {
    const [admin, state] = [world(), memoryState(clock)]
    const plan = await planned(admin, without(0, 1), state)
    const staying = Object.assign(Object.create(admin) as MemoryAdmin, {
      remove: async (...[ref, options]: Parameters<MemoryAdmin['remove']>) => {
        await options?.onBefore?.(await admin.get(ref))
        return { outcome: 'remains' as const }
      },
    })
    expect((await applied(staying, plan, state)).counts.remains).toBe(1)
    expect(await takenIn(state)).toBe(1)
  })

  it('and begins nothing where what was taken cannot be looked up', async () => {
    const [admin, state] = [world(), memoryState(clock)]
    const plan = await planned(admin, without(0, 1), state)
    const window = async (): Promise<never> => {
      throw new Error('SQLITE_CORRUPT')
    }
    await expect(applied(admin, plan, { ...state, window })).rejects.toThrow('SQLITE_CORRUPT')
    expect(admin.calls).toEqual([])
  })
})
