import { afterEach, describe, expect, it } from 'vitest'
import { type AacSeed, type FakeAac, type FakeAacOptions, manualClock, startFakeAac } from '../src/testing/index.ts'
import { ask as askFake, type Told } from './ask-fake.ts'
import { seed } from './fake-seed.ts'

let fake: FakeAac
afterEach(() => fake.close())

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

describe('the header that names a workspace', () => {
  const gid = '01JR8T2Y6CQ0M4V9Z7K1XWBN3H'
  it.each<[FakeAacOptions['workspaceHeader'], string, number, number | undefined]>([
    ['ignored', gid, 200, 500],
    ['ignored', 'bogus', 200, 500],
    ['honoured', gid, 200, 501],
    ['honoured', 'bogus', 403, undefined],
  ])('is %s: %s', async (workspaceHeader, workspace, status, id) => {
    await start({ workspaceHeader })
    const told = await ask('GET /v4/workspaces/current', undefined, {
      headers: { 'x-alteryx-workspace-gid': workspace },
    })
    expect([told.status, told.body['id']]).toEqual([status, id])
  })

  it('opens no door to where the person is not', async () => {
    await start({ workspaceHeader: 'honoured' })
    const headers = {
      authorization: `Bearer ${fake.tokens({ person: 2 }).accessToken}`,
      'x-alteryx-workspace-gid': gid,
    }
    expect((await ask('GET /v4/workspaces/current', undefined, { headers })).status).toBe(403)
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

it('has no workspace or member that was not seeded', async () => {
  await start()
  expect(() => fake.tokens({ workspace: 'none' })).toThrow('no workspace none')
  expect(() => fake.tokens({ person: 77 })).toThrow('no member 77')
  expect(() => fake.accept('nobody@example.edu', 501)).toThrow('no member')
})
