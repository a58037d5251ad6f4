import type { HoustonClient, HoustonRelease, Role as HoustonRole } from '@user-admin/houston-client'
import { change, changedSince, translating } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import type { CallOptions, CanJoinTeams, Team } from '../user-admin.ts'
import { deploymentBindings, systemBindings, throughTeam, workspaceBindings } from './bindings.ts'
import type { Sight, Sights } from './sight.ts'
import { type Crew, readTeams } from './teams.ts'

/** Teams as ways into a workspace, for releases that have them. Only teams that are made in Houston can be joined from here (facts §2.3). */
export function teamJoining<R extends HoustonRole>(
  client: HoustonClient,
  release: HoustonRelease,
  workspace: string,
  sights: Sights<R>,
): CanJoinTeams<R> {
  const all = async (wanted: (id: string) => boolean, o?: CallOptions): Promise<readonly Crew[]> =>
    (await translating(readTeams(client, release, ({ id }) => wanted(id), workspace, o))).crews
  const isIn = async (team: string, person: string): Promise<boolean> =>
    (await client.teamMembers(team)).some(({ id }) => id === person)

  return {
    teams: async (o) => (await all(() => true, o)).map((crew) => teamIn(crew, workspace)),
    addToTeam: async (ref, team, o) => {
      const call: CallOptions = { signal: o?.signal }
      let person: string | undefined
      let wasIn = false
      const looking = async (sight: Promise<Sight<R>>): Promise<Sight<R>['member']> => {
        const { member, account } = await sight
        person = account?.id ?? (member?.access.some(({ via }) => via !== 'invite') === true ? member.id : undefined)
        return member
      }
      return await change<R>({
        ref,
        options: o,
        look: (one, options) => looking(sights.one(one, options)),
        find: async (one, options) => {
          const member = await looking(sights.proved(one, options))
          const [crew] = await all((id) => id === team, call)
          if (crew === undefined)
            throw new UserAdminError('not-found', `There is no team ${JSON.stringify(team)} that this credential sees.`)
          const { name, managedBy } = teamIn(crew, workspace)
          if (managedBy !== 'here')
            throw new UserAdminError(
              'invalid',
              `Team ${name} is filled by the identity provider: add the person to the group in the identity provider.`,
            )
          wasIn = crew.members?.some(({ id }) => id === person) === true
          return member
        },
        already: (before) => {
          // Who is nobody here any more is not the membership that was meant.
          if (before === undefined && o?.ifMark !== undefined) throw changedSince()
          if (person === undefined)
            throw before === undefined
              ? new UserAdminError('not-found', 'The person has no account here.')
              : new UserAdminError(
                  'conflict',
                  'The person has not signed up yet: only an account can be put into a team.',
                )
          return wasIn ? { outcome: 'unchanged', ...(before === undefined ? {} : { member: before }) } : undefined
        },
        act: async (_before, _did, sending) => {
          await client.addTeamMembers(team, [person ?? ''], sending)
        },
        lookAfter: async () => {
          wasIn = await isIn(team, person ?? '')
          return await looking(sights.one({ id: person ?? '' }))
        },
        verdict: (after) =>
          wasIn ? { outcome: 'done', ...(after === undefined ? {} : { member: after }) } : undefined,
        failing: 'is not in the team',
      })
    },
  }
}

/** A team, with what it gives in one workspace. */
function teamIn({ team, members }: Crew, workspace: string): Team {
  const { id, name, managedBy } = throughTeam(team, '')
  const here = [...workspaceBindings(team, workspace), ...deploymentBindings(team, workspace), ...systemBindings(team)]
  return {
    id: id ?? team.id,
    name: name ?? team.id,
    roles: [...new Set(here.flatMap(({ role }) => role ?? []))],
    managedBy,
    ...(members === undefined ? {} : { members: members.map((member) => member.id) }),
  }
}
