import { path } from '@user-admin/wire/path'
import { AacError, type Answer, refusal } from './errors.ts'
import { type Call, Http } from './http.ts'
import { all, inEveryStatus } from './lists.ts'
import { scopeOf, type TokenScope } from './oauth.ts'
import { type AacClientOptions, checkOptions } from './options.ts'
import { app, both, gateway, isGone, Planes, type Routes } from './planes.ts'
import {
  type Checked,
  invitedIds,
  onePerson,
  oneWorkspace,
  type Person,
  type Role,
  type Rows,
  somePeople,
  someRoles,
  someWorkspaces,
  type Workspace,
} from './schemas.ts'
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
}

/** An id in a path: digits, as text or number. A gid is refused before anything is sent. */
export type Id = string | number

/**
 * The people API of Alteryx Analytics Cloud. Each method is one operation: it gets the call through (token, plane,
 * safe retries), checks the answer and gives back the wire's own names.
 *
 * Every method rejects with {@link AacError}, or with the signal's own reason.
 */
export class AacClient {
  /** Where people sign in (`https://us1.alteryxcloud.com`): tells one installation from another. */
  readonly origin: string
  readonly #http: Http

  /** @throws {AacError} `BAD_HOST` or `BAD_OPTION` when the options cannot be used. */
  constructor(options: AacClientOptions) {
    checkOptions(options)
    const planes = new Planes(options)
    this.origin = planes.origin
    this.#http = new Http({ ...options, planes })
  }

