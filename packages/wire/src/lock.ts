import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

/** Who holds a lock, as far as it can be told. */
export interface Holder {
  readonly pid: number
  /** Milliseconds since the epoch. */
  readonly since: number
  /** What the holder calls itself. */
  readonly by?: string
}

/** How long to wait for a lock, and how its failures are told. */
export interface Locking {
  /** Of the runtime, see {@link sqlite}. */
  readonly DatabaseSync: typeof DatabaseSync
  /** Milliseconds; 0: not at all. */
  readonly waitFor: number
  readonly signal?: AbortSignal | undefined
  /** What this holder is called. */
  readonly by?: string | undefined
  /** The lock cannot be made or used. `code`: what the database says, where it says something. */
  readonly unusable: (code: string | undefined) => Error
  /** It is held by another, and was not let go in time. */
  readonly locked: (holder: Holder | undefined) => Error
}

/** The database that is in the runtime; throws `missing` where there is none. */
export function sqlite(missing: () => Error): typeof import('node:sqlite') {
  const module = process.getBuiltinModule?.('node:sqlite')
  if (module !== undefined) return module
  throw missing()
}

/**
 * Runs `work` while no other process on this host does so with the same file. The lock is the kernel's, on a small
 * database that is made where it is missing and must never be deleted: it stays with a holder that is stopped, and is
 * free the moment its holder dies. It excludes Node, Bun and Deno from each other, and two callers of one process; it
 * cannot be taken twice by one caller. Not for network file systems. While it is held, `<file>.holder` says by whom.
 */
export async function exclusively<T>(file: string, work: () => Promise<T>, locking: Locking): Promise<T> {
  const { signal, waitFor } = locking
  const deadline = performance.now() + waitFor
  let database: DatabaseSync | undefined
  let held = false
  try {
    for (let pause = 5; ; pause = Math.min(100, pause * 1.5)) {
      signal?.throwIfAborted()
      database ??= opened(file, locking)
      held = taken(database, file, locking)
      if (held) break
      if (performance.now() >= deadline) throw locking.locked(holderOf(file))
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

/** Whether the database is in use by another, in any of the extended forms of SQLITE_BUSY. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5

function opened(file: string, { DatabaseSync: Database, unusable }: Locking): DatabaseSync {
  try {
    return new Database(file, { timeout: 0 })
  } catch (error) {
    throw unusable(codeOf(error))
  }
}

/** Takes the lock, and says so in the same turn: nobody who comes between is told another name. */
function taken(database: DatabaseSync, file: string, { by, unusable }: Locking): boolean {
  try {
    database.exec('BEGIN IMMEDIATE')
  } catch (error) {
    if (isBusy(error)) return false
    throw unusable(codeOf(error))
  }
  try {
    const holder: Holder = { pid: process.pid, since: Date.now(), ...(by === undefined ? {} : { by }) }
    writeFileSync(`${file}.holder`, JSON.stringify(holder), { mode: 0o600 })
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

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'errstr' in error ? String(error.errstr) : undefined

/** Who wrote itself down last. */
function holderOf(file: string): Holder | undefined {
  try {
    const { pid, since, by } = JSON.parse(readFileSync(`${file}.holder`, 'utf8')) as Partial<Holder>
    const isTime = typeof since === 'number' && Math.abs(since) <= 8.64e15
    if (typeof pid !== 'number' || !isTime) return undefined
    return { pid, since, ...(typeof by === 'string' ? { by } : {}) }
  } catch {
    return undefined
  }
}
