import { afterEach, describe, expect, it } from 'vitest'
import { type FakeAac, type FakeAacOptions, manualClock, startFakeAac } from '../src/testing/index.ts'
import { ask, idsOf } from './ask-fake.ts'

let fake: FakeAac
afterEach(() => fake.close())

const seed = {
  workspaces: [{ id: 500 }],
  people: [
    { id: 1, email: 'me@example.edu', isAdmin: true },
    { id: 2, email: 'ana@example.edu', name: 'Ana', roles: ['Viewer', 'Full User'] },
    { id: 3, email: 'new@example.edu', status: 'invited' },
    { id: 4, email: 'off@example.edu', status: 'suspended' },
    { id: 5, email: 'full@example.edu', roles: ['Full User'] },
  ],
} as const
const start = async (options: FakeAacOptions = {}): Promise<void> => {
  fake = await startFakeAac({ seed, ...options })
}

describe('the list of the token’s own people', () => {
  it.each<[string, FakeAacOptions, readonly number[]]>([
    ['', {}, [1, 2, 3, 4, 5]],
    ['', { listsOnlyActive: true }, [1, 2, 5]],
    ['?includeStatus=new', { listsOnlyActive: true }, [1, 2, 3, 5]],
    ['?includeStatus=new&includeStatus=suspended', { listsOnlyActive: true }, [1, 2, 3, 4, 5]],
    ['?includeStatus=new,suspended', { listsOnlyActive: true, includeStatusParameter: 'ignored' }, [1, 2, 5]],
    ['?status=new', {}, [1, 2, 3, 4, 5]],
    ['?peopleIds=2&peopleIds=5', {}, [2, 5]],
    ['?email=ANA@example.edu', {}, [2]],
    ['?isDisabled=true', {}, [4]],
    ['?isDisabled=false', {}, [1, 2, 3, 5]],
    ['?state=hidden', {}, [4]],
    ['?filter=ana', {}, [2]],
    ['?filter=Ana&filterFields=name&filterType=exact', {}, [2]],
    ['?limit=2&offset=1&sort=-id', {}, [4, 3]],
    ['?noLimit=true', { maxLimit: 1 }, [1, 2, 3, 4, 5]],
    ['?limit=9', { maxLimit: 1 }, [1]],
  ])('%s %j', async (query, options, ids) => {
    await start(options)
    expect(idsOf(await ask(fake, `GET /v4/people${query}`))).toEqual(ids)
  })

  it('shows the removed where asked', async () => {
    await start({ clock: manualClock() })
    await ask(fake, 'DELETE /v4/workspaces/500/people/2')
    expect(idsOf(await ask(fake, 'GET /v4/people'))).toEqual([1, 3, 4, 5])
    const { data } = (await ask(fake, 'GET /v4/people?includeDeleted=true')).body
    const removed = { id: 2, state: 'hidden', deleted_at: '2026-06-01T08:00:00.000Z' }
    expect(data?.at(-1)).toMatchObject(removed)
    expect((await ask(fake, 'GET /v4/people/2')).status).toBe(404)
    expect((await ask(fake, 'GET /v4/people/2?includeDeleted=true')).body).toMatchObject(removed)
  })

  it('gives the fields asked for, and the id', async () => {
    await start()
    const { data } = (await ask(fake, 'GET /v4/people?fields=email;name&limit=1')).body
    expect(data).toEqual([{ id: 1, email: 'me@example.edu', name: 'me' }])
  })

  it('embeds what it knows, and refuses the rest with what it knows', async () => {
    await start()
    expect((await ask(fake, 'GET /v4/people/2?embed=peopleworkspaces')).body).toMatchObject({
      peopleworkspaces: { data: [{ personId: 2, workspaceId: 500 }] },
    })
    for (const line of ['GET /v4/people/2?embed=*', 'GET /v4/people?embed=*']) {
      expect(await ask(fake, line)).toMatchObject({
        status: 400,
        body: {
          exception: { name: 'ValidationFailed', details: expect.stringContaining('peopleworkspaces') as string },
        },
      })
    }
  })
})

