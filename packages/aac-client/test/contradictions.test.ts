// What the sources say two ways (facts §9): each in both positions of the fake's switch, through the real client.
import { afterEach, describe, expect, it } from 'vitest'
import {
  AacClient,
  type AacClientOptions,
  type Exchange,
  memoryTokens,
  type PeopleOptions,
  type Person,
  rateLimits,
} from '../src/index.ts'
import { type FakeAac, type FakeAacOptions, manualClock, startFakeAac } from '../src/testing/index.ts'

let fake: FakeAac
let exchanges: Exchange[]
afterEach(() => fake.close())

const seed = {
  workspaces: [
    { id: 41, name: 'spring-class' },
    { id: 42, gid: '01JR8T2Y6CQ0M4V9Z7K1XWBN3H', name: 'research', people: ['me@example.edu', 'far@example.edu'] },
  ],
  people: [
    { id: 11, email: 'me@example.edu', isAdmin: true },
    { id: 12, email: 'second@example.edu', isAdmin: true },
    { id: 13, email: 'ana@example.edu', assets: 3 },
    { id: 14, email: 'new@example.edu', status: 'invited' },
  ],
  groups: [{ name: 'class', members: [13], roles: ['Full User'] }],
} as const
const ws = 41

async function start(options: FakeAacOptions = {}, more: Partial<AacClientOptions> = {}): Promise<AacClient> {
  fake = await startFakeAac({ seed, ...options })
  exchanges = []
  // As the preferences page shows them: when the first one ends stands in the token only.
  const { accessToken, refreshToken } = fake.tokens()
  return new AacClient({
    region: 'us1',
    token: memoryTokens({ accessToken, refreshToken }),
    fetch: fake.fetch,
    now: fake.clock.now,
    retries: 0,
    onExchange: (exchange) => exchanges.push(exchange),
    ...more,
  } as AacClientOptions)
}

/** How often an operation was sent. */
const sent = (operation: string): number => exchanges.filter((exchange) => exchange.operation === operation).length

async function everybody(client: AacClient, options: PeopleOptions = {}): Promise<Person[]> {
  const people: Person[] = []
  for await (const person of client.people(ws, options)) people.push(person)
  return people
}
const ids = async (client: AacClient): Promise<string[]> => (await everybody(client)).map(({ id }) => id)
const whole = ['11', '12', '13', '14']

describe('9.1 the routes to the people of a workspace', () => {
  it.each<[string, FakeAacOptions['routes'], number]>([
    ['all there', {}, 1],
    ['not on the gateway', { 'gateway:listWorkspaceUsers': '404' }, 2],
    ['withdrawn from the gateway', { 'gateway:listWorkspaceUsers': '410' }, 2],
    ['nowhere but in the list of the token’s own people', { listWorkspaceUsers: '404' }, 3],
    ['the list of own people alone withdrawn', { listPerson: '410' }, 1],
  ])('%s: everybody is found, and the way is remembered', async (_position, routes, tries) => {
    const client = await start({ routes })
    await client.peoplePage(ws)
    expect(sent('listWorkspaceUsers')).toBe(tries)
    expect(await ids(client)).toEqual(whole)
    const once = exchanges.length
    await client.peoplePage(ws)
    expect(exchanges).toHaveLength(once + 1)
  })

  it.each(['exception', 'top'] as const)('a withdrawn route shows by its flag: in the %s', async (withdrawnAt) => {
    const client = await start({ withdrawnAt, routes: { 'gateway:deleteWorkspaceUser': '410' } })
    expect(await client.remove(ws, 13)).toEqual({ already: false })
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })

  it('none there: it fails, and says that it is the way', async () => {
    const client = await start({ routes: { listWorkspaceUsers: '404', listPerson: '404' } })
    await expect(ids(client)).rejects.toMatchObject({ status: 404, code: 'RouteNotFoundException' })
  })

  it.each<[string, () => void, number]>([
    ['403', () => undefined, 403],
    ['500', () => fake.fault({ on: 'listWorkspaceUsers', give: { status: 500 } }), 500],
    ['401', () => fake.fault({ on: 'listWorkspaceUsers', times: 2, give: { status: 401 } }), 401],
  ])('a %s is no missing way: the next is not tried', async (_what, break_, status) => {
    const client = await start({ routes: status === 403 ? { 'gateway:listWorkspaceUsers': '403' } : {} })
    break_()
    await expect(ids(client)).rejects.toMatchObject({ status, operation: 'listWorkspaceUsers' })
    expect(sent('listWorkspaceUsers')).toBe(status === 401 ? 2 : 1)
  })

  it.each<[string, readonly number[], PeopleOptions]>([
    ['is empty', [], {}],
    ['is as long as it must be, but lacks the caller', [12, 13, 14, 15], { holds: 11 }],
  ])('a list that %s is not taken for whole', async (_what, rows, options) => {
    const client = await start()
    const body = JSON.stringify({ data: rows.map((id) => ({ id })), count: rows.length })
    fake.fault({ on: /^list/, times: 9, give: { status: 200, body } })
    await expect(everybody(client, options)).rejects.toMatchObject({ kind: 'protocol', code: 'INCOMPLETE_LIST' })
  })
})

