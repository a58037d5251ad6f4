import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, type FakeAacOptions, startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, type FakeHoustonOptions, startFakeHouston } from '@user-admin/houston-client/testing'
import { aacWorkspace, houstonPlatform, houstonWorkspace, type UserAdmin } from '../src/index.ts'

/** A scope on a fake, with the doors that a test needs: what the fake holds, and how people sign up. */
export interface World {
  readonly admin: UserAdmin
  readonly fake: FakeHouston | FakeAac
  /** Two roles that can be given, the lesser first. */
  readonly roles: readonly [string, string]
  /** A member who is neither the caller nor an administrator. */
  readonly someone: string
  /** What is said when that member was removed. */
  readonly removed: { readonly outcome: 'done'; readonly note?: string }
  readonly accept: (email: string) => void
  readonly close: () => Promise<void>
}

async function houston(
  options: FakeHoustonOptions = {},
  caller?: string,
): Promise<{ fake: FakeHouston; client: HoustonClient }> {
  const fake = await startFakeHouston(options)
  const token = caller === undefined ? fake.token : fake.userToken(caller)
  return { fake, client: new HoustonClient({ url: fake.url, token }) }
}

async function aac(options: FakeAacOptions = {}): Promise<{ fake: FakeAac; client: AacClient }> {
  const fake = await startFakeAac(options)
  const { accessToken } = fake.tokens()
  return { fake, client: new AacClient({ region: 'us1', token: accessToken, fetch: fake.fetch }) }
}

const people = [
  { username: 'root@example.edu', emails: ['root@example.edu'], roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
  { username: 'root2@example.edu', emails: ['root2@example.edu'], roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
  {
    username: 'ana@example.edu',
    fullName: 'Ana Ruiz',
    emails: ['ana@example.edu', { address: 'ana.ruiz@example.org', primary: false }],
    roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'ws1' }, { role: 'SYSTEM_VIEWER' }],
  },
  {
    username: 'bo@example.edu',
    emails: ['bo@example.edu'],
    roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'ws1' }],
  },
  {
    username: 'cy@example.edu',
    emails: ['cy@example.edu'],
    roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'ws1' }],
  },
]
const seed = {
  workspaces: [
    { id: 'ws1', label: 'Data Platform' },
    { id: 'ws2', label: 'Finance' },
  ],
  users: people,
}

/** What of a workspace the release knows besides roles in it. */
interface Kinds {
  readonly deployments?: boolean
  /** Teams that are made in Houston. */
  readonly teams?: boolean
}

/** The platform and a workspace of a release that the fake knows by name. */
const opened = (
  release: string,
  { deployments = false, teams = false }: Kinds,
  caller?: string,
): Readonly<Record<string, () => Promise<World>>> => ({
  [`Houston platform ${release}`]: async () => {
    const { fake, client } = await houston({ seed, release })
    return {
      admin: await houstonPlatform(client),
      fake,
      roles: ['SYSTEM_VIEWER', 'SYSTEM_EDITOR'],
      someone: 'cy@example.edu',
      removed: { outcome: 'done' },
      accept: fake.accept,
      close: fake.close,
    }
  },
  [`Houston workspace ${release}`]: async () => {
    const places = {
      ...(deployments ? { deployments: [{ id: 'nightly', workspace: 'ws1' }] } : {}),
      ...(teams ? { teams: [{ id: 'crew', name: 'Crew', provider: 'local' }] } : {}),
    }
    const { fake, client } = await houston({ seed: { ...seed, ...places }, release }, caller)
    return {
      admin: await houstonWorkspace(client, 'ws1'),
      fake,
      roles: ['WORKSPACE_VIEWER', 'WORKSPACE_EDITOR'],
      someone: 'cy@example.edu',
      removed:
        caller === undefined
          ? { outcome: 'done' }
          : { outcome: 'done', note: 'This credential does not see system roles, which open every workspace.' },
      accept: fake.accept,
      close: fake.close,
    }
  },
})

export const worlds: Readonly<Record<string, () => Promise<World>>> = {
  // A system key sees no workspace there (facts §1.5): its administrator calls.
  ...opened('0.13.1', {}, 'bo@example.edu'),
  ...opened('0.16.6', {}),
  // Nobody but a deployment's own administrator gives roles on it there (facts §5.3).
  ...opened('0.25', {}),
  ...opened('0.34', { deployments: true }),
  ...opened('0.37', { deployments: true, teams: true }),
  ...opened('apc-1', { deployments: true, teams: true }),
  ...opened('apc-2', { deployments: true, teams: true }),
  'AAC workspace': async () => {
    const { fake, client } = await aac({
      seed: {
        workspaces: [{ id: 41877, name: 'spring-class' }],
        roles: [
          { policyId: 1, tag: 'workspace_admin' },
          { policyId: 2, name: 'Viewer' },
          { policyId: 3, name: 'Full User' },
        ],
        people: [
          { email: 'me@example.edu', isAdmin: true },
          { email: 'bo@example.edu', isAdmin: true },
          { email: 'ana@example.edu', name: 'Ana Ruiz', roles: [2] },
          { email: 'cy@example.edu', roles: [3], assets: 4 },
        ],
      },
    })
    return {
      admin: await aacWorkspace(client),
      fake,
      roles: ['2', '3'],
      someone: 'cy@example.edu',
      removed: { outcome: 'done' },
      accept: (email) => fake.accept(email),
      close: () => fake.close(),
    }
  },
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}
