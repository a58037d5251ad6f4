import { UserAdminError } from '../errors.ts'
import { divided, type Field, type Found, foundColumns, type Wanted } from './file/columns.ts'
import { type FilePeople, filled, type RowOf } from './file/people.ts'
import { type FileOptions, fileSource, type Reading } from './file/source.ts'
import { lineAt } from './file/text.ts'
import type { Source } from './source.ts'
import { addressIn, type DelimitedRow, delimited, headingWord, isEnded, plain } from './table.ts'

/** A table of people, and how it is read. */
export interface CsvSourceOptions extends FileOptions {}

/**
 * The people of a CSV file, such as the export of a directory or of an HR system, as spreadsheets and scripts write it:
 * UTF-8 or UTF-16 with its mark; `,` `;` or tab; quoted line breaks; its first line names the columns.
 *
 * A file in which anything is doubtful is `incomplete`, and the reason names the line. One that holds its heading and
 * nobody is `empty`; one that holds nothing is `incomplete`. That whole rows are missing at its end can only be seen with
 * `rows`.
 *
 * @throws {UserAdminError} `invalid` at once for options that cannot be meant; at a reading `unavailable` where `read`
 * throws.
 */
export function csvSource(options: CsvSourceOptions): Source {
  return fileSource(options, readCsv)
}

function readCsv({ text, wanted, begin }: Reading): string {
  if (/^\uFEFF?\s*[[{]/u.test(text.slice(0, 1_000)))
    throw new UserAdminError('invalid', 'The file is JSON: read it with jsonSource.')
  if (isEnded(text)) {
    const { rows } = readRows({ text, wanted, begin })
    return `Every row of the file was read, ${rows} in all, to its last line break`
  }
  const read = orNothing(() => readRows({ text, wanted, begin }))
  // A last cell that was cut off looks like any other: bo@example.ed.
  if (read === undefined || !isSure(read, text))
    throw new UserAdminError(
      'invalid',
      `The file ends within line ${lineAt(text, text.length)}, without a line break, as one does that was cut off: have it written again, or end it with a line break if it is whole.`,
    )
  return `Every row of the file was read, ${read.rows} in all, and no more of the last could change it`
}

/** What was read, and where it ended. */
interface Read {
  /** Without the heading. */
  readonly rows: number
  readonly heading: Heading
  readonly people: FilePeople
  readonly last: DelimitedRow
}

function readRows({ text, wanted, begin }: Reading): Read {
  let read: Read | undefined
  delimited(text, (row) => {
    const { cells, line } = row
    if (read === undefined) {
      if (cells.length === 0) return
      const heading = new Heading(row, wanted)
      read = { rows: 0, heading, people: begin(heading), last: row }
      if (heading.isWritten) return
    }
    read = { ...read, last: row }
    const { heading, people } = read
    // Files that were put together by hand repeat their heading.
    if (cells.length === 0 || (heading.isWritten && heading.is(cells))) return
    read = { ...read, rows: read.rows + 1 }
    if (cells.length > heading.width)
      people.refuse(line, `${cells.length} cells where the heading has ${heading.width}`)
    else people.add(line, heading.row(cells))
  })
  if (read === undefined)
    throw new UserAdminError('invalid', 'The file holds no row, not even a heading: have it written again.')
  return read
}

/** Whether a row after which no line break comes says the same, however it went on. */
function isSure({ rows, heading, people, last }: Read, text: string): boolean {
  if (rows === 0 || last.width !== heading.written || heading.is(last.cells)) return false
  // No cell holds a quote but one that is in quotes.
  const isQuoted = /" *$/u.test(text.slice(-100))
  const place = last.width - 1
  return heading.fieldsAt(place).every((field) => people.isSure(field, plain(last.cells[place] ?? ''), isQuoted))
}

function orNothing<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof UserAdminError) return undefined
    throw error
  }
}

/** The first row that holds something: which column is which. */
class Heading {
  readonly isWritten: boolean
  readonly width: number
  /** The columns that were written, empty ones at the end included. */
  readonly written: number
  readonly statusHeading: string | undefined
  readonly hasIds: boolean
  readonly unit = 'line'
  readonly #words: readonly string[]
  readonly #found: Found

  constructor({ cells, width, line }: DelimitedRow, wanted: Wanted) {
    this.written = width
    this.isWritten = cells.every((cell) => addressIn(cell) === undefined)
    if (!this.isWritten && cells.length > 1)
      throw new UserAdminError(
        'invalid',
        `Line ${line} of the file is no heading, and it is the first: name its columns there, such as email, name, status.`,
      )
    // A bare list of addresses needs none.
    const headings = this.isWritten ? cells.map(plain) : ['email']
    this.width = headings.length
    this.#words = headings.map(headingWord)
    this.#found = foundColumns(wanted, headings)
    const [status] = this.#found.get('status') ?? []
    this.statusHeading = status === undefined ? undefined : headings[status]
    this.hasIds = this.#found.has('id')
  }

  is(cells: readonly string[]): boolean {
    return cells.length === this.width && cells.every((cell, place) => headingWord(cell) === this.#words[place])
  }

  /** What the column in a place is read for. */
  fieldsAt(place: number): readonly Field[] {
    return [...this.#found].flatMap(([field, places]) => (places.includes(place) ? [field] : []))
  }

  row(cells: readonly string[]): RowOf {
    return (field) =>
      (this.#found.get(field) ?? none).flatMap((place) => filled(divided(field, plain(cells[place] ?? ''))))
  }
}

const none: readonly number[] = []
