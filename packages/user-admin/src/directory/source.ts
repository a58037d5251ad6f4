import { digestOf } from '../digest.ts'
import { UserAdminError } from '../errors.ts'
import { shown } from '../identity/identity.ts'
import type { CallOptions } from '../user-admin.ts'
import { isInstant, isPerson, isText, understood } from './canonical.ts'

/** Where it is written down who belongs: a directory, an export, a list. */
export interface Source {
  /** What people call it; what a reading is remembered under, so it stays the same from run to run. */
  readonly name: string
  /** The groups that it reads, by the names that {@link SourcePerson.groups} gives. Absent: it does not say beforehand. */
  readonly groups?: readonly string[]
  /**
   * Reads everybody once. What was not read whole is `incomplete`, never a shorter list.
   *
   * @throws {UserAdminError} where nothing could be read at all.
   */
  read(options?: CallOptions): Promise<Snapshot>
}

/** A person as a source knows them. */
export interface SourcePerson {
  /** Stays the same for as long as the source knows the person, whatever becomes of name and address. */
  readonly id: string
  /** In canonical form. Absent: the source knows none. */
  readonly email?: string
  /** Further addresses of the person, in canonical form. */
  readonly aliases?: readonly string[]
  /** What the person signs in with, where it has the form of an address, in canonical form. Often no mailbox. */
  readonly upn?: string
  readonly name?: string
  /** `expired`: the account's last day is over. `deleted`: the source still says that there was such a person. */
  readonly status: 'active' | 'disabled' | 'expired' | 'deleted'
  /**
   * When the status came to be, or an active person's last day ends, by the source's own word, ISO 8601. Only what stays
   * the same from reading to reading. Absent: the source does not say.
   */
  readonly since?: string
  /** What the source wants the person to hold. Absent: it says nothing about roles. */
  readonly roles?: readonly string[]
  /** The groups that the person is in, directly or through other groups, by the names that the source was asked for. */
  readonly groups?: readonly string[]
}

/** Where the server that answered stood: a later reading from it that stands lower is of an earlier state. */
export interface Position {
  /** The server, or its copy of the data, by an id that stays. */
  readonly server: string
  /** Its own count of changes. */
  readonly change: number
}

/** What one reading of a source brought. Plain JSON: it can be kept, compared and sent. */
export type Snapshot = Complete | Incomplete | Empty

/** Everybody, and how that was shown. */
export interface Complete {
  readonly kind: 'complete'
  readonly source: string
  /** ISO 8601. Not part of the digest. */
  readonly readAt: string
  /** Of which moment it tells, ISO 8601, where that is before it was read: a file's is when it was written. Not part of the digest. */
  readonly asOf?: string
  /** Each id once, by id. Two people may share an address: what that means is for a plan to say. */
  readonly people: readonly SourcePerson[]
  /** How it was shown that nobody is missing, in one sentence. Not part of the digest. */
  readonly proof: string
  /** SHA-256 of source and people in canonical form (RFC 8785): an unchanged source gives the same again. */
  readonly digest: string
  /** Absent: the source does not say. Not part of the digest. */
  readonly position?: Position
  /** What was read of each source that this one is put together from. Not part of the digest. */
  readonly parts?: readonly Snapshot[]
}

/** Not everybody, or not surely everybody: nothing may be concluded about who is missing. */
export interface Incomplete {
  readonly kind: 'incomplete'
  readonly source: string
  /** ISO 8601. */
  readonly readAt: string
  /** What went wrong, in one sentence. */
  readonly reason: string
  /** People read before it did. */
  readonly seen: number
}

/** Nobody, read whole: what a broken filter looks like as well as a company that everybody left. */
export interface Empty {
  readonly kind: 'empty'
  readonly source: string
  /** ISO 8601. Not part of the digest. */
  readonly readAt: string
  /** Of which moment it tells, ISO 8601, where that is before it was read: a file's is when it was written. Not part of the digest. */
  readonly asOf?: string
  /** How it was shown that nobody is missing, in one sentence. Not part of the digest. */
  readonly proof: string
  /** As of {@link Complete}, over no people. */
  readonly digest: string
  /** As of {@link Complete}. */
  readonly position?: Position
  /** As of {@link Complete}. */
  readonly parts?: readonly Snapshot[]
}

/**
 * A reading that holds everybody; `empty` where that is nobody. Addresses come into canonical form.
 *
 * @param reading.readAt ISO 8601 with its offset from UTC. Default now.
 * @throws {UserAdminError} `invalid` for a person without an id, an id that two people have, an address that is none or
 * a status that is none; the first ten rows are named.
 */
export async function complete(reading: {
  readonly source: string
  readonly people: readonly SourcePerson[]
  readonly proof: string
  readonly readAt?: string | undefined
  readonly asOf?: string | undefined
  readonly position?: Position | undefined
  readonly parts?: readonly Snapshot[] | undefined
}): Promise<Complete | Empty> {
  const source = said('source', reading.source)
  const proof = said('proof', reading.proof)
  const readAt = instant(reading.readAt)
  if (!Array.isArray(reading.people))
    throw new UserAdminError('invalid', `The people of ${source} are given as a list.`)
  const people = understood(source, reading.people)
  const digest = await digestOf({ source, people })
  const more = {
    ...(reading.asOf === undefined ? {} : { asOf: instant(reading.asOf) }),
    ...(reading.position === undefined ? {} : { position: reading.position }),
    ...(reading.parts === undefined ? {} : { parts: reading.parts }),
  }
  if (people.length === 0) return { kind: 'empty', source, readAt, proof, digest, ...more }
  return { kind: 'complete', source, readAt, people, proof, digest, ...more }
}

