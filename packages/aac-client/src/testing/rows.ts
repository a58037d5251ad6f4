import type { Context } from './context.ts'
import { type FakeGroup, type FakePerson, type FakeRole, type FakeWorkspace, isAdmin } from './world.ts'

/** An id as it stands in a body. */
export function sentId({ options }: Context, id: number | string): number | string {
  return options.ids === 'strings' ? String(id) : id
}

/** A workspace, in the spelling of the vendor's own sample or in that of its specification (facts §7.2, §9.16). */
export function workspaceRow(context: Context, workspace: FakeWorkspace): Record<string, unknown> {
  const { options } = context
  const members = workspace.people.size
  const drifting =
    options.spelling === 'specification'
      ? { userCount: members, tier: 'enterprise_cloud22', emrcluster: null }
      : { workspace_member_count: members, workspace_tier: 'enterprise_cloud22', emrCluster: null }
  return {
    id: sentId(context, workspace.id),
    name: workspace.name,
    state: 'active',
    lastStateChange: null,
    custom_url: workspace.custom_url,
    max_user_number: workspace.max_user_number,
    gid: workspace.gid,
    createdAt: workspace.createdAt,
    updatedAt: workspace.createdAt,
    workspacetiers: {
      data: [{ id: workspace.id - 1, name: 'enterprise_cloud22', trialState: 'None', workspace: { id: workspace.id } }],
    },
    ...drifting,
  }
}

/** A person, with roles where privileges were asked for (facts §7.1). */
export function personRow(context: Context, person: FakePerson): Record<string, unknown> {
  const { workspace, caller, query, options } = context
  const shut = person.isDisabled || person.deletedAt !== null
  const privileges = query.get('includePrivileges') === 'true' && options.privileges !== false
  return {
    id: sentId(context, person.id),
    gid: person.gid,
    email: person.email,
    name: person.name,
    isDisabled: shut,
    state: shut ? 'hidden' : 'active',
    lastStateChange: person.lastStateChange,
    lastLoginTime: person.lastLoginTime,
    ssoPrincipal: null,
    forcePasswordChange: false,
    deleted_at: person.deletedAt,
    agreementAcceptedAt: person.agreementAcceptedAt,
    createdAt: person.createdAt,
    updatedAt: person.updatedAt,
    ...(person.id === caller.id || options.isAdminOf === 'everybody' ? { isAdmin: isAdmin(workspace, person) } : {}),
    ...(query.get('embed') === 'peopleworkspaces'
      ? { peopleworkspaces: { data: [{ personId: person.id, workspaceId: workspace.id }] } }
      : {}),
    ...(privileges
      ? {
          maximalPrivileges: [{ operations: ['read', 'execute'], resourceType: 'workflow' }],
          authorizationRoles: rolesHeld(workspace, person.roles).map((role) => roleRow(context, role)),
        }
      : {}),
  }
}

/** The few fields of a person in other objects. */
export function shortPersonRow(context: Context, person: FakePerson): Record<string, unknown> {
  const { id, email, isDisabled, createdAt, updatedAt } = person
  return { id: sentId(context, id), email, isDisabled, validateExportCompliance: false, createdAt, updatedAt }
}

/** A membership as an invitation's answer tells of it (facts §3.2). */
export function memberRow(context: Context, person: FakePerson): Record<string, unknown> {
  return { personId: sentId(context, person.id), workspaceId: sentId(context, context.workspace.id) }
}

/** A role: by `name` or by `tag` (facts §3.3). */
export function roleRow(context: Context, role: FakeRole): Record<string, unknown> {
  return { ...role, policyId: sentId(context, role.policyId), workspaceId: sentId(context, context.workspace.id) }
}

/** A group: as its creation tells of it (facts §3.4), and in lists with its members and roles. */
export function groupRow(context: Context, group: FakeGroup, listed: boolean): Record<string, unknown> {
  const { workspace, options, query } = context
  const row = {
    id: sentId(context, group.id),
    name: group.name,
    displayName: group.name,
    workspaceId: sentId(context, workspace.id),
    status: 'active',
    createdAt: group.createdAt,
    updatedAt: group.updatedAt,
    autoProvisioned: group.scimEnabled,
    externalId: group.externalId,
  }
  if (!listed) return row
  const members = [...group.members].map((id) => workspace.people.get(id)).filter((one) => one !== undefined)
  const roles = rolesHeld(workspace, group.roles)
  const full = query.get('includeFullUsers') === 'true'
  const ids = options.groupRows === 'ids'
  return {
    ...row,
    users: members.map((person) => {
      if (ids) return sentId(context, person.id)
      return full ? personRow(context, person) : { id: sentId(context, person.id), email: person.email }
    }),
    roles: roles.map((role) => (ids ? sentId(context, role.policyId) : roleRow(context, role))),
  }
}

function rolesHeld(workspace: FakeWorkspace, held: ReadonlySet<number>): readonly FakeRole[] {
  return workspace.roles.filter(({ policyId }) => held.has(policyId))
}
