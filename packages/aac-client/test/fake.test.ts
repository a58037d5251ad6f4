import { afterEach, describe, expect, it } from 'vitest'
import { type AacSeed, type FakeAac, type FakeAacOptions, manualClock, startFakeAac } from '../src/testing/index.ts'
import { ask as askFake, type Told } from './ask-fake.ts'

let fake: FakeAac
afterEach(() => fake.close())

const seed: AacSeed = {
  workspaces: [
    { id: 500, name: 'first' },
    { id: 501, gid: '01JR8T2Y6CQ0M4V9Z7K1XWBN3H', people: [{ email: 'me@example.edu' }, 'other@example.edu'] },
  ],
  people: [
    { id: 1, email: 'me@example.edu', isAdmin: true },
    { id: 2, email: 'ana@example.edu', name: 'Ana', assets: 3, roles: ['Viewer', 81003] },
    { id: 3, email: 'new@example.edu', status: 'invited' },
    { id: 4, email: 'off@example.edu', status: 'suspended', isAdmin: true },
  ],
  groups: [{ name: 'class', members: [2, 'new@example.edu'], roles: ['workspace_admin'] }],
}

async function start(options: FakeAacOptions = {}): Promise<void> {
  fake = await startFakeAac({ seed, ...options })
}

const ask = (line: string, body?: unknown, as?: Parameters<typeof askFake>[3]): Promise<Told> =>
  askFake(fake, line, body, as)

const named = (status: number, name: string): object => ({ status, body: { exception: { name } } })

describe('the seed', () => {
  it('is one workspace with 25 people unless told, the same each time', async () => {
    const at = manualClock()
    fake = await startFakeAac({ clock: at })
    await using again = await startFakeAac({ clock: at })
    expect(fake.state).toEqual(again.state)
    expect(fake.state).toHaveLength(1)
    expect(fake.state[0]?.people).toHaveLength(25)
    expect(fake.state[0]?.people.filter(({ isAdmin }) => isAdmin)).toHaveLength(2)
  })

  it('fills in what is left out', async () => {
    await start()
    expect(fake.state).toMatchObject([
      {
        id: 500,
        name: 'first',
        people: [
          { id: 1, status: 'active', isAdmin: true, roles: ['Viewer', 'workspace_admin'] },
          { id: 2, name: 'Ana', roles: ['Viewer', 'Full User'], assets: 3, isAdmin: true },
          { id: 3, name: null, status: 'invited', isAdmin: true },
          { id: 4, status: 'suspended' },
        ],
        groups: [
          { id: 9001, name: 'class', members: ['ana@example.edu', 'new@example.edu'], roles: ['workspace_admin'] },
        ],
      },
      {
        id: 501,
        gid: '01JR8T2Y6CQ0M4V9Z7K1XWBN3H',
        people: [
          { id: 1, email: 'me@example.edu', isAdmin: true },
          { id: 70001, isAdmin: false },
        ],
      },
    ])
  })

  it('gives the caller of a number of workspaces a place in each', async () => {
    await start({
      seed: {
        workspaces: 3,
        people: 40,
        roles: [
          { policyId: 7, name: 'Reader' },
          { policyId: 8, name: 'Full User' },
          { policyId: 9, name: 'Viewer' },
        ],
      },
    })
    expect(fake.state.map(({ people }) => people.length)).toEqual([40, 5, 5])
    expect((await ask('GET /v4/workspaces')).body.data).toHaveLength(3)
    expect(fake.state[0]?.roles).toMatchObject([{ tag: 'workspace_admin' }, { name: 'Reader' }, {}, {}])
  })

  it.each<[string, AacSeed]>([
    ['a role that is not defined', { people: [{ email: 'a@example.edu', roles: ['Emperor'] }] }],
    ['a group member who is not there', { people: 1, groups: [{ name: 'x', members: ['nobody@example.edu'] }] }],
    ['a person twice', { people: ['a@example.edu', 'A@example.edu'] }],
    [
      'an id twice',
      {
        people: [
          { id: 5, email: 'a@example.edu' },
          { id: 5, email: 'b@example.edu' },
        ],
      },
    ],
    ['a type of assets that there is not', { people: [{ email: 'a@example.edu', assets: { dragons: 1 } }] }],
  ])('is refused when it names %s', async (_what, wrong) => {
    await start()
    await expect(startFakeAac({ seed: wrong })).rejects.toThrow(/^The seed/)
  })
})

