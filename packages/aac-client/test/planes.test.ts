import { afterEach, describe, expect, it } from 'vitest'
import { AacClient } from '../src/index.ts'
import { type FakeAac, type FakeAacOptions, startFakeAac } from '../src/testing/index.ts'

let fake: FakeAac
afterEach(() => fake.close())
const ws = 41001

/** A client that writes down which plane each request went to. */
async function start(options: FakeAacOptions = {}): Promise<{ client: AacClient; asked: string[] }> {
  fake = await startFakeAac({ seed: { workspaces: 2, people: 3 }, ...options })
  const asked: string[] = []
  const client = new AacClient({
    region: 'eu1',
    token: fake.tokens().accessToken,
    retries: 0,
    fetch: (input, init) => {
      const { host, pathname } = new URL(input instanceof Request ? input.url : input)
      asked.push(`${host.startsWith('api.') ? 'gateway' : 'app'} ${pathname.replace(/^\/(?:iam\/v1|v4)\//, '')}`)
      return fake.fetch(input, init)
    },
  })
  return { client, asked }
}

describe('the way to an operation', () => {
  it('is the gateway first', async () => {
    const { client, asked } = await start()
    await client.currentWorkspace()
    expect(asked).toEqual(['gateway workspaces/current'])
  })

  it.each(['404', '410'] as const)(
    'goes on to the legacy plane where the gateway has no such route (%s), and is remembered',
    async (missing) => {
      const { client, asked } = await start({ routes: { 'gateway:*': missing } })
      await client.currentWorkspace()
      await client.currentWorkspace()
      expect(asked).toEqual(['gateway workspaces/current', 'app workspaces/current', 'app workspaces/current'])
    },
  )

  it('begins with the winner and comes back to the other when that is withdrawn', async () => {
    const { client, asked } = await start()
    fake.fault({
      on: 'readCurrentWorkspace',
      give: { status: 404, body: '{"exception":{"name":"RouteNotFoundException"}}' },
    })
    await client.currentWorkspace()
    fake.fault({ on: 'readCurrentWorkspace', give: { status: 410, body: '{}' } })
    await client.currentWorkspace()
    expect(asked.map((line) => line.split(' ')[0])).toEqual(['gateway', 'app', 'app', 'gateway'])
  })

  it.each([
    [401, 'Unauthorized', 'auth'],
    [403, '{"exception":{"name":"AccessControlException"}}', 'rejected'],
    [404, '{"exception":{"name":"DataNotFoundException"}}', 'rejected'],
    [404, '<html>', 'rejected'],
    [500, '{}', 'network'],
  ])('does not go on after %s %s', async (status, body, kind) => {
    const { client, asked } = await start()
    fake.fault({ on: 'readCurrentWorkspace', give: { status, body } })
    await expect(client.currentWorkspace()).rejects.toMatchObject({ kind, status })
    expect(asked).toHaveLength(1)
  })

  it.each(['404', '410'] as const)('ends in an error when no route is left: %s', async (missing) => {
    const { client } = await start({ routes: { readCurrentWorkspace: missing } })
    await expect(client.currentWorkspace()).rejects.toMatchObject({ kind: 'rejected', status: Number(missing) })
  })

  it('of a removal goes on only where the route is missing: nothing was done there', async () => {
    const { client } = await start({ routes: { 'gateway:deleteWorkspaceUser': '410' } })
    expect(await client.remove(ws, 70003)).toEqual({ already: false })
    expect(fake.ledger.entries).toHaveLength(1)
  })

  it.each(['404', '410'] as const)('calls nobody gone because no route is left: %s', async (missing) => {
    const { client } = await start({ routes: { deleteWorkspaceUser: missing } })
    await expect(client.remove(ws, 70003)).rejects.toMatchObject({ kind: 'rejected', status: Number(missing) })
  })

  it('of the caller goes on to the gateway when the people family is withdrawn', async () => {
    const { client, asked } = await start({ routes: { getCurrentPerson: '410' } })
    await expect(client.currentPerson()).rejects.toMatchObject({ code: 'RouteNotFoundException' })
    expect(asked).toEqual(['app people/current', 'gateway people/current'])
  })

  it('needs the right plane: the gateway’s prefix on the other host is no route', async () => {
    fake = await startFakeAac()
    const { accessToken } = fake.tokens()
    const answer = await fake.fetch('https://us1.alteryxcloud.com/iam/v1/workspaces/current', {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { exception: { name: 'RouteNotFoundException', details: 'Cannot GET /iam/v1/workspaces/current' } },
    ])
  })
})

