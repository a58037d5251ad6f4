import { Accounts } from './accounts.ts'
import { address, filterText, given, matches, search, type UserFilter } from './arguments.ts'
import { each } from './each.ts'
import { HoustonError } from './errors.ts'
import {
  AddWorkspaceUserDocument,
  AddWorkspaceUserSilentlyDocument,
  AddWorkspaceUserWithRolesDocument,
  AllWorkspacesDocument,
  ListWorkspaceInvitesDocument,
  ListWorkspaceInvitesFlatDocument,
  MyWorkspacesDocument,
  RemoveWorkspaceUserDocument,
  UpdateWorkspaceRoleDocument,
  UpsertWorkspaceRoleDocument,
  WorkspaceByIdDocument,
  WorkspaceMembersDocument,
  WorkspaceMembersFlatDocument,
  WorkspaceMembersPageDocument,
} from './generated.ts'
import { members } from './members.ts'
import type { AddMemberOptions, CallOptions, InviteOptions } from './options.ts'
import { changed, type Invite, invitesOf, rows, type User, type Workspace } from './records.ts'
import { repaired } from './repair.ts'
import type { Role } from './role.ts'

/** The people of a workspace: members, their roles, and invites. A part of {@link HoustonClient}. */
export class Workspaces extends Accounts {
  /** Every workspace of the platform; on releases without `sysWorkspaces` those that the caller belongs to (facts §8.4). */
  async workspaces(options?: CallOptions): Promise<Workspace[]> {
    return await this.dialect.call<Workspace[]>(
      [
        {
          needs: 'sysWorkspaces',
          run: async () =>
            rows((await this.execute(AllWorkspacesDocument, {}, options)).sysWorkspaces, 'AllWorkspaces'),
        },
        { run: async () => rows((await this.execute(MyWorkspacesDocument, {}, options)).workspaces, 'MyWorkspaces') },
      ],
      options?.signal,
    )
  }

  /** One workspace; `null` if there is none, or if the answer is about another. */
  async workspace(workspaceUuid: string, options?: CallOptions): Promise<Workspace | null> {
    const variables = { workspaceUuid: given(workspaceUuid, 'workspaceUuid', 'WorkspaceById') }
    const { workspace } = await this.execute(WorkspaceByIdDocument, variables, options)
    return workspace?.id === workspaceUuid ? workspace : null
  }

