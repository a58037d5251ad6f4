import nock from 'nock'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AacClient } from '../src/index.ts'
import { type FakeAacOptions, startFakeAac } from '../src/testing/index.ts'
import { client, failure, gatewayHost, workspace } from './harness.ts'

const app = 'https://us1.alteryxcloud.com'
const works = (id = 41): void => void nock(gatewayHost).get(workspace).reply(200, { id })
const listed = (body: object): void =>
  void nock(app)
    .get('/v4/people')
    .query(
      (query) => JSON.stringify(query['peopleIds']) === '["5","6","1"]' && query['includeStatus'] === 'new,suspended',
    )
    .reply(200, body)

describe('several people by one request', () => {
  it.each<[what: string, body: object, found: readonly string[], whole: boolean]>([
    ['all of them', { data: [{ id: 5 }, { id: 6 }, { id: 1 }], count: 3 }, ['5', '6', '1'], true],
    ['some of them', { data: [{ id: 1 }, { id: 6 }], count: 2 }, ['1', '6'], true],
    ['some of them, and counts nobody', { data: [{ id: 1 }, { id: 6 }] }, ['1', '6'], false],
    ['some of them, and counts more', { data: [{ id: 1 }, { id: 6 }], count: 3 }, ['1', '6'], false],
  ])('are found where the server gives %s', async (_what, body, found, whole) => {
    works()
    listed(body)
    const several = await client().several(41, [5, '6'], { holds: 1 })
    expect(several.found.map(({ id }) => id)).toEqual(found)
    expect(several.whole).toBe(whole)
  })

  it.each<[what: string, body: object]>([
    ['somebody who was not asked for', { data: [{ id: 1 }, { id: 7 }], count: 2 }],
    ['nobody', { data: [], count: 0 }],
    ['not the one who must be among them', { data: [{ id: 5 }, { id: 6 }], count: 2 }],
    ['one of them twice', { data: [{ id: 1 }, { id: 5 }, { id: 5 }], count: 3 }],
  ])('are no list where the server gives %s', async (_what, body) => {
    works()
    listed(body)
    const error = await failure(client().several(41, [5, 6], { holds: 1 }))
    expect([error.kind, error.code]).toEqual(['protocol', 'OTHER_RECORD'])
  })

  it('are not asked for with a token of another workspace', async () => {
    works(42)
    const error = await failure(client().several(41, [5, 6], { holds: 1 }))
    expect(error.code).toBe('OTHER_WORKSPACE')
  })

  it('are at most 99, and named by digits', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => index + 2)
    expect((await failure(client().several(41, ids, { holds: 1 }))).code).toBe('TOO_MANY')
    expect((await failure(client().several(41, ['01JQ'], { holds: 1 }))).code).toBe('NOT_AN_ID')
  })

  it.each<[what: string, options: FakeAacOptions]>([
    ['lists everybody unasked', {}],
    ['lists active people unasked', { listsOnlyActive: true }],
    ['writes ids as texts', { ids: 'strings' }],
  ])('are found in every status where the server %s', async (_what, options) => {
    nock.enableNetConnect('127.0.0.1')
    const people = (['active', 'invited', 'suspended'] as const).map((status) => ({ email: `${status}@x.edu`, status }))
    const fake = await startFakeAac({ ...options, seed: { people: [{ email: 'me@x.edu', isAdmin: true }, ...people] } })
    onTestFinished(() => fake.close())
    const [me = 0, ...ids] = (fake.state[0]?.people ?? []).map(({ id }) => id)
    const aac = new AacClient({ hosts: fake.hosts, token: fake.staticToken() })
    const { found, whole } = await aac.several(fake.state[0]?.id ?? 0, ids, { holds: me })
    expect(found).toHaveLength(4)
    expect(whole).toBe(true)
  })
})
