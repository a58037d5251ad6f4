import { createHash } from 'node:crypto'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sqlite, exclusively as take } from '@user-admin/wire/lock'
import { UserAdminError } from '../errors.ts'
import type { Scope } from '../user-admin.ts'
import { deleted, held } from './conflict.ts'
import { failed } from './failures.ts'
import { makeOwn } from './own-file.ts'
import { isoOf, type Store, scopeKey } from './store.ts'

/** @throws {UserAdminError} `unsupported` where the runtime has no database. */
export const database = (): typeof import('node:sqlite') =>
  sqlite(
    () =>
      new UserAdminError(
        'unsupported',
        'The state needs node:sqlite: Node 22.13 or newer, Deno 2.2 or newer, or a Bun that has it.',
      ),
  )

/** The locks that one handle takes. */
export interface Locks {
  readonly exclusively: Store['exclusively']
  /** @throws {UserAdminError} `conflict` where the file of one that is held was deleted: others may hold it as well then. */
  readonly check: () => void
}

/** Locks of the kernel, one for each scope, in a folder of their own; they die with their process. */
export function locksIn(folder: string): Locks {
  const own = new Set<{ readonly file: string; readonly scope: Scope; readonly inode: string | undefined }>()
  const exclusively: Locks['exclusively'] = async (scopes, by, work) => {
    const { DatabaseSync } = database()
    const files = new Map(scopes.map((scope) => [fileOf(folder, scope), scope]))
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (const file of files.keys()) makeOwn(file)
    } catch (error) {
      throw failed(error, folder)
    }
    // In one order, so that of two runs that want the same scopes one gets them all.
    const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))
    const nested = sorted.reduceRight<typeof work>(
      (inner, [file, scope]) =>
        () =>
          take(file, () => known(file, scope, inner), {
            DatabaseSync,
            waitFor: 0,
            by,
            locked: (holder) =>
              held(scope, holder && { by: holder.by ?? 'a run', since: isoOf(holder.since), pid: holder.pid }),
            unusable: (code) =>
              new UserAdminError(
                'unavailable',
                `The lock ${file} cannot be used${code === undefined ? '' : ` (${code})`}: its folder must be writable, and on a disk of this host. Nothing was sent.`,
              ),
          }),
      work,
    )
    return await nested()
  }
  const known = async <T>(file: string, scope: Scope, work: () => Promise<T>): Promise<T> => {
    const lock = { file, scope, inode: inodeOf(file) }
    own.add(lock)
    try {
      return await work()
    } finally {
      own.delete(lock)
    }
  }
  const check = (): void => {
    for (const { file, scope, inode } of own) if (inode === undefined || inodeOf(file) !== inode) throw deleted(scope)
  }
  return { exclusively, check }
}

function inodeOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : String(found.ino)
}

const fileOf = (folder: string, scope: Scope): string =>
  join(folder, `${createHash('sha256').update(scopeKey(scope)).digest('hex').slice(0, 32)}.lock`)
