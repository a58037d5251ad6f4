import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { ToldRecord, ToldRecords } from './told.ts'

type Row = Readonly<Record<string, SQLOutputValue>>

/** How the tables are asked, within a transaction. */
export interface Asking {
  readonly one: (sql: string, ...values: SQLInputValue[]) => Row | undefined
  readonly all: (sql: string, ...values: SQLInputValue[]) => readonly Row[]
  readonly run: (sql: string, ...values: SQLInputValue[]) => void
}

/** What people were told, in a table. */
export function toldIn({ one, all, run }: Asking): ToldRecords {
  const columns = 'place, receiver, event, subject, reason, id, at, status, attempts, due, body'
  return {
    find: ({ to, event, subject, reason }) =>
      recordIn(
        one(
          `SELECT ${columns} FROM told WHERE receiver = ? AND event = ? AND subject = ? AND reason = ? AND over = 0`,
          to,
          event,
          subject,
          reason,
        ),
      ),
    at: (place) => recordIn(one(`SELECT ${columns} FROM told WHERE place = ?`, place)),
    waiting: () =>
      all(`SELECT ${columns} FROM told WHERE status = 'waiting' ORDER BY place`).flatMap((row) => recordIn(row) ?? []),
    put: ({ place, to, event, subject, reason, id, at, status, attempts, due, body }) => {
      if (place !== undefined)
        run(
          'UPDATE told SET status = ?, attempts = ?, due = ?, body = ? WHERE place = ?',
          status,
          attempts,
          due,
          body,
          place,
        )
      else
        run(
          `INSERT INTO told (receiver, event, subject, reason, id, at, status, attempts, due, body, over)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
          to,
          event,
          subject,
          reason,
          id,
          at,
          status,
          attempts,
          due,
          body,
        )
    },
    over: ({ event, subject, reason }) =>
      run(
        'UPDATE told SET over = 1 WHERE event = ? AND subject = ? AND over = 0 AND reason = coalesce(?, reason)',
        event,
        subject,
        reason ?? null,
      ),
  }
}

function recordIn(row: Row | undefined): ToldRecord | undefined {
  if (row === undefined) return undefined
  return {
    place: Number(row['place']),
    to: String(row['receiver']),
    event: String(row['event']),
    subject: String(row['subject']),
    reason: String(row['reason']),
    id: String(row['id']),
    at: Number(row['at']),
    status: String(row['status']) as ToldRecord['status'],
    attempts: Number(row['attempts']),
    due: Number(row['due']),
    body: String(row['body']),
  }
}