describe('the list of a workspace’s people', () => {
  it.each<[string, FakeAacOptions, readonly number[]]>([
    ['?status=new', {}, [3]],
    ['?status=suspended,new', {}, [3, 4]],
    ['?status=new', { statusParameter: 'ignored' }, [1, 2, 3, 4, 5]],
    ['?includeStatus=new', { listsOnlyActive: true }, [1, 2, 5]],
    ['?roles=81003', {}, [2, 5]],
    ['?roles=Full%20User&excludingRoles=Viewer', {}, [5]],
    ['?excludingRoles=Viewer', {}, [5]],
    ['?roles=workspace_admin', {}, [1]],
  ])('%s %j', async (query, options, ids) => {
    await start(options)
    for (const plane of ['v4', 'iam/v1'])
      expect(idsOf(await ask(fake, `GET /${plane}/workspaces/500/people${query}`))).toEqual(ids)
  })

  it('refuses a status where told', async () => {
    await start({ statusParameter: 'refused' })
    expect((await ask(fake, 'GET /v4/workspaces/500/people?status=new')).status).toBe(400)
  })
})

describe('an invitation', () => {
  it('of one person takes no role, and sends a mail unless the address is left out', async () => {
    await start({ clock: manualClock() })
    const told = await ask(fake, 'POST /v4/workspaces/500/people', { email: 'a@example.edu' })
    expect(told).toMatchObject({ status: 201, body: { data: { personId: 70001, workspaceId: 500 } } })
    await ask(fake, 'POST /v4/workspaces/500/people', {
      email: 'b@example.edu',
      skipEmailInvitations: ['B@example.edu'],
    })
    expect(fake.mails).toEqual([{ at: fake.clock.now(), to: 'a@example.edu', about: 'invitation', workspace: 500 }])
    expect(fake.state[0]?.people.slice(-2)).toMatchObject([
      { email: 'a@example.edu', status: 'invited', roles: [] },
      { email: 'b@example.edu', status: 'invited', roles: [] },
    ])
  })

  it.each<[string, unknown]>([
    ['no address', {}],
    ['rubbish', { email: 'rubbish' }],
    ['a word in the place of a list', { email: 'a@example.edu', skipEmailInvitations: 'a@example.edu' }],
  ])('of one person is refused with %s', async (_what, body) => {
    await start()
    expect((await ask(fake, 'POST /v4/workspaces/500/people', body)).status).toBe(400)
    expect(fake.state[0]?.people).toHaveLength(5)
  })

  it('is sent again to those who did not come yet', async () => {
    await start()
    const told = await ask(fake, 'PATCH /iam/v1/workspaces/500/people/batch', { personIds: [2, '3'] })
    expect(told).toMatchObject({ status: 200, body: { data: [{ personId: 2 }, { personId: 3 }] } })
    expect(fake.mails).toMatchObject([{ to: 'new@example.edu', about: 'reminder' }])
    expect(fake.ledger.entries).toMatchObject([{ operation: 'reinviteListOfUsers', target: 'new@example.edu' }])
    expect((await ask(fake, 'PATCH /v4/workspaces/500/people/batch', { personIds: [9] })).status).toBe(404)
  })

  it.each<[string, number]>([
    ['personId=3', 200],
    ['', 400],
    ['personId=gid', 400],
    ['personId=2', 400],
    ['personId=99', 404],
  ])('has a link for whom it is open: %s', async (query, status) => {
    await start()
    const told = await ask(fake, `GET /v4/workspaces/500/invitationLink?${query}`)
    expect(told.status).toBe(status)
    if (status === 200) expect(told.body['invitationLink']).toMatch(/^https:\/\/\S+code=/)
  })

  it('has a link in another wrapping where told', async () => {
    await start({ invitationLinkAnswer: (link) => ({ data: { url: link } }) })
    const { body } = await ask(fake, 'GET /v4/workspaces/500/invitationLink?personId=3')
    expect(body).toMatchObject({ data: { url: expect.stringContaining('code=') as string } })
  })
})

