import { describe, expect, it } from 'vitest'
import { except, intersection, union } from '../src/directory/combining.ts'
import { incomplete, peopleSource, type Snapshot, type Source, type SourcePerson } from '../src/directory/source.ts'

const at = Date.parse('2026-11-22T05:00:00Z')
const now = (): number => at
const person = (id: string, email: string, more: Partial<SourcePerson> = {}): SourcePerson => ({
  id,
  email,
  status: 'active',
  ...more,
})
const of = (name: string, ...people: readonly SourcePerson[]): Source => peopleSource(name, people, { now })
const broken = (name: string, reason = 'Page 3 was cut off.'): Source => ({
  name,
  read: async () => incomplete({ source: name, reason, seen: 7 }),
})
const peopleIn = (snapshot: Snapshot): readonly SourcePerson[] => (snapshot.kind === 'complete' ? snapshot.people : [])
const people = async (source: Source): Promise<readonly SourcePerson[]> => peopleIn(await source.read())

const ana = person('1', 'ana@example.edu')
const bo = person('2', 'bo@example.edu')
const cy = person('3', 'cy@example.edu')

describe('union', () => {
  it('holds everybody of every part, under an id that no other part can give', async () => {
    const all = union('all', [
      of('corp', ana),
      of('hr', bo, person('a/1', 'dan@example.edu')),
      of('hr/a', cy, person('1', 'eve@example.edu')),
    ])
    expect((await people(all)).map(({ id }) => id)).toEqual(['corp/1', 'hr%2Fa/1', 'hr%2Fa/3', 'hr/2', 'hr/a/1'])
  })

  it.each<[string, SourcePerson['status'], SourcePerson['status'], SourcePerson['status']]>([
    ['whoever is active anywhere is active', 'deleted', 'active', 'active'],
    ['disabled is more than expired', 'expired', 'disabled', 'disabled'],
    ['expired is more than deleted', 'expired', 'deleted', 'expired'],
  ])('%s', async (_what, one, other, status) => {
    const all = union('all', [
      of('corp', { ...ana, status: one }),
      of('hr', person('x', 'ANA@example.edu', { status: other })),
    ])
    expect((await people(all)).map((found) => found.status)).toEqual([status, status])
  })

  it('knows a person by an alias, by what she signs in with, and by a third source between two', async () => {
    const all = union('all', [
      of('corp', person('1', 'ana@corp.example', { status: 'disabled', aliases: ['ana@example.edu'] })),
      of('hr', person('2', 'a.berg@example.edu', { status: 'disabled', upn: 'ana@example.edu' })),
      of('cloud', person('3', 'A.Berg@example.edu')),
    ])
    expect((await people(all)).map(({ status }) => status)).toEqual(['active', 'active', 'active'])
  })

  it('leaves every status as it is where one source has two records that differ: an address of both may be a mailbox', async () => {
    const shared = ['office@example.edu']
    const all = union('all', [
      of('corp', { ...ana, aliases: shared }, { ...bo, aliases: shared, status: 'disabled' }),
      of('hr', person('9', 'office@example.edu', { status: 'expired' })),
    ])
    expect((await people(all)).map(({ id, status }) => [id, status])).toEqual([
      ['corp/1', 'active'],
      ['corp/2', 'disabled'],
      ['hr/9', 'expired'],
    ])
  })

  it('joins nobody by an address that is an alias everywhere: whoever left stays so beside who shares a mailbox', async () => {
    const shared = ['office@example.edu']
    const all = union('all', [
      of('corp', { ...ana, aliases: shared, status: 'disabled' }),
      of('hr', { ...bo, aliases: shared }),
    ])
    const [left] = await people(all)
    expect(left).toMatchObject({ id: 'corp/1', status: 'disabled' })
  })

  it('does not join two records of one source by an address that no other source has', async () => {
    const shared = ['office@example.edu']
    const all = union('all', [
      of('corp', { ...ana, aliases: shared }, { ...bo, aliases: shared, status: 'disabled' }),
      of('hr', person('9', 'bo@example.edu')),
    ])
    expect((await people(all)).map(({ id, status }) => [id, status])).toEqual([
      ['corp/1', 'active'],
      ['corp/2', 'active'],
      ['hr/9', 'active'],
    ])
  })

  it('takes roles from the first source that says any, and groups from all', async () => {
    const all = union('all', [
      of('corp', { ...ana, groups: ['A'] }),
      of('hr', { ...ana, roles: ['editor'], groups: ['B'] }),
      of('cloud', { ...ana, roles: ['viewer'] }),
    ])
    const found = { roles: ['editor'], groups: ['A', 'B'] }
    expect(await people(all)).toMatchObject([found, found, found])
  })

  it('lets each keep roles and groups where one source has two records', async () => {
    const shared = ['office@example.edu']
    const all = union('all', [
      of('corp', { ...ana, aliases: shared, roles: ['admin'], groups: ['A'] }, { ...bo, aliases: shared }),
      of('hr', person('9', 'office@example.edu', { roles: ['viewer'] })),
    ])
    expect((await people(all)).map(({ roles, groups }) => ({ roles, groups }))).toEqual([
      { roles: ['admin'], groups: ['A'] },
      {},
      { roles: ['viewer'] },
    ])
  })

  it('says which groups it reads if all of its parts do', () => {
    const [corp, hr] = [
      { ...of('corp'), groups: ['A', 'B'] },
      { ...of('hr'), groups: ['B', 'C'] },
    ]
    expect(union('all', [corp, hr]).groups).toEqual(['A', 'B', 'C'])
    expect(union('all', [corp, of('cloud')])).not.toHaveProperty('groups')
    expect(intersection('all', [corp, hr]).groups).toEqual(['A', 'B'])
    expect(except('all', corp, [of('cloud')]).groups).toEqual(['A', 'B'])
  })

  it('can be a part itself', async () => {
    const staff = union('staff', [of('corp', ana), of('cloud', bo)])
    const snapshot = await except('class', staff, [
      of('left', person('x', 'bo@example.edu', { status: 'deleted' })),
    ]).read()
    expect(peopleIn(snapshot).map(({ id }) => id)).toEqual(['staff/corp/1'])
    expect(snapshot).toHaveProperty('parts.0.parts.1.source', 'cloud')
    const unread = await union('all', [union('staff', [of('corp', ana), broken('cloud')]), of('hr', cy)]).read()
    expect(unread).toHaveProperty('reason', expect.stringContaining('cloud: Page 3 was cut off'))
  })

  it('gives the same digest for the same people', async () => {
    const digest = async (source: Source): Promise<unknown> =>
      (({ ...(await source.read()) }) as { digest?: unknown }).digest
    const one = await digest(union('all', [of('corp', ana, bo), of('hr', cy)]))
    expect(await digest(union('all', [of('corp', bo, ana), of('hr', cy)]))).toBe(one)
    expect(await digest(union('all', [of('corp', ana), of('hr', cy)]))).not.toBe(one)
  })
})

