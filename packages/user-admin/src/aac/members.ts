import { type AacClient, AacError, type Person, type PersonRole, statusOf } from '@user-admin/aac-client'
import { translated } from '../translated.ts'
import type { Access, CallOptions, Member } from '../user-admin.ts'
import { type Groups, noGroups, roleNames } from './groups.ts'

/** Roles of an Alteryx Analytics Cloud workspace: policy ids, in digits. */
export type AacRole = string

/** The tag of the role that administers a workspace. */
export const adminTag = 'workspace_admin'

/** Ids of the administrators; `undefined` where the system does not tell this caller (facts §9.7). */
export async function administrators(
  client: AacClient,
  workspaceId: string,
  options?: CallOptions,
): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set((await client.admins(workspaceId, options)).map(({ id }) => id))
  } catch (error) {
    if (error instanceof AacError && (error.status === 403 || error.status === 404 || error.status === 410))
      return undefined
    throw translated(error)
  }
}

/** What is known of a workspace besides its people. */
export interface Besides {
  /** Ids of the administrators; without them only a role shows one. */
  readonly admins?: ReadonlySet<string> | undefined
  /** Without them `access` holds only what the person holds directly. */
  readonly groups?: Groups | undefined
}

/** A person of AAC as a member of the workspace. The mark is of the person's own record: nothing besides changes it. */
export function memberOf(person: Person, { admins, groups = noGroups }: Besides = {}): Member<AacRole> {
  const held = person.authorizationRoles
  const roles = (held ?? []).flatMap(({ policyId }) => policyId ?? []).toSorted()
  const doors = groups.of(person)
  const status = statusOf(person)
  const byRole = anyOf([held, ...doors.map((door) => door.roles)].map(administering))
  // What is not shown may administer; only the list of administrators shows that it does not.
  const shown = admins !== undefined || byRole === true || !groups.hidden
  return {
    id: person.id,
    email: person.email ?? '',
    aliases: [],
    name: person.name ?? undefined,
    status,
    roles,
    admin: shown ? admins?.has(person.id) === true || (admins === undefined ? byRole : byRole === true) : undefined,
    access: [...ownWay(person, status, groups, doors), ...doors.map(({ way }) => way)],
    mark: [
      person.id,
      person.email?.toLowerCase(),
      person.createdAt,
      person.state,
      person.isDisabled,
      person.lastStateChange,
      ...roles,
    ]
      .map((part) => part ?? '')
      .join(' '),
    since: time(person.createdAt),
    lastSeenAt: time(person.lastLoginTime),
    native: person,
  }
}

/** What a person holds directly, or an invitation that is open. Nobody gets in without a role (facts §6), so none where it is known that there is none. */
function ownWay(
  { authorizationRoles: held }: Person,
  status: Member['status'],
  { hidden }: Groups,
  doors: ReturnType<Groups['of']>,
): readonly Access[] {
  const invited = status === 'invited'
  const given = held == null || held.length > 0
  const byGroup = hidden || doors.some(({ roles }) => roles?.length !== 0)
  if (!given && !(invited && byGroup)) return []
  return [{ via: invited ? 'invite' : 'direct', role: roleNames(held), managedBy: 'here' }]
}

/** Whether one of these roles administers the workspace; a role of which only the id is known may. */
const administering = (roles: readonly PersonRole[] | null | undefined): boolean | undefined =>
  anyOf(roles?.map(({ name, tag }) => (name == null && tag == null ? undefined : tag === adminTag)) ?? [undefined])

/** True where one is; unknown where none is and one is unknown. */
function anyOf(facts: readonly (boolean | undefined)[]): boolean | undefined {
  return facts.includes(true) ? true : facts.includes(undefined) ? undefined : false
}

function time(value: string | null | undefined): number | undefined {
  const ms = value == null ? Number.NaN : Date.parse(value)
  return Number.isNaN(ms) ? undefined : ms
}
