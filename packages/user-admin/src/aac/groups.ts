import {
  type AacClient,
  AacError,
  type Group,
  type GroupMember,
  type Person,
  type PersonRole,
} from '@user-admin/aac-client'
import { unlessAborted } from '../gathering.ts'
import type { Access, CallOptions } from '../user-admin.ts'

/** A group as a way in, and the roles that it gives; `undefined`: the server did not tell. */
interface Door {
  readonly way: Access
  readonly roles: readonly PersonRole[] | undefined
}

/** The groups of a workspace as far as they are shown. */
export interface Groups {
  /** Every group that the person is known to be in and that opens something, or that somebody else may fill. */
  of(person: Person): readonly Door[]
  /** Members or roles of some group are not told, or no group at all is. */
  readonly hidden: boolean
  /** Whether an identity provider fills groups here, and so may assign people directly too; `maybe`: the server does not say. */
  readonly filled: 'yes' | 'maybe' | 'no'
}

/** What is known where the groups were not asked for. */
export const noGroups: Groups = { of: () => [], hidden: true, filled: 'no' }

/**
 * The groups of one workspace, read when they are asked for. A read serves those who ask within the two seconds
 * after it, since the groups are one list for hundreds of people.
 */
export class GroupReads {
  readonly #client: AacClient
  readonly #workspaceId: string
  #latest: Groups = noGroups
  #lately: { readonly groups: Promise<Groups>; readonly until: number } | undefined

  constructor(client: AacClient, workspaceId: string) {
    this.#client = client
    this.#workspaceId = workspaceId
  }

  /** As they were last read. */
  get latest(): Groups {
    return this.#latest
  }

  /** As they are now. */
  async now(options?: CallOptions): Promise<Groups> {
    const groups = await groupsOf(this.#client, this.#workspaceId, options)
    this.#latest = groups
    this.#lately = { groups: Promise.resolve(groups), until: performance.now() + 2_000 }
    return groups
  }

  /** As they were at most two seconds ago. One read serves all who ask at once, so nobody's abort ends it for the others. */
  async lately({ signal }: CallOptions = {}): Promise<Groups> {
    if (this.#lately === undefined || performance.now() > this.#lately.until) {
      const groups = this.now()
      this.#lately = { groups, until: Number.POSITIVE_INFINITY }
      // Whoever asks next asks the system again.
      groups.catch(() => {
        this.#lately = undefined
      })
    }
    return await unlessAborted(this.#lately.groups, signal)
  }
}

/** The ways in that groups may be, and that are not shown: one sentence each. `scim`: what the caller knows of it. */
export function unseenIn({ hidden, filled }: Groups, scim: boolean | undefined): readonly string[] {
  const direct = 'whom it assigns here directly comes back at its next cycle.'
  return [
    ...(hidden ? ['This credential is not shown the groups, which may bring people back.'] : []),
    ...(filled === 'yes' || scim === true ? [`An identity provider fills this workspace (SCIM): ${direct}`] : []),
    ...(filled === 'maybe' && scim === undefined
      ? [`Whether an identity provider fills this workspace (SCIM) is not shown: ${direct}`]
      : []),
  ]
}

/** Reads the groups; where the server does not show them to this caller, or in no form that is known, they are hidden. */
async function groupsOf(client: AacClient, workspaceId: string, options?: CallOptions): Promise<Groups> {
  let groups: readonly Group[]
  try {
    groups = await client.groups(workspaceId, options)
  } catch (error) {
    if (isUntold(error)) return noGroups
    throw error
  }
  const names = await namesFor(client, workspaceId, groups, options)
  const doors = new Map<string, Door[]>()
  for (const group of groups) {
    const door = doorOf(group, names)
    // A group without roles opens nothing; but one that is filled from elsewhere shows whom that brings back.
    if (door.roles?.length === 0 && door.way.managedBy === 'here') continue
    for (const key of new Set(keysOf((group.members ?? []).flatMap(({ id, email }) => [id, email])))) {
      const there = doors.get(key)
      if (there === undefined) doors.set(key, [door])
      else there.push(door)
    }
  }
  const keepers = groups.map(keeperOf)
  return {
    of: ({ id, gid, email }) =>
      doors.size === 0 ? [] : [...new Set(keysOf([id, gid, email]).flatMap((key) => doors.get(key) ?? []))],
    hidden: groups.some(({ members, roles }) => roles === undefined || members?.every(isNamed) !== true),
    filled: keepers.some((keeper) => keeper === 'scim' || keeper === 'idp')
      ? 'yes'
      : keepers.includes('unknown')
        ? 'maybe'
        : 'no',
  }
}

/** Names in one form. Nobody has published a group: its members may stand there by id, by gid or by address. */
const keysOf = (names: readonly (string | null | undefined)[]): readonly string[] =>
  names.flatMap((name) => (name == null || name.trim() === '' ? [] : name.trim().toLowerCase()))

/** Whether a member of a group is named in a way by which people are known: digits, a ULID, an address. */
const isNamed = ({ id, email }: GroupMember): boolean =>
  /^(?:\d+|[0-9A-HJKMNP-TV-Z]{26}|[^@\s]+@[^@\s]+)$/i.test(id) || (email ?? '') !== ''

function doorOf(group: Group, names: ReadonlyMap<string, PersonRole>): Door {
  const roles = group.roles?.map((role) => (isBare(role) ? (names.get(role.policyId ?? '') ?? role) : role))
  const { id, displayName, name } = group
  const way: Access = {
    via: 'group',
    id,
    name: displayName ?? name ?? id,
    role: roleNames(roles),
    managedBy: keeperOf(group),
  }
  return { way, roles }
}

/** Who fills a group (facts §6.1). A server that tells of no keeper at all has not said that there is none. */
function keeperOf({ scimEnabled, autoProvisioned, externalId }: Group): Access['managedBy'] {
  if (scimEnabled === true) return 'scim'
  if (autoProvisioned === true || (externalId ?? '') !== '') return 'idp'
  return scimEnabled == null && autoProvisioned == null ? 'unknown' : 'here'
}

/** Roles as a person reads them; `unknown` where the server does not tell. */
export function roleNames(roles: readonly PersonRole[] | null | undefined): string {
  if (roles == null) return 'unknown'
  return roles.map(({ name, tag, policyId }) => name ?? tag ?? policyId ?? '').join(', ')
}

/** A role of which only the id is told. */
const isBare = ({ name, tag }: PersonRole): boolean => name == null && tag == null

/** The names and tags of the workspace's roles, asked for only where a group tells ids alone: an id does not show an administrator. */
async function namesFor(
  client: AacClient,
  workspaceId: string,
  groups: readonly Group[],
  options?: CallOptions,
): Promise<ReadonlyMap<string, PersonRole>> {
  if (!groups.some(({ roles }) => roles?.some(isBare))) return new Map()
  try {
    return new Map((await client.roles(workspaceId, options)).map((role) => [role.policyId, role]))
  } catch (error) {
    if (isUntold(error)) return new Map()
    throw error
  }
}

/** The server does not tell this caller (403, 404, 410), or its list of groups cannot be whole. An answer that broke on its way is neither. */
function isUntold(error: unknown): boolean {
  if (!(error instanceof AacError)) return false
  const { kind, status, code } = error
  return code === 'INCOMPLETE_LIST' || (kind === 'rejected' && (status === 403 || status === 404 || status === 410))
}
