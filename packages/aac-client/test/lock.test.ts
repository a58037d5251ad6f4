import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AacClient } from '../src/index.ts'
import { exclusively, fileTokens } from '../src/node.ts'
import { type FakeAac, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

let folder: string
let file: string
let fake: FakeAac
let clock: ManualClock

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aac-lock-'))
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
const client = (path = file, waitFor?: number): AacClient =>
  new AacClient({ region: 'us1', token: fileTokens(path, { waitFor }), fetch: fake.fetch, now: clock.now, retries: 0 })

describe('the lock', () => {
  const hold = (): DatabaseSync => {
    const database = new DatabaseSync(`${file}.lock`)
    database.exec('BEGIN IMMEDIATE')
    return database
  }

  it.each<[string, string | undefined, RegExp]>([
    ['its holder', '{"pid":4711,"since":1780300800000}', /held by process 4711 since 2026-06-01T08:00:00.000Z/],
    ['another process where the holder is not known', undefined, /held by another process/],
    ['another process where the note is rubbish', '{"pid":"x","since":1}', /held by another process/],
    ['another process where the note has no time', '{"pid":4711}', /held by another process/],
    ['another process where the note has an impossible time', '{"pid":4711,"since":1e300}', /held by another process/],
  ])('that is not let go in time is one error that names %s', async (_whom, note, says) => {
    save(fake.creds())
    clock.advance(301_000)
    const held = hold()
    if (note !== undefined) writeFileSync(`${file}.lock.holder`, note)
    const error = await client(file, 20)
      .currentWorkspace()
      .catch((reason: unknown) => reason)
    held.close()
    expect(error).toMatchObject({
      kind: 'timeout',
      code: 'LOCKED',
      effect: 'none',
      message: expect.stringMatching(says) as string,
    })
    expect(fake.requests()).toBe(0)
    expect((await client(file, 0).currentWorkspace()).id).toBe('41001')
  })

  it('is had once its holder lets go', async () => {
    save(fake.creds())
    clock.advance(301_000)
    const held = hold()
    const waiting = client().currentWorkspace()
    setImmediate(() => held.close())
    expect((await waiting).id).toBe('41001')
  })

  it('lets one in at a time, and goes on after a failure', async () => {
    let inside = 0
    const turns = Array.from({ length: 5 }, (_, turn) =>
      exclusively(`${file}.lock`, async () => {
        inside += 1
        expect(inside).toBe(1)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
        if (turn === 0) throw new Error('the first fails')
        return turn
      }),
    )
    expect((await Promise.allSettled(turns)).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
  })

  it('is waited for no longer than the signal says', async () => {
    const held = hold()
    const reason = new Error('enough')
    const stop = new AbortController()
    const waiting = exclusively(`${file}.lock`, async () => 'had', { signal: stop.signal })
    setImmediate(() => stop.abort(reason))
    await expect(waiting).rejects.toBe(reason)
    held.close()
  })
})

describe('a lock that cannot be used', () => {
  it.each<[string, (lock: string) => void, RegExp]>([
    ['a folder', (lock) => mkdirSync(lock), /any\.lock cannot be used \(unable to open database file\); its folder/],
    [
      'another file',
      (lock) => writeFileSync(lock, 'no database, '.repeat(100)),
      /any\.lock cannot be used \(file is not a database\); its folder/,
    ],
  ])('because it is %s is told at once, not waited for', async (_what, make, says) => {
    const lock = join(folder, 'any.lock')
    make(lock)
    await expect(exclusively(lock, async () => 'never', { operation: 'applyPlan' })).rejects.toMatchObject({
      kind: 'auth',
      code: 'TOKEN_FILE',
      operation: 'applyPlan',
      effect: 'none',
      message: expect.stringMatching(says) as string,
    })
    expect(existsSync(`${lock}.holder`)).toBe(false)
  })
})

it('a runtime without node:sqlite is told which have it', async () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  await expect(exclusively(join(folder, 'any.lock'), async () => 'never')).rejects.toMatchObject({
    kind: 'rejected',
    operation: 'fileTokens',
    code: 'NO_SQLITE',
    message: expect.stringMatching(/Node 22\.13 or newer, Deno 2\.2 or newer, or a Bun that has it/) as string,
  })
})

describe('who holds a lock', () => {
  it('is written beside it while it is held, and not longer', async () => {
    const lock = join(folder, 'any.lock')
    const holder = await exclusively(lock, async () => readFileSync(`${lock}.holder`, 'utf8'))
    expect(JSON.parse(holder)).toEqual({ pid: process.pid, since: expect.any(Number) as number })
    expect(existsSync(`${lock}.holder`)).toBe(false)
    await expect(exclusively(lock, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(existsSync(`${lock}.holder`)).toBe(false)
  })

  it('stays written when somebody else has waited in vain', async () => {
    const lock = join(folder, 'any.lock')
    await exclusively(lock, async () => {
      await expect(exclusively(lock, async () => 'never', { waitFor: 0 })).rejects.toMatchObject({ code: 'LOCKED' })
      expect(existsSync(`${lock}.holder`)).toBe(true)
      if (process.platform !== 'win32') expect(statSync(`${lock}.holder`).mode & 0o777).toBe(0o600)
    })
  })

  it('may be impossible to write: the lock holds all the same, and nobody is named', async () => {
    const lock = join(folder, 'any.lock')
    mkdirSync(`${lock}.holder`)
    const error: unknown = await exclusively(lock, () =>
      exclusively(lock, async () => 'never', { waitFor: 0 }).catch((reason: unknown) => reason),
    )
    expect(error).toMatchObject({
      operation: 'exclusively',
      message: expect.stringMatching(
        /any\.lock is held by another process, and was not let go in time\. Nothing/,
      ) as string,
    })
    expect(await exclusively(lock, async () => 'free again')).toBe('free again')
  })

  it('is said under the operation that waits', async () => {
    const lock = join(folder, 'any.lock')
    const error: unknown = await exclusively(lock, () =>
      exclusively(lock, async () => 'never', { waitFor: 0, operation: 'applyPlan' }).catch((reason: unknown) => reason),
    )
    expect(error).toMatchObject({
      kind: 'timeout',
      code: 'LOCKED',
      operation: 'applyPlan',
      message: expect.stringMatching(
        `^applyPlan: the lock .*any.lock is held by process ${process.pid} since 2`,
      ) as string,
    })
  })

  it('does not hide how the work ended from one who aborts it', async () => {
    const stop = new AbortController()
    const work = async (): Promise<never> => {
      stop.abort(new Error('enough'))
      throw new Error('what happened')
    }
    await expect(exclusively(join(folder, 'any.lock'), work, { signal: stop.signal })).rejects.toThrow('what happened')
  })
})
