import { address, filterText, given, literal, matches, search, systemRole, type UserFilter } from './arguments.ts'
import { Connection } from './connection.ts'
import type { TypedDocument } from './document.ts'
import {
  CreateSystemKeyDocument,
  DeleteInviteDocument,
  DeleteSystemKeyDocument,
  DeleteWorkspaceInviteDocument,
  FindUsersDocument,
  FindUsersFlatDocument,
  type FindUsersQuery,
  GrantSystemRoleDocument,
  InviteUserDocument,
  ListInvitesDocument,
  ListInvitesFlatDocument,
  ListUsersDocument,
  RemoveUserByUuidDocument,
  type RemoveUserByUuidMutation,
  RevokeSystemRoleDocument,
  VerifyEmailDocument,
} from './generated.ts'
import { answersOf, type EmailAnswer, type Lookup, lookups } from './lookups.ts'
import type { CallOptions, DeleteInviteOptions, InviteOptions } from './options.ts'
import { changed, type Invite, invitesOf, rows, type SystemKey, type User } from './records.ts'
import type { Form } from './release.ts'
import type { Role } from './role.ts'

/** The accounts of a platform: people, invites, system roles and the keys of service accounts. A part of {@link HoustonClient}. */
export class Accounts extends Connection {
  /** Every account of the platform, active and pending, with its roles (facts §3.2). Needs a system role. */
  async users(options?: CallOptions): Promise<User[]> {
    const { users } = await this.execute(ListUsersDocument, {}, options)
    return rows(users, 'ListUsers')
  }

  /**
   * The accounts that match one criterion. Those found by `userUuid` or `email` are compared with what was asked.
   *
   * @throws {HoustonError} `EMPTY_FILTER` before anything is sent: Houston answers an empty filter with everybody
   * (facts §3.2). `unsupported` for `fullName` on releases before 0.14.2.
   */
  async findUsers(filter: UserFilter, options?: CallOptions): Promise<User[]> {
    const user = search(filter, 'FindUsers')
    const { fullName, ...flat } = user
    const newer: Form<FindUsersQuery> = {
      needs: 'users(user:)',
      run: () => this.execute(FindUsersDocument, { user }, options),
    }
    const older = { run: () => this.execute(FindUsersFlatDocument, flat, options) }
    // Older releases have no search by `fullName`, and without it they would answer with everybody.
    const { users } = await this.dialect.call(fullName == null ? [newer, older] : [newer], options?.signal)
    return rows(users, 'FindUsers').filter((found) => matches(found, user))
  }

