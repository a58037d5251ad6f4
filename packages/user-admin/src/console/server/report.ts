import { sheet } from '../../cli/sheet.ts'
import { en } from '../page/texts/en.ts'
import { languages } from '../page/texts/languages.ts'
import type { Leg } from './leg.ts'
import type { Table } from './table.ts'

/** What is downloaded. */
export interface Report {
  readonly name: string
  readonly type: string
  readonly text: string
  /** `text` is base64: of a file that is no text. */
  readonly isBase64?: true
}

/** A table for spreadsheets: everybody, what was meant for them, and how it ended, in the words of a language of the page. */
export function csv(table: Table, day: string, language = 'en'): Report {
  const texts = languages[language] ?? en
  const { report, table: shown } = texts
  const rows = table.rows.map((row) => table.shown(row))
  const lines = rows.map(({ workspace, email, name = '', status, admin, fate, why, with: whose = [], outcome }) => [
    workspace,
    email,
    name,
    shown.status[status] || report.active,
    admin ? report.yes : report.no,
    shown.fates[fate],
    texts.why(`${fate}:${why}`, whose.join(', ')) || texts.why(why, whose.join(', ')) || why,
    outcome === undefined ? '' : texts.outcome(outcome) || outcome,
  ])
  // By the mark at its beginning spreadsheets know that it is UTF-8.
  return {
    name: `access-${day}.csv`,
    type: 'text/csv;charset=utf-8',
    text: `\uFEFF${sheet([report.columns, ...lines])}\r\n`,
  }
}

/** Everything that the engine reported, for programs. */
export function json(table: Table, legs: readonly Leg[], day: string): Report {
  const workspaces = legs.map((leg) => ({ ...leg.recorded, state: leg.state, report: leg.report ?? null }))
  const people = table.rows.map((row) => table.shown(row))
  const text = `${JSON.stringify({ version: 1, workspaces, people }, undefined, 2)}\n`
  return { name: `access-${day}.json`, type: 'application/json', text }
}
