/** @module user-admin/directory/csv */

import { shown } from '../identity/identity.ts'
import { addressIn, plain, tableOf, wrongRows } from './table.ts'

export type { Columns } from './file/columns.ts'
export type { FileOptions } from './file/source.ts'
export type { Statuses } from './file/statuses.ts'
export { type CsvSourceOptions, csvSource } from './people-csv.ts'
export { type JsonSourceOptions, jsonSource } from './people-json.ts'
export { type CsvRoster, type CsvRosterRow, rosterFromCsv } from './roster-csv.ts'

/** One row of a table of people: its address, and every column by its heading in lower case. */
export interface CsvPerson {
  /** In canonical form. */
  readonly email: string
  /** Where the row begins in the file, counted from 1. */
  readonly line: number
  /** By number, from 0, where the table or the column has no heading. */
  readonly columns: Readonly<Record<string, string>>
}

/**
 * Reads a table of people as spreadsheets write it: a byte order mark, `,` `;` or tab between columns,
 * quoted line breaks, a heading or none, empty lines and columns. The same person twice is one row: the first.
 *
 * @throws {UserAdminError} `invalid` for a text that is no table, ends within a row, or holds
 * rows whose address is none; every such row is named with its line, ten at most.
 */
export function peopleFromCsv(text: string): readonly CsvPerson[] {
  const { heading, rows, address } = tableOf(text)
  const people = new Map<string, CsvPerson>()
  const wrong: string[] = []
  for (const { cells, line } of rows) {
    const cell = cells[address] ?? ''
    const email = addressIn(cell)
    if (email === undefined) wrong.push(`line ${line}: ${plain(cell) === '' ? 'no address' : shown(cell)}`)
    else if (!people.has(email)) {
      const columns = Object.fromEntries(
        Array.from({ length: heading?.length ?? cells.length }, (_, index) => [
          heading?.[index]?.toLowerCase() || String(index),
          (cells[index] ?? '').trim(),
        ]),
      )
      people.set(email, { email, line, columns })
    }
  }
  if (wrong.length > 0) throw wrongRows('whose address cannot be read', wrong)
  return [...people.values()]
}
