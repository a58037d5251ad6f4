import { failures } from '../failures.ts'
import type { Session } from '../session.ts'
import { type BindingRow, isSystem, type TeamRow } from '../state.ts'
import { bindingView, type View, workspaceView } from '../views.ts'

interface OfWorkspace {
  readonly workspaceUuid: string
  readonly teamUuid: string
  readonly role: string
  readonly deploymentRoles?: readonly { readonly deploymentId?: string | null; readonly role?: string | null }[]
}

interface OfDeployment {
  readonly deploymentUuid: string
  readonly teamUuid: string
  readonly role: string
}

/** What roles teams have, on workspaces, deployments and the platform (facts §2.3). */
export function teamRoles(session: Session): View {
  const { world, state, access } = session

  const teamOf = (id: string): TeamRow => {
    const team = state.teams.get(id)
    if (team === undefined) throw failures.notFound()
    return team
  }
  const on = (team: TeamRow, place: string): BindingRow | undefined =>
    state.bindingsOf(team.id).find(({ workspace, deployment }) => (workspace ?? deployment) === place)
  const workspaceAdmins = (workspace: string): void => {
    access.need(['workspace.iam.update', 'system.iam.update'], { workspace })
  }
  const deploymentAdmins = (deployment: string): void => {
    access.need(['deployment.teamRoles.update'], { deployment })
    if (!state.deployments.has(deployment)) throw failures.invalidDeployment()
  }

  return {
    workspaceAddTeam: ({ workspaceUuid, teamUuid, role, deploymentRoles }: OfWorkspace) => {
      workspaceAdmins(workspaceUuid)
      if (!role.startsWith('WORKSPACE_')) throw failures.notAWorkspaceRole()
      const row = state.workspaces.get(workspaceUuid)
      if (row === undefined) throw failures.notFound()
      const team = teamOf(teamUuid)
      if (on(team, workspaceUuid) !== undefined) throw failures.duplicateBinding()
      session.bind({ team: team.id, role, workspace: workspaceUuid })
      for (const one of deploymentRoles ?? [])
        if (one.deploymentId && one.role) session.bind({ team: team.id, role: one.role, deployment: one.deploymentId })
      session.record('workspaceAddTeam', workspaceUuid, team.name, { role })
      return workspaceView(world, row)
    },

    workspaceUpdateTeamRole: ({ workspaceUuid, teamUuid, role }: OfWorkspace) => {
      workspaceAdmins(workspaceUuid)
      if (!role.startsWith('WORKSPACE_')) throw failures.notAWorkspaceRole()
      const team = teamOf(teamUuid)
      const binding = on(team, workspaceUuid)
      if (binding === undefined) throw failures.notFound()
      binding.role = role
      session.record('workspaceUpdateTeamRole', workspaceUuid, team.name, { role })
      return role
    },

    workspaceRemoveTeam: ({ workspaceUuid, teamUuid }: OfWorkspace) => {
      workspaceAdmins(workspaceUuid)
      const row = state.workspaces.get(workspaceUuid)
      const team = teamOf(teamUuid)
      const bindings = state
        .bindingsOf(team.id)
        .filter(
          ({ workspace, deployment }) =>
            workspace === workspaceUuid || state.deployments.get(deployment ?? '')?.workspace === workspaceUuid,
        )
      if (row === undefined || bindings.length === 0) throw failures.notFound()
      for (const binding of bindings) state.unbind(binding)
      session.record('workspaceRemoveTeam', workspaceUuid, team.name)
      return workspaceView(world, row)
    },

    deploymentAddTeamRole: ({ deploymentUuid, teamUuid, role }: OfDeployment) => {
      deploymentAdmins(deploymentUuid)
      if (!role.startsWith('DEPLOYMENT')) throw failures.invalidRole()
      const team = teamOf(teamUuid)
      if (on(team, deploymentUuid) !== undefined) throw failures.duplicateBinding()
      const binding = session.bind({ team: team.id, role, deployment: deploymentUuid })
      session.record('deploymentAddTeamRole', deploymentUuid, team.name, { role })
      return bindingView(world, binding)
    },

    deploymentUpdateTeamRole: ({ deploymentUuid, teamUuid, role }: OfDeployment) => {
      deploymentAdmins(deploymentUuid)
      if (!role.startsWith('DEPLOYMENT')) throw failures.invalidRole()
      const team = teamOf(teamUuid)
      const binding = on(team, deploymentUuid)
      if (binding === undefined) throw failures.noBinding()
      binding.role = role
      session.record('deploymentUpdateTeamRole', deploymentUuid, team.name, { role })
      return bindingView(world, binding)
    },

    deploymentRemoveTeamRole: ({ deploymentUuid, teamUuid }: OfDeployment) => {
      deploymentAdmins(deploymentUuid)
      const team = teamOf(teamUuid)
      const binding = on(team, deploymentUuid)
      if (binding === undefined) throw failures.noBinding()
      const view = { ...bindingView(world, binding) }
      state.unbind(binding)
      session.record('deploymentRemoveTeamRole', deploymentUuid, team.name)
      return view
    },

    createTeamSystemRoleBinding: ({ teamUuid, role }: { teamUuid: string; role: string }) => {
      access.need(['system.iam.update'])
      if (!role.startsWith('SYSTEM')) throw failures.invalidRole()
      const team = teamOf(teamUuid)
      if (state.bindingsOf(team.id).some((one) => isSystem(one) && one.role === role)) throw failures.duplicateBinding()
      const binding = session.bind({ team: team.id, role })
      session.record('createTeamSystemRoleBinding', undefined, team.name, { role })
      return bindingView(world, binding)
    },

    deleteTeamSystemRoleBinding: ({ teamUuid, role }: { teamUuid: string; role: string }) => {
      access.need(['system.iam.update'])
      if (!role.startsWith('SYSTEM')) throw failures.invalidRole()
      const team = teamOf(teamUuid)
      const binding = state.bindingsOf(team.id).find((one) => isSystem(one) && one.role === role)
      if (binding === undefined) throw failures.noBinding()
      if (role === 'SYSTEM_ADMIN' && state.systemBindings(role).length < 2) throw failures.lastAdmin()
      const view = { ...bindingView(world, binding) }
      state.unbind(binding)
      session.record('deleteTeamSystemRoleBinding', undefined, team.name, { role })
      return view
    },
  }
}
