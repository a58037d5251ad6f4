import { UserAdminError } from '../errors.ts'
import { canonicalEmail, compare, shown } from '../identity/identity.ts'
import type { SourcePerson } from './source.ts'

const statuses: ReadonlySet<unknown> = new Set(['active', 'disabled', 'expired', 'deleted'])

/**
 * Each person in one form and all in one order, so that the same people have the same digest.
 *
 * @throws {UserAdminError} `invalid` for what is no person, and for an id that two have; the first ten rows are named.
 */
export function understood(source: string, people: readonly SourcePerson[]): readonly SourcePerson[] {
  const rows = new Map<string, number>()
  const wrong: string[] = []
  const found: SourcePerson[] = []
  for (const [index, person] of people.entries()) {
    const earlier = isPerson(person) ? rows.get(person.id) : undefined
    const fault = earlier === undefined ? faultOf(person) : `has the id ${shown(person.id)} of row ${earlier}`
    if (fault === undefined) {
      rows.set(person.id, index + 1)
      found.push(canonical(person))
    } else wrong.push(`row ${index + 1} ${fault}`)
  }
  if (wrong.length > 0) {
    const more = wrong.length > 10 ? `; and ${wrong.length - 10} more` : ''
    throw new UserAdminError(
      'invalid',
      `The people of ${source} cannot be taken as they are: ${wrong.slice(0, 10).join('; ')}${more}.`,
    )
  }
  return found.toSorted((a, b) => compare(a.id, b.id))
}

function canonical({ id, email, aliases, upn, name, status, since, roles, groups }: SourcePerson): SourcePerson {
  const own = email === undefined ? undefined : sameEmail(email)
  const login = upn === undefined ? undefined : sameEmail(upn)
  const others = new Set((aliases ?? []).map((alias) => sameEmail(alias) ?? alias))
  if (own !== undefined) others.delete(own)
  return {
    id,
    ...(own === undefined ? {} : { email: own }),
    ...(others.size === 0 ? {} : { aliases: [...others].toSorted(compare) }),
    ...(login === undefined ? {} : { upn: login }),
    ...(isText(name) ? { name } : {}),
    status,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(roles === undefined ? {} : { roles: [...new Set(roles)].toSorted(compare) }),
    ...(groups === undefined ? {} : { groups: [...new Set(groups)].toSorted(compare) }),
  }
}

/** An address in canonical form; the very text where it is in it: who is looked at twice is in memory once. */
function sameEmail(text: string): string | undefined {
  const email = canonicalEmail(text)
  return email === text ? text : email
}

/** What is wrong with a person, as the end of a sentence that begins with the row. */
function faultOf(person: unknown): string | undefined {
  if (typeof person !== 'object' || person === null) return 'is no person'
  const { id, email, aliases, upn, status, since } = person as Record<string, unknown>
  if (!isText(id)) return 'has no id'
  if (!statuses.has(status)) return `(${shown(id)}) has the status ${shown(status)}`
  if (since !== undefined && !isInstant(since))
    return `(${shown(id)}) is so since ${shown(since)}, which is no time such as 2026-11-22T05:00:00Z`
  const addresses: readonly unknown[] = [
    ...(email === undefined ? [] : [email]),
    ...(Array.isArray(aliases) ? (aliases as readonly unknown[]) : []),
    ...(upn === undefined ? [] : [upn]),
  ]
  const none = addresses.find((address) => typeof address !== 'string' || canonicalEmail(address) === undefined)
  if (none !== undefined) return `(${shown(id)}) has the address ${shown(none)}, which is none`
  return isPerson(person) ? undefined : `(${shown(id)}) has a name, alias, role or group that is no text`
}

/** Whether a value has the form of a person. */
export function isPerson(value: unknown): value is SourcePerson {
  if (typeof value !== 'object' || value === null) return false
  const { id, email, aliases, upn, name, status, since, roles, groups } = value as Record<string, unknown>
  return (
    isText(id) &&
    statuses.has(status) &&
    (since === undefined || isInstant(since)) &&
    [email, upn, name].every((part) => part === undefined || isUnicode(part)) &&
    [aliases, roles, groups].every((list) => list === undefined || (Array.isArray(list) && list.every(isUnicode)))
  )
}

/** Half a character has no canonical form: two different texts would have one digest. */
const isUnicode = (value: unknown): value is string => typeof value === 'string' && !/\p{Cs}/u.test(value)

/** Whether a value is a text that says something. */
export const isText = (value: unknown): value is string => isUnicode(value) && value.trim() !== ''

/** Whether a value is a time, ISO 8601, with its offset from UTC. */
export const isInstant = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/u.test(value) &&
  !Number.isNaN(Date.parse(value))

/** A time in milliseconds since the epoch as a reading tells it; absent where a year beyond all calendars means never. */
export const instantOf = (time: number): string | undefined =>
  time >= 0 && time < Date.UTC(10_000, 0) ? new Date(time).toISOString() : undefined
