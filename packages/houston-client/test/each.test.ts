import { describe, expect, it, onTestFinished } from 'vitest'
import { HoustonClient, HoustonError } from '../src/index.ts'
import { startFakeHouston } from '../src/testing/index.ts'

const releases = ['0.14.2', '0.16.6', '0.21.0', '0.25', '0.29.2', '0.34', '0.37', 'apc-1', 'apc-2']
const seed = {
  workspaces: [{ id: 'w', label: 'Ours' }],
  users: [
    { id: 'u1', username: 'ana@x.edu', roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'w' }] },
    { id: 'u2', username: 'bo@x.edu', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
  ],
}

async function start(release: string): Promise<{ client: HoustonClient; requests: () => number }> {
  const fake = await startFakeHouston({ release, seed })
  onTestFinished(() => fake.close())
  const client = new HoustonClient({ url: fake.url, token: fake.token })
  await client.release()
  return { client, requests: fake.requests }
}

/** What a call rejects with. */
const failure = async (call: Promise<unknown>): Promise<HoustonError> => {
  const error = await call.catch((reason: unknown) => reason)
  return error instanceof HoustonError ? error : expect.unreachable()
}

const asked = [{ userUuid: 'u1' }, { email: ' BO@x.edu ' }, { userUuid: 'nobody' }, { email: 'ana@x.edu' }]

describe('several people by one request', () => {
  it.each(releases)('are found as each by itself, on %s', async (release) => {
    const { client, requests } = await start(release)
    const one = await Promise.all(asked.map((filter) => client.findUsers(filter)))
    const before = requests()
    expect(await client.findEach(asked)).toEqual(one)
    expect(requests()).toBe(before + 1)
    expect(one.map((users) => users.map(({ id }) => id))).toEqual([['u1'], ['u2'], [], ['u1']])
  })

  // Before 0.16.6 a system key is not shown a workspace's people (facts §1.5).
  it.each(releases.slice(1))('are found in a workspace as each by itself, on %s', async (release) => {
    const { client, requests } = await start(release)
    const one = await Promise.all(asked.map((filter) => client.member('w', filter)))
    const before = requests()
    const several = await client.findEach(asked, { workspaceUuid: 'w' })
    expect(several.map(([member]) => member)).toEqual(one)
    expect(requests()).toBe(before + 1)
    expect(one.map((member) => member?.id)).toEqual(['u1', undefined, undefined, 'u1'])
  })

  it('are not asked for on a release without such searches', async () => {
    const { client, requests } = await start('0.13.1')
    const before = requests()
    expect((await failure(client.findEach(asked))).kind).toBe('unsupported')
    expect(requests()).toBe(before)
  })

  it('are not said to be nobody by a server that takes no notice of the search, or mixes up who was asked for', async () => {
    const row = { id: 'u9', username: 'zoe@x.edu', emails: [{ address: 'zoe@x.edu' }], roleBindings: [] }
    const answer = { data: { u0: [{ ...row, id: 'u1' }, row], u1: [row] } }
    const client = new HoustonClient({
      url: 'https://houston.example.com',
      token: 'x',
      release: '0.37.5',
      fetch: () => Promise.resolve(Response.json(answer)),
    })
    const both = [{ userUuid: 'u1' }, { email: 'zoe@x.edu' }]
    expect((await client.findEach(both)).map((users) => users.map(({ id }) => id))).toEqual([['u1'], ['u9']])
    expect(await failure(client.findEach(both.toReversed()))).toMatchObject({ kind: 'protocol', effect: 'none' })
  })

  it('are at most twenty, none of them everybody', async () => {
    const { client, requests } = await start('0.37')
    const before = requests()
    const many = Array.from({ length: 21 }, (_, index) => ({ userUuid: `u${index}` }))
    expect((await failure(client.findEach(many))).code).toBe('TOO_MANY')
    expect((await failure(client.findEach([{ userUuid: 'u1' }, { email: ' ' }]))).code).toBe('EMPTY_FILTER')
    expect((await failure(client.findEach(asked, { workspaceUuid: ' ' }))).code).toBe('EMPTY_ARGUMENT')
    expect(await client.findEach([])).toEqual([])
    expect(requests()).toBe(before)
  })
})
