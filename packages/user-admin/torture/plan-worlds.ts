import type { AacSeed } from '@user-admin/aac-client/testing'
import type { Seed } from '@user-admin/houston-client/testing'
import fc from 'fast-check'

/** A random Houston: who holds what, in teams and by themselves, under how many addresses. */
export interface HoustonWorld {
  readonly release: string
  readonly scope: 'workspace' | 'platform'
  /** Who calls: the platform's own key, or an administrator of the workspace. */
  readonly caller: 'key' | 'workspace admin'
  readonly seed: Seed
  /** Everybody of it, each by one of their addresses. */
  readonly people: readonly string[]
}

/** A random AAC workspace. */
export interface AacWorld {
  readonly seed: AacSeed
  readonly people: readonly string[]
}

/** What is asked for. */
export interface Wish {
  readonly kind: 'keep-only' | 'leavers' | 'roster'
  /** Of the people, by place: who leaves, or who stays. */
  readonly chosen: readonly number[]
  readonly action: 'remove' | 'suspend'
}

export const releases = ['0.16.6', '0.25', '0.29.5', '0.34', '0.37', 'apc-1', 'apc-2'] as const

const address = (index: number): string => `p${index}@example.edu`
const second = (index: number): string => `p${index}@alias.example.org`
const workspaces = ['ws1', 'ws2'] as const
const deployments = [
  { id: 'dep1', label: 'airflow', workspace: 'ws1' },
  { id: 'dep2', label: 'reports', workspace: 'ws1' },
  { id: 'dep3', label: 'other', workspace: 'ws2' },
] as const
const level = fc.constantFrom('VIEWER', 'EDITOR', 'ADMIN')
const seldom = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })

interface Human {
  readonly workspace: string | undefined
  readonly other: string | undefined
  readonly system: string | undefined
  readonly on: readonly { readonly deployment: string; readonly level: string }[]
  readonly twoAddresses: boolean
  readonly status: string
}

const human: fc.Arbitrary<Human> = fc.record({
  workspace: fc.option(level, { nil: undefined, freq: 4 }),
  other: seldom(level),
  system: seldom(level),
  on: fc.uniqueArray(fc.record({ deployment: fc.constantFrom('dep1', 'dep2', 'dep3'), level }), {
    maxLength: 2,
    selector: ({ deployment }) => deployment,
  }),
  twoAddresses: fc.boolean(),
  status: fc.constantFrom('active', 'active', 'active', 'active', 'pending', 'banned'),
})

const grant = fc.oneof(
  level.map((one) => ({ role: `WORKSPACE_${one}`, workspace: 'ws1' })),
  level.map((one) => ({ role: `WORKSPACE_${one}`, workspace: 'ws2' })),
  level.map((one) => ({ role: `DEPLOYMENT_${one}`, deployment: 'dep1' })),
  level.map((one) => ({ role: `DEPLOYMENT_${one}`, deployment: 'dep3' })),
  level.map((one) => ({ role: `SYSTEM_${one}` })),
)

const team = fc.record({
  isLocal: fc.boolean(),
  members: fc.uniqueArray(fc.nat(11), { maxLength: 4 }),
  grants: fc.uniqueArray(grant, { maxLength: 2, selector: ({ role: _role, ...place }) => JSON.stringify(place) }),
})

const invite = fc.record({
  /** A number of the people means their second address; beyond them, somebody new. */
  to: fc.nat(15),
  workspace: fc.constantFrom('ws1', 'ws1', 'ws2', undefined),
  level,
})

