import { readFile, writeFile } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { AacError } from './errors.ts'
import type { CallOptions } from './tokens.ts'

/** Who holds a lock, as far as it can be told. */
export interface Holder {
  readonly pid: number
  /** Milliseconds since the epoch. */
  readonly since: number
}

/** How long to wait for a lock. */
export interface LockOptions extends CallOptions {
  /** Milliseconds. Default 45,000: longer than the exchange that a holder may be in. */
  readonly waitFor?: number | undefined
}

/** @throws {AacError} `NO_SQLITE` where the runtime has no `node:sqlite`: Node before 22.13, and old releases of Bun and Deno. */
export function sqlite(): typeof import('node:sqlite') {
  const module = process.getBuiltinModule?.('node:sqlite')
  if (module !== undefined) return module
  throw new AacError('a token file needs node:sqlite for its lock: Node 22.13 or newer, or a Bun or Deno that has it', {
    kind: 'rejected',
    operation: 'fileTokens',
    code: 'NO_SQLITE',
  })
}

/**
 * Runs `work` while no other process on this host does so with the same file. The lock is the kernel's, on a small
 * database that is never deleted: it is free the moment its holder dies. Not for network file systems. Who holds it is
 * written beside it, for the error of those who wait in vain.
 *
 * @throws {AacError} `LOCKED` (effect `none`), naming the holder's pid and since when; `TOKEN_FILE` if the file cannot be made.
 */
export async function exclusively<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const { signal, waitFor = 45_000 } = options
  const { DatabaseSync: Database } = sqlite()
  const deadline = performance.now() + waitFor
  let database: DatabaseSync | undefined
  try {
    for (let pause = 5; ; pause = Math.min(100, pause * 1.5)) {
      signal?.throwIfAborted()
      database ??= opened(file, Database)
      if (taken(database)) break
      if (performance.now() >= deadline) throw await locked(file)
      await sleep(pause * (0.5 + Math.random()), undefined, signal === undefined ? {} : { signal })
    }
    await writeFile(`${file}.holder`, JSON.stringify({ pid: process.pid, since: Date.now() }), { mode: 0o600 })
    return await work()
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    // Held by this reference until here: a collected database would have let go of its lock.
    database?.close()
  }
}

function opened(file: string, Database: typeof DatabaseSync): DatabaseSync {
  try {
    return new Database(file, { timeout: 0 })
  } catch (error) {
    throw unusable(error)
  }
}

function taken(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN IMMEDIATE')
    return true
  } catch (error) {
    // SQLITE_BUSY, in any of its extended forms.
    if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5) return false
    throw unusable(error)
  }
}

function unusable(error: unknown): AacError {
  const code = error instanceof Error && 'errstr' in error ? ` (${String(error.errstr)})` : ''
  return new AacError(
    `the lock beside the token file cannot be used${code}; its folder must be writable. The refresh token was not spent`,
    {
      kind: 'auth',
      operation: 'refreshToken',
      code: 'TOKEN_FILE',
    },
  )
}

async function locked(file: string): Promise<AacError> {
  const holder = await holderOf(file)
  const who =
    holder === undefined ? 'another process' : `process ${holder.pid} since ${new Date(holder.since).toISOString()}`
  return new AacError(`the token file is held by ${who}, and was not let go in time. Nothing was sent`, {
    kind: 'timeout',
    operation: 'refreshToken',
    code: 'LOCKED',
  })
}

/** Who wrote itself down last. */
async function holderOf(file: string): Promise<Holder | undefined> {
  try {
    const { pid, since } = JSON.parse(await readFile(`${file}.holder`, 'utf8')) as Partial<Holder>
    return typeof pid === 'number' && typeof since === 'number' ? { pid, since } : undefined
  } catch {
    return undefined
  }
}
