import { failures } from './failures.ts'
import { type Caller, holds, login, need } from './rbac.ts'
import type { InviteRow, UserRow } from './state.ts'
import { inviteView, userView, type View, workspaceView } from './views.ts'
import type { World } from './world.ts'

interface UserSearch {
  readonly userUuid?: string | null
  readonly userId?: string | null
  readonly email?: string | null
  readonly username?: string | null
  readonly fullName?: string | null
}

interface InviteSearch {
  readonly inviteUuid?: string | null
  readonly email?: string | null
}

interface OfWorkspace {
  readonly workspaceUuid: string
}

const maxTake = 101

/** The fields of Query, over one world and for one caller. */
export function queries(world: World, caller: Caller | undefined): View {
  const { state, profile } = world
  const narrow = (workspaceUuid: string): string | undefined => (profile.paged ? workspaceUuid : undefined)
  const people = (ids: readonly string[]): UserRow[] => ids.flatMap((id) => state.users.get(id) ?? [])

  const fields = {
    appConfig: () => ({
      version: profile.release,
      baseDomain: 'example.com',
      smtpConfigured: false,
      manualReleaseNames: false,
    }),

    self: () => {
      const { user } = login(caller)
      return {
        user: user === undefined ? null : userView(world, user),
        token: () => {
          if (user === undefined) throw new TypeError("Cannot read property 'status' of null")
          return user.status === 'active'
            ? { value: world.tokens.mint(user, world.clock.now()), payload: { uuid: user.id } }
            : null
        },
        permissions: {},
        isAdmin: false,
        authUserCapabilities: { canSysAdmin: holds(caller, 'system.airflow.admin', profile) },
      }
    },

    users: ({ user }: { user?: UserSearch | null }) => {
      need(caller, ['system.users.get'], profile)
      return found(world, [...state.users.values()], user).map((row) => userView(world, row))
    },

    invites: ({ invite }: { invite?: InviteSearch | null }) => {
      need(caller, ['system.invites.get'], profile)
      return foundInvites([...state.invites.values()], invite).map(inviteView)
    },

    workspaces: () => {
      const ids = new Set(login(caller).bindings.flatMap(({ workspace }) => workspace ?? []))
      // A system key saw none of them before 0.23.11 (facts §1.5).
      const all = profile.grants !== 'legacy' && holds(caller, 'system.workspaces.get', profile)
      return [...state.workspaces.values()]
        .filter((row) => all || ids.has(row.id))
        .map((row) => workspaceView(world, row))
    },

    sysWorkspaces: () => {
      need(caller, ['system.workspaces.get'], profile)
      return [...state.workspaces.values()].map((row) => workspaceView(world, row))
    },

    workspace: ({ workspaceUuid }: OfWorkspace) => {
      need(caller, ['workspace.config.get', 'system.workspace.get'], profile, workspaceUuid)
      const row = state.workspaces.get(workspaceUuid)
      return row === undefined ? null : workspaceView(world, row)
    },

    workspaceUsers: ({ workspaceUuid, user }: OfWorkspace & { user?: UserSearch | null }) => {
      need(caller, ['workspace.users.get', 'system.users.get'], profile, workspaceUuid)
      return found(world, people(state.membersOf(workspaceUuid)), user).map((row) =>
        userView(world, row, narrow(workspaceUuid)),
      )
    },

    paginatedWorkspaceUsers: ({
      workspaceUuid,
      cursor,
      take,
    }: OfWorkspace & { cursor?: string | null; take?: number | null }) => {
      need(caller, ['workspace.users.get', 'system.users.get'], profile, workspaceUuid)
      const page = pageOf(state.membersOf(workspaceUuid), cursor ?? '', take ?? maxTake)
      return people(page).map((row) => userView(world, row, narrow(workspaceUuid)))
    },

    workspaceUser: ({ workspaceUuid, user }: OfWorkspace & { user: UserSearch }) => {
      need(caller, ['workspace.users.get', 'system.users.get'], profile, workspaceUuid)
      // Newer releases find the person whatever the workspace, and show no binding for a stranger (facts §3.7).
      const among = profile.paged ? [...state.users.values()] : people(state.membersOf(workspaceUuid))
      const [first, second] = found(world, among, user)
      if (first === undefined) throw failures.notFound()
      if (second !== undefined)
        throw failures.internal('workspaceUser query unexpectedly returned more than a single user!')
      return userView(world, first, narrow(workspaceUuid))
    },

    workspaceInvites: ({ workspaceUuid, invite }: OfWorkspace & { invite?: InviteSearch | null }) => {
      need(caller, ['workspace.invites.get', 'system.invites.get'], profile, workspaceUuid)
      const here = [...state.invites.values()].filter((row) => row.workspace === workspaceUuid)
      return foundInvites(here, invite).map(inviteView)
    },
  }
  return fields
}

/** One criterion wins, in this order; none of them is everybody (facts §3.2). */
function found({ state }: World, among: readonly UserRow[], search: UserSearch | null | undefined): readonly UserRow[] {
  const { userUuid, userId, email, username, fullName } = search ?? {}
  const id = userUuid || userId
  if (id) return among.filter((user) => user.id === id)
  if (email) {
    const match = state.userByAddress(email.toLowerCase())
    return match !== undefined && among.includes(match) ? [match] : []
  }
  if (username) return among.filter((user) => user.username.includes(username.toLowerCase()))
  return fullName ? among.filter((user) => user.fullName.includes(fullName)) : among
}

/** An address matches as a part, not as a whole (facts §3.2). */
function foundInvites(among: readonly InviteRow[], search: InviteSearch | null | undefined): readonly InviteRow[] {
  const { inviteUuid, email } = search ?? {}
  if (inviteUuid) return among.filter((invite) => invite.id === inviteUuid)
  return email ? among.filter((invite) => invite.email.includes(email.toLowerCase())) : among
}

/** What follows the cursor's row, or precedes it for a negative number of rows (facts §7.1). */
function pageOf(ids: readonly string[], cursor: string, take: number): readonly string[] {
  const size = Math.min(Math.abs(take), maxTake)
  if (take < 0) {
    const end = cursor === '' ? ids.length : at(ids, cursor)
    return ids.slice(Math.max(0, end - size), end)
  }
  const start = cursor === '' ? 0 : at(ids, cursor)
  const first = ids[start] === cursor ? start + 1 : start
  return ids.slice(first, first + size)
}

/** The place of an id, or where it would be: its row may be gone by now. */
function at(ids: readonly string[], id: string): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? '') < id) low = middle + 1
    else high = middle
  }
  return low
}
