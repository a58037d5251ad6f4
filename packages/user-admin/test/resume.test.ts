import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  brokenRuns,
  makePlan,
  memoryState,
  type Plan,
  type Report,
  type Row,
  resume,
  roster,
  type State,
  summarise,
  UserAdminError,
} from '../src/index.ts'
import { keep, people } from './apply-worlds.ts'
import { crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'
import { decided } from './plan-worlds.ts'

const start = Date.parse('2026-11-22T08:00:00Z')
const hour = 3_600_000
class Clock {
  at = start
  readonly now = (): number => this.at
}
const release = ['per-run', 'rolling', 'small-scope'] as const

/** A run over ten people that stops after so many; the rest waits. */
async function stopped(
  after: number,
  clock = new Clock(),
): Promise<{ admin: MemoryAdmin; state: State; plan: Plan; report: Report; clock: Clock }> {
  const admin = new MemoryAdmin(people(...crowd(10)))
  const state = memoryState(clock)
  const plan = await makePlan(admin, keep, { ...decided, state, now: clock.now })
  const stop = new AbortController()
  const report = await applyPlan(admin, plan, {
    approve: { id: plan.id, by: 'ana', reason: 'end of term', ticket: 'T-1' },
    release,
    state,
    by: 'nightly',
    concurrency: 1,
    signal: stop.signal,
    onResult: (_, { finished }) => {
      if (finished === after) stop.abort()
    },
    now: clock.now,
  })
  admin.calls.length = 0
  return { admin, state, plan, report, clock }
}

async function rowsOf(state: State): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const row of state.journal.rows()) rows.push(row)
  return rows
}

const removed = (admin: MemoryAdmin): readonly string[] => admin.calls.filter((call) => call.startsWith('remove'))

describe('a run that was stopped', () => {
  it('is gone on with: what ended stays, the rest is done, and nothing twice', async () => {
    const { admin, state, plan, report } = await stopped(4)
    expect(report.counts).toMatchObject({ done: 4, skipped: 6 })
    expect(summarise(report)).toContain('6 steps were left open: resume goes on with them.')
    expect(report.results.filter(({ open }) => open === true)).toHaveLength(6)
    expect(await brokenRuns(state)).toMatchObject([
      {
        run: report.run,
        plan: plan.id,
        by: 'nightly',
        approvedBy: 'ana',
        steps: 10,
        how: 'stopped',
        scopes: ['spring-class'],
      },
    ])
    const again = await resume(admin, { state })
    expect(again).toMatchObject({
      plan: plan.id,
      approvedBy: 'ana',
      reason: 'end of term',
      counts: { done: 10 },
      left: [],
    })
    expect(removed(admin)).toHaveLength(6)
    expect(await brokenRuns(state)).toEqual([])
    await expect(resume(admin, { state })).rejects.toMatchObject({ problem: 'not-found' })
    await expect(resume(admin, { state, run: report.run })).rejects.toThrow(/came to its end, was gone on with already/)
  })

  it('carries its approval, its releases and its job into what goes on', async () => {
    const { admin, state, report } = await stopped(4)
    await resume(admin, { state })
    const begins = (await rowsOf(state)).filter((row) => row.kind === 'run')
    expect(begins).toMatchObject([
      { approval: 'self', approvedBy: 'ana', by: 'nightly', ticket: 'T-1', released: release },
      { approval: 'self', approvedBy: 'ana', by: 'nightly', ticket: 'T-1', released: release, resumes: report.run },
    ])
  })

  it('leaves alone whoever became another member since', async () => {
    const { admin, state } = await stopped(4)
    admin.members = admin.members.map((one) => (one.email === 'p009@example.edu' ? { ...one, mark: 'another' } : one))
    const again = await resume(admin, { state })
    expect(again.counts).toMatchObject({ done: 9, skipped: 1 })
    expect(admin.members.map(({ email }) => email)).toContain('p009@example.edu')
  })

  it('does after an hour only what a fresh plan still asks for', async () => {
    const { admin, state, clock } = await stopped(4)
    clock.at += 2 * hour
    admin.members = admin.members.map((one) => (one.email === 'p008@example.edu' ? { ...one, mark: 'another' } : one))
    const again = await resume(admin, { state, now: clock.now })
    expect(again.counts).toMatchObject({ done: 9, skipped: 1 })
    expect(again.results.find(({ step }) => step.email === 'p008@example.edu')?.reason).toBe(
      'A fresh plan does not ask for this any more, or the membership has changed.',
    )
  })

  it('does nothing after 72 hours, and says so', async () => {
    const { admin, state, clock } = await stopped(4)
    clock.at += 73 * hour
    const again = await resume(admin, { state, now: clock.now })
    expect(again.counts).toMatchObject({ done: 4, skipped: 6 })
    expect(again.results.at(-1)?.reason).toBe('The approval is more than 72 hours old: make a fresh plan.')
    expect(admin.calls).toEqual([])
  })

  it('is not gone on with by whoever reaches other scopes', async () => {
    const { state } = await stopped(4)
    const other = new MemoryAdmin(people(), workspaceScope)
    await expect(resume(other, { state })).rejects.toThrow(
      'No run of Data was broken off: there is nothing to go on with.',
    )
  })

  it('is not gone on with while it is at work', async () => {
    const admin = new MemoryAdmin(people(...crowd(3)))
    const state = memoryState()
    const plan = await makePlan(admin, keep, { ...decided, state })
    let second: unknown
    await applyPlan(admin, plan, {
      approve: { id: plan.id, by: 'ana' },
      state,
      onResult: async () => {
        second ??= await resume(admin, { state }).catch((error: unknown) => error)
      },
    })
    expect(second).toMatchObject({ problem: 'conflict', effect: 'none' })
  })

  it('refuses an option that there is not', async () => {
    const { admin, state } = await stopped(4)
    await expect(resume(admin, { state, release: ['per-run'] } as never)).rejects.toThrow('resume has no "release"')
  })
})

