import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AacClient } from '../src/index.ts'

const gateway = 'https://api.us1.alteryxcloud.com'
const app = 'https://us1.alteryxcloud.com'
const noRoute = { exception: { name: 'RouteNotFoundException', message: 'This route does not exist' } }

beforeEach(() => nock.disableNetConnect())
afterEach(() => {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  expect(pending).toEqual([])
})

const start = (): AacClient => new AacClient({ region: 'us1', token: 'token', retries: 0 })
const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index)
const works = (): void => void nock(gateway).get('/iam/v1/workspaces/current').reply(200, { id: 41 })

describe('a change', () => {
  interface Change {
    readonly title: string
    readonly of: (client: AacClient) => Promise<unknown>
    readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    readonly path: string
    readonly body?: nock.RequestBodyMatcher
    readonly gives: unknown
  }
  const changes: readonly Change[] = [
    {
      title: 'invites many',
      of: (client) => client.invite(41, ['a@example.edu', ' A@example.edu', 'b@example.edu'], { roles: ['81002'] }),
      method: 'POST',
      path: '/workspaces/41/people/batch',
      body: { emails: ['A@example.edu', 'b@example.edu'], roles: [81_002] },
      gives: { personIds: [] },
    },
    {
      title: 'invites one',
      of: (client) => client.inviteOne('41', ' a@example.edu '),
      method: 'POST',
      path: '/workspaces/41/people',
      body: { email: 'a@example.edu' },
      gives: { personIds: [] },
    },
    {
      title: 'invites one without a mail',
      of: (client) => client.inviteOne(41, 'a@example.edu', { skipEmailInvitations: ['a@example.edu'] }),
      method: 'POST',
      path: '/workspaces/41/people',
      body: { email: 'a@example.edu', skipEmailInvitations: ['a@example.edu'] },
      gives: { personIds: [] },
    },
    {
      title: 'mails again',
      of: (client) => client.reinvite(41, ['7', 8, 7]),
      method: 'PATCH',
      path: '/workspaces/41/people/batch',
      body: { personIds: [7, 8] },
      gives: undefined,
    },
    {
      title: 'suspends',
      of: (client) => client.suspend(41, ['7']),
      method: 'POST',
      path: '/workspaces/41/people/suspend',
      body: { personIds: [7] },
      gives: undefined,
    },
    {
      title: 'lets in again',
      of: (client) => client.unsuspend(41, [7]),
      method: 'POST',
      path: '/workspaces/41/people/unsuspend',
      body: { personIds: [7] },
      gives: undefined,
    },
    {
      title: 'removes',
      of: (client) => client.remove(41, '7'),
      method: 'DELETE',
      path: '/workspaces/41/people/7',
      gives: { already: false },
    },
    {
      title: 'transfers everything',
      of: (client) => client.transferAssets(41, { fromPersonId: '7', toPersonId: 8 }),
      method: 'PATCH',
      path: '/workspaces/41/transfer',
      body: { fromPersonId: 7, toPersonId: 8 },
      gives: undefined,
    },
    {
      title: 'transfers by type',
      of: (client) =>
        client.transferAssets(41, {
          fromPersonId: 7,
          toPersonId: 8,
          assets: { plans: ['4711', 12], connections: 'all' },
        }),
      method: 'PATCH',
      path: '/workspaces/41/transfer',
      body: { fromPersonId: 7, toPersonId: 8, assets: { plans: [4711, 12], connections: 'all' } },
      gives: undefined,
    },
    {
      title: 'gives a role',
      of: (client) => client.assignRole('81002', [7, '8']),
      method: 'PUT',
      path: '/authorization/roles/81002/people',
      body: '[7,8]',
      gives: undefined,
    },
    {
      title: 'takes a role',
      of: (client) => client.unassignRole(81_002, '7'),
      method: 'DELETE',
      path: '/authorization/roles/81002/people/7',
      gives: undefined,
    },
    {
      title: 'names an id that no number holds as it is',
      of: (client) => client.suspend(41, ['9007199254740993']),
      method: 'POST',
      path: '/workspaces/41/people/suspend',
      body: { personIds: ['9007199254740993'] },
      gives: undefined,
    },
  ]

  it.each(changes)('$title: $method $path', async ({ of, method, path, body, gives }) => {
    works()
    nock(gateway).intercept(`/iam/v1${path}`, method, body).reply(204)
    expect(await of(start())).toEqual(gives)
  })

  it.each(changes)('goes on where the gateway has no such route: $title', async ({ of, method, path, body, gives }) => {
    works()
    nock(gateway).intercept(`/iam/v1${path}`, method, body).reply(404, noRoute)
    nock(app).intercept(`/v4${path}`, method, body).reply(200, '  ')
    expect(await of(start())).toEqual(gives)
  })

  it.each(changes.filter(({ title }) => title !== 'removes'))(
    'is not sent along another route because something that it names is gone: $title',
    async ({ of, method, path, body }) => {
      works()
      nock(gateway)
        .intercept(`/iam/v1${path}`, method, body)
        .reply(410, { exception: { name: 'GoneException', message: 'gone' } })
      await expect(of(start())).rejects.toMatchObject({ kind: 'rejected', status: 410, effect: 'none' })
    },
  )

  it.each([
    { code: 'IAM_ENDPOINT_SCREAM_TEST', flagName: 'IAM_SCREAM_PEOPLE' },
    { flagName: 'IAM_SCREAM_PEOPLE' },
    { exception: { name: 'GoneException', code: 'IAM_ENDPOINT_SCREAM_TEST' } },
    { exception: { name: 'GoneException', flagName: 'IAM_SCREAM_PEOPLE' } },
  ])('goes on where the endpoint is withdrawn, wherever that is said: %j', async (gone) => {
    works()
    nock(gateway).patch('/iam/v1/workspaces/41/transfer').reply(410, gone)
    nock(app).patch('/v4/workspaces/41/transfer').reply(204)
    expect(await start().transferAssets(41, { fromPersonId: 7, toPersonId: 8 })).toBeUndefined()
  })

  it.each([{ code: 410, flagName: null }, { exception: { code: '' } }])(
    'takes no number and nothing empty for a withdrawn endpoint: %j',
    async (gone) => {
      works()
      nock(gateway).delete('/iam/v1/workspaces/41/people/7').reply(410, gone)
      expect(await start().remove(41, 7)).toEqual({ already: true })
    },
  )

  it.each([
    [404, { exception: { name: 'DataNotFoundException' } }, { already: true }],
    [410, { exception: { name: 'GoneException' } }, { already: true }],
    [410, '', { already: true }],
    [403, { exception: { name: 'DataNotFoundException' } }, undefined],
    [400, { exception: { name: 'DataNotFoundException' } }, undefined],
    [404, { exception: { name: 'AnotherException' } }, undefined],
    [404, '', undefined],
  ])('finds the person gone, or is refused: %s %j', async (status, body, found) => {
    works()
    nock(gateway).delete('/iam/v1/workspaces/41/people/7').reply(status, body)
    const removal = start().remove(41, 7)
    if (found === undefined) await expect(removal).rejects.toMatchObject({ kind: 'rejected', status, effect: 'none' })
    else expect(await removal).toEqual(found)
  })

  it.each([
    [200, { exception: { name: 'Anything' } }],
    [200, { error: 'anything' }],
    [202, { fault: {} }],
    [201, '<html>'],
  ])('is of unknown end after a success that tells of an error: %s %j', async (status, body) => {
    works()
    nock(gateway).post('/iam/v1/workspaces/41/people/suspend').reply(status, body)
    await expect(start().suspend(41, [7])).rejects.toMatchObject({ kind: 'protocol', effect: 'unknown', status })
  })

  it.each([{ error: null }, { data: [], exception: null }, { fault: '' }])(
    'is done after a success that says that there is no error: %j',
    async (body) => {
      works()
      nock(gateway).post('/iam/v1/workspaces/41/people/suspend').reply(200, body)
      await expect(start().suspend(41, [7])).resolves.toBeUndefined()
    },
  )

  it.each<[string, (client: AacClient) => Promise<unknown>, string]>([
    ['nobody to mail again', (client) => client.reinvite(41, []), 'NO_PERSON'],
    ['a hundred and one to suspend', (client) => client.suspend(41, numbers(101)), 'TOO_MANY'],
    [
      'a hundred and one addresses',
      (client) =>
        client.invite(
          41,
          numbers(101).map((n) => `${n}@a`),
        ),
      'TOO_MANY',
    ],
    ['one without an address', (client) => client.inviteOne(41, ' '), 'NO_EMAIL'],
    [
      'an empty address without a mail',
      (client) => client.inviteOne(41, 'a@example.edu', { skipEmailInvitations: [''] }),
      'NO_EMAIL',
    ],
    [
      'a type without an asset',
      (client) => client.transferAssets(41, { fromPersonId: 7, toPersonId: 8, assets: { plans: [] } }),
      'NO_ASSET',
    ],
    ['no asset', (client) => client.transferAssets(41, { fromPersonId: 7, toPersonId: 8, assets: {} }), 'NO_ASSET'],
    [
      'an asset that is no id',
      (client) => client.transferAssets(41, { fromPersonId: 7, toPersonId: 8, assets: { plans: ['x'] } }),
      'NOT_AN_ID',
    ],
    ['a link of nobody', (client) => client.invitationLink(41, ''), 'NOT_AN_ID'],
    ['the holders of a role by name', (client) => client.roleAssignees('Viewer'), 'NOT_AN_ID'],
    ['groups of a gid', (client) => client.groups('01JQ4Z7M2N8V5T0C9XW3B6KDEF'), 'NOT_AN_ID'],
    ['a page of no rows', (client) => client.peoplePage(41, { limit: 0 }), 'BAD_OPTION'],
    ['a page of a part', (client) => client.peoplePage(41, { limit: 2.5 }), 'BAD_OPTION'],
    ['a page before the first', (client) => client.peoplePage(41, { offset: -1 }), 'BAD_OPTION'],
  ])('and a question that cannot be meant is not sent: %s', async (_title, of, code) => {
    const error = { kind: 'rejected', code, effect: 'none', status: undefined }
    await expect(of(start())).rejects.toMatchObject(error)
    await expect(of(start())).rejects.toThrow(/^\w+: .{12,} Nothing was sent$/)
  })

  it('names a hundred at once', async () => {
    works()
    nock(gateway)
      .post('/iam/v1/workspaces/41/people/suspend', { personIds: numbers(100) })
      .reply(200)
    await expect(start().suspend(41, numbers(100))).resolves.toBeUndefined()
  })
})

