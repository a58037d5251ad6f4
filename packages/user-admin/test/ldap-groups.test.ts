import { describe, expect, it } from 'vitest'
import { type ActiveDirectoryOptions, activeDirectory } from '../src/directory/ldap.ts'
import type { Snapshot } from '../src/directory/source.ts'
import { scriptedServer } from './ldap-server.ts'
import { group, guid, guidBytes, type LdapWorld, person, root, type Thing, usual } from './ldap-world.ts'

async function read(world: LdapWorld, change: Partial<ActiveDirectoryOptions>): Promise<Snapshot> {
  await using server = await scriptedServer(usual(world))
  return await activeDirectory({
    controllers: server.url,
    bind: { user: 'u', password: 'p' },
    tls: { ca: server.ca },
    base: root,
    deleted: false,
    ...change,
  }).read()
}

const [ana, bob, cem, dot] = ['ana', 'bob', 'cem', 'dot'].map((name, index) => person(name, index + 1)) as [
  Thing,
  Thing,
  Thing,
  Thing,
]
const people = [ana, bob, cem, dot]
const at = (name: string): string => `CN=${name},OU=Groups,${root}`

describe.each(['rule', 'walk'] as const)('groups within groups, by %s', (nested) => {
  it('holds people at every depth, each with the groups that were asked for', async () => {
    const groups = [
      group('all', 10, [ana.dn, at('north')]),
      group('north', 11, [bob.dn, at('deep')]),
      group('deep', 12, [cem.dn]),
    ]
    expect(await read({ people, groups }, { nested, groups: ['all', 'north'] })).toMatchObject({
      people: [
        { id: guid(1), groups: ['all'] },
        { id: guid(2), groups: ['all', 'north'] },
        { id: guid(3), groups: ['all', 'north'] },
      ],
    })
  })

  it('ends where groups hold each other, and themselves', async () => {
    const groups = [group('one', 10, [ana.dn, at('two')]), group('two', 11, [bob.dn, at('one'), at('two')])]
    expect(await read({ people, groups }, { nested, groups: ['one'] })).toMatchObject({
      people: [{ id: guid(1) }, { id: guid(2) }],
      proof: expect.stringContaining('groups read: 2') as string,
    })
  })

  it('counts whose primary group it is, of the group and of those within', async () => {
    const groups = [group('all', 10, [ana.dn, at('inner')]), group('inner', 11, [])]
    const second = person('bob', 2, { primaryGroupID: ['2011'] })
    expect(await read({ people: [ana, second, cem], groups }, { nested, groups: ['all'] })).toMatchObject({
      people: [{ id: guid(1) }, { id: guid(2), groups: ['all'] }],
    })
  })

  it('reads lists in as many parts as the controller makes of them', async () => {
    const many = Array.from({ length: 95 }, (_, index) => person(`p${index}`, 100 + index))
    const groups = [
      group(
        'many',
        10,
        many.map(({ dn }) => dn),
      ),
    ]
    expect(await read({ people: many, groups, range: 10 }, { nested, groups: ['many'], pageSize: 7 })).toMatchObject({
      kind: 'complete',
      people: { length: 95 },
    })
  })
})

