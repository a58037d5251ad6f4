import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { invalid, json } from './answers.ts'
import { both, type Context, type Operation } from './context.ts'
import { asked, chosen, page } from './paging.ts'
import { personRow, shortPersonRow } from './rows.ts'
import { badEmbedding } from './workspace-reads.ts'
import { type FakePerson, isAdmin, statusOfMember } from './world.ts'

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

/** The three lists of people. */
export const peopleLists: readonly Operation[] = [
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
]

/** Who is listed unasked. */
function unasked({ options }: Context): readonly Status[] {
  return options.listsOnlyActive === true ? ['active'] : ['active', 'invited', 'suspended']
}

/** Who is listed because `includeStatus` asks for them besides. */
function besides({ query }: Context): readonly (Status | undefined)[] {
  return asked(query, 'includeStatus').map((word) => words[word])
}

function listPerson(context: Context): FakeAnswer {
  const { query, workspace, options } = context
  const also = options.includeStatusParameter === 'ignored' ? [] : besides(context)
  const statuses = new Set([...unasked(context), ...also])
  const email = query.get('email')?.toLowerCase()
  const disabled = query.get('isDisabled')
  const state = query.get('state')
  const ids = asked(query, 'peopleIds').map(Number)
  const people = [...workspace.people.values()].filter(
    (person) =>
      statuses.has(statusOfMember(person)) &&
      (email === undefined || person.email.toLowerCase() === email) &&
      (disabled === null || disabled === String(person.isDisabled)) &&
      (state === null || state === (person.isDisabled ? 'hidden' : 'active')) &&
      (ids.length === 0 || ids.includes(person.id)),
  )
  const removed = query.get('includeDeleted') === 'true' ? workspace.removed.values() : []
  return listed(context, [...people, ...removed])
}

function listWorkspaceUsers(context: Context): FakeAnswer {
  const { options, query, workspace } = context
  const statuses = options.statusParameter === 'ignored' ? [] : asked(query, 'status')
  if (statuses.length > 0 && options.statusParameter === 'refused')
    return invalid('"status" is not one of the values known')
  // `includeStatus` is no parameter of this list: it is ignored, as any unknown one.
  const wanted = new Set(statuses.length > 0 ? statuses.map((word) => words[word]) : unasked(context))
  const roles = asked(query, 'roles')
  const excluded = asked(query, 'excludingRoles')
  const holds = (person: FakePerson, named: readonly string[]): boolean =>
    workspace.roles.some(
      (role) => person.roles.has(role.policyId) && [String(role.policyId), role.name, role.tag].some(nameIn(named)),
    )
  const people = [...workspace.people.values()].filter(
    (person) =>
      wanted.has(statusOfMember(person)) && (roles.length === 0 || holds(person, roles)) && !holds(person, excluded),
  )
  return listed(context, people)
}

function nameIn(named: readonly string[]): (name: string | undefined) => boolean {
  return (name) => name !== undefined && named.includes(name)
}

function listed(context: Context, people: readonly FakePerson[]): FakeAnswer {
  const { query } = context
  return (
    badEmbedding(query) ??
    json(
      200,
      page(context, people, (person) => chosen(personRow(context, person), query, ';')),
    )
  )
}

/** Active ones, and those of the statuses asked for besides; short records. */
function listWorkspaceAdmins(context: Context): FakeAnswer {
  const { workspace, query } = context
  const statuses = new Set<Status | undefined>(['active', ...besides(context)])
  const admins = [...workspace.people.values()].filter(
    (person) => statuses.has(statusOfMember(person)) && isAdmin(workspace, person),
  )
  return json(
    200,
    page(context, admins, (person) => chosen(shortPersonRow(context, person), query, ',')),
  )
}
