import { endpoint, keyMark, tokenFrom } from './access.ts'
import { address, filterText, given, literal, search, type UserFilter } from './arguments.ts'
import { outline, type TypedDocument } from './document.ts'
import { exchange } from './exchange.ts'
import {
  AddWorkspaceUserDocument,
  AllWorkspacesDocument,
  DeleteInviteDocument,
  FindUsersDocument,
  GrantSystemRoleDocument,
  InviteUserDocument,
  ListInvitesDocument,
  ListUsersDocument,
  ListWorkspaceInvitesDocument,
  MyWorkspacesDocument,
  RemoveUserByUuidDocument,
  type RemoveUserByUuidMutation,
  RemoveWorkspaceUserDocument,
  RevokeSystemRoleDocument,
  ServerConfigDocument,
  UpdateWorkspaceRoleDocument,
  UpsertWorkspaceRoleDocument,
  WhoAmIDocument,
  WorkspaceByIdDocument,
  WorkspaceMembersDocument,
  WorkspaceMembersPageDocument,
} from './generated.ts'
import { members } from './members.ts'
import type { Caller, CallOptions, HoustonOptions, InviteOptions } from './options.ts'
import { changed, hasAddress, type Invite, invitesOf, rows, seen, type User, type Workspace } from './records.ts'
import { Release } from './release.ts'
import type { Role } from './role.ts'

/**
 * A client of one Houston (Astronomer Software, Astro Private Cloud).
 *
 * A method is one API call and what it takes to get it through: it retries what is safe to retry,
 * finds the form that this release understands, and checks the answer. Every method rejects with
 * {@link HoustonError}, which says what is known of how the call ended, or with the reason of an aborted signal.
 */
export class HoustonClient {
  /** Where requests go, `/v1` included. */
  readonly url: string
  readonly #options: HoustonOptions
  readonly #release: Release = new Release()

  /** @throws {TypeError} for a `url` that is none, holds credentials, or would send the token in the clear. */
  constructor(options: HoustonOptions) {
    this.url = endpoint(options.url)
    const { timeout = 1 } = options
    if (!(Number.isSafeInteger(timeout) && timeout > 0 && timeout < 2 ** 31)) {
      throw new TypeError('The option timeout is a whole number of milliseconds, from 1.')
    }
    this.#options = options
  }

