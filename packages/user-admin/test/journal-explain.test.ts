import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  explain,
  exported,
  keepOnly,
  leavers,
  makePlan,
  memoryState,
  type Plan,
  readJournal,
  resume,
  roster,
  type State,
  summariseExplanation,
  type UserRef,
  undoPlan,
} from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'

const noon = Date.UTC(2026, 10, 22, 12)
/** A state whose clock is as it is set. */
function stateAt(start = noon): { state: State; clock: { now: number }; now: () => number } {
  const clock = { now: start }
  const now = (): number => clock.now
  return { state: memoryState({ now }), clock, now }
}
const says = async (state: Parameters<typeof explain>[0], ref: UserRef): Promise<readonly string[]> =>
  (await explain(state, ref)).events.map((event) => event.says)
const ana = member('ana@example.edu', { roles: ['viewer'], aliases: ['a.ruiz@example.edu'] })
const scopeKey = 'https://us1.alteryxcloud.com/41877'

/** Ana and nine others are removed from the class. */
async function cleared(about: { readonly onResult?: () => void } = {}) {
  const { state, clock, now } = stateAt()
  const admin = new MemoryAdmin([member('me@example.edu'), ana, ...crowd(9)])
  const goal = keepOnly(['me@example.edu', 'p008@example.edu'])
  const plan = await makePlan(admin, goal, { state, now, assets: 'leave' })
  // As a person had it from a file: the process that made a plan is not the one that approves it.
  const shown = JSON.parse(JSON.stringify(plan)) as Plan
  const report = await applyPlan(admin, shown, {
    approve: { id: plan.id, by: 'Bo', ticket: 'HR-12' },
    release: ['per-run', 'rolling'],
    by: 'nightly-job',
    state,
    now,
    ...about,
  })
  return { state, clock, now, admin, plan, report }
}

describe('why somebody was removed', () => {
  it('is told in one sentence, with who did it, by what right, and what was before and after', async () => {
    const { state, plan, report } = await cleared()
    const { person, events, now, notes } = await explain(state, { email: 'Ana@Example.EDU' })
    expect(person).toEqual({ ids: [ana.id], emails: ['a.ruiz@example.edu', 'ana@example.edu'] })
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      kind: 'step',
      says: 'Removed from workspace spring-class on 2026-11-22 by nightly-job with the credential of me@example.edu; asked for by “Not on the list of people to keep.”; approved by Bo (ticket HR-12), who released per-run and rolling.',
      scope: scopeKey,
      plan: plan.id,
      run: report.run,
      action: 'remove',
      outcome: 'done',
      by: 'nightly-job',
      approvedBy: 'Bo',
      ticket: 'HR-12',
      why: 'Not on the list of people to keep.',
      before: { email: 'ana@example.edu', roles: ['viewer'] },
      after: null,
      credential: { email: 'me@example.edu' },
    })
    expect(now).toBe('When last looked at: not in workspace spring-class (2026-11-22).')
    expect(notes).toEqual([])
  })

  it.each<UserRef>([
    { email: 'mailto:ANA@example.edu' },
    { email: 'a.ruiz@example.edu' },
    { id: ana.id },
    { id: ana.id, email: 'a.ruiz@example.edu' },
  ])('is found by any name of the person: %o', async (ref) => {
    expect(await says((await cleared()).state, ref)).toHaveLength(1)
  })

  it.each<UserRef>([{ email: 'nobody@example.edu' }, { id: 'nobody' }, { id: ana.id, email: 'p001@example.edu' }])(
    'is nobody else’s: %o',
    async (ref) => {
      const found = await explain((await cleared()).state, ref)
      expect(found.events).toEqual([])
      expect(found).not.toHaveProperty('now')
      expect(summariseExplanation(found)).toContain('Nothing was done, and nothing was planned.')
    },
  )

  it('is told from an exported file as well', async () => {
    const { state, plan } = await cleared()
    const journal = await readJournal(exported(state.journal))
    const ref = { email: 'ana@example.edu' }
    expect(await explain({ journal, plans: [plan] }, ref)).toEqual(await explain(state, ref))
    const { events, notes } = await explain({ journal, plans: [] }, ref)
    expect(events).toHaveLength(1)
    expect(notes).toEqual([
      `plan ${plan.id.slice(0, 12)} was carried out and not kept: what held steps back is not known.`,
    ])
  })

  it('is refused for what names nobody', async () => {
    await expect(explain(memoryState(), {} as UserRef)).rejects.toMatchObject({ problem: 'invalid' })
    await expect(explain(memoryState(), { email: '' })).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('is plain text too, and one that nothing in a name can break', async () => {
    const { state } = await cleared()
    const text = summariseExplanation(await explain(state, { email: 'ana@example.edu' }))
    expect(text).toContain('Known as a.ruiz@example.edu, ana@example.edu, id id-ana@example.edu.\n')
    expect(text).toContain('  Before: ana@example.edu, active (direct)\n  After: not there\n')
    const events = [{ at: '', kind: 'kept', says: 'a\nb\u001b[31m' }] as const
    expect(summariseExplanation({ person: { ids: [], emails: [] }, events, notes: [] })).toBe(
      'Nobody of that name is known here.\n\na b[31m\n',
    )
  })
})

