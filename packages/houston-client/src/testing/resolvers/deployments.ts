import { failures } from '../failures.ts'
import { addressOf } from '../rbac.ts'
import type { Session } from '../session.ts'
import type { BindingRow, DeploymentRow, UserRow } from '../state.ts'
import { bindingView, deploymentView, userView, type View } from '../views.ts'
import { foundUsers, type UserSearch } from './search.ts'

interface OfDeployment {
  readonly deploymentId: string
  readonly email: string
  readonly userId?: string | null
}

/** Deployments, and who has a role on one (facts §3.10). */
export function deployments(session: Session): View {
  const { world, state, profile, access } = session
  const all = (): DeploymentRow[] => [...state.deployments.values()]
  const inWorkspace = (workspace: string, releaseName?: string | null): DeploymentRow[] => {
    access.need(['workspace.deployments.get', 'system.deployments.get'], { workspace })
    return all().filter((row) => row.workspace === workspace && (!releaseName || row.releaseName === releaseName))
  }

  const deploymentOf = (id: string): DeploymentRow => {
    access.need(['deployment.userRoles.update'], { deployment: id })
    session.managesPeople()
    const row = state.deployments.get(id)
    if (row === undefined) throw failures.invalidDeployment()
    return row
  }
  const personOf = ({ userId, email }: OfDeployment): UserRow | undefined =>
    state.userByAddress(email.toLowerCase()) ?? state.users.get(userId ?? '')
  const bindingOf = (row: DeploymentRow, user: UserRow | undefined): BindingRow | undefined =>
    user === undefined ? undefined : state.bindingsOf(user.id).find(({ deployment }) => deployment === row.id)

  return {
    deployments: () => {
      const { bindings } = access.login()
      // Up to 0.16 only who administers the platform may ask; newer: everybody sees their own (facts §5.2).
      if (profile.legacy) access.need(['system.deployments.get'])
      if (access.holds('system.deployments.get')) return all().map((row) => deploymentView(world, row))
      const mine = new Set(bindings.flatMap(({ workspace, deployment }) => workspace ?? deployment ?? []))
      return all()
        .filter((row) => mine.has(row.id) || mine.has(row.workspace))
        .map((row) => deploymentView(world, row))
    },

    workspaceDeployments: (given: { workspaceUuid: string; releaseName?: string | null }) =>
      inWorkspace(given.workspaceUuid, given.releaseName).map((row) => deploymentView(world, row)),

    workspaceDeployment: (given: { workspaceUuid: string; releaseName: string }) => {
      const [row] = inWorkspace(given.workspaceUuid, given.releaseName)
      return row === undefined ? null : deploymentView(world, row)
    },

    // Active people only, with the role there and that on the workspace.
    deploymentUsers: ({ deploymentId, user }: { deploymentId: string; user?: UserSearch | null }) => {
      access.need(['deployment.users.get'], { deployment: deploymentId })
      const row = state.deployments.get(deploymentId)
      if (row === undefined) throw failures.invalidDeployment()
      const active = state
        .membersOf(row.id)
        .flatMap((id) => state.users.get(id) ?? [])
        .filter(({ status }) => status === 'active')
      return foundUsers(state, active, user).map((one) =>
        userView(world, one, (binding) => binding.deployment === row.id || binding.workspace === row.workspace),
      )
    },

    deploymentAddUserRole: (given: OfDeployment & { readonly role: string }) => {
      const row = deploymentOf(given.deploymentId)
      const { role } = given
      if (!role.startsWith('DEPLOYMENT')) throw failures.invalidRole()
      const user = personOf(given)
      if (user === undefined || !state.membersOf(row.workspace).includes(user.id)) throw failures.notInWorkspace()
      if (bindingOf(row, user) !== undefined) throw failures.duplicateBinding()
      const binding = session.bind({ user: user.id, role, deployment: row.id })
      session.record('deploymentAddUserRole', row.id, addressOf(user), { role })
      return bindingView(world, binding)
    },

    deploymentUpdateUserRole: (given: OfDeployment & { readonly role: string }) => {
      const row = deploymentOf(given.deploymentId)
      const { role } = given
      if (!role.startsWith('DEPLOYMENT')) throw failures.invalidRole()
      const user = personOf(given)
      const binding = bindingOf(row, user)
      if (user === undefined || binding === undefined) throw failures.noBinding()
      binding.role = role
      session.record('deploymentUpdateUserRole', row.id, addressOf(user), { role })
      return bindingView(world, binding)
    },

    deploymentRemoveUserRole: (given: OfDeployment) => {
      const row = deploymentOf(given.deploymentId)
      const user = personOf(given)
      const binding = bindingOf(row, user)
      if (user === undefined || binding === undefined) throw failures.noBinding()
      const others = state.bindingsOn(row.id).some((one) => one.user !== undefined && one.user !== user.id)
      if (!others && profile.since('0.28.4'))
        throw failures.badInput('The last user of an active deployment cannot be removed')
      const view = { ...bindingView(world, binding) }
      state.unbind(binding)
      session.record('deploymentRemoveUserRole', row.id, addressOf(user))
      return view
    },
  }
}
