import type { FakeHouston, Seed, SeedBinding, SeedTeam, SeedUser } from '@user-admin/houston-client/testing'
import fc from 'fast-check'

/** Which kinds of ways in a release has. */
export interface Kinds {
  readonly deployments: boolean
  readonly teams: boolean
  /** Teams that are made in Houston. */
  readonly local: boolean
}

/** The releases that the ways in are tested on: each where something about them changed. */
export const releases: Readonly<Record<string, Kinds>> = {
  '0.16.6': { deployments: false, teams: false, local: false },
  '0.21.0': { deployments: true, teams: false, local: false },
  '0.25': { deployments: true, teams: false, local: false },
  '0.29.2': { deployments: true, teams: true, local: false },
  '0.34': { deployments: true, teams: true, local: false },
  '0.37': { deployments: true, teams: true, local: true },
  'apc-1': { deployments: true, teams: true, local: true },
  'apc-2': { deployments: true, teams: true, local: true },
}

/** Workspace `w` with the deployments `d1` and `d2`, beside workspace `v` with `e`. */
const places: Pick<Seed, 'workspaces' | 'deployments'> = {
  workspaces: [
    { id: 'w', label: 'Ours' },
    { id: 'v', label: 'Theirs' },
  ],
  deployments: [
    { id: 'd1', label: 'Nightly', workspace: 'w' },
    { id: 'd2', label: 'Hourly', workspace: 'w' },
    { id: 'e', label: 'Elsewhere', workspace: 'v' },
  ],
}

const people = 6
/** Every address of the person with this number. */
const addressesOf = (index: number): readonly string[] => [`p${index}@x.edu`, `p${index}.second@x.org`]
const addresses = Array.from({ length: people }, (_, index) => addressesOf(index)).flat()
/** Everybody of a random world, each with all their addresses; the last was only ever invited. */
export const everybody: readonly (readonly string[])[] = [
  ...Array.from({ length: people }, (_, index) => addressesOf(index)),
  ['stranger@y.edu'],
]

const level = fc.constantFrom('ADMIN', 'EDITOR', 'VIEWER')
const bindings = ({ deployments }: Kinds): fc.Arbitrary<SeedBinding[]> => {
  const on = (kind: string, place: object): fc.Arbitrary<SeedBinding> =>
    level.map((one) => ({ role: `${kind}_${one}`, ...place }))
  const some = [
    on('WORKSPACE', { workspace: 'w' }),
    on('WORKSPACE', { workspace: 'v' }),
    on('SYSTEM', {}),
    ...(deployments ? ['d1', 'd2', 'e'].map((deployment) => on('DEPLOYMENT', { deployment })) : []),
  ]
  return fc
    .tuple(...some.map((one, index) => fc.option(one, { nil: undefined, freq: index === 0 ? 3 : 2 })))
    .map((held) => held.flatMap((one) => one ?? []))
}

/** Random people with random ways in; `keeper` and the roots keep workspace, deployments and platform from their last person. */
export function seeds(kinds: Kinds): fc.Arbitrary<Seed> {
  const user = (index: number): fc.Arbitrary<SeedUser> =>
    fc
      .record({
        status: fc.constantFrom('active', 'active', 'active', 'active', 'pending', 'banned'),
        isOld: fc.boolean(),
        roleBindings: bindings(kinds),
      })
      .map(({ status, isOld, roleBindings }) => {
        const [first = '', second = ''] = addressesOf(index)
        const emails = [
          isOld && status !== 'pending' ? first.toUpperCase() : first,
          { address: second, primary: false },
        ]
        return { id: `user${index}`, username: first, emails, status, roleBindings }
      })
  const team = (index: number): fc.Arbitrary<SeedTeam> =>
    fc.record({
      id: fc.constant(`team${index}`),
      name: fc.constant(`Team ${index}`),
      provider: kinds.local ? fc.constantFrom('okta', 'local') : fc.constant('okta'),
      members: fc.uniqueArray(
        fc.integer({ min: 0, max: people - 1 }).map((one) => `user${one}`),
        { maxLength: 3 },
      ),
      roleBindings: bindings(kinds),
    })
  const invite = fc.record({
    email: fc.constantFrom(...addresses, 'stranger@y.edu'),
    role: level.map((one) => `WORKSPACE_${one}`),
    workspace: fc.constantFrom('w', 'w', 'v'),
  })
  const keeper = { role: 'WORKSPACE_ADMIN', workspace: 'w' }
  const keeping = kinds.deployments
    ? ['d1', 'd2', 'e'].map((deployment) => ({ role: 'DEPLOYMENT_ADMIN', deployment }))
    : []
  return fc
    .record({
      users: fc.tuple(...Array.from({ length: people }, (_, index) => user(index))),
      teams: kinds.teams ? fc.tuple(team(0), team(1), team(2)) : fc.constant([]),
      invites: fc.array(invite, { maxLength: 4 }),
      // Without one, somebody is the last of the workspace or a deployment.
      isKept: fc.boolean(),
    })
    .map(({ users, teams, invites, isKept }) => ({
      ...places,
      users: [
        { username: 'root@x.edu', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
        { username: 'root2@x.edu', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
        { username: 'keeper@x.edu', roleBindings: isKept ? [keeper, ...keeping] : [keeper] },
        ...users,
      ],
      teams,
      invites,
    }))
}

/** Whether the person with these addresses is locked out whatever roles are left. */
export const isBanned = ({ users }: Seed, theirs: readonly string[]): boolean =>
  Array.isArray(users) &&
  (users as readonly SeedUser[]).some(({ username = '', status }) => status === 'banned' && theirs.includes(username))

/** Every way in of one person, whichever of the addresses it hangs on, each as `via role team`. */
export function trueWays(
  fake: FakeHouston,
  [first = '', ...others]: readonly string[],
  scope: { workspace?: string },
): readonly string[] {
  const own = fake.waysIn(first, scope)
  const invited = others.flatMap((address) => fake.waysIn(address, scope).filter(({ via }) => via === 'invite'))
  return [...own, ...invited].map(({ via, role, team }) => `${via} ${role} ${team ?? ''}`.trim()).toSorted()
}
