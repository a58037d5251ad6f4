import { describe, expect, it } from 'vitest'
import {
  complete,
  explainPerson,
  type Goal,
  incomplete,
  keepOnly,
  leavers,
  type Member,
  makePlan,
  memoryState,
  type PersonExplanation,
  type PlanOptions,
  type Snapshot,
  type SourcePerson,
  type State,
  type UserRef,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member, staff, workspaceScope } from './memory.ts'
import { decided, second, self } from './plan-worlds.ts'

const start = Date.parse('2026-11-16T08:00:00Z')
const day = 86_400_000
const iso = (time: number): string => new Date(time).toISOString()
const others = staff(20)
const known = [...others, self, second].map(({ email }): SourcePerson => ({ id: email, email, status: 'active' }))
const cy = member('cy@example.edu')
const read = (people: readonly SourcePerson[], time = start, parts?: readonly Snapshot[]): Promise<Snapshot> =>
  complete({ source: 'corp', people: [...known, ...people], proof: 'Counted.', readAt: iso(time), parts })
const admins = (...more: Member[]): MemoryAdmin[] => [
  new MemoryAdmin([self, second, ...others, ...more], aacScope),
  new MemoryAdmin([self, second, ...others], workspaceScope),
]
const told = (
  goal: Goal,
  {
    person = { email: 'CY@example.edu' },
    members = [cy],
    ...options
  }: PlanOptions & {
    person?: UserRef
    members?: Member[]
  } = {},
): Promise<PersonExplanation> =>
  explainPerson(person, admins(...members), goal, { ...decided, now: () => start, ...options })
const seven: SourcePerson = { id: '7', email: 'cy@example.edu', name: 'Cy Ruiz', status: 'active' }
const leaving = async (people: readonly SourcePerson[], time = start): Promise<Goal> =>
  leavers(await read(people, time), { action: 'remove' })

describe('one person, as they are now', () => {
  it('are told of where they are in the directory, where in each scope, and what a plan would do', async () => {
    const found = await told(await leaving([{ ...seven, status: 'disabled' }]))
    expect(found).toEqual({
      person: { email: 'CY@example.edu' },
      sources: [
        {
          name: 'corp',
          kind: 'complete',
          readAt: iso(start),
          proof: 'Counted.',
          records: [{ ...seven, status: 'disabled' }],
        },
      ],
      scopes: [
        {
          scope: 'https://houston.example.com/ws1',
          name: 'Data',
          outcome: 'not-there',
          says: 'Nobody in workspace Data is this person.',
        },
        {
          scope: 'https://us1.alteryxcloud.com/41877',
          name: 'spring-class',
          member: { id: cy.id, email: 'cy@example.edu', status: 'active' },
          match: { rule: 'mail', source: 'corp', person: '7', status: 'disabled' },
          outcome: 'step',
          says: 'A plan would take cy@example.edu out of workspace spring-class. Left, as corp says: disabled there (found by mail).',
        },
      ],
      says: `corp, read whole at ${iso(start)}, knows 7 (Cy Ruiz), disabled. Nobody in workspace Data is this person. A plan would take cy@example.edu out of workspace spring-class. Left, as corp says: disabled there (found by mail).`,
    })
  })

  it.each<[string, readonly SourcePerson[], PlanOptions, object]>([
    [
      'active',
      [seven],
      {},
      { outcome: 'stays', says: 'cy@example.edu stays in workspace spring-class: active in corp (found by mail).' },
    ],
    [
      'unknown',
      [{ ...seven, email: 'cyy@example.edu' }],
      {},
      {
        outcome: 'unmatched',
        nearest: ['cyy@example.edu'],
        says: 'cy@example.edu is in workspace spring-class, is not known to corp, and stays for that. Near to that: cyy@example.edu.',
      },
    ],
    [
      'exempt',
      [],
      { policy: { exempt: [{ person: 'cy@example.edu', owner: 'bo@example.edu', until: '2027-01-01' }] } },
      {
        outcome: 'exempt',
        exempt: { owner: 'bo@example.edu', until: '2027-01-01T23:59:59.999Z' },
        says: 'Nothing is taken from cy@example.edu in workspace spring-class: bo@example.edu answers for them until 2027-01-01. Not known to corp.',
      },
    ],
    [
      'protected',
      [{ ...seven, status: 'expired' }],
      { policy: { protect: ['cy@example.edu'] } },
      {
        outcome: 'kept',
        says: 'cy@example.edu is left alone in workspace spring-class (protected): Protected by the policy.',
      },
    ],
    [
      'held back',
      [{ ...seven, status: 'expired' }],
      { unattended: true },
      {
        outcome: 'held',
        says: 'A plan would take cy@example.edu out of workspace spring-class. Left, as corp says: expired there (found by mail). It would be held back by state: Nobody watches this run, and there is no baseline for spring-class, so it may only report.',
      },
    ],
  ])('%s', async (_name, people, options, expected) => {
    const { scopes } = await told(await leaving(people), options)
    expect(scopes.at(-1)).toMatchObject(expected)
  })

  it.each<[string, UserRef]>([
    ['a member’s id', { id: cy.id }],
    ['the directory’s id', { id: '7' }],
    ['an address that only the directory has', { email: 'c.ruiz@example.edu' }],
    ['id and address', { id: cy.id, email: 'cy@example.edu' }],
  ])('are found by %s', async (_name, person) => {
    const found = await told(await leaving([{ ...seven, aliases: ['c.ruiz@example.edu'] }]), { person })
    expect(found.scopes.at(-1)).toMatchObject({ member: { id: cy.id }, match: { person: '7' } })
    expect(found.sources[0]?.records.map(({ id }) => id)).toEqual(['7'])
  })

  it('are found by the id stored before, and shown as absent', async () => {
    const state = memoryState({ now: () => start })
    await makePlan(admins(cy), await leaving([seven]), { ...decided, state, now: () => start })
    const options = { state, now: () => start + day }
    const gone = await told(await leaving([], start + day), options)
    expect(gone.scopes.at(-1)).toMatchObject({
      match: { rule: 'stored-id', person: '7', status: 'absent' },
      outcome: 'step',
      says: `A plan would suspend cy@example.edu in workspace spring-class. Absent from corp since ${iso(start + day)} (found by the id stored before).`,
    })
    const renamed = await told(await leaving([{ ...seven, email: 'cy.young@example.edu' }], start + day), options)
    expect(renamed.sources[0]?.records).toMatchObject([{ id: '7', email: 'cy.young@example.edu' }])
  })

  it('are told of by a list, and by who stays, as well', async () => {
    const listed = await told(leavers(['cy@example.edu'], { action: 'remove' }))
    expect([listed.sources, listed.scopes.at(-1)?.says]).toEqual([
      [],
      'A plan would take cy@example.edu out of workspace spring-class. On the list of leavers.',
    ])
    const kept = await told(keepOnly(await read([seven])))
    expect(kept.scopes.at(-1)?.says).toBe(
      'cy@example.edu stays in workspace spring-class: nothing that the goal asks for concerns them.',
    )
  })

  it('are shown in each part of a source', async () => {
    const part = await complete({ source: 'shop', people: [seven], proof: 'Counted.', readAt: iso(start) })
    const { sources } = await told(leavers(await read([seven], start, [part])))
    expect(sources.map(({ name, records }) => [name, records.length])).toEqual([
      ['corp', 1],
      ['shop', 1],
    ])
  })
})

