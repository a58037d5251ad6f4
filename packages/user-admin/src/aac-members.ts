import { type AacClient, AacError, type Person, statusOf } from '@user-admin/aac-client'
import { translated } from './errors.ts'
import type { CallOptions, Member } from './user-admin.ts'

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

/** A person of AAC as a member of the workspace. Without the list of administrators only a role shows one. */
export function memberOf(person: Person, admins?: ReadonlySet<string>): Member<AacRole> {
  const held = person.authorizationRoles
  const roles = (held ?? []).flatMap(({ policyId }) => policyId ?? []).toSorted()
  const byRole = held == null ? undefined : held.some(({ tag }) => tag === adminTag)
  const status = statusOf(person)
  return {
    id: person.id,
    email: person.email ?? '',
    aliases: [],
    name: person.name ?? undefined,
    status,
    roles,
    admin: admins === undefined ? byRole : admins.has(person.id) || byRole === true,
    access: [
      {
        via: status === 'invited' ? 'invite' : 'direct',
        role: (held ?? []).map(({ name, tag, policyId }) => name ?? tag ?? policyId ?? '').join(', '),
        managedBy: 'here',
      },
    ],
    mark: [person.id, person.createdAt, person.state, person.isDisabled, person.lastStateChange, ...roles]
      .map((part) => part ?? '')
      .join(' '),
    since: time(person.createdAt),
    lastSeenAt: time(person.lastLoginTime),
    native: person,
  }
}

function time(value: string | null | undefined): number | undefined {
  const ms = value == null ? Number.NaN : Date.parse(value)
  return Number.isNaN(ms) ? undefined : ms
}
