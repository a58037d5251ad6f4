import { createHash } from 'node:crypto'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sqlite, exclusively as take } from '@user-admin/wire/lock'
import { UserAdminError } from '../errors.ts'
import type { Scope } from '../user-admin.ts'
import { deleted, held, heldJob } from './conflict.ts'
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
  readonly alone: Store['alone']
  /** @throws {UserAdminError} `conflict` where the file of one that is held was deleted: others may hold it as well then. */
  readonly check: () => void
}

/** What is locked: the file that stands for it, what it is called, and what is said where somebody else holds it. */
interface Locked {
  readonly key: string
  readonly title: string
  readonly held: (holder: Parameters<typeof held>[1]) => UserAdminError
}

/** Locks of the kernel, one for each scope or job, in a folder of their own; they die with their process. */
export function locksIn(folder: string): Locks {
  const own = new Set<{ readonly file: string; readonly title: string; readonly inode: string | undefined }>()
  const all = async <T>(things: readonly Locked[], by: string, work: () => Promise<T>): Promise<T> => {
    const { DatabaseSync } = database()
    const files = new Map(things.map((thing) => [fileOf(folder, thing.key), thing]))
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (const file of files.keys()) makeOwn(file)
    } catch (error) {
      throw failed(error, folder)
    }
    // In one order, so that of two runs that want the same one gets them all.
    const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))
    const nested = sorted.reduceRight<typeof work>(
      (inner, [file, thing]) =>
        () =>
          take(file, () => known(file, thing, inner), {
            DatabaseSync,
            waitFor: 0,
            by,
            locked: (holder) =>
              thing.held(holder && { by: holder.by ?? 'a run', since: isoOf(holder.since), pid: holder.pid }),
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
  const known = async <T>(file: string, { title }: Locked, work: () => Promise<T>): Promise<T> => {
    const lock = { file, title, inode: inodeOf(file) }
    own.add(lock)
    try {
      return await work()
    } finally {
      own.delete(lock)
    }
  }
  const check = (): void => {
    for (const { file, title, inode } of own) if (inode === undefined || inodeOf(file) !== inode) throw deleted(title)
  }
  return {
    exclusively: (scopes, by, work) => all(scopes.map(ofScope), by, work),
    alone: (job, by, work) =>
      all([{ key: `job ${job}`, title: `the job ${job}`, held: (holder) => heldJob(job, holder) }], by, work),
    check,
  }
}

function inodeOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : String(found.ino)
}

const ofScope = (scope: Scope): Locked => ({
  key: scopeKey(scope),
  title: `${scope.kind} ${scope.name}`,
  held: (holder) => held(scope, holder),
})

const fileOf = (folder: string, key: string): string =>
  join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.lock`)