describe('who may', () => {
  it.each([
    ['GET /v4/people/current', 401, 'MissingPersonException'],
    ['GET /iam/v1/workspaces/current', 401, 'Unauthorized'],
  ])('not come in without a token that works: %s', async (line, status, says) => {
    const clock = manualClock()
    await start({ clock })
    const { accessToken } = fake.tokens()
    clock.advance(300_000)
    for (const token of ['', 'rubbish', accessToken]) {
      const told = await ask(line, undefined, { token })
      expect(told.status).toBe(status)
      expect(told.text).toContain(says)
    }
    expect((await ask(line, undefined, { token: fake.staticToken() })).status).not.toBe(404)
  })

  it('not come in when removed or suspended', async () => {
    await start()
    const { accessToken: token } = fake.tokens({ person: 2 })
    expect(await ask('GET /v4/people/current', undefined, { person: 'off@example.edu' })).toMatchObject(
      named(403, 'AccessControlException'),
    )
    await ask('DELETE /v4/workspaces/500/people/2')
    expect((await ask('GET /v4/people/current', undefined, { token })).status).toBe(401)
  })

  it.each([
    ['POST /v4/workspaces/501/people/batch', { emails: ['x@example.edu'] }],
    ['DELETE /iam/v1/workspaces/501/people/1', undefined],
    ['POST /iam/v1/workspaces/501/people/suspend', { personIds: [1] }],
    ['PATCH /iam/v1/workspaces/501/transfer', { fromPersonId: 1, toPersonId: 5 }],
    ['POST /v4/workspaces/501/people', { email: 'x@example.edu' }],
    ['PATCH /v4/workspaces/501/people/batch', { personIds: [1] }],
    ['GET /v4/workspaces/501/invitationLink?personId=1', undefined],
    ['PUT /v4/workspaces/501/people/1/suspended', undefined],
    ['POST /v4/workspaces/501/groups', { name: 'x', members: [] }],
    ['GET /v4/authorization/roles/81001/people', undefined],
    ['PUT /v4/authorization/roles/81001/people', [5]],
    ['DELETE /v4/authorization/roles/81001/people/1', undefined],
  ])('not change anything without being an administrator: %s', async (line, body) => {
    await start()
    expect(await ask(line, body, { workspace: 501, person: 70001 })).toMatchObject(named(403, 'AccessControlException'))
    expect(fake.ledger.entries).toEqual([])
  })

  it('not reach into another workspace', async () => {
    await start()
    expect((await ask('GET /v4/workspaces/501/people')).status).toBe(403)
    expect(await ask('GET /v4/workspaces/999/people')).toMatchObject(named(404, 'DataNotFoundException'))
  })
})

describe('routes', () => {
  it.each([
    'GET /iam/v1/workspaces/01JR8T2Y6CQ0M4V9Z7K1XWBN3H/people',
    'POST /iam/v1/workspaces/500/transfer',
    'GET /iam/v1/people/current',
    'GET /iam/v1/workspaces',
    'GET /v5/people',
    'DELETE /v4/workspaces/500',
  ])('that are not there say so: %s', async (line) => {
    await start()
    expect(await ask(line)).toMatchObject(named(404, 'RouteNotFoundException'))
  })

  it('that are withdrawn say so by a flag', async () => {
    await start({ routes: { listPerson: '410', 'gateway:*': '404', 'gateway:getPerson': 'ok' } })
    expect(await ask('GET /v4/people')).toMatchObject({
      status: 410,
      body: { exception: { name: 'GoneException', flagName: 'IAM_SCREAM_PEOPLE' } },
    })
    expect((await ask('GET /iam/v1/workspaces/current')).status).toBe(404)
    expect((await ask('GET /iam/v1/people/1')).status).toBe(200)
  })

  it('are closed to everybody where switched so', async () => {
    await start({ routes: { listWorkspaceAdmins: '403' } })
    expect(await ask('GET /v4/workspaces/500/admins')).toMatchObject(named(403, 'AccessControlException'))
  })

  it('of the gateway refuse a GET with a body with a page, as no client of fetch can send one', async () => {
    await start()
    const { request } = await import('node:http')
    const status = await new Promise((resolve) => {
      const sent = request(`${fake.url}/iam/v1/workspaces/current`, { method: 'GET' }, (answer) =>
        resolve(answer.statusCode),
      )
      sent.end('{}')
    })
    expect(status).toBe(400)
  })

  it('refuse media types they do not know', async () => {
    await start()
    expect((await ask('GET /v4/people', undefined, { headers: { accept: 'text/html' } })).status).toBe(415)
    expect(
      (
        await ask(
          'POST /v4/workspaces/500/people/suspend',
          { personIds: [2] },
          { headers: { 'content-type': 'text/plain' } },
        )
      ).status,
    ).toBe(415)
  })
})

