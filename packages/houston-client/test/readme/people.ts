import { HoustonClient, workspaceRole } from '@user-admin/houston-client'

const { HOUSTON_URL: url = 'https://houston.example.com', HOUSTON_TOKEN: token } = process.env
const houston = new HoustonClient({ url, token })
const [spring] = await houston.workspaces()
if (spring === undefined) throw new Error('there is no workspace')

// Who is there? Everybody on the platform, a workspace's people page by page, a team's.
for (const user of await houston.users()) console.log(user.username, user.status)
for await (const user of houston.members(spring.id)) console.log(user.username, workspaceRole(user, spring.id))
for await (const team of houston.teams()) console.log(team.name, await houston.teamMembers(team.id))

// Who is this? One person, exactly; or a thousand addresses in one or two requests.
const [ana] = await houston.findUsers({ email: 'Ana@example.com' })
for (const one of await houston.usersByEmail(['ana@example.com', 'bo@example.com'])) {
  console.log(one.email, one.answer, one.answer === 'found' ? one.user.id : '')
}

// In: to the platform, or into a workspace. Who has no account yet is invited, and has the role from then on.
const invite = await houston.invite('cy@example.com')
await houston.addMember(spring.id, 'bo@example.com', 'WORKSPACE_VIEWER')

// Another role: in the workspace, on one of its deployments, on the platform.
await houston.setWorkspaceRole(spring.id, 'ana@example.com', 'WORKSPACE_EDITOR')
await houston.setDeploymentRole('ckdeployment', 'ana@example.com', 'DEPLOYMENT_VIEWER')
if (ana !== undefined) await houston.grantSystemRole(ana.id, 'SYSTEM_VIEWER')

// Out: of the workspace, an invite withdrawn, the account deleted from the whole platform.
if (ana !== undefined) await houston.removeMember(spring.id, ana.id)
await houston.deleteInvite(invite.id)
if (ana !== undefined) await houston.removeUser(ana.id)