/**
 * A reading that broke off, or whose completeness could not be shown.
 *
 * @param reading.readAt ISO 8601 with its offset from UTC. Default now.
 * @throws {UserAdminError} `invalid` without a reason, or for a number of people that is none.
 */
export function incomplete(reading: {
  readonly source: string
  readonly reason: string
  readonly seen: number
  readonly readAt?: string | undefined
}): Incomplete {
  const { seen } = reading
  if (!isCount(seen))
    throw new UserAdminError('invalid', `The number of people seen is ${String(seen)}: it is a whole number from 0.`)
  const source = said('source', reading.source)
  return { kind: 'incomplete', source, readAt: instant(reading.readAt), reason: said('reason', reading.reason), seen }
}

/**
 * Whether a value, such as the JSON of a file, has the form of a reading. Whether it is still what was read,
 * {@link verified} says.
 */
export function isSnapshot(value: unknown): value is Snapshot {
  if (typeof value !== 'object' || value === null) return false
  const { kind, source, readAt, reason, seen, proof, digest, people, position, parts, asOf } = value as Record<
    string,
    unknown
  >
  if (!isText(source) || !isInstant(readAt)) return false
  if (kind === 'incomplete') return isText(reason) && isCount(seen)
  if (!isText(proof) || typeof digest !== 'string' || !/^[0-9a-f]{64}$/u.test(digest)) return false
  if (asOf !== undefined && !isInstant(asOf)) return false
  if (position !== undefined && !isPosition(position)) return false
  if (parts !== undefined && !(Array.isArray(parts) && parts.every(isSnapshot))) return false
  if (kind === 'empty') return people === undefined
  return kind === 'complete' && Array.isArray(people) && people.length > 0 && people.every(isPerson)
}

/**
 * The same reading, once it was shown that no letter of its people changed since it was made.
 *
 * @throws {UserAdminError} `invalid` for what is no reading, and for one whose digest is another.
 */
export async function verified(snapshot: Snapshot): Promise<Snapshot> {
  if (!isSnapshot(snapshot))
    throw new UserAdminError(
      'invalid',
      'This is no reading of a source: read the source again, and keep what it answers.',
    )
  if (snapshot.kind === 'incomplete') return incomplete(snapshot)
  const { source, readAt, asOf, proof, digest, position } = snapshot
  const parts = snapshot.parts === undefined ? undefined : await Promise.all(snapshot.parts.map(verified))
  const people = snapshot.kind === 'empty' ? [] : snapshot.people
  const again = await complete({ source, readAt, asOf, proof, people, position, parts })
  if (again.digest !== digest)
    throw new UserAdminError(
      'invalid',
      `The reading of ${source} was changed after it was made, or made by another release: read the source again.`,
    )
  if (again.kind === 'empty') return again
  // People who are in canonical form already are in memory once.
  return (await digestOf({ source, people })) === digest ? { ...again, people } : again
}

/** Of which moment a reading tells, ISO 8601: absence counts from one such moment to another. */
export const toldAt = (snapshot: Snapshot): string =>
  snapshot.kind === 'incomplete' ? snapshot.readAt : (snapshot.asOf ?? snapshot.readAt)

/**
 * A source over people in memory: for tests, and for tools that have their list already. A function is asked at each
 * reading.
 *
 * @param options.now When that is, in milliseconds since the epoch. Default `Date.now`.
 */
export function peopleSource(
  name: string,
  people: readonly SourcePerson[] | (() => readonly SourcePerson[] | Promise<readonly SourcePerson[]>),
  options: { readonly now?: (() => number) | undefined } = {},
): Source {
  return {
    name: said('name', name),
    read: async ({ signal }: CallOptions = {}) => {
      signal?.throwIfAborted()
      const list = typeof people === 'function' ? await people() : people
      signal?.throwIfAborted()
      return complete({
        source: name,
        people: list,
        proof: 'The list was given whole, by the program that made it.',
        readAt: new Date((options.now ?? Date.now)()).toISOString(),
      })
    },
  }
}

function isPosition(value: unknown): value is Position {
  if (typeof value !== 'object' || value === null) return false
  const { server, change } = value as Record<string, unknown>
  return isText(server) && isCount(change)
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function instant(readAt: string | undefined): string {
  if (readAt === undefined) return new Date().toISOString()
  if (!isInstant(readAt))
    throw new UserAdminError('invalid', `readAt is ${shown(readAt)}: it is a time such as 2026-11-22T05:00:00Z.`)
  return new Date(readAt).toISOString()
}

function said(what: string, value: string): string {
  if (!isText(value))
    throw new UserAdminError('invalid', `A reading needs its ${what} in words: ${shown(value)} is none.`)
  return value
}
