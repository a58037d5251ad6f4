import type { HoustonClient, Role as HoustonRole } from '@user-admin/houston-client'
import { change, translating } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { shown } from '../identity/identity.ts'
import type { CanSetDeploymentRoles, Member } from '../user-admin.ts'
import { present } from './changes.ts'
import { hidden } from './shown.ts'
import type { Sight, Sights } from './sight.ts'

/** The roles that a person holds on one deployment themselves. */
export const heldOn = ({ access }: Member, deployment: string): readonly string[] =>
  access.flatMap(({ via, id, role }) => (via === 'deployment' && id === deployment ? [role] : []))

/** Roles on the deployments of a workspace, for releases that have them. */
export function deploymentRoles<R extends HoustonRole>(
  client: HoustonClient,
  workspace: string,
  sights: Sights<R>,
): CanSetDeploymentRoles<R> {
  return {
    deployments: async (o) =>
      (await translating(client.deployments(workspace, o))).map(({ id, label, releaseName }) => ({
        id,
        name: label ?? releaseName ?? id,
      })),
    setDeploymentRole: async (ref, deployment, role, o) => {
      if (typeof deployment !== 'string' || deployment.trim() === '')
        throw new UserAdminError('invalid', 'Name the deployment by its id, as deployments() lists it.')
      if (role !== null) checkDeploymentRole(role)
      let seen: Sight<R> | undefined
      const isSo = (held: readonly string[]): boolean =>
        role === null ? held.length === 0 : held.length === 1 && held[0] === role
      return await change<R>({
        ref,
        options: o,
        look: async (one, options) => {
          seen = await sights.one(one, options)
          return seen.member
        },
        find: async (one, options) => {
          seen = await sights.proved(one, options)
          return seen.member
        },
        already: (before) => {
          const member = present(before, 'is not in this workspace')
          if (!member.access.some(({ via }) => via !== 'invite' && via !== 'system'))
            throw new UserAdminError(
              'conflict',
              'The person has not accepted the invitation yet: a role on a deployment can be given only to a member.',
            )
          // What is not shown may be held all the same.
          const isShown = seen?.unseen.includes(hidden.deploymentRoles) !== true
          return isShown && isSo(heldOn(member, deployment)) ? { outcome: 'unchanged', member } : undefined
        },
        act: async (before, _, sending) => {
          const email = before?.email ?? ''
          if (role === null) await client.removeDeploymentRole(deployment, email, sending)
          else await client.setDeploymentRole(deployment, email, role, sending)
        },
        verdict: (after) => {
          if (seen?.unseen.includes(hidden.deploymentRoles) === true) return undefined
          return isSo(after === undefined ? [] : heldOn(after, deployment)) ? 'done' : undefined
        },
        failing: 'does not hold exactly the role asked for on the deployment',
      })
    },
  }
}

/** @throws {UserAdminError} `invalid` for what is no role on a deployment. */
export function checkDeploymentRole(role: string): void {
  if (typeof role !== 'string' || !/^DEPLOYMENT_\w+$/.test(role))
    throw new UserAdminError(
      'invalid',
      `${shown(role)} is no role on a deployment; there are DEPLOYMENT_ADMIN, DEPLOYMENT_EDITOR, DEPLOYMENT_VIEWER.`,
    )
}
