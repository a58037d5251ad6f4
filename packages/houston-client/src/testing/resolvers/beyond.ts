import { failures } from '../failures.ts'
import type { Permission } from '../permissions.ts'
import type { Named } from '../rbac.ts'
import type { Session } from '../session.ts'
import type { View } from '../views.ts'

interface Entity {
  readonly workspaceUuid?: string | null
  readonly deploymentUuid?: string | null
}

/** Fields that have nothing to do with people: who may ask for them, and what then comes. */
const fields: Readonly<Record<string, { readonly needs: readonly Permission[]; readonly gives?: unknown }>> = {
  deploymentConfig: { needs: [], gives: null },
  deploymentVariables: { needs: ['workspace.deployments.get', 'system.deployments.get'], gives: [] },
  logs: { needs: ['deployment.logs.get', 'system.deployments.logs'], gives: [] },
  log: { needs: ['deployment.logs.get', 'system.deployments.logs'], gives: null },
  metrics: { needs: ['deployment.metrics.get', 'system.deployments.metrics'], gives: null },
  deploymentStatus: { needs: [], gives: null },
  card: { needs: ['workspace.billing.update'], gives: null },
  createDeployment: { needs: ['workspace.deployments.create'] },
  updateDeployment: { needs: ['deployment.config.update', 'system.deployments.update'] },
  deploymentAlertsUpdate: { needs: ['deployment.config.update', 'system.deployments.update'] },
  deleteDeployment: { needs: ['deployment.config.delete', 'system.deployments.delete'] },
  upgradeDeployment: { needs: ['deployment.config.update', 'system.deployments.update'] },
  updateDeploymentVariables: { needs: ['deployment.config.update', 'system.deployments.update'] },
  deleteWorkspace: { needs: ['workspace.config.delete', 'system.workspace.delete'] },
  addCard: { needs: ['workspace.billing.update'] },
  updateCard: { needs: ['workspace.billing.update'] },
  addCustomerId: { needs: ['system.workspace.addCustomerId'] },
  suspendWorkspace: { needs: ['system.workspace.suspend'] },
  extendWorkspaceTrial: { needs: ['system.workspace.extendTrial'] },
}

/** What the fake has in its schema but does not do: it still tells who may not ask. */
export function beyond({ access }: Session): View {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { needs, gives }]) => [
      name,
      ({ workspaceUuid, deploymentUuid }: Entity) => {
        const named: Named = { workspace: workspaceUuid, deployment: deploymentUuid }
        if (needs.length === 0) access.login()
        else access.need(needs, named)
        if (gives === undefined) throw failures.internal(`The fake does not do ${name}`)
        return gives
      },
    ]),
  )
}