  /** What the access token says of itself: workspace gid, issuer, client. Unverified: a hint (facts §2.4). */
  async scope(options: CallOptions = {}): Promise<TokenScope> {
    return scopeOf(await this.#http.token('scope', options.signal))
  }

  /** The workspace that the token works in. */
  currentWorkspace(options: CallOptions = {}): Promise<Workspace> {
    return this.#http.ask(read('readCurrentWorkspace', both('workspaces/current'), {}, options.signal), oneWorkspace)
  }

  /** Every workspace of the caller. The token works in one of them only. */
  workspaces(options: CallOptions = {}): Promise<readonly Workspace[]> {
    const call = this.#list('listWorkspaces', [app('workspaces')], {}, someWorkspaces)
    return gathered(all({ ...call, key: (workspace) => workspace.id, paged: false, signal: options.signal }))
  }

  /** The caller. */
  currentPerson(options: CallOptions = {}): Promise<Person> {
    const routes: Routes = [app('people/current'), gateway('people/current')]
    return this.#http.ask(read('getCurrentPerson', routes, { includePrivileges: 'true' }, options.signal), onePerson)
  }

  /** One person, with roles; `undefined` if there is none with this id. */
  async person(id: Id, options: CallOptions = {}): Promise<Person | undefined> {
    const operation = 'getPerson'
    const asked = numeric(operation, 'person id', id)
    const call = read(operation, both(path`people/${asked}`), { includePrivileges: 'true' }, options.signal)
    const person = await this.#http.find(call, onePerson)
    if (person !== undefined && person.id !== asked) {
      throw new AacError('the answer is about another person', { kind: 'protocol', operation, code: 'OTHER_RECORD' })
    }
    return person
  }

  /**
   * Everybody in the workspace, once each, with roles: active, invited and suspended people. The list is proved whole
   * by the server's count where it gives one.
   *
   * @throws {AacError} `INCOMPLETE_LIST` when the server's count and its rows differ, `LIST_CHANGED` when it changed
   * three times while it was read, `OTHER_WORKSPACE` when only the list of the token's own workspace is left to ask.
   */
  async *people(workspaceId: Id, options: PeopleOptions = {}): AsyncGenerator<Person, void, undefined> {
    const operation = 'listWorkspaceUsers'
    const id = numeric(operation, 'workspace id', workspaceId)
    // `/v4/people` names no workspace: it lists the token's own, so that must be the one asked for.
    let proof: Promise<void> | undefined
    const before = (): Promise<void> => (proof ??= this.#isCurrent(operation, id, options))
    const routes: Routes = [...both(path`workspaces/${id}/people`), { ...app('people'), before }]
    const email = options.email?.trim().toLowerCase()
    if (email === '') throw refusal(operation, 'NO_EMAIL', 'the e-mail address to look for is empty. Nothing was sent')
    // A server that ignores the filter answers with everybody: each row is compared, and the list is read to its end.
    const filter = email === undefined ? {} : { filter: email, filterFields: 'email', filterType: 'exactIgnoreCase' }
    const call = this.#list(operation, routes, { includePrivileges: 'true', ...filter }, somePeople)
    const key = (person: Person): string => person.id
    const list = { ...call, key, paged: true, signal: options.signal }
    const own: Routes = [{ ...app('people'), before }]
    const besides = {
      ...this.#list('listPerson', own, { includePrivileges: 'true', ...filter }, somePeople),
      key,
      paged: true,
      signal: options.signal,
    }
    const rows = options.statuses === 'usual' ? all(list) : inEveryStatus(list, besides)
    for await (const person of rows) {
      if (email === undefined || person.email?.trim().toLowerCase() === email) yield person
    }
  }

  /** The workspace's administrators, in every status; short records, without roles. */
  async admins(workspaceId: Id, options: CallOptions = {}): Promise<readonly Person[]> {
    const operation = 'listWorkspaceAdmins'
    const id = numeric(operation, 'workspace id', workspaceId)
    const call = this.#list(operation, both(path`workspaces/${id}/admins`), {}, somePeople)
    return await gathered(inEveryStatus({ ...call, key: (person) => person.id, paged: false, signal: options.signal }))
  }

  /** Invites people by e-mail; the server sends them mails. `roles` are policy ids. Answers with the ids that the server tells. */
  async invite(
    workspaceId: Id,
    emails: readonly string[],
    options: CallOptions & { readonly roles?: readonly Id[] | undefined } = {},
  ): Promise<{ readonly personIds: readonly string[] }> {
    const operation = 'inviteListOfUsers'
    const id = numeric(operation, 'workspace id', workspaceId)
    const addresses = emails.map((email) => email.trim())
    if (addresses.length === 0 || addresses.includes('')) {
      throw refusal(operation, 'NO_EMAIL', 'an e-mail address is empty. Nothing was sent')
    }
    const roles = options.roles?.map((role) => sent(numeric(operation, 'role id', role)))
    const body = { emails: addresses, ...(roles === undefined ? {} : { roles }) }
    const answer = await this.#change(operation, 'POST', both(path`workspaces/${id}/people/batch`), body, options)
    return { personIds: invitedIds(answer.json) }
  }

  /**
   * Takes a person out of the workspace. What the person owns there and was not transferred is lost after 14 days
   * (facts §6). `already`: the person was not there any more.
   *
   * @throws {AacError} `OTHER_WORKSPACE` when nobody is found because the token works in another workspace.
   */
  async remove(workspaceId: Id, personId: Id, options: CallOptions = {}): Promise<{ readonly already: boolean }> {
    const operation = 'deleteWorkspaceUser'
    const id = numeric(operation, 'workspace id', workspaceId)
    const person = numeric(operation, 'person id', personId)
    const routes = both(path`workspaces/${id}/people/${person}`)
    const answer = await this.#http.call({
      operation,
      method: 'DELETE',
      effect: 'once',
      routes,
      namesPerson: true,
      signal: options.signal,
    })
    // "Not found" may also be said of the workspace: nobody is called gone from a place that was not looked at.
    const already = isGone(answer)
    if (already) await this.#isCurrent(operation, id, options)
    return { already }
  }

  /** Shuts people out; they keep their assets and their seats, and their schedules go on (facts §6). */
  async suspend(workspaceId: Id, personIds: readonly Id[], options: CallOptions = {}): Promise<void> {
    await this.#switch('suspendWorkspaceUsers', 'suspend', workspaceId, personIds, options)
  }

  /** Lets suspended people in again. */
  async unsuspend(workspaceId: Id, personIds: readonly Id[], options: CallOptions = {}): Promise<void> {
    await this.#switch('unsuspendWorkspaceUsers', 'unsuspend', workspaceId, personIds, options)
  }

