import { afterEach, describe, expect, it } from 'vitest'
import { type FakeHouston, type FakeHoustonOptions, type Seed, startFakeHouston } from '../src/testing/index.ts'
import { ask, codes } from './ask.ts'

let fake: FakeHouston
afterEach(() => fake.close())

const seed: Seed = {
  workspaces: [{ id: 'w' }, { id: 'v' }],
  deployments: [{ id: 'd', workspace: 'w' }],
  users: [
    { id: 'u', username: 'a@b.c', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] },
    { id: 'r', username: 'r@b.c', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
  ],
}
const start = async (options: FakeHoustonOptions = {}): Promise<void> => {
  fake = await startFakeHouston({ seed, ...options })
}
const told = async (query: string, token?: string): Promise<string> => {
  const { errors } = await ask(fake, query, token)
  return (errors ?? []).map(({ message, extensions }) => `${extensions.code}: ${message}`).join('; ')
}

describe('where others hold the people', () => {
  const writes = [
    'inviteUser(email: "x@y.z") { id }',
    'workspaceAddUser(workspaceUuid: "w", email: "x@y.z") { id }',
    'workspaceUpsertUserRole(workspaceUuid: "w", email: "a@b.c", role: WORKSPACE_VIEWER)',
    'createSystemRoleBinding(userId: "u", role: SYSTEM_VIEWER) { id }',
    'deploymentAddUserRole(deploymentId: "d", email: "a@b.c", role: DEPLOYMENT_VIEWER) { id }',
  ]
  it.each(writes)('SCIM refuses %s, from 0.35', async (field) => {
    await start({ release: '0.37', scim: true, scimCode: 'SCIM_ENABLED' })
    expect(await told(`mutation { ${field} }`)).toMatch(/^SCIM_ENABLED: /)
    await fake.close()
    await start({ release: '0.34', scim: true })
    expect(await told(`mutation { ${field} }`)).toBe('')
  })

  it.each(['removeUser(userUuid: "u") { id }', 'workspaceRemoveUser(workspaceUuid: "w", userUuid: "u") { id }'])(
    'SCIM refuses %s',
    async (field) => {
      await start({ release: '0.37', scim: true })
      expect(codes(await ask(fake, `mutation { ${field} }`))).toEqual(['INTERNAL_SERVER_ERROR'])
    },
  )

  it.each(writes)('nobody may %s, one by one', async (field) => {
    await start({ userManagement: false })
    expect(await told(`mutation { ${field} }`)).toBe('BAD_USER_INPUT: User management is disabled')
  })
})

describe('a page of members', () => {
  const users = ['a@b.c', 'b@b.c', 'c@b.c', 'd@b.c'].map((username, index) => ({ id: `u${9 - index}`, username }))
  const members: Seed = { workspaces: [{ id: 'w' }], users }
  const page = async (args: string): Promise<unknown> =>
    (
      (await ask(fake, `{ paginatedWorkspaceUsers(workspaceUuid: "w", ${args}) { id } }`)).data?.[
        'paginatedWorkspaceUsers'
      ] as { id: string }[] | null
    )?.map(({ id }) => id)

  it.each([
    [{}, 'take: 2', ['u6', 'u7']],
    [{ memberOrder: 'username' }, 'take: 2', ['u9', 'u8']],
    [{ memberOrder: 'username' }, 'take: 2, cursor: "u8"', ['u7', 'u6']],
    [{ memberOrder: 'username' }, 'take: 2, cursor: "nope"', []],
    [{ memberOrder: 'createdAt' }, 'take: -1, cursor: "u7"', ['u8']],
    [{ cursorRow: 'included' }, 'take: 2, cursor: "u7"', ['u7', 'u8']],
    [{ cursorRow: 'included' }, 'take: -2, cursor: "u7"', ['u6', 'u7']],
    [{ maxTake: 3 }, 'take: 9', ['u6', 'u7', 'u8']],
    [{ maxTake: 3, overMaxTake: 'refused' }, 'take: 9', undefined],
  ] as const)('where %j: %s gives %j', async (options, args, ids) => {
    await start({ seed: members, ...options })
    expect(await page(args)).toEqual(ids)
  })

  it.each([
    ['0.31.5', 0, 1],
    ['0.31.6', 1, 2],
  ])('of workspaces counts from its own start in %s', async (release, first, second) => {
    await start({ release, seed: { workspaces: [{ id: 'v' }, { id: 'w' }] } })
    const answer = await ask(
      fake,
      `{ a: paginatedWorkspaces(take: 1, pageNumber: ${first}) { id } b: paginatedWorkspaces(take: 1, pageNumber: ${second}) { id } zero: paginatedWorkspaces(take: 1, pageNumber: 0) { id } }`,
    )
    expect(answer.data).toEqual({ a: [{ id: 'v' }], b: [{ id: 'w' }], zero: [{ id: 'v' }] })
  })
})
