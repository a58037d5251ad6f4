import { afterEach, describe, expect, it } from 'vitest'
import { AacClient, type TokenSource } from '../src/index.ts'
import { type FakeAac, startFakeAac } from '../src/testing/index.ts'

let fake: FakeAac
afterEach(() => fake.close())
const ws = 41001

/** A client whose tokens come from `token`, and the paths that it asked for. */
async function start(token: (fake: FakeAac) => TokenSource): Promise<{ client: AacClient; asked: string[] }> {
  fake = await startFakeAac({ seed: { workspaces: 2, people: 9 } })
  const asked: string[] = []
  const client = new AacClient({
    region: 'us1',
    token: token(fake),
    retries: 0,
    onExchange: ({ operation, status }) => asked.push(`${operation} ${status}`),
    fetch: fake.fetch,
  })
  return { client, asked }
}

/** The same token for each call. */
const one = (world: FakeAac): TokenSource => {
  const { accessToken } = world.tokens()
  return async () => accessToken
}

describe('where a token works', () => {
  it('is asked once before the first change, and after each change of the token', async () => {
    let turn = 0
    const { client, asked } = await start((world) => {
      const drawn = [world.tokens(), world.tokens()]
      return async () => drawn[turn]?.accessToken ?? ''
    })
    await client.suspend(ws, [70_003])
    await client.suspend(ws, [70_004])
    turn = 1
    await client.suspend(ws, [70_005])
    await client.remove(ws, 70_006)
    expect(asked).toEqual([
      'readCurrentWorkspace 200',
      'suspendWorkspaceUsers 200',
      'suspendWorkspaceUsers 200',
      'readCurrentWorkspace 200',
      'suspendWorkspaceUsers 200',
      'deleteWorkspaceUser 204',
    ])
  })

  it('is not asked again by a change when it was read already', async () => {
    const { client, asked } = await start(one)
    await client.currentWorkspace()
    await client.remove(ws, 70_003)
    await client.assignRole(81_003, [70_004])
    expect(asked).toEqual(['readCurrentWorkspace 200', 'deleteWorkspaceUser 204', 'assignAuthorizationRole 200'])
  })

  it('is asked once for changes side by side', async () => {
    const { client, asked } = await start(one)
    await Promise.all([70_003, 70_004, 70_005].map((id) => client.remove(ws, id)))
    expect(asked.filter((line) => line.startsWith('readCurrent'))).toHaveLength(1)
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(3)
  })

  it('is asked with the token that is then used, even if each call draws a new one', async () => {
    const { client } = await start((world) => async () => world.tokens().accessToken)
    await client.remove(ws, 70_003)
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })

  it('is asked with the token that is then used, and no other is, though it was drawn before', async () => {
    let drawn = 0
    const { client } = await start((world) => {
      const [other, right] = [world.tokens({ workspace: 'research' }), world.tokens()]
      return async () => {
        drawn += 1
        return (drawn === 1 ? other : right).accessToken
      }
    })
    await client.remove(ws, 70_003)
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })

  it.each<[string, (client: AacClient) => Promise<unknown>]>([
    ['a removal', (client) => client.remove(ws, 70_003)],
    ['a suspension', (client) => client.suspend(ws, [70_003])],
    ['an invitation', (client) => client.invite(ws, ['late@example.edu'])],
    ['a role, which names no workspace', (client) => client.assignRole(81_003, [70_003])],
    ['a role taken', (client) => client.unassignRole(81_002, 70_003)],
  ])('stops %s, and each after it, once it is another workspace', async (_what, change) => {
    let turn = 0
    const { client } = await start((world) => {
      const drawn = [world.tokens(), world.tokens({ workspace: 'research' })]
      return async () => drawn[turn]?.accessToken ?? ''
    })
    await client.currentWorkspace()
    turn = 1
    for (let again = 0; again < 2; again += 1) {
      await expect(change(client)).rejects.toMatchObject({
        kind: 'rejected',
        code: 'OTHER_WORKSPACE',
        effect: 'none',
      })
    }
    expect(fake.ledger.entries).toEqual([])
  })

  it('is asked again after a 401 that brought another token', async () => {
    const { client, asked } = await start((world) => {
      const [first, second] = [world.tokens(), world.tokens()]
      return async (refused) => (refused === first.accessToken ? second : first).accessToken
    })
    await client.currentWorkspace()
    fake.fault({ on: 'deleteWorkspaceUser', give: { status: 401, body: 'Unauthorized' } })
    await client.remove(ws, 70_003)
    expect(asked.slice(1)).toEqual(['deleteWorkspaceUser 401', 'readCurrentWorkspace 200', 'deleteWorkspaceUser 204'])
  })

  it('lets nothing be sent while nobody says it', async () => {
    const { client, asked } = await start(one)
    fake.fault({ on: 'readCurrentWorkspace', give: { status: 500, body: '' } })
    await expect(client.remove(ws, 70_003)).rejects.toMatchObject({
      operation: 'readCurrentWorkspace',
      kind: 'network',
      effect: 'none',
    })
    expect(asked).toEqual(['readCurrentWorkspace 500'])
    await client.remove(ws, 70_003)
  })

  it('is waited for by others when one of them gives up', async () => {
    const { client } = await start(one)
    const reason = new Error('enough')
    const stop = new AbortController()
    const [left, stayed] = [client.remove(ws, 70_003, { signal: stop.signal }), client.remove(ws, 70_004)]
    stop.abort(reason)
    await expect(left).rejects.toBe(reason)
    expect(await stayed).toEqual({ already: false })
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })
})