  /** Gives everything that one person owns in the workspace to another. Cannot be undone, nor done after a removal (facts §6). */
  async transferAssets(
    workspaceId: Id,
    people: { readonly fromPersonId: Id; readonly toPersonId: Id },
    options: CallOptions = {},
  ): Promise<void> {
    const operation = 'transferUserAssets'
    const id = numeric(operation, 'workspace id', workspaceId)
    const fromPersonId = sent(numeric(operation, 'person id', people.fromPersonId))
    const toPersonId = sent(numeric(operation, 'person id', people.toPersonId))
    await this.#change(operation, 'PATCH', both(path`workspaces/${id}/transfer`), { fromPersonId, toPersonId }, options)
  }

  /** The roles that can be given in the workspace. */
  async roles(workspaceId: Id, options: CallOptions = {}): Promise<readonly Role[]> {
    const operation = 'listAuthorizationRoles'
    const id = numeric(operation, 'workspace id', workspaceId)
    const call = this.#list(operation, both('authorization/roles'), { workspaceId: id }, someRoles)
    const found = await gathered(all({ ...call, key: (role) => role.policyId, paged: false, signal: options.signal }))
    return found.filter((role) => (role.workspaceId ?? id) === id)
  }

  /** Gives people a role besides those they have. */
  async assignRole(policyId: Id, personIds: readonly Id[], options: CallOptions = {}): Promise<void> {
    const operation = 'assignAuthorizationRole'
    const id = numeric(operation, 'role id', policyId)
    await this.#change(
      operation,
      'PUT',
      both(path`authorization/roles/${id}/people`),
      named(operation, personIds),
      options,
    )
  }

  /** Takes one role from one person. */
  async unassignRole(policyId: Id, personId: Id, options: CallOptions = {}): Promise<void> {
    const operation = 'unassignAuthorizationRole'
    const id = numeric(operation, 'role id', policyId)
    const person = numeric(operation, 'person id', personId)
    await this.#change(operation, 'DELETE', both(path`authorization/roles/${id}/people/${person}`), undefined, options)
  }

  async #switch(
    operation: string,
    verb: string,
    workspaceId: Id,
    personIds: readonly Id[],
    options: CallOptions,
  ): Promise<void> {
    const id = numeric(operation, 'workspace id', workspaceId)
    await this.#change(
      operation,
      'POST',
      both(path`workspaces/${id}/people/${verb}`),
      { personIds: named(operation, personIds) },
      options,
    )
  }

  #change(
    operation: string,
    method: Call['method'],
    routes: Routes,
    body: unknown,
    { signal }: CallOptions,
  ): Promise<Answer> {
    return this.#http.call({ operation, method, effect: 'once', routes, body, signal })
  }

  #list<T>(operation: string, routes: Routes, query: Readonly<Record<string, string>>, expected: Checked<Rows<T>>) {
    const ask = (page: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Rows<T>> =>
      this.#http.ask(read(operation, routes, { ...query, ...page }, signal), expected)
    return { operation, ask }
  }

  async #isCurrent(operation: string, id: string, options: CallOptions): Promise<void> {
    const current = await this.currentWorkspace(options)
    if (current.id !== id)
      throw refusal(operation, 'OTHER_WORKSPACE', 'the token works in another workspace than this one')
  }
}

function read(operation: string, routes: Routes, query: Call['query'], signal: AbortSignal | undefined): Call {
  return { operation, method: 'GET', effect: 'read', routes, query, signal }
}

/** @throws {AacError} `NOT_AN_ID`: a gid in a path looks to the server like a route that does not exist (facts §9.12). */
function numeric(operation: string, what: string, id: Id): string {
  const text = String(id)
  if (/^\d+$/.test(text)) return text
  throw refusal(operation, 'NOT_AN_ID', `the ${what} must be digits; a gid is none. Nothing was sent`)
}

/** As the vendor's examples send it: a number. */
function sent(id: string): Id {
  return Number.isSafeInteger(Number(id)) ? Number(id) : id
}

function named(operation: string, personIds: readonly Id[]): readonly Id[] {
  if (personIds.length === 0) throw refusal(operation, 'NO_PERSON', 'nobody was named. Nothing was sent')
  return personIds.map((id) => sent(numeric(operation, 'person id', id)))
}

async function gathered<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = []
  for await (const row of rows) list.push(row)
  return list
}
