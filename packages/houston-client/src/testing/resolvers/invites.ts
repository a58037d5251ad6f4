import { failures } from '../failures.ts'
import type { Session } from '../session.ts'
import type { InviteRow } from '../state.ts'
import { inviteView, type View } from '../views.ts'
import { timeOf } from '../world.ts'
import { foundInvites, type InviteSearch } from './search.ts'

/** Makes an invite; its token stands in the mail. */
export function invited(
  { state, world }: Session,
  email: string,
  place: Pick<InviteRow, 'workspace' | 'role' | 'deploymentRoles'>,
): InviteRow {
  const id = state.id()
  const now = timeOf(world)
  const invite: InviteRow = { id, email, ...place, token: `token-${id.slice(-7)}`, createdAt: now, updatedAt: now }
  state.invites.set(id, invite)
  return invite
}

/** Invites to the platform and to workspaces (facts §3.3, §3.11). */
export function invites(session: Session): View {
  const { state, profile, access } = session

  return {
    invites: ({ invite, email }: { invite?: InviteSearch | null; email?: string | null }) => {
      // Before 0.16.6 it asks for another permission (facts §5.2).
      access.need([profile.since('0.16.6') ? 'system.invites.get' : 'system.users.get'])
      return foundInvites([...state.invites.values()], profile.flat ? { email: email ?? null } : invite).map(inviteView)
    },

    workspaceInvites: (given: { workspaceUuid: string; invite?: InviteSearch | null; email?: string | null }) => {
      const { workspaceUuid: workspace } = given
      const ofPlatform = profile.since('0.16.6') ? (['system.invites.get'] as const) : []
      access.need(['workspace.invites.get', ...ofPlatform], { workspace })
      const here = [...state.invites.values()].filter((row) => row.workspace === workspace)
      return foundInvites(here, profile.flat ? { email: given.email ?? null } : given.invite).map(inviteView)
    },

    // The answer to a change of rows: only what the database was asked for comes back (facts §3.3, §3.8, §3.11).
    inviteUser: (given: { email: string }) => {
      access.need(['system.user.invite'])
      session.managesPeople()
      const email = given.email.toLowerCase()
      if (state.userByAddress(email) !== undefined) throw failures.emailInUse()
      if (state.invitesTo(email).length > 0) throw failures.alreadyInvited()
      const { id, token } = invited(session, email, {})
      session.record('inviteUser', undefined, email)
      return { id, uuid: id, token, role: 'WORKSPACE_ADMIN' }
    },

    deleteInviteToken: (given: { inviteUuid?: string | null; workspaceUuid?: string | null }) => {
      const { inviteUuid, workspaceUuid } = given
      // Up to 0.16 any login will do (facts §3.11).
      if (profile.legacy) access.login()
      else access.need(['workspace.iam.update', 'system.user.invite'], { workspace: workspaceUuid })
      if (!inviteUuid) throw failures.noWhere('InviteToken', 'deleteInviteToken')
      const invite = state.invites.get(inviteUuid)
      if (invite === undefined) throw failures.noNode('InviteToken', inviteUuid, 'deleteInviteToken')
      state.invites.delete(inviteUuid)
      session.record('deleteInviteToken', invite.workspace, invite.email)
      return { id: inviteUuid, uuid: inviteUuid, role: 'WORKSPACE_ADMIN' }
    },
  }
}