  /**
   * Which of these addresses have an account, in the order asked and each once: a thousand in one or two requests. An
   * address is trimmed and in lower case. Where a server answers for some and fails for others, those are `unknown`.
   *
   * @throws {HoustonError} `EMPTY_ARGUMENT` for an empty address, before anything is sent; as every read where the server
   * answers for none.
   */
  async usersByEmail(emails: Iterable<string>, options?: CallOptions): Promise<EmailAnswer[]> {
    const wanted = [...new Set(Array.from(emails, (email) => address(email, 'UsersByEmail')))]
    options?.signal?.throwIfAborted()
    if (wanted.length === 0) return []
    const all = async (groups: Iterable<Lookup>): Promise<EmailAnswer[]> => {
      const answers: EmailAnswer[] = []
      // One after the other: each asks as much of the server as a thousand small ones.
      for (const group of groups) answers.push(...(await this.#lookUp(group, options)))
      return answers
    }
    return await this.dialect.call(
      [
        { needs: 'users(user:)', run: () => all(lookups(wanted, 'search')) },
        { run: () => all(lookups(wanted, 'flat')) },
      ],
      options?.signal,
    )
  }

  async #lookUp(group: Lookup, options: CallOptions | undefined): Promise<EmailAnswer[]> {
    const asked = { operation: 'UsersByEmail', effect: 'read', roots: group.aliases, text: group.text } as const
    const { answer, problem } = await this.ask(asked, group.variables, options ?? {})
    const answers = answersOf(group, answer)
    if (answers === undefined && problem !== undefined) throw problem
    return answers ?? group.emails.map((email) => ({ email, answer: 'unknown' }))
  }

  /** Every open invite, to the platform and to workspaces; the server does not say which is which (facts §3.11). */
  async invites(options: InviteOptions = {}): Promise<Invite[]> {
    const operation = 'ListInvites'
    const email = options.email === undefined ? undefined : filterText(options.email, 'email', operation).toLowerCase()
    const flat = email === undefined ? {} : { email }
    const newer = email === undefined ? {} : { invite: { email } }
    const { invites } = await this.dialect.call(
      [
        { needs: 'users(user:)', run: () => this.execute(ListInvitesDocument, newer, options) },
        { run: () => this.execute(ListInvitesFlatDocument, flat, options) },
      ],
      options.signal,
    )
    return invitesOf(invites, email, operation)
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
  async deleteInvite(inviteUuid: string, options: DeleteInviteOptions = {}): Promise<void> {
    const operation = 'DeleteInvite'
    const variables = { inviteUuid: given(inviteUuid, 'inviteUuid', operation) }
    const plain = { run: () => this.execute(DeleteInviteDocument, variables, options) }
    if (options.workspaceUuid === undefined) {
      changed((await plain.run()).deleteInviteToken, operation)
      return
    }
    const placed = { ...variables, workspaceUuid: given(options.workspaceUuid, 'workspaceUuid', operation) }
    const { deleteInviteToken } = await this.dialect.call(
      [
        {
          needs: 'deleteInviteToken(workspaceUuid:)',
          run: () => this.execute(DeleteWorkspaceInviteDocument, placed, options),
        },
        plain,
      ],
      options.signal,
    )
    changed(deleteInviteToken, operation)
  }

  /**
   * Deletes an account with all its roles, from the whole platform (facts §3.8).
   *
   * @throws {HoustonError} `NO_SYSTEM_ADMIN` for the last system administrator. An unknown id ends with effect `unknown`.
   */
  async removeUser(userUuid: string, options?: CallOptions): Promise<void> {
    given(userUuid, 'userUuid', 'RemoveUserByUuid')
    const { removeUser } = await this.dialect.call(
      [
        {
          needs: 'removeUser(userUuid:)',
          run: () => this.execute(RemoveUserByUuidDocument, { userUuid }, options),
        },
        {
          needs: 'removeUser(id:)',
          run: async () => {
            // The type of `id` is not known, and a literal fits each that it may be (facts §8.4).
            const text: TypedDocument<RemoveUserByUuidMutation, object> =
              `mutation RemoveUserById { removeUser(id: ${literal(userUuid, 'RemoveUserById')}) { id } }`
            return this.execute(text, {}, options)
          },
        },
      ],
      options?.signal,
    )
    changed(removeUser, 'RemoveUserByUuid')
  }

  /**
   * Marks an address as verified and its account as active (facts §3.11).
   *
   * @throws {HoustonError} `RESOURCE_NOT_FOUND` for an address without an account; an invite is none.
   */
  async verifyEmail(email: string, options?: CallOptions): Promise<void> {
    const variables = { email: address(email, 'VerifyEmail') }
    changed((await this.execute(VerifyEmailDocument, variables, options)).verifyEmail || null, 'VerifyEmail')
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

  /**
   * Makes a service account of the platform. Its `apiKey` stands whole in this answer, and for ten minutes in the
   * server's; keep it now (facts §1.4).
   *
   * Not to be repeated: after a lost answer (effect `unknown`) there may be a key that nobody knows. The user interface
   * shows it by its label.
   *
   * @throws {HoustonError} `BAD_ROLE` for a role that does not begin with `SYSTEM`, before anything is sent.
   */
  async createSystemKey(
    key: { readonly label: string; readonly category?: string | undefined; readonly role: Role },
    options?: CallOptions,
  ): Promise<SystemKey> {
    const operation = 'CreateSystemKey'
    const { category } = key
    const variables = {
      label: given(key.label, 'label', operation),
      role: systemRole(key.role, operation),
      ...(category === undefined ? {} : { category }),
    }
    const made = changed(
      (await this.execute(CreateSystemKeyDocument, variables, options)).createSystemServiceAccount,
      operation,
    )
    return { id: made.id, label: made.label, apiKey: changed(made.apiKey, operation) }
  }

  /** Deletes a service account of the platform; its key ends at once (facts §1.3). An unknown id ends with effect `unknown`. */
  async deleteSystemKey(id: string, options?: CallOptions): Promise<void> {
    const operation = 'DeleteSystemKey'
    const variables = { serviceAccountUuid: given(id, 'id', operation) }
    changed((await this.execute(DeleteSystemKeyDocument, variables, options)).deleteSystemServiceAccount, operation)
  }
}
