import { Fault } from './fault.ts'

/** An object of the directory, as one answer shows it. */
export class Entry {
  readonly dn: string
  /** By name in lower case, with its options: `member;range=0-1499`. */
  readonly #values: ReadonlyMap<string, readonly Buffer[]>

  constructor(dn: string, values: ReadonlyMap<string, readonly Buffer[]>) {
    this.dn = dn
    this.#values = values
  }

  /** The values of an attribute as text. What is no UTF-8 becomes U+FFFD. */
  texts(attribute: string): readonly string[] {
    return (this.#values.get(attribute.toLowerCase()) ?? []).map((value) => value.toString('utf8'))
  }

  /** The one value of an attribute. Absent: there is none, or the account may not read it. */
  text(attribute: string): string | undefined {
    return this.texts(attribute)[0]
  }

  bytes(attribute: string): Buffer | undefined {
    return this.#values.get(attribute.toLowerCase())?.[0]
  }

  has(attribute: string, value: string): boolean {
    return this.texts(attribute).some((text) => text.toLowerCase() === value.toLowerCase())
  }

  /** Where a long attribute was answered in part: its name, first and last place (`*` for the end), and its values. */
  range(
    attribute: string,
  ): { readonly first: number; readonly last: number | '*'; readonly values: readonly string[] } | undefined {
    for (const key of this.#values.keys()) {
      const found = /^(?<name>[^;]+);range=(?<first>\d+)-(?<last>\d+|\*)$/u.exec(key)?.groups
      if (found === undefined || found['name'] !== attribute.toLowerCase()) continue
      const last = found['last'] === '*' ? '*' : Number(found['last'])
      return { first: Number(found['first']), last, values: this.texts(key) }
    }
    return undefined
  }
}

/** The `objectGUID` of an entry in its usual text form: `6f9619ff-8b86-d011-b42d-00c04fc964ff`. */
export function guidOf(entry: Entry): string {
  const bytes = entry.bytes('objectGUID')
  if (bytes?.length !== 16)
    throw new Fault(`${entry.dn} has no objectGUID that can be read: give the account the right to read it.`)
  // The first three parts are numbers, the lowest byte first.
  const parts = [
    bytes.subarray(0, 4).toReversed(),
    bytes.subarray(4, 6).toReversed(),
    bytes.subarray(6, 8).toReversed(),
  ]
  return [...parts, bytes.subarray(8, 10), bytes.subarray(10)]
    .map((part) => Buffer.from(part).toString('hex'))
    .join('-')
}

/** A distinguished name by which two spellings of one server are equal. */
export const dnKey = (dn: string): string =>
  dn
    .trim()
    .replace(/(?<!\\),\s+/gu, ',')
    .toLowerCase()

/** Whether an entry is this one or lies below it. */
export function isWithin(dn: string, base: string): boolean {
  const [inner, outer] = [dnKey(dn), dnKey(base)]
  return inner === outer || inner.endsWith(`,${outer}`)
}

/** Milliseconds since the epoch of a time such as `20261122050000.0Z`. Absent: it is none. */
export function generalizedTime(text = ''): number | undefined {
  const time = Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/u, '$1-$2-$3T$4:$5:$6Z'))
  return Number.isNaN(time) ? undefined : time
}

/** Milliseconds since the epoch of a FILETIME; `never` for none. Absent: it is no time. */
export function fileTime(text: string | undefined): number | 'never' | undefined {
  // 0 and the largest number both say that there is no last day.
  if (text === undefined || text === '0' || text === '9223372036854775807') return 'never'
  return /^\d{1,19}$/u.test(text) ? Number(BigInt(text) / 10_000n) - 11_644_473_600_000 : undefined
}
