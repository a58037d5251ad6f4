import { describe, expect, it } from 'vitest'
import { type FakeHoustonOptions, startFakeHouston } from '../src/testing/index.ts'
import { ask, codes } from './ask.ts'

// A server of a release knows what that release knows, and refuses the rest by name (facts §2, §6, §8.1).

const seed = {
  workspaces: [{ id: 'w', label: 'Spring' }],
  deployments: [{ id: 'd', workspace: 'w' }],
  users: [
    { id: 'u', username: 'a@b.c', emails: ['a@b.c'], roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] },
  ],
}

async function firstMessage(options: FakeHoustonOptions, query: string, token?: string): Promise<string | undefined> {
  await using fake = await startFakeHouston({ seed, ...options })
  const { errors } = await ask(fake, query, token)
  return errors?.[0]?.message
}

const unknown = (name: string): RegExp => new RegExp(`^(Cannot query field|Unknown argument) "${name}" on `)

describe('a profile by name', () => {
  it.each([
    ['0.16.6', '0.16.6'],
    ['0.25', '0.25.10'],
    ['0.34', '0.34.0'],
    ['0.37', '0.37.5'],
    ['apc-1', '1.1.2'],
    ['apc-2', '2.0.0'],
    ['0.29.2', '0.29.2'],
  ])('%s is %s', async (release, version) => {
    await using fake = await startFakeHouston({ release, seed })
    expect((await ask(fake, '{ appConfig { version } }')).data).toEqual({ appConfig: { version } })
  })
})

/** A document, the name that says since when, and the last release without it and the first with it. */
const since: readonly (readonly [string, string, string, string])[] = [
  ['{ users(user: {email: "a@b.c"}) { id } }', 'user', '0.14.1', '0.14.2'],
  ['{ users(user: {email: "a@b.c"}) { id } }', 'user', '0.15.0', '0.15.1'],
  ['{ workspace(workspaceUuid: "w") { id } }', 'workspace', '0.15.0', '0.15.1'],
  ['{ appConfig { smtpConfigured } }', 'smtpConfigured', '0.13.1', '0.14.0'],
  ['{ appConfig { featureFlags } }', 'featureFlags', '0.27.0', '0.28.0'],
  ['{ appConfig { byoUpdateRegistryHost } }', 'byoUpdateRegistryHost', '0.29.1', '0.29.2'],
  ['mutation { updateSelf(payload: {}) { id } }', 'updateSelf', '0.15.11', '0.16.0'],
  ['{ deploymentUsers(deploymentId: "d") { id } }', 'deploymentUsers', '0.20.0', '0.21.0'],
  [
    'mutation { workspaceAddUser(workspaceUuid: "w", email: "x@y.z", bypassInvite: true) { id } }',
    'bypassInvite',
    '0.25.2',
    '0.25.3',
  ],
  ['{ paginatedTeams { count } }', 'paginatedTeams', '0.27.9', '0.28.0'],
  ['{ users { teams { id } } }', 'teams', '0.27.9', '0.28.0'],
  [
    'mutation { createTeamSystemRoleBinding(teamUuid: "x", role: SYSTEM_VIEWER) { id } }',
    'createTeamSystemRoleBinding',
    '0.29.1',
    '0.29.2',
  ],
  ['{ paginatedWorkspaceUsers(workspaceUuid: "w") { id } }', 'paginatedWorkspaceUsers', '0.29.9', '0.30.0'],
  ['{ paginatedWorkspaces { id } }', 'paginatedWorkspaces', '0.29.9', '0.30.0'],
  ['{ sysWorkspaces { id } }', 'sysWorkspaces', '0.29.9', '0.30.0'],
  ['mutation { createTeam(name: "x") { message } }', 'createTeam', '0.34.9', '0.35.0'],
  ['{ workspaces(label: "Spring") { id } }', 'label', '0.34.9', '0.35.0'],
  ['{ appConfig(clusterId: "c") { version } }', 'clusterId', '0.37.9', '1.0.0'],
  ['{ appConfig(workspaceUuid: "w") { version } }', 'workspaceUuid', '1.9.0', '2.0.0'],
]

/** And what a release no longer has. */
const until: readonly (readonly [string, string, string, string])[] = [
  ['{ users(email: "a@b.c") { id } }', 'email', '0.14.2', '0.15.0'],
  ['{ invites(email: "a@b.c") { id } }', 'email', '0.15.1', '0.14.1'],
  ['{ workspaceUser(workspaceUuid: "w", username: "a@b.c") { id } }', 'username', '0.14.2', '0.14.1'],
  ['{ users { uuid } }', 'uuid', '0.16.0', '0.15.11'],
  ['mutation { updateUser(payload: {}) { id } }', 'updateUser', '0.16.0', '0.15.11'],
]

