import { csvSource, jsonSource } from '../../src/directory/csv.ts'
import type { FileOptions } from '../../src/directory/file/source.ts'
import type { Source } from '../../src/index.ts'
import type { Person } from './company.ts'
import type { Fault, Ground, Rig } from './fault.ts'
import { asCsv, asJson, asJsonLines, type Written } from './files.ts'

/** What becomes of a file on its way. */
type Spoil = (file: Written, lot: number) => string | Uint8Array
type Options = Partial<Pick<FileOptions, 'rows' | 'maxAge'>>

/** What is wrong besides the content. */
interface Odd {
  readonly ends?: Fault['ends']
  /** The file cannot be opened. */
  readonly missing?: true
  /** Hours since it was written. */
  readonly age?: number
  /** It is written while it is read. */
  readonly growing?: true
  /** The source is told how many people it holds. */
  readonly counted?: true
}

interface Format {
  readonly name: string
  readonly write: (people: readonly Person[]) => Written
  readonly source: (options: FileOptions) => Source
}

const columns = { id: 'Id', email: 'Mail', aliases: 'Alias', upn: 'Login', name: 'Name', status: 'Status' }
const csv: Format = { name: 'CSV', write: asCsv, source: (options) => csvSource({ ...options, columns }) }
const json: Format = { name: 'JSON', write: asJson, source: (options) => jsonSource({ ...options, columns }) }
const lines: Format = { name: 'JSON Lines', write: asJsonLines, source: json.source }

