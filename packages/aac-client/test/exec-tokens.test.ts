import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AacClient, rotating } from '../src/index.ts'
import { type ExecTokensOptions, execStore, execTokens } from '../src/node.ts'
import { type FakeAac, type FakeAacOptions, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

// Processes start slowly where many tests run at once.
vi.setConfig({ testTimeout: 90_000 })

const program = fileURLToPath(new URL('vault.ts', import.meta.url))

let folder: string
let vault: string
let fake: FakeAac
let clock: ManualClock

async function start(options: FakeAacOptions = {}): Promise<void> {
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { workspaces: 2, people: 2 }, reuseRevokes: true, ...options })
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aac-exec-'))
  vault = join(folder, 'vault.json')
})
afterEach(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Value extends Record<string, unknown> {
  readonly refresh_token: string
}
const keep = (value: unknown): void => writeFileSync(vault, JSON.stringify({ version: 7, value }))
const kept = (): Value => (JSON.parse(readFileSync(vault, 'utf8')) as { value: Value }).value
const words = (trouble = ''): readonly [string, string[]] => [
  process.execPath,
  ['--conditions=source', '--disable-warning=ExperimentalWarning', program, vault, trouble],
]
/** Another host shares the vault, not the lock. */
const client = (trouble = '', options: ExecTokensOptions = {}, host = 'here'): AacClient =>
  new AacClient({
    region: 'us1',
    token: execTokens(...words(trouble), { lockFolder: join(folder, host), ...options }),
    fetch: fake.fetch,
    now: clock.now,
    retries: 0,
  })

describe('a pair in a vault', () => {
  it('is read, marked and replaced by the command, and other keys stay', async () => {
    await start()
    keep({ ...fake.creds(), note: { of: 'mine' } })
    const first = kept().refresh_token
    clock.advance(301_000)
    let marked: unknown
    const aac = client('', {
      fetch: (input, init) => {
        marked = kept()
        return fake.fetch(input, init)
      },
    })
    await aac.currentWorkspace()
    await aac.currentWorkspace()
    expect(marked).toMatchObject({ refresh_token: first, exchange: { id: expect.any(String) as string } })
    expect(Object.keys(kept())).toEqual(['access_token', 'refresh_token', 'note'])
    expect(fake.placeOf(kept().refresh_token)).toEqual({ family: 0, generation: 1 })
    expect(fake.families[0]).toMatchObject({ exchanges: 1, spent: [] })
  })

  it('never stands in the arguments or the environment of the command', async () => {
    await start()
    keep(fake.creds())
    clock.advance(301_000)
    await client().currentWorkspace()
    const runs = readFileSync(`${vault}.run`, 'utf8')
    expect(runs).toContain('"get"]')
    expect(runs).toContain('"store"]')
    expect(runs).not.toContain('eyJ')
  })

  it('is read and stored by a command that is told no more of the environment than is meant for it', async () => {
    await start()
    keep(fake.creds())
    clock.advance(301_000)
    vi.stubEnv('NOBODY_ELSES', 'business')
    const { PATH, SystemRoot } = process.env
    await client('', {
      env: { PATH, SystemRoot, VAULT_ADDR: 'https://vault.example', NOT_SET: undefined },
    }).currentWorkspace()
    const runs = readFileSync(`${vault}.run`, 'utf8')
    expect([runs.split('"VAULT_ADDR":"https://vault.example"').length - 1, fake.counters.exchanges]).toEqual([
      runs.split('"argv"').length - 1,
      1,
    ])
    expect(runs).not.toMatch(/NOBODY_ELSES|NOT_SET/)
    vi.unstubAllEnvs()
  })

  it('is exchanged once by several hosts at the same time', async () => {
    await start()
    keep(fake.creds())
    const hosts = ['here', 'there', 'elsewhere'].map((host) => client('', { lease: 30_000 }, host))
    for (let turn = 1; turn <= 2; turn += 1) {
      clock.advance(301_000)
      await Promise.all(hosts.map((aac) => aac.currentWorkspace()))
      expect(fake.families[0]).toMatchObject({ exchanges: turn, generations: turn, spent: [], revoked: false })
    }
  })

  it('whose exchange another host began and never ended is presented once more, after the lease', async () => {
    await start()
    keep({ ...fake.creds(), exchange: { id: 'of another', since: 1_780_300_800_000 } })
    clock.advance(301_000)
    await client('', { lease: 50 }).currentWorkspace()
    expect(fake.families[0]).toMatchObject({ exchanges: 1, spent: [] })
    expect(kept()).not.toHaveProperty('exchange')
  })

  it('whose exchange goes on elsewhere is waited for no longer than was said, and no signal waits with it', async () => {
    await start()
    keep({ ...fake.creds(), exchange: { id: 'of another', since: 1_780_300_800_000 } })
    clock.advance(301_000)
    const before = process.listenerCount('SIGINT')
    let heard = 0
    const look = setInterval(() => {
      heard = Math.max(heard, process.listenerCount('SIGINT') - before)
    }, 1)
    await expect(client('', { waitFor: 10 }).currentWorkspace()).rejects.toMatchObject({
      kind: 'timeout',
      code: 'LOCKED',
      effect: 'none',
      message: expect.stringContaining('under way since 2026-06-01T08:00:00.000Z') as string,
    })
    clearInterval(look)
    expect(heard).toBe(0)
    expect(fake.requests()).toBe(0)
  })

  it('that is refused is noted so, and presented by nobody again', async () => {
    await start({ refreshLife: 100 })
    keep(fake.creds())
    const pair = kept()
    clock.advance(301_000)
    for (const host of ['here', 'there'])
      await expect(client('', {}, host).currentWorkspace()).rejects.toMatchObject({
        kind: 'auth',
        code: 'invalid_grant',
      })
    expect(fake.requests()).toBe(1)
    expect(kept()).toEqual({ ...pair, refused: expect.any(Number) as number })
    // A person stores a new pair.
    keep(fake.creds())
    clock.advance(50_000)
    await client().currentWorkspace()
  })

  it('names the exchange that was cut off', async () => {
    await start()
    keep(fake.creds())
    clock.advance(301_000)
    fake.fault({ on: 'refreshToken', when: 'after', give: 'reset' })
    const aac = client()
    await expect(aac.currentWorkspace()).rejects.toMatchObject({ kind: 'network' })
    // It began it itself: nothing to wait for.
    const told = { code: 'invalid_grant', message: expect.stringMatching(/An exchange of it begun at 2/) as string }
    await expect(aac.currentWorkspace()).rejects.toMatchObject(told)
    await expect(client('', {}, 'there').currentWorkspace()).rejects.toMatchObject(told)
    expect(fake.counters).toEqual({ exchanges: 1, spentPresented: 1 })
  })

  it('that a person stored during an exchange stays', async () => {
    await start()
    keep(fake.creds())
    clock.advance(301_000)
    const store = execStore(...words(), { lockFolder: folder })
    let other: unknown
    const source = rotating(store, {
      now: clock.now,
      fetch: (input, init) => {
        other = { access_token: 'new', refresh_token: 'also new' }
        keep(other)
        return fake.fetch(input, init)
      },
    })
    await source()
    expect(kept()).toEqual(other)
  })
})

describe('a command that', () => {
  it.each<[string, RegExp]>([
    ['get fails', /get ended with code 1;/],
    ['get hangs', /get did not end within 400 ms/],
    ['get floods', /get printed more than 1 MiB/],
    ['get is silent', /get printed nothing/],
    ['get prints rubbish', /get printed what is no JSON/],
    ['get prints no pair', /get printed an object without refresh_token/],
    ['store fails', /store ended with code 1;/],
    ['store hangs', /store did not end within/],
  ])('is in trouble is one clear error, and nothing is spent: %s', async (trouble, says) => {
    await start()
    keep(fake.creds())
    const before = readFileSync(vault, 'utf8')
    clock.advance(301_000)
    const timeout = trouble === 'get hangs' ? 400 : trouble === 'store hangs' ? 8000 : 20_000
    const error: unknown = await client(trouble, { timeout })
      .currentWorkspace()
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      kind: 'auth',
      operation: 'refreshToken',
      code: 'TOKEN_COMMAND',
      effect: 'none',
      message: expect.stringMatching(says) as string,
    })
    expect(inspect(error)).not.toContain('5ecret')
    expect(readFileSync(vault, 'utf8')).toBe(before)
    expect(fake.requests()).toBe(0)
  })

  it.skipIf(process.platform === 'win32')('is killed is one clear error', async () => {
    await start()
    keep(fake.creds())
    await expect(client('get dies').currentWorkspace()).rejects.toMatchObject({
      code: 'TOKEN_COMMAND',
      message: expect.stringContaining('get was ended by SIGKILL') as string,
    })
  })

  it.skipIf(process.platform === 'win32')('takes too long is ended with what it has started', async () => {
    await start()
    keep(fake.creds())
    clock.advance(301_000)
    await expect(client('get waits for another', { timeout: 3000 }).currentWorkspace()).rejects.toMatchObject({
      code: 'TOKEN_COMMAND',
    })
    const other = Number(readFileSync(`${vault}.other`, 'utf8'))
    await vi.waitFor(() => expect(() => process.kill(other, 0)).toThrow('ESRCH'), 10_000)
  })

  it('is not there is one clear error', async () => {
    await start()
    await expect(execTokens('no-such-command-here')()).rejects.toMatchObject({
      code: 'TOKEN_COMMAND',
      message: expect.stringContaining('cannot be run (ENOENT)') as string,
    })
  })

  it('stores nothing any more once the exchange was made does not lose the pair', async () => {
    await start()
    keep(fake.creds())
    clock.advance(301_000)
    const store = execStore(...words(), { lockFolder: folder })
    let failing = true
    const source = rotating(
      {
        read: () => store.read(),
        exclusively: (work) =>
          store.exclusively((place) =>
            work({
              ...place,
              write: async (tokens, spent) => {
                if (failing) throw Object.assign(new Error(tokens.refreshToken), { code: 'EPIPE' })
                await place.write(tokens, spent)
              },
            }),
          ),
      },
      { now: clock.now, fetch: fake.fetch },
    )
    const error: unknown = await source().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'TOKEN_NOT_SAVED', message: expect.stringContaining('(EPIPE)') as string })
    expect(inspect(error)).not.toContain('eyJ')
    failing = false
    await source()
    expect(fake.placeOf(kept().refresh_token)).toEqual({ family: 0, generation: 1 })
  })
})

it('a vault that never takes the mark is given up, and nothing is spent', async () => {
  await start()
  keep(fake.creds())
  clock.advance(301_000)
  await expect(client('store always loses').currentWorkspace()).rejects.toMatchObject({
    code: 'LOCKED',
    effect: 'none',
  })
  expect(fake.requests()).toBe(0)
})

it('a runtime without node:sqlite is told at once', async () => {
  await start()
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  expect(() => execTokens('vault')).toThrow(expect.objectContaining({ code: 'NO_SQLITE' }))
})
