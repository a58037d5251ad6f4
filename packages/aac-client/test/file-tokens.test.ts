import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AacClient, type AacError } from '../src/index.ts'
import { fileTokens } from '../src/node.ts'
import { type FakeAac, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

let folder: string
let file: string
let fake: FakeAac
let clock: ManualClock

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aac-tokens-'))
  file = join(folder, 'creds.json')
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { workspaces: 2, people: 3 }, reuseRevokes: true })
})
afterEach(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const save = (content: unknown): void =>
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
const saved = (): Record<string, unknown> =>
  JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as Record<string, unknown>
const client = (path = file, waitFor?: number): AacClient =>
  new AacClient({ region: 'us1', token: fileTokens(path, { waitFor }), fetch: fake.fetch, now: clock.now, retries: 0 })

describe('a token file', () => {
  it('of the vendor’s form is used, renewed and kept in that form', async () => {
    save({ ...fake.creds(), scope: 'openid', note: { of: 'mine' } })
    const aac = client()
    await aac.currentWorkspace()
    expect(readdirSync(folder)).toEqual(['creds.json'])
    const before = saved()
    clock.advance(301_000)
    await aac.currentWorkspace()
    const after = saved()
    expect(after).toMatchObject({ scope: 'openid', note: { of: 'mine' } })
    expect(after['refresh_token']).not.toBe(before['refresh_token'])
    expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 0 })
    expect(readdirSync(folder).toSorted()).toEqual(['creds.json', 'creds.json.lock'])
  })

  it('is readable by its owner only once it was written, as far as the platform knows of owners', async () => {
    save(fake.creds())
    chmodSync(file, 0o644)
    clock.advance(301_000)
    await client().currentWorkspace()
    // Windows has no such bits: a file that may be written shows all of them.
    expect(statSync(file).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
  })

  it('behind a link stays behind it', async () => {
    save(fake.creds())
    const link = join(folder, 'link.json')
    symlinkSync(file, link)
    clock.advance(301_000)
    await client(link).currentWorkspace()
    expect(saved()).toEqual(JSON.parse(readFileSync(link, 'utf8')))
    expect(existsSync(`${link}.lock`)).toBe(false)
    expect(existsSync(`${file}.lock`)).toBe(true)
  })

  it('alternates with another program that overwrites it', async () => {
    save(`\uFEFF${JSON.stringify(fake.creds())}`)
    const aac = client()
    for (let round = 0; round < 5; round += 1) {
      clock.advance(301_000)
      const form = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: String(saved()['refresh_token']),
        client_id: 'af1b5321-afe0-48c2-966a-c77d74e98085',
      })
      const answer = await fake.fetch('https://pingauth.alteryxcloud.com/as/token', { method: 'POST', body: form })
      save(await answer.text())
      await aac.currentWorkspace()
      clock.advance(301_000)
      await aac.currentWorkspace()
    }
    expect(fake.counters).toEqual({ exchanges: 10, spentPresented: 0 })
  })

  it('names the exchange that was cut off, also to the next process', async () => {
    save(fake.creds())
    clock.advance(301_000)
    fake.fault({ on: 'refreshToken', when: 'after', give: 'reset' })
    await expect(client().currentWorkspace()).rejects.toMatchObject({ kind: 'network' })
    expect(JSON.parse(readFileSync(`${file}.mark`, 'utf8'))).toEqual({
      pair: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      since: expect.any(Number) as number,
    })
    const before = readFileSync(file, 'utf8')
    await expect(client().currentWorkspace()).rejects.toMatchObject({
      code: 'invalid_grant',
      message: expect.stringMatching(/An exchange of it begun at .* brought no new pair/) as string,
    })
    expect(readFileSync(file, 'utf8')).toBe(before)
    // A new pair is another pair: the mark says nothing of it.
    save(fake.creds())
    clock.advance(301_000)
    await client().currentWorkspace()
    expect(existsSync(`${file}.mark`)).toBe(false)
  })

  it('with rubbish for a mark is used all the same', async () => {
    save(fake.creds())
    writeFileSync(`${file}.mark`, '{"pair":7}')
    clock.advance(301_000)
    expect((await client().currentWorkspace()).id).toBe('41001')
  })

  it('that takes the pair of another workspace is left as it is', async () => {
    save(fake.creds())
    const aac = client()
    await aac.currentWorkspace()
    save(fake.creds({ workspace: 'research' }))
    const other = readFileSync(file, 'utf8')
    clock.advance(301_000)
    await expect(aac.currentWorkspace()).rejects.toMatchObject({ code: 'OTHER_TOKEN' })
    expect(readFileSync(file, 'utf8')).toBe(other)
    expect(fake.counters.exchanges).toBe(0)
  })

  it.each<[string, unknown, RegExp]>([
    ['is empty', '', /is empty/],
    ['is blank', ' \n', /is empty/],
    ['is half a file', '{"access_token":"eyJ5ecret', /is not JSON/],
    ['holds an error', { error: 'invalid_grant' }, /does not hold access_token and refresh_token/],
    ['holds a list', [], /does not hold/],
    ['holds null', 'null', /does not hold/],
    ['holds no refresh token', { access_token: 'eyJ5ecret' }, /does not hold/],
    ['holds an empty one', { access_token: 'eyJ5ecret', refresh_token: '' }, /does not hold/],
    ['holds a number for the access token', { access_token: 5, refresh_token: 'eyJ5ecret' }, /does not hold/],
    ['holds an empty access token', { access_token: '', refresh_token: 'eyJ5ecret' }, /does not hold/],
    ['holds a text', '"eyJ5ecret"', /does not hold/],
    ['holds numbers', { access_token: 5, refresh_token: 5 }, /does not hold/],
  ])('that %s is one clear error', async (_what, content, says) => {
    save(content)
    const error = await client()
      .currentWorkspace()
      .catch((reason: unknown) => reason as AacError)
    expect(error).toMatchObject({
      kind: 'auth',
      operation: 'refreshToken',
      code: 'TOKEN_FILE',
      effect: 'none',
      message: expect.stringMatching(says) as string,
    })
    expect(inspect(error)).not.toContain('5ecret')
    expect(fake.requests()).toBe(0)
  })

  it('that is not there, or is a folder, is one clear error that says how to make it', async () => {
    await expect(client().currentWorkspace()).rejects.toMatchObject({
      code: 'TOKEN_FILE',
      message: expect.stringContaining('(ENOENT); make a new pair') as string,
    })
    mkdirSync(file)
    await expect(client().currentWorkspace()).rejects.toMatchObject({
      code: 'TOKEN_FILE',
      message: expect.stringContaining('(EISDIR)') as string,
    })
  })

  it.each<[string, unknown]>([
    ['an access token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI1ZWNyZXQifQ.c2ln'],
    ['a header', 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI1ZWNyZXQifQ.c2ln'],
    ['the text of a token file', ' {"access_token":"eyJ5ecret"}'],
    ['a pair', { access_token: 'eyJ5ecret' }],
    ['nothing', undefined],
  ])('is not looked for where %s is given for its path, and no error repeats it', (_what, path) => {
    expect(() => fileTokens(path as string)).toThrow(
      expect.objectContaining({ code: 'BAD_TOKEN', message: expect.not.stringContaining('eyJ') as string }),
    )
  })

  it('that cannot be replaced spends nothing', async () => {
    save(fake.creds())
    const before = readFileSync(file, 'utf8')
    // What stands in the way of the new file is what root cannot write either.
    mkdirSync(`${file}.new/in-the-way`, { recursive: true })
    clock.advance(301_000)
    await expect(client().currentWorkspace()).rejects.toMatchObject({
      code: 'TOKEN_FILE',
      effect: 'none',
      message: expect.stringContaining('The refresh token was not spent') as string,
    })
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(fake.requests()).toBe(0)
    rmSync(`${file}.new`, { recursive: true })
    expect((await client().currentWorkspace()).id).toBe('41001')
  })

  it('whose lock cannot be made spends nothing', async () => {
    save(fake.creds())
    mkdirSync(`${file}.lock`)
    clock.advance(301_000)
    await expect(client().currentWorkspace()).rejects.toMatchObject({
      kind: 'auth',
      code: 'TOKEN_FILE',
      message: expect.stringContaining('its folder must be writable') as string,
    })
    expect(fake.requests()).toBe(0)
  })

  it('whose lock is no database spends nothing', async () => {
    save(fake.creds())
    writeFileSync(`${file}.lock`, 'no database, '.repeat(100))
    clock.advance(301_000)
    await expect(client().currentWorkspace()).rejects.toMatchObject({ kind: 'auth', code: 'TOKEN_FILE' })
    expect(fake.requests()).toBe(0)
  })
})

it('a runtime without node:sqlite is told at once what it needs', () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  expect(() => fileTokens(file)).toThrow(
    expect.objectContaining({ code: 'NO_SQLITE', message: expect.stringContaining('Node 22.13') as string }),
  )
})

describe('two processes on one file', () => {
  const worker = fileURLToPath(new URL('two-processes.ts', import.meta.url))

  /** One answer of a child for each line it is sent. */
  function ask(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
      child.once('message', (message) => resolve(JSON.stringify(message)))
      child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)))
      child.send({ now: clock.now() })
    })
  }

  it('exchange once a round between them, and neither is ever refused', async () => {
    save(fake.creds())
    const children = [1, 2].map(() =>
      spawn(
        process.execPath,
        ['--conditions=source', '--disable-warning=ExperimentalWarning', worker, file, fake.url],
        { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
      ),
    )
    try {
      for (let round = 1; round <= 6; round += 1) {
        clock.advance(301_000)
        expect(await Promise.all(children.map(ask))).toEqual(['"41001"', '"41001"'])
        expect(fake.counters).toEqual({ exchanges: round, spentPresented: 0 })
      }
    } finally {
      for (const child of children) child.kill()
    }
  })
})
