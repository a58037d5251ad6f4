import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { UserAdminError } from '../errors.ts'
import { identityOf, readHead } from './head-file.ts'
import { makeOwn } from './own-file.ts'
import { migrate, versionOf } from './schema.ts'

/** A database that is open, and which file it is. */
export interface Opened {
  readonly database: DatabaseSync
  readonly inode: string
  /** It was just made, and there was one before. */
  readonly isLost: boolean
}

/** Where a state lies. */
export interface Place {
  /** The database. */
  readonly file: string
  /** The head file. */
  readonly head: string
}

/**
 * Opens the database, made and brought up to date where that is needed, and finds out whether it is the one that was
 * written last: what became of it, if not, is written into it. Throws SQLITE_BUSY where another is just doing the same.
 */
export function openDatabase(Database: typeof DatabaseSync, place: Place, now: () => number): Opened {
  const { file } = place
  const head = readHead(place.head)
  checkLog(Database, file)
  // Nobody else may read what SQLite would make for everybody.
  makeOwn(file)
  const database = new Database(file, { timeout: 0 })
  try {
    // The log is copied back once it has 16 MB: each copying stops everything for as long as the disk needs.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000')
    database.exec('BEGIN IMMEDIATE')
    const isNew = versionOf(database) === 0
    const isLost = isNew && head !== 'none'
    migrate(database, file)
    if (isNew) begin(database, file, now())
    if (isLost) putBreak(database, now(), 'lost', lost(place))
    database.exec('COMMIT')
    // Of a file that was just made nobody can say yet whether its file system tells when that was.
    if (isNew) adopt(database, file)
    return { database, inode: identityOf(file).inode, isLost }
  } catch (error) {
    // With it ends what it had begun.
    database.close()
    throw error
  }
}

function begin(database: DatabaseSync, file: string, time: number): void {
  database
    .prepare('INSERT INTO meta (id, state, file, clock, changes) VALUES (1, ?, ?, ?, 0)')
    .run(randomUUID(), JSON.stringify(identityOf(file)), time)
}

const lost = ({ file, head }: Place): string =>
  `${file} was made anew, and ${head} shows that there was one before. What was taken until then is not known here.`

/** What stands in the database about itself. */
export interface Meta {
  readonly state: string
  readonly clock: number
  readonly changes: number
}

/** Reads what the database says about itself. */
export function metaOf(database: DatabaseSync): Meta & { readonly file: string } {
  const row = database.prepare('SELECT state, file, clock, changes FROM meta').get()
  return {
    state: String(row?.['state']),
    file: String(row?.['file']),
    clock: Number(row?.['clock']),
    changes: Number(row?.['changes']),
  }
}

/**
 * Compares the database with its file and with the head file, which is read before: it is written after the database.
 * Answers why what is in it may not be all.
 */
export function whatIsWrong(
  database: DatabaseSync,
  place: Place,
  head: ReturnType<typeof readHead>,
): string | undefined {
  const { state, file, changes } = metaOf(database)
  const { inode, born } = identityOf(place.file)
  const was = JSON.parse(file) as ReturnType<typeof identityOf>
  if (inode !== was.inode || (born !== '0' && was.born !== '0' && born !== was.born))
    return `${place.file} is another file than the one that was written: it was moved here, or restored from a copy. What was taken in between is not known here.`
  if (head === 'none') return undefined
  if (head === 'unreadable')
    return `${place.head} is no head of a state, so nobody can tell whether ${place.file} is the newest.`
  if (head.state !== state)
    return `${place.head} is of another database than ${place.file}. What was taken there is not known here.`
  if (head.changes > changes)
    return `${place.file} is older than ${place.head} says: it was restored from a copy of before ${head.at}. What was taken since is not known here.`
  if (head.count === 0) return undefined
  const row = database.prepare('SELECT line FROM journal WHERE seq = ?').get(head.count)
  if (row !== undefined && String(row['line']).endsWith(`"hash":"${head.hash}"}`)) return undefined
  return `The journal in ${place.file} is not the one that ${place.head} was written for.`
}

/** Writes down, within a transaction of the caller, that what is remembered may not be all, and trusts the file from here on. */
export function putBreak(
  database: DatabaseSync,
  time: number,
  kind: 'lost' | 'older',
  reason: string,
  ahead = 0,
): void {
  database.prepare('UPDATE meta SET changes = max(changes, ?) + 1').run(ahead)
  database
    .prepare('INSERT INTO breaks (changes, at, kind, reason) SELECT changes, ?, ?, ? FROM meta')
    .run(time, kind, reason)
}

/** Takes the file that lies there for the one that was written. */
export function adopt(database: DatabaseSync, file: string): void {
  database.prepare('UPDATE meta SET file = ?').run(JSON.stringify(identityOf(file)))
}

/**
 * A write-ahead log that was left behind by another file of the same name would be mixed into this one. Nothing is deleted:
 * whose it is can only be told by reading both.
 */
function checkLog(Database: typeof DatabaseSync, file: string): void {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  const main = statSync(file, { throwIfNoEntry: false })
  if (log === undefined || log.size === 0) return
  if (main !== undefined && main.size > 0 && isSound(Database, file)) return
  throw new UserAdminError(
    'unavailable',
    `${file}-wal was left by another file than ${file}. Nothing was changed. Stop whatever uses the state, and move ${file}-wal and ${file}-shm away; what they hold is then not in the state.`,
  )
}

function isSound(Database: typeof DatabaseSync, file: string): boolean {
  const database = new Database(file, { readOnly: true, timeout: 0 })
  try {
    const { file: was } = metaOf(database)
    if ((JSON.parse(was) as ReturnType<typeof identityOf>).inode === identityOf(file).inode) return true
    return database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok'
  } catch (error) {
    // Nothing was written to the file itself yet: all of it is in the log.
    if (error instanceof Error && 'errcode' in error && error.errcode === 1) return true
    throw error
  } finally {
    database.close()
  }
}
