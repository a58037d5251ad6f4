import { outranks } from '../access.ts'
import { UserAdminError } from '../errors.ts'
import type { Access, Member, Role, Team } from '../user-admin.ts'
import type { RosterEntry } from './roster.ts'
import type { Blocked, Step } from './step.ts'
import { placeOf, type World } from './world.ts'

type Refusal = Pick<Blocked, 'action' | 'reason' | 'remedy'>

/** What brings a member to a roster's row. */
export interface Changes {
  readonly steps: readonly Step[]
  readonly blocked: readonly Refusal[]
  /** What waits until the person has accepted the invitation. */
  readonly later: readonly string[]
}

/** The steps that bring in somebody who is not here. A team can only be joined by who is in, so it is a step of its own. */
export function inviting(email: string, row: RosterEntry, world: World): Pick<Changes, 'steps' | 'blocked'> {
  const add = (row.roles ?? []).map((role) => roleNamed(role, world))
  const names = add.map(({ name }) => name).join(', ')
  // A Houston platform invites without a role.
  const late = world.scope.kind === 'platform'
  const places = deploymentsOf(row, world)
  const groups = teamsOf(row, world)
  const on = places.steps.map(({ name, role }) => `${role} on ${name}`).join(', ')
  const invite: Step = {
    ...stepFor({ email }, world),
    action: 'invite',
    what: `invite ${email} to ${placeOf(world.scope)}${add.length === 0 ? '' : late ? `; ${names} can be given once they have signed up` : ` as ${names}`}${on === '' ? '' : `, ${on}`}`,
    reason: 'On the roster and not here.',
    admin: add.some(({ admin }) => admin),
    roles: { add: late ? [] : add.map(({ id }) => id), drop: [] },
    ...(places.steps.length === 0 ? {} : { deployments: places.steps }),
    promises: 'pending',
  }
  const joins = groups.steps.map((team): Step => ({ ...joining(email, undefined, team, world), promises: 'pending' }))
  return { steps: [invite, ...joins], blocked: [...places.blocked, ...groups.blocked] }
}

/** What brings a member to the roster's row. */
export function changesOf(member: Member, row: RosterEntry, world: World): Changes {
  const roles = changing(member, row, world)
  if (row.deployments === undefined && row.teams === undefined && roles === undefined) return nothing
  const needsRole = world.roleModel === 'one' && world.scope.kind === 'workspace'
  if (roles !== undefined && needsRole && row.roles?.length === 0) {
    const reason = `A member of ${placeOf(world.scope)} holds exactly one role.`
    return {
      ...nothing,
      blocked: [{ action: 'set-roles', reason, remedy: 'Give another role, or remove the person.' }],
    }
  }
  const held = new Map(
    member.access.flatMap(({ via, id, role }) =>
      via === 'deployment' && id !== undefined ? [[id, role] as const] : [],
    ),
  )
  const places = deploymentsOf(row, world)
  const groups = teamsOf(row, world, member)
  const missing = places.steps.filter(({ id, role }) => held.get(id) !== role)
  if (member.status === 'invited') {
    const waits = roles !== undefined && world.scope.kind === 'platform'
    return {
      steps: roles === undefined || waits ? [] : [roles],
      blocked: [...places.blocked, ...groups.blocked],
      later: [
        ...(waits ? [roles.what] : []),
        ...missing.map(({ name, role }) => `give ${member.email} ${role} on ${name}`),
        ...groups.steps.map(({ name }) => `put ${member.email} into team ${name}`),
      ],
    }
  }
  return {
    steps: [
      ...(roles === undefined ? [] : [roles]),
      ...missing.map(
        (place): Step => ({
          ...stepFor(member, world),
          action: 'set-deployment-role',
          what: `give ${member.email} ${place.role} on ${place.name} in ${placeOf(world.scope)}`,
          reason: 'The roster says so.',
          ...(outranks(held.get(place.id) ?? '', place.role) ? { lowers: true } : {}),
          deployments: [place],
        }),
      ),
      ...groups.steps.map((team) => joining(member.email, member, team, world)),
    ],
    blocked: [...places.blocked, ...groups.blocked],
    later: [],
  }
}

const nothing: Changes = { steps: [], blocked: [], later: [] }

