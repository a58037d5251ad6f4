import { describe, expect, it } from 'vitest'
import {
  complete,
  leavers,
  type Member,
  makePlan,
  memoryState,
  type Plan,
  type PlanOptions,
  type PlanState,
  type Snapshot,
  type SourcePerson,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member, staff, workspaceScope } from './memory.ts'
import { actions, decided, plan, second, self } from './plan-worlds.ts'

const here = 'https://us1.alteryxcloud.com/41877'
const there = 'https://houston.example.com/ws1'
const day = 86_400_000
const start = Date.parse('2026-11-16T08:00:00Z')
const iso = (time: number): string => new Date(time).toISOString()
const person = (
  name: string,
  status: SourcePerson['status'] = 'active',
  about: Partial<SourcePerson> = {},
): SourcePerson => ({
  id: name,
  email: `${name}@example.edu`,
  status,
  ...about,
})
const others = staff(20)
const known: SourcePerson[] = [
  ...others.map(({ email }): SourcePerson => ({ id: email, email, status: 'active' })),
  person('me'),
  person('bo'),
]
const read = (people: readonly SourcePerson[], time = start): Promise<Snapshot> =>
  complete({ source: 'campus', people, proof: 'The server counted them.', readAt: iso(time) })
const people = (...more: Member[]): Member[] => [self, second, ...others, ...more]
const cy = member('cy@example.edu')

describe('leavers of a list', () => {
  it('lose access at once and without any memory: suspended by default, or removed', async () => {
    const suspending = await plan(people(cy), leavers(['CY@example.edu']))
    expect(suspending.steps.map(({ what, reason, heldBy }) => [what, reason, heldBy])).toEqual([
      ['suspend cy@example.edu in workspace spring-class', 'On the list of leavers.', []],
    ])
    const removing = await plan(people(cy), leavers(['cy@example.edu'], { action: 'remove' }))
    expect(removing.steps.map(({ what, heldBy }) => [what, heldBy])).toEqual([
      ['take cy@example.edu out of workspace spring-class', []],
    ])
    expect([suspending.unmatched, suspending.scopes[0]?.whole]).toEqual([[], false])
  })

  it('are not suspended twice', async () => {
    const made = await plan(people({ ...cy, status: 'suspended' }), leavers(['cy@example.edu']))
    expect([made.steps, made.kept]).toEqual([[], []])
  })

  it('are left alone where their address means several people', async () => {
    const twins = ['1', '2'].map((id) => member(`c${id}@example.edu`, { aliases: ['cy@example.edu'] }))
    const made = await plan(people(...twins), leavers(['cy@example.edu']))
    expect(made.steps).toEqual([])
    expect(made.kept.map(({ email, code, reason }) => [email, code, reason])).toEqual([
      ['c1@example.edu', 'ambiguous', 'cy@example.edu means several people here.'],
      ['c2@example.edu', 'ambiguous', 'cy@example.edu means several people here.'],
    ])
  })

  it('go by an entry of their own, though another one means several people', async () => {
    const twins = ['1', '2'].map((id) => member(`c${id}@example.edu`, { aliases: ['cy@example.edu'] }))
    const made = await plan(people(...twins), leavers(['cy@example.edu', 'c1@example.edu']))
    expect(actions(made)).toEqual(['suspend c1@example.edu'])
    expect(made.kept.map(({ email, code }) => [email, code])).toEqual([['c2@example.edu', 'ambiguous']])
  })

  it('cannot be suspended where nobody can be: none of several scopes, or some', async () => {
    const houston = new MemoryAdmin(people(cy), workspaceScope)
    const attempt = makePlan(houston, leavers(['cy@example.edu']))
    await expect(attempt).rejects.toMatchObject({ problem: 'unsupported' })
    await expect(attempt).rejects.toThrow('Nobody can be suspended in Data: choose to remove them.')
    const made = await makePlan([houston, new MemoryAdmin(people(cy))], leavers(['cy@example.edu']))
    expect(made.steps.map(({ scope, what }) => [scope, what])).toEqual([
      [here, 'suspend cy@example.edu in workspace spring-class'],
    ])
    expect(made.blocked).toEqual([
      {
        scope: there,
        action: 'suspend',
        email: 'cy@example.edu',
        id: cy.id,
        reason: 'Nobody can be suspended in workspace Data.',
        remedy: 'Remove the person instead, or leave them in.',
      },
    ])
  })
})

