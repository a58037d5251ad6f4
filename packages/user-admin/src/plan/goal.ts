import { UserAdminError } from '../errors.ts'
import { canonicalEmail, compare, type Entry, entries, type Person, shown } from '../identity.ts'

/** What a scope should look like. Plain JSON, in one form however it was written down. */
export type Goal = KeepOnly | Roster

/** The goal that `keepOnly` makes. */
export interface KeepOnly {
  readonly kind: 'keep-only'
  readonly keep: readonly Entry[] | 'only-me'
}

/** The goal that `roster` makes. */
export interface Roster {
  readonly kind: 'roster'
  readonly entries: readonly RosterEntry[]
  /** What happens to members who are not on it. */
  readonly absent: 'keep' | 'suspend' | 'remove'
}

/** One person of a roster. */
export interface RosterEntry {
  /** In canonical form. */
  readonly email: string
  /** Ids or names of roles. Absent: the roles are left as they are, and an invitation gives the system's default. */
  readonly roles?: readonly string[]
}

/**
 * Everybody else is removed: clear a class at the end of a semester. Invitations count as people.
 *
 * @param people Who stays, by e-mail address, domain (`@example.edu`), id or role; `'only-me'` for nobody else.
 * @throws {UserAdminError} `invalid` for an empty list, and for an entry that names nobody.
 */
export function keepOnly(people: readonly Person[] | 'only-me'): Goal {
  if (people !== 'only-me') checkList(people)
  if (people === 'only-me') return { kind: 'keep-only', keep: people }
  if (people.length === 0) {
    throw new UserAdminError(
      'invalid',
      "The list of people to keep is empty, which would remove everybody. If only you should stay, say so: keepOnly('only-me').",
    )
  }
  return { kind: 'keep-only', keep: entries(people) }
}

/**
 * Everybody on the list is in, with these roles; who is missing is invited.
 *
 * On a system where a person holds one role the given one replaces it, elsewhere given roles are added.
 *
 * @param options.absent What happens to members who are not on the list. Default `keep`.
 * @throws {UserAdminError} `invalid` for an empty list, an address that is none, or a person with two different sets of roles.
 */
export function roster(
  people: readonly (string | { readonly email: string; readonly roles?: readonly string[] | undefined })[],
  options: { readonly absent?: 'keep' | 'suspend' | 'remove' | undefined } = {},
): Goal {
  checkList(people)
  if (people.length === 0) throw new UserAdminError('invalid', 'The roster is empty: it names nobody.')
  const { absent = 'keep' } = options
  if (!['keep', 'suspend', 'remove'].includes(absent))
    throw new UserAdminError('invalid', `absent is ${JSON.stringify(absent)}: there are keep, suspend, remove.`)
  const found = new Map<string, RosterEntry>()
  for (const [index, person] of people.entries()) {
    const { email, roles } =
      typeof person === 'object' && person !== null ? person : { email: person, roles: undefined }
    const canonical = typeof email === 'string' ? canonicalEmail(email) : undefined
    if (canonical === undefined)
      throw new UserAdminError('invalid', `Row ${index + 1} of the roster (${shown(email)}) is not an e-mail address.`)
    const entry = { email: canonical, ...(roles === undefined ? {} : { roles: [...new Set(roles)].toSorted(compare) }) }
    const other = found.get(canonical)
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(entry)) {
      throw new UserAdminError(
        'invalid',
        `Row ${index + 1} of the roster gives ${canonical} other roles than an earlier row.`,
      )
    }
    found.set(canonical, entry)
  }
  return {
    kind: 'roster',
    entries: [...found.values()].toSorted((a, b) => compare(a.email, b.email)),
    absent,
  }
}

/** @throws {UserAdminError} `invalid` for what is no list: one address alone would be read letter by letter. */
function checkList(people: unknown): void {
  if (!Array.isArray(people))
    throw new UserAdminError('invalid', "The people are given as a list: ['ana@example.edu', …].")
}
