import type { Snapshot, SourcePerson } from '../directory/source.ts'
import { addressesOf } from '../identity/identity.ts'
import type { Absence } from '../state.ts'
import type { Member } from '../user-admin.ts'
import { Alike, isToldByAddress } from './namesakes.ts'
import { writtenIn } from './people.ts'

/** By what a member is found to be a person of a directory, in this order. */
export type Rule = 'stored-id' | 'mail' | 'alias' | 'upn'

/** One person of a directory to whom a rule leads. */
export interface Hit {
  readonly rule: Rule
  readonly person: SourcePerson
  /** The person is not in the reading, and was in earlier ones. */
  readonly absence?: Absence
  /** By an address that several members of the scope have: it says nothing about one of them. */
  readonly isShared: boolean
}

/** An active person who speaks against a member's having left; `alike`: by name, or by the mailbox at another domain. */
export interface Rival extends Omit<Hit, 'rule'> {
  readonly rule: Rule | 'alike'
}

/**
 * Who a member is in a directory. `collision`: some of those to whom the rules lead left and some did not.
 * `ambiguous`: found only by what several members have in common.
 */
export type Match =
  | { readonly kind: 'none' }
  | { readonly kind: 'active' | 'left'; readonly by: Hit }
  | { readonly kind: 'absent'; readonly by: Hit; readonly absence: Absence }
  | { readonly kind: 'collision'; readonly left: readonly Hit[]; readonly active: readonly Rival[] }
  | { readonly kind: 'ambiguous'; readonly by: Hit; readonly address: string }

/** A member's match, and the person to remember for them; `undefined`: nobody is clear enough. */
export interface Matched {
  readonly match: Match
  readonly link: string | undefined
}

/** What the members of a scope are known by. */
export interface Addresses {
  /** Several members have it. */
  readonly isShared: (address: string) => boolean
  /** Any member has it. */
  readonly has: (address: string) => boolean
}

/** Everybody in whom a match rests. */
export function peopleOf(match: Match): readonly SourcePerson[] {
  if (match.kind === 'none') return []
  return match.kind === 'collision' ? [...match.left, ...match.active].map(({ person }) => person) : [match.by.person]
}

const order: readonly Rule[] = ['stored-id', 'mail', 'alias', 'upn']

/** A directory's people, ready to be asked who many members are. */
export class Known {
  readonly source: string
  /** Whether somebody who is not found here is not in the directory. */
  readonly isWhole: boolean
  readonly #byId = new Map<string, SourcePerson>()
  // One person as they are: a list for each of a hundred thousand addresses would be most of the memory.
  readonly #byAddress = new Map<string, SourcePerson | SourcePerson[]>()
  readonly #absentById = new Map<string, Absence>()
  readonly #absentByAddress = new Map<string, readonly Absence[]>()
  #alike: Alike | undefined

