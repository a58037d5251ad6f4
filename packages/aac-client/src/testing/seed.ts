import type { AacSeed, SeedGroup, SeedPerson, SeedWorkspace } from './seed-form.ts'
import {
  adminTag,
  assetTypes,
  byEmail,
  type FakeAsset,
  type FakeGroup,
  type FakePerson,
  type FakeRole,
  type FakeWorkspace,
  ulid,
  type World,
} from './world.ts'

const given = [
  'Ana',
  'Ben',
  'Chloé',
  'Dariusz',
  'Emi',
  'Femi',
  'Greta',
  'Hugo',
  'Ines',
  'Jun',
  'Kofi',
  'Lena',
  'Mateo',
  'Nadia',
  'Omar',
  'Priya',
]
const family = [
  'Ruiz',
  'Okafor',
  'Lindqvist',
  'Tanaka',
  'Moreau',
  'Novak',
  'Adeyemi',
  'Berg',
  'Costa',
  'Dimitrov',
  'Eriksen',
  'Farah',
  'García',
]

const standardRoles: readonly FakeRole[] = [
  { policyId: 81001, tag: adminTag },
  { policyId: 81002, name: 'Viewer' },
  { policyId: 81003, name: 'Full User' },
]

/** Fills in a seed. The same seed and time make the same world. @throws {Error} for a role or member that the seed does not define. */
export function worldOf(seed: AacSeed, now: number): World {
  const world: World & { workspaces: FakeWorkspace[] } = {
    workspaces: [],
    accounts: new Map(),
    mails: [],
    nextPersonId: 70001,
    nextGroupId: 9001,
    nextAssetId: 500001,
  }
  const listed: readonly SeedWorkspace[] =
    typeof seed.workspaces === 'object' ? seed.workspaces : Array.from({ length: seed.workspaces ?? 1 }, () => ({}))
  for (const [index, own] of listed.entries()) {
    const top = index === 0 ? { people: seed.people, roles: seed.roles, groups: seed.groups } : {}
    world.workspaces.push(workspaceOf(world, index, own, top, now))
  }
  return world
}

function workspaceOf(
  world: World,
  index: number,
  own: SeedWorkspace,
  top: Omit<AacSeed, 'workspaces'>,
  now: number,
): FakeWorkspace {
  const id = own.id ?? 41001 + index
  const name = own.name ?? ['spring-class', 'research', 'operations'][index] ?? `workspace-${index + 1}`
  const roles = top.roles ?? own.roles ?? standardRoles
  const people = top.people ?? own.people ?? (index === 0 ? 25 : 5)
  const entries = typeof people === 'number' ? Array.from({ length: people }, (_, place) => madeUp(place)) : people
  const workspace: FakeWorkspace = {
    id,
    gid: own.gid ?? ulid('W', id),
    name,
    custom_url: own.custom_url ?? `${name}.us1.alteryxcloud.com`,
    max_user_number: own.max_user_number ?? Math.max(5000, entries.length * 2),
    createdAt: new Date(now - 400 * 86_400_000).toISOString(),
    people: new Map(),
    removed: new Map(),
    // The administrators' role is always there.
    roles: roles.some(({ tag }) => tag === adminTag) ? roles : [{ policyId: 81001, tag: adminTag }, ...roles],
    groups: [],
    provisioned: new Map(),
    lostAssets: 0,
  }
  const addresses = new Set<string>()
  for (const [place, entry] of entries.entries()) {
    const person = typeof entry === 'string' ? { email: entry } : entry
    const address = person.email.toLowerCase()
    if (addresses.has(address)) throw new Error(`The seed names ${person.email} twice.`)
    addresses.add(address)
    add(world, workspace, place, person, now)
  }
  for (const group of top.groups ?? own.groups ?? []) addGroup(world, workspace, group, now)
  return workspace
}

function madeUp(place: number): Exclude<SeedPerson, string> {
  const first = given[place % given.length] ?? 'Ana'
  const last = family[(place * 7) % family.length] ?? 'Ruiz'
  const plain = `${first}.${last}`
    .normalize('NFD')
    .replaceAll(/[^A-Za-z.]/g, '')
    .toLowerCase()
  return {
    email: `${plain}${place < given.length ? '' : place}@example.edu`,
    name: `${first} ${last}`,
    isAdmin: place < 2,
    roles: [place % 3 === 0 ? 'Full User' : 'Viewer'],
    assets: place % 5,
  }
}

