import { describe, expect, it } from 'vitest'
import { HoustonClient, type Team } from '../src/index.ts'
import { startFakeHouston } from '../src/testing/index.ts'
import { ignorant, scripted } from './scripted.ts'

async function collect(teams: AsyncIterable<Team>): Promise<Team[]> {
  const all: Team[] = []
  for await (const team of teams) all.push(team)
  return all
}

const seed = {
  workspaces: [
    { id: 'w', label: 'W' },
    { id: 'other', label: 'Other' },
  ],
  users: ['ada@b.c', 'bob@b.c'],
  teams: [
    {
      id: 't1',
      name: 'One',
      provider: 'okta',
      members: ['ada@b.c'],
      roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'w' }],
    },
    {
      id: 't2',
      name: 'Two',
      provider: 'okta',
      members: ['ada@b.c', 'bob@b.c'],
      roleBindings: [{ role: 'SYSTEM_VIEWER' }],
    },
  ],
} as const

describe.each(['0.28.0', '0.34.0', '0.37.5', '1.1.0', '2.0.0'])('the teams of Houston %s', (release) => {
  it('are listed with their roles and their people', async () => {
    await using fake = await startFakeHouston({ release, seed })
    const houston = new HoustonClient({ url: fake.url, token: fake.token })
    const all = await collect(houston.teams())
    expect(all.map(({ name }) => name)).toEqual(['One', 'Two'])
    expect(all[0]).toMatchObject({
      id: 't1',
      provider: 'okta',
      roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: { id: 'w', label: 'W' }, deployment: null }],
    })
    expect((await houston.workspaceTeams('w')).map(({ id }) => id)).toEqual(['t1'])
    expect((await collect(houston.teams({ workspaceUuid: 'w' }))).map(({ id }) => id)).toEqual(['t1'])
    expect((await houston.teamMembers('t2')).map(({ username }) => username)).toEqual(['ada@b.c', 'bob@b.c'])
  })

  it('are all there, however many', async () => {
    const teams = Array.from({ length: 230 }, (_, index) => ({ name: `Team ${index}`, provider: 'okta' }))
    await using fake = await startFakeHouston({ release, seed: { ...seed, teams } })
    const houston = new HoustonClient({ url: fake.url, token: fake.token, release })
    const names = (await collect(houston.teams())).map(({ name }) => String(name))
    expect(new Set(names)).toEqual(new Set(teams.map(({ name }) => name)))
    expect(names.length).toBe(230)
  })
})

describe('a team that is made here', () => {
  const teams = [
    { id: 'own', name: 'Own', provider: 'local', members: ['ada@b.c'] },
    { id: 'idp', name: 'Theirs', provider: 'okta' },
  ]
  it.each(['0.35.0', '0.37.5', '2.0.0'])('takes people in, once each, on %s', async (release) => {
    await using fake = await startFakeHouston({ release, seed: { ...seed, teams } })
    const houston = new HoustonClient({ url: fake.url, token: fake.token })
    const [bob] = await houston.findUsers({ email: 'bob@b.c' })
    const id = bob?.id ?? ''
    await houston.addTeamMembers('own', [id])
    await houston.addTeamMembers('own', [id])
    expect((await houston.teamMembers('own')).map(({ username }) => username)).toEqual(['ada@b.c', 'bob@b.c'])
    for (const call of [houston.addTeamMembers('idp', [id]), houston.addTeamMembers('own', ['nobody'])])
      await expect(call).rejects.toMatchObject({ code: 'BAD_USER_INPUT', effect: 'none' })
    await expect(houston.addTeamMembers('none', [id])).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' })
  })

  it('is no part of an older release, nor of a call without a person', async () => {
    const { houston, asked } = scripted(() => ({}), { release: '0.34.0' })
    await expect(houston.addTeamMembers('own', ['u'])).rejects.toMatchObject({ kind: 'unsupported', effect: 'none' })
    await expect(houston.addTeamMembers('own', [''])).rejects.toMatchObject({ code: 'EMPTY_ARGUMENT' })
    expect(asked()).toEqual([])
  })

  it('that nobody says was changed may have been', async () => {
    const { houston } = scripted(() => ({ data: { updateTeam: null } }), { release: '0.37.5' })
    await expect(houston.addTeamMembers('own', ['u'])).rejects.toMatchObject({ kind: 'protocol', effect: 'unknown' })
  })
})

