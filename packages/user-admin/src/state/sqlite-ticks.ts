import type { SQLInputValue } from 'node:sqlite'
import { SqliteTables } from './sqlite-tables.ts'
import type { JobRecord, TicksAsked } from './store.ts'
import type { Tick } from './ticks.ts'

/** Jobs and their due times, in tables. */
export class SqliteTicks extends SqliteTables {
  job(name: string): JobRecord | undefined {
    const row = this.one('SELECT since, settled, form FROM jobs WHERE job = ?', name)
    if (row === undefined) return undefined
    return { since: Number(row['since']), settled: Number(row['settled']), form: String(row['form']) }
  }

  putJob(name: string, { since, settled, form }: JobRecord): void {
    this.run('INSERT OR REPLACE INTO jobs (job, since, settled, form) VALUES (?, ?, ?, ?)', name, since, settled, form)
  }

  tickAt(job: string, due: number): Tick | undefined {
    const row = this.one('SELECT tick FROM ticks WHERE job = ? AND due = ?', job, due)
    return row === undefined ? undefined : parsed(row['tick'])
  }

  ticks({ job, status, from, until }: TicksAsked): readonly Tick[] {
    // Spelled out where it is asked for, so that the index of those that were begun is used.
    const wanted: readonly (readonly [condition: string, value: SQLInputValue | undefined])[] = [
      ['job = ?', job],
      [status === 'begun' ? "status = 'begun' AND status = ?" : 'status = ?', status],
      ['due >= ?', Number.isFinite(from) ? from : undefined],
      ['due < ?', Number.isFinite(until) ? until : undefined],
    ]
    const asked = wanted.filter((one): one is [string, SQLInputValue] => one[1] !== undefined)
    const where = asked.length === 0 ? '' : ` WHERE ${asked.map(([condition]) => condition).join(' AND ')}`
    return this.all(`SELECT tick FROM ticks${where} ORDER BY job, due`, ...asked.map(([, value]) => value)).map((row) =>
      parsed(row['tick']),
    )
  }

  lastTick(job: string): Tick | undefined {
    const row = this.one("SELECT tick FROM ticks WHERE job = ? AND status <> 'missed' ORDER BY due DESC LIMIT 1", job)
    return row === undefined ? undefined : parsed(row['tick'])
  }

  putTick(tick: Tick): void {
    this.run(
      'INSERT OR REPLACE INTO ticks (job, due, status, tick) VALUES (?, ?, ?, ?)',
      tick.job,
      Date.parse(tick.due),
      tick.status,
      JSON.stringify(tick),
    )
  }

  /** What a clock that ran ahead said of times that are still to come does not hold. */
  protected setTicksBack(time: number): void {
    this.run('UPDATE jobs SET since = min(since, ?), settled = min(settled, ?)', time, time)
    this.run('DELETE FROM ticks WHERE due > ?', time)
  }

  forget(before: number): void {
    this.run("DELETE FROM ticks WHERE due < ? AND status <> 'begun'", before)
  }
}

const parsed = (json: unknown): Tick => JSON.parse(String(json)) as Tick
