import { describe, expect, it } from 'vitest'
import { compare } from '../src/identity/identity.ts'
import {
  complete,
  keepOnly,
  leavers,
  type Member,
  makePlan,
  memoryState,
  type Person,
  type Plan,
  type Scope,
  type SourcePerson,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member, staff } from './memory.ts'
import { actions, plan, second, self } from './plan-worlds.ts'

const others = staff(20)
const cy = member('cy@example.edu')
const reading = (...people: SourcePerson[]): ReturnType<typeof complete> =>
  complete({
    source: 'campus',
    proof: 'The server counted them.',
    people: [
      ...[...others, self, second].map(({ email }): SourcePerson => ({ id: email, email, status: 'active' })),
      ...people,
    ],
  })
const kept = ({ kept: list }: Plan): (readonly [string, string])[] => list.map(({ id, code }) => [id, code] as const)

describe('somebody who left and shares one address with somebody who did not', () => {
  it.each<[string, SourcePerson, SourcePerson]>([
    [
      'was hired again under a new record',
      { id: '1', email: 'c.ruiz@example.edu', aliases: ['cy@example.edu'], status: 'disabled' },
      { id: '2', email: 'c.ruiz@example.edu', status: 'active' },
    ],
    [
      'and whose second address somebody has by now',
      { id: '1', email: 'cy@example.edu', aliases: ['info@example.edu'], status: 'deleted' },
      { id: '2', email: 'ana@example.edu', aliases: ['info@example.edu'], status: 'active' },
    ],
  ])('%s: is in doubt under every address', async (_name, left, active) => {
    const snapshot = await reading(left, active)
    expect(leavers(snapshot)).toMatchObject({
      people: [],
      collisions: [left.email ?? '', ...(left.aliases ?? [])]
        .toSorted(compare)
        .map((value) => ({ kind: 'email', value })),
    })
    const made = await plan([self, second, ...others, cy], leavers(snapshot))
    expect([actions(made), kept(made)]).toEqual([[], [[cy.id, 'collision']]])
  })

  it('is no doubt about others who left', async () => {
    const snapshot = await reading(
      { id: '1', email: 'c.ruiz@example.edu', status: 'disabled' },
      { id: '2', email: 'c.ruiz@example.edu', status: 'active' },
      { id: '3', email: 'cy@example.edu', status: 'disabled' },
    )
    expect(actions(await plan([self, second, ...others, cy], leavers(snapshot)))).toEqual(['suspend cy@example.edu'])
  })
})

describe('a leaver named by id alone', () => {
  const us: Scope = aacScope
  const eu: Scope = { ...aacScope, origin: 'https://eu1.alteryxcloud.com', name: 'europe' }
  const classmate: Scope = { ...aacScope, id: '41878', name: 'autumn-class' }
  const dan = member('dan@example.edu', { id: cy.id })
  const planned = (people: readonly Person[], ...worlds: [Scope, Member][]): Promise<Plan> =>
    makePlan(
      worlds.map(([scope, who]) => new MemoryAdmin([self, second, ...others, who], scope)),
      leavers(people),
    )

  it('means nobody where people of several systems have it: two regions number theirs alike', async () => {
    const made = await planned([{ id: cy.id }], [us, cy], [eu, dan])
    expect(made.steps).toEqual([])
    expect(made.kept.map(({ scope, email, code, reason }) => [scope, email, code, reason])).toEqual([
      [
        'https://eu1.alteryxcloud.com/41877',
        'dan@example.edu',
        'ambiguous',
        `${cy.id} means several people of several systems.`,
      ],
      [
        'https://us1.alteryxcloud.com/41877',
        'cy@example.edu',
        'ambiguous',
        `${cy.id} means several people of several systems.`,
      ],
    ])
  })

  it('leaves every workspace of one system', async () => {
    const made = await planned([{ id: cy.id }], [us, cy], [classmate, cy])
    expect([actions(made), made.kept]).toEqual([['suspend cy@example.edu', 'suspend cy@example.edu'], []])
  })

  it('leaves by an address that is given besides, and the namesake stays', async () => {
    const made = await planned([{ id: cy.id }, 'cy@example.edu'], [us, cy], [eu, dan])
    expect([actions(made), kept(made)]).toEqual([['suspend cy@example.edu'], [[dan.id, 'ambiguous']]])
  })
})

describe('somebody of whom the system shows no address', () => {
  const shy = member('', { id: 'shy' })
  const people = [self, second, ...others, shy]

  it.each<[string, readonly Person[], string[]]>([
    ['nobody is protected', [], ['shy']],
    ['people are protected by id and role', [{ id: 'other' }, { role: 'editor' }], ['shy']],
    ['somebody is protected by address', ['dean@example.edu'], []],
    ['a domain is protected', ['@board.example'], []],
    ['somebody is protected by id and address', [{ id: 'other', email: 'dean@example.edu' }], []],
  ])('leaves by id where %s', async (_name, protect, gone) => {
    const made = await plan(people, leavers([{ id: 'shy' }]), { policy: { protect } })
    expect(made.steps.map(({ id }) => id)).toEqual(gone)
    expect(kept(made)).toEqual(gone.length === 0 ? [['shy', 'no-address']] : [])
  })

  it('stays where a list says who stays: they may be on it', async () => {
    const made = await plan(people, keepOnly(['bo@example.edu', '@staff.example']))
    expect(kept(made)).toContainEqual(['shy', 'no-address'])
    expect(actions(made)).toEqual([])
  })
})

describe('somebody who was invited, and nobody says when', () => {
  it('stays as if it had been lately, where leavers go', async () => {
    const invited = member('cy@example.edu', { status: 'invited' })
    const made = await plan([self, second, ...others, invited], leavers(['cy@example.edu'], { action: 'remove' }))
    expect([actions(made), kept(made)]).toEqual([[], [[invited.id, 'invited-lately']]])
    expect(made.kept[0]?.reason).toBe('Invited less than seven days ago, or nobody says when.')
  })
})

describe('what could not be checked', () => {
  it('is named: of a directory without a memory, who is absent from it since when', async () => {
    const list = leavers(['cy@example.edu'])
    const directory = leavers(await reading({ id: '1', email: 'cy@example.edu', status: 'disabled' }))
    const unchecked = async (goal: typeof list, state = false): Promise<Plan['notChecked']> =>
      (await plan([self, second, ...others, cy], goal, state ? { state: memoryState() } : {})).notChecked
    expect(await unchecked(list)).toEqual(['rolling'])
    expect(await unchecked(directory)).toEqual(['rolling', 'absence'])
    expect(await unchecked(directory, true)).toEqual([])
  })
})
