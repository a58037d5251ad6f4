import { UserAdminError } from '../../errors.ts'
import { shown } from '../../identity/identity.ts'
import { headingWord } from '../table.ts'

/**
 * Which column of a file holds what, by its heading; letter case, blanks and dashes do not count. What is named here
 * must be there. `false`: no column, not even the one that is found by itself.
 */
export interface Columns {
  /** What stays the same for as long as the person is in the file. Default: the address, so that a new one is a new person. */
  readonly id?: string | undefined
  /** Found by itself: `email`, `mail`, `e-mail address`, `work email`, `primary SMTP address`, `username`, `login`. */
  readonly email?: string | undefined
  /** Further addresses, one a column or several in one. Found by itself: `aliases`, `proxyAddresses`, `email aliases`. */
  readonly aliases?: string | readonly string[] | false | undefined
  /** Found by itself: `userPrincipalName`, `upn`. */
  readonly upn?: string | false | undefined
  /** One column, or several to be put together. Found by itself: `displayName`, `full name`, `name`. */
  readonly name?: string | readonly string[] | false | undefined
  /** Found by itself: `status`, `accountEnabled`, `enabled`, `account status`, `employee status`, `employment status`, `active`. */
  readonly status?: string | false | undefined
  /** The last day: who is active and whose last day is over counts as expired. Never found by itself. */
  readonly leaves?: string | undefined
  /** Since when the person is in the status that is no active one. Never found by itself. */
  readonly since?: string | undefined
  /** What the person should hold. Never found by itself: to most files it is the title of a job. */
  readonly roles?: string | readonly string[] | undefined
  /** Never found by itself. */
  readonly groups?: string | readonly string[] | undefined
}

/** What a row can say of a person. */
export type Field = keyof Columns

const fields: readonly Field[] = [
  'id',
  'email',
  'aliases',
  'upn',
  'name',
  'status',
  'leaves',
  'since',
  'roles',
  'groups',
]
const several: ReadonlySet<Field> = new Set(['aliases', 'name', 'roles', 'groups'])

/** Headings by which a column is found, the surest first. */
const known: Partial<Record<Field, readonly string[]>> = {
  email: [
    'email',
    'mail',
    'emailaddress',
    'workemail',
    'workmail',
    'primaryemail',
    'primarysmtpaddress',
    'user',
    'username',
    'login',
  ],
  aliases: ['aliases', 'proxyaddresses', 'emailaliases'],
  upn: ['userprincipalname', 'upn'],
  name: ['displayname', 'fullname', 'name'],
  status: [
    'status',
    'accountenabled',
    'enabled',
    'accountstatus',
    'employeestatus',
    'employmentstatus',
    'active',
    'isactive',
  ],
}

/** The columns that were asked for: by heading, in the order given. */
export type Wanted = ReadonlyMap<Field, readonly string[] | false>

/**
 * Understands which columns are meant, before any file is read.
 *
 * @throws {UserAdminError} `invalid` for a field that there is not, and a heading that is none.
 */
export function wantedColumns(columns: Columns = {}): Wanted {
  const wanted = new Map<Field, readonly string[] | false>()
  for (const [key, value] of Object.entries(columns) as [Field, unknown][]) {
    if (!fields.includes(key))
      throw new UserAdminError('invalid', `columns has ${shown(key)}: it has ${fields.join(', ')}.`)
    if (value === undefined) continue
    if (value === false && key !== 'email' && known[key] !== undefined) wanted.set(key, false)
    else {
      const headings: readonly unknown[] = Array.isArray(value) && several.has(key) ? value : [value]
      if (headings.length === 0 || !headings.every(isHeading))
        throw new UserAdminError('invalid', `columns.${key} is ${shown(value)}: it is the heading of a column.`)
      wanted.set(key, headings)
    }
  }
  return wanted
}

const isHeading = (value: unknown): value is string => typeof value === 'string' && headingWord(value) !== ''

/** Where each field is found, by the place of its column, counted from 0. */
export type Found = ReadonlyMap<Field, readonly number[]>

/**
 * Finds the columns that are meant among those of a file.
 *
 * @throws {UserAdminError} `invalid` where one is missing, two have one heading or two may say who is active; the columns that are there are named.
 */
export function foundColumns(wanted: Wanted, headings: readonly string[]): Found {
  const words = headings.map(headingWord)
  const found = new Map<Field, readonly number[]>()
  const missing: string[] = []
  for (const field of fields) {
    const asked = wanted.get(field)
    if (asked === false) continue
    if (asked === undefined) {
      const [word, other] = known[field]?.filter((each) => words.includes(each)) ?? []
      if (field === 'status' && other !== undefined)
        throw new UserAdminError(
          'invalid',
          `Several columns of the file may say who is active, ${[word, other].map((each) => shown(headings[words.indexOf(each ?? '')])).join(' and ')}: say which one does, columns: { status: … }.`,
        )
      if (word !== undefined) found.set(field, [theOne(word, words, headings)])
      continue
    }
    missing.push(...asked.filter((heading) => !words.includes(headingWord(heading))))
    if (missing.length === 0)
      found.set(
        field,
        asked.map((heading) => theOne(headingWord(heading), words, headings)),
      )
  }
  const there = `Its columns are ${headings.slice(0, 30).map(shown).join(', ')}${headings.length > 30 ? ', …' : ''}.`
  if (missing.length > 0)
    throw new UserAdminError('invalid', `The file has no column ${missing.map(shown).join(', ')}. ${there}`)
  if (!found.has('email'))
    throw new UserAdminError(
      'invalid',
      `No column of the file is headed "email": say which one holds the addresses, columns: { email: … }. ${there}`,
    )
  return found
}

function theOne(word: string, words: readonly string[], headings: readonly string[]): number {
  const place = words.indexOf(word)
  if (words.lastIndexOf(word) !== place)
    throw new UserAdminError(
      'invalid',
      `The file has several columns headed ${shown(headings[place])}: keep the one that is meant.`,
    )
  return place
}

/** Several values in one text, as the field divides them: groups may have commas in their names. */
export function divided(field: Field, text: string): readonly string[] {
  if (field === 'aliases') return text.split(/[|;,\r\n]+/u)
  return field === 'groups' || field === 'roles' ? text.split(/[|;\r\n]+/u) : [text]
}
