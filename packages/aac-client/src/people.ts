import { path } from '@user-admin/wire/path'
import { refusal } from './errors.ts'
import { type Http, read } from './http.ts'
import { type Id, numeric } from './ids.ts'
import { all, incomplete, inEveryStatus } from './lists.ts'
import { app, both, type Route, type Routes } from './planes.ts'
import type { Person } from './records.ts'
import { type Rows, somePeople } from './schemas.ts'
import type { CallOptions } from './tokens.ts'

/** What `people` takes last. */
export interface PeopleOptions extends CallOptions {
  /** Only people with exactly this address, whatever its case. Default: everybody. */
  readonly email?: string | undefined
  /**
   * `every` asks for invited and suspended people besides; `usual` takes the list that the server gives unasked,
   * which is enough to see that somebody who was in it is there no more. Default `every`.
   */
  readonly statuses?: 'every' | 'usual' | undefined
  /** Somebody who must be in the list of everybody, else it is not whole: the caller. Default: nobody. */
  readonly holds?: Id | undefined
}

/** One page of people, as the server cuts it. Source: facts §4. */
export interface PeopleQuery {
  /** Rows asked for, from 1. Default 100. The server may give less. */
  readonly limit?: number | undefined
  /** Rows left out before the first. Default 0. */
  readonly offset?: number | undefined
  /** A field's name; a leading `-` turns the order round. Default `id`, the only one under which pages do not shift. */
  readonly sort?: string | undefined
  /** A text to look for. A server may take no notice of it: compare what comes. */
  readonly filter?: string | undefined
  /** The fields to look in. Default: the server's choice. */
  readonly filterFields?: readonly string[] | undefined
  /** Default: the server's choice. */
  readonly filterType?: 'fuzzy' | 'contains' | 'exact' | 'exactIgnoreCase' | undefined
  /** `new`, `suspended`; the server's other words are not known. Default: those that it lists unasked. */
  readonly status?: string | undefined
  /** Whether the roles of each person are asked for. Default true. */
  readonly includePrivileges?: boolean | undefined
}

/** One page, and how many rows there are in all where the server says so. */
export interface PeoplePage {
  readonly data: readonly Person[]
  readonly count?: number | undefined
}

const operation = 'listWorkspaceUsers'
const roles = { includePrivileges: 'true' }

/** The ways to the people of a workspace. `/v4/people` names none: it lists the token's own, so that must be the one. */
function routesOf(http: Http, id: string, { signal }: CallOptions): { readonly routes: Routes; readonly own: Route } {
  const own = { ...app('people'), before: () => http.worksIn(id, operation, signal) }
  return { routes: [...both(path`workspaces/${id}/people`), own], own }
}

/** Everybody in a workspace; see `AacClient.people`. */
export async function* everybody(
  http: Http,
  workspaceId: Id,
  options: PeopleOptions,
): AsyncGenerator<Person, void, undefined> {
  const id = numeric(operation, 'workspace id', workspaceId)
  const { signal, statuses = 'every' } = options
  const email = options.email?.trim().toLowerCase()
  if (email === '') throw refusal(operation, 'NO_EMAIL', 'the e-mail address to look for is empty. Nothing was sent')
  const held = options.holds === undefined ? undefined : numeric(operation, 'person id', options.holds)
  // A server that ignores the filter answers with everybody: each row is compared, and the list is read to its end.
  const filter = email === undefined ? {} : { filter: email, filterFields: 'email', filterType: 'exactIgnoreCase' }
  const { routes, own } = routesOf(http, id, options)
  const how = { key: (person: Person): string => person.id, paged: true, signal }
  const list = { ...http.pages(operation, routes, { ...roles, ...filter }, somePeople), ...how }
  const besides = { ...http.pages('listPerson', [own], { ...roles, ...filter }, somePeople), ...how }
  // Of a part of the people the workspace's own count says nothing.
  const members = async (): Promise<number | undefined> =>
    email === undefined ? ((await http.currentWorkspace(signal)).workspace_member_count ?? undefined) : undefined
  let none = true
  let found = held === undefined
  for await (const people of statuses === 'usual' ? all(list) : inEveryStatus(list, besides, members)) {
    for (const person of people) {
      none = false
      found ||= person.id === held
      if (email === undefined || person.email?.trim().toLowerCase() === email) yield person
    }
  }
  if (email !== undefined) return
  // Whoever may ask is in the workspace: a list of nobody, or without the caller, is another list (facts §9.1).
  if (none) throw incomplete(operation, 'nobody came')
  if (!found) throw incomplete(operation, 'somebody who must be in it did not come')
}

/** One page of people; see `AacClient.peoplePage`. */
export async function pageOfPeople(
  http: Http,
  workspaceId: Id,
  query: PeopleQuery & CallOptions,
): Promise<Rows<Person>> {
  const id = numeric(operation, 'workspace id', workspaceId)
  const { limit = 100, offset = 0, sort = 'id', filterFields, includePrivileges = true, signal } = query
  for (const [name, value, least] of [
    ['limit', limit, 1],
    ['offset', offset, 0],
  ] as const) {
    // What the server cannot read as a number it ignores, and gives its first 25 rows (facts §4).
    if (!Number.isSafeInteger(value) || value < least)
      throw refusal(operation, 'BAD_OPTION', `the ${name} must be a whole number, ${least} or more. Nothing was sent`)
  }
  const given: Record<string, string | undefined> = {
    limit: String(limit),
    offset: String(offset),
    sort,
    includeCount: 'true',
    includePrivileges: String(includePrivileges),
    filter: query.filter,
    filterFields: filterFields?.join(','),
    filterType: query.filterType,
    status: query.status,
    // The one or the other is known to each route; the rest is ignored.
    includeStatus: query.status,
  }
  const asked = Object.fromEntries(
    Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  return await http.ask(read(operation, routesOf(http, id, query).routes, asked, signal), somePeople)
}