  /**
   * Sends a document of your own, or one of this package. A query is sent again after a failure; a mutation only after what proves that nothing was done.
   *
   * @throws {HoustonError} of every kind; `BAD_DOCUMENT` for a text that is not exactly one query or mutation.
   */
  async execute<Result, Variables extends object>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    options: CallOptions = {},
  ): Promise<Result> {
    const { signal } = options
    signal?.throwIfAborted()
    const asked = { ...outline(document), text: document.toString() }
    const authorization = await tokenFrom(this.#options.token, this.url, asked.operation)
    signal?.throwIfAborted()
    const line = { ...this.#options, url: this.url }
    return (await exchange(line, asked, variables, authorization, signal)) as Result
  }

  /** The release that the server says it is (`0.37.5`), if it says one (facts §8.1). */
  async version(options?: CallOptions): Promise<string | undefined> {
    return (await this.config(options)).version
  }

  /** The server's release and base domain, as far as it says them (facts §8.1). */
  async config(
    options?: CallOptions,
  ): Promise<{ readonly version: string | undefined; readonly baseDomain: string | undefined }> {
    const { appConfig } = await this.execute(ServerConfigDocument, {}, options)
    return { version: appConfig?.version ?? undefined, baseDomain: appConfig?.baseDomain ?? undefined }
  }

  /** Who the token belongs to (facts §1.5, §5.3). */
  async whoAmI(options?: CallOptions): Promise<Caller> {
    const { user, authUserCapabilities } = seen((await this.execute(WhoAmIDocument, {}, options)).self, 'WhoAmI')
    const canSysAdmin = authUserCapabilities?.canSysAdmin === true
    if (user !== null) return { user, canSysAdmin }
    return { canSysAdmin, key: await keyMark(await tokenFrom(this.#options.token, this.url, 'WhoAmI')) }
  }

  /** Every account of the platform, active and pending, with its roles (facts §3.2). Needs a system role. */
  async users(options?: CallOptions): Promise<User[]> {
    const { users } = await this.execute(ListUsersDocument, {}, options)
    return rows(users, 'ListUsers')
  }

  /**
   * The accounts that match one criterion. Those found by `userUuid` or `email` are compared with what was asked.
   *
   * @throws {HoustonError} `EMPTY_FILTER` before anything is sent: Houston answers an empty filter with everybody (facts §3.2).
   */
  async findUsers(filter: UserFilter, options?: CallOptions): Promise<User[]> {
    const user = search(filter, 'FindUsers')
    const { users } = await this.execute(FindUsersDocument, { user }, options)
    const { userUuid, email } = user
    return rows(users, 'FindUsers').filter((found) => {
      if (typeof userUuid === 'string') return found.id === userUuid
      return typeof email === 'string' ? hasAddress(found, email) : true
    })
  }

  /** Every open invite, to the platform and to workspaces; the server does not say which is which (facts §3.11). */
  async invites(options: InviteOptions = {}): Promise<Invite[]> {
    const email =
      options.email === undefined ? undefined : filterText(options.email, 'email', 'ListInvites').toLowerCase()
    const { invites } = await this.execute(
      ListInvitesDocument,
      email === undefined ? {} : { invite: { email } },
      options,
    )
    return invitesOf(invites, email, 'ListInvites')
  }

  /** The open invites of one workspace (facts §3.11). */
  async workspaceInvites(workspaceUuid: string, options: InviteOptions = {}): Promise<Invite[]> {
    const operation = 'ListWorkspaceInvites'
    const workspace = { workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation) }
    const email = options.email === undefined ? undefined : filterText(options.email, 'email', operation).toLowerCase()
    const { workspaceInvites } = await this.execute(
      ListWorkspaceInvitesDocument,
      email === undefined ? workspace : { ...workspace, invite: { email } },
      options,
    )
    return invitesOf(workspaceInvites, email, operation)
  }

  /**
   * Invites a person to the platform (facts §3.3).
   *
   * @throws {HoustonError} `DUPLICATE_EMAIL` for an account that exists, `USER_ALREADY_INVITED` for any open invite.
   */
  async invite(email: string, options?: CallOptions): Promise<{ readonly id: string }> {
    const { inviteUser } = await this.execute(InviteUserDocument, { email: address(email, 'InviteUser') }, options)
    return { id: changed(changed(inviteUser, 'InviteUser').id, 'InviteUser') }
  }

  /** Takes an invite back (facts §3.11). An unknown id ends with effect `unknown`: the server says INTERNAL_SERVER_ERROR. */
  async deleteInvite(inviteUuid: string, options?: CallOptions): Promise<void> {
    const operation = 'DeleteInvite'
    const variables = { inviteUuid: given(inviteUuid, 'inviteUuid', operation) }
    changed((await this.execute(DeleteInviteDocument, variables, options)).deleteInviteToken, operation)
  }

  /**
   * Deletes an account with all its roles, from the whole platform (facts §3.8).
   *
   * @throws {HoustonError} `NO_SYSTEM_ADMIN` for the last system administrator. An unknown id ends with effect `unknown`.
   */
  async removeUser(userUuid: string, options?: CallOptions): Promise<void> {
    given(userUuid, 'userUuid', 'RemoveUserByUuid')
    const { removeUser } = await this.#release.call('removeUser', [
      () => this.execute(RemoveUserByUuidDocument, { userUuid }, options),
      async () => {
        // The type of `id` is not known, and a literal fits each that it may be (facts §8.4).
        const text: TypedDocument<RemoveUserByUuidMutation, object> =
          `mutation RemoveUserById { removeUser(id: ${literal(userUuid, 'RemoveUserById')}) { id } }`
        return this.execute(text, {}, options)
      },
    ])
    changed(removeUser, 'RemoveUserByUuid')
  }

  /** Every workspace of the platform; on releases without `sysWorkspaces` those that the caller belongs to (facts §8.4). */
  async workspaces(options?: CallOptions): Promise<Workspace[]> {
    return this.#release.call('workspaces', [
      async () => rows((await this.execute(AllWorkspacesDocument, {}, options)).sysWorkspaces, 'AllWorkspaces'),
      async () => rows((await this.execute(MyWorkspacesDocument, {}, options)).workspaces, 'MyWorkspaces'),
    ])
  }

  /** One workspace; `null` if there is none, or if the answer is about another. */
  async workspace(workspaceUuid: string, options?: CallOptions): Promise<Workspace | null> {
    const { workspace } = await this.execute(
      WorkspaceByIdDocument,
      { workspaceUuid: given(workspaceUuid, 'workspaceUuid', 'WorkspaceById') },
      options,
    )
    return workspace?.id === workspaceUuid ? workspace : null
  }

  /**
   * The people of a workspace, each once, a page ahead of the reader where the server has pages (facts §7.1).
   *
   * Up to 0.29 a person's `roleBindings` hold all their roles, later those of this workspace.
   *
   * @throws {HoustonError} `EMPTY_ARGUMENT` at once; everything else when the first row is asked for.
   */
  members(workspaceUuid: string, options: CallOptions = {}): AsyncIterable<User> {
    const operation = 'WorkspaceMembersPage'
    return members(this.#release, given(workspaceUuid, 'workspaceUuid', operation), operation, options.signal, {
      page: async (variables, o) =>
        (await this.execute(WorkspaceMembersPageDocument, variables, o)).paginatedWorkspaceUsers,
      all: async (variables, o) => (await this.execute(WorkspaceMembersDocument, variables, o)).workspaceUsers,
    })
  }

  /** One member of a workspace by id or address, `undefined` for a person who is none. */
  async member(
    workspaceUuid: string,
    filter: { readonly userUuid: string } | { readonly email: string },
    options?: CallOptions,
  ): Promise<User | undefined> {
    const operation = 'WorkspaceMembers'
    const user = search(filter, operation)
    const variables = { workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation), user }
    const { workspaceUsers } = await this.execute(WorkspaceMembersDocument, variables, options)
    const { userUuid, email } = user
    return rows(workspaceUsers, operation).find((found) =>
      typeof userUuid === 'string' ? found.id === userUuid : typeof email === 'string' && hasAddress(found, email),
    )
  }

  /**
   * Makes a person a member; one without an account is invited (facts §3.4).
   *
   * Up to 0.16 a second call makes a second binding: look first.
   *
   * @throws {HoustonError} `USER_ALREADY_INVITED` where an invite to this workspace is open.
   */
  async addMember(workspaceUuid: string, email: string, role: Role, options?: CallOptions): Promise<void> {
    const operation = 'AddWorkspaceUser'
    const variables = {
      workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation),
      email: address(email, operation),
      role: given(role, 'role', operation),
    }
    changed((await this.execute(AddWorkspaceUserDocument, variables, options)).workspaceAddUser, operation)
  }

  /**
   * Sets the workspace role of a member or of an open invite (facts §3.5).
   *
   * @throws {HoustonError} `RESOURCE_NOT_FOUND` for no member, and on older releases for one with two bindings.
   */
  async setWorkspaceRole(workspaceUuid: string, email: string, role: Role, options?: CallOptions): Promise<void> {
    const operation = 'UpsertWorkspaceRole'
    const variables = {
      workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation),
      email: address(email, operation),
      role: given(role, 'role', operation),
    }
    await this.#release.call<unknown>('setWorkspaceRole', [
      () => this.execute(UpsertWorkspaceRoleDocument, variables, options),
      () => this.execute(UpdateWorkspaceRoleDocument, variables, options),
    ])
  }

  /** Takes a person out of a workspace (facts §3.6). Up to 0.16 a person who is no member is no error. */
  async removeMember(workspaceUuid: string, userUuid: string, options?: CallOptions): Promise<void> {
    const operation = 'RemoveWorkspaceUser'
    const variables = {
      workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation),
      userUuid: given(userUuid, 'userUuid', operation),
    }
    changed((await this.execute(RemoveWorkspaceUserDocument, variables, options)).workspaceRemoveUser, operation)
  }

  /** Gives a person a system role, beside those they have (facts §3.9). */
  async grantSystemRole(userId: string, role: Role, options?: CallOptions): Promise<void> {
    const operation = 'GrantSystemRole'
    const variables = { userId: given(userId, 'userId', operation), role: given(role, 'role', operation) }
    changed((await this.execute(GrantSystemRoleDocument, variables, options)).createSystemRoleBinding, operation)
  }

  /**
   * Takes a system role from a person (facts §3.9).
   *
   * @throws {HoustonError} `NO_SYSTEM_ADMIN` for the last system administrator.
   */
  async revokeSystemRole(userId: string, role: Role, options?: CallOptions): Promise<void> {
    const operation = 'RevokeSystemRole'
    const variables = { userId: given(userId, 'userId', operation), role: given(role, 'role', operation) }
    changed((await this.execute(RevokeSystemRoleDocument, variables, options)).deleteSystemRoleBinding, operation)
  }
}
