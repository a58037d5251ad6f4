import { afterEach, describe, expect, it } from 'vitest'
import { type FakeAac, type FakeAacOptions, startFakeAac } from '../src/testing/index.ts'
import { ask, idsOf } from './ask-fake.ts'

let fake: FakeAac
afterEach(() => fake.close())

const seed = {
  workspaces: [{ id: 500 }],
  people: [
    { id: 1, email: 'me@example.edu' },
    { id: 2, email: 'ana@example.edu' },
    { id: 3, email: 'bo@example.edu' },
  ],
  groups: [
    { name: 'class', members: [2], roles: ['Full User'] },
    { id: 'g-late', name: 'late', members: [] },
  ],
} as const
const groups = '/v4/workspaces/500/groups'
const start = async (options: FakeAacOptions = {}): Promise<void> => {
  fake = await startFakeAac({ seed, ...options })
}

/** One of everything that can be done with a group. */
const changes: readonly (readonly [string, string, unknown, number, number])[] = [
  ['made', `POST ${groups}`, { name: 'new', members: ['2', 'bo@example.edu'], roles: [81002] }, 200, 201],
  ['renamed', `PUT ${groups}/9001`, { name: 'klasse' }, 200, 200],
  ['filled', `POST ${groups}/g-late/users?userIds=2&userIds=3`, undefined, 201, 201],
  ['emptied', `DELETE ${groups}/9001/users?userIds=2`, undefined, 201, 204],
  ['given roles', `PUT ${groups}/9001/roles`, { roleIds: [81002] }, 200, 200],
  ['ended', `DELETE ${groups}/g-late`, undefined, 201, 204],
]

describe('a group', () => {
  it.each(changes)(
    'is %s with the status that was seen, or the one of the conventions',
    async (_what, line, body, seen, conventional) => {
      await start()
      expect((await ask(fake, line, body)).status).toBe(seen)
      expect(fake.ledger.entries.length).toBeGreaterThan(0)
      await using other = await startFakeAac({ seed, groupStatuses: 'conventional' })
      expect((await ask(other, line, body)).status).toBe(conventional)
    },
  )

  it('is what was made of it', async () => {
    await start()
    for (const [, line, body] of changes) await ask(fake, line, body)
    expect(fake.state[0]?.groups).toEqual([
      { id: 9001, name: 'klasse', members: [], roles: ['Viewer'] },
      { id: 9002, name: 'new', members: ['ana@example.edu', 'bo@example.edu'], roles: ['Viewer'] },
    ])
  })

  it.each<[string, string, unknown, number]>([
    ['without a name', `POST ${groups}`, { members: [] }, 400],
    ['without members', `POST ${groups}`, { name: 'new' }, 400],
    ['of a name that is taken', `POST ${groups}`, { name: 'class', members: [] }, 400],
    ['of a stranger', `POST ${groups}`, { name: 'new', members: ['99'] }, 404],
    ['with a role that there is not', `POST ${groups}`, { name: 'new', members: [], roles: [5] }, 400],
    ['that is not there', `DELETE ${groups}/77`, undefined, 404],
    ['whose new name is empty', `PUT ${groups}/9001`, { name: '' }, 400],
    ['filled with nobody', `POST ${groups}/9001/users`, undefined, 400],
    ['whose members stand in the body', `POST ${groups}/9001/users`, { userIds: [3] }, 400],
    ['whose roles are no list', `PUT ${groups}/9001/roles`, { roleIds: 81002 }, 400],
  ])('is refused %s', async (_what, line, body, status) => {
    await start()
    const before = fake.state
    expect((await ask(fake, line, body)).status).toBe(status)
    expect(fake.state).toEqual(before)
    expect(fake.ledger.entries).toEqual([])
  })
})

describe('the list of groups', () => {
  it.each<[string, readonly string[], number]>([
    ['', ['class', 'late'], 2],
    ['?name=LAT', ['late'], 1],
    ['?limit=1&offset=1', ['late'], 2],
  ])('is cut and counted, whatever is asked: %s', async (query, names, count) => {
    await start()
    for (const route of [groups, '/v4/groups', '/iam/v1/workspaces/500/groups']) {
      const { body } = await ask(fake, `GET ${route}${query}`)
      expect(body).toMatchObject({ count, groups: names.map((name) => ({ name })) })
      expect(body['groups']).toHaveLength(names.length)
    }
  })

  it('tells more of its members where asked, and ids only where told', async () => {
    await start()
    expect((await ask(fake, `GET ${groups}`)).body['groups']).toMatchObject([
      { users: [{ id: 2, email: 'ana@example.edu' }] },
      {},
    ])
    expect((await ask(fake, `GET ${groups}?includeFullUsers=true`)).body['groups']).toMatchObject([
      { users: [{ id: 2, name: 'ana', state: 'active' }], roles: [{ policyId: 81003, name: 'Full User' }] },
      {},
    ])
    await using bare = await startFakeAac({ seed, groupRows: 'ids' })
    expect((await ask(bare, `GET ${groups}?includeFullUsers=true`)).body['groups']).toMatchObject([
      { users: [2], roles: [81003] },
      {},
    ])
  })
})

describe('a role', () => {
  it('tells who was given it directly, to administrators', async () => {
    await start()
    expect(idsOf(await ask(fake, 'GET /iam/v1/authorization/roles/81002/people'))).toEqual([1, 2, 3])
    // Who has it through a group is not said.
    expect(idsOf(await ask(fake, 'GET /v4/authorization/roles/81003/people'))).toEqual([])
    expect((await ask(fake, 'GET /v4/authorization/roles/81002/people', undefined, { person: 2 })).status).toBe(403)
    expect((await ask(fake, 'GET /v4/authorization/roles/0/people')).status).toBe(404)
  })

  it('is read alone', async () => {
    await start()
    expect((await ask(fake, 'GET /v4/authorization/roles/81002')).body).toMatchObject({ name: 'Viewer', userCount: 3 })
    expect(await ask(fake, 'GET /v4/authorization/roles/0')).toMatchObject({
      status: 404,
      body: { exception: { name: 'DataNotFoundException' } },
    })
  })
})
