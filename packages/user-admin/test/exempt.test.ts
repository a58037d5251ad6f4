import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  complete,
  type Exemption,
  keepOnly,
  leavers,
  makePlan,
  type Plan,
  type PlanOptions,
  type SourcePerson,
  summarise,
} from '../src/index.ts'
import { MemoryAdmin, member, staff } from './memory.ts'
import { actions, codes, decided, plan, second, self } from './plan-worlds.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const others = staff(20)
const cy = member('cy@example.edu')
const people = [self, second, ...others, cy]
const active = [self, second, ...others].map(({ email }): SourcePerson => ({ id: email, email, status: 'active' }))
const gone: SourcePerson = { id: '7', email: 'cy@example.edu', status: 'disabled' }
const answered: Exemption = { person: 'Cy@Example.edu', owner: 'Bo@example.edu', until: '2026-12-31' }
const until = '2026-12-31T23:59:59.999Z'
async function planned(
  list: readonly SourcePerson[],
  exempt: readonly Exemption[] = [answered],
  options: PlanOptions = {},
): Promise<Plan> {
  const reading = await complete({
    source: 'corp',
    people: list,
    proof: 'The server counted them.',
    readAt: new Date(now).toISOString(),
  })
  return await plan(people, leavers(reading, { action: 'remove' }), {
    ...decided,
    ...options,
    policy: { exempt },
    now: () => now,
  })
}
const row = {
  scope: 'https://us1.alteryxcloud.com/41877',
  email: 'cy@example.edu',
  id: cy.id,
  owner: 'bo@example.edu',
  until,
}

describe('an exempt member', () => {
  it.each<[string, readonly SourcePerson[], object]>([
    ['whom the directory does not know', active, { says: 'Not known to corp.' }],
    [
      'who left, as the directory says',
      [...active, gone],
      { person: { source: 'corp', id: gone.id }, says: 'Left, as corp says: disabled there (found by mail).' },
    ],
    ['who is active', [...active, { ...gone, status: 'active' }], {}],
  ])('%s is left alone and listed with who answers for them', async (_name, list, more) => {
    const made = await planned(list)
    expect([made.steps, made.kept, made.unmatched, made.missing]).toEqual([[], [], [], []])
    expect(made.exempt).toEqual([{ ...row, ...more }])
    expect(made.scopes[0]?.matched).toEqual({ matched: 22, exempt: 1, unmatched: 0 })
  })

  it.each<[string, Exemption['person']]>([
    ['an id', { id: cy.id }],
    ['a domain', '@example.edu'],
  ])('is named by %s as well', async (_name, person) => {
    expect((await planned([...active, gone], [{ ...answered, person }])).exempt).toContainEqual(
      expect.objectContaining({ email: 'cy@example.edu' }),
    )
  })

  it('is left over by no run, and is no step of a list or of who stays', async () => {
    const goals = [
      leavers(['cy@example.edu', 's000@staff.example']),
      keepOnly(['bo@example.edu', ...others.slice(1).map(({ email }) => email)]),
    ]
    for (const goal of goals) {
      const admin = new MemoryAdmin(people)
      const made = await makePlan(admin, goal, { ...decided, policy: { exempt: [answered] }, now: () => now })
      expect(actions(made).map((one) => one.split(' ')[1])).toEqual(['s000@staff.example'])
      expect(made.exempt).toEqual([row])
      const report = await applyPlan(admin, made, { approve: { id: made.id, by: 'ana' }, now: () => now })
      expect(report).toMatchObject({ counts: { done: 1 }, left: [] })
    }
  })

  it.each<[string, readonly SourcePerson[], true | undefined]>([
    ['is active', active, undefined],
    ['left', active.map((one) => (one.id === second.email ? { ...one, status: 'disabled' } : one)), true],
    ['is not known', active.filter(({ id }) => id !== second.email), true],
  ])('says so where who answers for them %s', async (_name, list, ownerLeft) => {
    const [one] = (await planned(list)).exempt ?? []
    expect(one?.ownerLeft).toBe(ownerLeft)
  })

  it('stands in the summary', async () => {
    const text = summarise(
      await planned(
        active.filter(({ id }) => id !== second.email),
        [{ ...answered, reason: 'Audit' }],
      ),
    )
    expect(text).toContain(
      'Exempt, and left alone for that (1)\n  cy@example.edu: bo@example.edu answers for them until 2026-12-31 (Audit). bo@example.edu is not active in the directory: somebody else should answer. Not known to corp.\n',
    )
    expect(text).toContain('Known to the directory: 21 members; 1 exempt; 1 not known.')
  })
})

