import { refusal } from './errors.ts'

/** An id in a path: digits, as text or number. A gid is refused before anything is sent. */
export type Id = string | number

/**
 * The most people that one call may name. The server's own limit is not known (facts §11); this is ours: when the end
 * of a call is unknown, one page of the list shows what became of everybody in it.
 */
const mostAtOnce = 100

/** @throws {AacError} `NOT_AN_ID`: a gid in a path looks to the server like a route that does not exist (facts §9.12). */
export function numeric(operation: string, what: string, id: Id): string {
  const text = String(id)
  if (/^\d+$/.test(text)) return text
  throw refusal(operation, 'NOT_AN_ID', `the ${what} must be digits; a gid is none. Nothing was sent`)
}

/** As the vendor's examples send it: a number. */
export function sent(id: string): Id {
  return Number.isSafeInteger(Number(id)) ? Number(id) : id
}

/** The ids of a body, each once. @throws {AacError} `NO_PERSON`, `TOO_MANY`, `NOT_AN_ID`. */
export function named(operation: string, personIds: readonly Id[]): readonly Id[] {
  if (personIds.length === 0) throw refusal(operation, 'NO_PERSON', 'nobody was named. Nothing was sent')
  const ids = new Set(personIds.map((id) => numeric(operation, 'person id', id)))
  return [...fewEnough(operation, ids)].map(sent)
}

/** The e-mail addresses of a body, trimmed, each once. @throws {AacError} `NO_EMAIL`, `TOO_MANY`. */
export function addressed(operation: string, emails: readonly string[]): readonly string[] {
  const addresses = new Map(emails.map((email) => [email.trim().toLowerCase(), email.trim()]))
  if (addresses.size === 0) throw refusal(operation, 'NO_EMAIL', 'no e-mail address was given. Nothing was sent')
  if (addresses.has('')) throw refusal(operation, 'NO_EMAIL', 'an e-mail address is empty. Nothing was sent')
  return [...fewEnough(operation, addresses).values()]
}

function fewEnough<T extends { readonly size: number }>(operation: string, names: T): T {
  if (names.size <= mostAtOnce) return names
  throw refusal(
    operation,
    'TOO_MANY',
    `one call names at most ${mostAtOnce} people, not ${names.size}. Nothing was sent`,
  )
}
