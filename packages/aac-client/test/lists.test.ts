import { afterEach, describe, expect, it } from 'vitest'
import { AacClient } from '../src/index.ts'
import { type FakeAac, type FakeAacOptions, startFakeAac } from '../src/testing/index.ts'

let fake: FakeAac
afterEach(() => fake.close())
const ws = 41001

async function start(options: FakeAacOptions = {}): Promise<AacClient> {
  fake = await startFakeAac({ seed: { people: 25 }, ...options })
  return new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch, retries: 0 })
}

async function ids(client: AacClient): Promise<string[]> {
  const found: string[] = []
  for await (const { id } of client.people(ws)) found.push(id)
  return found
}

const mixed = {
  people: Array.from({ length: 130 }, (_, index) => ({
    email: `p${index}@example.edu`,
    status: index % 10 === 3 ? ('invited' as const) : index % 10 === 7 ? ('suspended' as const) : ('active' as const),
    isAdmin: index < 40,
  })),
}

describe('the people of a workspace', () => {
  it.each<[string, FakeAacOptions]>([
    ['by default', {}],
    ['when lists leave out invited and suspended people', { listsOnlyActive: true }],
    ['when the status is ignored', { statusParameter: 'ignored' }],
    ['when the status is refused', { statusParameter: 'refused' }],
    ['when people are left out and the status is ignored', { listsOnlyActive: true, statusParameter: 'ignored' }],
    ['when people are left out and the status is refused', { listsOnlyActive: true, statusParameter: 'refused' }],
    ['when nothing is counted', { counts: false }],
    ['when pages are smaller than asked for', { maxLimit: 30 }],
    [
      'when pages are small, nothing is counted and the status is ignored',
      { maxLimit: 30, counts: false, statusParameter: 'ignored' },
    ],
    [
      'when pages are small, nothing is counted and lists leave people out',
      { maxLimit: 25, counts: false, listsOnlyActive: true },
    ],
    [
      'when nothing is counted, people are left out and the status is ignored',
      { counts: false, listsOnlyActive: true, statusParameter: 'ignored' },
    ],
    ['on the legacy plane', { routes: { 'gateway:*': '404' } }],
    ['by the list of the token’s own workspace', { routes: { listWorkspaceUsers: '404' } }],
    ['by that list when it leaves people out', { routes: { listWorkspaceUsers: '404' }, listsOnlyActive: true }],
  ])('are all told once, in every status: %s', async (_how, options) => {
    const client = await start({ ...options, seed: mixed })
    const found = await ids(client)
    expect(found.toSorted()).toEqual(fake.state[0]?.people.map(({ id }) => String(id)).toSorted())
    expect(new Set(found).size).toBe(130)
  })

  it.each([0, 1, 99, 100, 101, 200, 201])('are told to the end beside %s others', async (others) => {
    const client = await start({ seed: { people: others + 1 } })
    expect(await ids(client)).toHaveLength(others + 1)
  })

  it('cost one call a hundred, and two to look for other statuses', async () => {
    const client = await start({ seed: { people: 250 } })
    await ids(client)
    expect(fake.requests()).toBe(5)
  })

  it('are not those of another workspace when only the token’s own list is left', async () => {
    fake = await startFakeAac({ seed: { workspaces: 2 }, routes: { listWorkspaceUsers: '410' } })
    const client = new AacClient({
      region: 'us1',
      token: fake.tokens({ workspace: 'research' }).accessToken,
      fetch: fake.fetch,
    })
    await expect(ids(client)).rejects.toMatchObject({ kind: 'rejected', code: 'OTHER_WORKSPACE' })
  })

  it('are each told once when somebody joins meanwhile', async () => {
    const client = await start({ seed: { people: 150 } })
    const admin = new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch })
    const people = client.people(ws)
    const first = await people.next()
    // The second page is under way already; what changes is seen on it or by the lists after it.
    await admin.invite(ws, ['late@example.edu'])
    const rest: string[] = [first.value?.id ?? '']
    for await (const { id } of people) rest.push(id)
    expect(new Set(rest).size).toBe(rest.length)
    expect(rest.length).toBeGreaterThanOrEqual(150)
  })

  it.each<[string, FakeAacOptions]>([
    ['counted', {}],
    ['uncounted', { counts: false }],
  ])('are all told when the status is ignored and somebody joins before it is asked for: %s', async (_how, options) => {
    const client = await start({ ...options, listsOnlyActive: true, statusParameter: 'ignored', seed: mixed })
    const admin = new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch })
    const found = new Set<string>()
    for await (const { id } of client.people(ws)) {
      // Back in the default list once this reader has had the last row of it.
      if (found.size === 103) await admin.unsuspend(ws, [70_008])
      found.add(id)
    }
    expect([...found].toSorted()).toEqual(fake.state[0]?.people.map(({ id }) => String(id)).toSorted())
  })

  it.each([true, false])('are all told when one leaves and another joins between two pages: %s', async (counts) => {
    fake = await startFakeAac({ seed: { people: 250 }, counts })
    const admin = new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch })
    let pages = 0
    const client = new AacClient({
      region: 'us1',
      token: fake.tokens().accessToken,
      fetch: async (input, init) => {
        pages += 1
        if (pages === 2) {
          await admin.remove(ws, 70_005)
          await admin.invite(ws, ['late@example.edu'])
        }
        return fake.fetch(input, init)
      },
    })
    expect(await ids(client)).toEqual(expect.arrayContaining(fake.state[0]?.people.map(({ id }) => String(id)) ?? ['']))
  })

  const row = (id: number): object => ({ id })
  const page = (from: number, to: number, count?: number): { status: number; body: string } => ({
    status: 200,
    body: JSON.stringify({ data: Array.from({ length: to - from }, (_, index) => row(from + index)), count }),
  })

  it('begin again, twice at most, when the server’s count changes between pages', async () => {
    const client = await start()
    for (const count of [102, 101, 102, 101, 102, 101]) {
      fake.fault({ on: 'listWorkspaceUsers', give: count === 102 ? page(1, 101, 102) : page(101, 102, 101) })
    }
    await expect(ids(client)).rejects.toMatchObject({ kind: 'protocol', code: 'LIST_CHANGED', effect: 'none' })
    expect(fake.requests()).toBe(6)
  })

  it('are complete when the second reading is quiet', async () => {
    const client = await start()
    const pages = [
      page(1, 101, 102),
      page(101, 102, 101),
      page(2, 102, 101),
      page(101, 103, 101),
      page(2, 102, 101),
      page(2, 102, 101),
    ]
    for (const give of pages) fake.fault({ on: 'listWorkspaceUsers', give })
    fake.fault({ on: 'listPerson', give: page(2, 103, 101) })
    expect(await ids(client)).toHaveLength(102)
  })

  it.each([
    ['fewer rows than the server counts', [page(1, 101, 150), page(101, 140, 150), page(140, 140, 150)]],
    ['a page that comes twice', [page(1, 101, 300), page(1, 101, 300)]],
    ['a page that comes twice, uncounted', [page(1, 101), page(1, 101)]],
  ])('are an error when the list has %s', async (_what, pages) => {
    const client = await start()
    for (const give of pages) fake.fault({ on: 'listWorkspaceUsers', give })
    await expect(ids(client)).rejects.toMatchObject({ kind: 'protocol', code: 'INCOMPLETE_LIST' })
  })

  it('are an error when the list is empty: whoever asks is in it', async () => {
    const client = await start()
    fake.fault({ on: 'listWorkspaceUsers', times: 3, give: page(1, 1, 0) })
    fake.fault({ on: 'listPerson', times: 3, give: page(1, 1, 0) })
    await expect(ids(client)).rejects.toMatchObject({ kind: 'protocol', code: 'INCOMPLETE_LIST', effect: 'none' })
  })

  it('are an error when somebody who must be there is missing, and none when that one is there', async () => {
    const client = await start()
    const read = async (holds: number): Promise<number> => {
      let found = 0
      for await (const _ of client.people(ws, { holds })) found += 1
      return found
    }
    expect(await read(70_025)).toBe(25)
    await expect(read(70_026)).rejects.toMatchObject({ kind: 'protocol', code: 'INCOMPLETE_LIST' })
  })

  it.each([true, false])('are cross-checked by the workspace’s own count where no list is heard: %s', async (hides) => {
    const client = await start({
      listsOnlyActive: hides,
      statusParameter: 'ignored',
      includeStatusParameter: 'ignored',
      seed: mixed,
    })
    if (hides) await expect(ids(client)).rejects.toMatchObject({ kind: 'protocol', code: 'INCOMPLETE_LIST' })
    else expect(await ids(client)).toHaveLength(130)
  })

  it.each(['404', '410'] as const)(
    'are an error when no list tells of invited and suspended people: %s',
    async (gone) => {
      const client = await start({
        listsOnlyActive: true,
        statusParameter: 'ignored',
        routes: { listPerson: gone },
        seed: mixed,
      })
      await expect(ids(client)).rejects.toMatchObject({ kind: 'protocol', code: 'INCOMPLETE_LIST', effect: 'none' })
    },
  )

  it('are an error when a list of another status is refused for a reason of its own', async () => {
    const client = await start()
    fake.fault({
      on: 'listWorkspaceUsers',
      skip: 1,
      give: { status: 400, body: '{"exception":{"name":"BadGateway"}}' },
    })
    await expect(ids(client)).rejects.toMatchObject({ status: 400, code: 'BadGateway' })
  })

  it('are an error when another status cannot be read', async () => {
    const client = await start()
    fake.fault({ on: 'listWorkspaceUsers', skip: 1, give: { status: 403, body: '{}' } })
    await expect(ids(client)).rejects.toMatchObject({ status: 403 })
  })
})

