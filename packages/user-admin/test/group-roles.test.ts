import { describe, expect, it } from 'vitest'
import { union } from '../src/directory/combining.ts'
import { type GroupRoles, withGroupRoles } from '../src/directory/group-roles.ts'
import {
  complete,
  incomplete,
  peopleSource,
  type Snapshot,
  type Source,
  type SourcePerson,
} from '../src/directory/source.ts'

const ana: SourcePerson = { id: '1', email: 'ana@example.edu', status: 'active', groups: ['BI Admins', 'BI Staff'] }
const bo: SourcePerson = { id: '2', email: 'bo@example.edu', status: 'active', groups: ['BI Staff'], roles: ['old'] }
const cy: SourcePerson = { id: '3', email: 'cy@example.edu', status: 'active', roles: ['guest'] }
const dan: SourcePerson = { id: '4', email: 'dan@example.edu', status: 'active', groups: ['Other'] }
const corp = peopleSource('corp', [ana, bo, cy, dan])
const rules: readonly GroupRoles[] = [
  { group: 'BI Admins', roles: ['admin', 'editor'] },
  { group: 'BI Staff', roles: 'viewer' },
]
const rolesIn = (snapshot: Snapshot): readonly unknown[] =>
  snapshot.kind === 'complete' ? snapshot.people.map(({ roles }) => roles) : [snapshot]
const invalid = (message: string): Error =>
  expect.objectContaining({ problem: 'invalid', message: expect.stringContaining(message) as string }) as Error

describe('withGroupRoles', () => {
  it('gives the roles of the first group that a person is in, and leaves who is in none as they are', async () => {
    const source = withGroupRoles(corp, rules)
    expect(rolesIn(await source.read())).toEqual([['admin', 'editor'], ['viewer'], ['guest'], undefined])
    expect(rolesIn(await withGroupRoles(corp, rules.toReversed()).read())[0]).toEqual(['viewer'])
  })

  it('gives the roles of all groups together where that is asked for', async () => {
    expect(rolesIn(await withGroupRoles(corp, rules, { all: true }).read())).toEqual([
      ['admin', 'editor', 'viewer'],
      ['viewer'],
      ['guest'],
      undefined,
    ])
  })

  it('can take all roles from a group', async () => {
    const none = withGroupRoles(corp, [{ group: 'Other', roles: [] }])
    expect(rolesIn(await none.read())[3]).toEqual([])
  })

  it('passes on name, groups, position and parts, and makes the digest anew', async () => {
    const position = { server: 'dc1', change: 7 }
    const parts = [await corp.read()]
    const whole = await complete({ source: 'corp', people: [ana], proof: 'Counted.', position, parts })
    const source: Source = { name: 'corp', groups: ['BI Admins', 'BI Staff'], read: async () => whole }
    const mapped = withGroupRoles(source, rules)
    expect(mapped).toMatchObject({ name: 'corp', groups: ['BI Admins', 'BI Staff'] })
    const snapshot = await mapped.read()
    expect(snapshot).toMatchObject({ source: 'corp', proof: 'Counted.', readAt: whole.readAt, position, parts })
    expect(snapshot).not.toHaveProperty('digest', whole.digest)
  })

  it('passes on a reading that is not whole or holds nobody, and the signal', async () => {
    const unread = incomplete({ source: 'corp', reason: 'Cut off.', seen: 1 })
    expect(await withGroupRoles({ name: 'corp', read: async () => unread }, rules).read()).toBe(unread)
    expect(await withGroupRoles(peopleSource('corp', []), rules).read()).toHaveProperty('kind', 'empty')
    const reason = new Error('enough')
    await expect(withGroupRoles(corp, rules).read({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  it('is incomplete where a group shows nobody and the source does not say what it reads: a name written wrongly takes roles', async () => {
    const source = withGroupRoles(corp, [...rules, { group: 'BI Stuff', roles: 'editor' }])
    expect(await source.read()).toMatchObject({
      kind: 'incomplete',
      source: 'corp',
      seen: 4,
      reason:
        'corp shows nobody in the group "BI Stuff" (is "BI Staff" meant?), so nobody\'s role can be told from it: see that it is written as there, or leave its rule out.',
    })
  })

  it('takes a group that shows nobody where the source says that it reads it', async () => {
    const source = { ...corp, groups: ['BI Admins', 'BI Staff', 'BI Stuff'] }
    const mapped = withGroupRoles(source, [...rules, { group: 'BI Stuff', roles: 'editor' }])
    expect(await mapped.read()).toHaveProperty('kind', 'complete')
  })

  it('works over several sources put together', async () => {
    const all = union('all', [
      { ...corp, groups: ['BI Admins', 'BI Staff'] },
      { ...peopleSource('hr', [dan]), groups: ['Other'] },
    ])
    expect(rolesIn(await withGroupRoles(all, [{ group: 'Other', roles: 'viewer' }]).read())).toEqual([
      undefined,
      ['old'],
      ['guest'],
      ['viewer'],
      ['viewer'],
    ])
  })

  it.each<[string, () => Source, string]>([
    ['no rules', () => withGroupRoles(corp, []), 'need a rule'],
    [
      'two rules of one group',
      () => withGroupRoles(corp, [...rules, ...rules]),
      'Two rules of corp are about the group "BI Admins"',
    ],
    ['a rule without a group', () => withGroupRoles(corp, [{ group: ' ', roles: 'x' }]), 'Rule 1 of corp'],
    ['a rule without roles', () => withGroupRoles(corp, [{ group: 'A' } as GroupRoles]), 'Rule 1 of corp'],
    ['an empty role', () => withGroupRoles(corp, [{ group: 'A', roles: ['x', ''] }]), 'Rule 1 of corp'],
    ['a rule that is none', () => withGroupRoles(corp, [null as unknown as GroupRoles]), 'Rule 1 of corp'],
    ['an option that there is not', () => withGroupRoles(corp, rules, { any: true } as object), 'no option "any"'],
    [
      'a group that the source does not read',
      () => withGroupRoles({ ...corp, groups: ['BI Admins', 'BI Stuff'] }, rules),
      'corp does not read the group "BI Staff" (is "BI Stuff" meant?).',
    ],
  ])('refuses %s', (_what, make, message) => {
    expect(make).toThrow(invalid(message))
  })
})
