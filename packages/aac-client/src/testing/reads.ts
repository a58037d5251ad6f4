import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { invalid, json, notFound } from './answers.ts'
import type { Context, Operation } from './operations.ts'
import { page } from './paging.ts'
import { type FakePerson, type FakeWorkspace, isAdmin, statusOfMember } from './world.ts'

const both = ['gateway', 'app'] as const
type Status = ReturnType<typeof statusOfMember>

/** The words that a status is asked by; nobody has published the whole list (facts §7.1). */
const words: Readonly<Record<string, Status>> = {
  active: 'active',
  enabled: 'active',
  new: 'invited',
  invited: 'invited',
  suspended: 'suspended',
  disabled: 'suspended',
}

/** Operations that change nothing. */
export const reads: readonly Operation[] = [
  {
    name: 'readCurrentWorkspace',
    method: 'GET',
    path: 'workspaces/current',
    planes: both,
    answer: ({ workspace }) => json(200, workspaceRow(workspace)),
  },
  { name: 'listWorkspaces', method: 'GET', path: 'workspaces', planes: ['app'], answer: listWorkspaces },
  {
    name: 'getCurrentPerson',
    method: 'GET',
    path: 'people/current',
    planes: ['app'],
    answer: (context) => json(200, personRow(context, context.caller)),
  },
  { name: 'getPerson', method: 'GET', path: 'people/:person', planes: both, answer: getPerson },
  { name: 'listPerson', method: 'GET', path: 'people', planes: ['app'], answer: listPerson },
  {
    name: 'listWorkspaceUsers',
    method: 'GET',
    path: 'workspaces/:workspace/people',
    planes: both,
    answer: listWorkspaceUsers,
  },
  {
    name: 'listWorkspaceAdmins',
    method: 'GET',
    path: 'workspaces/:workspace/admins',
    planes: both,
    answer: listWorkspaceAdmins,
  },
  {
    name: 'listWorkspaceGroups',
    method: 'GET',
    path: 'workspaces/:workspace/groups',
    planes: both,
    answer: listWorkspaceGroups,
  },
]

/** In the spelling of the vendor's own sample (facts §7.2). */
function workspaceRow(workspace: FakeWorkspace): object {
  return {
    id: workspace.id,
    name: workspace.name,
    state: 'active',
    lastStateChange: null,
    custom_url: workspace.custom_url,
    max_user_number: 5000,
    gid: workspace.gid,
    createdAt: workspace.createdAt,
    updatedAt: workspace.createdAt,
    workspace_member_count: workspace.people.size,
    workspace_tier: 'enterprise_cloud22',
    emrCluster: null,
  }
}

function personRow({ workspace, caller, query }: Context, person: FakePerson): object {
  const privileges = query.get('includePrivileges') === 'true'
  return {
    id: person.id,
    gid: person.gid,
    email: person.email,
    name: person.name,
    isDisabled: person.isDisabled,
    state: person.isDisabled ? 'hidden' : 'active',
    lastStateChange: person.lastStateChange,
    lastLoginTime: person.lastLoginTime,
    ssoPrincipal: null,
    forcePasswordChange: false,
    deleted_at: null,
    agreementAcceptedAt: person.agreementAcceptedAt,
    createdAt: person.createdAt,
    updatedAt: person.updatedAt,
    // Only on the caller's own record (facts §9.7).
    ...(person.id === caller.id ? { isAdmin: isAdmin(workspace, person) } : {}),
    ...(privileges
      ? {
          maximalPrivileges: [{ operations: ['read', 'execute'], resourceType: 'workflow' }],
          authorizationRoles: workspace.roles
            .filter((role) => person.roles.has(role.policyId))
            .map((role) => ({ ...role, workspaceId: workspace.id })),
        }
      : {}),
  }
}

function settings({ options }: Context): { readonly maxLimit: number; readonly counts: boolean } {
  return { maxLimit: options.maxLimit ?? 1000, counts: options.counts ?? true }
}