describe('what did not end as planned', () => {
  it('is said where the run was broken off: the end is not in the journal', async () => {
    const { state, now } = stateAt()
    const admin = new MemoryAdmin([member('me@example.edu'), ana, ...crowd(20)])
    const plan = await makePlan(admin, leavers(['ana@example.edu'], { action: 'remove' }), {
      state,
      now,
      assets: 'leave',
    })
    const journal = {
      ...state.journal,
      append: async (entry: Parameters<typeof state.journal.append>[0]) => {
        if (entry.kind === 'outcome' || entry.kind === 'end') throw new Error('killed')
        return await state.journal.append(entry)
      },
    }
    await applyPlan(admin, plan, { approve: { id: plan.id, by: 'Bo' }, state: { ...state, journal }, now }).catch(
      () => undefined,
    )
    const broken = await explain(state, { id: ana.id })
    expect(broken.events).toHaveLength(1)
    expect(broken.events[0]?.says).toMatch(
      /^About to take ana@example\.edu out of workspace spring-class on 2026-11-22 by Bo with .*; how that ended is not in the journal, and to resume the run finds out; asked for by/,
    )
    expect(broken.events[0]).not.toHaveProperty('outcome')
    expect(broken.now).toBe(
      'When last looked at: about to be changed in workspace spring-class, and not looked at since (2026-11-22).',
    )

    await resume(admin, { state, by: 'Cy', now })
    const resumed = await explain(state, { id: ana.id })
    expect(resumed.events).toHaveLength(1)
    expect(resumed.events[0]).toMatchObject({ outcome: 'done', by: 'Cy' })
    expect(resumed.now).toBe('When last looked at: not in workspace spring-class (2026-11-22).')
  })

  it('is said of a failure, with its reason', async () => {
    const { state, now } = stateAt()
    const admin = new MemoryAdmin([member('me@example.edu'), ana, ...crowd(20)])
    const plan = await makePlan(admin, leavers(['ana@example.edu'], { action: 'remove' }), {
      state,
      now,
      assets: 'leave',
    })
    admin.members = admin.members.map((one) => (one.id === ana.id ? { ...one, mark: 'another' } : one))
    await applyPlan(admin, plan, { approve: { id: plan.id, by: 'Bo' }, state, now })
    const [event] = (await explain(state, { id: ana.id })).events
    expect(event).toMatchObject({ outcome: 'skipped' })
    expect(event?.says).toMatch(
      /^Left alone on 2026-11-22 by Bo with .*, where the plan was to take ana@example\.edu out/,
    )
  })

  it('is said of what was undone, on both sides', async () => {
    const { state, clock, now, admin } = await cleared()
    clock.now += 86_400_000
    const undo = await undoPlan(admin, state.journal, { state, now })
    await applyPlan(admin, undo, { approve: { id: undo.id, by: 'Cy' }, state, now })
    const { events } = await explain(state, { email: 'ana@example.edu' })
    expect(events.map(({ action, outcome }) => ({ action, outcome }))).toEqual([
      { action: 'remove', outcome: 'done' },
      { action: 'invite', outcome: 'pending' },
    ])
    expect(events[0]?.says).toContain('; undone on 2026-11-23 by Cy.')
    expect(events[0]?.undone).toMatchObject({ by: 'Cy' })
    expect(events[1]?.says).toMatch(/^Invited to workspace spring-class on 2026-11-23 by Cy .*to undo run/)
  })
})

