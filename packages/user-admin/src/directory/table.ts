import { parse } from 'csv-parse/sync'
import { UserAdminError } from '../errors.ts'
import { canonicalEmail, shown } from '../identity/identity.ts'

/** A table in which each row is about one person. */
export interface Table {
  /** As written, without blanks around it. Absent: the table begins with its first person. */
  readonly heading?: readonly string[]
  readonly rows: readonly TableRow[]
  /** The column of the addresses, counted from 0. */
  readonly address: number
  readonly delimiter: string
}

/** A row that holds something. */
interface TableRow {
  /** Without the empty ones at the end. */
  readonly cells: readonly string[]
  /** Where the row begins in the file, counted from 1. */
  readonly line: number
}

/** Headings of a column of addresses, the surest first. */
const addressWords = ['email', 'mail', 'emailaddress', 'user', 'username', 'login']

/**
 * Reads a table as spreadsheets write it, and finds its heading and its addresses.
 *
 * @throws {UserAdminError} `invalid` for what is no table, was cut off, has no one column of addresses, or holds a row
 * longer than its heading.
 */
export function tableOf(text: string): Table {
  const { rows, delimiter } = records(text)
  const [first] = rows
  if (first === undefined) throw new UserAdminError('invalid', 'The table is empty: it names nobody.')
  const words = first.cells.map(headingWord)
  const named = addressWords.map((word) => words.indexOf(word)).find((index) => index >= 0)
  const hasHeading = named !== undefined || first.cells.every((cell) => addressIn(cell) === undefined)
  if (named !== undefined && words.lastIndexOf(words[named] ?? '') !== named)
    throw new UserAdminError(
      'invalid',
      `The table has several columns headed ${shown(first.cells[named])}: keep the one that is meant.`,
    )
  // Files that were put together by hand repeat their heading.
  const isHeading = ({ cells }: TableRow): boolean =>
    cells.length === words.length && cells.every((cell, index) => headingWord(cell) === words[index])
  const body = hasHeading ? rows.slice(1).filter((row) => !isHeading(row)) : rows
  const address = named ?? addressColumn(body)
  // Somebody in a cell that nobody reads would not be on the list, and so not be protected.
  const longer = body.find(({ cells }) => cells.length > first.cells.length)
  if (longer !== undefined)
    throw new UserAdminError(
      'invalid',
      `Line ${longer.line} of the table has more cells than its first line: put one person on a line, in quotes where a cell holds a ${JSON.stringify(delimiter)}.`,
    )
  if (body.length === 0) throw new UserAdminError('invalid', 'The table holds a heading and nobody.')
  return { ...(hasHeading ? { heading: first.cells.map(plain) } : {}), rows: body, address, delimiter }
}

/** The address of a cell in canonical form, also where a spreadsheet was told to take it as text (`'ana@example.edu`). */
export function addressIn(cell: string): string | undefined {
  return canonicalEmail(plain(cell).replace(/^'(.*?)'?$/u, '$1'))
}

/** A cell without what spreadsheets leave around it: blanks of any kind, invisible characters, `="…"`, the `'` before a formula. */
export function plain(cell: string): string {
  if (ordinary.test(cell)) return cell
  let [start, end] = [0, cell.length]
  while (start < end && edge.test(cell.charAt(start))) start += 1
  while (start < end && edge.test(cell.charAt(end - 1))) end -= 1
  const trimmed = cell.slice(start, end).replace(/\r\n|[^\S ]/gu, ' ')
  return trimmed.replace(/^="(.*)"$/u, '$1').replace(/^'(?=[=+\-@])/u, '')
}

const ordinary = /^[\w@][ -~]*[!-~]$/u
const edge = /[\s\p{DI}]/u

/** A heading by its letters and digits: `E-Mail`, `e_mail` and `eMail` are one. */
export const headingWord = (cell: string): string =>
  plain(cell)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\p{Pd}]+/gu, '')

