import { UserAdminError } from '../errors.ts'
import type { Member, UserRef } from '../user-admin.ts'
import { bare, canonicalDomain, canonicalEmail, visible } from './email.ts'
import { LookAlikes } from './lookalike.ts'

export { canonicalEmail } from './email.ts'
export { nearest, nearestOf } from './nearest.ts'

/**
 * Someone to protect or to keep: an e-mail address, a whole domain (`@example.edu`: exactly that one, not its
 * subdomains), an id, or every holder of a role.
 */
export type Person = string | UserRef | { readonly role: string; readonly email?: undefined; readonly id?: undefined }

/** A person of a list, understood. */
export interface Entry {
  readonly kind: 'email' | 'domain' | 'id' | 'role' | 'ref'
  /** In canonical form. */
  readonly value: string
  /** The second half of a reference with both id and address. */
  readonly also?: string
}

/**
 * Understands a list of people; duplicates after canonical form are one entry.
 *
 * @throws {UserAdminError} `invalid` for an empty entry or an address that is none, with its place in the list.
 */
export function entries(people: readonly Person[]): readonly Entry[] {
  if (!Array.isArray(people))
    throw new UserAdminError('invalid', "The people are given as a list: ['ana@example.edu', …].")
  const found = new Map<string, Entry>()
  for (const [index, person] of (people as readonly Person[]).entries()) {
    const entry = entryOf(person)
    if (entry === undefined) {
      throw new UserAdminError(
        'invalid',
        `Entry ${index + 1} of the list (${shown(person)}) is neither an e-mail address, a domain, an id nor a role.`,
      )
    }
    found.set(`${entry.kind} ${entry.value} ${entry.also ?? ''}`, entry)
  }
  return [...found.values()].toSorted((a, b) => compare(`${a.kind} ${a.value}`, `${b.kind} ${b.value}`))
}

/** Whom one person of a list means; `undefined` for what means nobody. */
export function entryOf(person: Person): Entry | undefined {
  if (person === null || (typeof person !== 'object' && typeof person !== 'string')) return undefined
  if (typeof person === 'object') {
    if ('role' in person) {
      // Somebody with a role is no role: everybody who holds it would be meant.
      const isOne = 'email' in person || 'id' in person
      const role = typeof person.role === 'string' && !isOne ? person.role.trim() : ''
      return role === '' ? undefined : { kind: 'role', value: role }
    }
    const { id, email: address } = person as { readonly id?: unknown; readonly email?: unknown }
    if (id !== undefined && typeof id !== 'string') return undefined
    const email = typeof address === 'string' ? canonicalEmail(address) : undefined
    if (address !== undefined && email === undefined) return undefined
    if (person.id === undefined || person.id === '')
      return email === undefined ? undefined : { kind: 'email', value: email }
    return email === undefined ? { kind: 'id', value: person.id } : { kind: 'ref', value: person.id, also: email }
  }
  const text = visible(person)
  const address = bare(text)
  if (address.startsWith('@')) {
    const domain = canonicalDomain(address.slice(1))
    return domain === undefined ? undefined : { kind: 'domain', value: domain }
  }
  // A link that was copied has the sign in percent-encoding.
  if (/@|%40|mailto:/i.test(text)) {
    const email = canonicalEmail(text)
    return email === undefined ? undefined : { kind: 'email', value: email }
  }
  return text === '' ? undefined : { kind: 'id', value: text }
}

/** An understood entry as it could have been written. */
export function personOf(entry: Entry): Person {
  switch (entry.kind) {
    case 'email':
      return entry.value
    case 'domain':
      return `@${entry.value}`
    case 'id':
      return { id: entry.value }
    case 'ref':
      return { id: entry.value, email: entry.also }
    case 'role':
      return { role: entry.value }
    default:
      return entry.kind satisfies never
  }
}

/** Every address of a member in canonical form; one that is none counts as it stands, in lower case. */
export function addressesOf({ email, aliases }: Pick<Member, 'email' | 'aliases'>): readonly string[] {
  if (aliases.length === 0) return email === '' ? [] : [addressOf(email)]
  return [email, ...aliases].filter((text) => text !== '').map(addressOf)
}

const addressOf = (text: string): string => canonicalEmail(text) ?? text.toLowerCase()

/**
 * A list of people, ready to be asked about many members. A reference with id and address means whoever
 * has either: in doubt, protected.
 */
export class Listed<E extends Entry = Entry> {
  // One index a kind: a key made of kind and value would be a new text for each address of each member.
  readonly #ids = new Map<string, E[]>()
  readonly #emails = new Map<string, E[]>()
  readonly #domains = new Map<string, E[]>()
  readonly #roles = new Map<string, E[]>()
  readonly #entries: readonly E[]
  readonly #roleNames: ReadonlyMap<string, string>
  #lookAlikes: { readonly addresses: LookAlikes<E>; readonly domains: LookAlikes<E> } | undefined