describe('intersection', () => {
  it('holds who is in all of them, as the first knows them, with the worst status', async () => {
    const both = intersection('both', [
      of('corp', { ...ana, name: 'Ana', roles: ['editor'] }, bo, cy),
      of(
        'hr',
        person('x', 'ana@example.edu', { status: 'expired', roles: ['viewer'], name: 'A.' }),
        person('y', 'bo@example.edu'),
      ),
      of('cloud', person('z', 'ana@example.edu', { status: 'disabled' }), cy),
    ])
    expect(await people(both)).toEqual([
      { id: 'corp/1', email: 'ana@example.edu', name: 'Ana', roles: ['editor'], status: 'expired' },
    ])
  })

  it('leaves the status of the first where another has two records that differ', async () => {
    const both = intersection('both', [
      of('corp', { ...ana, aliases: ['office@example.edu'] }),
      of('hr', person('x', 'ana@example.edu'), person('y', 'office@example.edu', { status: 'deleted' })),
    ])
    expect(await people(both)).toMatchObject([{ id: 'corp/1', status: 'active' }])
  })
})

describe('except', () => {
  it('leaves out whoever has an address in one of the others, whatever their status', async () => {
    const rest = except('rest', of('corp', ana, bo, { ...cy, aliases: ['c@example.edu'] }), [
      of('hr', person('x', 'ana@example.edu', { status: 'deleted' })),
      of('guests', person('y', 'other@example.edu', { upn: 'c@example.edu' })),
    ])
    expect(await people(rest)).toMatchObject([{ id: 'corp/2', status: 'active' }])
  })
})
