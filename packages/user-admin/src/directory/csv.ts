/** @module user-admin/directory/csv */

import { parse } from 'csv-parse/sync'
import { UserAdminError } from '../errors.ts'
import { canonicalEmail, shown } from '../identity.ts'

/** One row of a table of people: its address, and every column by its heading in lower case. */
export interface CsvPerson {
  /** In canonical form. */
  readonly email: string
  /** Where the row begins in the file, counted from 1. */
  readonly line: number
  readonly columns: Readonly<Record<string, string>>
}

/** Headings of a column of addresses, the surest first. */
const headings = [
  'email',
  'e-mail',
  'mail',
  'email address',
  'e-mail address',
  'user',
  'username',
  'user name',
  'login',
]

/**
 * Reads a table of people as spreadsheets write it: a byte order mark, `,` `;` or tab between columns,
 * quoted line breaks, a heading or none, empty lines. The same person twice is one row: the first.
 *
 * @throws {UserAdminError} `invalid` for a text that is no table, ends within a quoted cell, or holds
 * rows whose address is none; every such row is named with its line.
 */
export function peopleFromCsv(text: string): readonly CsvPerson[] {
  const rows = table(text)
  const [first] = rows
  if (first === undefined) throw new UserAdminError('invalid', 'The table is empty: it names nobody.')
  const heading = first.cells.map((cell) => cell.trim().toLowerCase())
  const named = headings.map((word) => heading.indexOf(word)).find((index) => index >= 0) ?? -1
  const hasHeading = named >= 0 || first.cells.every((cell) => canonicalEmail(cell) === undefined)
  const body = hasHeading ? rows.slice(1) : rows
  const column = named >= 0 ? named : emailColumn(body.map(({ cells }) => cells))
  // Somebody in a cell that nobody reads would not be on the list, and so not be protected.
  const longer = body.find(({ cells }) => cells.length > first.cells.length)
  if (longer !== undefined)
    throw new UserAdminError(
      'invalid',
      `Line ${longer.line} of the table has more cells than its first line: put one person on a line, in quotes where a cell holds a ${JSON.stringify(delimiterOf(text))}.`,
    )

  const people = new Map<string, CsvPerson>()
  const wrong: string[] = []
  for (const { cells, line } of body) {
    const cell = cells[column] ?? ''
    const email = canonicalEmail(cell)
    if (email === undefined) wrong.push(`line ${line}: ${cell.trim() === '' ? 'no address' : shown(cell)}`)
    else if (!people.has(email)) {
      const columns = Object.fromEntries(
        cells.map((value, index) => [hasHeading ? (heading[index] ?? String(index)) : String(index), value.trim()]),
      )
      people.set(email, { email, line, columns })
    }
  }
  if (wrong.length > 0) {
    const more = wrong.length > 10 ? `; and ${wrong.length - 10} more` : ''
    throw new UserAdminError(
      'invalid',
      `The table has rows whose address cannot be read: ${wrong.slice(0, 10).join('; ')}${more}.`,
    )
  }
  if (people.size === 0) throw new UserAdminError('invalid', 'The table holds a heading and nobody.')
  return [...people.values()]
}

function table(text: string): readonly { cells: readonly string[]; line: number }[] {
  if (text.includes('\u0000') || text.includes('\uFFFD')) {
    throw new UserAdminError('invalid', 'The file is no text in UTF-8: save it as "CSV UTF-8".')
  }
  const delimiter = delimiterOf(text)
  try {
    const lines: number[] = []
    const rows = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      on_record: (record: string[], { lines: line }) => {
        lines.push(line)
        return record
      },
    })
    return rows.map((cells, index) => ({ cells, line: lines[index] ?? 0 }))
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? ` near line ${String(error.lines)}` : ''
    throw new UserAdminError(
      'invalid',
      `The file cannot be read as a table${line}: a quoted cell does not end, or holds stray quotes.`,
    )
  }
}

function delimiterOf(text: string): string {
  const head = text.slice(0, 4096).split(/\r?\n/u, 1)[0] ?? ''
  return [';', '\t', ','].find((mark) => head.includes(mark)) ?? ','
}

/** The one column that holds addresses, in a table whose heading does not name it. */
function emailColumn(rows: readonly (readonly string[])[]): number {
  const width = Math.max(0, ...rows.map((cells) => cells.length))
  const columns = Array.from({ length: width }, (_, index) => index).filter((index) =>
    rows.some((cells) => canonicalEmail(cells[index] ?? '') !== undefined),
  )
  if (columns.length > 1)
    throw new UserAdminError(
      'invalid',
      `The table has ${columns.length} columns of e-mail addresses: head the one that is meant "email".`,
    )
  const [column] = columns
  if (column === undefined)
    throw new UserAdminError('invalid', 'The table has no column of e-mail addresses: head it "email".')
  return column
}
