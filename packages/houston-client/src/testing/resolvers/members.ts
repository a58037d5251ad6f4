import { failures } from '../failures.ts'
import { fullName } from '../names.ts'
import { addressOf } from '../rbac.ts'
import type { Session } from '../session.ts'
import type { BindingRow, DeploymentRole, UserRow } from '../state.ts'
import { type View, workspaceView } from '../views.ts'
import { timeOf } from '../world.ts'
import { invited } from './invites.ts'

interface Membership {
  readonly workspaceUuid: string
  readonly email: string
  readonly role: string
}

interface NewMember {
  readonly workspaceUuid?: string | null
  readonly email: string
  readonly role: string
  readonly deploymentRoles?: readonly ({ deploymentId?: string | null; role?: string | null } | null)[] | null
  readonly bypassInvite?: boolean | null
}

/** Who belongs to a workspace, and as what: the writes (facts §3.4 – §3.6). */
export function members(session: Session): View {
  const { world, state, profile, access } = session

  const setRole = (operation: string, { workspaceUuid, email, role }: Membership): string | null => {
    access.need(['workspace.iam.update', 'system.iam.update'], { workspace: workspaceUuid })
    session.managesPeople()
    if (!role.startsWith('WORKSPACE_')) throw failures.notAWorkspaceRole()
    const upsert = operation === 'workspaceUpsertUserRole'
    // Update does not lower-case the address (facts §3.1).
    const user = state.userByAddress(upsert ? email.toLowerCase() : email)
    const bindings =
      user === undefined ? [] : state.bindingsOf(user.id).filter(({ workspace }) => workspace === workspaceUuid)
    const invites = state.invitesTo(email, workspaceUuid)
    const several = upsert && bindings.length > 1
    if (bindings.length === 1 || several) for (const binding of bindings) binding.role = role
    else if (bindings.length === 0 && invites.length === 1)
      for (const invite of invites) Object.assign(invite, { role, updatedAt: timeOf(world) })
    // Who belongs to it through a team only gets a role of their own (facts §3.5).
    else if (upsert && user !== undefined && state.membersOf(workspaceUuid).includes(user.id))
      session.bind({ user: user.id, role, workspace: workspaceUuid })
    else throw failures.notFound()
    session.record(operation, workspaceUuid, email, { role })
    return several ? null : role
  }

  const pending = (email: string): UserRow => {
    const now = timeOf(world)
    const address = { id: state.id(), address: email, primary: true, verified: false, createdAt: now }
    return state.addUser({
      id: state.id(),
      username: email,
      fullName: fullName(email),
      status: 'pending',
      emails: [address],
      createdAt: now,
      updatedAt: now,
    })
  }

  const deploymentRolesOf = (workspace: string, given: NewMember['deploymentRoles']): DeploymentRole[] => {
    const asked = (given ?? []).map((one) => ({ deployment: one?.deploymentId ?? '', role: one?.role ?? '' }))
    const strange = asked.filter(({ deployment }) => state.deployments.get(deployment)?.workspace !== workspace)
    const wrong = asked.filter(({ role }) => !role.startsWith('DEPLOYMENT_'))
    if (strange.length > 0)
      throw failures.badInput(`Invalid deployment ids: ${strange.map(({ deployment }) => deployment).join(', ')}`)
    if (wrong.length > 0)
      throw failures.badInput(`Invalid deployment roles: ${wrong.map(({ role }) => role).join(', ')}`)
    return asked
  }

  const join = (user: UserRow, role: string, workspace: string, deploymentRoles: readonly DeploymentRole[]): void => {
    session.bind({ user: user.id, role, workspace })
    for (const one of deploymentRoles) session.bind({ user: user.id, ...one })
  }

  /** What goes with the membership: from 0.23 the roles on the workspace's deployments too (facts §3.6). */
  const roles = (user: string, workspace: string): BindingRow[] =>
    state
      .bindingsOf(user)
      .filter(
        (binding) =>
          binding.workspace === workspace ||
          (profile.since('0.23.0') && state.deployments.get(binding.deployment ?? '')?.workspace === workspace),
      )

  return {
    workspaceAddUser: (given: NewMember) => {
      access.need(addPermissions(session), { workspace: given.workspaceUuid })
      session.managesPeople()
      const { role } = given
      if (!role.startsWith('WORKSPACE_')) throw failures.notAWorkspaceRole()
      const email = given.email.toLowerCase()
      const known = state.userByAddress(email)
      const row = state.workspaces.get(given.workspaceUuid ?? '')
      if (row === undefined) {
        const field = known === undefined ? 'createInviteToken' : 'createRoleBinding'
        throw given.workspaceUuid
          ? failures.noNode('Workspace', given.workspaceUuid, field)
          : failures.noWhere('Workspace', field)
      }
      const workspace = row.id
      const deploymentRoles = deploymentRolesOf(workspace, given.deploymentRoles)
      if (known !== undefined) {
        const member = state.bindingsOf(known.id).some((binding) => binding.workspace === workspace)
        // Up to 0.16 a second binding is made without a look at the first (facts §3.4).
        if (member && !profile.legacy) throw failures.duplicateBinding()
        join(known, role, workspace, deploymentRoles)
      } else {
        if (state.invitesTo(email, workspace).length > 0) throw failures.alreadyInvited()
        if (given.bypassInvite === true || profile.switches.pendingUsers)
          join(pending(email), role, workspace, deploymentRoles)
        if (given.bypassInvite !== true) invited(session, email, { workspace, role, deploymentRoles })
      }
      session.record('workspaceAddUser', workspace, email, { role })
      return workspaceView(world, row)
    },

    workspaceUpdateUserRole: (given: Membership) => setRole('workspaceUpdateUserRole', given),
    workspaceUpsertUserRole: (given: Membership) => setRole('workspaceUpsertUserRole', given),

    workspaceRemoveUser: ({ workspaceUuid, userUuid }: { workspaceUuid: string; userUuid: string }) => {
      access.need(['workspace.iam.update', 'system.iam.update'], { workspace: workspaceUuid })
      session.notByScim()
      const row = state.workspaces.get(workspaceUuid)
      if (row === undefined) return null
      const user = state.users.get(userUuid)
      const bindings = user === undefined ? [] : roles(userUuid, workspaceUuid)
      const member = bindings.some(({ workspace }) => workspace !== undefined)
      // Up to 0.16 a stranger is no error (facts §3.6).
      if (!member && !profile.legacy) throw failures.notFound()
      const others = state.bindingsOn(workspaceUuid).some((one) => one.user !== undefined && one.user !== userUuid)
      if (!others && profile.since('0.28.4'))
        throw failures.badInput('The last user of an active workspace cannot be removed')
      for (const binding of bindings) state.unbind(binding)
      if (user !== undefined && member) session.record('workspaceRemoveUser', workspaceUuid, addressOf(user))
      return workspaceView(world, row)
    },
  }
}

/** A role on the platform lets nobody in before 0.14.2 and in 0.15.0 (facts §1.5, §5.2). */
function addPermissions({ profile }: Session): ('workspace.iam.update' | 'system.iam.update')[] {
  return profile.flat ? ['workspace.iam.update'] : ['workspace.iam.update', 'system.iam.update']
}