describe('a run whose credential was refused', () => {
  it('goes on with the step that was refused once there is another', async () => {
    const admin = new MemoryAdmin(people(...crowd(5)))
    const state = memoryState()
    const plan = await makePlan(admin, keep, { ...decided, state })
    let isOver = false
    admin.before = (call, email) => {
      if (call === 'remove' && email === 'p002@example.edu') isOver = true
      if (isOver) throw new UserAdminError('unauthenticated', 'The token has ended.')
    }
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, state, release, concurrency: 1 })
    expect(report.counts).toMatchObject({ done: 2, failed: 1, skipped: 2 })
    expect(report.results.filter(({ open }) => open === true)).toHaveLength(3)
    admin.before = () => undefined
    expect(await resume(admin, { state })).toMatchObject({ counts: { done: 5 }, left: [] })
  })
})

describe('a run that was killed', () => {
  /** The journal of a run that died: of the rows only those that come before. */
  async function died(
    before: (row: Row) => boolean,
    already: (admin: MemoryAdmin) => void,
  ): Promise<[MemoryAdmin, State]> {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const whole = memoryState()
    const plan = await makePlan(admin, keep, { ...decided, state: whole })
    const members = admin.members
    await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, state: whole })
    admin.members = members
    admin.calls.length = 0
    const state = memoryState()
    await state.keep(plan)
    for (const { seq: _seq, at: _at, prev: _prev, hash: _hash, ...entry } of await rowsOf(whole)) {
      if (!before(entry as Row)) break
      await state.journal.append(entry)
    }
    already(admin)
    return [admin, state]
  }

  it('after it was about to send, looks whether the person is still there: and removes who is', async () => {
    const [admin, state] = await died(
      ({ kind }) => kind !== 'outcome',
      () => undefined,
    )
    expect(await resume(admin, { state })).toMatchObject({ counts: { done: 1 }, left: [] })
    expect(removed(admin)).toHaveLength(1)
  })

  it('says of who is not there any more that a read shows it', async () => {
    const [admin, state] = await died(
      ({ kind }) => kind !== 'outcome',
      (one) => {
        one.members = one.members.filter(({ email }) => email !== 'cy@example.edu')
      },
    )
    const report = await resume(admin, { state })
    expect(report.results).toMatchObject([
      { outcome: 'done', reason: 'The answer was lost; a read after the run shows the change.' },
    ])
    expect(removed(admin)).toHaveLength(0)
    expect((await rowsOf(state)).findLast((row) => row.kind === 'outcome')).toMatchObject({ outcome: 'done' })
  })

  it('looks for nobody twice who was not found, however often it is killed', async () => {
    const [admin, state] = await died(
      ({ kind }) => kind !== 'outcome',
      (one) => {
        one.members = one.members.filter(({ email }) => email !== 'cy@example.edu')
      },
    )
    const looks: string[] = []
    const looking = Object.assign(Object.create(admin) as MemoryAdmin, {
      remove: async (...[ref, options]: Parameters<MemoryAdmin['remove']>) => {
        looks.push(ref.id ?? '')
        return await admin.remove(ref, options)
      },
    })
    const stop = new AbortController()
    const first = await resume(looking, { state, signal: stop.signal, onResult: () => stop.abort() })
    expect(first.counts.unknown).toBe(1)
    expect(first.notRead).toBe('The run was stopped before the scope was read again.')
    expect(await resume(looking, { state })).toMatchObject({ counts: { done: 1 }, left: [] })
    expect(looks).toHaveLength(1)
  })

  it('leaves alone who was let in again meanwhile', async () => {
    const [admin, state] = await died(
      ({ kind }) => kind !== 'outcome',
      (one) => {
        one.members = one.members.map((who) => (who.email === 'cy@example.edu' ? { ...who, mark: 'another' } : who))
      },
    )
    const report = await resume(admin, { state })
    expect(report.results).toMatchObject([{ outcome: 'skipped' }])
    expect(removed(admin)).toHaveLength(0)
  })

  it('only looks, where the approval has ended meanwhile', async () => {
    const [admin, state] = await died(
      ({ kind }) => kind !== 'outcome',
      () => undefined,
    )
    const report = await resume(admin, { state, now: () => Date.now() + 73 * hour })
    expect(report.results).toMatchObject([
      { outcome: 'failed', reason: /A read after the run shows that it is not done/ },
    ])
    expect(removed(admin)).toHaveLength(0)
  })

  it('goes on with somebody who was invited', async () => {
    const admin = new MemoryAdmin(people())
    const state = memoryState()
    const goal = roster([{ email: 'new@example.edu', roles: ['viewer'] }], { absent: 'keep' })
    const plan = await makePlan(admin, goal, { state })
    await applyPlan(admin, plan, {
      approve: { id: plan.id, by: 'ana' },
      state: {
        ...state,
        journal: {
          ...state.journal,
          append: async (entry) => {
            if (entry.kind === 'outcome' || entry.kind === 'end') throw new UserAdminError('unavailable', 'Gone.')
            return await state.journal.append(entry)
          },
        },
      },
    })
    expect(await resume(admin, { state })).toMatchObject({ counts: { pending: 1 }, left: [] })
    expect(admin.calls.filter((call) => call.startsWith('invite'))).toHaveLength(1)
  })
})