describe('leavers of a directory', () => {
  it.each(['disabled', 'expired', 'deleted'] as const)(
    '%s: lose access at once, by any of their addresses',
    async (status) => {
      const gone = person('old', status, { aliases: ['cy@example.edu'] })
      const made = await plan(people(cy), leavers(await read([...known, gone])))
      expect(made.steps.map(({ what, reason, heldBy }) => [what, reason, heldBy])).toEqual([
        [
          'suspend cy@example.edu in workspace spring-class',
          `Left, as campus says: ${status} there (found by alias).`,
          [],
        ],
      ])
      expect([made.missing, made.unmatched]).toEqual([[], []])
    },
  )

  it.each<[string, SourcePerson[]]>([
    ['by one address', [person('cy'), person('left', 'disabled', { email: 'cy@example.edu' })]],
    ['by two addresses of one member', [person('cy'), person('left', 'disabled', { email: 'cy.old@example.edu' })]],
  ])('who left and who did not, told apart by nothing: left alone (%s)', async (_name, both) => {
    const made = await plan(
      people({ ...cy, aliases: ['cy.old@example.edu'] }),
      leavers(await read([...known, ...both])),
    )
    expect(made.steps).toEqual([])
    expect(made.kept).toEqual([
      {
        scope: here,
        email: 'cy@example.edu',
        id: cy.id,
        person: { source: 'campus', id: 'left' },
        code: 'collision',
        reason:
          'Of those in campus who fit, some left and some did not: left is disabled (found by mail); cy is active (found by mail). Correct campus, or decide about this person by hand.',
      },
    ])
  })

  it('names the members whom it does not know, with near misses, and takes nothing from them', async () => {
    const made = await plan(people(member('ana.riuz@example.edu')), leavers(await read([...known, person('ana.ruiz')])))
    expect(made.steps).toEqual([])
    expect(made.unmatched).toEqual([
      { scope: here, email: 'ana.riuz@example.edu', id: 'id-ana.riuz@example.edu', nearest: ['ana.ruiz@example.edu'] },
    ])
  })
})

