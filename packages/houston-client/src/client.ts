import { address, given } from './arguments.ts'
import { HoustonError } from './errors.ts'
import {
  AddDeploymentRoleDocument,
  DeploymentMembersDocument,
  DeploymentsOfWorkspaceDocument,
  ListIdpTeamsDocument,
  ListTeamsDocument,
  RemoveDeploymentRoleDocument,
  TeamMembersDocument,
  UpdateDeploymentRoleDocument,
  UpdateTeamDocument,
  WorkspaceDeploymentsDocument,
  WorkspaceIdpTeamsDocument,
  WorkspaceTeamsDocument,
} from './generated.ts'
import type { CallOptions, TeamOptions } from './options.ts'
import { changed, type Deployment, rows, seen, type Team, type TeamMember, type User } from './records.ts'
import type { Role } from './role.ts'
import { teams } from './teams.ts'
import { Workspaces } from './workspaces.ts'

/**
 * A client of one Houston (Astronomer Software, Astro Private Cloud).
 *
 * A method is one API call and what it takes to get it through: it retries what is safe to retry,
 * finds the form that this release understands, and checks the answer. Every method rejects with
 * {@link HoustonError}, which says what is known of how the call ended, or with the reason of an aborted signal.
 */
export class HoustonClient extends Workspaces {
  /** The deployments of one workspace (facts §2.1). */
  async deployments(workspaceUuid: string, options?: CallOptions): Promise<Deployment[]> {
    const operation = 'WorkspaceDeployments'
    const variables = { workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation) }
    return await this.dialect.call<Deployment[]>(
      [
        {
          run: async () =>
            rows(
              (await this.execute(WorkspaceDeploymentsDocument, variables, options)).workspaceDeployments,
              operation,
            ),
        },
        {
          run: async () => {
            const { workspace } = await this.execute(DeploymentsOfWorkspaceDocument, variables, options)
            return rows(seen(workspace, operation).deployments, operation)
          },
        },
      ],
      options?.signal,
    )
  }

  /**
   * The people who reach a deployment, with their roles on it and in its workspace (facts §3.10). From 0.21 or so.
   *
   * @throws {HoustonError} `unsupported`, before anything is sent, on a release without deployment roles.
   */
  async deploymentMembers(deploymentId: string, options?: CallOptions): Promise<User[]> {
    const operation = 'DeploymentMembers'
    const variables = { deploymentId: given(deploymentId, 'deploymentId', operation) }
    await this.dialect.need('deploymentUsers', operation, options?.signal)
    return rows((await this.execute(DeploymentMembersDocument, variables, options)).deploymentUsers, operation)
  }

  /**
   * Gives a workspace's member a role on a deployment, in place of the one they have there (facts §3.10).
   *
   * @throws {HoustonError} `NOT_IN_WORKSPACE` for who is no member of its workspace, `INVALID_DEPLOYMENT` for an unknown
   * id; `unsupported`, before anything is sent, on a release without deployment roles.
   */
  async setDeploymentRole(deploymentId: string, email: string, role: Role, options?: CallOptions): Promise<void> {
    const operation = 'AddDeploymentRole'
    const variables = {
      deploymentId: given(deploymentId, 'deploymentId', operation),
      email: address(email, operation),
      role: given(role, 'role', operation),
    }
    await this.dialect.need('deploymentAddUserRole', operation, options?.signal)
    try {
      changed((await this.execute(AddDeploymentRoleDocument, variables, options)).deploymentAddUserRole, operation)
    } catch (error) {
      // This refusal proves that nothing was added, and that there is a role to change.
      if (!(error instanceof HoustonError && error.code === 'DUPLICATE_ROLE_BINDING' && error.effect === 'none'))
        throw error
      const { deploymentUpdateUserRole } = await this.execute(UpdateDeploymentRoleDocument, variables, options)
      changed(deploymentUpdateUserRole, 'UpdateDeploymentRole')
    }
  }

  /**
   * Takes a person's role on a deployment; that in its workspace stays (facts §3.10).
   *
   * @throws {HoustonError} `BAD_USER_INPUT` where there is none, and from 0.28.4 where nobody else has one on this
   * deployment: the message says which. `unsupported`, before anything is sent, on a release without deployment roles.
   */
  async removeDeploymentRole(deploymentId: string, email: string, options?: CallOptions): Promise<void> {
    const operation = 'RemoveDeploymentRole'
    const variables = {
      deploymentId: given(deploymentId, 'deploymentId', operation),
      email: address(email, operation),
    }
    await this.dialect.need('deploymentAddUserRole', operation, options?.signal)
    changed((await this.execute(RemoveDeploymentRoleDocument, variables, options)).deploymentRemoveUserRole, operation)
  }

  /**
   * The teams of the platform, or of one workspace, each once and all of them (facts §2.3, §7.3). From 0.28.
   *
   * @throws {HoustonError} `EMPTY_ARGUMENT` at once; everything else when the first row is asked for: `unsupported`
   * on a release without teams, `protocol` for a list that ends before the server's own count.
   */
  teams(options: TeamOptions = {}): AsyncIterable<Team> {
    const operation = 'ListTeams'
    const place =
      options.workspaceUuid === undefined
        ? {}
        : { workspaceUuid: given(options.workspaceUuid, 'workspaceUuid', operation) }
    const read: Parameters<typeof teams>[0] = async (variables, { signal }) => {
      await this.dialect.need('paginatedTeams', operation, signal)
      const { paginatedTeams } = await this.dialect.call(
        [
          {
            needs: 'Team.provider',
            run: () => this.execute(ListTeamsDocument, { ...variables, ...place }, { signal }),
          },
          { run: () => this.execute(ListIdpTeamsDocument, { ...variables, ...place }, { signal }) },
        ],
        signal,
      )
      return paginatedTeams
    }
    return teams(read, operation, options.signal)
  }

  /** The people of a team, without their roles (facts §2.3). From 0.28, else `unsupported` before anything is sent. */
  async teamMembers(teamUuid: string, options?: CallOptions): Promise<TeamMember[]> {
    const operation = 'TeamMembers'
    const variables = { teamUuid: given(teamUuid, 'teamUuid', operation) }
    await this.dialect.need('teamUsers', operation, options?.signal)
    return rows((await this.execute(TeamMembersDocument, variables, options)).teamUsers, operation)
  }

  /**
   * Puts people into a team that is made here (facts §2.3). From 0.35, else `unsupported` before anything is sent.
   *
   * @throws {HoustonError} `RESOURCE_NOT_FOUND` for no such team, `BAD_USER_INPUT` for one of an identity provider and for
   * an unknown person.
   */
  async addTeamMembers(teamId: string, userIds: readonly string[], options?: CallOptions): Promise<void> {
    const operation = 'UpdateTeam'
    const variables = {
      id: given(teamId, 'teamId', operation),
      addUserIds: userIds.map((id) => given(id, 'userId', operation)),
    }
    await this.dialect.need('createTeam', operation, options?.signal)
    changed((await this.execute(UpdateTeamDocument, variables, options)).updateTeam, operation)
  }

  /** The teams that get into a workspace, with the roles that they give (facts §2.3). From 0.28, else `unsupported` before anything is sent. */
  async workspaceTeams(workspaceUuid: string, options?: CallOptions): Promise<Team[]> {
    const operation = 'WorkspaceTeams'
    const variables = { workspaceUuid: given(workspaceUuid, 'workspaceUuid', operation) }
    await this.dialect.need('workspaceTeams', operation, options?.signal)
    const { workspaceTeams } = await this.dialect.call(
      [
        { needs: 'Team.provider', run: () => this.execute(WorkspaceTeamsDocument, variables, options) },
        { run: () => this.execute(WorkspaceIdpTeamsDocument, variables, options) },
      ],
      options?.signal,
    )
    return rows<Team>(workspaceTeams, operation)
  }
}
