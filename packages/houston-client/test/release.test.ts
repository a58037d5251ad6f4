// Longer than other files: every release that is told from the others, asked in each way.
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { HoustonClient, type HoustonRelease } from '../src/index.ts'
import { type FakeHoustonOptions, startFakeHouston } from '../src/testing/index.ts'
import { ignorant, scripted } from './scripted.ts'

const seed = {
  workspaces: [{ id: 'w', label: 'W' }],
  users: [
    { emails: ['ada@example.edu'], roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'w' }] },
    { emails: ['bob@example.edu'], roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'w' }] },
  ],
} as const

/** A fake, a client of it, and the operations that it was sent. */
async function talking(options: FakeHoustonOptions, release?: string | HoustonRelease) {
  const fake = await startFakeHouston({ seed, ...options })
  const asked: string[] = []
  const houston = new HoustonClient({
    url: fake.url,
    token: fake.token,
    release,
    onExchange: ({ operation }) => void asked.push(operation),
  })
  const idOf = (index: number): string => fake.state.users[index]?.id ?? ''
  return { fake, houston, asked, idOf, [Symbol.asyncDispose]: () => fake.close() }
}

async function everything(houston: HoustonClient, ids: readonly string[]): Promise<void> {
  await houston.workspaces()
  await houston.findUsers({ email: 'ada@example.edu' })
  for await (const _ of houston.members('w')) void _
  await houston.setWorkspaceRole('w', 'ada@example.edu', 'WORKSPACE_EDITOR')
  for (const id of ids) await houston.removeUser(id)
}

const servers: readonly [string, FakeHoustonOptions, string[]][] = [
  ['0.16.6', {}, ['MyWorkspaces', 'FindUsers', 'WorkspaceMembers', 'UpdateWorkspaceRole', 'RemoveUserByUuid']],
  ['0.25.10', {}, ['MyWorkspaces', 'FindUsers', 'WorkspaceMembers', 'UpdateWorkspaceRole', 'RemoveUserByUuid']],
  ['0.34.0', {}, ['AllWorkspaces', 'FindUsers', 'WorkspaceMembersPage', 'UpsertWorkspaceRole', 'RemoveUserByUuid']],
  ['2.0.0', {}, ['AllWorkspaces', 'FindUsers', 'WorkspaceMembersPage', 'UpsertWorkspaceRole', 'RemoveUserByUuid']],
  [
    '0.37.5',
    { removeUserArgument: 'id', roleMutations: ['update'] },
    ['AllWorkspaces', 'FindUsers', 'WorkspaceMembersPage', 'UpdateWorkspaceRole', 'RemoveUserById'],
  ],
]

describe.each([true, false])('with introspection %s', (introspection) => {
  it.each(servers)(
    'a client of %s %o asks one question, and then each thing in one request',
    async (release, options, calls) => {
      await using all = await talking({ release, introspection, ...options })
      await everything(all.houston, [all.idOf(0)])
      expect(all.asked).toEqual(['HoustonRelease', ...calls])
    },
  )
})

describe('a client that was told the release', () => {
  it.each(servers.slice(0, 4))('%s %o asks none', async (release, options, calls) => {
    await using all = await talking({ release, ...options }, release)
    await everything(all.houston, [all.idOf(0)])
    expect(all.asked).toEqual(calls)
  })

  it.each(servers)('%s %o by what another one saved asks none', async (release, options, calls) => {
    await using first = await talking({ release, ...options })
    const saved = JSON.parse(JSON.stringify(await first.houston.release())) as HoustonRelease
    expect(first.asked).toEqual(['HoustonRelease'])
    await using second = await talking({ release, ...options }, saved)
    await everything(second.houston, [second.idOf(0)])
    expect(second.asked).toEqual(calls)
  })

  it.each(
    servers.flatMap(([release, options]) => [
      [release, options, '0.16.6'] as const,
      [release, options, '0.35.0'] as const,
    ]),
  )('%s %o, and wrongly %s, gets through all the same, and learns it', async (release, options, told) => {
    await using all = await talking({ release, ...options }, told)
    await everything(all.houston, [all.idOf(1)])
    expect(all.fake.state.users[0]?.roleBindings).toMatchObject([{ role: 'WORKSPACE_EDITOR' }])
    expect(all.fake.state.users.length).toBe(1)
    expect(all.asked).not.toContain('HoustonRelease')
    const asked = all.asked.length
    const rest = all.fake.state.users[0]?.id ?? ''
    await all.houston.workspaces()
    await all.houston.removeUser(rest)
    expect(all.asked.length).toBe(asked + 2)
  })
})

