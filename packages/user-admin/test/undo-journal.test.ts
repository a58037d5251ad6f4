import { describe, expect, it } from 'vitest'
import {
  type Intent,
  type Journal,
  type JournalEntry,
  type Member,
  memoryState,
  type Plan,
  type RunBegan,
  type Seen,
  type StepEnded,
  undoPlan,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, me, member, workspaceScope } from './memory.ts'

const key = `${aacScope.origin}/${aacScope.id}`
const of = { plan: 'f'.repeat(64), by: 'ana' }
const ana = member('ana@example.edu', { roles: ['editor'] })

const began = (run: string, more: Partial<RunBegan> = {}): RunBegan => ({
  kind: 'run',
  run,
  ...of,
  approvedBy: 'ana',
  approval: 'given',
  released: [],
  scopes: [{ key, scope: aacScope, credential: me }],
  steps: 1,
  ...more,
})
const seen = ({ native: _native, admin: _admin, name: _name, ...person }: Member): Seen => person
const about = (run: string, step: number, person: Member, action: Intent['action']) =>
  ({ run, ...of, step, scope: key, email: person.email, id: person.id, action, credential: me, what: '' }) as const
const intent = (run: string, action: Intent['action'], person: Member = ana, step = 0): Intent => ({
  kind: 'intent',
  ...about(run, step, person, action),
  reason: '',
  before: action === 'invite' ? null : seen(person),
})
const ended = (
  run: string,
  action: Exclude<Intent['action'], 'transfer'>,
  outcome: StepEnded['outcome'],
  after?: Member | null,
  step = 0,
): StepEnded => ({
  kind: 'outcome',
  ...about(run, step, ana, action),
  outcome,
  ...(after === undefined ? {} : { after: after === null ? null : seen(after) }),
})

async function journalOf(entries: readonly JournalEntry[]): Promise<Journal> {
  const { journal } = memoryState()
  for (const entry of entries) await journal.append(entry)
  return journal
}

async function undo(people: readonly Member[], entries: readonly JournalEntry[], run?: string): Promise<Plan> {
  return await undoPlan(
    new MemoryAdmin([member('me@example.edu', { admin: true }), ...people]),
    await journalOf(entries),
    {
      run,
    },
  )
}

const what = ({ steps }: Plan): readonly string[] => steps.map((step) => step.what)
const invitation = 'invite ana@example.edu to workspace spring-class as Editor'
const suspended = member(ana.email, { roles: ['editor'], status: 'suspended', mark: 'locked' })