function add(
  world: World,
  workspace: FakeWorkspace,
  place: number,
  entry: Exclude<SeedPerson, string>,
  now: number,
): void {
  const { email, status = 'active' } = entry
  const id = entry.id ?? world.accounts.get(email.toLowerCase()) ?? world.nextPersonId
  if (workspace.people.has(id)) throw new Error(`The seed gives the id ${id} twice.`)
  world.accounts.set(email.toLowerCase(), id)
  world.nextPersonId = Math.max(world.nextPersonId, id + 1)
  const createdAt = entry.createdAt ?? new Date(now - 200 * 86_400_000 + place * 60_000).toISOString()
  const seen = new Date(now - (1 + (place % 60)) * 86_400_000).toISOString()
  const roles = entry.roles ?? (workspace.roles.some((role) => role.name === 'Viewer') ? ['Viewer'] : [])
  const person: FakePerson = {
    id,
    gid: ulid('P', id),
    email,
    name: entry.name ?? (status === 'invited' ? null : (email.split('@')[0] ?? email)),
    isDisabled: status === 'suspended',
    lastStateChange: status === 'suspended' ? seen : null,
    lastLoginTime: entry.lastLoginTime !== undefined ? entry.lastLoginTime : status === 'invited' ? null : seen,
    agreementAcceptedAt: status === 'invited' ? null : createdAt,
    deletedAt: null,
    createdAt,
    updatedAt: createdAt,
    roles: new Set(roles.map((role) => policyOf(workspace, role))),
    assets: assetsOf(world, entry.assets ?? 0),
  }
  if (entry.isAdmin ?? place === 0) person.roles.add(policyOf(workspace, adminTag))
  workspace.people.set(id, person)
  if (entry.scim === true)
    workspace.provisioned.set(email.toLowerCase(), {
      email,
      name: person.name,
      roles: new Set(person.roles),
      groups: [],
    })
}

/** So many things, of one type after the other, or as many of each type as were named. */
function assetsOf(world: World, wanted: number | Readonly<Record<string, number>>): readonly FakeAsset[] {
  const types =
    typeof wanted === 'number'
      ? Array.from({ length: wanted }, (_, place) => assetTypes[place % assetTypes.length] ?? 'plans')
      : Object.entries(wanted).flatMap(([type, count]) => Array.from({ length: count }, () => type))
  return types.map((type) => {
    if (!assetTypes.includes(type)) throw new Error(`The seed names a type of assets that there is not: ${type}`)
    const id = world.nextAssetId
    world.nextAssetId += 1
    return { id, type }
  })
}

function policyOf(workspace: FakeWorkspace, wanted: string | number): number {
  const role = workspace.roles.find(({ policyId, name, tag }) => policyId === wanted || (name ?? tag) === wanted)
  if (role === undefined) throw new Error(`The seed names a role that the workspace does not have: ${wanted}`)
  return role.policyId
}

function addGroup(world: World, workspace: FakeWorkspace, seed: SeedGroup, now: number): void {
  const members = seed.members.map((member) => {
    const person = typeof member === 'number' ? workspace.people.get(member) : byEmail(workspace, member)
    if (person === undefined)
      throw new Error(`The seed's group ${seed.name} names somebody who is not in the workspace: ${member}`)
    return person
  })
  const createdAt = new Date(now - 100 * 86_400_000).toISOString()
  const group: FakeGroup = {
    id: seed.id ?? world.nextGroupId,
    name: seed.name,
    members: new Set(members.map(({ id }) => id)),
    roles: new Set((seed.roles ?? []).map((role) => policyOf(workspace, role))),
    scimEnabled: seed.scimEnabled ?? false,
    externalId: null,
    createdAt,
    updatedAt: createdAt,
  }
  world.nextGroupId = Math.max(world.nextGroupId, Number(group.id) + 1 || 0)
  workspace.groups.push(group)
  if (!group.scimEnabled) return
  for (const { email, name } of members) {
    const known = workspace.provisioned.get(email.toLowerCase())
    const { roles, groups } = known ?? { roles: new Set<number>(), groups: [] }
    workspace.provisioned.set(email.toLowerCase(), { email, name, roles, groups: [...groups, group] })
  }
}
