import { AacClient } from '@user-admin/aac-client'
import { type SeedPerson, startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, type SeedBinding, type SeedUser, startFakeHouston } from '@user-admin/houston-client/testing'
import { aacWorkspace, houstonPlatform, houstonWorkspace, type UserAdmin } from '../src/index.ts'

/** What is true of one person, whatever an API shows: in words that can be compared. */
export interface Truth {
  readonly in: boolean
  readonly suspended: boolean
  readonly roles: readonly string[]
  readonly places: readonly string[]
  readonly groups: readonly string[]
  readonly assets: number
  /** Open invitations beside that which is the membership. */
  readonly invitations: number
  readonly account: string | undefined
}

/** A world that is emptied, refilled, and looked at. */
export interface UndoWorld {
  readonly name: string
  readonly admin: UserAdmin
  /** An administrator beside ours, who stays as well. */
  readonly other: UserAdmin
  /** Who stays. */
  readonly keepers: readonly string[]
  /** The receiver of what the others own. */
  readonly heir: string | undefined
  readonly people: readonly string[]
  /** Two roles that can be given. */
  readonly roles: readonly [string, string]
  readonly truth: () => ReadonlyMap<string, Truth>
  readonly acceptAll: () => void
  readonly close: () => Promise<void>
}

export const pick = <T>(random: () => number, some: readonly T[]): T => {
  const one = some[Math.floor(random() * some.length)]
  if (one === undefined) throw new TypeError('There is nothing to choose from.')
  return one
}

const email = (index: number): string => `p${index}@example.edu`
const second = (index: number): string => `p${index}@alias.example.org`
const keepers = ['me@example.edu', 'bo@example.edu']

/** An AAC workspace. Everybody who came in owns something: that it goes with them can be seen. */
export async function aacUndoWorld(people: number, random: () => number): Promise<UndoWorld> {
  const chance = (share: number): boolean => random() < share
  const persons = Array.from({ length: people }, (_, index): SeedPerson => {
    const status = pick(random, ['active', 'active', 'active', 'active', 'active', 'invited', 'suspended'] as const)
    const roles = [2, 3, 4].filter(() => chance(0.45))
    return {
      email: email(index),
      status,
      roles: chance(0.03) ? [1, ...roles] : roles.length === 0 ? [2] : roles,
      assets: status === 'invited' ? 0 : 1 + Math.floor(random() * 3),
    }
  })
  const members = (): string[] => persons.flatMap((one) => (typeof one !== 'string' && chance(0.08) ? [one.email] : []))
  const fake = await startFakeAac({
    sameIdAgain: chance(0.5),
    seed: {
      roles: [
        { policyId: 1, tag: 'workspace_admin' },
        { policyId: 2, name: 'Viewer' },
        { policyId: 3, name: 'Full User' },
        { policyId: 4, name: 'Designer' },
      ],
      people: [{ email: 'me@example.edu', isAdmin: true }, { email: 'bo@example.edu', isAdmin: true }, ...persons],
      groups: [
        { id: 9001, name: 'Makers', members: members(), roles: [2, 4] },
        { id: 9002, name: 'Readers', members: members(), roles: [3] },
      ],
    },
  })
  const opened = async (person: string): ReturnType<typeof aacWorkspace> =>
    await aacWorkspace(new AacClient({ region: 'us1', token: fake.staticToken({ person }), fetch: fake.fetch }))
  return {
    name: `AAC workspace of ${people}`,
    admin: await opened('me@example.edu'),
    other: await opened('bo@example.edu'),
    keepers,
    heir: chance(0.5) ? 'bo@example.edu' : undefined,
    people: persons.map((one) => (typeof one === 'string' ? one : one.email)),
    roles: ['2', '3'],
    truth: () => {
      const [state] = fake.state
      const inGroups = new Map<string, string[]>()
      for (const { name, members: names } of state?.groups ?? [])
        for (const one of names) inGroups.set(one, [...(inGroups.get(one) ?? []), name])
      return new Map(
        (state?.people ?? []).map((person): [string, Truth] => [
          person.email,
          {
            in: true,
            suspended: person.status === 'suspended',
            roles: person.roles.toSorted(),
            places: [],
            groups: inGroups.get(person.email) ?? [],
            assets: person.assets,
            invitations: 0,
            account: undefined,
          },
        ]),
      )
    },
    acceptAll: () => void fake.acceptAll(),
    close: () => fake.close(),
  }
}

export const undoReleases = ['0.16.6', '0.25', '0.29.5', '0.34', '0.37', 'apc-1', 'apc-2'] as const