/** What every step of somebody has, as far as it gives and takes nothing. */
export function stepFor(
  person: Member | { readonly email: string },
  world: World,
): Omit<Step, 'action' | 'what' | 'reason'> {
  const isHere = 'id' in person
  return {
    scope: world.key,
    email: person.email,
    ...(isHere ? { id: person.id, status: person.status, mark: person.mark } : {}),
    admin: isHere && person.admin !== false,
    takesAdmin: false,
    promises: 'done',
    heldBy: [],
  }
}

function joining(email: string, member: Member | undefined, team: Team, world: World): Step {
  const step = stepFor(member ?? { email }, world)
  const opens = team.roles.length === 0 ? '' : `, which gives ${team.roles.join(' and ')} here`
  return {
    ...step,
    action: 'add-to-team',
    what: `put ${email} into team ${team.name}${opens}`,
    admin: step.admin || team.roles.some((role) => world.roles.some(({ id, admin }) => id === role && admin)),
    reason: 'The roster says so.',
    team: { id: team.id, name: team.name },
  }
}

/** The change of roles that brings a member to the roster's, if one is needed. */
function changing(member: Member, row: RosterEntry, world: World): Step | undefined {
  if (row.roles === undefined) return undefined
  const wanted = row.roles.map((role) => roleNamed(role, world))
  const add = wanted.filter(({ id }) => !member.roles.includes(id)).map(({ id }) => id)
  // Roles that are a set carry licences and products: none is dropped because a roster does not name it.
  const drop = world.roleModel === 'one' ? member.roles.filter((role) => !wanted.some(({ id }) => id === role)) : []
  return add.length + drop.length === 0
    ? undefined
    : roleChange(member, { wanted, add, drop, reason: 'The roster gives another role.' }, world)
}

/** The step that gives and drops these roles, so that of all roles `wanted` are held in the end. */
export function roleChange(
  member: Member,
  {
    wanted,
    add,
    drop,
    reason,
  }: {
    readonly wanted: readonly Role[]
    readonly add: readonly string[]
    readonly drop: readonly string[]
    readonly reason: string
  },
  world: World,
): Step {
  const nameOf = (id: string): string => world.roles.find((role) => role.id === id)?.name ?? id
  const stays = drop.length === 0 ? [] : above(wanted, member.access)
  const takesAdmin = member.admin !== false && drop.length > 0 && !wanted.some(({ admin }) => admin)
  // Of roles that are a set none outranks another, and each that is dropped is a loss.
  const lowers =
    takesAdmin || drop.some((role) => world.roleModel === 'many' || wanted.every(({ id }) => outranks(role, id)))
  const [given, taken] = [add, drop].map((ids) => ids.map(nameOf).join(', '))
  const change =
    given === '' && wanted.length > 0
      ? `no longer ${taken}`
      : `${given || 'hold no role'}${taken === '' ? '' : ` instead of ${taken}`}`
  return {
    ...stepFor(member, world),
    action: 'set-roles',
    what: `make ${member.email} ${change} in ${placeOf(world.scope)}`,
    reason,
    takesAdmin,
    ...(lowers ? { lowers } : {}),
    roles: { add, drop },
    // Who is in by other ways only holds none before, and a role can then only be replaced.
    ...(world.roleModel === 'one' && world.scope.kind === 'workspace' && member.roles.length === 0
      ? { irreversible: 'A first role in a workspace can be replaced, and taken only with the whole membership.' }
      : {}),
    promises: member.status === 'invited' ? 'pending' : stays.length > 0 ? 'remains' : 'done',
    ...(stays.length > 0 ? { stays } : {}),
  }
}

/** What a team, a group or a system role gives beyond these roles: it holds all the same. */
function above(wanted: readonly Role[], access: readonly Access[]): readonly Access[] {
  return access.filter(
    ({ via, role }) =>
      (via === 'team' || via === 'group' || via === 'system') &&
      !role.startsWith('DEPLOYMENT_') &&
      wanted.every(({ id }) => outranks(role, id)),
  )
}

