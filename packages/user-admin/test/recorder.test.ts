import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import {
  aacWorkspace,
  applyPlan,
  keepOnly,
  makePlan,
  memoryState,
  type Plan,
  type Row,
  type State,
  UserAdminError,
  verify,
} from '../src/index.ts'
import { keep, people } from './apply-worlds.ts'
import { crowd, MemoryAdmin, me, member } from './memory.ts'
import { decided } from './plan-worlds.ts'

async function rowsOf(state: State): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const row of state.journal.rows()) rows.push(row)
  return rows
}

describe('a run with a state', () => {
  it('writes who runs it, who approved it and what is released, then each step twice, then its end', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu', { roles: ['editor'] })))
    const state = memoryState()
    const plan = await makePlan(admin, keep, { ...decided, state })
    const report = await applyPlan(admin, plan, {
      approve: { id: plan.id, by: 'ana', reason: 'end of term', ticket: 'HR-12' },
      release: ['typo'],
      by: 'nightly',
      state,
    })
    const of = { run: report.run, plan: plan.id, by: 'nightly' }
    const step = { ...of, step: 0, action: 'remove', email: 'cy@example.edu', id: 'id-cy@example.edu', credential: me }
    expect(await rowsOf(state)).toMatchObject([
      {
        ...of,
        kind: 'run',
        approvedBy: 'ana',
        approval: 'self',
        reason: 'end of term',
        ticket: 'HR-12',
        released: ['typo'],
        steps: 1,
        scopes: [{ scope: admin.scope, credential: me }],
      },
      {
        ...step,
        kind: 'intent',
        what: 'take cy@example.edu out of workspace spring-class',
        reason: 'Not on the list of people to keep.',
        before: { email: 'cy@example.edu', status: 'active', roles: ['editor'], mark: 'mark-cy@example.edu' },
      },
      { ...step, kind: 'outcome', outcome: 'done', after: null },
      { ...of, kind: 'end', counts: report.counts, open: 0, left: 0 },
    ])
    expect(report.journal).toEqual(await state.journal.head())
    expect(await verify(state.journal.lines(), { head: report.journal })).toMatchObject({ verdict: 'whole', rows: 4 })
    expect(await state.plan(plan.id)).toEqual(plan)
  })

  it('says whether a plan was approved by who made it, by somebody else, or as an earlier one', async () => {
    const admin = new MemoryAdmin(people(...crowd(3)))
    const state = memoryState()
    const plan = await makePlan(admin, keep, { ...decided, state })
    const read = JSON.parse(JSON.stringify(plan)) as Plan
    const only = ['suspend'] as const
    await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, state, only })
    await applyPlan(admin, read, { approve: { id: plan.id, by: 'ana' }, state, only })
    await applyPlan(admin, read, { approve: { of: plan, by: 'ana' }, state, only })
    expect((await rowsOf(state)).filter(({ kind }) => kind === 'run')).toMatchObject([
      { approval: 'self', by: 'ana', only: ['suspend'] },
      { approval: 'given' },
      { approval: 'earlier', of: plan.id },
    ])
  })

  it('writes no row for a step that may not be begun: why stands in the plan', async () => {
    const admin = new MemoryAdmin(people(...crowd(18)))
    const state = memoryState()
    const plan = await makePlan(admin, keep, { ...decided, state })
    await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, state })
    expect((await rowsOf(state)).map(({ kind }) => kind)).toEqual(['run', 'end'])
  })

  it('begins nothing where the journal cannot be written', async () => {
    const admin = new MemoryAdmin(people(...crowd(2)))
    const state = memoryState()
    const plan = await makePlan(admin, keep, { ...decided, state })
    const append = async (): Promise<never> => {
      throw new UserAdminError('unavailable', 'The disk is full.')
    }
    const full: State = { ...state, journal: { ...state.journal, append } }
    await expect(applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, state: full })).rejects.toThrow('full')
    expect(admin.calls).toEqual([])
  })

  it('sends nothing more once the journal cannot be written, and says so of each step that it left', async () => {
    const admin = new MemoryAdmin(people(...crowd(4)))
    const state = memoryState()
    const plan = await makePlan(admin, keep, { ...decided, state })
    let rows = 0
    const full: State = {
      ...state,
      journal: {
        ...state.journal,
        append: async (entry) => {
          rows += 1
          // The run, the first step's two, and the second's intent.
          if (rows > 3) throw new UserAdminError('unavailable', 'The disk is full.')
          return await state.journal.append(entry)
        },
      },
    }
    const report = await applyPlan(admin, plan, {
      approve: { id: plan.id, by: 'ana' },
      release: ['rolling'],
      concurrency: 1,
      state: full,
    })
    expect(report.counts).toMatchObject({ done: 1, skipped: 3 })
    for (const result of report.results.slice(1))
      expect(result).toMatchObject({ reason: 'The disk is full.', open: true })
    expect(report.notes).toEqual(['The end of the run does not stand in the journal: The disk is full.'])
    expect(admin.calls.filter((call) => call.startsWith('remove'))).toHaveLength(1)
  })

  it('keeps the ids that the system gave the requests, and each transfer before its removal', async () => {
    await using fake = await startFakeAac({
      seed: {
        people: ['ana', 'bo', 'cy'].map((name, index) => ({
          email: `${name}@example.edu`,
          isAdmin: index < 2,
          assets: 2,
        })),
      },
    })
    const admin = await aacWorkspace(new AacClient({ hosts: fake.hosts, token: fake.staticToken() }))
    const state = memoryState()
    const plan = await makePlan(admin, keepOnly(['bo@example.edu']), {
      assets: { transferTo: { email: 'bo@example.edu' } },
      state,
    })
    const approve = { id: plan.id, by: 'ana' }
    const report = await applyPlan(admin, plan, { approve, state, release: ['rolling'] })
    expect(report.counts.done).toBe(1)
    const rows = await rowsOf(state)
    expect(rows.map((row) => ('action' in row ? `${row.kind} ${row.action}` : row.kind))).toEqual([
      'run',
      'intent transfer',
      'intent remove',
      'outcome remove',
      'end',
    ])
    const sent = fake.ledger.entries.map(({ requestId }) => requestId)
    expect(sent).toHaveLength(2)
    expect(rows[3]).toMatchObject({ requests: sent })
    expect(rows[1]).toMatchObject({
      what: 'hand over what cy@example.edu owns to bo@example.edu',
      transferTo: { email: 'bo@example.edu' },
    })
  })
})