/** Ten of the rows that are wrong, each with its line, as one error. */
export function wrongRows(what: string, wrong: readonly string[]): UserAdminError {
  const more = wrong.length > 10 ? `; and ${wrong.length - 10} more` : ''
  return new UserAdminError('invalid', `The table has rows ${what}: ${wrong.slice(0, 10).join('; ')}${more}.`)
}

function records(text: string): { readonly rows: readonly TableRow[]; readonly delimiter: string } {
  const all: DelimitedRow[] = []
  const delimiter = delimited(text, (row) => all.push(row))
  const rows = all.filter(({ cells }) => cells.length > 0)
  const [first, ...others] = rows.slice(0, -1)
  const last = rows.at(-1)
  if (first !== undefined && last !== undefined && last === all.at(-1) && !isEnded(text)) {
    const whole = Math.max(first.cells.length, Math.min(first.width, ...others.map(({ width }) => width)))
    if (last.width < whole)
      throw new UserAdminError(
        'invalid',
        `The file ends within line ${last.line}, which has ${last.width} of ${whole} cells and no line break after it: save or send it again, or end it with a line break if it is whole.`,
      )
  }
  return { rows, delimiter }
}

/** A row of a text, whether it holds something or not. */
export interface DelimitedRow extends TableRow {
  /** How many cells were written, empty ones at the end included. */
  readonly width: number
}

/**
 * Reads a text row by row, keeps none of them, and answers what stands between its cells.
 *
 * @throws {UserAdminError} `invalid` for what is no table or no text; and what `take` throws.
 */
export function delimited(text: string, take: (row: DelimitedRow) => void): string {
  if (text.includes('\u0000') || text.includes('\uFFFD')) {
    throw new UserAdminError('invalid', 'The file is no text in UTF-8: save it as "CSV UTF-8".')
  }
  const told = /^\uFEFF?"?sep=([;,\t|])"?(?=[\r\n])/iu.exec(text)
  const delimiter = told?.[1] ?? delimiterOf(text)
  let line = 1
  parsed(text, delimiter, (cells) => {
    const begin = line
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/gu)?.length ?? 0), 0)
    if (begin === 1 && told !== null) return
    const filled = cells.findLastIndex((cell) => plain(cell) !== '') + 1
    take({ cells: cells.slice(0, filled), width: cells.length, line: begin })
  })
  return delimiter
}

/** Whether the last line ends with a line break: what does not may have been cut off anywhere in it. */
export const isEnded = (text: string): boolean => /[\r\n]/u.test(text.slice(text.trimEnd().length))

function parsed(text: string, delimiter: string, take: (cells: readonly string[]) => void): void {
  try {
    // Told and not discovered: a file of two programs has two kinds of line breaks.
    parse(text, {
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      trim: true,
      on_record: (cells: string[]) => {
        take(cells)
        return null
      },
    })
  } catch (error) {
    if (error instanceof UserAdminError) throw error
    const line = error instanceof Error && 'lines' in error ? ` near line ${String(error.lines)}` : ''
    throw new UserAdminError(
      'invalid',
      `The file cannot be read as a table${line}: a quoted cell does not end, or holds stray quotes.`,
    )
  }
}

/** What stands between the cells of the first line that holds anything; what is quoted does not count. */
function delimiterOf(text: string): string {
  const bare = text.slice(0, 4096).replaceAll(/"(?:[^"]|"")*"/gu, '"')
  const head = bare.split(/[\r\n]/u).find((line) => line.trim() !== '') ?? ''
  return [';', '\t', ','].find((mark) => head.includes(mark)) ?? ','
}

/** The one column that holds addresses, in a table whose heading does not name it. */
function addressColumn(rows: readonly TableRow[]): number {
  const columns = [
    ...new Set(rows.flatMap(({ cells }) => cells.flatMap((cell, index) => (addressIn(cell) ? [index] : [])))),
  ]
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
