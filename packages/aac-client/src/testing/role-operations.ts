import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { invalid, json, notFound } from './answers.ts'
import { peopleOf, record } from './changes.ts'
import type { Context, Operation } from './operations.ts'
import { page } from './paging.ts'
import type { FakeRole } from './world.ts'

const both = ['gateway', 'app'] as const

/** Operations on roles (facts §3.3). */
export const roleOperations: readonly Operation[] = [
  { name: 'listAuthorizationRoles', method: 'GET', path: 'authorization/roles', planes: both, answer: list },
  {
    name: 'assignAuthorizationRole',
    method: 'PUT',
    path: 'authorization/roles/:policy/people',
    planes: both,
    admin: true,
    answer: assign,
  },
  {
    name: 'unassignAuthorizationRole',
    method: 'DELETE',
    path: 'authorization/roles/:policy/people/:person',
    planes: both,
    admin: true,
    answer: unassign,
  },
]

function list(context: Context): FakeAnswer {
  const { workspace, query } = context
  const rows = workspace.roles.map((role) => ({
    ...role,
    workspaceId: workspace.id,
    nameLocked: role.tag !== undefined,
    privilegeLocked: role.tag !== undefined,
    userCount: [...workspace.people.values()].filter((person) => person.roles.has(role.policyId)).length,
  }))
  return json(200, page(rows, query, { maxLimit: 1000, counts: context.options.counts ?? true }))
}

function roleOf({ workspace, path }: Context): FakeRole | undefined {
  return workspace.roles.find(({ policyId }) => policyId === path['policy'])
}

/** The body is a bare list; `{"items": […]}` is refused (facts §9.8). */
function assign(context: Context): FakeAnswer {
  const role = roleOf(context)
  if (role === undefined) return notFound()
  const people = peopleOf(context, context.body)
  if (people === 'invalid') return invalid('the body must be an array of ids')
  if (people === 'missing') return notFound()
  for (const person of people) {
    if (person.roles.has(role.policyId)) continue
    person.roles.add(role.policyId)
    record(context, 'assignAuthorizationRole', person.email, {
      personId: person.id,
      role: role.name ?? role.tag,
      policyId: role.policyId,
    })
  }
  return json(200, { ...role, workspaceId: context.workspace.id })
}

function unassign(context: Context): FakeAnswer {
  const role = roleOf(context)
  const person = context.workspace.people.get(context.path['person'] ?? 0)
  if (role === undefined || person === undefined || !person.roles.has(role.policyId)) return notFound()
  person.roles.delete(role.policyId)
  record(context, 'unassignAuthorizationRole', person.email, {
    personId: person.id,
    role: role.name ?? role.tag,
    policyId: role.policyId,
  })
  return { status: 204 }
}
