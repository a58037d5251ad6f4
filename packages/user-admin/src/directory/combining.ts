/** @module user-admin/directory/combining */

import { UserAdminError } from '../errors.ts'
import { shown } from '../identity/identity.ts'
import type { CallOptions } from '../user-admin.ts'
import { addressesOf, connected, type Kept } from './connecting.ts'
import { idIn } from './part-ids.ts'
import { readParts } from './parts.ts'
import { complete, incomplete, type Source, type SourcePerson } from './source.ts'

export { type GroupRoles, withGroupRoles } from './group-roles.ts'

/** How several sources become one. */
export interface CombiningOptions {
  /** The names of parts that may hold nobody; otherwise a part that does makes the whole incomplete. */
  readonly mayBeEmpty?: readonly string[] | undefined
  /** Milliseconds since the epoch: when a part that could not be read was asked. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Everybody who is in any of these sources: for companies whose people are in several.
 *
 * People of different sources who share an address that is more than an alias to one of them are one person, and active
 * where any source says so; where one source has two records of a person and they differ, every record keeps its own status. Groups are those of all
 * records, roles those of the first source that says any. A part that was not read whole, or holds nobody, makes the
 * whole `incomplete`.
 *
 * @param name What the whole is called and remembered under. Its people's ids are `part/id`.
 * @throws {UserAdminError} `invalid` for fewer than two parts, two with one name, or options that cannot be meant.
 */
export function union(name: string, sources: readonly Source[], options: CombiningOptions = {}): Source {
  return combined({ name, sources, options, groups: allGroups }, (parts) => {
    // Somebody active who shares a mailbox with somebody disabled elsewhere does not make them active.
    const people = connected(parts, false)
    const said = new Map<readonly Kept[], Said>()
    return parts.flatMap((part) =>
      part.map((kept) => {
        const own = people.of(kept)
        const one = said.get(own) ?? saidOf(own)
        said.set(own, one)
        return united(kept.person, one, own)
      }),
    )
  })
}

/**
 * Who is in each of these sources, as the first knows them: for people who belong only while all of them say so.
 *
 * People of different sources who share an address are one person. A status is the worst that any source says; where one
 * source has two records of a person and they differ, the first source's own. A part that was not read whole, or holds
 * nobody, makes the whole `incomplete`.
 *
 * @param name What the whole is called and remembered under. Its people's ids are `part/id`.
 * @throws {UserAdminError} `invalid` for fewer than two parts, two with one name, or options that cannot be meant.
 */
export function intersection(name: string, sources: readonly Source[], options: CombiningOptions = {}): Source {
  return combined({ name, sources, options, groups: firstGroups }, (parts) => {
    const people = connected(parts)
    return (parts[0] ?? []).flatMap(({ part, person }) => {
      const own = people.of({ part, person })
      if (new Set(own.map((kept) => kept.part)).size < parts.length) return []
      return [differ(own) ? person : withStatus(person, last(own, worst), own)]
    })
  })
}

/**
 * Who is in the first source and, whatever their status, in none of the others: nobody there has one of their addresses.
 *
 * A part that was not read whole, or holds nobody, makes the whole `incomplete`: a list of exceptions that is lost would
 * bring them all in.
 *
 * @param name What the whole is called and remembered under. Its people's ids are `part/id`.
 * @throws {UserAdminError} `invalid` for no others, two parts with one name, or options that cannot be meant.
 */
export function except(
  name: string,
  source: Source,
  without: readonly Source[],
  options: CombiningOptions = {},
): Source {
  const sources = Array.isArray(without) ? [source, ...(without as readonly Source[])] : []
  return combined({ name, sources, options, groups: firstGroups }, ([first = [], ...others]) => {
    const taken = new Set(others.flatMap((part) => part.flatMap(({ person }) => addressesOf(person))))
    return first.flatMap(({ person }) => (addressesOf(person).some((address) => taken.has(address)) ? [] : [person]))
  })
}

interface Combination {
  readonly name: string
  readonly sources: readonly Source[]
  readonly options: CombiningOptions
  readonly groups: (sources: readonly Source[]) => readonly string[] | undefined
}

/** What all parts read, if all of them say. */
const allGroups = (sources: readonly Source[]): readonly string[] | undefined =>
  sources.every((source) => source.groups !== undefined)
    ? [...new Set(sources.flatMap((source) => source.groups ?? []))]
    : undefined

const firstGroups = ([first]: readonly Source[]): readonly string[] | undefined => first?.groups

/** A source over parts that are read side by side, and together once all of them are whole. */
function combined(
  { name, sources, options, groups: groupsOf }: Combination,
  together: (parts: readonly (readonly Kept[])[]) => readonly SourcePerson[],
): Source {
  check(name, sources, options)
  const groups = groupsOf(sources)
  const { mayBeEmpty, now = Date.now } = options
  return {
    name,
    ...(groups === undefined ? {} : { groups }),
    read: async ({ signal }: CallOptions = {}) => {
      const { snapshots, faults, seen, readAt, asOf } = await readParts(sources, {
        mayBeEmpty: new Set(mayBeEmpty),
        now,
        signal,
      })
      if (faults.length > 0)
        return incomplete({
          source: name,
          readAt,
          seen,
          reason: `${name} is put together of ${sources.map((source) => source.name).join(', ')}, and not all of it was read: ${faults.join('; ')}.`,
        })
      const parts = snapshots.map((snapshot, part) =>
        snapshot.kind === 'complete'
          ? snapshot.people.map((person) => ({
              part,
              person: { ...person, id: idIn(sources[part]?.name ?? '', person.id) },
            }))
          : [],
      )
      return complete({
        source: name,
        people: together(parts),
        proof: `Each of its parts was read whole: ${sources.map((source) => source.name).join(', ')}.`,
        readAt,
        asOf,
        parts: snapshots,
      })
    },
  }
}

type Status = SourcePerson['status']

const best: readonly Status[] = ['deleted', 'expired', 'disabled', 'active']
const worst: readonly Status[] = ['active', 'disabled', 'expired', 'deleted']

/** The status of a person that stands last in an order. */
const last = (own: readonly Kept[], order: readonly Status[]): Status =>
  order[Math.max(...own.map(({ person }) => order.indexOf(person.status)))] ?? 'active'

/** Whether one source has two records of a person, and they do not say the same. */
function differ(own: readonly Kept[]): boolean {
  const said = new Map<number, Status>()
  return own.some(({ part, person }) => {
    const before = said.get(part) ?? person.status
    said.set(part, before)
    return before !== person.status
  })
}

/** What all records of a person say together. */
interface Said {
  /** `undefined`: one source says two things. */
  readonly status: Status | undefined
  /** Of two records in one source nobody can tell which of them the other sources mean: each keeps what it may hold. */
  readonly may: Pick<SourcePerson, 'roles' | 'groups'>
}

function saidOf(own: readonly Kept[]): Said {
  const status = differ(own) ? undefined : last(own, best)
  if (new Set(own.map(({ part }) => part)).size < own.length) return { status, may: {} }
  const roles = own.find((other) => other.person.roles !== undefined)?.person.roles
  const groups = own.flatMap((other) => other.person.groups ?? [])
  const hasGroups = own.some((other) => other.person.groups !== undefined)
  return { status, may: { ...(roles === undefined ? {} : { roles }), ...(hasGroups ? { groups } : {}) } }
}

const united = (person: SourcePerson, { status = person.status, may }: Said, own: readonly Kept[]): SourcePerson => ({
  ...withStatus(person, status, own),
  ...may,
})

/** The person in the status that one of their records has, since when that record says. */
function withStatus(person: SourcePerson, status: Status, own: readonly Kept[]): SourcePerson {
  if (person.status === status) return person
  const { since: _since, ...bare } = person
  const since = own.find((kept) => kept.person.status === status)?.person.since
  return { ...bare, status, ...(since === undefined ? {} : { since }) }
}

function check(name: string, sources: readonly Source[], options: CombiningOptions): void {
  if (typeof name !== 'string' || name.trim() === '')
    throw new UserAdminError('invalid', `A source that is put together needs a name: ${shown(name)} is none.`)
  if (!Array.isArray(sources) || sources.length < 2)
    throw new UserAdminError('invalid', `${name} is put together of two sources at least.`)
  const names = (sources as readonly (Source | undefined)[]).map((source) => source?.name ?? '')
  if (names.some((part) => typeof part !== 'string' || part.trim() === ''))
    throw new UserAdminError('invalid', `A part of ${name} is no source: a source has a name, and can be read.`)
  const twice = names.find((part, index) => names.indexOf(part) !== index)
  if (twice !== undefined)
    throw new UserAdminError('invalid', `Two parts of ${name} are called ${twice}: give each a name of its own.`)
  if (names.includes(name))
    throw new UserAdminError('invalid', `A part of ${name} has its name: each is remembered under its own.`)
  const unknown = Object.keys(options).find((key) => key !== 'mayBeEmpty' && key !== 'now')
  if (unknown !== undefined)
    throw new UserAdminError('invalid', `${name} has no option ${shown(unknown)}: mayBeEmpty, now.`)
  const { mayBeEmpty = [] } = options
  if (!Array.isArray(mayBeEmpty))
    throw new UserAdminError('invalid', `mayBeEmpty of ${name} is a list of its parts: ${names.join(', ')}.`)
  const stranger = (mayBeEmpty as readonly string[]).find((part) => !names.includes(part))
  if (stranger !== undefined)
    throw new UserAdminError(
      'invalid',
      `mayBeEmpty of ${name} has ${shown(stranger)}, which is none of its parts: ${names.join(', ')}.`,
    )
}