describe('the schema', () => {
  it.each([...since, ...until])('%s: %s is unknown to %s, and known to %s', async (query, name, without, having) => {
    expect(await firstMessage({ release: without }, query)).toMatch(unknown(name))
    expect((await firstMessage({ release: having }, query)) ?? '').not.toMatch(unknown(name))
  })

  it.each([
    ['0.16.6', 'ID!'],
    ['0.25', 'String!'],
  ])('of %s has ids of type %s', async (release, type) => {
    await using fake = await startFakeHouston({ release, seed })
    const answer = await ask(fake, '{ __type(name: "User") { fields { name type { kind ofType { name } } } } }')
    expect(JSON.stringify(answer.data)).toContain(
      `{"name":"id","type":{"kind":"NON_NULL","ofType":{"name":"${type.slice(0, -1)}"}}}`,
    )
  })

  it.each([
    [{ removeUserArgument: 'id' }, 'mutation($i: Id!) { removeUser(id: $i) { id } }'],
    [{ removeUserArgument: 'id', removeUserIdType: 'ID' }, 'mutation($i: ID!) { removeUser(id: $i) { id } }'],
    [{ removeUserArgument: 'id', removeUserIdType: 'Uuid' }, 'mutation($i: Uuid!) { removeUser(id: $i) { id } }'],
    [
      { roleMutations: ['update', 'upsert'] },
      'mutation($i: Uuid!) { removeUser(userUuid: $i) { id } a: workspaceUpdateUserRole(workspaceUuid: "w", email: "a", role: WORKSPACE_ADMIN) b: workspaceUpsertUserRole(workspaceUuid: "w", email: "a", role: WORKSPACE_ADMIN) }',
    ],
    [
      { sysWorkspaces: true, release: '0.25' },
      'query($i: Uuid!) { sysWorkspaces { id } workspace(workspaceUuid: $i) { id } }',
    ],
  ] as const)('takes the form that a switch chooses: %j', async (options, query) => {
    await using fake = await startFakeHouston({ seed, ...options })
    // The variable is missing: the document itself is valid, which is what counts.
    expect((await ask(fake, query)).errors?.[0]?.message).toMatch(/^Variable "\$i" of required type/)
  })
})

describe('who may', () => {
  const listing = '{ workspaceUsers(workspaceUuid: "w") { id } }'
  const inviting = '{ workspaceInvites(workspaceUuid: "w") { id } }'
  const adding = 'mutation { workspaceAddUser(workspaceUuid: "w", email: "x@y.z") { id } }'
  it.each([
    ['0.16.5', listing, ['FORBIDDEN']],
    ['0.16.6', listing, []],
    ['0.16.5', inviting, ['FORBIDDEN']],
    ['0.16.6', inviting, []],
    ['0.14.1', adding, ['FORBIDDEN']],
    ['0.14.2', adding, []],
    ['0.15.0', adding, ['FORBIDDEN']],
    ['0.15.1', adding, []],
  ])('a system key of %s asks %s: %j', async (release, query, wanted) => {
    await using fake = await startFakeHouston({ release, seed })
    expect(codes(await ask(fake, query))).toEqual(wanted)
  })

  it.each([
    ['0.13.0', ['FORBIDDEN']],
    ['0.14.0', []],
    ['0.14.1', ['FORBIDDEN']],
    ['0.15.0', []],
    ['0.15.11', ['FORBIDDEN']],
    ['0.16.0', []],
  ])('anybody asks %s for its version: %j', async (release, wanted) => {
    await using fake = await startFakeHouston({ release, seed })
    expect(codes(await ask(fake, '{ appConfig { version } }', ''))).toEqual(wanted)
  })

  it.each([
    ['0.16.5', 'SYSTEM_VIEWER', '{ users { id } }', ['FORBIDDEN']],
    ['0.16.6', 'SYSTEM_VIEWER', '{ users { id } }', []],
    ['0.23.0', 'SYSTEM_VIEWER', '{ invites { id } }', []],
    ['0.25', 'SYSTEM_VIEWER', '{ invites { id } }', ['FORBIDDEN']],
    ['0.29.0', 'SYSTEM_EDITOR', 'mutation { createSystemRoleBinding(userId: "u", role: SYSTEM_VIEWER) { id } }', []],
    [
      '0.30.0',
      'SYSTEM_EDITOR',
      'mutation { createSystemRoleBinding(userId: "u", role: SYSTEM_VIEWER) { id } }',
      ['FORBIDDEN'],
    ],
    ['0.25', 'WORKSPACE_VIEWER', inviting, ['FORBIDDEN']],
    ['0.23.0', 'WORKSPACE_VIEWER', inviting, []],
    ['0.29.0', 'SYSTEM_ADMIN', '{ deploymentUsers(deploymentId: "d") { id } }', ['FORBIDDEN']],
    ['0.30.0', 'SYSTEM_ADMIN', '{ deploymentUsers(deploymentId: "d") { id } }', []],
  ])('in %s a %s asks %s: %j', async (release, role, query, wanted) => {
    const place = role.startsWith('WORKSPACE') ? { workspace: 'w' } : {}
    const apiKey = 'b'.repeat(32)
    const serviceAccounts = [{ apiKey, roleBinding: { role, ...place } }]
    await using fake = await startFakeHouston({ release, seed: { ...seed, serviceAccounts } })
    expect(codes(await ask(fake, query, apiKey))).toEqual(wanted)
  })

  it.each([
    ['FORBIDDEN', 'FORBIDDEN', 'You do not have the appropriate permissions for that'],
    ['PERMISSION_DENIED', 'PERMISSION_DENIED', 'You do not have the appropriate permissions for that'],
    ['insufficient', 'INTERNAL_SERVER_ERROR', 'Insufficient permissions.'],
    ['not-authorised', 'INTERNAL_SERVER_ERROR', 'Not Authorised!'],
  ] as const)('and is told so as %s', async (permissionError, code, message) => {
    await using fake = await startFakeHouston({ permissionError, seed })
    expect((await ask(fake, '{ users { id } }', '')).errors).toMatchObject([{ message, extensions: { code } }])
  })
})
