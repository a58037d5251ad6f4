import { UserAdminError } from '../../errors.ts'
import { shown } from '../../identity/identity.ts'
import { lineAt } from './text.ts'

/** One object of a list, as JSON gives it. */
export type Entry = Readonly<Record<string, unknown>>

/** The list of a JSON file. */
export interface Entries {
  /** `line` for JSON Lines, one object a line. */
  readonly unit: 'line' | 'entry'
  readonly entries: readonly Entry[]
  /** The line of each entry, or its number in the list, counted from 1. */
  readonly places: readonly number[]
}

/**
 * The list in a text: JSON Lines, a list, or an object around one.
 *
 * @param list The property of that object that holds it. Default: the only one that holds a list of objects.
 * @throws {UserAdminError} `invalid` for what is no JSON, was cut off, holds no one list, or is not all of it.
 */
export function entriesOf(text: string, list: string | undefined): Entries {
  const bare = text.replace(/^\uFEFF/u, '')
  const lines = list === undefined ? linesOf(bare) : undefined
  if (lines !== undefined) return lines
  const value = parsed(bare)
  const found = Array.isArray(value) && list === undefined ? (value as readonly unknown[]) : within(value, list)
  const wrong = found.findIndex((entry) => !isEntry(entry))
  if (wrong >= 0)
    throw new UserAdminError('invalid', `Entry ${wrong + 1} of the list is no object: ${shown(found[wrong])}.`)
  return { unit: 'entry', entries: found as readonly Entry[], places: found.map((_entry, index) => index + 1) }
}

/** Each line an object. One object over several lines begins with a line that is none. */
function linesOf(text: string): Entries | undefined {
  if (!/^\s*\{/u.test(text)) return undefined
  const entries: Entry[] = []
  const places: number[] = []
  let line = 0
  let begin = 0
  while (begin < text.length) {
    const mark = text.indexOf('\n', begin)
    const end = mark < 0 ? text.length : mark
    const row = text.slice(begin, end).trim()
    begin = end + 1
    line += 1
    if (row === '') continue
    const entry = read(row)
    if (isEntry(entry)) {
      entries.push(entry)
      places.push(line)
    } else if (entries.length === 0) return undefined
    else
      throw new UserAdminError(
        'invalid',
        mark < 0
          ? `The file ends within line ${line}, which is no whole object: it was cut off. Have it written again.`
          : `Line ${line} of the file is no JSON object, and those before it are: have it written again.`,
      )
  }
  // An object alone may be what stands around a list, or the error that came in its place.
  return entries.length === 1 ? undefined : { unit: 'line', entries, places }
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/u.test(text))
    throw new UserAdminError('invalid', 'The file is no JSON with a list in it: a table is read with csvSource.')
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    // Its message quotes the file, in words of the runtime.
    const message = error instanceof Error ? error.message : ''
    const place = /position (\d+)/u.exec(message)?.[1]
    const isCut = /\b(?:end of|EOF|unterminated)\b/iu.test(message) || Number(place ?? 0) >= text.trimEnd().length
    if (isCut)
      throw new UserAdminError(
        'invalid',
        `The file is JSON that ends too soon, in line ${lineAt(text, text.length)}: it was cut off. Have it written again.`,
      )
    const from = place === undefined ? '' : `, from line ${lineAt(text, Number(place))} on`
    throw new UserAdminError('invalid', `The file is no JSON that can be read${from}: have it written again.`)
  }
}

const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value)

const read = (row: string): unknown => {
  try {
    return JSON.parse(row) as unknown
  } catch {
    return undefined
  }
}

/** The list that an object holds. One person alone, as PowerShell writes a list of one, is a list of one. */
function within(value: unknown, list: string | undefined): readonly unknown[] {
  if (!isEntry(value)) throw new UserAdminError('invalid', 'The file holds no list of people.')
  const lists = Object.keys(value).filter((key) => isListOf(key, value[key], list === key))
  const [key, other] = list === undefined ? lists : lists.filter((each) => each === list)
  if (other !== undefined)
    throw new UserAdminError(
      'invalid',
      `The file holds several lists, ${lists.map(shown).join(', ')}: say which one holds the people, list: ${JSON.stringify(key)}.`,
    )
  if (key === undefined) {
    if (list === undefined && !Object.values(value).some(isEntry)) return [value]
    throw new UserAdminError(
      'invalid',
      `The file holds no list ${list === undefined ? 'of people' : shown(list)}: it is an object with ${Object.keys(value).slice(0, 10).map(shown).join(', ')}.`,
    )
  }
  const found = value[key] as readonly unknown[]
  checkWhole(value, found.length)
  return found
}

/** A list of texts may be one person's addresses, and an empty one anything: that counts by its name. */
const isListOf = (key: string, value: unknown, named: boolean): boolean =>
  Array.isArray(value) && (named || (value.length > 0 ? value.every(isEntry) : usual.has(key.toLowerCase())))

/** What programs call a list of people. */
const usual = new Set([
  'data',
  'employees',
  'entries',
  'items',
  'members',
  'people',
  'records',
  'report_entry',
  'resources',
  'results',
  'users',
  'value',
])

const nextPage =
  /^(?:@?odata\.)?(?:next(?:_?link|_?page|_?page_?token|_?cursor|_?token|(?:_?page)?_?ur[il])?|has_?(?:more|next(?:_?page)?))$/iu
const pages = /^(?:total_?pages?|page_?count|num_?pages|pages|last_?page)$/iu
const isLast = /^(?:is_?)?last(?:_?page)?$/iu
const counts = /^(?:@?odata\.)?(?:count|total|total_?(?:results|count|items|records|elements))$/iu

/** What stands beside a list, or in an object beside it, and says that there is more of it. */
function checkWhole(object: Entry, length: number): void {
  const beside = Object.entries(object).flatMap(([key, value]) => [
    [key, value] as const,
    ...(isEntry(value) ? Object.entries(value) : []),
  ])
  for (const [key, value] of beside) {
    if (/^errors?$/iu.test(key) && saysSomething(value))
      throw new UserAdminError(
        'invalid',
        `The file has ${shown(key)} beside its list, so the list may not be all: see why, and have it written again.`,
      )
    const isPage =
      (nextPage.test(key) && value !== null && value !== false && value !== '') ||
      (pages.test(key) && (numberIn(value) ?? 0) > 1) ||
      (isLast.test(key) && value === false)
    if (isPage)
      throw new UserAdminError(
        'invalid',
        `The file is one page of several, as its ${shown(key)} says: export all of them into one list.`,
      )
    const count = counts.test(key) ? numberIn(value) : undefined
    if (count !== undefined && count !== length)
      throw new UserAdminError(
        'invalid',
        `The file holds ${length} entries, and ${count} by its own ${shown(key)}: export all of them.`,
      )
  }
}

/** A number, also where it was written as a text. */
const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' || (typeof value === 'string' && /^\d+$/u.test(value)) ? Number(value) : undefined

const saysSomething = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value)
