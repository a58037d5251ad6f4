// Longer than other files: every pair of a member and a record that a rule must tell apart.
import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  type Complete,
  complete,
  leavers,
  type Member,
  makePlan,
  memoryState,
  type Plan,
  type PlanOptions,
  type Scope,
  type SourcePerson,
  type State,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member, staff, workspaceScope } from './memory.ts'
import { actions, decided, second, self } from './plan-worlds.ts'

const day = 86_400_000
const start = Date.parse('2026-11-16T08:00:00Z')
const iso = (time: number): string => new Date(time).toISOString()
const others = staff(20)
const known: readonly SourcePerson[] = [...others, self, second].map(({ email }) => ({
  id: email,
  email,
  status: 'active',
}))
const cy = member('cy@example.edu', { name: 'Cy Ruiz' })
const person = (id: string, about: Partial<SourcePerson> = {}): SourcePerson => ({ id, status: 'active', ...about })
async function reading(people: readonly SourcePerson[], time = start): Promise<Complete> {
  const snapshot = await complete({
    source: 'corp',
    people: [...known, ...people],
    proof: 'The server counted them.',
    readAt: iso(time),
  })
  if (snapshot.kind !== 'complete') throw new Error('somebody is needed')
  return snapshot
}

/** One reading after the other, each with a plan; answers with the last. */
async function after(
  readings: readonly (readonly [number, ...SourcePerson[]])[],
  members: readonly Member[] = [cy],
  { state = memoryState({ now: () => start }), scope = aacScope, ...options }: PlanOptions & { scope?: Scope } = {},
): Promise<Plan> {
  let made: Plan | undefined
  for (const [days, ...people] of readings) {
    const time = start + days * day
    const goal = leavers(await reading(people, time), { action: 'remove' })
    made = await makePlan(new MemoryAdmin([self, second, ...others, ...members], scope), goal, {
      ...decided,
      ...options,
      state,
      now: () => time,
    })
  }
  if (made === undefined) throw new Error('a plan is needed')
  return made
}
const left = (plan: Plan): (readonly [string, string])[] => plan.steps.map(({ action, reason }) => [action, reason])
const kept = (plan: Plan): (readonly [string, string])[] => plan.kept.map(({ email, code }) => [email, code])
const counted = (plan: Plan): unknown => plan.scopes[0]?.matched

describe('a member is found', () => {
  it.each<[string, Partial<SourcePerson>]>([
    ['by mail', { email: 'cy@example.edu' }],
    ['by alias', { email: 'c.ruiz@example.edu', aliases: ['cy@example.edu'] }],
    ['by sign-in name', { email: 'c.ruiz@example.edu', upn: 'cy@example.edu' }],
  ])('%s', async (how, about) => {
    const gone = await after([[0, person('7', { ...about, status: 'disabled' })]])
    expect(left(gone)).toEqual([['remove', `Left, as corp says: disabled there (found ${how}).`]])
    expect(counted(gone)).toEqual({ matched: 23, exempt: 0, unmatched: 0 })
    const stays = await after([[0, person('7', about)]])
    expect([stays.steps, stays.kept, stays.unmatched, counted(stays)]).toEqual([
      [],
      [],
      [],
      { matched: 23, exempt: 0, unmatched: 0 },
    ])
  })

  it('by the first rule that leads to anybody, where several records agree', async () => {
    const plan = await after([
      [
        0,
        person('7', { aliases: ['cy@example.edu'], status: 'deleted' }),
        person('8', { email: 'cy@example.edu', status: 'disabled' }),
      ],
    ])
    expect(left(plan)).toEqual([['remove', 'Left, as corp says: disabled there (found by mail).']])
  })

  it('or not, and is counted and listed then, without an address too', async () => {
    const plan = await after([[0]], [cy, member('', { id: 'shy' })])
    expect(counted(plan)).toEqual({ matched: 22, exempt: 0, unmatched: 2 })
    expect(plan.unmatched.map(({ id }) => id)).toEqual(['shy', cy.id])
    expect(plan.steps).toEqual([])
  })

  it('and somebody of the same name under another address is suggested, and no more', async () => {
    const personal = member('ana.b@gmail.com', { name: 'Ana  Berg' })
    const plan = await after(
      [[0, person('9', { email: 'ana.berg@example.edu', name: 'ana berg', status: 'disabled' })]],
      [personal],
    )
    expect(plan.unmatched).toMatchObject([{ email: 'ana.b@gmail.com', nearest: ['ana.berg@example.edu'] }])
    expect(plan.steps).toEqual([])
  })
})

