// What the sources say two ways (facts §9) of routes, tokens and who may: each in both positions of the fake's switch.
import { describe, expect, it } from 'vitest'
import type { PeopleOptions } from '../src/index.ts'
import { type FakeAacOptions, manualClock } from '../src/testing/index.ts'
import { everybody, exchanges, fake, ids, sent, start, whole, ws } from './contradiction.ts'

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
