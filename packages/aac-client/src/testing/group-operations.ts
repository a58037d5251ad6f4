import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { field } from '../errors.ts'
import { invalid, json, notFound } from './answers.ts'
import { both, type Context, isoNow, isRefusal, type Operation, peopleOf, record, rolesOf } from './context.ts'
import { asked, page } from './paging.ts'
import { groupRow } from './rows.ts'
import { byEmail, type FakeGroup } from './world.ts'

const groups = 'workspaces/:workspace/groups'
const group = `${groups}/*group`

/** Operations on groups, with the odd statuses that were seen (facts §3.4, §9.10). */
export const groupOperations: readonly Operation[] = [
  { name: 'listWorkspaceGroups', method: 'GET', path: groups, planes: both, answer: list },
  { name: 'listGroups', method: 'GET', path: 'groups', planes: ['app'], answer: list },
  { name: 'createGroup', method: 'POST', path: groups, planes: both, admin: true, answer: create },
  { name: 'updateGroup', method: 'PUT', path: group, planes: both, admin: true, answer: withGroup(rename) },
  { name: 'deleteGroup', method: 'DELETE', path: group, planes: both, admin: true, answer: withGroup(erase) },
  {
    name: 'addGroupUsers',
    method: 'POST',
    path: `${group}/users`,
    planes: both,
    admin: true,
    answer: withGroup((context, one) => change(context, one, 'addGroupUsers')),
  },
  {
    name: 'removeGroupUsers',
    method: 'DELETE',
    path: `${group}/users`,
    planes: both,
    admin: true,
    answer: withGroup((context, one) => change(context, one, 'removeGroupUsers')),
  },
  {
    name: 'setGroupRoles',
    method: 'PUT',
    path: `${group}/roles`,
    planes: both,
    admin: true,
    answer: withGroup(setRoles),
  },
]

function withGroup(answer: (context: Context, group: FakeGroup) => FakeAnswer): (context: Context) => FakeAnswer {
  return (context) => {
    const found = context.workspace.groups.find(({ id }) => String(id) === context.path['group'])
    return found === undefined ? notFound() : answer(context, found)
  }
}

/** The status that was seen, or the one of the conventions. */
function done({ options }: Context, seen: 200 | 201, conventional: 200 | 201 | 204, body: object): FakeAnswer {
  const status = options.groupStatuses === 'conventional' ? conventional : seen
  return status === 204 ? { status } : json(status, body)
}

/** Wrapped in `groups`, and always counted (facts §3.4). */
function list(context: Context): FakeAnswer {
  const { workspace, query, options } = context
  const name = query.get('name')?.toLowerCase()
  const found = workspace.groups.filter((one) => name === undefined || one.name.toLowerCase().includes(name))
  const { data } = page(context, found, (one) => groupRow(context, one, true))
  return json(200, { [options.groupsIn ?? 'groups']: data, count: found.length })
}

function create(context: Context): FakeAnswer {
  const { workspace, world, body } = context
  const name = field(body, 'name')
  const named = field(body, 'members')
  if (typeof name !== 'string' || name === '') return invalid('"name" is required')
  if (!Array.isArray(named)) return invalid('"members" is required')
  if (workspace.groups.some((one) => one.name === name)) return invalid('there is a group of this name')
  const members = named.map((one) => workspace.people.get(Number(one)) ?? byEmail(workspace, String(one)))
  if (!members.every((person) => person !== undefined)) return notFound()
  const roles = rolesOf(context, field(body, 'roles') ?? [], 'roles')
  if (isRefusal(roles)) return roles
  const externalId = field(body, 'externalId')
  const now = isoNow(context)
  const made: FakeGroup = {
    id: world.nextGroupId,
    name,
    members: new Set(members.map(({ id }) => id)),
    roles: new Set(roles),
    scimEnabled: field(body, 'scimEnabled') === true,
    externalId: typeof externalId === 'string' ? externalId : null,
    createdAt: now,
    updatedAt: now,
  }
  world.nextGroupId += 1
  workspace.groups.push(made)
  record(context, 'createGroup', name, { groupId: made.id, members: [...made.members], roles })
  return done(context, 200, 201, groupRow(context, made, false))
}

function rename(context: Context, one: FakeGroup): FakeAnswer {
  const name = field(context.body, 'name')
  if (typeof name !== 'string' || name === '') return invalid('"name" is required')
  record(context, 'updateGroup', one.name, { groupId: one.id, name })
  one.name = name
  one.updatedAt = isoNow(context)
  return done(context, 200, 200, groupRow(context, one, false))
}

function erase(context: Context, one: FakeGroup): FakeAnswer {
  const { workspace } = context
  workspace.groups.splice(workspace.groups.indexOf(one), 1)
  record(context, 'deleteGroup', one.name, { groupId: one.id })
  return done(context, 201, 204, {})
}

/** The people stand in the query, each by `userIds=`; a body is not read. */
function change(context: Context, one: FakeGroup, operation: 'addGroupUsers' | 'removeGroupUsers'): FakeAnswer {
  const people = peopleOf(context, asked(context.query, 'userIds'), 'userIds')
  if (isRefusal(people)) return people
  for (const person of people) {
    if (one.members.has(person.id) === (operation === 'addGroupUsers')) continue
    if (operation === 'addGroupUsers') one.members.add(person.id)
    else one.members.delete(person.id)
    record(context, operation, person.email, { personId: person.id, groupId: one.id, group: one.name })
  }
  one.updatedAt = isoNow(context)
  return operation === 'addGroupUsers' ? done(context, 201, 201, {}) : done(context, 201, 204, {})
}

/** The roles that are named take the place of those that were there. */
function setRoles(context: Context, one: FakeGroup): FakeAnswer {
  const roles = rolesOf(context, field(context.body, 'roleIds'), 'roleIds')
  if (isRefusal(roles)) return roles
  one.roles.clear()
  for (const role of roles) one.roles.add(role)
  one.updatedAt = isoNow(context)
  record(context, 'setGroupRoles', one.name, { groupId: one.id, roles })
  return done(context, 200, 200, groupRow(context, one, false))
}