function listWorkspaces(context: Context): FakeAnswer {
  const mine = context.world.workspaces.filter((one) => one.people.has(context.caller.id))
  return json(200, page(mine.map(workspaceRow), context.query, settings(context)))
}

function getPerson(context: Context): FakeAnswer {
  const person = context.workspace.people.get(context.path['person'] ?? 0)
  return person === undefined ? notFound() : json(200, personRow(context, person))
}

/** Repeated or with commas. */
function asked(query: URLSearchParams, name: string): readonly string[] {
  return query.getAll(name).flatMap((value) => value.split(','))
}

/** Who is listed by default, and who besides because `includeStatus` asks. */
function shown(context: Context, byDefault: readonly Status[]): (person: FakePerson) => boolean {
  const also = new Set(asked(context.query, 'includeStatus').map((word) => words[word]))
  return (person) => {
    const status = statusOfMember(person)
    return byDefault.includes(status) || also.has(status)
  }
}

function everyday({ options }: Context): readonly Status[] {
  return options.listsOnlyActive === true ? ['active'] : ['active', 'invited', 'suspended']
}

function listPerson(context: Context): FakeAnswer {
  const { query, workspace } = context
  const people = [...workspace.people.values()]
    .filter(shown(context, everyday(context)))
    .filter(
      (person) =>
        (query.get('email') ?? person.email).toLowerCase() === person.email.toLowerCase() &&
        (query.get('isDisabled') ?? String(person.isDisabled)) === String(person.isDisabled) &&
        (query.get('state') ?? 'active') === (query.has('state') && person.isDisabled ? 'hidden' : 'active'),
    )
  return json(
    200,
    page(
      people.map((person) => personRow(context, person)),
      query,
      settings(context),
    ),
  )
}

function listWorkspaceUsers(context: Context): FakeAnswer {
  const { options, query, workspace } = context
  const statuses = options.statusParameter === 'ignored' ? [] : asked(query, 'status')
  if (statuses.length > 0 && options.statusParameter === 'refused')
    return invalid('"status" is not one of the values known')
  const wanted = statuses.map((word) => words[word])
  // `includeStatus` is no parameter of this list: it is ignored, as any unknown one.
  const listed = wanted.length > 0 ? wanted : everyday(context)
  const filter = query.get('filterFields') === 'email' ? query.get('filter')?.toLowerCase() : undefined
  const people = [...workspace.people.values()].filter(
    (person) =>
      listed.includes(statusOfMember(person)) &&
      // Rows are made of those only that the filter can mean: a fake of thousands stays quick.
      (filter === undefined || person.email.toLowerCase().includes(filter)),
  )
  return json(
    200,
    page(
      people.map((person) => personRow(context, person)),
      query,
      settings(context),
    ),
  )
}

function listWorkspaceAdmins(context: Context): FakeAnswer {
  const { query, workspace } = context
  const admins = [...workspace.people.values()]
    .filter((person) => isAdmin(workspace, person))
    .filter(shown(context, ['active']))
  const rows = admins.map(({ id, email, isDisabled, createdAt, updatedAt }) => ({
    id,
    email,
    isDisabled,
    createdAt,
    updatedAt,
  }))
  return json(200, page(rows, query, settings(context)))
}

/** Wrapped in `groups`, not in `data` (facts §3.4). */
function listWorkspaceGroups(context: Context): FakeAnswer {
  const { workspace, query } = context
  const rows = workspace.groups.map((group) => ({
    id: group.id,
    name: group.name,
    workspaceId: workspace.id,
    status: 'active',
    users: [...group.members].map((id) => ({ id, email: workspace.people.get(id)?.email ?? null })),
    roles: [...group.roles],
  }))
  const { data } = page(rows, query, settings(context))
  return json(200, { groups: data, count: rows.length })
}
