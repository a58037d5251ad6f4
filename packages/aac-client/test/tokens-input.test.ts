import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AacClient } from '../src/index.ts'
import { fileTokens } from '../src/node.ts'
import { type FakeAac, type FakeAacOptions, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

let folder: string
let file: string
let fake: FakeAac
let clock: ManualClock

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aac-input-'))
  file = join(folder, 'creds.json')
})
afterEach(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})
const start = async (options: FakeAacOptions = {}): Promise<void> => {
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { workspaces: 2, people: 2 }, ...options })
}
const client = (): AacClient =>
  new AacClient({ region: 'us1', token: fileTokens(file), fetch: fake.fetch, now: clock.now, retries: 0 })

interface Case {
  readonly fake?: FakeAacOptions
  /** What is in the file: what was read of it, or text. */
  readonly file: (creds: { access_token: string; refresh_token: string }) => unknown
  readonly code: string
  /** The fact and the remedy. */
  readonly says: RegExp
  /** Requests for it: what can be seen before is never sent. */
  readonly requests: number
}

const generate = /make a new pair in the workspace: avatar → User Preferences → OAuth 2\.0 API Tokens → Generate/

describe('a token file that cannot be used', () => {
  it.each<[string, Case]>([
    [
      'is empty',
      { file: () => '', code: 'TOKEN_FILE', says: /is empty; make a new pair.*and save it there/, requests: 0 },
    ],
    [
      'is half written',
      {
        file: (creds) => JSON.stringify(creds).slice(0, 300),
        code: 'TOKEN_FILE',
        says: /is not JSON; make/,
        requests: 0,
      },
    ],
    [
      'is of another kind',
      { file: () => 'AAC_TOKEN=eyJhbGciOi', code: 'TOKEN_FILE', says: /is not JSON; make/, requests: 0 },
    ],
    [
      'was overwritten with a refusal',
      {
        file: () => ({ error: 'invalid_grant', error_description: 'does not exist' }),
        code: 'TOKEN_FILE',
        says: /does not hold access_token and refresh_token; make/,
        requests: 0,
      },
    ],
    [
      'holds an access token only',
      { file: ({ access_token }) => ({ access_token }), code: 'TOKEN_FILE', says: /does not hold/, requests: 0 },
    ],
    [
      'names a token server that is nobody’s',
      {
        fake: { issuer: 'https://pingauth.alteryxcloud.com.example.org/as' },
        file: (creds) => creds,
        code: 'TOKEN_HOST',
        says: /not one of the vendor’s; the refresh token was not sent. If it is yours, name it in hosts\.tokenServer/,
        requests: 0,
      },
    ],
    [
      'names no client',
      {
        file: () => ({
          access_token: jwt({ iss: 'https://pingauth.alteryxcloud.com/as', exp: 1 }),
          refresh_token: 'r',
        }),
        code: 'BAD_TOKEN',
        says: generate,
        requests: 0,
      },
    ],
    [
      'has a refresh token that has expired',
      {
        fake: { refreshLife: 200 },
        file: (creds) => creds,
        code: 'invalid_grant',
        says: /By its own account it ended at 2026-06-01T08:03:20\.000Z\. To go on, make a new pair/,
        requests: 1,
      },
    ],
    [
      'has a refresh token that nobody knows',
      {
        file: ({ access_token }) => ({ access_token, refresh_token: 'eyJ5ecret' }),
        code: 'invalid_grant',
        says: generate,
        requests: 1,
      },
    ],
  ])('because it %s is one clear error with its remedy, and stays as it is', async (_what, told) => {
    await start(told.fake)
    const given = told.file(fake.creds())
    const text = typeof given === 'string' ? given : JSON.stringify(given)
    writeFileSync(file, text)
    clock.advance(301_000)
    for (let turn = 0; turn < 2; turn += 1) {
      const error: unknown = await client()
        .currentWorkspace()
        .catch((reason: unknown) => reason)
      expect(error).toMatchObject({
        kind: 'auth',
        operation: 'refreshToken',
        code: told.code,
        effect: 'none',
        message: expect.stringMatching(told.says) as string,
      })
      expect(inspect(error, { depth: 9 })).not.toMatch(/eyJ|5ecret/)
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
    // What was refused is not presented again, by nobody.
    expect(fake.requests()).toBe(told.requests)
  })

  it.each<[string, () => Promise<FakeAac>, RegExp]>([
    ['workspace', async () => fake, /another workspace; they were left as they are\. Put the right pair back/],
    [
      'issuer',
      () => startFakeAac({ clock, issuer: 'https://pingauth-us1-9.alteryxcloud.com/as', seed: { workspaces: 2 } }),
      /another issuer; they were left/,
    ],
  ])(
    'because it has come to hold a pair of another %s is one clear error, and stays as it is',
    async (_what, other, says) => {
      await start()
      writeFileSync(file, JSON.stringify(fake.creds()))
      const aac = client()
      await aac.currentWorkspace()
      const elsewhere = await other()
      const text = JSON.stringify(elsewhere.creds({ workspace: elsewhere === fake ? 'research' : 'spring-class' }))
      writeFileSync(file, text)
      clock.advance(301_000)
      const before = fake.requests()
      for (let turn = 0; turn < 2; turn += 1)
        await expect(aac.currentWorkspace()).rejects.toMatchObject({
          kind: 'auth',
          code: 'OTHER_TOKEN',
          effect: 'none',
          message: expect.stringMatching(says) as string,
        })
      expect(readFileSync(file, 'utf8')).toBe(text)
      expect(fake.requests()).toBe(before)
      if (elsewhere !== fake) await elsewhere.close()
    },
  )

  it('because its pair is of another region is one clear error, and keeps what the exchange brought', async () => {
    await start({ issuer: 'https://pingauth-eu1.alteryxcloud.com/as' })
    writeFileSync(file, JSON.stringify(fake.creds()))
    clock.advance(301_000)
    await expect(client().currentWorkspace()).rejects.toMatchObject({
      kind: 'auth',
      code: 'OTHER_REGION',
      effect: 'none',
      message: expect.stringContaining('set the option region to eu1') as string,
    })
    const { refresh_token } = JSON.parse(readFileSync(file, 'utf8')) as { refresh_token: string }
    expect(fake.placeOf(refresh_token)).toEqual({ family: 0, generation: 1 })
    expect(existsSync(`${file}.mark`)).toBe(false)
  })
})

function jwt(payload: unknown): string {
  return `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`
}