export const houstonWorld: fc.Arbitrary<HoustonWorld> = fc
  .record({
    release: fc.constantFrom(...releases),
    scope: fc.constantFrom<HoustonWorld['scope']>('workspace', 'workspace', 'platform'),
    caller: fc.constantFrom<HoustonWorld['caller']>('key', 'key', 'workspace admin'),
    humans: fc.array(human, { minLength: 4, maxLength: 12 }),
    teams: fc.array(team, { maxLength: 3 }),
    invites: fc.uniqueArray(invite, { maxLength: 4, selector: ({ to, workspace }) => `${to} ${workspace ?? ''}` }),
  })
  .map(({ release, scope, caller, humans, teams, invites }): HoustonWorld => {
    const hasTeams = !['0.16.6', '0.25'].includes(release)
    const hasLocal = ['0.37', 'apc-1', 'apc-2'].includes(release)
    const hasDeploymentRoles = release !== '0.16.6'
    const invited = new Set(invites.map(({ to }) => to))
    const people = [...humans.keys()].map(address)
    return {
      release,
      scope,
      caller: scope === 'platform' ? 'key' : caller,
      people: [...people, ...[...invited].filter((to) => to >= humans.length).map(address)],
      seed: {
        workspaces: workspaces.map((id) => ({ id, label: id })),
        deployments,
        users: [
          // Somebody who administers the workspace and the platform stays in every world.
          {
            username: 'root@example.edu',
            emails: ['root@example.edu'],
            roleBindings: [{ role: 'SYSTEM_ADMIN' }, { role: 'WORKSPACE_ADMIN', workspace: 'ws1' }],
          },
          {
            username: 'boss@example.edu',
            emails: ['boss@example.edu'],
            roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'ws1' }],
          },
          ...humans.map((one, index) => ({
            username: address(index),
            status: one.status,
            emails: [
              address(index),
              ...(one.twoAddresses && !invited.has(index) ? [{ address: second(index), primary: false }] : []),
              ...(invited.has(index) ? [{ address: second(index), primary: false }] : []),
            ],
            roleBindings: [
              ...(one.workspace === undefined ? [] : [{ role: `WORKSPACE_${one.workspace}`, workspace: 'ws1' }]),
              ...(one.other === undefined ? [] : [{ role: `WORKSPACE_${one.other}`, workspace: 'ws2' }]),
              ...(one.system === undefined ? [] : [{ role: `SYSTEM_${one.system}` }]),
              ...(hasDeploymentRoles
                ? one.on.map((on) => ({ role: `DEPLOYMENT_${on.level}`, deployment: on.deployment }))
                : []),
            ],
          })),
        ],
        teams: hasTeams
          ? teams.map(({ isLocal, members, grants }, index) => ({
              name: `team${index}`,
              provider: isLocal && hasLocal ? 'local' : 'okta',
              members: members.filter((one) => one < humans.length).map(address),
              roleBindings: grants,
            }))
          : [],
        invites: invites.map(({ to, workspace, level: of }) => ({
          email: to < humans.length ? second(to) : address(to),
          ...(workspace === undefined ? {} : { workspace, role: `WORKSPACE_${of}` }),
        })),
      },
    }
  })

const roles = ['workspace_admin', 'Viewer', 'Full User'] as const

export const aacWorld: fc.Arbitrary<AacWorld> = fc
  .record({
    people: fc.array(
      fc.record({
        status: fc.constantFrom('active' as const, 'active' as const, 'invited' as const, 'suspended' as const),
        roles: fc.uniqueArray(fc.constantFrom(...roles), { minLength: 0, maxLength: 2 }),
        isScim: fc.boolean(),
        assets: fc.nat(3),
      }),
      { minLength: 3, maxLength: 10 },
    ),
    groups: fc.array(
      fc.record({
        members: fc.uniqueArray(fc.nat(9), { maxLength: 4 }),
        roles: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 2 }),
        isScim: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ people, groups }): AacWorld => {
    const filled = new Set(groups.flatMap(({ isScim, members }) => (isScim ? members : [])))
    return {
      people: [...people.keys()].map(address),
      seed: {
        people: [
          { email: 'root@example.edu', isAdmin: true },
          { email: 'boss@example.edu', isAdmin: true },
          ...people.map((one, index) => ({
            email: address(index),
            isAdmin: false,
            status: one.status,
            roles: one.roles,
            assets: one.assets,
            // Who is provisioned shows by a group alone.
            scim: one.isScim && filled.has(index),
          })),
        ],
        groups: groups.map((group, index) => ({
          name: `group${index}`,
          members: group.members.filter((one) => one < people.length).map(address),
          roles: group.roles,
          scimEnabled: group.isScim,
        })),
      },
    }
  })

export const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom<Wish['kind']>('keep-only', 'leavers', 'leavers', 'roster'),
  chosen: fc.uniqueArray(fc.nat(14), { minLength: 1, maxLength: 6 }),
  action: fc.constantFrom<Wish['action']>('remove', 'remove', 'suspend'),
})