describe('one person by address', () => {
  const look = async (client: AacClient, email: string): Promise<string[]> => {
    const found: string[] = []
    for await (const person of client.people(ws, { email })) found.push(person.email ?? '')
    return found
  }

  it.each<[string, FakeAacOptions]>([
    ['by default', {}],
    ['when lists leave out invited and suspended people', { listsOnlyActive: true }],
    ['by the list of the token’s own workspace', { routes: { listWorkspaceUsers: '404' } }],
  ])('is found whatever the case and the status: %s', async (_how, options) => {
    const client = await start({ ...options, seed: mixed })
    for (const email of ['P3@example.edu', ' p7@EXAMPLE.edu ', 'p90@example.edu']) {
      expect(await look(client, email)).toEqual([email.trim().toLowerCase()])
    }
    expect(await look(client, 'nobody@example.edu')).toEqual([])
  })

  it('is compared with what was asked: a server that ignores the filter answers with everybody', async () => {
    const client = await start()
    const body = JSON.stringify({ data: [{ id: 1, email: 'other@example.edu' }, { id: 2 }], count: 2 })
    fake.fault({ on: 'listWorkspaceUsers', times: 3, give: { status: 200, body } })
    expect(await look(client, 'ana@example.edu')).toEqual([])
  })

  it('is not looked for without an address', async () => {
    const client = await start()
    await expect(look(client, ' ')).rejects.toMatchObject({ code: 'NO_EMAIL', effect: 'none' })
    expect(fake.requests()).toBe(0)
  })
})

describe('the administrators', () => {
  it.each<[string, FakeAacOptions]>([
    ['by default', {}],
    ['uncounted', { counts: false }],
    ['uncounted and on small pages', { counts: false, maxLimit: 7 }],
  ])('are told in every status: %s', async (_how, options) => {
    const client = await start({ ...options, seed: mixed })
    expect(await client.admins(ws)).toHaveLength(40)
  })

  it('are told once by a server that knows no paging here', async () => {
    const client = await start()
    fake.fault({ on: 'listWorkspaceAdmins', times: 9, give: { status: 200, body: '{"data":[{"id":1},{"id":"2"}]}' } })
    expect((await client.admins(ws)).map(({ id }) => id)).toEqual(['1', '2'])
  })
})