/** A file that is written anew for each reading. */
function fileRig(format: Format, { now, lot }: Ground, spoil: Spoil, odd: Odd): Rig {
  let people: readonly Person[] = []
  let [isStruck, bit, asked] = [false, false, 0]
  const options: Options = {
    ...(odd.counted === undefined ? {} : { rows: () => format.write(people).rows.length }),
    ...(odd.age === undefined ? {} : { maxAge: 12 * 3_600_000 }),
  }
  const writtenAt = (): number => {
    asked += 1
    if (!isStruck) return now()
    return now() - (odd.age ?? 0) * 3_600_000 + (odd.growing === undefined ? 0 : asked)
  }
  const source = format.source({
    name: 'hr',
    now,
    ...options,
    ...(odd.age === undefined && odd.growing === undefined ? {} : { writtenAt }),
    read: () => {
      bit ||= isStruck
      const file = format.write(people)
      if (!isStruck) return file.text
      if (odd.missing !== undefined) throw Object.assign(new Error('secret of the share'), { code: 'ENOENT' })
      return spoil(file, lot)
    },
  })
  return {
    source,
    show: (all) => {
      people = all
    },
    strike: () => {
      isStruck = true
    },
    mend: () => {
      isStruck = false
    },
    bit: () => bit,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

const as =
  (format: Format) =>
  (name: string, says: RegExp, spoil: Spoil, odd: Odd = {}): Fault => ({
    source: format.name,
    name,
    says,
    ends: odd.ends ?? 'stopped',
    open: (ground) => Promise.resolve(fileRig(format, ground, spoil, odd)),
  })

const inCsv = as(csv)
const inJson = as(json)
const inLines = as(lines)

/** Somewhere between the first and the last letter of one row. */
const within = ({ head, rows }: Written, lot: number): number => {
  const row = 1 + Math.floor(lot * (rows.length - 1))
  const before = head.length + rows.slice(0, row).join('').length
  return before + 1 + Math.floor(lot * ((rows[row]?.length ?? 4) - 4))
}
/** One row of those who are active, as another. */
const oneRow =
  (change: (row: string) => string): Spoil =>
  ({ head, rows, tail }, lot) => {
    const active = rows.flatMap((row, index) => (/;Active\r\n$|"Active"/u.test(row) ? [index] : []))
    const which = active[Math.floor(lot * active.length)]
    return [head, ...rows.map((row, index) => (index === which ? change(row) : row)), tail].join('')
  }
const whole = ({ text }: Written): string => text
const first =
  (share: number): ((file: Written) => string) =>
  ({ head, rows, tail }) =>
    [head, ...rows.slice(0, Math.ceil(rows.length * share)), tail].join('')
const web = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to go on.</body></html>\n'
/** Each letter one byte, as older spreadsheets save. */
const latin = ({ text }: Written): Uint8Array => Buffer.from(text.replace('\uFEFF', ''), 'latin1')

export const fileFaults: readonly Fault[] = [
  inCsv('cut within a row', /ends within line \d+|near line \d+: a quoted cell does not end/, (file, lot) =>
    file.text.slice(0, within(file, lot)),
  ),
  inCsv('cut within a letter', /ends within a letter, in line \d+|ends within line \d+/, ({ text }, lot) => {
    const bytes = Buffer.from(text)
    const starts = [...bytes.keys()].filter((index) => index > 3 && (bytes[index] ?? 0) >= 0xc2)
    return bytes.subarray(0, (starts[Math.floor(lot * starts.length)] ?? 20) + 1)
  }),
  inCsv('cut between two rows', /holds \d+ active people, and held \d+|knows \d+ of the \d+ people/, first(0.6)),
  inCsv('cut between two rows, and counted', /holds \d+ people, and \d+ were said to be in it/, first(0.9), {
    counted: true,
  }),
  inCsv(
    'without one row',
    /Absent from hr since|less than 90 %/,
    oneRow(() => ''),
    { ends: 'clock' },
  ),
  inCsv('in Windows-1252', /no text in UTF-8 \(line \d+\)/, latin),
  inCsv('in UTF-16 without its mark', /no text in UTF-8|no text/, ({ text }) => Buffer.from(text.slice(1), 'utf16le')),
  inCsv('empty', /The file is empty, as an export leaves it that was broken off/, () => ''),
  inCsv('only its heading', /hr holds nobody, which looks like a company that everybody left/, ({ head }) => head),
  inCsv('a sign-in page', /The file is a web page: a sign-in page may have been saved/, () => web),
  inCsv('a spreadsheet', /is a spreadsheet \(\.xlsx\)/, () => Buffer.from('PK\u0003\u0004 and so on')),
  inCsv('JSON in its place', /The file is JSON/, () => '[{"Id":"1"}]\n'),
  inCsv(
    'its columns swapped',
    /rows that cannot be understood, \d+ in all: line 2: .*(?:status|address|Active)/i,
    (file) => file.text.replace('Name;Status', 'Status;Name'),
  ),
  inCsv('a column renamed', /has no column "?Mail"?\. Its columns are/, ({ text }) => text.replace(';Mail;', ';Post;')),
  inCsv('two columns of one name', /several columns headed "?Mail"?/, ({ text }) => text.replace(';Login;', ';Mail;')),
  inCsv(
    'an unknown status',
    /line \d+: .*Sabbatical/,
    oneRow((row) => row.replace('Active\r', 'Sabbatical\r')),
  ),
  inCsv(
    'no status in one row',
    /line \d+: .*(?:status|empty)/i,
    oneRow((row) => row.replace('Active\r', '\r')),
  ),
  inCsv(
    'one person twice',
    /line \d+: the id "?5eed0000[-0-9]+"? of line \d+ again/,
    oneRow((row) => row + row.replace('p', 'twin-of-p')),
  ),
  inCsv(
    'an address that is none',
    /line \d+: .*which is no address/,
    oneRow((row) => row.replace(/@corp|@partner/u, ' at corp')),
  ),
  inCsv(
    'a cell too many',
    /line \d+: 7 cells where the heading has 6/,
    oneRow((row) => row.replace(';Active', ';of Sales;Active')),
  ),
  inCsv(
    'a quote that does not end',
    /near line \d+: a quoted cell does not end|ends within line/,
    oneRow((row) => row.replace(';Active', '";Active')),
  ),
  inCsv('missing', /The file of hr cannot be read \(ENOENT\)/, whole, { missing: true }),
  inCsv('of the week before', /was written at .*longer ago than maxAge allows/, whole, { age: 168 }),
  inCsv('still being written', /was written while it was read/, first(0.5), { growing: true }),
  inCsv('everybody disabled', /hr holds nobody who is active/, ({ text }) =>
    text.replaceAll(';Active\r', ';Disabled\r'),
  ),
  inJson('truncated', /JSON that ends too soon, in line \d+|no JSON that can be read/, (file, lot) =>
    file.text.slice(0, within(file, lot)),
  ),
  inJson('an error in its place', /holds no list|rows that cannot be understood|has no column/, () =>
    JSON.stringify({ error: { code: 'Unauthorized', message: 'Sign in again.' } }),
  ),
  inJson('an empty list', /hr holds nobody, which looks like a company that everybody left/, () => '[]'),
  inJson(
    'one page of several',
    /one page of several, as its "?nextLink"? says/,
    (file) => `{"value":${first(0.9)(file)},"nextLink":"https://hr.example/2"}`,
  ),
  inJson(
    'fewer than it counts',
    /holds \d+ entries, and \d+ by its own "?total"?/,
    (file) => `{"users":${first(0.9)(file)},"total":${file.rows.length}}`,
  ),
  inJson('a web page', /The file is a web page/, () => web),
  inJson('nothing but null', /holds no list of people|no JSON with a list in it/, () => 'null'),
  inLines('cut within a line', /ends within line \d+, which is no whole object/, (file, lot) =>
    file.text.slice(0, within(file, lot)),
  ),
  inLines(
    'a broken line',
    /Line \d+ of the file is no JSON object|no JSON that can be read, from line 1/,
    oneRow((row) => `${row.slice(0, 20)}\n`),
  ),
  inLines('half of the lines', /holds \d+ active people, and held \d+|knows \d+ of the \d+ people/, first(0.5)),
]