describe('9.2 the answer to a removal', () => {
  it.each(['204', '200 []', '200 {}', '200 empty'] as const)('%s is done', async (removeAnswer) => {
    const client = await start({ removeAnswer })
    expect(await client.remove(ws, 13)).toEqual({ already: false })
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })
})

describe('9.3 somebody who is not there any more', () => {
  it.each(['404', '410'] as const)('%s: already gone, and asked once', async (goneAnswer) => {
    const client = await start({ goneAnswer })
    await client.remove(ws, 13)
    expect(await client.remove(ws, 13)).toEqual({ already: true })
    expect(sent('deleteWorkspaceUser')).toBe(2)
  })

  it('400: refused, and a read decides', async () => {
    const client = await start({ goneAnswer: '400' })
    await client.remove(ws, 13)
    await expect(client.remove(ws, 13)).rejects.toMatchObject({ status: 400, effect: 'none' })
    expect(await client.person(13)).toBeUndefined()
  })

  it.each(['404', '410'] as const)('a route that is not there (%s) is never somebody gone', async (state) => {
    const client = await start({ routes: { deleteWorkspaceUser: state } })
    await expect(client.remove(ws, 13)).rejects.toMatchObject({ status: Number(state), effect: 'none' })
    expect(fake.state[0]?.people.some(({ id }) => id === 13)).toBe(true)
  })
})

describe('9.4 the life of an access token', () => {
  it.each<[number, string, FakeAacOptions['tokenAnswer'], number]>([
    [300, 'told as a number', undefined, 12],
    [300, 'told as a text', (answer) => ({ ...answer, expires_in: '300' }), 12],
    [300, 'told by the token alone', (answer) => ({ ...answer, expires_in: undefined }), 12],
    [3600, 'told as a number', undefined, 1],
  ])('%d s, %s: an hour costs the exchanges it must, and no 401', async (tokenLife, _told, tokenAnswer, needed) => {
    const clock = manualClock()
    const client = await start({ clock, tokenLife, tokenAnswer })
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(60_000)
      await client.currentPerson()
    }
    expect(exchanges.filter(({ status }) => status === 401)).toEqual([])
    expect(fake.counters).toMatchObject({ exchanges: needed, spentPresented: 0 })
  })
})

describe('9.5 the id of an API project', () => {
  it.each<[string | undefined, string, string]>([
    [undefined, 'steps.oauth.v2.FailedToResolveAPIKey', 'set the option projectId'],
    ['another', 'oauth.v2.InvalidApiKey', 'correct the option projectId'],
  ])('wanted, and %s given: one exact error, and no token is renewed for it', async (projectId, code, says) => {
    const client = await start({ projectId: 'project-1' }, { projectId })
    await expect(client.remove(ws, 13)).rejects.toMatchObject({
      kind: 'auth',
      code,
      effect: 'none',
      message: expect.stringContaining(says) as string,
    })
    expect(fake.counters.exchanges).toBe(0)
    expect(fake.ledger.entries).toEqual([])
  })

  it.each<[string, FakeAacOptions]>([
    ['wanted', { projectId: 'project-1' }],
    ['not wanted', {}],
  ])('%s, and given: it works', async (_position, options) => {
    const client = await start(options, { projectId: 'project-1' })
    expect(await client.remove(ws, 13)).toEqual({ already: false })
  })
})