describe('why somebody is still there', () => {
  it('is told of those whom the list names', async () => {
    const { state } = await cleared()
    expect(await says(state, { email: 'p008@example.edu' })).toEqual([
      'Named among the people to keep, and left as they were, by the plan made on 2026-11-22.',
    ])
  })

  it('is told once for all plans that said so', async () => {
    const { state, clock, now } = stateAt()
    const admin = new MemoryAdmin([member('me@example.edu'), ana, ...crowd(20)])
    for (let day = 0; day < 3; day += 1) {
      clock.now = noon + day * 86_400_000
      // The same world would give the same plan, of which the newest is kept.
      admin.members = [...admin.members, member(`new${day}@example.edu`)]
      await state.keep(
        await makePlan(admin, leavers(['ana@example.edu']), { state, now, policy: { protect: ['ana@example.edu'] } }),
      )
    }
    const { events } = await explain(state, { email: 'ana@example.edu' })
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ kind: 'kept', times: 3, until: '2026-11-24T12:00:00.000Z', scope: scopeKey })
    expect(events[0]?.says).toMatch(
      /^Left alone in workspace spring-class by 3 plans made from 2026-11-22 to 2026-11-24: /,
    )
  })

  it('is told of what was held back, and of what was decided about that', async () => {
    const { state, clock, now } = stateAt()
    const admin = new MemoryAdmin([member('me@example.edu'), ana, ...crowd(9)])
    const plan = await makePlan(admin, keepOnly('only-me'), { state, now, assets: 'leave' })
    await state.keep(plan)
    clock.now += 60_000
    await state.held.put(plan, { by: 'nightly-job', why: 'Held back by per-run.' })
    clock.now += 60_000
    await state.held.reject(plan.id, { by: 'Bo', reason: 'The semester goes on.' })
    const told = await says(state, { email: 'ana@example.edu' })
    expect(told[0]).toMatch(
      /^Asked for by the plan made on 2026-11-22: to take ana@example\.edu out .*; it was held back by /,
    )
    const name = `The plan ${plan.id.slice(0, 12)}, which concerns this person, was`
    expect(told.slice(1)).toEqual([
      `${name} put into the queue on 2026-11-22 by nightly-job: Held back by per-run.`,
      `${name} rejected on 2026-11-22 by Bo: The semester goes on.`,
    ])
    expect(await says(state, { email: 'me@example.edu' })).not.toContain(name)
  })

  it('is told of whom the directory does not know, and of entries that mean nobody', async () => {
    const { state, now } = stateAt()
    const admin = new MemoryAdmin([member('me@example.edu'), ana, ...crowd(3)])
    const goal = roster([{ email: 'me@example.edu' }, { email: 'p001@example.edu' }])
    await state.keep(await makePlan(admin, goal, { state, now, policy: { protect: ['bo@example.edu'] } }))
    expect(await says(state, { email: 'p001@example.edu' })).toEqual([
      'Named on the roster, and already as it says, or not there, by the plan made on 2026-11-22.',
    ])
    expect(await says(state, { email: 'bo@example.edu' })).toEqual([
      'Named by the list, and found in none of the scopes by the plan made on 2026-11-22.',
    ])
  })
})

describe('two people', () => {
  const planFor = async (...admins: MemoryAdmin[]): Promise<Plan> =>
    await makePlan(admins, keepOnly(['me@example.edu']), { assets: 'leave' })

  it('are not mixed for an id that two installations give', async () => {
    const here = new MemoryAdmin([member('me@example.edu'), member('ana@example.edu', { id: '7' })], aacScope)
    const there = new MemoryAdmin([member('me@example.edu'), member('bo@example.edu', { id: '7' })], workspaceScope)
    const plans = [await planFor(here, there)]
    const { journal } = memoryState()
    const found = await explain({ journal, plans }, { email: 'ana@example.edu' })
    expect(found.events.map(({ scope }) => scope)).toEqual([scopeKey])
    expect(found.person).toEqual({ ids: ['7'], emails: ['ana@example.edu'] })
    expect(found.notes).toEqual([])
    // By the id alone nobody can tell which of them is meant.
    expect((await explain({ journal, plans }, { id: '7' })).notes).toEqual([
      'The id 7 is of different people at https://houston.example.com and https://us1.alteryxcloud.com: all are told of here. Name an address as well.',
    ])
    expect((await explain({ journal, plans }, { id: '7', email: 'bo@example.edu' })).notes).toEqual([])
  })

  it('are one where they share an address, and no further', async () => {
    const shared = { aliases: ['office@example.edu'] }
    const here = new MemoryAdmin(
      [member('me@example.edu'), member('ana@example.edu', { id: '1', ...shared })],
      aacScope,
    )
    const there = new MemoryAdmin(
      [
        member('me@example.edu'),
        member('ana@example.edu', { id: 'c1', aliases: ['x@example.edu'] }),
        member('x@example.edu', { id: 'c2' }),
      ],
      workspaceScope,
    )
    const plans = [await planFor(here, there)]
    const { journal } = memoryState()
    expect(await explain({ journal, plans }, { id: '1' })).toMatchObject({ person: { ids: ['1', 'c1'] }, notes: [] })
    expect((await explain({ journal, plans }, { id: 'c2' })).person.ids).toEqual(['c1', 'c2'])
    expect((await explain({ journal, plans }, { email: 'x@example.edu' })).person.ids).toEqual(['c1', 'c2'])
  })
})
