import { sheet } from '../../cli/sheet.ts'
import { exported } from '../../journal/export.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Leg } from './leg.ts'
import type { Table } from './table.ts'

/** What is downloaded. */
export interface Report {
  readonly name: string
  readonly type: string
  readonly text: string
}

/** A table for spreadsheets: everybody, what was meant for them, and how it ended. */
export function csv(table: Table, day: string): Report {
  const rows = table.rows.map((row) => table.shown(row))
  const lines = rows.map((row) => [
    row.workspace,
    row.email,
    row.name ?? '',
    row.status,
    row.admin ? 'yes' : 'no',
    row.fate,
    row.why,
    row.outcome ?? '',
  ])
  const head = ['workspace', 'email', 'name', 'status', 'administrator', 'meant', 'why', 'ended']
  // By the mark at its beginning spreadsheets know that it is UTF-8.
  return { name: `access-${day}.csv`, type: 'text/csv;charset=utf-8', text: `\uFEFF${sheet([head, ...lines])}\r\n` }
}

/** Everything that the engine reported, for programs. */
export function json(table: Table, legs: readonly Leg[], day: string): Report {
  const workspaces = legs.map((leg) => ({ ...leg.recorded, state: leg.state, report: leg.report ?? null }))
  const people = table.rows.map((row) => table.shown(row))
  const text = `${JSON.stringify({ version: 1, workspaces, people }, undefined, 2)}\n`
  return { name: `access-${day}.json`, type: 'application/json', text }
}

/** Every row of what was written down, each bound to the one before: `user-admin audit verify` shows that none was changed. */
export async function evidence(journal: Journal, day: string): Promise<Report> {
  const lines: string[] = []
  for await (const line of exported(journal)) lines.push(line)
  return {
    name: `evidence-${day}.jsonl`,
    type: 'application/x-ndjson',
    text: lines.map((line) => `${line}\n`).join(''),
  }
}