describe('lists', () => {
  it.each([
    ['', 25],
    ['?limit=100', 60],
    ['?limit=10&offset=55', 5],
    ['?offset=55', 25],
    ['?Limit=100', 25],
    ['?noLimit=true', 60],
    ['?role=admin', 25],
    ['?limit=100&filter=ana&filterFields=email', 8],
    ['?limit=100&filter=ANA.RUIZ@example.edu&filterFields=email&filterType=exactIgnoreCase', 1],
    ['?limit=100&filter=ANA&filterFields=email&filterType=exact', 0],
    ['?email=ana.ruiz@example.edu', 1],
    ['?isDisabled=true', 0],
    ['?state=hidden', 0],
    ['?state=active', 25],
  ])('of people are cut and filtered: %s', async (query, length) => {
    await start({ seed: { people: 60 } })
    expect((await ask(`GET /v4/people${query}`)).body.data).toHaveLength(length)
  })

  it('are sorted and counted when asked', async () => {
    await start()
    const told = await ask('GET /v4/people?sort=-id&limit=2&includeCount=true')
    expect(told.body).toMatchObject({ count: 4, data: [{ id: 4 }, { id: 3 }] })
    expect((await ask('GET /v4/people?sort=email&limit=1')).body.data?.[0]?.email).toBe('ana@example.edu')
  })

  it('mark administrators on the caller’s own record only', async () => {
    await start()
    const { data = [] } = (await ask('GET /iam/v1/workspaces/500/people')).body
    expect(data.map((person) => 'isAdmin' in person)).toEqual([true, false, false, false])
    expect(data[1]).not.toHaveProperty('authorizationRoles')
    expect((await ask('GET /iam/v1/workspaces/500/people?includePrivileges=true')).body.data?.[1]).toHaveProperty(
      'authorizationRoles',
    )
  })

  it.each([
    ['', [1, 2]],
    ['?includeStatus=new', [1, 2, 3]],
    ['?includeStatus=new,suspended', [1, 2, 3, 4]],
  ])('of administrators hold active ones and those asked for: %s', async (query, ids) => {
    await start()
    expect((await ask(`GET /v4/workspaces/500/admins${query}`)).body.data?.map(({ id }) => id)).toEqual(ids)
  })

  it('of groups are wrapped in another word', async () => {
    await start()
    expect((await ask('GET /v4/workspaces/500/groups')).body).toMatchObject({
      count: 1,
      groups: [{ name: 'class', roles: [{ policyId: 81001, tag: 'workspace_admin' }] }],
    })
  })
})

describe('changes', () => {
  it.each<[string, string, unknown, number]>([
    ['an invitation without addresses', 'POST /v4/workspaces/500/people/batch', {}, 400],
    ['an invitation of rubbish', 'POST /v4/workspaces/500/people/batch', { emails: ['rubbish'] }, 400],
    [
      'an invitation with an unknown role',
      'POST /v4/workspaces/500/people/batch',
      { emails: ['x@example.edu'], roles: [5] },
      400,
    ],
    ['a suspension of nobody', 'POST /v4/workspaces/500/people/suspend', { personIds: [] }, 400],
    ['a suspension of a name', 'POST /v4/workspaces/500/people/suspend', { personIds: ['x'] }, 400],
    ['a suspension of somebody unknown', 'POST /v4/workspaces/500/people/suspend', { personIds: [2, 99] }, 404],
    ['a transfer from nobody', 'PATCH /v4/workspaces/500/transfer', { toPersonId: 1 }, 400],
    ['a transfer to oneself', 'PATCH /v4/workspaces/500/transfer', { fromPersonId: 1, toPersonId: 1 }, 400],
    ['a transfer from somebody unknown', 'PATCH /v4/workspaces/500/transfer', { fromPersonId: 99, toPersonId: 1 }, 404],
    ['a role for a wrapped list', 'PUT /v4/authorization/roles/81002/people', { items: [2] }, 400],
    ['a role for somebody unknown', 'PUT /v4/authorization/roles/81002/people', [99], 404],
    ['an unknown role', 'PUT /v4/authorization/roles/5/people', [2], 404],
    ['a role that the person does not have', 'DELETE /v4/authorization/roles/81002/people/4444', undefined, 404],
    ['the removal of oneself', 'DELETE /v4/workspaces/500/people/1', undefined, 403],
  ])('are refused whole: %s', async (_what, line, body, status) => {
    await start()
    expect((await ask(line, body)).status).toBe(status)
    expect(fake.ledger.entries).toEqual([])
  })

  it('that are so already are not in the ledger', async () => {
    await start()
    await ask('POST /v4/workspaces/500/people/batch', { emails: ['ANA@example.edu'] })
    await ask('POST /v4/workspaces/500/people/suspend', { personIds: ['4'] })
    await ask('PUT /v4/authorization/roles/81003/people', [2])
    expect(fake.ledger.entries).toEqual([])
  })

  it('by e-mail move assets too, but not after a removal', async () => {
    await start()
    expect(
      (
        await ask('PATCH /v4/workspaces/current/transfer', {
          fromPersonEmail: 'ana@example.edu',
          toPersonEmail: 'me@example.edu',
        })
      ).status,
    ).toBe(204)
    expect(fake.state[0]?.people.map(({ assets }) => assets)).toEqual([3, 0, 0, 0])
    await ask('DELETE /v4/workspaces/500/people/2')
    expect(await ask('PATCH /v4/workspaces/500/transfer', { fromPersonId: 2, toPersonId: 1 })).toMatchObject(
      named(404, 'DataNotFoundException'),
    )
  })

  it.each([
    [true, 2],
    [false, 70002],
  ])('make a new membership of somebody invited again: same id %s', async (sameIdAgain, id) => {
    const clock = manualClock()
    await start({ clock, sameIdAgain })
    const before = fake.state[0]?.people.find(({ email }) => email === 'ana@example.edu')
    await ask('DELETE /v4/workspaces/500/people/2')
    clock.advance(1000)
    await ask('POST /v4/workspaces/500/people/batch', { emails: ['ana@example.edu'], roles: ['81002'] })
    const after = fake.state[0]?.people.find(({ email }) => email === 'ana@example.edu')
    expect(after).toMatchObject({
      id,
      status: 'invited',
      roles: ['Viewer'],
      assets: 0,
      createdAt: new Date(clock.now()).toISOString(),
    })
    expect(after?.createdAt).not.toBe(before?.createdAt)
    expect(fake.state[0]?.lostAssets).toBe(3)
    expect(fake.ledger.entries).toMatchObject([
      {
        operation: 'deleteWorkspaceUser',
        by: 'me@example.edu',
        scope: '500',
        target: 'ana@example.edu',
        detail: { lostAssets: 3 },
      },
      { operation: 'inviteListOfUsers', at: clock.now() },
    ])
  })
})

