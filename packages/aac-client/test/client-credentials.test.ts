import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { AacClient, type ClientCredentialsOptions, clientCredentials } from '../src/index.ts'
import { type FakeAac, type FakeAacOptions, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

let fake: FakeAac
let clock: ManualClock
afterEach(() => fake.close())

async function start(options: FakeAacOptions = {}): Promise<void> {
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { workspaces: 2, people: 2 }, ...options })
}
const source = (more: Partial<ClientCredentialsOptions> = {}) => clientCredentials({ ...fake.principal(), ...more })
const client = (token = source()): AacClient => new AacClient({ hosts: fake.hosts, token, now: clock.now, retries: 0 })

describe('a service principal', () => {
  it.each([300, 3600])('is given a token once a life of %s s, for all callers', async (tokenLife) => {
    await start({ tokenLife })
    const token = source()
    const [one, two] = [client(token), client(token)]
    for (let turn = 1; turn <= 3; turn += 1) {
      await Promise.all([one.currentWorkspace(), two.currentPerson(), one.currentPerson()])
      expect(fake.requests()).toBe(turn * 4)
      clock.advance(tokenLife * 1000)
    }
    expect(fake.counters).toEqual({ exchanges: 0, spentPresented: 0 })
  })

  it('is given another after a 401, once, and keeps a newer one', async () => {
    await start()
    const token = source({ tokenServer: fake.url, now: clock.now })
    const first = await token()
    const second = await token(first)
    expect(second).not.toBe(first)
    expect(await token(first)).toBe(second)
    const [kept, renewed] = await Promise.all([token(), token(second)])
    expect(kept).toBe(second)
    expect(renewed).not.toBe(second)
    expect(fake.requests()).toBe(3)
  })

  it('that joins a request for the very token that it was refused asks once more', async () => {
    await start()
    const token = source({ tokenServer: fake.url, now: clock.now })
    const first = token()
    const joined = first.then((refused) => token(refused))
    expect(await joined).not.toBe(await first)
  })

  it('may read its secret anew each time, and has it in the body only', async () => {
    await start()
    const { clientId, clientSecret, workspaceGid } = fake.principal()
    const seen: string[] = []
    const watching: typeof fetch = async (input, init) => {
      const request = new Request(input, init)
      seen.push(request.url + JSON.stringify([...request.headers]))
      expect(new URLSearchParams(await request.clone().text())).toEqual(
        new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope: `w:${workspaceGid}`,
        }),
      )
      return await fetch(request)
    }
    const token = clientCredentials({
      clientId,
      workspaceGid,
      clientSecret: async () => clientSecret,
      tokenServer: `${fake.url}/as/token`,
      fetch: watching,
    })
    await token()
    expect(seen).toHaveLength(1)
    expect(seen.join()).not.toContain(clientSecret)
  })

  it('asks again where a read would: nothing is spent', async () => {
    await start()
    fake.fault({ on: 'refreshToken', give: { status: 503, headers: { 'retry-after': '0' } } })
    await client().currentWorkspace()
    expect(fake.requests()).toBe(3)
  })

  it.each<[string, Partial<ClientCredentialsOptions>, string, RegExp]>([
    ['a wrong secret', { clientSecret: '5ecret' }, 'invalid_client', /whether the secret has expired/],
    ['another client', { clientId: 'nobody' }, 'invalid_client', /check clientId/],
    ['a foreign host over http', { tokenServer: 'http://sp.example.edu' }, 'TOKEN_HOST', /must be https/],
  ])('with %s is one clear error', async (_what, more, code, says) => {
    await start()
    const error: unknown = await client(source(more))
      .currentWorkspace()
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind: 'auth', code, effect: 'none', message: expect.stringMatching(says) as string })
    expect(inspect(error)).not.toMatch(/ecret-|5ecret/)
  })

  it('without its workspace in the scope gets a token that opens nothing', async () => {
    await start()
    const error = client(source({ workspaceGid: 'ANOTHER' })).currentWorkspace()
    await expect(error).rejects.toMatchObject({ kind: 'auth', status: 401 })
  })

  it('that is given another workspace’s token refuses it', async () => {
    await start({
      tokenAnswer: (answer) => ({
        ...answer,
        access_token: `e30.${Buffer.from('{"scope":"w:OTHER"}').toString('base64url')}.x`,
      }),
    })
    await expect(client().currentWorkspace()).rejects.toMatchObject({ kind: 'auth', code: 'OTHER_TOKEN' })
  })

  it.each<[string, { status: number; body: string }, string]>([
    ['a page', { status: 200, body: '<html>' }, 'protocol'],
    ['nothing', { status: 200, body: '' }, 'protocol'],
    ['a broken server', { status: 500, body: '' }, 'network'],
    ['a refusal', { status: 403, body: '{"error":"access_denied"}' }, 'auth'],
  ])('that is answered with %s says so', async (_what, give, kind) => {
    await start()
    fake.fault({ on: 'refreshToken', times: 9, give })
    const token = source({ tokenServer: fake.url })
    await expect(token()).rejects.toMatchObject({
      kind,
      operation: 'clientCredentials',
      status: give.status,
      effect: 'none',
    })
  })

  it.each<[string, Partial<ClientCredentialsOptions>]>([
    ['clientId', { clientId: '' }],
    ['clientSecret', { clientSecret: ' ' }],
    ['workspaceGid', { workspaceGid: undefined as unknown as string }],
  ])('without %s is refused at once', async (name, more) => {
    await start()
    expect(() => source(more)).toThrow(
      expect.objectContaining({ code: 'BAD_OPTION', message: expect.stringContaining(name) as string }),
    )
  })

  it('without a token server is told to name it', async () => {
    await start()
    await expect(source()()).rejects.toMatchObject({ kind: 'rejected', code: 'BAD_OPTION' })
    expect(fake.requests()).toBe(0)
  })
})
