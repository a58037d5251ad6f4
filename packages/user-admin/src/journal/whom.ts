import { addressesOf, canonicalEmail, checkRef, type Entry as Listing } from '../identity/identity.ts'
import type { Plan } from '../plan/plan.ts'
import type { UserRef } from '../user-admin.ts'
import type { Row, Seen } from './journal.ts'

/** What one record says of who it is about: ids within one installation, and addresses as they are written there. */
export interface Mention {
  readonly origin: string
  readonly ids: readonly string[]
  readonly addresses: readonly string[]
}

/** The installation that a scope's key names: the same id means somebody else in another one. */
const originIn = (key: string): string => /^[a-z]+:\/\/[^/]+/.exec(key)?.[0] ?? key

/** Whom something in one scope is about, by what it says of them. */
export function mentionOf(
  scope: string,
  ...said: readonly (
    | { readonly id?: string; readonly email: string; readonly aliases?: readonly string[] }
    | null
    | undefined
  )[]
): Mention {
  const told = said.filter((one) => one !== null && one !== undefined)
  return {
    origin: originIn(scope),
    ids: [...new Set(told.flatMap(({ id }) => id ?? []))],
    addresses: told.flatMap(({ email, aliases = [] }) => (email === '' ? aliases : [email, ...aliases])),
  }
}

/** Whom a row is about; `undefined` for one that is about nobody. */
export function mentionIn(row: Row): Mention | undefined {
  if (row.kind !== 'intent' && row.kind !== 'outcome') return undefined
  const shown: Seen | null | undefined = row.kind === 'intent' ? row.before : row.after
  return mentionOf(row.scope, row, shown)
}

/** Whom the lines of a plan are about. */
export function* mentionsIn({
  steps,
  kept,
  blocked,
  unmatched,
  exempt = [],
}: Plan): Generator<Mention, void, undefined> {
  for (const lines of [steps, kept, blocked, unmatched, exempt])
    for (const one of lines) yield mentionOf(one.scope, one)
}

/** Every id that was seen, with the addresses that it was seen with. */
export class Directory {
  readonly #addresses = new Map<string, Set<string>>()

  add({ origin, ids, addresses }: Mention): void {
    for (const id of ids) {
      const key = accountOf(origin, id)
      const known = this.#addresses.get(key)
      if (known === undefined) this.#addresses.set(key, new Set(addresses))
      else for (const address of addresses) known.add(address)
    }
  }

  /**
   * Everything that one person is known by: the ids that had the address asked for, or a common address with the id asked
   * for; no more than that one step, lest two people be mixed who have nothing in common.
   *
   * @throws {UserAdminError} `invalid` for what names nobody.
   */
  find(ref: UserRef): Whom {
    checkRef(ref)
    const asked = ref.email === undefined ? undefined : canonicalEmail(ref.email)
    const all = this.#canonical()
    const having = (addresses: ReadonlySet<string>): string[] =>
      [...all].flatMap(([key, own]) => ([...own].some((one) => addresses.has(one)) ? [key] : []))
    const named = [...all.keys()].filter((key) => idIn(key) === ref.id)
    if (asked === undefined) {
      const own = new Set(named.flatMap((key) => [...(all.get(key) ?? [])]))
      return new Whom([...new Set([...named, ...having(own)])], own, all, strangers(named, all) ? named : [])
    }
    const reached = new Set([asked])
    if (ref.id === undefined) return new Whom(having(reached), reached, all)
    const both = named.filter((key) => all.get(key)?.has(asked))
    return new Whom(both, both.length === 0 ? new Set() : reached, all)
  }

  /** In canonical form: each spelling once, for a journal names the same people again and again. */
  #canonical(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map([...this.#addresses].map(([key, written]) => [key, new Set(canonical([...written]))]))
  }
}

const canonical = (addresses: readonly string[]): readonly string[] => addressesOf({ email: '', aliases: addresses })

/** Whether there are two among them that no address connects. */
function strangers(accounts: readonly string[], all: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const reached = new Set(all.get(accounts[0] ?? ''))
  let rest = accounts.slice(1)
  for (;;) {
    const apart = rest.filter((key) => [...(all.get(key) ?? [])].every((one) => !reached.has(one)))
    if (apart.length === rest.length) return apart.length > 0
    for (const key of rest) if (!apart.includes(key)) for (const one of all.get(key) ?? []) reached.add(one)
    rest = apart
  }
}

const accountOf = (origin: string, id: string): string => `${origin} ${id}`
const idIn = (key: string): string => key.slice(key.indexOf(' ') + 1)
const originOf = (key: string): string => key.slice(0, key.indexOf(' '))

/** One person, by everything that they are known by. */
export class Whom {
  readonly ids: readonly string[]
  /** Those asked for, and those of the ids. */
  readonly addresses: readonly string[]
  /** The installations in which the id asked for means people whom no address connects; none as a rule. */
  readonly several: readonly string[]
  readonly #accounts: ReadonlySet<string>
  /** What is written under one of these alone, without an id, is about this person. */
  readonly #own: ReadonlySet<string>

  constructor(
    accounts: readonly string[],
    asked: ReadonlySet<string>,
    all: ReadonlyMap<string, ReadonlySet<string>>,
    several: readonly string[] = [],
  ) {
    this.several = several.map(originOf).toSorted()
    this.#accounts = new Set(accounts)
    const known = new Set([...asked, ...accounts.flatMap((key) => [...(all.get(key) ?? [])])])
    const others = new Set([...all].flatMap(([key, addresses]) => (this.#accounts.has(key) ? [] : [...addresses])))
    this.#own = new Set([...known].filter((address) => asked.has(address) || !others.has(address)))
    this.ids = [...new Set(accounts.map(idIn))].toSorted()
    this.addresses = [...known].toSorted()
  }

  is({ origin, ids, addresses }: Mention): boolean {
    return ids.length > 0
      ? ids.some((id) => this.#accounts.has(accountOf(origin, id)))
      : canonical(addresses).some((address) => this.#own.has(address))
  }

  /** The entry of a list that names this person, if one does. */
  entryIn(list: readonly Listing[]): Listing | undefined {
    const addresses = new Set(this.addresses)
    const domains = new Set(this.addresses.map((address) => address.slice(address.lastIndexOf('@') + 1)))
    const ids = new Set(this.ids)
    return list.find(
      ({ kind, value, also }) =>
        (kind === 'email' && addresses.has(value)) ||
        (kind === 'domain' && domains.has(value)) ||
        ((kind === 'id' || kind === 'ref') && ids.has(value)) ||
        (also !== undefined && addresses.has(also)),
    )
  }
}
