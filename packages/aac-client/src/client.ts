// Longer than other files: one method for each thing the service can do, and what each does stands elsewhere.
import { path } from '@user-admin/wire/path'
import type { Gate } from '@user-admin/wire/send'
import { type Transfer, transferOf } from './assets.ts'
import { AacError, type Answer } from './errors.ts'
import { type Call, Http, read } from './http.ts'
import { addressed, type Id, named, numeric, sent } from './ids.ts'
import { scopeOf, type TokenScope } from './jwt.ts'
import { all, inEveryStatus, type List } from './lists.ts'
import { type AacClientOptions, type ChangeOptions, checkOptions } from './options.ts'
import { everybody, type PeopleOptions, type PeoplePage, type PeopleQuery, pageOfPeople } from './people.ts'
import { app, both, gateway, isGone, Planes, type Route, type Routes } from './planes.ts'
import type { Group, Person, Role, Workspace } from './records.ts'
import {
  invitedIds,
  oneLink,
  onePerson,
  someAssignees,
  someGroups,
  somePeople,
  someRoles,
  someWorkspaces,
} from './schemas.ts'
import { type Several, severalOf } from './several.ts'
import type { CallOptions } from './tokens.ts'

/** The people whom an invitation made known. */
export interface Invited {
  /** The ids that the server told; their order and number are not promised (facts §3.2). */
  readonly personIds: readonly string[]
}

/**
 * The people API of Alteryx Analytics Cloud. Each method is one operation: it gets the call through (token, plane,
 * safe retries), checks the answer and gives back the wire's own names.
 *
 * A change is sent only once the system has said, of the very token that it is sent with, that it works in the
 * workspace meant (facts §9.13): that costs one question a token, which `currentWorkspace` answers as well.
 *
 * Every method rejects with {@link AacError}, or with the signal's own reason. Each refuses `NOT_AN_ID` and a call
 * without a token (`NO_TOKEN`) before anything is sent, and a change `OTHER_WORKSPACE`.
 */
export class AacClient {
  /** Where people sign in (`https://us1.alteryxcloud.com`): tells one installation from another. */
  readonly origin: string
  /** What sends a request, where it is not the runtime's own `fetch`. */
  readonly fetch: typeof fetch | undefined
  /** Awaited before each attempt of every method, to pace requests; may be set later, by whoever paces this client. */
  gate: Gate | undefined
  readonly #http: Http

  /** @throws {AacError} `BAD_HOST` or `BAD_OPTION` when the options cannot be used. */
  constructor(options: AacClientOptions) {
    checkOptions(options)
    const planes = new Planes(options)
    this.origin = planes.origin
    this.fetch = options.fetch
    this.gate = options.gate
    this.#http = new Http({ ...options, planes, gate: (attempt, signal) => this.gate?.(attempt, signal) })
  }