describe('the guard leaver: who is absent from the directory', () => {
  /** Plans at each of these times, when the directory is read without cy; before, it was read with. */
  async function reading(
    times: readonly number[],
    {
      scope = aacScope,
      member: who = cy,
      action = 'remove',
    }: { scope?: typeof aacScope; member?: Member; action?: 'remove' | 'suspend' } = {},
    state: PlanState = memoryState({ now: () => start }),
  ): Promise<Plan[]> {
    const full = await read([...known, person('cy')], start - day)
    if (full.kind === 'complete') await state.record({ kind: 'snapshot', snapshot: full })
    const made: Plan[] = []
    for (const time of times) {
      const goal = leavers(await read(known, time), { action })
      const options: PlanOptions = { ...decided, state, now: () => time }
      made.push(await makePlan(new MemoryAdmin(people(who), scope), goal, options))
    }
    return made
  }
  const said = ({ steps }: Plan): unknown =>
    steps.map(({ what, reason, heldBy, absentSince }) => [what, reason, heldBy, absentSince])
  const since = `Absent from campus since ${iso(start)} (found by mail).`
  const suspension = [['suspend cy@example.edu in workspace spring-class', since, [], undefined]]
  const removal = [['take cy@example.edu out of workspace spring-class', since, [], undefined]]

  it.each([
    { what: 'the first reading', times: [start], removed: false },
    { what: 'the same reading planned twice', times: [start, start], removed: false },
    { what: 'a second one a millisecond less than 24 hours later', times: [start, start + day - 1], removed: false },
    { what: 'a second one 24 hours later', times: [start, start + day], removed: true },
    { what: 'a third one, 24 hours after the first', times: [start, start + 1, start + day], removed: true },
    {
      what: 'one 24 hours after the first, then an older one, then that one again',
      times: [start, start + day, start + 1, start + day],
      removed: true,
    },
  ])('AAC, $what: removed $removed, else suspended', async ({ times, removed }) => {
    const made = (await reading(times)).at(-1)
    if (made === undefined) throw new Error('a plan is needed')
    expect(said(made)).toEqual(removed ? removal : suspension)
    expect([made.held, made.unmatched]).toEqual([[], []])
  })

  it('AAC: an older reading than the newest says nothing of who is absent, for they may be back in that', async () => {
    const made = (await reading([start, start + day, start + 1])).at(-1)
    expect([made?.steps, made?.unmatched.map(({ email }) => email)]).toEqual([[], ['cy@example.edu']])
  })

  it('AAC: whom the first reading had suspended is removed after the second', async () => {
    const suspended = { member: { ...cy, status: 'suspended' as const } }
    const [first, later] = await reading([start, start + day], suspended)
    expect([first?.steps, later === undefined ? [] : said(later)]).toEqual([[], removal])
  })

  it('Houston: held at the first reading, free after the second', async () => {
    const houston = { scope: workspaceScope }
    const [first, early, later] = await reading([start, start + day - 1, start + day], houston)
    const what = 'take cy@example.edu out of workspace Data'
    for (const made of [first, early]) {
      expect(made === undefined ? [] : said(made)).toEqual([[what, since, ['leaver'], iso(start)]])
      expect(made?.held).toEqual([
        {
          code: 'leaver',
          scope: there,
          steps: 1,
          reason:
            'One person is absent from the directory and not marked as having left; only a second complete reading, at least 24 hours after the first, shows that this is no fault of it.',
          remedy: 'Plan again after the next reading, or release leaver if they are known to have left.',
        },
      ])
    }
    expect(later === undefined ? [] : said(later)).toEqual([[what, since, [], undefined]])
    expect(later?.held).toEqual([])
  })

  it('says how many they are', async () => {
    const state = memoryState({ now: () => start })
    const full = await read([...known, person('cy'), person('dan')], start - day)
    if (full.kind === 'complete') await state.record({ kind: 'snapshot', snapshot: full })
    const admin = new MemoryAdmin(people(cy, member('dan@example.edu')), workspaceScope)
    const made = await makePlan(admin, leavers(await read(known), { action: 'remove' }), { state, now: () => start })
    expect(made.held.map(({ steps, reason }) => [steps, reason.slice(0, 46)])).toEqual([
      [2, '2 people are absent from the directory and not'],
    ])
  })

  it('begins anew for who was there again in between', async () => {
    const state = memoryState({ now: () => start })
    await reading([start], {}, state)
    const back = await read([...known, person('cy')], start + day)
    if (back.kind === 'complete') await state.record({ kind: 'snapshot', snapshot: back })
    const [made] = await reading([start + day + 1], {}, state)
    expect(made?.steps.map(({ action, reason }) => [action, reason])).toEqual([
      ['suspend', `Absent from campus since ${iso(start + day + 1)} (found by mail).`],
    ])
  })

  it('does not count whose address another person of the directory has by now', async () => {
    const state = memoryState({ now: () => start })
    const full = await read([...known, person('cy')], start - day)
    if (full.kind === 'complete') await state.record({ kind: 'snapshot', snapshot: full })
    const renamed = person('another', 'active', { email: 'cy@example.edu' })
    const admin = new MemoryAdmin(people(cy))
    const made = await makePlan(admin, leavers(await read([...known, renamed])), { state, now: () => start })
    expect([made.steps, made.kept, made.unmatched]).toEqual([[], [], []])
  })

  it('does not count who had one address with another person of the directory: hired again, or given to another', async () => {
    const state = memoryState({ now: () => start })
    const old = person('c.ruiz', 'active', { aliases: ['cy@example.edu'] })
    const full = await read([...known, old], start - day)
    if (full.kind === 'complete') await state.record({ kind: 'snapshot', snapshot: full })
    const again = person('another', 'active', { email: 'c.ruiz@example.edu' })
    const made = await makePlan(new MemoryAdmin(people(cy)), leavers(await read([...known, again])), {
      state,
      now: () => start,
    })
    expect([made.steps, made.unmatched.map(({ email }) => email)]).toEqual([[], ['cy@example.edu']])
  })

  it('is nobody without a memory, and nobody whom no reading ever had', async () => {
    const without = await plan(people(cy), leavers(await read(known), { action: 'remove' }))
    expect([without.steps, without.unmatched.map(({ email }) => email)]).toEqual([[], ['cy@example.edu']])
    const state = memoryState({ now: () => start })
    const made = await makePlan(new MemoryAdmin(people(cy)), leavers(await read(known)), { state, now: () => start })
    expect([made.steps, made.unmatched.map(({ email }) => email)]).toEqual([[], ['cy@example.edu']])
  })

  it('protects whom the policy protects, absent or not', async () => {
    const state = memoryState({ now: () => start })
    await reading([start], {}, state)
    const goal = leavers(await read(known, start + day), { action: 'remove' })
    const policy = { protect: ['cy@example.edu'] }
    const made = await makePlan(new MemoryAdmin(people(cy)), goal, {
      ...decided,
      policy,
      state,
      now: () => start + day,
    })
    expect([made.steps, made.kept.map(({ email, code }) => [email, code])]).toEqual([
      [],
      [['cy@example.edu', 'protected']],
    ])
  })
})
