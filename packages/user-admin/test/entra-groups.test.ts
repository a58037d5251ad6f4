import type { FaultRule } from '@user-admin/wire/fake/faults'
import { describe, expect, it } from 'vitest'
import { type DeltaStore, entraId } from '../src/directory/entra.ts'
import type { FakeGraph } from '../src/directory/testing/index.ts'
import { graphWith, peopleIn, readingOf } from './entra-scene.ts'

const id = (fake: FakeGraph, name: string): string =>
  fake.users().find(({ userPrincipalName }) => userPrincipalName === `${name}@example.edu`)?.id ?? ''
const device = 'dddddddd-0000-4000-8000-000000000001'
/** Staff: ana, bo and a device; leads, within staff: cy; readers: ana, di. ed is in none. */
async function campus(): Promise<FakeGraph> {
  const fake = await graphWith(['ana', 'bo', 'cy', 'di', 'ed'], { pageSize: 2 })
  const leads = fake.addGroup({ displayName: 'Leads', members: [id(fake, 'cy')] })
  fake.addGroup({ displayName: 'Staff', members: [id(fake, 'ana'), id(fake, 'bo'), device, leads] })
  fake.addGroup({ displayName: "Reader's", members: [id(fake, 'ana'), id(fake, 'di')] })
  return fake
}
const memory = (): DeltaStore => {
  let text: string | undefined
  return {
    read: async () => text,
    write: async (next) => {
      text = next
    },
  }
}

describe.each<readonly [string, () => DeltaStore | undefined]>([
  ['read by themselves', () => undefined],
  ['with the changes of users', memory],
])('groups, %s', (_, store) => {
  it('bring everybody who is in one, also through others, with the groups by the names that were asked for', async () => {
    await using fake = await campus()
    const source = entraId({
      credential: fake.credential,
      endpoint: fake.url,
      groups: ['staff', "Reader's"],
      delta: store(),
    })
    expect(source.groups).toEqual(['staff', "Reader's"])
    const people = peopleIn(await source.read())
    expect(Object.fromEntries(people.map(({ email, groups }) => [email, groups]))).toEqual({
      'ana@example.edu': ["Reader's", 'staff'],
      'bo@example.edu': ['staff'],
      'cy@example.edu': ['staff'],
      'di@example.edu': ["Reader's"],
    })
  })

  it('of nobody are empty', async () => {
    await using fake = await campus()
    fake.addGroup({ displayName: 'Nobody', members: [device] })
    expect(await readingOf(fake, { groups: ['Nobody'], delta: store() })).toMatchObject({ kind: 'empty' })
  })

  it('of which one shows nobody are incomplete, unless it is said that it may', async () => {
    await using fake = await campus()
    fake.addGroup({ displayName: 'Nobody', members: [device] })
    const asked = { groups: ['Nobody', 'Staff'], delta: store() }
    expect(await readingOf(fake, asked)).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringMatching(/^Nobody is in "Nobody", while others.*mayBeEmpty/u) as string,
    })
    expect(peopleIn(await readingOf(fake, { ...asked, mayBeEmpty: ['Nobody'] }))).toHaveLength(3)
  })

  it('bring who is blocked or deleted as such', async () => {
    await using fake = await campus()
    fake.changeUser('ana@example.edu', { accountEnabled: false })
    fake.deleteUser('di@example.edu')
    const people = peopleIn(await readingOf(fake, { groups: ["Reader's"], delta: store() }))
    expect(people.map(({ email, status, groups }) => [email, status, groups])).toEqual([
      ['ana@example.edu', 'disabled', ["Reader's"]],
      // By the id alone: the address may be somebody else's by now.
      [undefined, 'deleted', undefined],
    ])
  })

  it.each<readonly [string, (fake: FakeGraph) => void, string]>([
    ['was deleted', (fake) => fake.deleteGroup('Staff'), 'no group "Staff": it was deleted or renamed'],
    [
      'is one of two of that name',
      (fake) => void fake.addGroup({ id: 'bbbbbbbb-0000-4000-8000-ffffffffffff', displayName: 'STAFF' }),
      'bbbbbbbb-0000-4000-8000-ffffffffffff',
    ],
    [
      'has more members than are shown',
      (fake) => {
        fake.switches.unlisted = [id(fake, 'bo')]
      },
      'counts 3 and sent 2 when asked for the members of the group "Staff"',
    ],
    [
      'hides its members',
      (fake) =>
        fake.addMember(
          'Leads',
          fake.addGroup({ displayName: 'Secret', visibility: 'HiddenMembership', members: [id(fake, 'ed')] }),
        ),
      'The group "Secret" hides its members, and Microsoft Graph shows none: grant the application permission Member.Read.Hidden',
    ],
  ])('are incomplete where one of them %s', async (_what, change, reason) => {
    await using fake = await campus()
    change(fake)
    expect(await readingOf(fake, { groups: ["Reader's", 'Staff'], delta: store() })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining(reason) as string,
    })
  })

  it('show hidden members to an application that may see them', async () => {
    await using fake = await campus()
    fake.grant(['User.Read.All', 'GroupMember.Read.All', 'Member.Read.Hidden'])
    fake.addGroup({ displayName: 'Secret', visibility: 'HiddenMembership', members: [id(fake, 'ed')] })
    expect(peopleIn(await readingOf(fake, { groups: ['Secret'], delta: store() }))).toMatchObject([
      { email: 'ed@example.edu', groups: ['Secret'] },
    ])
  })
})

describe('groups', () => {
  it('are found by their object id whatever they are called by now', async () => {
    await using fake = await campus()
    const group = fake.addGroup({ displayName: 'Old name', members: [id(fake, 'ed')] })
    const people = peopleIn(await readingOf(fake, { groups: [group] }))
    expect(people).toMatchObject([{ email: 'ed@example.edu', groups: [group] }])
  })

  it('that are gone are named by the id that was asked for', async () => {
    await using fake = await campus()
    const gone = 'cccccccc-0000-4000-8000-000000000001'
    expect(await readingOf(fake, { groups: [gone] })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining(`no group "${gone}"`) as string,
    })
  })

  it.each<readonly [string, readonly string[], string]>([
    ['see groups', ['User.Read.All'], 'GroupMember.Read.All'],
    ['see users', ['GroupMember.Read.All'], 'User.Read.All'],
  ])('are incomplete where the application may not %s', async (_, permissions, named) => {
    await using fake = await campus()
    fake.grant(permissions)
    expect(await readingOf(fake, { groups: ['Staff'] })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining(named) as string,
    })
  })

  it.each<readonly [string, Partial<FaultRule>]>([
    ['half of them fail', { on: 'groupMembers', skip: 2 }],
    ['the groups within one fail', { on: 'nestedGroups', skip: 1 }],
  ])('are incomplete where %s', async (_, fault) => {
    await using fake = await campus()
    fake.fault({ times: 9, give: 'html', ...fault })
    expect(await readingOf(fake, { groups: ['Staff', "Reader's"] })).toMatchObject({ kind: 'incomplete' })
  })

  it('are not taken for those that they were not asked for', async () => {
    await using fake = await campus()
    const body = JSON.stringify({ value: [{ id: 'x', displayName: 'Everybody', visibility: null }] })
    fake.fault({ on: 'findGroups', give: { status: 200, body } })
    expect(await readingOf(fake, { groups: ['Staff'] })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining('a group that is not called so') as string,
    })
  })
})
