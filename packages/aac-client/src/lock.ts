import { sqlite as runtime, exclusively as take } from '@user-admin/wire/lock'
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
export const sqlite = (): typeof import('node:sqlite') =>
  runtime(
    () =>
      new AacError(
        'a token file needs node:sqlite for its lock: Node 22.13 or newer, Deno 2.2 or newer, or a Bun that has it',
        { kind: 'rejected', operation: 'fileTokens', code: 'NO_SQLITE' },
      ),
  )

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
  return await take(file, work, {
    DatabaseSync: sqlite().DatabaseSync,
    waitFor,
    signal,
    unusable: (code) => unusable(file, operation, code),
    locked: (holder) => locked(file, operation, holder),
  })
}

function unusable(file: string, operation: string, code: string | undefined): AacError {
  const says = code === undefined ? '' : ` (${code})`
  return new AacError(
    `the lock ${file} cannot be used${says}; its folder must be writable, and on a disk of this host. Nothing was sent`,
    { kind: 'auth', operation, code: 'TOKEN_FILE' },
  )
}

function locked(file: string, operation: string, holder: Holder | undefined): AacError {
  const who =
    holder === undefined ? 'another process' : `process ${holder.pid} since ${new Date(holder.since).toISOString()}`
  return new AacError(`the lock ${file} is held by ${who}, and was not let go in time. Nothing was sent`, {
    kind: 'timeout',
    operation,
    code: 'LOCKED',
  })
}
