import { afterEach, describe, expect, it } from 'vitest'
import { type AacSeed, type FakeAac, type FakeAacOptions, manualClock, startFakeAac } from '../src/testing/index.ts'
import { ask as askFake, type Told } from './ask-fake.ts'

let fake: FakeAac
afterEach(() => fake.close())

const seed: AacSeed = { workspaces: [{ id: 500 }], people: ['me@example.edu'] }

async function start(options: FakeAacOptions = {}): Promise<void> {
  fake = await startFakeAac({ seed, ...options })
}

const ask = (line: string, body?: unknown, as?: Parameters<typeof askFake>[3]): Promise<Told> =>
  askFake(fake, line, body, as)

describe('the token server', () => {
  const clientId = 'af1b5321-afe0-48c2-966a-c77d74e98085'
  const post = async (
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await fetch(`${fake.url}/as/token`, { method: 'POST', body: new URLSearchParams(form), headers })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const refresh = (refresh_token: unknown): ReturnType<typeof post> =>
    post({ grant_type: 'refresh_token', refresh_token: String(refresh_token), client_id: clientId })

  it('takes a refresh token once', async () => {
    await start()
    const { refreshToken } = fake.tokens()
    const first = await refresh(refreshToken)
    expect(first).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 300, scope: expect.stringMatching(/ w:01J/) as string },
    })
    expect(await refresh(refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await refresh(first.body['refresh_token'])).status).toBe(200)
    expect(fake.counters).toEqual({ exchanges: 2, spentPresented: 1 })
  })

  it('revokes the family of a token that comes again, where told; access tokens live on', async () => {
    await start({ reuseRevokes: true })
    const { refreshToken } = fake.tokens()
    const { body } = await refresh(refreshToken)
    await refresh(refreshToken)
    expect((await refresh(body['refresh_token'])).status).toBe(400)
    expect((await ask('GET /v4/people/current', undefined, { token: String(body['access_token']) })).status).toBe(200)
  })

  it('takes it again within the grace, where there is one', async () => {
    const clock = manualClock()
    await start({ clock, graceSeconds: 10 })
    const { refreshToken } = fake.tokens()
    await refresh(refreshToken)
    clock.advance(9999)
    expect((await refresh(refreshToken)).status).toBe(200)
    clock.advance(1)
    expect((await refresh(refreshToken)).status).toBe(400)
  })

  it.each<[string, Record<string, string>, Record<string, string>, number, string]>([
    ['no client', { grant_type: 'refresh_token', refresh_token: 'x' }, {}, 400, 'invalid_request'],
    ['a password', { grant_type: 'password', client_id: clientId }, {}, 400, 'unsupported_grant_type'],
    [
      'a token that never was',
      { grant_type: 'refresh_token', refresh_token: 'x', client_id: clientId },
      {},
      400,
      'invalid_grant',
    ],
    ['JSON', {}, { 'content-type': 'application/json' }, 415, 'invalid_request'],
  ])('refuses %s', async (_what, form, headers, status, error) => {
    await start()
    expect(await post(form, headers)).toMatchObject({ status, body: { error } })
  })

  it('answers POST only', async () => {
    await start()
    expect((await fetch(`${fake.url}/as/token`)).status).toBe(405)
  })

  it('can issue its tokens in its own name', async () => {
    await start({ issuer: 'self' })
    const payload = fake.creds().access_token.split('.')[1] ?? ''
    expect(payload).toMatch(/[-_]/)
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: `${fake.url}/as`,
      client_id: clientId,
    })
  })
})
