import { HoustonError } from './errors.ts'
import type { UserSearch } from './generated.ts'
import { hasAddress, type User } from './records.ts'

/** What to look for: exactly one of these. `username` and `fullName` match a part, `userUuid` and `email` the whole. */
export type UserFilter =
  | { readonly userUuid: string }
  | { readonly email: string }
  | { readonly username: string }
  | { readonly fullName: string }

const refuse = (operation: string, fact: string, code: string): HoustonError =>
  new HoustonError(fact, { kind: 'rejected', operation, effect: 'none', code })

/**
 * An id or a role as it is, if it is one: Houston takes an empty id for *everybody* (facts §3.2).
 *
 * @throws {HoustonError} `EMPTY_ARGUMENT`
 */
export function given(text: string, name: string, operation: string): string {
  if (typeof text !== 'string' || text.trim() === '') throw refuse(operation, `${name} is empty`, 'EMPTY_ARGUMENT')
  return text
}

/**
 * An address as Houston stores it, trimmed and in lower case: not every operation does that itself (facts §3.1).
 *
 * @throws {HoustonError} `EMPTY_ARGUMENT`
 */
export function address(email: string, operation: string): string {
  return given(email, 'email', operation).trim().toLowerCase()
}

/**
 * A role of the platform.
 *
 * @throws {HoustonError} `BAD_ROLE`
 */
export function systemRole(role: string, operation: string): string {
  if (!given(role, 'role', operation).startsWith('SYSTEM'))
    throw refuse(operation, 'a role of the platform begins with SYSTEM', 'BAD_ROLE')
  return role
}

/**
 * The id as a GraphQL string literal.
 *
 * @throws {HoustonError} `BAD_ID` for what could be more than an id.
 */
export function literal(id: string, operation: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(id))
    throw refuse(operation, 'the id holds characters that no id of Houston has', 'BAD_ID')
  return `"${id}"`
}

/** The one criterion of a search, as it is sent. */
export function search(filter: UserFilter, operation: string): UserSearch {
  const [criterion, ...others] = Object.entries(filter).filter(([, wanted]) => wanted !== undefined)
  // Houston takes the first of several criteria and forgets the others.
  if (criterion === undefined || others.length > 0)
    throw refuse(operation, 'a search needs exactly one criterion', 'EMPTY_FILTER')
  const [name, wanted] = criterion
  return {
    [name]: name === 'email' ? filterText(wanted, name, operation).toLowerCase() : filterText(wanted, name, operation),
  }
}

/** Whether a person is whom a search by id or address meant; every one found by a part of a name is. */
export function matches(found: User, { userUuid, email }: UserSearch): boolean {
  if (typeof userUuid === 'string') return found.id === userUuid
  return typeof email === 'string' ? hasAddress(found, email) : true
}

/**
 * A search text, trimmed.
 *
 * @throws {HoustonError} `EMPTY_FILTER`
 */
export function filterText(text: string, name: string, operation: string): string {
  const wanted = typeof text === 'string' ? text.trim() : ''
  if (wanted === '')
    throw refuse(operation, `${name} is empty, and Houston answers an empty filter with everybody`, 'EMPTY_FILTER')
  return wanted
}