const team = (index: number) => ({ id: `t${index}`, name: null, roleBindings: [], provider: null })
const some = (from: number, count: number) => Array.from({ length: count }, (_, index) => team(from + index))

/** A client of a server that gives these pages, and the cursors that it was asked for. */
function paging(count: number | null, ...given: unknown[][]) {
  const { houston, calls } = scripted(() => ({ data: { paginatedTeams: { count, teams: given.shift() ?? [] } } }), {
    release: '0.37.5',
  })
  return { houston, cursors: () => calls.map(({ variables }) => variables['cursor']), calls }
}

describe('a list of teams', () => {
  it('goes on until the server’s own count, however short the pages', async () => {
    const { houston, cursors, calls } = paging(5, some(0, 2), some(2, 2), some(4, 1))
    expect((await collect(houston.teams())).map(({ id }) => id)).toEqual(['t0', 't1', 't2', 't3', 't4'])
    expect(cursors()).toEqual(['', 't1', 't3'])
    expect(calls[0]?.variables).toEqual({ cursor: '', take: 100 })
  })

  it('without a count ends with a short page', async () => {
    const { houston, cursors } = paging(null, some(0, 100), some(100, 1))
    expect((await collect(houston.teams({ workspaceUuid: 'w' }))).length).toBe(101)
    expect(cursors()).toEqual(['', 't99'])
  })

  it.each<[string, number, unknown[][], string]>([
    ['ends early', 5, [some(0, 2), []], 'the list ended after 2 rows, the server counts 5'],
    ['is longer than its count', 1, [some(0, 2)], 'the list ended after 2 rows, the server counts 1'],
    ['leads back', 5, [some(0, 2), [team(5), team(1)]], 'a page leads back to one that was read'],
    ['brings nothing new', 5, [some(0, 3), some(0, 2)], 'a page brought only rows already seen'],
    ['has a hole', 5, [[null]], 'the answer is null and says no reason'],
  ])('that %s is an error', async (_, count, given, fact) => {
    const { houston } = paging(count, ...given)
    await expect(collect(houston.teams())).rejects.toMatchObject({
      kind: 'protocol',
      effect: 'none',
      operation: 'ListTeams',
      message: `ListTeams: ${fact}`,
    })
  })

  it('that is null is an error', async () => {
    const { houston } = scripted(() => ({ data: { paginatedTeams: null } }))
    await expect(collect(houston.teams())).rejects.toMatchObject({ kind: 'protocol', operation: 'ListTeams' })
  })

  it('says where teams come from only where the release does', async () => {
    const { houston, asked } = scripted(
      ({ operation, query }) => {
        if (query.includes('provider')) return ignorant('Cannot query field "provider" on type "Team".')
        const teams = [{ id: 't1', name: 'One', roleBindings: [] }]
        return {
          data: operation === 'ListIdpTeams' ? { paginatedTeams: { count: 1, teams } } : { workspaceTeams: teams },
        }
      },
      { release: '0.29.0' },
    )
    expect(await collect(houston.teams())).toEqual([{ id: 't1', name: 'One', roleBindings: [] }])
    expect(await houston.workspaceTeams('w')).toEqual([{ id: 't1', name: 'One', roleBindings: [] }])
    expect(asked()).toEqual(['ListTeams', 'ListIdpTeams', 'WorkspaceIdpTeams'])
  })

  it('is not asked for without a place that is one, nor before the first is wanted', async () => {
    const { houston, calls } = paging(0)
    houston.teams()
    expect(() => houston.teams({ workspaceUuid: ' ' })).toThrow('ListTeams: workspaceUuid is empty')
    await expect(houston.teamMembers('')).rejects.toThrow('TeamMembers: teamUuid is empty')
    await expect(houston.workspaceTeams('')).rejects.toThrow('WorkspaceTeams: workspaceUuid is empty')
    expect(calls).toEqual([])
  })

  it('ends with the reason of the signal', async () => {
    const { houston } = paging(2, some(0, 2))
    await expect(collect(houston.teams({ signal: AbortSignal.abort('no') }))).rejects.toBe('no')
  })
})
