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
const works = (): void => void nock(gateway).get('/iam/v1/workspaces/current').reply(200, { id: 41 })

describe('the link of an invitation', () => {
  const link = 'https://us1.alteryxcloud.com/invite?code=5ecret'
  it.each([
    [{ data: link }],
    [{ data: { invitationLink: link } }],
    [{ invitationLink: link }],
    [{ link }],
    [{ data: { url: link } }],
    [JSON.stringify(link)],
  ])('is read from %j', async (body) => {
    nock(gateway).get('/iam/v1/workspaces/41/invitationLink').query({ personId: '7' }).reply(200, body)
    expect(await start().invitationLink(41, 7)).toBe(link)
  })

  it.each([[{ data: null }], [{ link: 'javascript:5ecret' }], [{ link: 'http://us1.alteryxcloud.com/5ecret' }], [{}]])(
    'is nothing else, and no error shows it: %j',
    async (body) => {
      nock(gateway)
        .get(/invitationLink/)
        .reply(200, body)
      const error = await start()
        .invitationLink(41, 7)
        .catch((reason: unknown) => reason)
      expect(error).toMatchObject({ kind: 'protocol', operation: 'getInvitationLink', effect: 'none' })
      expect(String(error)).not.toContain('5ecret')
    },
  )
})

describe('the holders of a role', () => {
  it('are read from people, ids, and records that name a person', async () => {
    const data = [{ id: 7, email: 'a@example.edu' }, 8, '9', { id: 100, personId: 10 }]
    nock(gateway).get('/iam/v1/authorization/roles/81002/people').query(true).reply(200, { data, count: 4 })
    const holders = await start().roleAssignees('81002')
    expect(holders.map(({ id, email }) => [id, email])).toEqual([
      ['7', 'a@example.edu'],
      ['8', undefined],
      ['9', undefined],
      ['10', undefined],
    ])
  })
})

describe('the groups of a workspace', () => {
  const groups = [
    { id: 9001, name: 'class', users: [{ id: 7, email: 'a@example.edu' }, 8], roles: [81_003], scimEnabled: true },
    {
      id: '9002',
      name: 'staff',
      members: ['7'],
      roles: [
        { policyId: '81002', name: 'Viewer' },
        { id: 81_001, tag: 'x' },
      ],
    },
    { id: 9003, name: 'untold', members: null, roles: null, shoeSize: 43 },
  ]
  const read = [
    {
      id: '9001',
      name: 'class',
      members: [{ id: '7', email: 'a@example.edu' }, { id: '8' }],
      roles: [{ policyId: '81003' }],
      scimEnabled: true,
    },
    {
      id: '9002',
      name: 'staff',
      members: [{ id: '7' }],
      roles: [
        { policyId: '81002', name: 'Viewer' },
        { policyId: '81001', tag: 'x' },
      ],
    },
    { id: '9003', name: 'untold', members: undefined, roles: undefined, shoeSize: 43 },
  ]

  it.each([
    ['the vendor’s envelope', { groups, count: 3 }],
    ['the usual envelope', { data: groups, count: '3' }],
    ['a bare list', groups],
  ])('are read from %s', async (_form, body) => {
    nock(app)
      .get('/v4/workspaces/41/groups')
      .query({ includeFullUsers: 'true', limit: '100', offset: '0', sort: 'id', includeCount: 'true' })
      .reply(200, body)
    if (Array.isArray(body)) nock(app).get('/v4/workspaces/41/groups').query(true).reply(200, groups.slice(-1))
    expect(await start().groups(41)).toMatchObject(read)
  })

  it('are found by every route, and only in the token’s own workspace by the last', async () => {
    nock(app).get('/v4/workspaces/41/groups').query(true).reply(404, noRoute)
    nock(gateway).get('/iam/v1/workspaces/41/groups').query(true).reply(410, {})
    works()
    nock(app).get('/v4/groups').query(true).reply(200, { groups: [], count: 0 })
    expect(await start().groups(41)).toEqual([])
    nock(app).get('/v4/workspaces/42/groups').query(true).reply(404, noRoute)
    nock(gateway).get('/iam/v1/workspaces/42/groups').query(true).reply(404, noRoute)
    works()
    await expect(start().groups(42)).rejects.toMatchObject({ code: 'OTHER_WORKSPACE', effect: 'none' })
  })
})

describe('a workspace', () => {
  it.each([
    [{ workspace_member_count: 212, workspace_tier: 'enterprise_cloud22', emrCluster: null }],
    [{ userCount: 212, tier: 'enterprise_cloud22', emrcluster: null }],
    [{ userCount: '212', tier: 'enterprise_cloud22' }],
  ])('is read in either spelling: %j', async (spelling) => {
    nock(gateway)
      .get('/iam/v1/workspaces/current')
      .reply(200, { id: '41', max_user_number: '5000', ...spelling })
    expect(await start().currentWorkspace()).toMatchObject({
      id: '41',
      max_user_number: 5000,
      workspace_member_count: 212,
      workspace_tier: 'enterprise_cloud22',
    })
  })

  it('is one of a bare list as well', async () => {
    nock(app)
      .get('/v4/workspaces')
      .query(true)
      .reply(200, [{ id: 41 }])
      .get('/v4/workspaces')
      .query(true)
      .reply(200, [])
    expect((await start().workspaces()).map(({ id }) => id)).toEqual(['41'])
  })
})