describe('a member to whom a directory gives two fates is kept', () => {
  const gone = person('7', { email: 'cy@example.edu', name: 'Cy Ruiz', status: 'disabled' })
  it.each<[string, readonly SourcePerson[], string]>([
    [
      'a recycled address',
      [gone, person('8', { aliases: ['cy@example.edu'], name: 'Cy Young' })],
      '7, Cy Ruiz, is disabled (found by mail); 8, Cy Young, is active (found by alias)',
    ],
    [
      'a sign-in name of somebody else',
      [gone, person('8', { upn: 'cy@example.edu' })],
      '7, Cy Ruiz, is disabled (found by mail); 8 is active (found by sign-in name)',
    ],
    [
      'who has another address in common with somebody active',
      [{ ...gone, aliases: ['info@example.edu'] }, person('8', { email: 'info@example.edu' })],
      '7, Cy Ruiz, is disabled (found by mail); 8 is active (found by mail)',
    ],
  ])('%s', async (_name, people, both) => {
    const plan = await after([[0, ...people]])
    expect(plan.steps).toEqual([])
    expect(plan.kept).toMatchObject([
      {
        email: 'cy@example.edu',
        code: 'collision',
        reason: `Of those in corp who fit, some left and some did not: ${both}. Correct corp, or decide about this person by hand.`,
      },
    ])
    expect(counted(plan)).toEqual({ matched: 23, exempt: 0, unmatched: 0 })
  })

  it('a stored id whose person left, while somebody else has the address', async () => {
    const plan = await after([
      [0, person('7', { email: 'cy@example.edu' })],
      [1, person('7', { status: 'deleted' }), person('8', { email: 'cy@example.edu' })],
    ])
    expect([plan.steps, kept(plan)]).toEqual([[], [['cy@example.edu', 'collision']]])
    expect(plan.kept[0]?.reason).toContain('7 is deleted (found by the id stored before); 8 is active (found by mail)')
  })

  it('a stored id whose person is absent, while somebody active has another of their addresses', async () => {
    const plan = await after([
      [0, person('7', { email: 'c.ruiz@example.edu', aliases: ['cy@example.edu'] })],
      [1, person('8', { email: 'c.ruiz@example.edu' })],
      [3, person('8', { email: 'c.ruiz@example.edu' })],
    ])
    expect([plan.steps, kept(plan)]).toEqual([[], [['cy@example.edu', 'collision']]])
  })

  it('an absent person, while only a shared address leads to somebody active', async () => {
    const shared = { aliases: ['info@example.edu'] }
    const info = person('8', { email: 'info@example.edu' })
    const plan = await after(
      [
        [0, person('7', { email: 'cy@example.edu' }), info],
        [1, info],
      ],
      [{ ...cy, ...shared }, member('dan@example.edu', shared)],
    )
    expect([plan.steps, kept(plan)]).toEqual([[], [['cy@example.edu', 'collision']]])
  })

  it('a stored id of which another member has the address by now, as of a mailbox that was shared', async () => {
    const team = member('team@example.edu')
    const both = { email: 'cy@example.edu', aliases: ['team@example.edu'] }
    const readings: [number, SourcePerson][] = [
      [0, person('7', both)],
      [1, person('7', { ...both, aliases: [] })],
      [2, person('7', { ...both, aliases: [], status: 'disabled' })],
    ]
    const plan = await after(readings, [cy, team])
    expect([actions(plan), plan.kept.map(({ email, code, reason }) => [email, code, reason])]).toEqual([
      ['remove cy@example.edu'],
      [
        [
          'team@example.edu',
          'ambiguous',
          '7 in corp was found for this person before, has none of their addresses, and has one of somebody else here: cy@example.edu. Decide about this person by hand.',
        ],
      ],
    ])
  })

  it('a stored id that was given to another member, so that nobody can tell whether its first person left', async () => {
    const dan = member('dan@example.edu')
    const plan = await after(
      [
        [0, person('7', { email: 'cy@example.edu' })],
        [1, person('7', { email: 'dan@example.edu' })],
      ],
      [cy, dan],
    )
    expect([plan.steps, kept(plan)]).toEqual([[], [['cy@example.edu', 'ambiguous']]])
  })

  it.each<[string, Partial<SourcePerson>, Partial<SourcePerson>]>([
    ['of the same name', { name: 'Cy Ruiz' }, { email: 'c.ruiz@new.example', name: 'cy  ruiz' }],
    ['with the same mailbox elsewhere', {}, { email: 'cy@new.example', name: 'Cy Ruiz' }],
  ])('who is absent, while somebody %s came, where a new address is a new id', async (_name, before, now) => {
    const old = person('cy@example.edu', { email: 'cy@example.edu', ...before })
    const renewed = person(now.email ?? '', now)
    const plan = await after([
      [0, old],
      [1, renewed],
      [3, renewed],
    ])
    expect([plan.steps, plan.kept.map(({ email, code }) => [email, code])]).toEqual([
      [],
      [['cy@example.edu', 'collision']],
    ])
    expect(plan.kept[0]?.reason).toContain(
      `${now.email}, ${now.name}, is active (found by name or mailbox, perhaps the same person under a new address)`,
    )
    // An id of its own stays whatever becomes of the address: who is absent by it is absent.
    const numbered = await after([
      [0, { ...old, id: '7' }],
      [1, { ...renewed, id: '8' }],
      [3, { ...renewed, id: '8' }],
    ])
    expect(actions(numbered)).toEqual(['remove cy@example.edu'])
    const other = person('cy@new.example', { email: 'cy@new.example', name: 'Cy Young' })
    const named = { ...old, name: 'Cy Ruiz' }
    expect(
      actions(
        await after([
          [0, named],
          [1, other],
          [3, other],
        ]),
      ),
    ).toEqual(['remove cy@example.edu'])
  })

  it('and is said to be left to decide about after a run, by whatever they were found', async () => {
    const state = memoryState({ now: () => start })
    const dan = member('dan@example.edu')
    await after([[0, person('7', { email: 'cy@example.edu' })]], [cy], { state })
    const goal = leavers(
      await reading(
        [
          person('7', { status: 'disabled' }),
          person('8', { email: 'cy@example.edu' }),
          person('9', { email: 'dan@example.edu', status: 'disabled' }),
        ],
        start + day,
      ),
      { action: 'remove' },
    )
    const admin = new MemoryAdmin([self, second, ...others, cy, dan])
    const plan = await makePlan(admin, goal, { ...decided, state, now: () => start + day })
    expect([actions(plan), kept(plan)]).toEqual([['remove dan@example.edu'], [['cy@example.edu', 'collision']]])
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, now: () => start + day })
    expect(report).toMatchObject({ counts: { done: 1 }, left: [{ email: 'cy@example.edu' }] })
  })

  it('and an address of several members is nobody’s', async () => {
    const twins = ['1', '2'].map((id) => member(`c${id}@example.edu`, { aliases: ['cy@example.edu'] }))
    const plan = await after([[0, gone]], twins)
    expect(plan.kept.map(({ code, reason }) => [code, reason])).toEqual([
      ['ambiguous', 'cy@example.edu means several people here.'],
      ['ambiguous', 'cy@example.edu means several people here.'],
    ])
    expect([plan.steps, plan.unmatched]).toEqual([[], []])
  })
})