  /** @param roleNames The name of each role by its id: an entry may give either. */
  constructor(list: readonly E[], roleNames: ReadonlyMap<string, string>) {
    this.#entries = list
    this.#roleNames = roleNames
    for (const entry of list) {
      switch (entry.kind) {
        case 'email':
          file(this.#emails, entry.value, entry)
          break
        case 'domain':
          file(this.#domains, entry.value, entry)
          break
        case 'role':
          file(this.#roles, entry.value.toLowerCase(), entry)
          break
        case 'id':
        case 'ref':
          file(this.#ids, entry.value, entry)
          break
        default:
          entry.kind satisfies never
      }
      if (entry.also !== undefined) file(this.#emails, entry.also, entry)
    }
  }

  /** The entries that mean this member. */
  of(member: Member): readonly E[] {
    let found: readonly E[] = this.#ids.get(member.id) ?? []
    const add = (more: readonly E[] | undefined): void => {
      if (more !== undefined) found = found.length === 0 ? more : [...found, ...more]
    }
    if (this.#emails.size + this.#domains.size > 0) {
      for (const address of addressesOf(member)) {
        add(this.#emails.get(address))
        if (this.#domains.size > 0) add(this.#domains.get(address.slice(address.lastIndexOf('@') + 1)))
      }
    }
    if (this.#roles.size > 0) {
      // By any way in: a role that a team or group gives is held as well. Several stand in one text with AAC.
      const held = new Set([...member.roles, ...member.access.flatMap(({ role }) => [role, ...role.split(', ')])])
      const words = new Set([...held].flatMap((role) => [role, this.#roleNames.get(role) ?? role]))
      const meant = new Set([...words].flatMap((word) => this.#roles.get(word.toLowerCase()) ?? []))
      if (meant.size > 0) add([...meant])
    }
    return found
  }

  /** Whether any entry means this member. */
  includes(member: Member): boolean {
    return this.of(member).length > 0
  }

  /** The entries that mean none of these. */
  missing(members: readonly Member[]): readonly E[] {
    const met = new Set(members.flatMap((member) => this.of(member)))
    return this.#entries.filter((entry) => !met.has(entry))
  }

  /**
   * The entries that do not mean this member and look as if they did: an address, or a whole domain, that differs from
   * one of hers in letters that look alike, where at least one of the two is not plain ASCII.
   */
  lookAlikes(member: Member): readonly E[] {
    this.#lookAlikes ??= this.#filedByLook()
    const { addresses, domains } = this.#lookAlikes
    const alike = addressesOf(member).flatMap((address) => [
      ...addresses.of(address),
      ...domains.of(address.slice(address.lastIndexOf('@') + 1)),
    ])
    if (alike.length === 0) return []
    const meant = new Set(this.of(member))
    return [...new Set(alike)].filter((entry) => !meant.has(entry))
  }

  #filedByLook(): { addresses: LookAlikes<E>; domains: LookAlikes<E> } {
    const addresses = new LookAlikes<E>()
    const domains = new LookAlikes<E>()
    for (const entry of this.#entries) {
      if (entry.kind === 'email') addresses.add(entry.value, entry)
      if (entry.kind === 'domain') domains.add(entry.value, entry)
      if (entry.also !== undefined) addresses.add(entry.also, entry)
    }
    return { addresses, domains }
  }

  /**
   * The entries for one person that mean several of these: an address that several have, or a reference whose id and
   * address are different people's. All of them are protected.
   */
  ambiguous(members: readonly Member[]): readonly { readonly entry: E; readonly members: readonly Member[] }[] {
    const once = new Set<E>()
    const found = new Map<E, Member[]>()
    for (const member of members) {
      for (const entry of new Set(this.of(member))) {
        if (entry.kind !== 'email' && entry.kind !== 'ref') continue
        if (once.has(entry)) found.set(entry, [])
        else once.add(entry)
      }
    }
    // On most lists there are none, and nobody is looked at twice.
    if (found.size > 0)
      for (const member of members) for (const entry of new Set(this.of(member))) found.get(entry)?.push(member)
    return this.#entries.flatMap((entry) => {
      const several = found.get(entry)
      return several === undefined ? [] : [{ entry, members: several }]
    })
  }
}

function file<E extends Entry>(index: Map<string, E[]>, key: string, entry: E): void {
  const filed = index.get(key)
  if (filed === undefined) index.set(key, [entry])
  else filed.push(entry)
}

/** Whether a reference names this member: where it has both id and address, both must match. */
export function isRef(ref: UserRef, member: Member): boolean {
  if (ref.id !== undefined && ref.id !== member.id) return false
  if (ref.email === undefined) return true
  const email = canonicalEmail(ref.email)
  return email !== undefined && addressesOf(member).includes(email)
}

/**
 * Refuses a reference that names nobody, before anything is asked: an empty filter means everybody to Houston.
 *
 * @throws {UserAdminError} `invalid`.
 */
export function checkRef(ref: UserRef): void {
  const { id, email } = (ref ?? {}) as { id?: unknown; email?: unknown }
  if (id === undefined && email === undefined)
    throw new UserAdminError('invalid', 'Name a person by { id } or by { email }.')
  if (id !== undefined && (typeof id !== 'string' || id.trim() === ''))
    throw new UserAdminError('invalid', 'The id of a person is a text, and not empty.')
  if (email !== undefined) checkEmail(email as string)
}

/**
 * The address in canonical form.
 *
 * @throws {UserAdminError} `invalid` for what is not one address.
 */
export function checkEmail(email: string): string {
  const canonical = typeof email === 'string' ? canonicalEmail(email) : undefined
  if (canonical === undefined) throw new UserAdminError('invalid', `${shown(email)} is not an e-mail address.`)
  return canonical
}

/** By code units: the same order on every machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Part of a wrong input, for its error: enough to find it, and never a whole token that was pasted in its place. */
export function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? String(input)
  return text.length <= 60 ? text : `${text.slice(0, 24)}… (${text.length} characters)`
}
