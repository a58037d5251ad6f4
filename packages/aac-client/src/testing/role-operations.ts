import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { field } from '../errors.ts'
import { json, notFound } from './answers.ts'
import { both, type Context, isRefusal, type Operation, peopleOf, personOf, record } from './context.ts'
import { lastAdminStays } from './memberships.ts'
import { page } from './paging.ts'
import { roleRow, shortPersonRow } from './rows.ts'
import { adminTag, type FakePerson, type FakeRole } from './world.ts'

/** Operations on roles (facts §3.3). */
export const roleOperations: readonly Operation[] = [
  { name: 'listAuthorizationRoles', method: 'GET', path: 'authorization/roles', planes: both, answer: list },
  {
    name: 'getAuthorizationRole',
    method: 'GET',
    path: 'authorization/roles/:policy',
    planes: both,
    answer: withRole((context, role) => json(200, detail(context, role))),
  },
  {
    name: 'listAuthorizationRolePeople',
    method: 'GET',
    path: 'authorization/roles/:policy/people',
    planes: both,
    admin: true,
    answer: withRole(assignees),
  },
  {
    name: 'assignAuthorizationRole',
    method: 'PUT',
    path: 'authorization/roles/:policy/people',
    planes: both,
    admin: true,
    answer: withRole(assign),
  },
  {
    name: 'unassignAuthorizationRole',
    method: 'DELETE',
    path: 'authorization/roles/:policy/people/:person',
    planes: both,
    admin: true,
    answer: withRole(unassign),
  },
]

function withRole(answer: (context: Context, role: FakeRole) => FakeAnswer): (context: Context) => FakeAnswer {
  return (context) => {
    const role = context.workspace.roles.find(({ policyId }) => policyId === Number(context.path['policy']))
    return role === undefined ? notFound() : answer(context, role)
  }
}

function list(context: Context): FakeAnswer {
  return json(
    200,
    page(context, context.workspace.roles, (role) => detail(context, role)),
  )
}

function detail(context: Context, role: FakeRole): object {
  return {
    ...roleRow(context, role),
    nameLocked: role.tag !== undefined,
    privilegeLocked: role.tag !== undefined,
    userCount: holders(context, role).length,
  }
}

/** Who was given the role directly. */
function holders({ workspace }: Context, { policyId }: FakeRole): readonly FakePerson[] {
  return [...workspace.people.values()].filter((person) => person.roles.has(policyId))
}

function assignees(context: Context, role: FakeRole): FakeAnswer {
  return json(
    200,
    page(context, holders(context, role), (person) => shortPersonRow(context, person)),
  )
}

/** The body is a bare list; `{"items": […]}` is refused, or the other way round (facts §9.8). */
function assign(context: Context, role: FakeRole): FakeAnswer {
  const { body, options } = context
  const people = peopleOf(context, options.assignBody === 'items' ? field(body, 'items') : body, 'items')
  if (isRefusal(people)) return people
  for (const person of people) {
    if (person.roles.has(role.policyId)) continue
    person.roles.add(role.policyId)
    told(context, 'assignAuthorizationRole', person, role)
  }
  return json(200, roleRow(context, role))
}

function unassign(context: Context, role: FakeRole): FakeAnswer {
  const person = personOf(context)
  if (person === undefined || !person.roles.has(role.policyId)) return notFound()
  const stays = role.tag === adminTag ? lastAdminStays(context, [person]) : undefined
  if (stays !== undefined) return stays
  person.roles.delete(role.policyId)
  told(context, 'unassignAuthorizationRole', person, role)
  return { status: 204 }
}

function told(
  context: Context,
  operation: 'assignAuthorizationRole' | 'unassignAuthorizationRole',
  person: FakePerson,
  role: FakeRole,
): void {
  record(context, operation, person.email, {
    personId: person.id,
    role: role.name ?? role.tag,
    policyId: role.policyId,
  })
}
