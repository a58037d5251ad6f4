import { readFileSync, rmSync, writeFileSync } from 'node:fs'
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

/** How long to wait for a lock, and for whom. */
export interface LockOptions extends CallOptions {
  /** Milliseconds. Default 45,000: longer than the exchange that a holder may be in. */
  readonly waitFor?: number | undefined
  /** Named in errors. Default `exclusively`. */
  readonly operation?: string | undefined
}

/**
 * The database that is in the runtime.
 *
 * @throws {AacError} `NO_SQLITE` where the runtime has none: Node before 22.13, Deno before 2.2, and Bun releases
 * without `node:sqlite`.
 */
export function sqlite(): typeof import('node:sqlite') {
  const module = process.getBuiltinModule?.('node:sqlite')
  if (module !== undefined) return module
  throw new AacError(
    'a token file needs node:sqlite for its lock: Node 22.13 or newer, Deno 2.2 or newer, or a Bun that has it',
    { kind: 'rejected', operation: 'fileTokens', code: 'NO_SQLITE' },
  )
}

/**
 * Runs `work` while no other process on this host does so with the same file. The lock is the kernel's, on a small
 * database that is made where it is missing and must never be deleted: it stays with a holder that is stopped, and is
 * free the moment its holder dies. It excludes Node, Bun and Deno from each other, and two callers of one process; it
 * cannot be taken twice by one caller. Not for network file systems. While it is held, `<file>.holder` says by whom.
 *
 * @throws {AacError} `LOCKED` (kind `timeout`, effect `none`) when it cannot be had in time, with the holder's pid and
 * since when; `TOKEN_FILE` if the file cannot be made; the signal's reason when the waiting is aborted; `NO_SQLITE`.
 */
export async function exclusively<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const { signal, waitFor = 45_000, operation = 'exclusively' } = options
  const { DatabaseSync: Database } = sqlite()
  const deadline = performance.now() + waitFor
  let database: DatabaseSync | undefined
  let held = false
  try {
    for (let pause = 5; ; pause = Math.min(100, pause * 1.5)) {
      signal?.throwIfAborted()
      database ??= opened(file, Database, operation)
      held = taken(database, file, operation)
      if (held) break
      if (performance.now() >= deadline) throw locked(file, operation)
      await sleep(pause * (0.5 + Math.random()), undefined, signal === undefined ? {} : { signal }).catch(() =>
        signal?.throwIfAborted(),
      )
    }
    return await work()
  } finally {
    if (held) unnamed(file)
    // Held by this reference until here: a collected database would have let go of its lock.
    database?.close()
  }
}

function opened(file: string, Database: typeof DatabaseSync, operation: string): DatabaseSync {
  try {
    return new Database(file, { timeout: 0 })
  } catch (error) {
    throw unusable(error, file, operation)
  }
}

/** Takes the lock, and says so in the same turn: nobody who comes between is told another name. */
function taken(database: DatabaseSync, file: string, operation: string): boolean {
  try {
    database.exec('BEGIN IMMEDIATE')
  } catch (error) {
    // SQLITE_BUSY, in any of its extended forms.
    if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5) return false
    throw unusable(error, file, operation)
  }
  try {
    writeFileSync(`${file}.holder`, JSON.stringify({ pid: process.pid, since: Date.now() }), { mode: 0o600 })
  } catch {
    // The lock is what counts; without the note the error of those who wait names nobody.
  }
  return true
}

/** Nobody is to be named who holds it no more. */
function unnamed(file: string): void {
  try {
    rmSync(`${file}.holder`, { force: true })
  } catch {
    // Windows keeps what somebody reads just now; the next holder writes over it.
  }
}

function unusable(error: unknown, file: string, operation: string): AacError {
  const code = error instanceof Error && 'errstr' in error ? ` (${String(error.errstr)})` : ''
  return new AacError(
    `the lock ${file} cannot be used${code}; its folder must be writable, and on a disk of this host. Nothing was sent`,
    { kind: 'auth', operation, code: 'TOKEN_FILE' },
  )
}

function locked(file: string, operation: string): AacError {
  const holder = holderOf(file)
  const who =
    holder === undefined ? 'another process' : `process ${holder.pid} since ${new Date(holder.since).toISOString()}`
  return new AacError(`the lock ${file} is held by ${who}, and was not let go in time. Nothing was sent`, {
    kind: 'timeout',
    operation,
    code: 'LOCKED',
  })
}

/** Who wrote itself down last. */
function holderOf(file: string): Holder | undefined {
  try {
    const { pid, since } = JSON.parse(readFileSync(`${file}.holder`, 'utf8')) as Partial<Holder>
    const isTime = typeof since === 'number' && Math.abs(since) <= 8.64e15
    return typeof pid === 'number' && isTime ? { pid, since } : undefined
  } catch {
    return undefined
  }
}
