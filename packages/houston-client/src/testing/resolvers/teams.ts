import { failures } from '../failures.ts'
import type { Session } from '../session.ts'
import type { TeamRow, UserRow } from '../state.ts'
import { teamView, userView, type View } from '../views.ts'
import { timeOf } from '../world.ts'
import { pageOf } from './search.ts'

interface TeamName {
  readonly teamUuid?: string | null
  readonly id?: string | null
  readonly name?: string | null
  readonly provider?: string | null
}

interface TeamChange extends TeamName {
  readonly newName?: string | null
  readonly description?: string | null
  readonly addUserIds?: readonly string[] | null
  readonly removeUserIds?: readonly string[] | null
  readonly teamUserIds?: readonly string[] | null
}

const local = 'local'

/** Teams and who is in them (facts §2.3): those of the identity provider, and from 0.35 those made here. */
export function teams(session: Session): View {
  const { world, state, access } = session

  const viewers = (workspace?: string | null): void => {
    access.need(['system.teams.get', 'workspace.teams.get'], { workspace })
  }
  const teamOf = ({ teamUuid, id, name, provider }: TeamName): TeamRow => {
    const byName = [...state.teams.values()].find((row) => row.name === name && row.provider === (provider ?? local))
    const team = state.teams.get(teamUuid ?? id ?? '') ?? byName
    if (team === undefined) throw failures.notFound()
    return team
  }
  const sorted = (rows: readonly TeamRow[]): TeamRow[] => rows.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const on = (place: string): TeamRow[] =>
    sorted(state.bindingsOn(place).flatMap(({ team }) => state.teams.get(team ?? '') ?? []))
  const people = (ids: readonly string[]): UserRow[] =>
    ids.map((id) => {
      const user = state.users.get(id)
      if (user === undefined) throw failures.badInput(`Invalid user ids: ${id}`)
      return user
    })

  return {
    team: ({ teamUuid, workspaceUuid }: { teamUuid: string; workspaceUuid?: string | null }) => {
      viewers(workspaceUuid)
      const team = state.teams.get(teamUuid)
      return team === undefined ? null : teamView(world, team)
    },

    teamUsers: ({ teamUuid }: { teamUuid: string }) => {
      viewers()
      return people([...teamOf({ teamUuid }).members].toSorted()).map((user) => userView(world, user))
    },

    paginatedTeams: (given: {
      take?: number | null
      cursor?: string | null
      workspaceUuid?: string | null
      searchPhrase?: string | null
    }) => {
      viewers(given.workspaceUuid)
      const phrase = given.searchPhrase ?? ''
      if (phrase.length > 0 && phrase.length < 3) throw failures.badInput('searchPhrase needs at least 3 characters')
      const among = given.workspaceUuid ? on(given.workspaceUuid) : sorted([...state.teams.values()])
      const found = among.filter(({ name }) => name.includes(phrase))
      const ids = found.map(({ id }) => id)
      const page = pageOf(ids, given.cursor ?? '', given.take ?? ids.length, {
        cursorRow: 'excluded',
        memberOrder: 'id',
      })
      return {
        count: found.length,
        teams: page.flatMap((id) => state.teams.get(id) ?? []).map((team) => teamView(world, team)),
      }
    },

    workspaceTeams: ({ workspaceUuid }: { workspaceUuid: string }) => {
      viewers(workspaceUuid)
      return on(workspaceUuid).map((team) => teamView(world, team))
    },

    deploymentTeams: ({ deploymentUuid }: { deploymentUuid: string }) => {
      access.need(['deployment.teams.get', 'system.teams.get'], { deployment: deploymentUuid })
      return on(deploymentUuid).map((team) => teamView(world, team))
    },

    createTeam: (given: { name: string; description?: string | null; provider: string; userIds?: string[] | null }) => {
      access.need(['system.teams.create'])
      session.notByScim()
      const { name, description, provider } = given
      if ([...state.teams.values()].some((row) => row.name === name && row.provider === provider))
        throw failures.badInput('A team with this name already exists')
      const members = people(given.userIds ?? [])
      if (provider !== local && members.length > 0) throw membersOfProvider()
      const now = timeOf(world)
      const team: TeamRow = {
        id: state.id(),
        name,
        provider,
        description: description ?? '',
        members: new Set(),
        createdAt: now,
        updatedAt: now,
      }
      state.teams.set(team.id, team)
      for (const user of members) state.join(team, user.id)
      session.record('createTeam', undefined, name)
      return { team: teamView(world, team), message: 'Team created' }
    },

    updateTeam: (given: TeamChange) => {
      access.need(['system.teams.update'])
      session.notByScim()
      const team = teamOf(given)
      const { addUserIds, removeUserIds, teamUserIds } = given
      const wanted = new Set(teamUserIds ?? team.members)
      for (const id of addUserIds ?? []) wanted.add(id)
      for (const id of removeUserIds ?? []) wanted.delete(id)
      people([...wanted])
      const lists = [addUserIds, removeUserIds, teamUserIds].some((list) => list !== undefined && list !== null)
      if (lists && team.provider !== local) throw membersOfProvider()
      for (const id of team.members) if (!wanted.has(id)) state.leave(team, id)
      for (const id of wanted) state.join(team, id)
      team.name = given.newName ?? team.name
      team.description = given.description ?? team.description
      team.updatedAt = timeOf(world)
      session.record('updateTeam', undefined, team.name)
      return { team: teamView(world, team), message: 'Team updated' }
    },

    removeTeam: (given: TeamName) => {
      access.need(['system.teams.remove'])
      session.notByScim()
      const team = teamOf(given)
      if (team.provider !== local && team.members.size > 0)
        throw failures.badInput('A team of the identity provider can be removed only when it is empty')
      const view = { ...teamView(world, team), users: [], roleBindings: [] }
      for (const binding of state.bindingsOf(team.id)) state.unbind(binding)
      state.teams.delete(team.id)
      session.record('removeTeam', undefined, team.name)
      return view
    },
  }
}

const membersOfProvider = (): Error =>
  failures.badInput('The members of a team of the identity provider cannot be changed here')
