import { isSystem, type Place, type State, type UserRow } from './state.ts'

/** A way in which a person gets into the platform, a workspace or a deployment. */
export interface WayIn {
  /**
   * `account`: they can sign in; `direct`: a role of their own on the scope; `system`: one on the platform; `deployment`:
   * one on a deployment of the workspace; `workspace`: one on the workspace of the deployment; `team`: a role, of any of
   * these kinds, that a team of theirs has; `invite`: an open invite, which they need only accept.
   */
  readonly via: 'account' | 'direct' | 'system' | 'deployment' | 'workspace' | 'team' | 'invite'
  /** The role that it gives; an account's status. */
  readonly role: string
  /** The team's name. */
  readonly team?: string
}

/** A workspace or a deployment by its id or its label; neither is the platform. */
export interface EntryScope {
  readonly workspace?: string | undefined
  readonly deployment?: string | undefined
}

/**
 * Every way in which the person with an address gets in, as the state has it: independent of what the API shows.
 * The address is compared without regard to capitals, with all of a person's addresses. An account that is neither
 * active nor pending opens nothing.
 *
 * @throws {TypeError} for a scope that there is not: nobody would get into it, and a test would take that for the truth.
 */
export function waysIn(state: State, address: string, named: EntryScope = {}): readonly WayIn[] {
  const scope: EntryScope = {
    workspace: placeOf('workspace', named.workspace, state.workspaces.values()),
    deployment: placeOf('deployment', named.deployment, state.deployments.values()),
  }
  const email = address.trim().toLowerCase()
  const user = [...state.users.values()].find((one) => one.emails.some((row) => row.address.toLowerCase() === email))
  return [...(user === undefined ? [] : throughAccount(state, user, scope)), ...throughInvites(state, email, scope)]
}

function placeOf(
  kind: string,
  named: string | undefined,
  all: Iterable<{ readonly id: string; readonly label: string }>,
): string | undefined {
  if (named === undefined) return undefined
  const places = [...all]
  const found = places.some(({ id }) => id === named) ? [{ id: named }] : places.filter(({ label }) => label === named)
  const [place] = found
  if (found.length === 1 && place !== undefined) return place.id
  throw new TypeError(`${found.length === 0 ? 'No' : 'More than one'} ${kind} is called ${JSON.stringify(named)} here.`)
}

function throughAccount(state: State, user: UserRow, scope: EntryScope): readonly WayIn[] {
  if (user.status !== 'active' && user.status !== 'pending') return []
  const own = state.bindingsOf(user.id).flatMap(({ role, ...place }): WayIn[] => {
    const via = viaOf(state, place, scope)
    return via === undefined ? [] : [{ via, role }]
  })
  const teams = state.teamsOf(user.id).flatMap((team) =>
    state
      .bindingsOf(team.id)
      .filter((binding) => viaOf(state, binding, scope) !== undefined)
      .map(({ role }): WayIn => ({ via: 'team', role, team: team.name })),
  )
  const onPlatform = scope.workspace === undefined && scope.deployment === undefined
  const account: WayIn[] = onPlatform ? [{ via: 'account', role: user.status }] : []
  return [...account, ...own, ...teams]
}

/** How a role somewhere opens a scope; not at all for `undefined`. */
function viaOf(state: State, at: Place, { workspace, deployment }: EntryScope): WayIn['via'] | undefined {
  if (isSystem(at)) return 'system'
  if (workspace !== undefined) {
    if (at.workspace === workspace) return 'direct'
    return state.deployments.get(at.deployment ?? '')?.workspace === workspace ? 'deployment' : undefined
  }
  if (deployment === undefined) return undefined
  if (at.deployment === deployment) return 'direct'
  return at.workspace !== undefined && state.deployments.get(deployment)?.workspace === at.workspace
    ? 'workspace'
    : undefined
}

function throughInvites(state: State, email: string, { workspace, deployment }: EntryScope): readonly WayIn[] {
  const place = workspace ?? state.deployments.get(deployment ?? '')?.workspace
  return state
    .invitesTo(email)
    .filter((invite) => (workspace === undefined && deployment === undefined) || invite.workspace === place)
    .map(({ role }): WayIn => ({ via: 'invite', role: role ?? 'USER' }))
}
