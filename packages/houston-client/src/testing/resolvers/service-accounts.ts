import { failures } from '../failures.ts'
import type { Session } from '../session.ts'
import type { Place, ServiceAccountRow } from '../state.ts'
import { accountsOn, accountView, type View } from '../views.ts'
import { timeOf } from '../world.ts'

interface NewAccount {
  readonly label: string
  readonly category?: string | null
  readonly role: string
}

interface Changes {
  readonly label?: unknown
  readonly category?: unknown
  readonly role?: unknown
}

interface Addressed {
  readonly serviceAccountUuid: string
  readonly workspaceUuid?: string
  readonly deploymentUuid?: string
  readonly payload?: Changes | null
}

interface Legacy {
  readonly serviceAccountUuid?: string | null
  readonly entityType: 'WORKSPACE' | 'DEPLOYMENT' | 'SYSTEM'
  readonly entityUuid?: string | null
}

type Kind = 'workspace' | 'deployment'
type Verb = 'get' | 'create' | 'update' | 'delete'

/** Service accounts of the platform, of workspaces and of deployments, and the form before they were told apart (facts §1.5, §2.4). */
export function serviceAccounts(session: Session): View {
  const { world, state, profile, access } = session

  const allowed = (verb: Verb, kind: Kind | 'system', named: Place = {}): void => {
    access.need([`${kind}.serviceAccounts.${verb}`, `system.serviceAccounts.${verb}`], named)
  }
  const placeOf = ({ workspaceUuid, deploymentUuid }: Pick<Addressed, 'workspaceUuid' | 'deploymentUuid'>): Place => ({
    ...(workspaceUuid === undefined ? {} : { workspace: workspaceUuid }),
    ...(deploymentUuid === undefined ? {} : { deployment: deploymentUuid }),
  })

  // 0.16 takes any role for those of workspaces and deployments.
  const roleFor = (family: string, role: string): void => {
    if (!profile.legacy && !role.startsWith(family)) throw failures.invalidRole()
  }

  const create = (operation: string, { label, category, role }: NewAccount, place: Place): View => {
    if (place.workspace !== undefined && !state.workspaces.has(place.workspace))
      throw failures.noNode('Workspace', place.workspace, 'createServiceAccount')
    if (place.deployment !== undefined && !state.deployments.has(place.deployment))
      throw failures.noNode('Deployment', place.deployment, 'createServiceAccount')
    const id = state.id()
    const account: ServiceAccountRow = {
      id,
      label,
      category: category ?? null,
      apiKey: Buffer.from(id.slice(-16)).toString('hex'),
      createdAt: timeOf(world),
    }
    state.serviceAccounts.set(id, account)
    session.bind({ serviceAccount: id, role, ...place })
    session.record(operation, place.workspace ?? place.deployment, label, { role })
    return accountView(world, account)
  }
  const createIn = (operation: string, given: NewAccount, place: Place): View => {
    const taken = accountsOn(world, place).some(({ label }) => label === given.label)
    if (taken) throw failures.labelTaken(given.label)
    return create(operation, given, place)
  }

  const change = (operation: string, { serviceAccountUuid, payload }: Addressed): View => {
    const account = state.serviceAccounts.get(serviceAccountUuid)
    if (account === undefined) throw failures.noNode('ServiceAccount', serviceAccountUuid, 'updateServiceAccount')
    const { label, category, role } = payload ?? {}
    if (typeof label === 'string') account.label = label
    if (typeof category === 'string') account.category = category
    if (typeof role === 'string') for (const binding of state.bindingsOf(account.id)) binding.role = role
    session.record(operation, undefined, account.label)
    return accountView(world, account)
  }
  const remove = (operation: string, id: string): View => {
    const account = state.serviceAccounts.get(id)
    if (account === undefined) throw failures.notFound()
    state.serviceAccounts.delete(id)
    for (const binding of state.bindingsOf(id)) state.unbind(binding)
    session.record(operation, undefined, account.label)
    return accountView(world, account)
  }
  const single = (id: string): View | null => {
    const account = state.serviceAccounts.get(id)
    return account === undefined ? null : accountView(world, account)
  }

  return {
    createSystemServiceAccount: (given: NewAccount) => {
      allowed('create', 'system')
      if (!given.role.startsWith('SYSTEM')) throw failures.invalidRole()
      return create('createSystemServiceAccount', given, {})
    },
    createWorkspaceServiceAccount: (given: NewAccount & { readonly workspaceUuid: string }) => {
      const place = placeOf(given)
      allowed('create', 'workspace', place)
      roleFor('WORKSPACE', given.role)
      return createIn('createWorkspaceServiceAccount', given, place)
    },
    createDeploymentServiceAccount: (given: NewAccount & { readonly deploymentUuid: string }) => {
      const place = placeOf(given)
      allowed('create', 'deployment', place)
      roleFor('DEPLOYMENT', given.role)
      return createIn('createDeploymentServiceAccount', given, place)
    },
    createServiceAccount: (given: NewAccount & Legacy) => {
      const { kind, place } = legacyPlace(given)
      allowed('create', kind, place)
      const { role, entityType } = given
      if (['WORKSPACE', 'DEPLOYMENT'].some((one) => role.startsWith(one) && entityType !== one))
        throw failures.roleOfAnotherKind()
      return create('createServiceAccount', given, place)
    },

    updateWorkspaceServiceAccount: (given: Addressed) => {
      allowed('update', 'workspace', placeOf(given))
      return change('updateWorkspaceServiceAccount', given)
    },
    updateDeploymentServiceAccount: (given: Addressed) => {
      allowed('update', 'deployment', placeOf(given))
      return change('updateDeploymentServiceAccount', given)
    },
    updateServiceAccount: (given: Addressed) => {
      access.login()
      return change('updateServiceAccount', given)
    },

    deleteSystemServiceAccount: ({ serviceAccountUuid }: Addressed) => {
      allowed('delete', 'system')
      return remove('deleteSystemServiceAccount', serviceAccountUuid)
    },
    deleteWorkspaceServiceAccount: (given: Addressed) => {
      allowed('delete', 'workspace', placeOf(given))
      return remove('deleteWorkspaceServiceAccount', given.serviceAccountUuid)
    },
    deleteDeploymentServiceAccount: (given: Addressed) => {
      allowed('delete', 'deployment', placeOf(given))
      return remove('deleteDeploymentServiceAccount', given.serviceAccountUuid)
    },
    deleteServiceAccount: ({ serviceAccountUuid }: Addressed) => {
      access.login()
      return remove('deleteServiceAccount', serviceAccountUuid)
    },

    workspaceServiceAccount: (given: Addressed) => {
      allowed('get', 'workspace', placeOf(given))
      return single(given.serviceAccountUuid)
    },
    workspaceServiceAccounts: (given: { workspaceUuid: string }) => {
      allowed('get', 'workspace', placeOf(given))
      return accountsOn(world, placeOf(given)).map((account) => accountView(world, account))
    },
    deploymentServiceAccount: (given: Addressed) => {
      allowed('get', 'deployment', placeOf(given))
      return single(given.serviceAccountUuid)
    },
    deploymentServiceAccounts: (given: { deploymentUuid: string }) => {
      allowed('get', 'deployment', placeOf(given))
      return accountsOn(world, placeOf(given)).map((account) => accountView(world, account))
    },
    serviceAccounts: (given: Legacy) => {
      const { bindings } = access.login()
      const { serviceAccountUuid, entityUuid } = given
      if (!serviceAccountUuid && !entityUuid)
        throw failures.badInput('A required argument was not sent: serviceAccountUuid or entityUuid')
      const everything = access.holds('system.serviceAccounts.get')
      const mine = new Set(bindings.flatMap(({ workspace, deployment }) => workspace ?? deployment ?? []))
      if (!everything && entityUuid && !mine.has(entityUuid)) throw failures.forbidden()
      return [...state.serviceAccounts.values()]
        .filter((account) => !serviceAccountUuid || account.id === serviceAccountUuid)
        .filter((account) =>
          state.bindingsOf(account.id).some(({ workspace, deployment }) => {
            const place = workspace ?? deployment ?? ''
            return entityUuid ? place === entityUuid : everything || mine.has(place)
          }),
        )
        .map((account) => accountView(world, account))
    },
  }
}

function legacyPlace({ entityType, entityUuid }: Legacy): { readonly kind: Kind | 'system'; readonly place: Place } {
  if (entityType === 'SYSTEM' || !entityUuid) return { kind: 'system', place: {} }
  return entityType === 'WORKSPACE'
    ? { kind: 'workspace', place: { workspace: entityUuid } }
    : { kind: 'deployment', place: { deployment: entityUuid } }
}
