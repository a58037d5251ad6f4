import type { Team, User } from '@user-admin/houston-client'
import type { Access } from '../user-admin.ts'

/** One role that Houston says a person or a team holds somewhere. */
export type Binding = NonNullable<User['roleBindings']>[number]

/** Whoever holds roles. */
type Holder = Pick<User | Team, 'roleBindings'>
/** A role of a person or of a team: less is known of a team's. */
type AnyBinding = NonNullable<Holder['roleBindings']>[number]

const isDeployments = ({ role, deployment }: AnyBinding): boolean =>
  deployment != null || role?.startsWith('DEPLOYMENT_') === true

/** The roles that hold for the whole platform. What a deleted workspace left behind holds nowhere. */
export const systemBindings = <B extends AnyBinding>({
  roleBindings,
}: {
  readonly roleBindings: readonly B[] | null
}): readonly B[] =>
  (roleBindings ?? []).filter(
    ({ role, workspace, deployment }) =>
      workspace == null && deployment == null && role != null && !/^(?:WORKSPACE_|DEPLOYMENT_|USER$)/.test(role),
  )

/** The roles that hold in one workspace as a whole. */
export const workspaceBindings = <B extends AnyBinding>(
  { roleBindings }: { readonly roleBindings: readonly B[] | null },
  workspaceId: string,
): readonly B[] =>
  (roleBindings ?? []).filter((binding) => binding.workspace?.id === workspaceId && !isDeployments(binding))

/** The roles on deployments of one workspace. One of which the server does not say the workspace counts: it may be this. */
export const deploymentBindings = <B extends AnyBinding>(
  { roleBindings }: { readonly roleBindings: readonly B[] | null },
  workspaceId: string,
): readonly B[] =>
  (roleBindings ?? []).filter((binding) => {
    const place = binding.deployment?.workspace?.id ?? binding.workspace?.id
    return isDeployments(binding) && (place === undefined || place === workspaceId)
  })

/** A team as a way in: by a role that it has, or by belonging to it alone. */
export function throughTeam({ id, name, provider }: Team, role: string): Access {
  // Before 0.35 no release says the provider, and every team is of an identity provider (facts §2.3).
  return { via: 'team', id, name: name ?? id, role, managedBy: provider === 'local' ? 'here' : 'idp' }
}

/** A role on a deployment as a way in. */
export function throughDeployment({ role, deployment }: Binding): Access {
  const { id, label } = deployment ?? {}
  return {
    via: 'deployment',
    ...(id === undefined ? {} : { id, name: label ?? id }),
    role: role ?? '',
    managedBy: 'here',
  }
}