/** The deployments of a row, each with the role in the system's own word. */
function deploymentsOf(
  { deployments = [] }: RosterEntry,
  world: World,
): {
  readonly steps: readonly { readonly id: string; readonly name: string; readonly role: string }[]
  readonly blocked: readonly Refusal[]
} {
  if (deployments.length === 0) return { steps: [], blocked: [] }
  const { deployments: here } = world
  if (here === undefined) {
    const reason = `Roles on deployments cannot be given in ${placeOf(world.scope)} with this credential, or on this release.`
    const remedy = 'Leave the deployments out of the roster, or plan with the token of a person who administers them.'
    return { steps: [], blocked: [{ action: 'set-deployment-role', reason, remedy }] }
  }
  const steps = deployments.map(({ deployment, role }) => ({
    ...oneNamed(deployment, here, 'deployment', world),
    role: deploymentRole(role),
  }))
  return { steps: steps.map(({ id, name, role }) => ({ id, name, role })), blocked: [] }
}

/** The teams of a row that the person is not in. */
function teamsOf(
  { teams = [] }: RosterEntry,
  world: World,
  member?: Member,
): {
  readonly steps: readonly Team[]
  readonly blocked: readonly Refusal[]
} {
  const steps: Team[] = []
  const blocked: Refusal[] = []
  const refuse = (reason: string, remedy: string): void => void blocked.push({ action: 'add-to-team', reason, remedy })
  for (const named of teams) {
    const isIn = member?.access.some(
      ({ via, id, name }) => (via === 'team' || via === 'group') && (id === named || name === named),
    )
    if (isIn === true) continue
    if (world.teams === undefined) {
      refuse(
        `Nobody can be put into a team in ${placeOf(world.scope)} from here.`,
        `Put the person into ${named} where it is managed.`,
      )
      continue
    }
    const team = oneNamed(named, world.teams, 'team', world)
    if (member !== undefined && team.members?.includes(member.id) === true) continue
    if (team.managedBy !== 'here')
      refuse(`Team ${team.name} is filled by the identity provider.`, 'Add the person to its group there.')
    else if (team.members === undefined)
      refuse(
        `This credential is not shown who is in team ${team.name}.`,
        'Use the credential of a system administrator.',
      )
    else steps.push(team)
  }
  return { steps, blocked }
}

/** By id, or by a name that only one has. */
function oneNamed<T extends { readonly id: string; readonly name: string }>(
  named: string,
  all: readonly T[],
  kind: string,
  { scope }: World,
): T {
  const text = named.trim()
  const found = all.filter(({ id }) => id === text)
  const matches = found.length > 0 ? found : all.filter(({ name }) => name === text)
  const [match] = matches
  if (match !== undefined && matches.length === 1) return match
  const known = all.slice(0, 10).map(({ id, name }) => `${name} (${id})`)
  throw new UserAdminError(
    'invalid',
    `${JSON.stringify(named)} is ${matches.length > 1 ? `the name of several ${kind}s` : `no ${kind}`} of ${placeOf(scope)}; there ${known.length === 0 ? 'is none' : `are ${known.join(', ')}`}.`,
  )
}

/** `DEPLOYMENT_EDITOR` for that word, `Deployment Editor` and `editor`. */
function deploymentRole(named: string): string {
  const word = named
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_')
    .replace(/^DEPLOYMENT_/, '')
  if (!['ADMIN', 'EDITOR', 'VIEWER'].includes(word))
    throw new UserAdminError(
      'invalid',
      `${JSON.stringify(named)} is no role on a deployment: there are admin, editor, viewer.`,
    )
  return `DEPLOYMENT_${word}`
}

/** A role by its id, or by its name whatever the case. */
export function roleNamed(named: string, { roles, scope }: World): Role {
  const exact = roles.find(({ id }) => id === named)
  if (exact !== undefined) return exact
  const matches = roles.filter(({ name }) => name.toLowerCase() === named.trim().toLowerCase())
  const [match] = matches
  if (match !== undefined && matches.length === 1) return match
  const known = roles.map(({ id, name }) => (id === name ? id : `${name} (${id})`)).join(', ')
  throw new UserAdminError(
    'invalid',
    `${JSON.stringify(named)} is ${matches.length > 1 ? 'the name of several roles' : 'no role'} in ${placeOf(scope)}; there are ${known}.`,
  )
}