describe('9.6 a static token of the older kind', () => {
  it.each(['work', 'refused'] as const)('%s: said plainly, and nothing is renewed', async (staticTokens) => {
    let token = ''
    const client = await start({ staticTokens }, { token: async () => token })
    token = fake.staticToken()
    const asked = client.currentPerson()
    if (staticTokens === 'work') expect(await asked).toMatchObject({ id: '11' })
    else await expect(asked).rejects.toMatchObject({ kind: 'auth', status: 401, effect: 'none' })
    expect(exchanges).toHaveLength(1)
    expect(fake.counters.exchanges).toBe(0)
  })
})

describe('9.7 who administers', () => {
  it.each(['caller', 'everybody'] as const)(
    '`isAdmin` is shown of %s: the list of administrators decides',
    async (isAdminOf) => {
      const client = await start({ isAdminOf })
      expect((await client.admins(ws)).map(({ id }) => id)).toEqual(['11', '12'])
      const shown = (await everybody(client)).filter(({ isAdmin }) => isAdmin !== undefined)
      expect(shown).toHaveLength(isAdminOf === 'caller' ? 1 : 4)
    },
  )

  it.each(['403', '404'] as const)('no list of administrators (%s): said, and the roles tell it', async (state) => {
    const client = await start({ routes: { listWorkspaceAdmins: state } })
    await expect(client.admins(ws)).rejects.toMatchObject({ status: Number(state) })
    const admins = (await everybody(client)).filter(({ authorizationRoles }) =>
      authorizationRoles?.some(({ tag }) => tag === 'workspace_admin'),
    )
    expect(admins.map(({ id }) => id)).toEqual(['11', '12'])
  })

  it('neither: the roles are missing and not empty, so nobody can be taken for no administrator', async () => {
    const client = await start({ privileges: false })
    expect((await everybody(client)).map(({ authorizationRoles }) => authorizationRoles)).toEqual(
      whole.map(() => undefined),
    )
  })
})

describe('9.8 the body that gives a role', () => {
  it('a bare list: given', async () => {
    const client = await start({ assignBody: 'array' })
    await client.assignRole(81003, [13])
    expect(fake.ledger.of('assignAuthorizationRole')).toHaveLength(1)
  })

  it('wrapped in `items`: refused, and nothing was done', async () => {
    const client = await start({ assignBody: 'items' })
    await expect(client.assignRole(81003, [13])).rejects.toMatchObject({
      status: 400,
      code: 'ApiValidationFailed',
      effect: 'none',
    })
    expect(fake.ledger.entries).toEqual([])
  })
})

describe('9.9 the method that transfers assets', () => {
  it('PATCH: transferred', async () => {
    const client = await start({ transferMethod: 'PATCH' })
    await client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })
    expect(fake.state[0]?.people.map(({ assets }) => assets)).toEqual([3, 0, 0, 0])
  })

  it('POST: refused as a way that is not there, and nothing was done', async () => {
    const client = await start({ transferMethod: 'POST' })
    await expect(client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })).rejects.toMatchObject({
      code: 'RouteNotFoundException',
      effect: 'none',
    })
    expect(fake.state[0]?.people[2]?.assets).toBe(3)
  })
})

