import type { Answer } from './errors.ts'
import { type Feature, features, type Known } from './features.ts'

/**
 * The one request that tells what a server understands, and works with introspection off: a query beside two fragments
 * that nothing uses. That alone makes the document invalid, so no server runs it, and what it would run is a query; but
 * before a server refuses it, it checks each name in it and lists those that it does not know.
 */
export const detection: string = `query HoustonRelease { appConfig { version } }
fragment Queries on Query {
  users(user: { email: "" }) { id }
  sysWorkspaces { id }
  paginatedWorkspaceUsers(workspaceUuid: "") { id }
  deploymentUsers(deploymentId: "") { id }
  paginatedTeams { teams { provider } }
  teamUsers(teamUuid: "") { id }
  workspaceTeams(workspaceUuid: "") { id }
}
fragment Mutations on Mutation {
  byUuid: removeUser(userUuid: "") { id }
  byId: removeUser(id: "") { id }
  deleteInviteToken(inviteUuid: "", workspaceUuid: "") { id }
  workspaceUpsertUserRole(workspaceUuid: "", email: "", role: WORKSPACE_VIEWER)
  workspaceUpdateUserRole(workspaceUuid: "", email: "", role: WORKSPACE_VIEWER)
  workspaceAddUser(workspaceUuid: "", email: "", bypassInvite: false, deploymentRoles: []) { id }
  deploymentAddUserRole(deploymentId: "", email: "", role: DEPLOYMENT_VIEWER) { id }
  createTeam(name: "") { __typename }
}
`

/**
 * What the server's refusal says that it knows; nothing if it is not that refusal.
 *
 * graphql-js looks for unused fragments when it has walked through the whole document, so both of its complaints
 * about them prove that the list of unknown names is whole.
 */
export function detected({ body }: Answer): Known | undefined {
  const { data, errors } = body ?? {}
  if ((data !== undefined && data !== null) || !Array.isArray(errors)) return undefined
  const messages = errors.map((error: unknown) => String((error as { readonly message?: unknown } | null)?.message))
  const walked = ['Queries', 'Mutations'].every((name) => messages.includes(`Fragment "${name}" is never used.`))
  if (!walked) return undefined
  const unknown = new Set(messages.flatMap(namesIn))
  return Object.fromEntries(features.map((feature) => [feature, namesOf(feature).every((name) => !unknown.has(name))]))
}

/** What a message says is missing: `removeUser`, `removeUser(id:)`, or `Team.provider`. */
function namesIn(message: string): string[] {
  const [, field, on] = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message) ?? []
  if (field !== undefined) return [on === 'Query' || on === 'Mutation' ? field : `${on}.${field}`]
  const [, argument, of] = /^Unknown argument "(\w+)" on field "(?:\w+\.)?(\w+)"/.exec(message) ?? []
  return argument === undefined ? [] : [`${of}(${argument}:)`]
}

/** An argument is missing with its field, and a type's field with the only way to the type. */
function namesOf(feature: Feature): string[] {
  if (feature === 'Team.provider') return [feature, 'paginatedTeams']
  return [feature, feature.replace(/\(.*/, '')]
}
