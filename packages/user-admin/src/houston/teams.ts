import type { HoustonClient, HoustonRelease, Team, TeamMember } from '@user-admin/houston-client'
import pMap from 'p-map'
import type { CallOptions } from '../user-admin.ts'
import { everyTeam } from './platform-reads.ts'
import { hidden, shown } from './shown.ts'

/** A team and the people in it; `undefined`: this credential is not shown them. */
export interface Crew {
  readonly team: Team
  readonly members: readonly TeamMember[] | undefined
}

/** The teams that were asked for, and what of them is not shown. */
export interface Crews {
  readonly crews: readonly Crew[]
  readonly unseen: readonly string[]
}

// Two replicas with five database connections each are the default (facts §7.4).
const atOnce = 4

/**
 * The teams that `wanted` takes, with their people. None on a release without teams.
 *
 * @param workspaceId Whose own teams a credential without rights on the platform is asked for instead.
 */
export async function readTeams(
  client: HoustonClient,
  { knows }: HoustonRelease,
  wanted: (team: Team) => boolean,
  workspaceId: string | undefined,
  options: CallOptions = {},
): Promise<Crews> {
  if (knows.paginatedTeams === false) return { crews: [], unseen: [] }
  const unseen = new Set<string>()
  let all = await shown(everyTeam(client, options), [])
  if (all === undefined) {
    unseen.add(hidden.teams)
    all = (workspaceId === undefined ? undefined : await shown(client.workspaceTeams(workspaceId, options), [])) ?? []
  }
  const crews = await pMap(
    all.filter(wanted),
    async (team): Promise<Crew> => ({ team, members: await shown(client.teamMembers(team.id, options), []) }),
    { concurrency: atOnce },
  )
  if (crews.some(({ members }) => members === undefined)) unseen.add(hidden.teamMembers)
  return { crews, unseen: [...unseen] }
}