  /** The open invites of one workspace (facts §3.11). */
  async workspaceInvites(workspaceUuid: string, options: InviteOptions = {}): Promise<Invite[]> {
    const operation = 'ListWorkspaceInvites'
    const workspace = { workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation) }
    const email = options.email === undefined ? undefined : filterText(options.email, 'email', operation).toLowerCase()
    const flat = email === undefined ? workspace : { ...workspace, email }
    const newer = email === undefined ? workspace : { ...workspace, invite: { email } }
    const { workspaceInvites } = await this.dialect.call(
      [
        { needs: 'users(user:)', run: () => this.execute(ListWorkspaceInvitesDocument, newer, options) },
        { run: () => this.execute(ListWorkspaceInvitesFlatDocument, flat, options) },
      ],
      options.signal,
    )
    return invitesOf(workspaceInvites, email, operation)
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
    return members(this.dialect, given(workspaceUuid, 'workspaceUuid', operation), operation, options.signal, {
      page: async (variables, o) =>
        (await this.execute(WorkspaceMembersPageDocument, variables, o)).paginatedWorkspaceUsers,
      all: async (variables, o) => (await this.execute(WorkspaceMembersDocument, variables, o)).workspaceUsers,
      flat: async (variables, o) => (await this.execute(WorkspaceMembersFlatDocument, variables, o)).workspaceUsers,
    })
  }

  /** One member of a workspace by id or address, `undefined` for a person who is none. */
  async member(
    workspaceUuid: string,
    filter: { readonly userUuid: string } | { readonly email: string },
    options?: CallOptions,
  ): Promise<User | undefined> {
    const [found] = await this.#membersLike(workspaceUuid, filter, options)
    return found
  }

  /**
   * As `findUsers` for each of up to 20 filters, by one request; with `workspaceUuid`, as `member`. From 0.14.2.
   *
   * @throws {HoustonError} where anything is wrong with one of them, or somebody else came in place of one;
   * `EMPTY_FILTER`, `TOO_MANY`, and `unsupported` on older releases before anything is sent.
   */
  async findEach(
    filters: readonly UserFilter[],
    { workspaceUuid, ...options }: CallOptions & { readonly workspaceUuid?: string | undefined } = {},
  ): Promise<User[][]> {
    const operation = workspaceUuid === undefined ? 'FindEachUser' : 'FindEachMember'
    const place = workspaceUuid === undefined ? undefined : given(workspaceUuid, 'workspaceUuid', operation)
    const { document, variables, found } = each(filters, place, operation)
    if (filters.length === 0) return []
    await this.dialect.need('users(user:)', operation, options.signal)
    return found(await this.execute(document, variables, options))
  }

  async #membersLike(workspaceUuid: string, filter: UserFilter, options: CallOptions | undefined): Promise<User[]> {
    const operation = 'WorkspaceMembers'
    const user = search(filter, operation)
    const variables = { workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation) }
    // Before 0.14.2 there is no search by id here, and everybody is what the id is looked for in.
    const email = user.email == null ? {} : { email: user.email }
    const { workspaceUsers } = await this.dialect.call(
      [
        {
          needs: 'users(user:)',
          run: () => this.execute(WorkspaceMembersDocument, { ...variables, user }, options),
        },
        { run: () => this.execute(WorkspaceMembersFlatDocument, { ...variables, ...email }, options) },
      ],
      options?.signal,
    )
    return rows(workspaceUsers, operation).filter((found) => matches(found, user))
  }

  /**
   * Makes a person a member; one without an account is invited (facts §3.4).
   *
   * Up to 0.16 a second call makes a second binding: look first, and see {@link workspaceRole}.
   *
   * @throws {HoustonError} `USER_ALREADY_INVITED` where an invite to this workspace is open; `DUPLICATE_ROLE_BINDING` for
   * a member, later than 0.16: `setWorkspaceRole` changes the role; `unsupported`, before anything is sent, for
   * `bypassInvite` and `deploymentRoles` on a release without them.
   */
  async addMember(workspaceUuid: string, email: string, role: Role, options: AddMemberOptions = {}): Promise<void> {
    const { bypassInvite = false, deploymentRoles = [], signal, check } = options
    const operation = bypassInvite
      ? 'AddWorkspaceUserSilently'
      : deploymentRoles.length > 0
        ? 'AddWorkspaceUserWithRoles'
        : 'AddWorkspaceUser'
    const variables = {
      workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation),
      email: address(email, operation),
      role: given(role, 'role', operation),
    }
    const roles = deploymentRoles.map((one) => ({
      deploymentId: given(one.deploymentId, 'deploymentId', operation),
      role: given(one.role, 'role', operation),
    }))
    const placed = roles.length > 0 ? { ...variables, deploymentRoles: roles } : variables
    if (bypassInvite) await this.dialect.need('workspaceAddUser(bypassInvite:)', operation, signal)
    if (roles.length > 0) await this.dialect.need('workspaceAddUser(deploymentRoles:)', operation, signal)
    const document = bypassInvite
      ? AddWorkspaceUserSilentlyDocument
      : roles.length > 0
        ? AddWorkspaceUserWithRolesDocument
        : AddWorkspaceUserDocument
    changed((await this.execute(document, placed, { signal, check })).workspaceAddUser, operation)
  }

  /**
   * Sets the workspace role of a member or of an open invite (facts §3.5).
   *
   * An older release refuses it for a member with two roles in the workspace, which a second `addMember` makes there.
   * Such a member is repaired: taken out, added again with this role, and read back. From the first of these steps on no
   * abort ends the call. `repaired` says that it was so.
   *
   * @throws {HoustonError} `RESOURCE_NOT_FOUND` for no member, and for one whom a repair could harm, the caller first of all. `ROLES_LOST`, effect
   * `unknown`, where a repair took the roles and could not give the new one: the person must be added again.
   */
  async setWorkspaceRole(
    workspaceUuid: string,
    email: string,
    role: Role,
    options?: CallOptions,
  ): Promise<{ readonly repaired: boolean }> {
    const operation = 'UpsertWorkspaceRole'
    const variables = {
      workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation),
      email: address(email, operation),
      role: given(role, 'role', operation),
    }
    try {
      await this.dialect.call<unknown>(
        [
          {
            needs: 'workspaceUpsertUserRole',
            run: () => this.execute(UpsertWorkspaceRoleDocument, variables, options),
          },
          {
            needs: 'workspaceUpdateUserRole',
            run: () => this.execute(UpdateWorkspaceRoleDocument, variables, options),
          },
        ],
        options?.signal,
      )
      return { repaired: false }
    } catch (error) {
      if (!(error instanceof HoustonError && error.code === 'RESOURCE_NOT_FOUND' && error.effect === 'none'))
        throw error
      await repaired(error, variables, options?.signal, {
        look: (signal) => this.#membersLike(workspaceUuid, { email }, { signal }),
        // Up to 0.14.1 a system key may take a member out and not add one (facts §1.5). Who takes themselves out may not
        // add anyone any more.
        canAdd: async (userUuid, signal) =>
          this.dialect.knows('users(user:)') === true && (await this.whoAmI({ signal })).user?.id !== userUuid,
        remove: (userUuid) => this.removeMember(workspaceUuid, userUuid, { check: options?.check }),
        add: () => this.addMember(workspaceUuid, email, role),
      })
      return { repaired: true }
    }
  }

  /**
   * Takes a person out of a workspace (facts §3.6). Up to 0.16 a person who is no member is no error.
   *
   * @throws {HoustonError} `RESOURCE_NOT_FOUND` for no member; `BAD_USER_INPUT` from 0.28.4 for the workspace's last user.
   */
  async removeMember(workspaceUuid: string, userUuid: string, options?: CallOptions): Promise<void> {
    const operation = 'RemoveWorkspaceUser'
    const variables = {
      workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation),
      userUuid: given(userUuid, 'userUuid', operation),
    }
    changed((await this.execute(RemoveWorkspaceUserDocument, variables, options)).workspaceRemoveUser, operation)
  }
}