describe('undoPlan of a journal', () => {
  it.each<[string, readonly JournalEntry[]]>([
    ['done', [ended('r', 'remove', 'done', null)]],
    ['done, and not looked at', [ended('r', 'remove', 'done')]],
    ['of unknown end', [ended('r', 'remove', 'unknown')]],
    ['broken off after its intent', []],
  ])('invites who is gone by a removal that is %s', async (_how, rows) => {
    expect(what(await undo([], [began('r'), intent('r', 'remove'), ...rows]))).toEqual([invitation])
  })

  it.each<[string, readonly JournalEntry[]]>([
    ['failed', [intent('r', 'remove'), ended('r', 'remove', 'failed')]],
    ['was skipped', [intent('r', 'remove'), ended('r', 'remove', 'skipped')]],
    ['ended by the last row', [intent('r', 'remove'), ended('r', 'remove', 'unknown'), ended('r', 'remove', 'failed')]],
  ])('does nothing about a step that %s', async (_how, rows) => {
    const plan = await undo([], [began('r'), ...rows], 'r')
    expect([plan.steps, plan.kept]).toEqual([[], []])
  })

  it('says nothing of whom a removal of unknown end left there', async () => {
    const { steps, kept } = await undo([ana], [began('r'), intent('r', 'remove')])
    expect([steps, kept]).toEqual([[], []])
  })

  it('lets in whom a run suspended though nobody looked afterwards, if nothing else is other than before', async () => {
    const rows = [began('r'), intent('r', 'suspend')]
    expect(what(await undo([suspended], rows))).toEqual(['let ana@example.edu in again in workspace spring-class'])
    const { steps, kept } = await undo([{ ...suspended, roles: ['viewer'] }], rows)
    expect([steps, kept.map(({ reason }) => reason)]).toEqual([
      [],
      ['What the run left is not known, and the person is not as before it: left as they are.'],
    ])
  })

  it('passes over a later run of which nothing took effect', async () => {
    const rows = [
      began('r'),
      intent('r', 'remove'),
      began('s'),
      intent('s', 'suspend'),
      ended('s', 'suspend', 'failed'),
    ]
    expect((await undo([], rows)).goal).toMatchObject({ run: 'r' })
  })

  it('takes the runs that went on with one another for one', async () => {
    const cy = member('cy@example.edu', { roles: ['viewer'] })
    const rows = [
      began('r1'),
      intent('r1', 'remove'),
      began('r2', { resumes: 'r1' }),
      ended('r2', 'remove', 'done', null),
      intent('r2', 'remove', cy, 1),
      began('r3', { resumes: 'r2' }),
    ]
    const both = [invitation, 'invite cy@example.edu to workspace spring-class as Viewer']
    for (const run of ['r1', 'r2', 'r3', undefined]) expect(what(await undo([], rows, run))).toEqual(both)
  })

  it('goes on with what an undo undid, that one’s own resumption included', async () => {
    const rows = [
      began('r'),
      intent('r', 'remove'),
      ended('r', 'remove', 'done', null),
      began('u1', { undoes: 'r' }),
      intent('u1', 'invite'),
      began('u2', { resumes: 'u1' }),
      ended('u2', 'invite', 'pending', member(ana.email, { status: 'invited', roles: [] })),
    ]
    const plan = await undo([member(ana.email, { status: 'invited', roles: [] })], rows)
    expect(plan.goal).toMatchObject({ run: 'r', entries: [{ again: true, after: { status: 'invited' } }] })
    expect(what(plan)).toEqual(['make ana@example.edu Editor in workspace spring-class'])
  })

  it('undoes an undo that is named: of what it gave it takes roles only', async () => {
    const rows = [
      began('r'),
      intent('r', 'suspend'),
      began('u', { undoes: 'r' }),
      intent('u', 'reinstate', suspended),
      ended('u', 'reinstate', 'done', ana),
    ]
    const plan = await undo([ana], rows, 'u')
    expect([plan.steps, plan.goal.kind === 'undo' && plan.goal.lost.map(({ reason }) => reason)]).toEqual([
      [],
      ['The person stays let in: suspend them by hand if that is not meant.'],
    ])
  })

  it('compares with the last of several steps of a person, and gives back what was before the first', async () => {
    const between = member(ana.email, { roles: ['viewer'], mark: 'between' })
    const last = member(ana.email, { roles: ['viewer'], status: 'suspended', mark: 'last' })
    const rows = [
      began('r'),
      intent('r', 'set-roles'),
      ended('r', 'set-roles', 'done', between),
      intent('r', 'suspend', between, 1),
      ended('r', 'suspend', 'done', last, 1),
    ]
    expect(what(await undo([last], rows))).toEqual([
      'let ana@example.edu in again in workspace spring-class',
      'make ana@example.edu Editor instead of Viewer in workspace spring-class',
    ])
    expect((await undo([between], rows)).kept).toMatchObject([{ code: 'changed-since' }])
  })

  it('leaves alone who has left since, and several people under one address', async () => {
    const rows = [began('r'), intent('r', 'suspend'), ended('r', 'suspend', 'done', suspended)]
    expect((await undo([], rows)).kept).toMatchObject([{ id: ana.id, code: 'changed-since' }])
    const twin = member('twin@example.edu', { aliases: [ana.email] })
    expect(await undo([suspended, twin], rows)).toMatchObject({
      steps: [],
      kept: [{ code: 'ambiguous' }, { code: 'ambiguous' }],
    })
  })

  it('says what cannot be done: a role or a deployment that is gone, no address, a system that locks nobody out', async () => {
    const access: Member['access'] = [
      { via: 'deployment', id: 'd9', name: 'old', role: 'DEPLOYMENT_ADMIN', managedBy: 'here' },
    ]
    const place = `${workspaceScope.origin}/${workspaceScope.id}`
    const there = (entry: JournalEntry): JournalEntry =>
      entry.kind === 'run'
        ? { ...entry, scopes: [{ key: place, scope: workspaceScope, credential: me }] }
        : ({ ...entry, scope: place } as JournalEntry)
    const people = [
      member('a@example.edu', { roles: ['editor'], access }),
      member('b@example.edu', { roles: ['old'] }),
      member('', { id: 'c', roles: ['editor'] }),
    ]
    const locked = member('d@example.edu', { status: 'suspended' })
    const admin = new MemoryAdmin([member('me@example.edu', { admin: true }), locked], workspaceScope).offer({
      deployments: [{ id: 'd1', name: 'etl' }],
    })
    const journal = await journalOf(
      [
        began('r'),
        ...people.map((person, step) => intent('r', 'remove', person, step)),
        intent('r', 'suspend', { ...locked, status: 'active' }, 9),
      ].map(there),
    )
    const plan = await undoPlan(admin, journal)
    expect(what(plan)).toEqual(['invite a@example.edu to workspace Data as Editor'])
    expect(plan.blocked.map(({ email, action, reason }) => [email, action, reason])).toEqual([
      ['', 'invite', 'The system showed no e-mail address of the person, so nobody can be invited.'],
      ['a@example.edu', 'set-deployment-role', 'Deployment old is not in workspace Data any more.'],
      ['b@example.edu', 'invite', 'The role old is not one of workspace Data any more.'],
      ['d@example.edu', 'reinstate', 'Nobody is suspended or let in again in workspace Data.'],
    ])
  })
})
