import type { Session } from '../session.ts'
import type { View } from '../views.ts'
import { beyond } from './beyond.ts'
import { deployments } from './deployments.ts'
import { invites } from './invites.ts'
import { members } from './members.ts'
import { server } from './server.ts'
import { serviceAccounts } from './service-accounts.ts'
import { signUps } from './sign-up.ts'
import { systemRoles } from './system-roles.ts'
import { teamRoles } from './team-roles.ts'
import { teams } from './teams.ts'
import { users } from './users.ts'
import { workspaces } from './workspaces.ts'

const areas = [
  beyond,
  deployments,
  invites,
  members,
  server,
  serviceAccounts,
  signUps,
  systemRoles,
  teamRoles,
  teams,
  users,
  workspaces,
]

/** The fields of Query and Mutation, for one request; the schema tells which of them a release has. */
export function rootOf(session: Session): View {
  return session.world.troubles.over(Object.assign({}, ...areas.map((area) => area(session))) as View)
}
