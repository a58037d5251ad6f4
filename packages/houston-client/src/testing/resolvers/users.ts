import { failures } from '../failures.ts'
import type { Permission } from '../permissions.ts'
import { addressOf } from '../rbac.ts'
import type { Session } from '../session.ts'
import type { BindingRow, UserRow } from '../state.ts'
import { userView, type View } from '../views.ts'
import { foundUsers, pageOf, type UserSearch } from './search.ts'

interface OfWorkspace extends UserSearch {
  readonly workspaceUuid: string
  readonly user?: UserSearch | null
}

/** Who there is, on the platform and in a workspace (facts §3.2, §3.7, §3.8). */
export function users(session: Session): View {
  const { world, state, profile, access } = session
  const { switches } = profile
  const people = (ids: readonly string[]): UserRow[] => ids.flatMap((id) => state.users.get(id) ?? [])
  const searchOf = (given: UserSearch & { readonly user?: UserSearch | null }): UserSearch | null | undefined =>
    profile.flat ? given : given.user
  // From 0.30 the bindings of a member are those on the asked workspace (facts §3.7).
  const narrowed =
    (workspace: string) =>
    (binding: BindingRow): boolean =>
      !profile.paged || binding.workspace === workspace
  const needMembers = (workspace: string): void => {
    const ofPlatform: Permission[] = profile.since('0.16.6') ? ['system.users.get'] : []
    access.need(['workspace.users.get', ...ofPlatform], { workspace })
  }

  return {
    users: (given: UserSearch & { readonly user?: UserSearch | null }) => {
      access.need(['system.users.get'])
      return foundUsers(state, [...state.users.values()], searchOf(given)).map((row) => userView(world, row))
    },

    workspaceUsers: (given: OfWorkspace) => {
      const { workspaceUuid } = given
      needMembers(workspaceUuid)
      return foundUsers(state, people(state.membersOf(workspaceUuid)), searchOf(given)).map((row) =>
        userView(world, row, narrowed(workspaceUuid)),
      )
    },

    paginatedWorkspaceUsers: (given: { workspaceUuid: string; cursor?: string | null; take?: number | null }) => {
      const { workspaceUuid, cursor } = given
      needMembers(workspaceUuid)
      const { maxTake, overMaxTake, memberOrder } = switches
      const take = given.take ?? maxTake
      if (Math.abs(take) > maxTake && overMaxTake === 'refused')
        throw failures.badInput(`take cannot be greater than ${maxTake}`)
      const capped = Math.max(-maxTake, Math.min(maxTake, take))
      const ids = state.membersOf(workspaceUuid)
      const ordered =
        memberOrder === 'id'
          ? ids
          : people(ids)
              .toSorted((one, other) => (one[memberOrder] < other[memberOrder] ? -1 : 1))
              .map(({ id }) => id)
      const page = pageOf(ordered, cursor ?? '', capped, switches)
      return people(page).map((row) => userView(world, row, narrowed(workspaceUuid)))
    },

    workspaceUser: (given: OfWorkspace) => {
      const { workspaceUuid } = given
      needMembers(workspaceUuid)
      // Newer releases find the person whatever the workspace, and show no binding for a stranger (facts §3.7).
      const among = profile.paged
        ? [...state.users.values()].filter(({ status }) => status === 'active')
        : people(state.membersOf(workspaceUuid))
      const [first, second] = foundUsers(state, among, searchOf(given))
      if (first === undefined) throw failures.notFound()
      if (second !== undefined)
        throw failures.internal('workspaceUser query unexpectedly returned more than a single user!')
      return userView(world, first, narrowed(workspaceUuid))
    },

    removeUser: (given: { userUuid?: string; id?: string }) => {
      access.need(['system.user.delete'])
      session.notByScim()
      const user = state.users.get(given.userUuid ?? given.id ?? '')
      if (user === undefined)
        throw new TypeError("Cannot destructure property 'roleBindings' of '(intermediate value)' as it is null.")
      const admins = state.systemBindings('SYSTEM_ADMIN').filter((binding) => binding.user !== undefined)
      // Service accounts do not count here (facts §3.8).
      if (admins.length > 0 && admins.every((binding) => binding.user === user.id)) throw failures.lastAdmin()
      const theirs = state.teamsOf(user.id).some(({ provider }) => provider !== 'local')
      if (theirs && profile.since('0.28.2'))
        throw failures.badInput('A user who belongs to a team of the identity provider cannot be deleted')
      state.removeUser(user)
      session.record('removeUser', undefined, addressOf(user))
      return { id: user.id, uuid: user.id, profile: [] }
    },

    verifyEmail: ({ email }: { email: string }) => {
      access.need(['system.user.verifyEmail'])
      const user = state.userByAddress(email)
      if (user === undefined) throw failures.notFound()
      for (const one of user.emails) if (one.address === email) one.verified = true
      user.status = 'active'
      session.record('verifyEmail', undefined, email)
      return true
    },

    email: ({ where }: { where: { id?: string | null; address?: string | null; token?: string | null } }) => {
      // From 0.29 anybody who is signed in may (facts §5.3).
      access.login()
      for (const user of state.users.values()) {
        const row = user.emails.find(
          ({ id, address, token }) =>
            id === where.id || address === where.address || (token !== undefined && token === where.token),
        )
        if (row !== undefined) return { ...row, user: () => userView(world, user), updatedAt: row.createdAt }
      }
      return null
    },
  }
}
