import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { sqlite, exclusively as take } from '@user-admin/wire/lock'
import { UserAdminError } from '../errors.ts'
import type { Scope } from '../user-admin.ts'
import { held } from './conflict.ts'
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

/** Locks of the kernel, one for each scope, in a folder of their own; they die with their process. */
export function locksIn(folder: string): Store['exclusively'] {
  return async (scopes, by, work) => {
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
          take(file, inner, {
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
}

const fileOf = (folder: string, scope: Scope): string =>
  join(folder, `${createHash('sha256').update(scopeKey(scope)).digest('hex').slice(0, 32)}.lock`)
