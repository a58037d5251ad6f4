import fc from 'fast-check'
import { expect, it } from 'vitest'
import { entraId } from '../src/directory/entra.ts'
import { type FakeGraph, startFakeGraph } from '../src/directory/testing/index.ts'

/** What may happen to a tenant between two readings; the number says to whom. */
const happening = fc.record({
  what: fc.constantFrom(
    'add',
    'disable',
    'enable',
    'rename',
    'clear',
    'delete',
    'restore',
    'purge',
    'join',
    'leave',
    'end',
    'read',
  ),
  whom: fc.nat(),
})

it('any changes read one by one leave the people that a whole reading finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 30 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      fc.constantFrom('changed' as const, 'all' as const),
      fc.boolean(),
      async (happenings, pageSize, deltaRepeats, deltaSends, isGrouped) => {
        await using fake = await startFakeGraph({
          pageSize,
          switches: { deltaRepeats, deltaSends },
          users: ['ana', 'bo', 'cy'].map((name) => ({ userPrincipalName: `${name}@example.edu` })),
        })
        fake.addGroup({ displayName: 'Staff', members: [fake.users()[0]?.id ?? ''] })
        let text: string | undefined
        const delta = {
          read: async () => text,
          write: async (next: string) => {
            text = next
          },
        }
        const given = {
          credential: fake.credential,
          endpoint: fake.url,
          ...(isGrouped ? { groups: ['Staff'] } : {}),
        }
        const continued = entraId({ ...given, delta })
        await continued.read()
        const gone: string[] = []
        for (const [index, { what, whom }] of happenings.entries()) {
          if (what === 'read') await continued.read()
          else happen(fake, what, whom, index, gone)
        }
        const [one, other] = [await continued.read(), await entraId(given).read()]
        expect(one.kind).not.toBe('incomplete')
        expect({ ...one, readAt: '', proof: '' }).toEqual({ ...other, readAt: '', proof: '' })
      },
    ),
    { numRuns: 60 },
  )
})

function happen(fake: FakeGraph, what: string, whom: number, index: number, gone: string[]): void {
  const users = fake.users()
  const user = users[whom % Math.max(1, users.length)]
  const lost = gone[whom % Math.max(1, gone.length)]
  if (what === 'add')
    fake.addUser({ userPrincipalName: `new${index}@example.edu`, proxyAddresses: [`smtp:n${index}@example.edu`] })
  if (what === 'end') fake.endLinks()
  if (lost !== undefined && (what === 'restore' || what === 'purge')) {
    if (what === 'restore') fake.restoreUser(lost)
    else fake.purgeUser(lost)
    gone.splice(gone.indexOf(lost), 1)
  }
  if (user === undefined) return
  const { id } = user
  if (what === 'disable' || what === 'enable') fake.changeUser(id, { accountEnabled: what === 'enable' })
  if (what === 'rename') fake.changeUser(id, { mail: `renamed${index}@example.edu`, displayName: `Name ${index}` })
  if (what === 'clear') fake.changeUser(id, { mail: null, displayName: null, proxyAddresses: [] })
  if (what === 'delete') gone.push(fake.deleteUser(id))
  if (what === 'join') fake.addMember('Staff', id)
  if (what === 'leave') fake.removeMember('Staff', id)
}
