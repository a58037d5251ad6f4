import { UserAdminError } from '../errors.ts'
import { divided, type Found, foundColumns, type Wanted } from './file/columns.ts'
import { type FilePeople, filled, type RowOf } from './file/people.ts'
import { type FileOptions, fileSource, type Reading } from './file/source.ts'
import { lineAt } from './file/text.ts'
import type { Source } from './source.ts'
import { addressIn, delimited, headingWord, isEnded, plain } from './table.ts'

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
  // A last cell that was cut off looks like any other: bo@example.ed.
  if (!isEnded(text))
    throw new UserAdminError(
      'invalid',
      `The file ends within line ${lineAt(text, text.length)}, without a line break, as one does that was cut off: have it written again, or end it with a line break if it is whole.`,
    )
  let heading: Heading | undefined
  let people: FilePeople | undefined
  let rows = 0
  delimited(text, ({ cells, line }) => {
    if (cells.length === 0) return
    if (heading === undefined || people === undefined) {
      heading = new Heading(cells, line, wanted)
      people = begin(heading)
      if (heading.isWritten) return
    }
    // Files that were put together by hand repeat their heading.
    if (heading.isWritten && heading.is(cells)) return
    rows += 1
    if (cells.length > heading.width)
      people.refuse(line, `${cells.length} cells where the heading has ${heading.width}`)
    else people.add(line, heading.row(cells))
  })
  if (people === undefined)
    throw new UserAdminError('invalid', 'The file holds no row, not even a heading: have it written again.')
  return `Every row of the file was read, ${rows} in all, to its last line break`
}

/** The first row that holds something: which column is which. */
class Heading {
  readonly isWritten: boolean
  readonly width: number
  readonly statusHeading: string | undefined
  readonly hasIds: boolean
  readonly unit = 'line'
  readonly #words: readonly string[]
  readonly #found: Found

  constructor(cells: readonly string[], line: number, wanted: Wanted) {
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

  row(cells: readonly string[]): RowOf {
    return (field) =>
      (this.#found.get(field) ?? none).flatMap((place) => filled(divided(field, plain(cells[place] ?? ''))))
  }
}

const none: readonly number[] = []