/** A Houston workspace, or the platform of one. */
export async function houstonUndoWorld(
  people: number,
  release: (typeof undoReleases)[number],
  kind: 'workspace' | 'platform',
  random: () => number,
  /** Up to 0.16 somebody can be added twice; who was is given no other role there. */
  doubles: boolean = release === '0.16.6',
): Promise<UndoWorld> {
  const chance = (share: number): boolean => random() < share
  const level = (): string => pick(random, ['VIEWER', 'VIEWER', 'EDITOR', 'ADMIN'])
  const at = undoReleases.indexOf(release)
  const [hasPlaces, hasTeams] = [at >= 1, at >= 2]
  // Before 0.30 no key takes roles on deployments from who holds nothing else (facts §5.3).
  const byKey = chance(0.5)
  const isBound = byKey && at < undoReleases.indexOf('0.34')
  const bindings = (): readonly SeedBinding[] => {
    const on = hasPlaces ? ['dep1', 'dep2'].filter(() => chance(0.2)) : []
    const isMember = isBound || chance(0.9)
    return [
      ...(isMember ? [{ role: `WORKSPACE_${level()}`, workspace: 'ws1' }] : []),
      ...(isMember && doubles && chance(0.05) ? [{ role: 'WORKSPACE_VIEWER', workspace: 'ws1' }] : []),
      ...on.map((deployment) => ({ role: `DEPLOYMENT_${level()}`, deployment })),
      ...(kind === 'platform' && chance(0.1) ? [{ role: `SYSTEM_${pick(random, ['VIEWER', 'EDITOR'])}` }] : []),
    ]
  }
  const users = Array.from({ length: people }, (_, index): SeedUser => {
    const twice = chance(0.1)
    return {
      id: `user${index}`,
      username: email(index),
      status: chance(0.05) ? 'banned' : 'active',
      emails: [email(index), ...(twice ? [{ address: second(index), primary: false }] : [])],
      roleBindings: bindings(),
    }
  })
  const invited = Array.from({ length: Math.ceil(people / 10) }, (_, index) => `new${index}@example.edu`)
  const keeper = { role: 'WORKSPACE_ADMIN', workspace: 'ws1' }
  const keeping = hasPlaces ? ['dep1', 'dep2'].map((deployment) => ({ role: 'DEPLOYMENT_ADMIN', deployment })) : []
  const fake = await startFakeHouston({
    release,
    seed: {
      workspaces: [{ id: 'ws1', label: 'Data' }],
      deployments: hasPlaces
        ? [
            { id: 'dep1', label: 'airflow', workspace: 'ws1' },
            { id: 'dep2', label: 'reports', workspace: 'ws1' },
          ]
        : [],
      users: [
        ...keepers.map((username) => ({ username, roleBindings: [{ role: 'SYSTEM_ADMIN' }, keeper, ...keeping] })),
        ...users,
      ],
      teams:
        hasTeams && kind === 'workspace'
          ? [
              {
                id: 'team1',
                name: 'Readers',
                members: users.flatMap(({ id }) => (id !== undefined && chance(0.05) ? [id] : [])),
                roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'ws1' }],
              },
            ]
          : [],
      invites: [
        ...invited.map((one) => ({
          email: one,
          // One to the platform alone cannot be told from these: both show a role (facts §3.3).
          workspace: 'ws1',
          role: `WORKSPACE_${level()}`,
        })),
        // Of members, to their second address.
        ...users.flatMap(({ emails = [], roleBindings = [] }, index) =>
          emails.length > 1 && roleBindings.some(({ workspace }) => workspace !== undefined) && chance(0.3)
            ? [{ email: second(index), workspace: 'ws1', role: 'WORKSPACE_VIEWER' }]
            : [],
        ),
      ],
    },
  })
  const opened = async (token: string): Promise<UserAdmin> => {
    const client = new HoustonClient({ url: fake.url, token })
    return kind === 'platform' ? await houstonPlatform(client) : await houstonWorkspace(client, 'ws1')
  }
  return {
    name: `Houston ${kind} ${release} of ${people}`,
    admin: await opened(byKey ? fake.token : fake.userToken('me@example.edu')),
    other: await opened(fake.userToken('bo@example.edu')),
    keepers,
    heir: undefined,
    people: [...users.map((_, index) => email(index)), ...invited],
    roles: kind === 'platform' ? ['SYSTEM_VIEWER', 'SYSTEM_EDITOR'] : ['WORKSPACE_VIEWER', 'WORKSPACE_EDITOR'],
    truth: () => houstonTruth(fake, kind),
    acceptAll: () => void fake.acceptAll(),
    close: fake.close,
  }
}

function houstonTruth(fake: FakeHouston, kind: 'workspace' | 'platform'): ReadonlyMap<string, Truth> {
  const { users, invites, deployments, teams } = fake.state
  const ofPlace = new Map(deployments.map(({ id, workspace }) => [id, workspace]))
  const open = new Map<string, (typeof invites)[number][]>()
  for (const one of invites)
    if (kind === 'platform' || one.workspace === 'ws1') open.set(one.email, [...(open.get(one.email) ?? []), one])
  const found = new Map<string, Truth>()
  for (const { id, username, emails, status, roleBindings } of users) {
    const own = roleBindings.filter(({ workspace, deployment }) =>
      kind === 'platform' ? workspace === null && deployment === null : workspace === 'ws1',
    )
    const places = roleBindings.filter(
      ({ deployment }) => kind === 'workspace' && ofPlace.get(deployment ?? '') === 'ws1',
    )
    const invited = emails.flatMap(({ address }) => open.get(address) ?? [])
    for (const { address } of emails) open.delete(address)
    const groups = teams.filter(({ members }) => members.includes(id)).map(({ name }) => name)
    found.set(username, {
      in: kind === 'platform' || own.length + places.length + groups.length > 0,
      suspended: status === 'banned',
      roles: [...new Set(own.map(({ role }) => role))].toSorted(),
      places: places.map(({ role, deployment }) => `${role} on ${deployment ?? ''}`).toSorted(),
      groups,
      assets: 0,
      invitations: invited.length,
      account: id,
    })
  }
  for (const [address, several] of open)
    found.set(address, {
      in: true,
      suspended: false,
      roles: [
        ...new Set(
          several.flatMap(({ role, workspace }) =>
            role === null || (kind === 'platform' && workspace !== null) ? [] : [role],
          ),
        ),
      ].toSorted(),
      places: [],
      groups: [],
      assets: 0,
      invitations:
        several.length - 1 + (kind === 'platform' ? several.filter(({ workspace }) => workspace !== null).length : 0),
      account: undefined,
    })
  return found
}
