import { afterEach, describe, expect, it } from 'vitest'
import { type FakeAac, type FakeAacOptions, manualClock, startFakeAac } from '../src/testing/index.ts'
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
