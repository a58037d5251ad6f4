import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, type SeedUser, startFakeHouston } from '@user-admin/houston-client/testing'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type ChangeOptions,
  houstonPlatform,
  houstonWorkspace,
  type Member,
  type UserAdmin,
  UserAdminError,
} from '../src/index.ts'

type Kind = 'workspace' | 'platform'
type Act = (admin: UserAdmin, member: Member, options: ChangeOptions) => Promise<unknown>

const acts: Readonly<Record<string, Act>> = {
  remove: (admin, { id, email }, o) => admin.remove({ id, email }, o),
  'give another role': (admin, { id, email }, o) =>
    admin.setRoles({ id, email }, [admin.scope.kind === 'workspace' ? 'WORKSPACE_VIEWER' : 'SYSTEM_VIEWER'], o),
  invite: (admin, { email }) => admin.invite({ email: `new.${email}` }),
}

interface World {
  readonly fake: FakeHouston
  readonly admin: UserAdmin
  readonly members: readonly Member[]
  readonly count: () => number
}

/** A platform with a workspace of so many people, and everything that is asked at the beginning behind it. */
async function world(kind: Kind, release: string, size: number, latency = 0, caller?: string): Promise<World> {
  const users: SeedUser[] = [
    { username: 'root@x.edu', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
    { username: 'keeper@x.edu', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] },
    ...Array.from({ length: size }, (_, index) => ({
      id: `u${index}`,
      username: `p${index}@x.edu`,
      roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'w' }],
    })),
  ]
  const fake = await startFakeHouston({ release, latency, seed: { workspaces: [{ id: 'w', label: 'Ours' }], users } })
  onTestFinished(() => fake.close())
  const client = new HoustonClient({ url: fake.url, token: caller === undefined ? fake.token : fake.userToken(caller) })
  const admin: UserAdmin = kind === 'workspace' ? await houstonWorkspace(client, 'w') : await houstonPlatform(client)
  const members: Member[] = []
  for await (const member of admin.list()) if (member.email.startsWith('p')) members.push(member)
  const before = fake.requests()
  return { fake, admin, members, count: () => fake.requests() - before }
}

const meant = ({ mark }: Member): ChangeOptions => ({ ifMark: mark, onBefore: () => undefined })

describe('the requests of one change', () => {
  it.each<[act: string, kind: Kind, release: string, requests: number]>([
    ['remove', 'workspace', '0.16.6', 8],
    ['remove', 'workspace', '0.37', 10],
    ['remove', 'platform', '0.37', 9],
    ['give another role', 'workspace', '0.16.6', 7],
    ['give another role', 'workspace', '0.37', 9],
    ['give another role', 'platform', '0.37', 7],
    ['invite', 'workspace', '0.37', 13],
    ['invite', 'platform', '0.37', 8],
  ])('%s, on a %s of %s: so many', async (act, kind, release, requests) => {
    const { admin, members, count } = await world(kind, release, 1)
    for (const member of members) await acts[act]?.(admin, member, meant(member))
    expect(count()).toBe(requests)
  })
})

describe('the requests of forty changes at once', () => {
  it.each<[act: string, kind: Kind, release: string, requests: number]>([
    ['remove', 'workspace', '0.16.6', 3],
    ['remove', 'workspace', '0.37', 3.5],
    ['remove', 'platform', 'apc-2', 3],
    ['give another role', 'workspace', '0.37', 3],
    ['give another role', 'platform', 'apc-2', 3],
    ['invite', 'workspace', '0.37', 3.5],
    ['invite', 'platform', '0.25', 3],
  ])('%s, on a %s of %s: at most %d each', async (act, kind, release, requests) => {
    const { admin, members, count } = await world(kind, release, 40, 10)
    await Promise.all(members.map(async (member) => await acts[act]?.(admin, member, meant(member))))
    expect(count() / members.length).toBeLessThanOrEqual(requests)
  })
})

describe('changes of a workspace that go on at once', () => {
  it.each<[release: string, caller: string | undefined]>([
    ['0.13.1', 'keeper@x.edu'],
    ['0.16.6', undefined],
    // Who administers the workspace only may not look for accounts of the platform.
    ['0.34', 'keeper@x.edu'],
    ['0.37', undefined],
    ['apc-2', undefined],
  ])('end each in its own way, and each once, on %s', async (release, caller) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.nat(19), fc.nat(5), fc.constantFrom('remove', 'role', 'other')), {
          minLength: 1,
          maxLength: 20,
          selector: ([index]) => index,
        }),
        async (wanted) => {
          const { admin, members, fake } = await world('workspace', release, 20, 0, caller)
          const ends = await Promise.all(
            wanted.map(async ([index, pause, act]) => {
              for (let left = pause; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve))
              const { id, email, mark } = members[index] as Member
              if (act === 'remove') return (await admin.remove({ id, email }, { ifMark: mark })).outcome
              if (act === 'role')
                return (await admin.setRoles({ id, email }, ['WORKSPACE_VIEWER'], { ifMark: mark })).outcome
              return await admin.remove({ id, email }, { ifMark: 'other' }).then(
                ({ outcome }) => outcome,
                (error: unknown) => (error instanceof UserAdminError ? error.problem : expect.unreachable()),
              )
            }),
          )
          expect(ends).toEqual(wanted.map(([, , act]) => (act === 'other' ? 'conflict' : 'done')))
          const acted = new Map(wanted.map(([index, , act]) => [members[index]?.email, act]))
          const left = new Map<string, readonly string[]>()
          for await (const { email, roles } of admin.list()) left.set(email, roles)
          for (const { email } of members)
            expect(left.get(email)).toEqual(
              acted.get(email) === 'remove'
                ? undefined
                : [acted.get(email) === 'role' ? 'WORKSPACE_VIEWER' : 'WORKSPACE_EDITOR'],
            )
          await fake.close()
        },
      ),
      { numRuns: 8 },
    )
  })
})