describe('members who are not among the people', () => {
  const service: Thing = {
    dn: `CN=svc,${root}`,
    attributes: { objectGUID: [guidBytes(70)], objectClass: ['user', 'computer', 'msDS-GroupManagedServiceAccount'] },
  }
  const foreign: Thing = {
    dn: `CN=S-1-5-21-9-9-9-1104,CN=ForeignSecurityPrincipals,${root}`,
    attributes: { objectGUID: [guidBytes(71)], objectClass: ['foreignSecurityPrincipal'] },
  }
  const odd: Thing = {
    dn: `CN=printer,${root}`,
    attributes: { objectGUID: [guidBytes(72)], objectClass: ['printQueue'] },
  }
  const outside: Thing = { ...person('out', 73), dn: `CN=out,OU=Old,${root}` }

  it('are counted where they are machines', async () => {
    const groups = [group('all', 10, [ana.dn, service.dn])]
    expect(await read({ people, groups, others: [service] }, { groups: ['all'] })).toMatchObject({
      people: [{ id: guid(1) }],
      proof: expect.stringContaining('machines: 1') as string,
    })
  })

  it.each<[string, string, readonly Thing[], Partial<ActiveDirectoryOptions>, RegExp]>([
    ['a person of a trusted domain', foreign.dn, [foreign], {}, /S-1-5-21-9-9-9-1104.*another domain/u],
    [
      'a person of another domain of the forest',
      'CN=eve,DC=child,DC=other',
      [],
      {},
      /CN=eve,DC=child,DC=other.*another domain/u,
    ],
    ['whoever cannot be read', `CN=hidden,${root}`, [], {}, /CN=hidden.*cannot be read/u],
    ['what is neither person nor group', odd.dn, [odd], {}, /CN=printer.*neither/u],
    [
      'a person beside the base',
      outside.dn,
      [outside],
      { base: `OU=Staff,${root}` },
      /CN=out,OU=Old.*not below OU=Staff/u,
    ],
  ])('%s makes the reading incomplete', async (_, dn, others, change, reason) => {
    const groups = [group('all', 10, [ana.dn, dn]), { ...group('base', 11, []), dn: `OU=Staff,${root}` }]
    expect(await read({ people, groups, others }, { groups: ['all'], ...change })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(reason) as string,
    })
  })

  it('a contact on the list is a person who is named there, and has nothing that could be disabled', async () => {
    const contact = person('guest', 5, { objectClass: ['top', 'person', 'contact'], userAccountControl: [] })
    const groups = [group('all', 10, [ana.dn, contact.dn])]
    expect(await read({ people: [ana, contact], groups }, { groups: ['all'] })).toMatchObject({
      people: [{ id: guid(1) }, { id: guid(5), email: 'guest@corp.test', status: 'active' }],
    })
  })
})

describe('the names of groups', () => {
  const groups = [
    group('staff', 10, [ana.dn]),
    { ...group('staff', 11, [bob.dn]), dn: `CN=staff,OU=Old,${root}` },
    group('none', 12, []),
  ]

  it.each<[string, readonly string[], RegExp]>([
    ['nobody has', ['Stuff'], /group "Stuff" was not found in DC=corp,DC=test/u],
    ['two have', ['staff'], /"staff" has several groups, CN=staff,OU=Groups.* and CN=staff,OU=Old/u],
    ['is distinguished and gone', [at('gone')], /"CN=gone,OU=Grou.*was not found/u],
    ['is a person’s', [ana.dn], /was not found/u],
    ['is an id that is gone', [guid(99)], /was not found/u],
  ])('a name that %s makes the reading incomplete', async (_, names, reason) => {
    expect(await read({ people, groups }, { groups: names })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(reason) as string,
    })
  })

  it('a distinguished name says which one is meant, and stays the name of the group', async () => {
    expect(await read({ people, groups }, { groups: [`CN=staff,OU=Old,${root}`] })).toMatchObject({
      people: [{ id: guid(2), groups: [`CN=staff,OU=Old,${root}`] }],
    })
  })

  it('a group of nobody beside others is one whose members may not be read, unless it is said to be none', async () => {
    const world = { people, groups: [group('some', 10, [ana.dn]), group('none', 11, [])] }
    expect(await read(world, { groups: ['some', 'none'] })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(/^Nobody is in "none", or.*Read Group Membership.*mayBeEmpty/u) as string,
    })
    expect(await read(world, { groups: ['some', 'none'], mayBeEmpty: ['none'] })).toMatchObject({
      people: { length: 1 },
      proof: expect.stringContaining('nobody is in none') as string,
    })
    expect(await read(world, { groups: ['none'] })).toMatchObject({ kind: 'empty' })
  })

  it('a group of machines alone holds nobody, and shows that', async () => {
    const machine: Thing = {
      dn: `CN=pc,${root}`,
      attributes: { objectGUID: [guidBytes(50)], objectClass: ['user', 'computer'] },
    }
    const both = [group('some', 10, [ana.dn]), group('machines', 11, [machine.dn])]
    const reading = await read({ people, groups: both, others: [machine] }, { groups: ['some', 'machines'] })
    expect(reading).toMatchObject({ kind: 'complete', people: { length: 1 } })
  })

  it('a member that does not show what it is cannot be read', async () => {
    const blank: Thing = { dn: `CN=blank,${root}`, attributes: {} }
    const both = [group('some', 10, [ana.dn, blank.dn])]
    expect(await read({ people, groups: both, others: [blank] }, { groups: ['some'] })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(/CN=blank.*does not show what it is.*Read Public Information/u) as string,
    })
  })
})
