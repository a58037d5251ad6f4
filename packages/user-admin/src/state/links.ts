import { UserAdminError } from '../errors.ts'
import type { Link, StateEvent } from '../state.ts'
import { type Records, scopeKey, timeOf } from './store.ts'

/** A link that still stands is written down again after this long, in milliseconds: what is forgotten counts from there. */
const refreshed = 30 * 86_400_000

type Told = Extract<StateEvent, { readonly kind: 'links' }>

/** Remembers who the members of a scope are in a source. Of a hundred thousand links only those are written that are other. */
export function remember(records: Records, { source, scope, at, links }: Told): void {
  const key = scopeKey(scope)
  const told = timeOf(at)
  const last = records.linkedAt(source, key)
  // Told late: who a member was found to be since is newer.
  if (last !== undefined && last > told) return
  const known = records.links(source, key)
  const other = links.filter(({ member, person }) => {
    const before = known.get(member)
    return before?.person !== person || told - before.at >= refreshed
  })
  if (other.length > 0) records.putLinks(source, key, other, told)
  records.putLinkedAt(source, key, told)
}

/** Who the members of a scope are in a source, by the ids of both. */
export const personsOf = (records: Records, source: string, scope: string): ReadonlyMap<string, string> =>
  new Map([...records.links(source, scope)].map(([member, { person }]) => [member, person]))

/** @throws {UserAdminError} `invalid` for what is no time, and for links that are no pairs of ids. */
export function checkLinks({ source, at, links }: Told): void {
  timeOf(at)
  const isId = (id: unknown): boolean => typeof id === 'string' && id !== ''
  const given: unknown = links
  const isWell = Array.isArray(given) && (given as Link[]).every((one) => isId(one?.member) && isId(one?.person))
  if (!isId(source) || !isWell)
    throw new UserAdminError('invalid', 'Links name a source, and pairs of ids: { member, person }.')
}