describe('an exemption', () => {
  it('has no effect from the moment on until which it lasts, and that is said', async () => {
    const over = { ...answered, until: now }
    const left = await planned([...active, gone], [over])
    expect(left.steps.map(({ reason }) => reason)).toEqual([
      'Left, as corp says: disabled there (found by mail). That bo@example.edu answers for them ended on 2026-11-20.',
    ])
    expect(left.exempt).toEqual([])
    const unknown = await planned(active, [over])
    expect(unknown.unmatched).toMatchObject([
      { email: 'cy@example.edu', owner: 'bo@example.edu', exemptUntil: new Date(now).toISOString() },
    ])
    expect(summarise(unknown)).toContain(
      'cy@example.edu: bo@example.edu answered for them until 2026-11-20, and nobody does now',
    )
    expect((await planned([...active, gone], [{ ...answered, until: now + 1 }])).steps).toEqual([])
  })

  it.each<[string, Exemption['until']]>([
    ['on its last day', '2026-11-20'],
    ['until a time of another zone', '2026-11-20T07:00:00.001-05:00'],
    ['until a date', new Date(now + 1)],
  ])('holds %s', async (_name, last) => {
    expect((await planned([...active, gone], [{ ...answered, until: last }])).steps).toEqual([])
  })

  it('that lasts longer goes before another one of the same person', async () => {
    const both = [
      { ...answered, until: now - 1 },
      { ...answered, person: '@example.edu', owner: 'ana@example.edu' },
    ]
    expect((await planned([...active, gone], both)).exempt).toContainEqual(
      expect.objectContaining({ id: cy.id, owner: 'ana@example.edu' }),
    )
  })

  it('is part of the plan and of its id', async () => {
    const made = await planned(active)
    expect(made.policy.exempt).toEqual([
      { person: { kind: 'email', value: 'cy@example.edu' }, owner: 'bo@example.edu', until },
    ])
    const other = await planned(active, [{ ...answered, owner: 'ana@example.edu' }])
    expect(other.id).not.toBe(made.id)
    const none = await planned(active, [])
    expect('exempt' in none || 'exempt' in none.policy).toBe(false)
  })

  it('of nobody here is listed, and holds removals only where somebody else may be meant', async () => {
    const far = await planned([...active, gone], [{ ...answered, person: 'somebody.else@partner.example' }])
    expect([far.missing, codes(far)]).toEqual([[{ entry: 'somebody.else@partner.example', nearest: [] }], []])
    const near = await planned([...active, gone], [{ ...answered, person: 'cyy@example.edu' }])
    expect([near.missing, codes(near)]).toEqual([[{ entry: 'cyy@example.edu', nearest: ['cy@example.edu'] }], ['typo']])
    const over = await planned([...active, gone], [{ ...answered, person: 'cyy@example.edu', until: now }])
    expect([over.missing, codes(over)]).toEqual([[], []])
  })

  it.each<[string, unknown, string]>([
    [
      'an owner that is no address',
      { ...answered, owner: 'Bo' },
      'Entry 1 of policy.exempt has the owner "Bo", which is no e-mail address.',
    ],
    [
      'no owner',
      { person: 'a@b.example', until },
      'Entry 1 of policy.exempt has the owner undefined, which is no e-mail address.',
    ],
    [
      'an end that is no time',
      { ...answered, until: 'soon' },
      `Entry 1 of policy.exempt lasts until "soon", which is no time: give a date, such as '2027-01-31'.`,
    ],
    ['a day that there is not', { ...answered, until: '2027-02-31' }, 'lasts until "2027-02-31", which is no time'],
    ['a day that may be two', { ...answered, until: '03/04/2027' }, 'lasts until "03/04/2027", which is no time'],
    ['a time of no zone', { ...answered, until: '2027-01-31T09:00' }, 'which is no time'],
    ['seconds since the epoch', { ...answered, until: 1_801_353_600 }, 'lasts until 1801353600, which is no time'],
    ['a date that is none', { ...answered, until: new Date(Number.NaN) }, 'which is no time'],
    ['no end', { person: 'a@b.example', owner: 'c@d.example' }, 'lasts until undefined, which is no time'],
    [
      'nobody',
      { ...answered, person: ' ' },
      'Entry 1 of policy.exempt (" ") is neither an e-mail address, a domain, an id nor a role.',
    ],
    [
      'an empty entry',
      {},
      'Entry 1 of policy.exempt (undefined) is neither an e-mail address, a domain, an id nor a role.',
    ],
    [
      'a misspelt part',
      { ...answered, untill: until },
      'Entry 1 of policy.exempt has a "untill"; there are person, owner, until, reason.',
    ],
    [
      'what is no entry',
      'cy@example.edu',
      'Entry 1 of policy.exempt ("cy@example.edu") is no exemption: give { person, owner, until }.',
    ],
  ])('with %s is refused', async (_name, one, message) => {
    const attempt = planned(active, [one as Exemption])
    await expect(attempt).rejects.toMatchObject({ problem: 'invalid' })
    await expect(attempt).rejects.toThrow(message)
  })

  it('is given once for each entry, and in a list', async () => {
    await expect(planned(active, [answered, { ...answered, owner: 'ana@example.edu' }])).rejects.toThrow(
      'policy.exempt names cy@example.edu twice: say once who answers for them.',
    )
    await expect(planned(active, answered as unknown as Exemption[])).rejects.toThrow('policy.exempt is a list')
  })
})
