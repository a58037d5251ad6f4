import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, type Seed, startFakeHouston } from '@user-admin/houston-client/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { staysOpen } from '../src/access.ts'
import { addressesOf as namesOf } from '../src/identity/identity.ts'
import { houstonPlatform, houstonWorkspace, type Member, type UserAdmin, UserAdminError } from '../src/index.ts'
import { everybody, isBanned, releases, seeds, trueWays } from './houston-world.ts'
import { collect } from './worlds.ts'

const opened = {
  workspace: {
    open: (client: HoustonClient): Promise<UserAdmin> => houstonWorkspace(client, 'w'),
    scope: { workspace: 'w' },
  },
  platform: { open: (client: HoustonClient): Promise<UserAdmin> => houstonPlatform(client), scope: {} },
}
const shownAs = ({ access }: Member): readonly string[] =>
  access.map(({ via, role, name }) => `${via} ${role} ${via === 'team' ? (name ?? '') : ''}`.trim()).toSorted()
const memberAmong = (members: readonly Member[], addresses: readonly string[]): Member | undefined =>
  members.find((member) => namesOf(member).some((address) => addresses.includes(address)))
const isOfPlatform = (way: string): boolean => /^(?:system|team SYSTEM_)/.test(way)

async function inWorld<T>(
  release: string,
  seed: Seed,
  work: (fake: FakeHouston, client: HoustonClient) => Promise<T>,
): Promise<T> {
  await using fake = await startFakeHouston({ release, seed })
  return await work(fake, new HoustonClient({ url: fake.url, token: fake.token }))
}

describe.each(Object.entries(releases))('on Houston %s', (release, kinds) => {
  it('a list of a workspace shows every way in that there is, and nobody whom only the platform lets in', async () => {
    await fc.assert(
      fc.asyncProperty(seeds(kinds), (seed) =>
        inWorld(release, seed, async (fake, client) => {
          const admin = await houstonWorkspace(client, 'w')
          const members = await collect(admin.list())
          const outsiders = (await admin.outsiders?.()) ?? []
          expect(await admin.unseen?.()).toEqual([])
          for (const addresses of everybody) {
            expect([memberAmong(members, addresses), memberAmong(outsiders, addresses)]).toContain(undefined)
            const ways = trueWays(fake, addresses, { workspace: 'w' })
            const member = memberAmong(members, addresses)
            if (isBanned(seed, addresses)) {
              if (member?.status !== 'invited') expect([undefined, 'suspended']).toContain(member?.status)
            } else if (ways.every(isOfPlatform)) {
              expect(member).toBeUndefined()
              const outsider = memberAmong(outsiders, addresses)
              expect(outsider?.access.length ?? 0).toBe(ways.length)
            } else expect(member === undefined ? 'nobody' : shownAs(member)).toEqual(ways)
          }
        }),
      ),
      { numRuns: 10 },
    )
  }, 180_000)

  it.each(['workspace', 'platform'] as const)(
    'a look at one person of a %s shows what the list shows',
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(seeds(kinds), (seed) =>
          inWorld(release, seed, async (_, client) => {
            const admin = await opened[kind].open(client)
            for (const member of await collect(admin.list())) {
              for (const ref of [{ id: member.id }, { email: member.email }, { id: member.id, email: member.email }]) {
                const { mark, access, roles, admin: is, status, email } = (await admin.get(ref)) ?? {}
                expect({ mark, access, roles, is, status, email }).toEqual({
                  mark: member.mark,
                  access: member.access,
                  roles: member.roles,
                  is: member.admin,
                  status: member.status,
                  email: member.email,
                })
              }
            }
          }),
        ),
        { numRuns: 4 },
      )
    },
    180_000,
  )

  it.each(['workspace', 'platform'] as const)(
    'nobody who still gets into a %s is said to be removed',
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(seeds(kinds), fc.boolean(), (seed, byId) =>
          inWorld(release, seed, async (fake, client) => {
            const { open, scope } = opened[kind]
            const admin = await open(client)
            for (const addresses of everybody) {
              const [email = ''] = addresses
              const member = memberAmong(await collect(admin.list()), addresses)
              const promised = member === undefined || staysOpen(admin.scope, member).length > 0 ? undefined : 'done'
              const ref = byId && member !== undefined ? { id: member.id } : { email: member?.email ?? email }
              const ended = await admin.remove(ref, { ifMark: member?.mark }).then(
                ({ outcome }) => outcome,
                (error: unknown) => (error instanceof UserAdminError ? 'error' : expect.unreachable(String(error))),
              )
              const getsIn = addresses.some((address) => fake.canEnter(address, scope))
              if (ended === 'done' || ended === 'unchanged')
                expect({ email, ended, getsIn }).toEqual({ email, ended, getsIn: false })
              if (ended === 'remains' && !isBanned(seed, addresses))
                expect({ email, getsIn }).toEqual({ email, getsIn: true })
              if (promised === 'done') expect(['done', 'error']).toContain(ended)
            }
          }),
        ),
        { numRuns: 10 },
      )
    },
    180_000,
  )
})