describe('9.10 the status of a success', () => {
  it.each(['seen', 'conventional'] as const)(
    'groups made and ended with statuses as %s are read all the same',
    async (groupStatuses) => {
      const client = await start({ groupStatuses })
      const bearer = { authorization: `Bearer ${fake.tokens().accessToken}`, 'content-type': 'application/json' }
      const groups = `${fake.url}/v4/workspaces/${ws}/groups`
      const body = JSON.stringify({ name: 'late', members: ['13', '14'], roles: [81003] })
      const made = await fetch(groups, { method: 'POST', headers: bearer, body })
      expect(made.status).toBe(groupStatuses === 'seen' ? 200 : 201)
      expect(await client.groups(ws)).toMatchObject([
        { name: 'class' },
        { name: 'late', members: [{ id: '13' }, { id: '14' }], roles: [{ policyId: '81003' }] },
      ])
      const ended = await fetch(`${groups}/9002`, { method: 'DELETE', headers: bearer })
      expect(ended.status).toBe(groupStatuses === 'seen' ? 201 : 204)
      expect(await client.groups(ws)).toHaveLength(1)
    },
  )

  it.each([200, 201, 202, 204])('a change that is answered with %d is done', async (status) => {
    const client = await start()
    fake.fault({
      on: /suspend|transfer|Role|invite/i,
      times: 9,
      give: { status, ...(status === 204 ? {} : { body: '{}' }) },
    })
    await client.suspend(ws, [13])
    await client.unsuspend(ws, [13])
    await client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })
    await client.assignRole(81003, [13])
    await client.unassignRole(81003, 13)
    await client.reinvite(ws, [14])
    expect(await client.invite(ws, ['x@example.edu'])).toEqual({ personIds: [] })
  })
})

describe('9.11 how long to wait', () => {
  it.each(['x-retry-after', 'retry-after'] as const)('told by %s', async (retryHeader) => {
    const client = await start({ clock: manualClock(), retryHeader, quota: { user: 1, on: ['deleteWorkspaceUser'] } })
    await client.remove(ws, 13)
    await expect(client.remove(ws, 14)).rejects.toMatchObject({ status: 429, retryAfter: 60_000, effect: 'none' })
    expect(fake.state[0]?.people.some(({ id }) => id === 14)).toBe(true)
  })

  it.each(['milliseconds', 'seconds', 'mixed'] as const)('the quota’s new start in %s is one time', async (resetIn) => {
    const clock = manualClock()
    const client = await start({ clock, resetIn, quota: { user: 30, workspace: 60 } })
    await client.currentPerson()
    const reset = clock.now() + 60_000
    expect(rateLimits(exchanges.at(-1)?.headers ?? {})).toEqual({
      user: { limit: 30, remaining: 29, reset },
      workspace: { limit: 60, remaining: 59, reset },
    })
  })
})

describe('9.12 ids', () => {
  it.each(['numbers', 'strings'] as const)('%s in bodies are one id', async (form) => {
    const client = await start({ ids: form })
    expect(await ids(client)).toEqual(whole)
    expect(await client.currentWorkspace()).toMatchObject({ id: '41' })
    expect((await client.roles(ws)).map(({ policyId }) => policyId)).toEqual(['81001', '81002', '81003'])
    expect((await client.groups(ws))[0]).toMatchObject({ id: '9001', members: [{ id: '13' }] })
    expect(await client.invite(ws, ['x@example.edu'])).toEqual({ personIds: ['70002'] })
    expect(await client.remove(ws, '13')).toEqual({ already: false })
  })

  it('a gid is never sent as one', async () => {
    const client = await start()
    const { gid } = await client.currentWorkspace()
    await expect(client.remove(String(gid), 13)).rejects.toMatchObject({ code: 'NOT_AN_ID' })
    expect(sent('deleteWorkspaceUser')).toBe(0)
  })
})