describe('where no plan would be made', () => {
  it('is said why, and where the person is', async () => {
    const broken = incomplete({ source: 'corp', reason: 'Page 3 was refused.', seen: 50, readAt: iso(start) })
    const found = await told(leavers(broken))
    expect(found.sources).toMatchObject([{ kind: 'incomplete', proof: 'Page 3 was refused.', records: [] }])
    expect(found.stopped).toContain('corp was not read whole')
    expect(found.scopes.map(({ outcome }) => outcome)).toEqual(['not-there', 'stopped'])
    expect(found.says).toContain('cy@example.edu is in workspace spring-class, and no plan would be made.')
  })

  it('a wrong call is an error all the same', async () => {
    await expect(told(await leaving([seven]), { person: { id: '' } })).rejects.toMatchObject({ problem: 'invalid' })
    const options = { policy: { perRun: { share: 2 } } }
    await expect(told(await leaving([seven]), options)).rejects.toMatchObject({ problem: 'invalid' })
  })
})

describe('looking', () => {
  it('records nothing: however often somebody looks, no clock goes on', async () => {
    const state = memoryState({ now: () => start })
    await makePlan(admins(cy), await leaving([seven]), { ...decided, state, now: () => start })
    const recorded: string[] = []
    const watched: State = {
      ...state,
      record: async (event) => {
        recorded.push(event.kind)
        await state.record(event)
      },
    }
    for (const days of [1, 2, 3])
      await told(await leaving([], start + days * day), { state: watched, now: () => start + days * day })
    expect(recorded).toEqual([])
    const [plan] = [
      await makePlan(admins(cy), await leaving([], start + 4 * day), { ...decided, state, now: () => start + 4 * day }),
    ]
    expect(plan.steps.map(({ action, reason }) => [action, reason])).toEqual([
      ['suspend', `Absent from corp since ${iso(start + 4 * day)} (found by the id stored before).`],
    ])
  })
})