describe('the token server', () => {
  const clientId = 'af1b5321-afe0-48c2-966a-c77d74e98085'
  const post = async (
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await fetch(`${fake.url}/as/token`, { method: 'POST', body: new URLSearchParams(form), headers })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const refresh = (refresh_token: unknown): ReturnType<typeof post> =>
    post({ grant_type: 'refresh_token', refresh_token: String(refresh_token), client_id: clientId })

  it('takes a refresh token once', async () => {
    await start()
    const { refreshToken } = fake.tokens()
    const first = await refresh(refreshToken)
    expect(first).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 300, scope: expect.stringMatching(/ w:01J/) as string },
    })
    expect(await refresh(refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await refresh(first.body['refresh_token'])).status).toBe(200)
    expect(fake.counters).toEqual({ exchanges: 2, spentPresented: 1 })
  })

  it('revokes the family of a token that comes again, where told; access tokens live on', async () => {
    await start({ reuseRevokes: true })
    const { refreshToken } = fake.tokens()
    const { body } = await refresh(refreshToken)
    await refresh(refreshToken)
    expect((await refresh(body['refresh_token'])).status).toBe(400)
    expect((await ask('GET /v4/people/current', undefined, { token: String(body['access_token']) })).status).toBe(200)
  })

  it('takes it again within the grace, where there is one', async () => {
    const clock = manualClock()
    await start({ clock, graceSeconds: 10 })
    const { refreshToken } = fake.tokens()
    await refresh(refreshToken)
    clock.advance(9999)
    expect((await refresh(refreshToken)).status).toBe(200)
    clock.advance(1)
    expect((await refresh(refreshToken)).status).toBe(400)
  })

  it.each<[string, Record<string, string>, Record<string, string>, number, string]>([
    ['no client', { grant_type: 'refresh_token', refresh_token: 'x' }, {}, 400, 'invalid_request'],
    ['a password', { grant_type: 'password', client_id: clientId }, {}, 400, 'unsupported_grant_type'],
    [
      'a token that never was',
      { grant_type: 'refresh_token', refresh_token: 'x', client_id: clientId },
      {},
      400,
      'invalid_grant',
    ],
    ['JSON', {}, { 'content-type': 'application/json' }, 415, 'invalid_request'],
  ])('refuses %s', async (_what, form, headers, status, error) => {
    await start()
    expect(await post(form, headers)).toMatchObject({ status, body: { error } })
  })

  it('answers POST only', async () => {
    await start()
    expect((await fetch(`${fake.url}/as/token`)).status).toBe(405)
  })

  it('can issue its tokens in its own name', async () => {
    await start({ issuer: 'self' })
    const payload = fake.creds().access_token.split('.')[1] ?? ''
    expect(payload).toMatch(/[-_]/)
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: `${fake.url}/as`,
      client_id: clientId,
    })
  })
})

it('has no workspace or member that was not seeded', async () => {
  await start()
  expect(() => fake.tokens({ workspace: 'none' })).toThrow('no workspace none')
  expect(() => fake.tokens({ person: 77 })).toThrow('no member 77')
  expect(() => fake.accept('nobody@example.edu', 501)).toThrow('no member')
})
