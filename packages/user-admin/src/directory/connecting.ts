import type { SourcePerson } from './source.ts'

/** A record of one of several sources. */
export interface Kept {
  /** Which source it is of, counted from 0. */
  readonly part: number
  readonly person: SourcePerson
}

/** The records of several sources by the person that they are of. */
export interface Connected {
  /** Every record of the person of this one, that one included, by source and id. */
  of(kept: Kept): readonly Kept[]
}

/** What a person is known by in another source: addresses of mail, and what the person signs in with. */
export const addressesOf = ({ email, aliases = [], upn }: SourcePerson): readonly string[] =>
  [email, upn, ...aliases].filter((address) => address !== undefined)

/**
 * Joins the records of different sources that share an address, and those that they are joined with. An address that
 * only one source has joins nobody: it may be a mailbox of several people.
 *
 * @param byAliases Whether an address joins that is everywhere a further one. Default true.
 */
export function connected(parts: readonly (readonly Kept[])[], byAliases = true): Connected {
  const all = parts.flat()
  const sets = new Sets(all.length)
  const holders = new Map<string, number[]>()
  const firsts = new Set(byAliases ? [] : all.flatMap(({ person: { email = '', upn = '' } }) => [email, upn]))
  for (const [index, { person }] of all.entries())
    for (const address of addressesOf(person)) {
      const known = holders.get(address)
      if (known === undefined) holders.set(address, [index])
      else known.push(index)
    }
  for (const [address, [first = 0, ...others]] of holders)
    if ((byAliases || firsts.has(address)) && others.some((other) => all[other]?.part !== all[first]?.part))
      for (const other of others) sets.join(first, other)

  const places = new Map(all.map(({ person }, index) => [person.id, index]))
  const groups = new Map<number, Kept[]>()
  for (const [index, kept] of all.entries()) {
    const root = sets.of(index)
    const group = groups.get(root)
    if (group === undefined) groups.set(root, [kept])
    else group.push(kept)
  }
  return { of: (kept) => groups.get(sets.of(places.get(kept.person.id) ?? -1)) ?? [kept] }
}

/** Numbers, each in one set. */
class Sets {
  readonly #above: number[]

  constructor(count: number) {
    this.#above = Array.from({ length: count }, (_, index) => index)
  }

  of(index: number): number {
    let at = index
    for (;;) {
      const above = this.#above[at] ?? at
      if (above === at) return at
      // What was walked once is walked in half the steps the next time.
      this.#above[at] = this.#above[above] ?? above
      at = above
    }
  }

  join(one: number, other: number): void {
    this.#above[this.of(other)] = this.of(one)
  }
}
