import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { exception, json, notFound } from './answers.ts'
import { both, type Context, type Operation, personOf } from './context.ts'
import { chosen, page } from './paging.ts'
import { personRow, workspaceRow } from './rows.ts'
import type { FakePerson } from './world.ts'

/** Workspaces, and single people. */
export const workspaceReads: readonly Operation[] = [
  {
    name: 'readCurrentWorkspace',
    method: 'GET',
    path: 'workspaces/current',
    planes: both,
    answer: (context) => json(200, workspaceRow(context, context.workspace)),
  },
  { name: 'listWorkspaces', method: 'GET', path: 'workspaces', planes: ['app'], answer: listWorkspaces },
  {
    name: 'getCurrentPerson',
    method: 'GET',
    path: 'people/current',
    planes: ['app'],
    answer: (context) => onePerson(context, context.caller),
  },
  {
    name: 'getPerson',
    method: 'GET',
    path: 'people/:person',
    planes: both,
    answer: (context) => onePerson(context, personOf(context) ?? removed(context)),
  },
]

function listWorkspaces(context: Context): FakeAnswer {
  const { world, caller, query } = context
  const mine = world.workspaces.filter((one) => one.people.has(caller.id))
  return json(
    200,
    page(context, mine, (one) => chosen(workspaceRow(context, one), query, ',')),
  )
}

function removed({ workspace, query, path }: Context): FakePerson | undefined {
  return query.get('includeDeleted') === 'true' ? workspace.removed.get(Number(path['person'])) : undefined
}

function onePerson(context: Context, person: FakePerson | undefined): FakeAnswer {
  if (person === undefined) return notFound()
  return badEmbedding(context.query) ?? json(200, chosen(personRow(context, person), context.query, ';'))
}

/** The refusal of an association that people do not have. */
export function badEmbedding(query: URLSearchParams): FakeAnswer | undefined {
  const embed = query.get('embed')
  if (embed === null || embed === 'peopleworkspaces') return undefined
  const details = `No association ${embed} in people! Valid associations are peopleworkspaces...`
  return exception(400, 'ValidationFailed', 'Input validation failed', details)
}