  /** What the access token says of itself: workspace gid, issuer, client. Unverified: a hint (facts §2.4). */
  async scope(options: CallOptions = {}): Promise<TokenScope> {
    return scopeOf(await this.#http.token('scope', options.signal))
  }

  /** The workspace that the token works in (facts §3.1). */
  currentWorkspace(options: CallOptions = {}): Promise<Workspace> {
    return this.#http.currentWorkspace(options.signal)
  }

  /** Every workspace of the caller. The token works in one of them only (facts §3.1). */
  workspaces(options: CallOptions = {}): Promise<readonly Workspace[]> {
    const call = this.#http.pages('listWorkspaces', [app('workspaces')], {}, someWorkspaces)
    return gathered({ ...call, key: (workspace) => workspace.id, paged: false, signal: options.signal })
  }

  /** The caller (facts §3.2). */
  currentPerson(options: CallOptions = {}): Promise<Person> {
    const routes: Routes = [app('people/current'), gateway('people/current')]
    return this.#http.ask(read('getCurrentPerson', routes, { includePrivileges: 'true' }, options.signal), onePerson)
  }

  /** One person, with roles; `undefined` if there is none with this id (facts §3.2). */
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
   * Everybody in the workspace, once each, with roles: active, invited and suspended people. It is read page by page
   * as asked for, and proved whole: each page begins where the last one ended, and the server's count must agree if it
   * gives one (facts §9.1, §6.1). Gather it before you change anybody: that moves the rows.
   *
   * @throws {AacError} `INCOMPLETE_LIST` when the list ends and cannot be whole: the server's count and its rows
   * differ, it is empty, lacks `holds`, or nothing tells of invited and suspended people; `LIST_CHANGED` when it changed
   * three times while it was read; `OTHER_WORKSPACE` when only the list of the token's own, other workspace is left.
   */
  people(workspaceId: Id, options: PeopleOptions = {}): AsyncGenerator<Person, void, undefined> {
    return everybody(this.#http, workspaceId, options)
  }

  /**
   * One page of the workspace's people as the server cuts it: for a search or a screen. Nothing proves that it is
   * whole; what is decided about people is decided on `people` (facts §4).
   *
   * @throws {AacError} `BAD_OPTION` for a limit or offset that is no whole number.
   */
  peoplePage(workspaceId: Id, query: PeopleQuery & CallOptions = {}): Promise<PeoplePage> {
    return pageOfPeople(this.#http, workspaceId, query)
  }

  /**
   * Those of up to 99 people whom the list of the token's own people shows, in every status, by one request (facts §3.2).
   * `holds` names somebody who must come as well, the caller, which shows that the list can be asked so.
   *
   * @throws {AacError} `OTHER_RECORD` where the server gives other people than those who were asked for.
   */
  several(workspaceId: Id, personIds: readonly Id[], options: CallOptions & { readonly holds: Id }): Promise<Several> {
    return severalOf(this.#http, workspaceId, personIds, options.holds, options)
  }

  /** The workspace's administrators, in every status; short records, without roles (facts §3.2, §9.7). */
  async admins(workspaceId: Id, options: CallOptions = {}): Promise<readonly Person[]> {
    const operation = 'listWorkspaceAdmins'
    const id = numeric(operation, 'workspace id', workspaceId)
    const call = this.#http.pages(operation, both(path`workspaces/${id}/admins`), {}, somePeople)
    return await collected(inEveryStatus({ ...call, key: byId, paged: false, signal: options.signal }))
  }

  /**
   * Invites up to 100 people by e-mail; the server sends them mails. `roles` are policy ids (facts §3.2).
   *
   * @throws {AacError} `NO_EMAIL` for an empty address or none at all, `TOO_MANY` for more than 100.
   */
  async invite(
    workspaceId: Id,
    emails: readonly string[],
    options: ChangeOptions & { readonly roles?: readonly Id[] | undefined } = {},
  ): Promise<Invited> {
    const operation = 'inviteListOfUsers'
    const roles = options.roles?.map((role) => sent(numeric(operation, 'role id', role)))
    const body = { emails: addressed(operation, emails), ...(roles === undefined ? {} : { roles }) }
    const answer = await this.#change(operation, 'POST', workspaceId, 'people/batch', body, options)
    return { personIds: invitedIds(answer.json) }
  }

  /**
   * Invites one person. `skipEmailInvitations` names the addresses to which the server sends no mail: pass on
   * `invitationLink` yourself (facts §3.2).
   *
   * @throws {AacError} `NO_EMAIL` for an empty address.
   */
  async inviteOne(
    workspaceId: Id,
    email: string,
    options: ChangeOptions & { readonly skipEmailInvitations?: readonly string[] | undefined } = {},
  ): Promise<Invited> {
    const operation = 'inviteUser'
    const [address] = addressed(operation, [email])
    const quiet = options.skipEmailInvitations?.length ? addressed(operation, options.skipEmailInvitations) : undefined
    const body = { email: address, ...(quiet === undefined ? {} : { skipEmailInvitations: quiet }) }
    const answer = await this.#change(operation, 'POST', workspaceId, 'people', body, options)
    return { personIds: invitedIds(answer.json) }
  }

  /**
   * Sends up to 100 invited people their mails again (facts §3.2).
   *
   * @throws {AacError} `NO_PERSON`, `TOO_MANY`.
   */
  async reinvite(workspaceId: Id, personIds: readonly Id[], options: ChangeOptions = {}): Promise<void> {
    const operation = 'reinviteListOfUsers'
    const body = { personIds: named(operation, personIds) }
    await this.#change(operation, 'PATCH', workspaceId, 'people/batch', body, options)
  }

  /** The link that lets an invited person in. Whoever has it gets in: keep it out of logs (facts §3.2). */
  async invitationLink(workspaceId: Id, personId: Id, options: CallOptions = {}): Promise<string> {
    const operation = 'getInvitationLink'
    const id = numeric(operation, 'workspace id', workspaceId)
    const query = { personId: numeric(operation, 'person id', personId) }
    return await this.#http.ask(
      read(operation, both(path`workspaces/${id}/invitationLink`), query, options.signal),
      oneLink,
    )
  }

  /**
   * Takes a person out of the workspace. What the person owns there and was not transferred is lost after 14 days
   * (facts §6). `already`: the person was not there any more (facts §9.3).
   */
  async remove(workspaceId: Id, personId: Id, options: ChangeOptions = {}): Promise<{ readonly already: boolean }> {
    const operation = 'deleteWorkspaceUser'
    const person = numeric(operation, 'person id', personId)
    const answer = await this.#change(operation, 'DELETE', workspaceId, path`people/${person}`, undefined, {
      ...options,
      namesPerson: true,
    })
    return { already: isGone(answer) }
  }

  /**
   * Shuts up to 100 people out; they keep their assets and their seats, and their schedules go on (facts §6).
   *
   * @throws {AacError} `NO_PERSON`, `TOO_MANY`.
   */
  async suspend(workspaceId: Id, personIds: readonly Id[], options: ChangeOptions = {}): Promise<void> {
    const operation = 'suspendWorkspaceUsers'
    const body = { personIds: named(operation, personIds) }
    await this.#change(operation, 'POST', workspaceId, 'people/suspend', body, options)
  }

  /**
   * Lets up to 100 suspended people in again (facts §3.2).
   *
   * @throws {AacError} `NO_PERSON`, `TOO_MANY`.
   */
  async unsuspend(workspaceId: Id, personIds: readonly Id[], options: ChangeOptions = {}): Promise<void> {
    const operation = 'unsuspendWorkspaceUsers'
    const body = { personIds: named(operation, personIds) }
    await this.#change(operation, 'POST', workspaceId, 'people/unsuspend', body, options)
  }

  /**
   * Gives what one person owns in the workspace to another: everything, or the assets named. Cannot be undone, nor done
   * after a removal (facts §6).
   *
   * @throws {AacError} `NO_ASSET` where types are named without an asset.
   */
  async transferAssets(workspaceId: Id, people: Transfer, options: ChangeOptions = {}): Promise<void> {
    const operation = 'transferUserAssets'
    await this.#change(operation, 'PATCH', workspaceId, 'transfer', transferOf(operation, people), options)
  }

  /** The roles that can be given in the workspace (facts §3.3). */
  async roles(workspaceId: Id, options: CallOptions = {}): Promise<readonly Role[]> {
    const operation = 'listAuthorizationRoles'
    const id = numeric(operation, 'workspace id', workspaceId)
    const call = this.#http.pages(operation, both('authorization/roles'), { workspaceId: id }, someRoles)
    const found = await gathered({ ...call, key: (role) => role.policyId, paged: false, signal: options.signal })
    return found.filter((role) => (role.workspaceId ?? id) === id)
  }

  /** The people who hold a role, as far as the server tells: at times ids only. Others than administrators get a 403 (facts §3.3). */
  async roleAssignees(policyId: Id, options: CallOptions = {}): Promise<readonly Person[]> {
    const operation = 'listAuthorizationRolePeople'
    const id = numeric(operation, 'role id', policyId)
    const call = this.#http.pages(operation, both(path`authorization/roles/${id}/people`), {}, someAssignees)
    return await gathered({ ...call, key: byId, paged: false, signal: options.signal })
  }

  /**
   * Gives up to 100 people a role besides those they have (facts §3.3).
   *
   * @throws {AacError} `NO_PERSON`, `TOO_MANY`.
   */
  async assignRole(
    policyId: Id,
    personIds: readonly Id[],
    { signal, onExchange, check }: ChangeOptions = {},
  ): Promise<void> {
    const operation = 'assignAuthorizationRole'
    const id = numeric(operation, 'role id', policyId)
    const routes = both(path`authorization/roles/${id}/people`)
    // A bare list: the form with `items` is refused (facts §9.8).
    const body = named(operation, personIds)
    await this.#http.call({ operation, method: 'PUT', effect: 'once', routes, body, signal, onExchange, check })
  }

  /** Takes one role from one person (facts §3.3). */
  async unassignRole(policyId: Id, personId: Id, { signal, onExchange, check }: ChangeOptions = {}): Promise<void> {
    const operation = 'unassignAuthorizationRole'
    const id = numeric(operation, 'role id', policyId)
    const routes = both(path`authorization/roles/${id}/people/${numeric(operation, 'person id', personId)}`)
    await this.#http.call({ operation, method: 'DELETE', effect: 'once', routes, signal, onExchange, check })
  }

  /** The groups of the workspace, with members and roles as far as the server tells them (facts §3.4). */
  async groups(workspaceId: Id, options: CallOptions = {}): Promise<readonly Group[]> {
    const operation = 'listWorkspaceGroups'
    const id = numeric(operation, 'workspace id', workspaceId)
    const { signal } = options
    const resource = path`workspaces/${id}/groups`
    const own: Route = { ...app('groups'), before: () => this.#http.worksIn(id, operation, signal) }
    const routes: Routes = [app(resource), gateway(resource), own]
    const call = this.#http.pages(operation, routes, { includeFullUsers: 'true' }, someGroups)
    return await gathered({ ...call, key: byId, paged: true, signal })
  }

  /** One change of the workspace, at this place below it. */
  #change(
    operation: string,
    method: Call['method'],
    workspaceId: Id,
    place: string,
    body: unknown,
    { signal, onExchange, check, namesPerson }: ChangeOptions & { readonly namesPerson?: boolean },
  ): Promise<Answer> {
    const workspace = numeric(operation, 'workspace id', workspaceId)
    const routes = both(`${path`workspaces/${workspace}`}/${place}`)
    const way = { routes, workspace, body, namesPerson }
    return this.#http.call({ operation, method, effect: 'once', ...way, signal, onExchange, check })
  }
}

const byId = ({ id }: { readonly id: string }): string => id

function gathered<T>(list: List<T>): Promise<readonly T[]> {
  return collected(all(list))
}

async function collected<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const list: T[] = []
  for await (const rows of pages) for (const row of rows) list.push(row)
  return list
}
