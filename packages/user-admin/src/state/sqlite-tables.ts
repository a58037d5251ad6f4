import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { UserAdminError } from '../errors.ts'
import { beginning, lineOf, parted, sha256, textOf } from '../journal/chain.ts'
import type { Entry } from '../journal/journal.ts'
import { isoOf, type Page } from './store.ts'

type Line = Page[number]

/** What stands in the database about itself, and the end of the journal. */
interface Now {
  clock: number
  changes: number
  /** `undefined`: not looked at yet. */
  last: { readonly seq: number; readonly hash: string } | undefined
}

/** The tables of a database, and what every change of them needs: when it is, and where the journal ends. */
export class SqliteTables {
  /** What the clock of this machine says. */
  protected wall = 0
  readonly #database: DatabaseSync
  readonly #clockOf: () => number
  readonly #statements = new Map<string, StatementSync>()
  #now: Now = { clock: 0, changes: 0, last: undefined }
  #kept: number | undefined

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database
    this.#clockOf = now
  }

  /** A transaction begins: what others did since is seen. */
  refresh(): void {
    const row = this.one('SELECT clock, changes FROM meta')
    this.#now = { clock: Number(row?.['clock']), changes: Number(row?.['changes']), last: undefined }
    this.wall = this.#clockOf()
  }

  /** Whether others have changed something since this process did. */
  get wereOthers(): boolean {
    return this.#kept !== undefined && this.#kept !== this.#now.changes
  }

  /** Counts a change, and notes when it was. */
  changed(): void {
    this.#now.clock = this.time
    this.#now.changes += 1
  }

  /** Writes down what was counted: once for all changes of a transaction, before it ends. */
  keepCount(): void {
    this.run('UPDATE meta SET clock = ?, changes = ?', this.#now.clock, this.#now.changes)
    this.#kept = this.#now.changes
  }

  /** As it was counted until here, for a change that is taken back. */
  mark(): () => void {
    const before = { ...this.#now }
    return () => {
      this.#now = before
    }
  }

  get time(): number {
    return Math.max(this.wall, this.#now.clock)
  }

  get behind(): number {
    return Math.max(0, this.#now.clock - this.wall)
  }

  /** How often the database was changed before this change. */
  protected get changes(): number {
    return this.#now.changes
  }

  /** Time goes on from what the clock of this machine says; answers with that. */
  protected setBack(): number {
    this.#now.clock = this.wall
    return this.wall
  }

  /** The last line of the journal. */
  lastLine(): Line | undefined {
    const row = this.one('SELECT seq, line FROM journal ORDER BY seq DESC LIMIT 1')
    return row === undefined ? undefined : { seq: Number(row['seq']), line: String(row['line']) }
  }

  /** Writes a row behind the last; answers with its line. */
  append(entry: Entry): string {
    const last = this.#last()
    const seq = last.seq + 1
    const text = textOf(entry, seq, isoOf(this.time), last.hash)
    const hash = sha256(text)
    if (typeof hash !== 'string')
      throw new UserAdminError('unsupported', 'This runtime has no hash that answers at once.')
    const line = lineOf(text, hash)
    this.run('INSERT INTO journal (seq, line) VALUES (?, ?)', seq, line)
    this.#now.last = { seq, hash }
    return line
  }

  #last(): { readonly seq: number; readonly hash: string } {
    if (this.#now.last !== undefined) return this.#now.last
    const line = this.lastLine()
    const last = { seq: line?.seq ?? 0, hash: (line === undefined ? undefined : parted(line.line)?.hash) ?? beginning }
    this.#now.last = last
    return last
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  protected one(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue> | undefined {
    return this.#prepared(sql).get(...values)
  }

  protected all(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return this.#prepared(sql).all(...values)
  }

  protected run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepared(sql).run(...values)
  }
}