describe('the project id', () => {
  it.each([
    [undefined, 'steps.oauth.v2.FailedToResolveAPIKey'],
    ['wrong', 'oauth.v2.InvalidApiKey'],
  ])('%s is one precise error and renews no token', async (projectId, code) => {
    fake = await startFakeAac({ projectId: 'right' })
    let drawn = 0
    const { accessToken } = fake.tokens()
    const token = async (): Promise<string> => {
      drawn += 1
      return accessToken
    }
    const client = new AacClient({ region: 'us1', token, projectId, fetch: fake.fetch })
    await expect(client.currentWorkspace()).rejects.toMatchObject({
      kind: 'auth',
      code,
      message: expect.stringContaining('option projectId') as string,
    })
    expect(drawn).toBe(1)
    const right = new AacClient({ region: 'us1', token, projectId: 'right', fetch: fake.fetch })
    expect(await right.currentWorkspace()).toMatchObject({ id: '41001' })
  })
})

describe('hosts by name', () => {
  it('serve both planes on one origin', async () => {
    fake = await startFakeAac()
    const client = new AacClient({ hosts: fake.hosts, token: fake.staticToken() })
    expect((await client.currentWorkspace()).id).toBe('41001')
    expect((await client.currentPerson()).id).toBe('70001')
    expect(client.origin).toBe(fake.url)
    expect(new AacClient({ region: 'au1', token: 'x' }).origin).toBe('https://au1.alteryxcloud.com')
  })

  it.each([
    ['https://api.example.edu', 'https://app.example.edu', 'https://token.example.edu/as/token'],
    ['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080/as'],
    ['http://127.255.13.1', 'http://127.1:9', undefined],
  ])('may be https, or http on loopback: %s, %s, %s', (gateway, app, tokenServer) => {
    expect(new AacClient({ hosts: { gateway, app, tokenServer }, token: 'x' }).origin).toBe(new URL(app).origin)
  })

  it.each([
    'http://api.example.edu',
    'http://localhost.example.edu',
    'http://my-localhost',
    'http://127.0.0.1.example.edu',
    'http://10.0.0.1',
    'http://[::2]',
    'ftp://localhost',
    'ws://127.0.0.1',
    'https://me@api.example.edu',
    'https://api.example.edu?to=elsewhere',
    'https://api.example.edu#there',
    'api.example.edu',
    '',
    7,
  ])('are nothing else: %s', (host) => {
    const [good, bad] = ['https://api.example.edu', host as string]
    for (const hosts of [
      { gateway: bad, app: good },
      { gateway: good, app: bad },
      { gateway: good, app: good, tokenServer: bad },
    ]) {
      const make = (): AacClient => new AacClient({ hosts, token: 'x' })
      expect(make).toThrow(expect.objectContaining({ name: 'AacError', code: 'BAD_HOST', effect: 'none' }))
    }
  })

  it('of a plane have no path', () => {
    const hosts = { gateway: 'https://api.example.edu/iam', app: 'https://app.example.edu' }
    expect(() => new AacClient({ hosts, token: 'x' })).toThrow(
      'AacClient: the option hosts.gateway must be an origin like https://host, without a path (http only on loopback)',
    )
  })

  it('are one of three regions otherwise', () => {
    expect(() => new AacClient({ region: 'ap1' as 'us1', token: 'x' })).toThrow(
      expect.objectContaining({ code: 'BAD_HOST' }),
    )
  })
})
