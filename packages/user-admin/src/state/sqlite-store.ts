import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { isBusy } from '@user-admin/wire/lock'
import { UserAdminError } from '../errors.ts'
import { beginning, rowOf } from '../journal/chain.ts'
import type { Head, Row, RowFilter } from '../journal/journal.ts'
import { adopt, metaOf, type Opened, openDatabase, type Place, putBreak, whatIsWrong } from './database.ts'
import { failed, isEverybodys } from './failures.ts'
import { Gathering } from './gathering.ts'
import { headAt, identityOf, readHead, type StateHead, writeHead } from './head-file.ts'
import type { Locks } from './locks.ts'
import { SqliteRecords } from './sqlite-records.ts'
import { type Change, isoOf, type Page, type Records, type Store } from './store.ts'
import { pauseAfter, Turns } from './turns.ts'

/** How long another may be at work in the database, in milliseconds. */
const patience = 10_000
/** Lines that are read at once. */
const pageSize = 500
/** After what comes in bursts the head file is written at most this often, in milliseconds. */
const headEvery = 100

/** Where a database is, and what is needed besides. */
export interface StoreOptions {
  readonly place: Place
  readonly now: () => number
  readonly Database: typeof DatabaseSync
  readonly locks: Locks
}

interface Waiting {
  readonly work: (records: Records) => Change<unknown>
  readonly resolve: (done: { readonly answer: unknown; readonly rows: readonly Row[] }) => void
  readonly reject: (reason: unknown) => void
}

/** A state in one database. Changes that come together are made durable together. */
export class SqliteStore implements Store {
  readonly exclusively: Store['exclusively']
  readonly alone: Store['alone']
  readonly #options: StoreOptions
  readonly #waiting: Waiting[] = []
  #opened: Opened | undefined
  #records: SqliteRecords | undefined
  readonly #gathering = new Gathering()
  readonly #turns = new Turns()
  #isDraining = false
  #isClosed = false
  #headAt = Number.NEGATIVE_INFINITY
  #headTimer: NodeJS.Timeout | undefined

  constructor(options: StoreOptions) {
    this.#options = options
    this.exclusively = async (scopes, by, work) => {
      this.#check()
      return await options.locks.exclusively(scopes, by, work)
    }
    this.alone = async (job, by, work) => {
      this.#check()
      return await options.locks.alone(job, by, work)
    }
  }

  /** Opens the database, and finds out whether it is the one that was written last. */
  async open(): Promise<void> {
    const { Database, place, now } = this.#options
    this.#opened = await this.#patiently(() => openDatabase(Database, place, now))
    const { database, isLost } = this.#opened
    this.#records = new SqliteRecords(database, now)
    // What the head file says of the lost one is in the database now.
    if (isLost) await this.#patiently(() => this.#putHead(database))
    await this.verify()
  }

