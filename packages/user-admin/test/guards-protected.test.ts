import { describe, expect, it } from 'vitest'
import { keepOnly, leavers, type Member, makePlan, roster } from '../src/index.ts'
import { aacScope, MemoryAdmin, member, staff } from './memory.ts'
import { actions, decided, plan, second, self } from './plan-worlds.ts'

const here = 'https://us1.alteryxcloud.com/41877'
const day = 86_400_000

describe('who is left alone', () => {
  const now = Date.parse('2026-11-20T12:00:00Z')
  const goals = [
    ['keepOnly', keepOnly(['bo@example.edu', '@staff.example'])],
    ['a roster that removes', roster(['bo@example.edu', '@staff.example'], { absent: 'remove' })],
    ['a roster that suspends', roster(['bo@example.edu', '@staff.example'], { absent: 'suspend' })],
  ] as const
  const cases: [string, Partial<Member>, string, string][] = [
    ['the caller, by id', { id: 'id-me@example.edu' }, 'self', 'This is the person whose credential is used.'],
    [
      'the caller, by a second address',
      { aliases: ['ME@example.edu'] },
      'self',
      'This is the person whose credential is used.',
    ],
    ['whom the list protects by address', { email: 'Keep@Example.edu' }, 'protected', 'Protected by the policy.'],
    [
      'whom the list protects by a second address',
      { aliases: ['keep@example.edu'] },
      'protected',
      'Protected by the policy.',
    ],
    ['whom the list protects by domain', { email: 'x@board.example' }, 'protected', 'Protected by the policy.'],
    ['whom the list protects by id', { id: '4711' }, 'protected', 'Protected by the policy.'],
    ['whom the list protects by role', { roles: ['editor'] }, 'protected', 'Protected by the policy.'],
    [
      'whoever looks like a protected person in other letters',
      { email: 'kееp@example.edu' },
      'look-alike',
      'The address looks like keep@example.edu, which is on the list, in other letters.',
    ],
    [
      'whoever looks like a protected domain in other letters',
      { email: 'x@bоard.example' },
      'look-alike',
      'The address looks like @board.example, which is on the list, in other letters.',
    ],
    [
      'whoever shows no address',
      { email: '', id: 'no-address' },
      'no-address',
      'The system shows no e-mail address, so the person may be on the list.',
    ],
  ]
  it.each(
    goals.flatMap(([name, goal]) =>
      cases.map(([who, about, code, reason]) => ({ name, goal, who, about, code, reason })),
    ),
  )('$name: $who', async ({ goal, about, code, reason }) => {
    const protect = ['keep@example.edu', '@board.example', { id: '4711' }, { role: 'Editor' }]
    const person = member('cy@example.edu', about)
    const made = await plan([second, ...staff(10), person], goal, { ...decided, policy: { protect } })
    expect(made.steps.filter(({ action }) => action !== 'invite')).toEqual([])
    expect(made.kept).toEqual([{ scope: here, email: person.email, id: person.id, code, reason }])
  })

  it('two plain addresses never look alike: l and 1 tell people apart', async () => {
    const made = await plan([self, second, member('pau1@example.edu')], keepOnly(['bo@example.edu']), {
      ...decided,
      policy: { protect: ['paul@example.edu'] },
    })
    expect(actions(made)).toEqual(['remove pau1@example.edu'])
  })

  it.each([
    { what: 'seven days ago to the millisecond', age: 7 * day, unattended: true, kept: false },
    { what: 'a millisecond less than seven days ago', age: 7 * day - 1, unattended: true, kept: true },
    { what: 'at a time that nobody says', age: undefined, unattended: true, kept: true },
    { what: 'at a time that nobody says, by a person who watches', age: undefined, unattended: false, kept: false },
    { what: 'just now, by a person who watches', age: 0, unattended: false, kept: false },
  ])('invited $what: kept $kept', async ({ age, unattended, kept }) => {
    const invited = member('in@example.edu', { status: 'invited', since: age === undefined ? undefined : now - age })
    const made = await plan([self, second, ...staff(10), invited], keepOnly(['bo@example.edu', '@staff.example']), {
      ...decided,
      unattended,
      now: () => now,
    })
    expect(actions(made)).toEqual(kept ? [] : ['remove in@example.edu'])
    expect(made.kept.filter(({ code }) => code !== 'self')).toEqual(
      kept
        ? [
            {
              scope: here,
              email: 'in@example.edu',
              id: invited.id,
              code: 'invited-lately',
              reason: 'Invited less than seven days ago, or nobody says when.',
            },
          ]
        : [],
    )
  })

  it('invited lately: left alone by every goal of leavers, members of that age are not', async () => {
    const since = now - day
    const made = await plan(
      [self, second, member('in@example.edu', { status: 'invited', since }), member('cy@example.edu', { since })],
      leavers(['in@example.edu', 'cy@example.edu']),
      { now: () => now },
    )
    expect(actions(made)).toEqual(['suspend cy@example.edu'])
    expect(made.kept.map(({ email, code }) => [email, code])).toEqual([['in@example.edu', 'invited-lately']])
  })

  it('the caller by id at their own origin only, and by address everywhere', async () => {
    const europe = new MemoryAdmin(
      [second, member('cy@example.edu', { id: self.id }), member('me@example.edu', { id: 'other' })],
      { ...aacScope, origin: 'https://eu1.alteryxcloud.com' },
    )
    europe.caller = { id: 'key:1', kind: 'service-account' }
    const made = await makePlan([new MemoryAdmin([self, second]), europe], keepOnly(['bo@example.edu']), decided)
    expect(actions(made)).toEqual(['remove cy@example.edu'])
    expect(made.kept.map(({ scope, email, code }) => [scope, email, code])).toEqual([
      ['https://eu1.alteryxcloud.com/41877', 'me@example.edu', 'self'],
      [here, 'me@example.edu', 'self'],
    ])
  })

  it('each of several credentials protects its person in every scope', async () => {
    const other = new MemoryAdmin([second, member('cy@example.edu')], { ...aacScope, id: '2', name: 'autumn-class' })
    other.caller = { id: 'key:1', email: 'cy@example.edu', kind: 'service-account' }
    const made = await makePlan(
      [new MemoryAdmin([self, second, member('cy@example.edu')]), other],
      keepOnly(['bo@example.edu']),
      decided,
    )
    expect(actions(made)).toEqual([])
    expect(made.kept.map(({ email, code }) => [email, code])).toEqual([
      ['cy@example.edu', 'self'],
      ['cy@example.edu', 'self'],
      ['me@example.edu', 'self'],
    ])
  })
})
