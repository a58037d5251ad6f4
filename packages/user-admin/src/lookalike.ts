import { looksByCharacter } from './confusables.ts'
import { decodedDomain } from './email.ts'

// More readings than this of one address are not followed: an address of Greek capitals alone has two a letter.
const mostSkeletons = 16

let looks: ReadonlyMap<string, readonly string[]> | undefined

/**
 * What an address or a domain looks like in plain ASCII, each way of reading it: letters of other scripts as the Latin
 * ones that they look like (UTS #39), accents and other marks gone, punycode decoded, what cannot be seen gone, and what
 * ASCII itself confuses made one (1 and l, 0 and o, m and rn). A letter whose capital looks like another one (ν is a v,
 * its capital an N) is read both ways, at most 16 in all.
 */
export function skeletonsOf(address: string): readonly [string, ...string[]] {
  const letters = lettersOf(address)
  if (!beyondAscii.test(letters)) return [letters.replace(/[01m]/g, (character) => ascii[character] ?? character)]
  looks ??= looksByCharacter()
  let found: [string, ...string[]] = ['']
  for (const character of lettersOf(address)
    .normalize('NFKD')
    .replace(/[\p{M}\p{DI}\p{Cf}]/gu, '')) {
    const [first = character, ...others] = looks.get(character) ?? [ascii[character] ?? character]
    const [one, ...rest] = found
    const read = found.length * (others.length + 1) <= mostSkeletons ? others : []
    found = [one + first, ...rest.map((skeleton) => skeleton + first)]
    for (const other of read) found.push(...[one, ...rest].map((skeleton) => skeleton + other))
  }
  return found
}

const beyondAscii = /[^\0-\x7F]/u

const ascii: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', m: 'rn' }

function lettersOf(address: string): string {
  const at = address.lastIndexOf('@') + 1
  return address.includes('xn--', at) ? address.slice(0, at) + decodedDomain(address.slice(at)) : address
}

/** Whether an address in canonical form is written in ASCII alone, its domain decoded from punycode. */
export function isPlain(address: string): boolean {
  return !beyondAscii.test(lettersOf(address))
}

/**
 * Finds what looks like an address and is not it. Two plain ASCII addresses never look alike: `l` and `1`, `o` and `0`
 * tell people apart.
 */
export class LookAlikes<T> {
  readonly #plain = new Map<string, T[]>()
  readonly #other = new Map<string, T[]>()

  /** Files a value under an address or a domain (`@example.edu`) in canonical form. */
  add(address: string, value: T): void {
    const place = isPlain(address) ? this.#plain : this.#other
    for (const skeleton of skeletonsOf(address)) {
      const filed = place.get(skeleton)
      if (filed === undefined) place.set(skeleton, [value])
      else filed.push(value)
    }
  }

  /** What was filed under addresses that look like this one, or are it. */
  of(address: string): readonly T[] {
    const plain = isPlain(address)
    if (plain && this.#other.size === 0) return []
    return skeletonsOf(address).flatMap((skeleton) => [
      ...(this.#other.get(skeleton) ?? []),
      ...(plain ? [] : (this.#plain.get(skeleton) ?? [])),
    ])
  }
}