describe('a suspension', () => {
  it('of one person, by a route of its own', async () => {
    await start()
    const told = await ask(fake, 'PUT /v4/workspaces/500/people/2/suspended')
    expect(told).toMatchObject({ status: 200, body: { id: 2, isDisabled: true } })
    expect(fake.ledger.entries).toMatchObject([{ operation: 'suspendWorkspaceUser', target: 'ana@example.edu' }])
    expect((await ask(fake, 'PUT /v4/workspaces/500/people/99/suspended')).status).toBe(404)
  })
})

describe('a request about many', () => {
  it.each<[string, string, unknown]>([
    ['an invitation', 'POST /v4/workspaces/500/people/batch', { emails: ['a@example.edu', 'b@example.edu'] }],
    ['a suspension', 'POST /v4/workspaces/500/people/suspend', { personIds: [2, 5] }],
    ['a role', 'PUT /v4/authorization/roles/81002/people', [2, 5]],
  ])('%s is refused whole where it names more than may be', async (_what, line, body) => {
    await start({ maxBatch: 1 })
    expect((await ask(fake, line, body)).status).toBe(400)
    expect(fake.ledger.entries).toEqual([])
  })
})

describe('the last administrator', () => {
  const away: readonly (readonly [string, unknown])[] = [
    ['PUT /v4/workspaces/500/people/1/suspended', undefined],
    ['POST /v4/workspaces/500/people/suspend', { personIds: [1] }],
    ['DELETE /v4/authorization/roles/81001/people/1', undefined],
  ]
  it.each<['done' | 400 | 403, number | undefined]>([
    ['done', undefined],
    [400, 400],
    [403, 403],
  ])('ends, or stays: %s', async (lastAdmin, status) => {
    for (const [line, body] of away) {
      await using one = await startFakeAac({ seed, lastAdmin })
      const told = await ask(one, line, body)
      if (status === undefined) expect(told.status).toBeLessThan(300)
      else expect(told.status).toBe(status)
    }
    await start({ lastAdmin: 403 })
    await ask(fake, 'PUT /v4/authorization/roles/81001/people', [2])
    expect((await ask(fake, 'DELETE /v4/authorization/roles/81001/people/1')).status).toBe(204)
    expect((await ask(fake, 'DELETE /v4/workspaces/500/people/1', undefined, { person: 2 })).status).toBe(204)
  })
})

describe('a transfer', () => {
  const assets = { plans: 2, connections: 1 }
  const people = [
    { id: 1, email: 'me@example.edu' },
    { id: 2, email: 'ana@example.edu', assets },
  ] as const
  it.each<[string, unknown, number, object]>([
    ['everything', undefined, 204, {}],
    ['everything, in a word', 'all', 204, {}],
    ['one type', { plans: 'all' }, 204, { connections: 1 }],
    ['one by its id', { plans: [500001] }, 204, { plans: 1, connections: 1 }],
    ['one of another type', { connections: [500001] }, 404, assets],
    ['an unknown type', { dragons: 'all' }, 400, assets],
    ['a number', { plans: 2 }, 400, assets],
    ['a word that is none', 'some', 400, assets],
  ])('of %s', async (_what, wanted, status, left) => {
    await start({ seed: { workspaces: [{ id: 500 }], people } })
    const told = await ask(fake, 'PATCH /v4/workspaces/500/transfer', {
      fromPersonId: 2,
      toPersonId: 1,
      assets: wanted,
    })
    expect(told.status).toBe(status)
    expect(fake.state[0]?.people[1]?.assetsByType).toEqual(left)
    expect(fake.state[0]?.people.reduce((sum, person) => sum + person.assets, 0)).toBe(3)
  })
})