describe('9.13 which workspace a request means', () => {
  it.each(['ignored', 'honoured'] as const)(
    'the header %s: the token decides, and a change for another workspace is not sent',
    async (workspaceHeader) => {
      const client = await start({ workspaceHeader })
      expect(await client.currentWorkspace()).toMatchObject({ id: '41', name: 'spring-class' })
      await expect(client.remove(42, 70001)).rejects.toMatchObject({ code: 'OTHER_WORKSPACE', effect: 'none' })
      expect(sent('deleteWorkspaceUser')).toBe(0)
    },
  )

  it.each(['ignored', 'honoured'] as const)(
    'the header %s: a token that becomes another workspace’s changes nothing',
    async (workspaceHeader) => {
      let token = ''
      const client = await start({ workspaceHeader }, { token: async () => token })
      token = fake.tokens().accessToken
      await client.remove(ws, 13)
      token = fake.tokens({ workspace: 42 }).accessToken
      await expect(client.remove(ws, 14)).rejects.toMatchObject({ code: 'OTHER_WORKSPACE' })
      await expect(client.assignRole(81003, [14])).rejects.toMatchObject({ code: 'OTHER_WORKSPACE' })
      expect(fake.ledger.entries).toMatchObject([{ operation: 'deleteWorkspaceUser', scope: '41' }])
    },
  )
})

describe('9.14 what becomes of assets', () => {
  it.each<['lost' | 'kept', number, number]>([
    ['lost', 3, 0],
    ['kept', 0, 3],
  ])('%s with the membership: a transfer afterwards is refused', async (removedAssets, lost, back) => {
    const client = await start({ removedAssets })
    await client.remove(ws, 13)
    await expect(client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })).rejects.toMatchObject({
      status: 404,
      effect: 'none',
    })
    expect(fake.state[0]).toMatchObject({ lostAssets: lost })
    await client.invite(ws, ['ana@example.edu'])
    expect(fake.state[0]?.people.at(-1)).toMatchObject({ email: 'ana@example.edu', assets: back })
  })

  it.each(['lost', 'kept'] as const)(
    '%s with the membership: a transfer before loses nothing',
    async (removedAssets) => {
      const client = await start({ removedAssets })
      await client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })
      await client.remove(ws, 13)
      expect(fake.state[0]).toMatchObject({ lostAssets: 0, people: [{ id: 11, assets: 3 }, {}, {}] })
    },
  )
})

describe('9.15 a refresh token that comes twice', () => {
  it.each([0, 10])('%d s of grace: many callers cost one exchange', async (graceSeconds) => {
    const clock = manualClock()
    const client = await start({ clock, graceSeconds })
    clock.advance(299_000)
    await Promise.all(Array.from({ length: 8 }, () => client.currentPerson()))
    expect(fake.counters).toMatchObject({ exchanges: 1, spentPresented: 0 })
  })

  it.each([0, 10])('%d s of grace: an answer that was lost is presented once more at most', async (graceSeconds) => {
    const clock = manualClock()
    const client = await start({ clock, graceSeconds })
    clock.advance(299_000)
    fake.fault({ on: 'refreshToken', when: 'after', give: 'cut' })
    await expect(client.currentPerson()).rejects.toMatchObject({ operation: 'refreshToken' })
    const again = client.currentPerson()
    if (graceSeconds > 0) expect(await again).toMatchObject({ id: '11' })
    else await expect(again).rejects.toMatchObject({ kind: 'auth', code: 'invalid_grant' })
    expect(fake.counters.spentPresented).toBe(1)
    if (graceSeconds === 0) await expect(client.currentPerson()).rejects.toMatchObject({ kind: 'auth' })
    expect(fake.counters.spentPresented).toBe(1)
  })
})

describe('9.16 how keys are spelt', () => {
  it.each(['sample', 'specification'] as const)('as in the %s: one workspace', async (spelling) => {
    const client = await start({ spelling })
    expect(await client.currentWorkspace()).toMatchObject({
      id: '41',
      workspace_member_count: 4,
      workspace_tier: 'enterprise_cloud22',
    })
    expect(await client.workspaces()).toHaveLength(2)
  })

  it.each<[FakeAacOptions['groupsIn'], FakeAacOptions['groupRows']]>([
    ['groups', 'objects'],
    ['groups', 'ids'],
    ['data', 'objects'],
    ['data', 'ids'],
  ])('groups in `%s`, made of %s: one group', async (groupsIn, groupRows) => {
    const client = await start({ groupsIn, groupRows })
    expect(await client.groups(ws)).toMatchObject([
      { id: '9001', name: 'class', members: [{ id: '13' }], roles: [{ policyId: '81003' }] },
    ])
  })
})