describe('whom a plan found once, clearly and active, is known by the directory’s id', () => {
  const seven = person('7', { email: 'cy@example.edu' })
  const links = (state: State): Promise<ReadonlyMap<string, string>> => state.links('corp', aacScope)

  it('is the same person under another name and address', async () => {
    const state = memoryState({ now: () => start })
    const renamed = person('7', { email: 'c.young@example.edu', name: 'Cy Young' })
    const stays = await after(
      [
        [0, seven],
        [1, renamed],
      ],
      [cy],
      { state },
    )
    expect([stays.steps, stays.unmatched]).toEqual([[], []])
    const gone = await after([[2, { ...renamed, status: 'disabled' }]], [cy], { state })
    expect(left(gone)).toEqual([['remove', 'Left, as corp says: disabled there (found by the id stored before).']])
  })

  it.each(['disabled', 'expired', 'deleted'] as const)(
    'leaves at once by a record without any address: %s',
    async (status) => {
      const plan = await after([
        [0, seven],
        [1, person('7', { status })],
      ])
      expect(left(plan)).toEqual([['remove', `Left, as corp says: ${status} there (found by the id stored before).`]])
    },
  )

  it('leaves by the clock of absence, though the last address that was seen is another one', async () => {
    const renamed = person('7', { email: 'c.young@example.edu' })
    const days: readonly (readonly [number, ...SourcePerson[]])[] = [[0, seven], [1, renamed], [2]]
    const since = `Absent from corp since ${iso(start + 2 * day)} (found by the id stored before).`
    expect(left(await after(days))).toEqual([['suspend', since]])
    expect(left(await after([...days, [2.9]]))).toEqual([['suspend', since]])
    expect(left(await after([...days, [3]]))).toEqual([['remove', since]])
    const houston = await after(days, [cy], { scope: workspaceScope })
    expect(houston.steps.map(({ action, heldBy }) => [action, heldBy])).toEqual([['remove', ['leaver']]])
  })

  it('is another person from then on who was hired again under the address, and the link moves', async () => {
    const state = memoryState({ now: () => start })
    const plan = await after([[0, seven], [1], [3, person('8', { email: 'cy@example.edu' })]], [cy], { state })
    expect([plan.steps, plan.kept, plan.unmatched]).toEqual([[], [], []])
    expect((await links(state)).get(cy.id)).toBe('8')
  })

  it('has the clock of who went last, where several went', async () => {
    const eight = person('8', { email: 'cy@example.edu' })
    const plan = await after([[0, seven], [1, eight], [3]])
    expect(left(plan)).toEqual([
      ['suspend', `Absent from corp since ${iso(start + 3 * day)} (found by the id stored before).`],
    ])
  })

  it('means nothing more where nobody knows the person, and the addresses decide', async () => {
    const state = memoryState({ now: () => start })
    await state.record({
      kind: 'links',
      source: 'corp',
      scope: aacScope,
      at: iso(start),
      links: [{ member: cy.id, person: 'nobody' }],
    })
    const plan = await after([[0, { ...seven, status: 'disabled' }]], [cy], { state })
    expect(left(plan)).toEqual([['remove', 'Left, as corp says: disabled there (found by mail).']])
  })

  it('is known in that scope only: the ids of members mean something nowhere else', async () => {
    const state = memoryState({ now: () => start })
    await after([[0, seven]], [cy], { state })
    expect((await state.links('corp', { ...aacScope, id: '41878' })).size).toBe(0)
    expect((await state.links('payroll', aacScope)).size).toBe(0)
  })

  it.each<[string, readonly SourcePerson[], readonly Member[], PlanOptions]>([
    ['who left', [{ ...seven, status: 'disabled' }], [cy], {}],
    ['whom two active records fit', [seven, person('8', { aliases: ['cy@example.edu'] })], [cy], {}],
    ['in a collision', [seven, person('8', { upn: 'cy@example.edu', status: 'deleted' })], [cy], {}],
    [
      'whose address several members have',
      [person('7', { email: 'info@example.edu' })],
      [{ ...cy, aliases: ['info@example.edu'] }, member('dan@example.edu', { aliases: ['info@example.edu'] })],
      {},
    ],
    [
      'who is exempt',
      [seven],
      [cy],
      { policy: { exempt: [{ person: 'cy@example.edu', owner: 'bo@example.edu', until: '2027-01-01' }] } },
    ],
  ])('is nobody %s', async (_name, people, members, options) => {
    const state = memoryState({ now: () => start })
    await after([[0, ...people]], members, { ...options, state })
    expect((await links(state)).has(cy.id)).toBe(false)
    expect((await links(state)).size).toBe(22)
  })

  it('leaves nothing over once they are taken out, though no address of theirs is in the directory any more', async () => {
    const state = memoryState({ now: () => start })
    const time = start + day
    const admin = new MemoryAdmin([self, second, ...others, cy])
    await after([[0, seven]], [cy], { state })
    const goal = leavers(await reading([person('7', { status: 'deleted' })], time), { action: 'remove' })
    const options: PlanOptions = { ...decided, state, now: () => time }
    const plan = await makePlan(admin, goal, options)
    const again = await makePlan(admin, goal, options)
    expect(again.id).toBe(plan.id)
    const report = await applyPlan(admin, again, { approve: { of: plan, by: 'ana' }, state, now: () => time })
    expect(report).toMatchObject({ counts: { done: 1 }, left: [] })
    expect(actions(await makePlan(admin, goal, options))).toEqual([])
  })

  it('and is named if the run did not reach them', async () => {
    const state = memoryState({ now: () => start })
    const time = start + day
    const admin = new MemoryAdmin([self, second, ...others, cy])
    await after([[0, seven]], [cy], { state })
    const goal = leavers(await reading([person('7', { status: 'deleted' })], time), { action: 'remove' })
    const plan = await makePlan(admin, goal, { ...decided, state, now: () => time })
    const report = await applyPlan(admin, plan, {
      approve: { id: plan.id, by: 'ana' },
      only: ['suspend'],
      now: () => time,
    })
    expect(report.left).toMatchObject([{ email: 'cy@example.edu' }])
  })
})

describe('a directory that holds nobody, as was expected', () => {
  it('says of nobody that they left: who has their address by now cannot be told', async () => {
    const state = memoryState({ now: () => start })
    await after(
      [[0, person('7', { email: 'cy@example.edu' })], [1], [3, person('8', { email: 'cy@example.edu' })]],
      [cy],
      {
        state,
      },
    )
    const empty = await complete({ source: 'corp', people: [], proof: 'counted', readAt: iso(start + 4 * day) })
    const plan = await makePlan(new MemoryAdmin([self, second, ...others, cy]), leavers(empty, { action: 'remove' }), {
      ...decided,
      state,
      expectEmpty: 'corp',
      now: () => start + 4 * day,
    })
    expect([plan.steps, counted(plan)]).toEqual([[], { matched: 0, exempt: 0, unmatched: 23 }])
  })
})