describe('the question', () => {
  it('is not asked for what every release understands alike', async () => {
    await using all = await talking({})
    await all.houston.users()
    await all.houston.invites()
    await all.houston.invites({ email: 'x@example.edu' })
    await all.houston.findUsers({ email: 'ada@example.edu' })
    await all.houston.usersByEmail(['ada@example.edu'])
    await all.houston.member('w', { email: 'ada@example.edu' })
    await all.houston.addMember('w', 'new@example.edu', 'WORKSPACE_VIEWER')
    await all.houston.config()
    expect(all.asked).not.toContain('HoustonRelease')
  })

  it('is shared by callers at the same time', async () => {
    await using all = await talking({})
    await Promise.all([all.houston.workspaces(), all.houston.workspaces(), all.houston.release()])
    expect(all.asked.filter((one) => one === 'HoustonRelease').length).toBe(1)
  })

  it('is not ended for the others by one that gives up', async () => {
    const controller = new AbortController()
    let release = (): void => undefined
    const waiting = new Promise<void>((resolve) => {
      release = resolve
    })
    const { houston, asked } = scripted(async ({ operation }) => {
      if (operation !== 'HoustonRelease') return { data: { sysWorkspaces: [] } }
      await waiting
      return ignorant('Fragment "Queries" is never used.', 'Fragment "Mutations" is never used.')
    }, {})
    const first = houston.workspaces({ signal: controller.signal })
    const second = houston.workspaces()
    await setImmediate()
    controller.abort('enough')
    await expect(first).rejects.toBe('enough')
    release()
    expect(await second).toEqual([])
    expect(asked()).toEqual(['HoustonRelease', 'AllWorkspaces'])
    const aborted = houston.release({ signal: AbortSignal.abort('never') })
    await expect(aborted).rejects.toBe('never')
  })

  const unusable: readonly [string, () => unknown][] = [
    ['refused', () => new Response('no', { status: 403 })],
    ['answered with a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['answered in one word', () => ignorant('Validation failed')],
    ['answered with data', () => ({ data: { appConfig: null } })],
    ['cut off', () => Promise.reject(new TypeError('terminated'))],
  ]

  it.each(unusable)('%s fails no call, and is not asked again', async (_, answer) => {
    const { houston, asked } = scripted(
      ({ operation }) => {
        if (operation === 'HoustonRelease') return answer()
        if (operation === 'AllWorkspaces') return ignorant('Cannot query field "sysWorkspaces" on type "Query".')
        return { data: { workspaces: [] } }
      },
      { gate: undefined, timeout: 1000 },
    )
    expect(await houston.workspaces()).toEqual([])
    expect(await houston.workspaces()).toEqual([])
    expect(asked()).toEqual(['HoustonRelease', 'AllWorkspaces', 'MyWorkspaces', 'MyWorkspaces'])
    expect(await houston.release()).toEqual({ knows: { sysWorkspaces: false } })
  })

  it.each(unusable.slice(0, 1))('%s leaves the version to tell, where that is known', async (_, answer) => {
    const { houston, asked } = scripted(({ operation }) => {
      if (operation === 'HoustonRelease') return answer()
      if (operation === 'ServerConfig') return { data: { appConfig: { version: '0.16.6', baseDomain: null } } }
      return { data: { workspaces: [] } }
    }, {})
    expect(await houston.version()).toBe('0.16.6')
    expect(await houston.workspaces()).toEqual([])
    expect(asked()).toEqual(['ServerConfig', 'HoustonRelease', 'MyWorkspaces'])
    expect((await houston.release()).version).toBe('0.16.6')
  })

  it('was not asked where there was no token to ask with', async () => {
    const tokens = ['', '', 'k', 'k']
    const { houston, asked } = scripted(
      ({ operation }) =>
        operation === 'HoustonRelease'
          ? ignorant('Fragment "Queries" is never used.', 'Fragment "Mutations" is never used.')
          : { data: { sysWorkspaces: [] } },
      { token: () => tokens.shift() ?? 'k' },
    )
    await expect(houston.workspaces()).rejects.toMatchObject({ code: 'NO_TOKEN', operation: 'AllWorkspaces' })
    expect(await houston.workspaces()).toEqual([])
    expect(asked()).toEqual(['HoustonRelease', 'AllWorkspaces'])
  })
})

describe('what one form is refused for', () => {
  it('is not remembered where no other form works either', async () => {
    const { houston, asked } = scripted(() => ignorant('Cannot query field "label" on type "Workspace".'))
    const told = { kind: 'unsupported', effect: 'none', message: 'AllWorkspaces: this server does not know label' }
    await expect(houston.workspaces()).rejects.toMatchObject(told)
    await expect(houston.workspaces()).rejects.toMatchObject(told)
    expect(asked()).toEqual(['AllWorkspaces', 'MyWorkspaces', 'AllWorkspaces', 'MyWorkspaces'])
  })

  it('is another release only where nothing ran', async () => {
    const { houston, asked } = scripted(() => ({
      errors: [{ message: 'Cannot query field "workspaceUpsertUserRole" on type "Mutation".' }],
      data: { workspaceUpsertUserRole: null },
    }))
    await expect(houston.setWorkspaceRole('w', 'a@b.c', 'WORKSPACE_VIEWER')).rejects.toMatchObject({
      kind: 'protocol',
      effect: 'unknown',
    })
    expect(asked()).toEqual(['UpsertWorkspaceRole'])
  })
})

describe('a server that takes no search', () => {
  const user = { id: 'ck1', emails: [{ address: 'a@b.c' }], roleBindings: [] }
  const invite = { id: 'i1', email: 'a@b.c', role: null, createdAt: null }
  const answer = ({ operation, query }: { operation: string; query: string }): unknown => {
    if (/user: \$user|invite: \$invite/.test(query) || /user:\{/.test(query))
      return ignorant('Unknown argument "user" on field "users" of type "Query".', 'Unknown type "InviteSearch".')
    if (operation === 'UsersByEmail') return { data: { u0: [user] } }
    return {
      data: { users: [user], invites: [invite], workspaceInvites: [invite], workspaceUsers: [user], workspaces: [] },
    }
  }

  it('is asked with arguments of their own, and known for its age by that alone', async () => {
    const { houston, calls, asked } = scripted(answer, {})
    expect(await houston.findUsers({ email: 'A@b.c' })).toEqual([user])
    expect(await houston.findUsers({ userUuid: 'ck1' })).toEqual([user])
    expect(await houston.findUsers({ username: 'a' })).toEqual([user])
    expect(await houston.invites({ email: 'A@b.c' })).toMatchObject([{ id: 'i1' }])
    expect(await houston.workspaceInvites('w', { email: 'A@b.c' })).toMatchObject([{ id: 'i1' }])
    expect(await houston.member('w', { email: 'A@b.c' })).toEqual(user)
    expect(await houston.member('w', { userUuid: 'ck1' })).toEqual(user)
    expect(await houston.usersByEmail(['A@b.c'])).toMatchObject([{ answer: 'found' }])
    expect(await houston.workspaces()).toEqual([])
    expect(asked()).toEqual([
      'FindUsers',
      'FindUsersFlat',
      'FindUsersFlat',
      'FindUsersFlat',
      'ListInvitesFlat',
      'ListWorkspaceInvitesFlat',
      'WorkspaceMembersFlat',
      'WorkspaceMembersFlat',
      'UsersByEmail',
      'MyWorkspaces',
    ])
    expect(calls.slice(1).map(({ variables }) => variables)).toEqual([
      { email: 'a@b.c' },
      { userUuid: 'ck1' },
      { username: 'a' },
      { email: 'a@b.c' },
      { workspaceUuid: 'w', email: 'a@b.c' },
      { workspaceUuid: 'w', email: 'a@b.c' },
      { workspaceUuid: 'w' },
      { u0: 'a@b.c' },
      {},
    ])
  })

  it.each(['0.14.1', '0.15.0', undefined])(
    '%s is not asked by a name that it would take for no filter',
    async (release) => {
      const { houston, asked } = scripted(answer, { release })
      await expect(houston.findUsers({ fullName: 'Ada' })).rejects.toMatchObject({
        kind: 'unsupported',
        effect: 'none',
      })
      expect(asked()).toEqual(['FindUsers'])
    },
  )

  it('that was stated is asked in its own form at once', async () => {
    const { houston, asked } = scripted(answer, { release: '0.14.1' })
    expect(await houston.findUsers({ email: 'a@b.c' })).toEqual([user])
    expect(asked()).toEqual(['FindUsersFlat'])
  })
})

describe('what a release cannot do is refused before anything is sent', () => {
  const old = { kind: 'unsupported', effect: 'none', status: undefined }
  const about = '0.21 or so'
  it.each<[string, (houston: HoustonClient) => Promise<unknown>, string, string]>([
    [
      'bypassInvite',
      (houston) => houston.addMember('w', 'a@b.c', 'WORKSPACE_VIEWER', { bypassInvite: true }),
      'AddWorkspaceUserSilently',
      'bypassInvite, which came with 0.25.3',
    ],
    [
      'deploymentRoles',
      (houston) =>
        houston.addMember('w', 'a@b.c', 'WORKSPACE_VIEWER', {
          deploymentRoles: [{ deploymentId: 'd', role: 'DEPLOYMENT_VIEWER' }],
        }),
      'AddWorkspaceUserWithRoles',
      `deploymentRoles, which came with ${about}`,
    ],
    [
      'a deployment role',
      (houston) => houston.setDeploymentRole('d', 'a@b.c', 'DEPLOYMENT_VIEWER'),
      'AddDeploymentRole',
      `deploymentAddUserRole, which came with ${about}`,
    ],
    [
      'a deployment role to take',
      (houston) => houston.removeDeploymentRole('d', 'a@b.c'),
      'RemoveDeploymentRole',
      `deploymentAddUserRole, which came with ${about}`,
    ],
    [
      'the people of a deployment',
      (houston) => houston.deploymentMembers('d'),
      'DeploymentMembers',
      `deploymentUsers, which came with ${about}`,
    ],
    [
      'teams',
      async (houston) => houston.teams()[Symbol.asyncIterator]().next(),
      'ListTeams',
      'paginatedTeams, which came with 0.28.0',
    ],
    ['the people of a team', (houston) => houston.teamMembers('t'), 'TeamMembers', 'teamUsers, which came with 0.28.0'],
    [
      'the teams of a workspace',
      (houston) => houston.workspaceTeams('w'),
      'WorkspaceTeams',
      'workspaceTeams, which came with 0.28.0',
    ],
  ])('%s', async (_, call, operation, fact) => {
    await using unasked = await talking({ release: '0.16.6' })
    const message = `${operation}: this Houston does not know ${fact}`
    await expect(call(unasked.houston)).rejects.toMatchObject({ ...old, operation, message })
    expect(unasked.asked).toEqual(['HoustonRelease'])

    await unasked.houston.version()
    const named = `${operation}: this Houston (0.16.6) does not know ${fact}`
    await expect(call(unasked.houston)).rejects.toMatchObject({ ...old, message: named })

    await using stated = await talking({ release: '0.16.6' }, '0.16.6')
    await expect(call(stated.houston)).rejects.toMatchObject({ ...old, message: named })
    expect(stated.asked).toEqual([])
    expect(stated.fake.ledger.entries).toEqual([])
  })

  it('and what nobody knows is left to the server', async () => {
    const { houston, asked } = scripted(
      () => ignorant('Unknown argument "bypassInvite" on field "Mutation.workspaceAddUser".'),
      {
        release: { knows: {} },
      },
    )
    await expect(houston.addMember('w', 'a@b.c', 'X', { bypassInvite: true })).rejects.toMatchObject({
      kind: 'unsupported',
      effect: 'none',
      message: 'AddWorkspaceUserSilently: this server does not know bypassInvite',
    })
    expect(asked()).toEqual(['AddWorkspaceUserSilently'])
  })
})

describe('a server that says another version than before', () => {
  it('is known anew', async () => {
    const versions = ['0.34.0', '0.16.6', 'undefined']
    const { houston } = scripted(() => ({ data: { appConfig: { version: versions.shift(), baseDomain: null } } }), {
      release: { version: '0.34.0', knows: { sysWorkspaces: false } },
    })
    const known = async (): Promise<unknown[]> => {
      const { version, knows } = await houston.release()
      return [version, knows.sysWorkspaces, knows.paginatedTeams]
    }
    await houston.version()
    expect(await known()).toEqual(['0.34.0', false, true])
    await houston.version()
    expect(await known()).toEqual(['0.16.6', false, false])
    await houston.version()
    expect(await known()).toEqual(['0.16.6', false, false])
  })
})