  /** @param absences Of who is not in the reading: only a complete one shows that. */
  constructor(reading: Snapshot, absences: readonly Absence[]) {
    this.source = reading.source
    this.isWhole = reading.kind === 'complete'
    for (const person of reading.kind === 'complete' ? reading.people : []) {
      this.#byId.set(person.id, person)
      for (const address of writtenIn(person)) {
        const others = this.#byAddress.get(address)
        if (others === undefined) this.#byAddress.set(address, person)
        else if (!isOne(others)) others.push(person)
        else if (others !== person) this.#byAddress.set(address, [others, person])
      }
    }
    for (const absence of absences) {
      if (this.#byId.has(absence.person.id)) continue
      this.#absentById.set(absence.person.id, absence)
      for (const address of new Set(writtenIn(absence.person)))
        this.#absentByAddress.set(address, [...(this.#absentByAddress.get(address) ?? []), absence])
    }
  }

  /** Everybody in the reading who has the address. */
  having(address: string): readonly SourcePerson[] {
    const found = this.#byAddress.get(address)
    return found === undefined ? [] : isOne(found) ? [found] : found
  }

  /** Somebody in the reading, or absent from it, by the directory's own id. */
  person(id: string): SourcePerson | undefined {
    return this.#byId.get(id) ?? this.#absentById.get(id)?.person
  }

  /** Who a member is. @param link The id of the person whom the member was found to be before. */
  match(member: Pick<Member, 'email' | 'aliases'>, link: string | undefined, scope: Addresses): Matched {
    const addresses = addressesOf(member)
    const hits = this.#hits(addresses, link, scope.isShared)
    const others = othersOf(hits, addresses, scope)
    if (others !== undefined) return { match: others, link: undefined }
    const active = hits.filter(({ person, absence }) => absence === undefined && person.status === 'active')
    const left = hits.filter(({ person, absence }) => absence === undefined && person.status !== 'active')
    const absent = hits.filter(({ absence }) => absence !== undefined)
    const clear = active.filter((hit) => !hit.isShared)
    if (left.length > 0) return { match: this.#left(left, active, addresses), link: undefined }
    const gone = absent.find((hit) => !hit.isShared)
    if (active.length > 0 && clear.length === 0 && gone !== undefined)
      return { match: { kind: 'collision', left: absent, active }, link: undefined }
    const [by = active[0]] = clear
    if (by !== undefined) {
      const people = new Set(clear.map(({ person }) => person.id))
      return { match: { kind: 'active', by }, link: people.size === 1 && clear.length > 0 ? by.person.id : undefined }
    }
    return { match: this.#absent(absent, addresses), link: undefined }
  }

  #left(left: readonly Hit[], active: readonly Hit[], addresses: readonly string[]): Match {
    // Who shares an address with somebody who is active was hired again, or the address was given to another.
    const others = active.length > 0 ? active : left.flatMap((hit) => this.#rivals(hit))
    if (others.length > 0) return { kind: 'collision', left, active: others }
    const by = left.find((hit) => !hit.isShared)
    return by === undefined ? ambiguous(left, addresses) : { kind: 'left', by }
  }

  #absent(all: readonly Hit[], addresses: readonly string[]): Match {
    const stored = all.filter(({ rule }) => rule === 'stored-id')
    const rivals = stored.flatMap((hit) => this.#rivals(hit))
    if (rivals.length > 0) return { kind: 'collision', left: stored, active: rivals }
    const hits = all.filter((hit) => this.#rivals(hit).length === 0)
    if (hits.length === 0) return { kind: 'none' }
    const clear = hits.filter((hit) => !hit.isShared)
    const [by] = clear
    if (by?.absence === undefined) return ambiguous(hits, addresses)
    // Of several who are absent the clock is that of who went last.
    const last = clear.reduce((a, b) => ((b.absence?.since ?? '') > (a.absence?.since ?? '') ? b : a), by)
    const alike = clear.flatMap((hit) => this.#perhapsNow(hit))
    if (alike.length > 0) return { kind: 'collision', left: clear, active: alike }
    return { kind: 'absent', by: last, absence: last.absence ?? by.absence }
  }

  /** The active people who somebody absent may be by now, where an address that changed is all that made them so. */
  #perhapsNow({ person }: Hit): readonly Rival[] {
    if (!isToldByAddress(person)) return []
    this.#alike ??= new Alike(this.#byId.values())
    const one = this.#alike.of(person)
    return one === undefined ? [] : [{ rule: 'alike', person: one, isShared: false }]
  }

  /** The active people who have an address of somebody who is not. */
  #rivals({ person }: Hit): readonly Hit[] {
    return writtenIn(person).flatMap((address) =>
      this.having(address)
        .filter((one) => one.status === 'active')
        .map((one) => ({ rule: ruleOf(one, address), person: one, isShared: false })),
    )
  }

  /** Everybody to whom the rules lead, each once, by the first of them. */
  #hits(
    addresses: readonly string[],
    link: string | undefined,
    isShared: (address: string) => boolean,
  ): readonly Hit[] {
    const hits = new Map<string, Hit>()
    const add = (hit: Hit): void => {
      const before = hits.get(hit.person.id)
      if (before === undefined || (before.isShared && !hit.isShared)) hits.set(hit.person.id, hit)
    }
    if (link !== undefined) {
      const person = this.#byId.get(link)
      const absence = this.#absentById.get(link)
      if (person !== undefined) add({ rule: 'stored-id', person, isShared: false })
      else if (absence !== undefined) add({ rule: 'stored-id', person: absence.person, absence, isShared: false })
    }
    const rest: Hit[] = []
    for (const address of addresses) {
      for (const person of this.having(address))
        rest.push({ rule: ruleOf(person, address), person, isShared: isShared(address) })
      for (const absence of this.#absentByAddress.get(address) ?? []) {
        const { person } = absence
        rest.push({ rule: ruleOf(person, address), person, absence, isShared: isShared(address) })
      }
    }
    if (rest.length > 1) rest.sort((a, b) => order.indexOf(a.rule) - order.indexOf(b.rule))
    for (const hit of rest) add(hit)
    return [...hits.values()]
  }
}

const isOne = (found: SourcePerson | SourcePerson[]): found is SourcePerson => !Array.isArray(found)

const ruleOf = ({ email, aliases = [] }: SourcePerson, address: string): Rule =>
  email === address ? 'mail' : aliases.includes(address) ? 'alias' : 'upn'

/**
 * Where a stored id is all that leads to a person, and another member has an address of theirs: an id or a mailbox that
 * was one's and then the other's, or one person with two accounts.
 */
function othersOf([by, ...more]: readonly Hit[], addresses: readonly string[], scope: Addresses): Match | undefined {
  if (by === undefined || more.length > 0 || by.rule !== 'stored-id') return undefined
  const theirs = writtenIn(by.person)
  const here = theirs.some((address) => addresses.includes(address)) ? [] : theirs.filter(scope.has)
  return here.length === 0 ? undefined : { kind: 'ambiguous', by, address: here.join(', ') }
}

function ambiguous([by]: readonly Hit[], addresses: readonly string[]): Match {
  if (by === undefined) return { kind: 'none' }
  const has = new Set(writtenIn(by.person))
  return { kind: 'ambiguous', by, address: addresses.filter((address) => has.has(address)).join(', ') }
}

/** The addresses that several of these have. */
export function sharedBy(members: readonly Pick<Member, 'email' | 'aliases'>[]): ReadonlySet<string> {
  const once = new Set<string>()
  const shared = new Set<string>()
  for (const member of members) {
    const addresses = addressesOf(member)
    for (const address of addresses.length > 1 ? new Set(addresses) : addresses)
      if (once.has(address)) shared.add(address)
      else once.add(address)
  }
  return shared
}

/** Whether a reading knows somebody by an address and does not say that they left; `undefined`: it cannot tell. */
export function isActiveIn(known: Known | undefined, address: string): boolean | undefined {
  if (known === undefined || !known.isWhole) return undefined
  return known.having(address).some(({ status }) => status === 'active')
}
