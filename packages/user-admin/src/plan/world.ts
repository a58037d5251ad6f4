import { UserAdminError } from '../errors.ts'
import { isPageOf } from '../page.ts'
import { translated } from '../translated.ts'
import {
  type Caller,
  type CallOptions,
  can,
  type Deployment,
  type Member,
  type Role,
  type Scope,
  type Seats,
  type Team,
  type UserReader,
} from '../user-admin.ts'
import type { Crowd } from './crowd.ts'

/** One scope as it was read for a plan. */
export interface World {
  readonly key: string
  readonly scope: Scope
  readonly roleModel: 'one' | 'many'
  readonly caller: Caller
  readonly members: readonly Member[]
  /** Who is not a member and gets in all the same; none where the goal names nobody. */
  readonly outsiders: readonly Member[]
  readonly roles: readonly Role[]
  /** The ways in that the credential is not shown, one sentence each. */
  readonly unseen: readonly string[]
  readonly seats: Seats | null
  /** `undefined`: this scope has none that a role can be given on, or none was asked for. */
  readonly deployments?: readonly Deployment[] | undefined
  /** `undefined`: this scope has none, or none was asked for. */
  readonly teams?: readonly Team[] | undefined
  readonly canSuspend: boolean
  readonly canTransfer: boolean
  readonly canRemind: boolean
  /** Roles on deployments can be given to members. */
  readonly canPlace: boolean
}

/** What a goal needs to know of a scope beyond its people. */
export interface Wanted {
  readonly outsiders: boolean
  readonly deployments: boolean
  readonly teams: boolean
}

/** Names a scope within a plan, whatever other systems it spans. */
export const keyOf = ({ origin, id }: Scope): string => `${origin}/${id}`

/** Where something happens, in words. */
export const placeOf = (scope: Scope): string =>
  scope.kind === 'platform' ? `the platform ${scope.name}` : `workspace ${scope.name}`

/**
 * Reads everything that a plan needs of one scope.
 *
 * @param crowd Everybody of the plan's scopes.
 * @throws {UserAdminError} whatever the reader throws: a list that is not whole is an error, never a smaller plan.
 */
export async function readWorld(reader: UserReader, wanted: Wanted, crowd: Crowd, call: CallOptions): Promise<World> {
  const { scope, roleModel } = reader
  try {
    // Whoever is read first is refused first: a credential that is not accepted costs one request.
    const caller = await reader.whoAmI(call)
    const people = all(reader.list(call), crowd)
    const [members, roles, seats, deployments, teams] = await Promise.all([
      people,
      reader.roles(call),
      can(reader, 'seats') ? reader.seats(call) : null,
      wanted.deployments && can(reader, 'setDeploymentRole') ? reader.deployments(call) : undefined,
      wanted.teams && can(reader, 'addToTeam') ? reader.teams(call) : undefined,
    ])
    // What is not shown is known once the people were listed.
    const unseen = (await reader.unseen?.(call)) ?? []
    const outsiders = wanted.outsiders ? ((await reader.outsiders?.(call)) ?? []) : []
    return {
      key: keyOf(scope),
      scope,
      roleModel,
      caller,
      members,
      outsiders,
      roles,
      unseen,
      seats,
      deployments,
      teams,
      canSuspend: can(reader, 'suspend'),
      canTransfer: can(reader, 'transferAssets'),
      canRemind: can(reader, 'remind'),
      canPlace: can(reader, 'setDeploymentRole'),
    }
  } catch (error) {
    throw translated(error)
  }
}

/** Everybody, without the systems' own records: those are most of the memory, and no plan looks at them. */
async function all(members: AsyncIterable<Member>, crowd: Crowd): Promise<readonly Member[]> {
  const found: Member[] = []
  for await (const member of members) {
    crowd.add()
    found.push({ ...member, native: undefined })
  }
  return found
}

/**
 * The one scope that a row of a roster names: by id, by a label that only one has, or by the address of its page.
 *
 * @throws {UserAdminError} `invalid` for none and for several.
 */
export function scopeNamed(named: string, scopes: readonly Scope[]): Scope {
  const text = named.trim()
  const [, host, id] = /^https?:\/\/([^/?#]+)(?:\/(?:w|workspaces?)\/([^/?#]+))?/u.exec(text) ?? []
  const found = host === undefined ? byName(text, scopes) : byPage(host, id, scopes)
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  const shown = (scope: Scope): string => `${scope.name} (${scope.id} at ${scope.origin})`
  const here = scopes.slice(0, 10).map(shown).join(', ')
  throw new UserAdminError(
    'invalid',
    found.length > 1
      ? `${JSON.stringify(named)} means ${found.length} of the workspaces of this plan (${found.map(shown).join(', ')}): name it by its id, or by the address of its page.`
      : `The roster names workspace ${JSON.stringify(named)}, which is none of this plan: there ${scopes.length === 1 ? 'is' : 'are'} ${here}${scopes.length > 10 ? ` and ${scopes.length - 10} more` : ''}. Plan over it too, or leave its rows out.`,
  )
}

function byName(text: string, scopes: readonly Scope[]): readonly Scope[] {
  const byId = scopes.filter(({ id }) => id === text)
  return byId.length > 0 ? byId : scopes.filter(({ name }) => name === text)
}

/** Only AAC gives each workspace a host of its own, by its name. */
function byPage(host: string, id: string | undefined, scopes: readonly Scope[]): readonly Scope[] {
  const there = scopes.filter((scope) => isPageOf(host, scope))
  if (id !== undefined) return there.filter((scope) => scope.id === id)
  return there.filter(({ system, name }) => system === 'aac' && name === host.split('.', 1)[0])
}