describe('one page of people', () => {
  it('is asked for as it is meant', async () => {
    nock(gateway)
      .get('/iam/v1/workspaces/41/people')
      .query({
        limit: '50',
        offset: '100',
        sort: '-email',
        includeCount: 'true',
        includePrivileges: 'false',
        filter: 'ana',
        filterFields: 'email,name',
        filterType: 'contains',
        status: 'new',
        includeStatus: 'new',
      })
      .reply(200, { data: [{ id: '7' }], count: 101 })
    const page = await start().peoplePage(41, {
      limit: 50,
      offset: 100,
      sort: '-email',
      includePrivileges: false,
      filter: 'ana',
      filterFields: ['email', 'name'],
      filterType: 'contains',
      status: 'new',
    })
    expect(page).toEqual({ data: [{ id: '7' }], count: 101 })
  })

  it('is the first hundred by id unless told, by every route', async () => {
    const query = { limit: '100', offset: '0', sort: 'id', includeCount: 'true', includePrivileges: 'true' }
    nock(gateway).get('/iam/v1/workspaces/41/people').query(query).reply(404, noRoute)
    nock(app).get('/v4/workspaces/41/people').query(query).reply(410, {})
    works()
    nock(app).get('/v4/people').query(query).reply(200, { data: [] })
    expect(await start().peoplePage(41)).toEqual({ data: [], count: undefined })
  })
})
