import { UserAdminError } from '../errors.ts'
import { shown } from '../identity/identity.ts'
import { divided, type Field, foundColumns, type Wanted } from './file/columns.ts'
import { type Entry, entriesOf } from './file/entries.ts'
import { filled } from './file/people.ts'
import { type FileOptions, fileSource, type Reading } from './file/source.ts'
import type { Source } from './source.ts'
import { headingWord, plain } from './table.ts'

/** A file of people in JSON, and how it is read. A column is a property, or a path of them: `profile.email`. */
export interface JsonSourceOptions extends FileOptions {
  /** The property that holds the list, where an object is around it. Default: the only one that holds a list of objects. */
  readonly list?: string | undefined
}

/**
 * The people of a JSON file, such as the export of Microsoft Graph, PowerShell or an HR system: a list of objects, an
 * object around one list, or JSON Lines.
 *
 * A file in which anything is doubtful is `incomplete`, and the reason names the line or the entry; so is one page of
 * several (`@odata.nextLink`), and one that counts more people than it holds (`@odata.count`, `totalResults`). An empty
 * list is `empty`; a file that holds nothing is `incomplete`.
 *
 * @throws {UserAdminError} `invalid` at once for options that cannot be meant; at a reading `unavailable` where `read`
 * throws.
 */
export function jsonSource(options: JsonSourceOptions): Source {
  const list = options?.list
  if (list !== undefined && (typeof list !== 'string' || list === ''))
    throw new UserAdminError('invalid', `list is ${shown(list)}: it is the name of a property.`)
  return fileSource(options, (reading) => readJson(reading, list), ['list'])
}

function readJson({ text, wanted, begin }: Reading, list: string | undefined): string {
  const { entries, places, unit } = entriesOf(text, list)
  const proof = `Every entry of the file was read, ${entries.length} in all, to the end of its ${unit === 'line' ? 'last line' : 'list'}`
  // Of nobody, no property can be missing.
  if (entries.length === 0) return proof
  const headings = headingsOf(entries, wanted)
  const found = foundColumns(wanted, headings)
  const headingsFor = (field: Field): readonly string[] =>
    (found.get(field) ?? []).flatMap((place) => headings[place] ?? [])
  const own = new Set(entries.flatMap((entry) => Object.keys(entry)))
  const paths = new Map(
    [...found.keys()].map((field) => [
      field,
      headingsFor(field).map((heading) => (own.has(heading) ? [heading] : heading.split('.'))),
    ]),
  )
  const [status] = headingsFor('status')
  const people = begin({ statusHeading: status?.split('.').at(-1), hasIds: found.has('id'), unit })
  for (const [index, entry] of entries.entries()) {
    const place = places[index] ?? index + 1
    const wrong = [...paths.values()].flat().find((path) => valuesAt(entry, path).some((value) => !isPlain(value)))
    if (wrong === undefined)
      people.add(place, (field) => (paths.get(field) ?? []).flatMap((path) => textsAt(entry, path, field)))
    else people.refuse(place, `${shown(wrong.join('.'))} is no text, and no whole number of fifteen digits at most`)
  }
  return proof
}

/** Every property that any entry has, and those paths of the ones asked for that lead to something. */
function headingsOf(entries: readonly Entry[], wanted: Wanted): readonly string[] {
  const own = new Set<string>()
  for (const entry of entries) for (const key of Object.keys(entry)) own.add(key)
  const words = new Set([...own].map(headingWord))
  const paths = [...wanted.values()]
    .flatMap((headings) => headings || [])
    .filter((heading) => heading.includes('.') && !words.has(headingWord(heading)))
    .filter((path) => entries.some((entry) => valuesAt(entry, path.split('.')).length > 0))
  return [...own, ...new Set(paths)]
}

/** What stands at the end of a path, through every list on its way. */
function valuesAt(entry: Entry, path: readonly string[]): readonly unknown[] {
  let values: readonly unknown[] = [entry]
  for (const step of path)
    values = values.flatMap((value) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Readonly<Record<string, unknown>>)[step]
        : [],
    )
  return values
}

/** A number that JSON cannot hold to its last digit is one that two people may have. */
const isPlain = (value: unknown): value is string | number | boolean | null | undefined =>
  value === null ||
  value === undefined ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  Number.isSafeInteger(value)

function textsAt(entry: Entry, path: readonly string[], field: Field): readonly string[] {
  const [first] = path
  const own = path.length === 1 && first !== undefined ? entry[first] : undefined
  // What is a list already is divided already.
  if (typeof own === 'string') return filled(divided(field, plain(own)))
  const values = valuesAt(entry, path).filter(isPlain)
  return filled(values.flatMap((value) => (value === null || value === undefined ? [] : plain(String(value)))))
}