  async verify(): Promise<void> {
    const { place, now } = this.#options
    await this.#patiently(() => {
      const { database } = this.#check()
      const seen = readHead(place.head)
      if (whatIsWrong(database, place, seen) === undefined) return
      database.exec('BEGIN IMMEDIATE')
      // Once more, now that nobody else is at it.
      const head = readHead(place.head)
      const reason = whatIsWrong(database, place, head)
      if (reason !== undefined) {
        putBreak(database, now(), 'older', reason, typeof head === 'string' ? 0 : head.changes)
        adopt(database, place.file)
      }
      database.exec('COMMIT')
      if (reason !== undefined) this.#putHead(database)
    })
    if (readHead(place.head) === 'none') await this.#patiently(() => this.#putHead(this.#check().database))
  }

  async change<T>(work: (records: Records) => Change<T>): Promise<{ answer: T; rows: readonly Row[] }> {
    this.#checkOpen()
    const done = new Promise<{ readonly answer: unknown; readonly rows: readonly Row[] }>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject })
    })
    if (!this.#isDraining) void this.#drain()
    return (await done) as { answer: T; rows: readonly Row[] }
  }

  async look<T>(work: (records: Records) => T): Promise<T> {
    return await this.#patiently(() => {
      const { database } = this.#check()
      database.exec('BEGIN')
      const records = this.#current()
      const answer = work(records)
      database.exec('COMMIT')
      return answer
    })
  }

  async page(from: number, { run, plan, kind }: Omit<RowFilter, 'from'>): Promise<Page> {
    const wanted = [
      ...(run === undefined ? [] : [['run = ?', run] as const]),
      ...(plan === undefined ? [] : [['plan = ?', plan] as const]),
      ...(kind === undefined ? [] : [['kind = ?', kind] as const]),
    ]
    const where = wanted.map(([condition]) => ` AND ${condition}`).join('')
    const sql = `SELECT seq, line FROM journal WHERE seq >= ?${where} ORDER BY seq LIMIT ${pageSize}`
    const values = wanted.map(([, value]) => value)
    const rows = await this.#patiently(() =>
      this.#check()
        .database.prepare(sql)
        .all(from, ...values),
    )
    return rows.map((row) => ({ seq: Number(row['seq']), line: String(row['line']) }))
  }

  async head(): Promise<Head | undefined> {
    const last = await this.#patiently(() => {
      this.#check()
      return this.#current().lastLine()
    })
    return last === undefined ? undefined : headAt(last)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#headTimer)
    if (this.#opened === undefined) return
    if (this.#headTimer !== undefined) this.#tellHead()
    if (this.#isOurs()) this.#opened.database.close()
    // Closed, the last one would delete the log of whatever took the place of its file.
    else abandoned.push(this.#opened.database)
  }

  /** @throws {UserAdminError} where nothing may go on: closed, or another file took the place of this one. */
  #check(): Opened {
    const opened = this.#checkOpen()
    if (this.#isOurs()) return opened
    const { file } = this.#options.place
    throw new UserAdminError(
      'unavailable',
      `The state ${file} was deleted or replaced while it was in use. Nothing was written. Open it again, in every process.`,
    )
  }

  #checkOpen(): Opened {
    if (this.#isClosed || this.#opened === undefined)
      throw new UserAdminError('invalid', 'The state was closed: open it again.')
    return this.#opened
  }

  #isOurs(): boolean {
    try {
      return identityOf(this.#options.place.file).inode === this.#opened?.inode
    } catch {
      return false
    }
  }

  #current(): SqliteRecords {
    if (this.#records === undefined) throw new UserAdminError('invalid', 'The state was closed: open it again.')
    this.#records.refresh()
    return this.#records
  }

  /** Does something that others may be in the way of, without keeping this process from everything else. */
  async #patiently<T>(work: () => T): Promise<T> {
    const began = performance.now()
    for (;;) {
      const waited = performance.now() - began
      try {
        return work()
      } catch (error) {
        this.#rollBack()
        if (!isBusy(error) || waited >= patience) throw failed(error, this.#options.place.file)
      }
      this.#turns.sawOthers()
      await sleep(pauseAfter(waited))
    }
  }

  #rollBack(): void {
    try {
      this.#opened?.database.exec('ROLLBACK')
    } catch {
      // There was none, or SQLite rolled it back itself.
    }
  }

  async #drain(): Promise<void> {
    this.#isDraining = true
    while (this.#waiting.length > 0) {
      await this.#gathering.others(() => this.#waiting.length)
      const rest = this.#turns.rest()
      if (rest > 0) await sleep(rest)
      const batch = this.#waiting.splice(0, 256)
      try {
        let began = 0
        const settled = await this.#patiently(() => {
          began = performance.now()
          // Each time anew: while others were at it, the state may have been closed, or its file replaced.
          return this.#together(this.#check().database, batch)
        })
        this.#gathering.served(batch.length, performance.now() - began)
        for (const settle of settled) settle()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#isDraining = false
  }

  /** All of a batch in one transaction, each for itself; answers with what is then said to whom. */
  #together(database: DatabaseSync, batch: readonly Waiting[]): readonly (() => void)[] {
    database.exec('BEGIN IMMEDIATE')
    const records = this.#current()
    if (records.wereOthers) this.#turns.sawOthers()
    const isAlone = batch.length === 1
    let isUrgent = false
    const settled = batch.map(({ work, resolve, reject }) => {
      const takeBack = records.mark()
      if (!isAlone) database.exec('SAVEPOINT one')
      try {
        const { answer, rows = [] } = work(records)
        // What was done is written down all the same.
        if (rows.some(({ kind }) => kind === 'intent')) this.#options.locks.check()
        const lines = rows.map((entry) => records.append(entry))
        records.changed()
        if (!isAlone) database.exec('RELEASE one')
        isUrgent ||= rows.some(({ kind }) => kind !== 'intent' && kind !== 'outcome')
        return () => resolve({ answer, rows: lines.map(rowOf) })
      } catch (error) {
        // A failure of the database is everybody's; what is refused to one is only its own.
        if (isAlone || isEverybodys(error)) throw error
        database.exec('ROLLBACK TO one; RELEASE one')
        takeBack()
        return () => reject(failed(error, this.#options.place.file))
      }
    })
    records.keepCount()
    database.exec('COMMIT')
    if (isUrgent || performance.now() - this.#headAt >= headEvery) this.#tellHead()
    else this.#headTimer ??= setTimeout(() => this.#tellHead(), headEvery).unref()
    return settled
  }

  #putHead(database: DatabaseSync): void {
    const { head } = this.#options.place
    try {
      writeHead(head, this.#headNow(database))
    } catch (error) {
      throw failed(error, head)
    }
  }

  /** Writes the head file. What was written is durable all the same if that fails. */
  #tellHead(): void {
    clearTimeout(this.#headTimer)
    this.#headTimer = undefined
    const { place } = this.#options
    if (this.#opened === undefined || !this.#isOurs()) return
    try {
      const now = this.#headNow(this.#opened.database)
      const kept = readHead(place.head)
      // Another was later, or it is of another database: that is for `verify` to say.
      if (typeof kept === 'string' ? kept !== 'none' : kept.state !== now.state || kept.changes >= now.changes) return
      writeHead(place.head, now)
      this.#headAt = performance.now()
    } catch {
      // It is only behind then, and so shows less.
    }
  }

  #headNow(database: DatabaseSync): StateHead {
    const { state, changes, clock } = metaOf(database)
    const last = this.#current().lastLine()
    return { ...(last === undefined ? { count: 0, hash: beginning, at: isoOf(clock) } : headAt(last)), state, changes }
  }
}

/** Databases whose files were replaced while they were open. */
const abandoned: DatabaseSync[] = []
