import { UserAdminError } from '../../errors.ts'
import { shown } from '../../identity/identity.ts'
import { instantOf } from '../canonical.ts'
import type { SourcePerson } from '../source.ts'
import { addressIn, plain } from '../table.ts'
import type { Field } from './columns.ts'
import { beginOf, endOf } from './leaving.ts'
import type { StatusWords } from './statuses.ts'

/** What one row says of a field: no text is empty, or has blanks around it. */
export type RowOf = (field: Field) => readonly string[]

/** How the rows of one file are understood. */
export interface Understanding {
  readonly statuses: StatusWords
  /** The heading of the column of statuses. Absent: there is none, and everybody is active. */
  readonly statusHeading: string | undefined
  /** Whether a column of ids was named; otherwise the address is the id. */
  readonly hasIds: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What the rows are counted in. */
  readonly unit: 'line' | 'entry'
}

/** The people of a file, row by row, and what is wrong with the rows that are none. */
export class FilePeople {
  readonly people: SourcePerson[] = []
  readonly #how: Understanding
  readonly #places = new Map<string, number>()
  readonly #wrong: string[] = []
  #faults = 0

  constructor(how: Understanding) {
    this.#how = how
  }

  /** Whether the file tells who is active. */
  get saysStatus(): boolean {
    return this.#how.statusHeading !== undefined
  }

  /** Takes the row in this line, or this entry of the list. */
  add(place: number, row: RowOf): void {
    const person = this.#personOf(row)
    if (typeof person === 'string') {
      this.refuse(place, person)
      return
    }
    const earlier = this.#places.get(person.id)
    if (earlier !== undefined) {
      this.refuse(place, `the id ${shown(person.id)} of ${this.#how.unit} ${earlier} again`)
      return
    }
    this.#places.set(person.id, place)
    this.people.push(person)
  }

  /**
   * Whether a text that may be only the beginning of a cell says what the whole cell does, or the whole would be a fault.
   *
   * @param isQuoted It ends with a quote, which may be the first half of one that is written twice.
   */
  isSure(field: Field, text: string, isQuoted: boolean): boolean {
    const { statuses, statusHeading = '' } = this.#how
    if (field === 'status') return statuses.isSure(text, statusHeading)
    // No address and no date has a quote in it; a name, an id or a list may go on after one.
    return isQuoted && (field === 'email' || field === 'upn' || field === 'leaves' || field === 'since')
  }

  /** Counts a row that cannot be understood at all. */
  refuse(place: number, why: string): void {
    this.#faults += 1
    if (this.#wrong.length < 10) this.#wrong.push(`${this.#how.unit} ${place}: ${why}`)
  }

  /** @throws {UserAdminError} `invalid` where a row could not be understood; ten are named, all are counted. */
  check(): void {
    // Nobody comes any more.
    this.#places.clear()
    if (this.#faults === 0) return
    const more = this.#faults > 10 ? `; and ${this.#faults - 10} more` : ''
    const rows = this.#how.unit === 'line' ? 'rows' : 'entries'
    throw new UserAdminError(
      'invalid',
      `The file has ${rows} that cannot be understood, ${this.#faults} in all: ${this.#wrong.join('; ')}${more}. Mend them where they are exported.`,
    )
  }

  #personOf(row: RowOf): SourcePerson | string {
    const { statuses, statusHeading, hasIds } = this.#how
    for (const field of ['id', 'email', 'upn', 'status', 'leaves', 'since'] as const)
      if (row(field).length > 1) return `${row(field).length} values where one ${field} is expected`
    const [cell] = row('email')
    const email = cell === undefined ? undefined : addressIn(cell)
    if (cell !== undefined && email === undefined) return `${shown(cell)}, which is no address`
    const id = hasIds ? row('id')[0] : email
    if (id === undefined) return hasIds ? 'no id' : 'no address, and no column of ids is named'
    const addresses = row('aliases').filter((alias) => !otherScheme.test(alias))
    const aliases = addresses.flatMap((alias) => addressIn(alias) ?? [])
    if (aliases.length < addresses.length)
      return `the alias ${shown(addresses.find((alias) => addressIn(alias) === undefined))}, which is no address`
    const status = statusHeading === undefined ? 'active' : statuses.read(row('status')[0] ?? '', statusHeading)
    if (typeof status === 'object') return status.fault
    const left = this.#hasLeft(row('leaves')[0])
    if (left === undefined) return `the date ${shown(row('leaves')[0])}: write it as 2026-11-22, or leave it out`
    const upn = row('upn').map(addressIn)[0]
    const name = row('name').join(' ')
    const [roles, groups] = [row('roles'), row('groups')]
    const since = this.#since(status, row)
    if (since === 'none') return `the date ${shown(row('since')[0])}: write it as 2026-11-22, or leave it out`
    return {
      id,
      ...(email === undefined ? {} : { email }),
      ...(aliases.length === 0 ? {} : { aliases }),
      ...(upn === undefined ? {} : { upn }),
      ...(name === '' ? {} : { name }),
      status: status === 'active' && left ? 'expired' : status,
      ...(since === undefined ? {} : { since }),
      ...(roles.length === 0 ? {} : { roles }),
      ...(groups.length === 0 ? {} : { groups }),
    }
  }

  /** Since when the person is in a status, or when an active person's last day ends: ISO 8601, or `none` for no date. */
  #since(status: SourcePerson['status'], row: RowOf): string | undefined {
    const [since] = row('since')
    const begun = since === undefined ? undefined : beginOf(since)
    if (since !== undefined && begun === undefined) return 'none'
    const time = status === 'active' ? endOf(row('leaves')[0] ?? '') : begun
    return time === undefined ? undefined : instantOf(time)
  }

  /** Whether the last day is over; `undefined` where it cannot be told. */
  #hasLeft(date: string | undefined): boolean | undefined {
    if (date === undefined) return false
    const end = endOf(date)
    return end === undefined ? undefined : end <= this.#how.now
  }
}

/** `X500:`, `SIP:`: what Exchange keeps beside the addresses of mail. */
const otherScheme = /^(?!smtp:|mailto:)[a-z][a-z\d+.-]*:/iu

/** The texts that hold something, without what spreadsheets leave around them. */
export const filled = (texts: readonly string[]): readonly string[] => texts.map(plain).filter((text) => text !== '')
