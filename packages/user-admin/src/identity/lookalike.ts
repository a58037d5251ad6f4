import { looksByCharacter } from './confusables.ts'
import { decodedDomain } from './email.ts'

/** An address, to be looked at: punycode decoded, without accents and other marks and without what cannot be seen. */
interface Look {
  /** Written in ASCII alone. */
  readonly plain: boolean
  readonly letters: string
  /** In plain ASCII, and the same for all that could look alike. */
  readonly key: string
}

function lookOf(address: string): Look {
  const written = lettersOf(address)
  const plain = !/[^\0-\x7F]/u.test(written)
  // Lower case: a domain in its own form has the capitals of Cherokee.
  const letters = plain
    ? written
    : written
        .normalize('NFKD')
        .replace(/[\p{M}\p{DI}\p{Cf}]/gu, '')
        .toLowerCase()
  return { plain, letters, key: letters.replace(/[01cimnvy]|[^\0-\x7F]/gu, keyOf) }
}

function lettersOf(address: string): string {
  const at = address.lastIndexOf('@') + 1
  return address.includes('xn--', at) ? address.slice(0, at) + decodedDomain(address.slice(at)) : address
}

/** One letter for those between which a character of two looks cannot tell. */
export const classes: Readonly<Record<string, string>> = { c: 'o', i: 'l', n: 'h', v: 'h', y: 'u' }

const keys = new Map<string, string>()

function keyOf(character: string): string {
  const known = keys.get(character)
  if (known !== undefined || looks === undefined) return known ?? allKeys(character)
  return character
}

let looks: ReadonlyMap<string, readonly string[]> | undefined

/** Fills the keys of all characters at the first question. */
function allKeys(character: string): string {
  // What ASCII itself confuses: it joins nobody to a plain address, unless the other one is not plain.
  const confused = { '0': ['o'], '1': ['l'], m: ['rn'], c: ['c'], i: ['i'], n: ['n'], v: ['v'], y: ['y'] }
  looks = new Map([...looksByCharacter(), ...Object.entries(confused)])
  for (const [one, [look = one]] of looks)
    keys.set(one, Array.from(look, (letter) => classes[letter] ?? letter).join(''))
  return keys.get(character) ?? character
}

/** Place by place, what is read there: two letters where it can be either (a small ν is a v, its capital an N). */
const placesOf = ({ letters }: Look): readonly string[] =>
  Array.from(letters).flatMap((character) => {
    const read = looks?.get(character) ?? [character]
    return read.length > 1 ? read.join('') : Array.from(read[0] ?? character)
  })

function alike(one: Look, other: Look): boolean {
  if ((one.plain && other.plain) || one.key !== other.key) return false
  const there = placesOf(other)
  return placesOf(one).every((place, at) => Array.from(place).some((letter) => there[at]?.includes(letter)))
}

/**
 * Whether two addresses, or two domains, in canonical form look alike. Two in plain ASCII never do unless they are the
 * same: `l` and `1`, `o` and `0` tell people apart.
 */
export function looksAlike(one: string, other: string): boolean {
  return one === other || alike(lookOf(one), lookOf(other))
}

/** Whether an address is written in ASCII alone, as most are; punycode may hold anything. */
const isPlain = (address: string): boolean => !/[^\0-\x7F]/u.test(address) && !address.includes('xn--')

/** Finds what looks like an address without comparing it with each. */
export class LookAlikes<T> {
  readonly #plain = new Map<string, { readonly look: Look; readonly value: T }[]>()
  readonly #other = new Map<string, { readonly look: Look; readonly value: T }[]>()
  /** Plain ones, to be looked at once something asks that is not plain itself: on most lists nothing does. */
  readonly #waiting: { readonly address: string; readonly value: T }[] = []

  /** Files a value under an address or a domain in canonical form. */
  add(address: string, value: T): void {
    if (isPlain(address)) this.#waiting.push({ address, value })
    else this.#file(address, value)
  }

  #file(address: string, value: T): void {
    const look = lookOf(address)
    const place = look.plain ? this.#plain : this.#other
    const filed = place.get(look.key)
    if (filed === undefined) place.set(look.key, [{ look, value }])
    else filed.push({ look, value })
  }

  /** What was filed under addresses that look like this one, of which at least one is not plain ASCII. */
  of(address: string): readonly T[] {
    if (isPlain(address)) {
      if (this.#other.size === 0) return []
    } else {
      for (const one of this.#waiting.splice(0)) this.#file(one.address, one.value)
    }
    const look = lookOf(address)
    return [...(this.#other.get(look.key) ?? []), ...(look.plain ? [] : (this.#plain.get(look.key) ?? []))]
      .filter((filed) => alike(look, filed.look))
      .map(({ value }) => value)
  }
}
