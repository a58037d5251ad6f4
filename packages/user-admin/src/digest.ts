/**
 * The SHA-256 of a plain JSON value in canonical form (RFC 8785), as 64 hex digits: equal values, equal digests.
 *
 * It is written piece by piece: what has 100,000 steps is never one text in memory. Where the runtime hashes piece by piece
 * as well, as Node does, it is nowhere in memory.
 */
export async function digestOf(value: object): Promise<string> {
  const into = hashing()
  new Canonical((piece) => into.add(piece)).write(value)
  return await into.digest()
}

/** Letters that are handed on at once. */
const pieceLength = 65_536

/** What hardly any name holds. */
const between = '\u0000'

/** Writes values in canonical form, some letters at a time. */
class Canonical {
  readonly #handOn: (piece: string) => void
  /** The names of an object in order, by the names as they stand in it: of 100,000 rows the first tells those of all. */
  readonly #orders = new Map<string, readonly (readonly [name: string, written: string])[]>()
  #text = ''

  constructor(handOn: (piece: string) => void) {
    this.#handOn = handOn
  }

  write(value: object): void {
    this.#put(value)
    this.#handOn(this.#text)
    this.#text = ''
  }

  #put(value: unknown): void {
    if (typeof value !== 'object' || value === null) {
      // What JSON has no word for stands as null in a list.
      this.#text += JSON.stringify(value) ?? 'null'
      return
    }
    if (writesItself(value)) {
      this.#put(value.toJSON())
      return
    }
    if (Array.isArray(value)) this.#putList(value)
    else this.#putMembers(value as Readonly<Record<string, unknown>>)
    if (this.#text.length < pieceLength) return
    this.#handOn(this.#text)
    this.#text = ''
  }

  #putList(list: readonly unknown[]): void {
    let mark = '['
    for (const part of list) {
      this.#text += mark
      this.#put(part)
      mark = ','
    }
    this.#text += mark === '[' ? '[]' : ']'
  }

  #putMembers(members: Readonly<Record<string, unknown>>): void {
    let mark = '{'
    for (const [name, written] of this.#order(Object.keys(members))) {
      const part = members[name]
      if (part === undefined || typeof part === 'function' || typeof part === 'symbol') continue
      this.#text += mark + written
      this.#put(part)
      mark = ','
    }
    this.#text += mark === '{' ? '{}' : '}'
  }

  #order(names: readonly string[]): readonly (readonly [name: string, written: string])[] {
    const key = names.join(between)
    const known = this.#orders.get(key)
    // Of names that hold what stands between them there are fewer than in the order that was kept.
    if (known?.length === names.length) return known
    const order = names.toSorted().map((name) => [name, `${JSON.stringify(name)}:`] as const)
    // A record that has people as its names has another order each time.
    if (this.#orders.size < 1_000 && !names.some((name) => name.includes(between))) this.#orders.set(key, order)
    return order
  }
}

const writesItself = (value: object): value is { readonly toJSON: () => unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function'

/** Takes a text piece by piece, and answers with the hash of all of it. */
interface Hashing {
  add(text: string): void
  digest(): Promise<string>
}

function hashing(): Hashing {
  const node = globalThis.process?.getBuiltinModule?.('node:crypto')
  if (node === undefined) return new Growing()
  const hash = node.createHash('sha256')
  return { add: (text) => void hash.update(text), digest: async () => hash.digest('hex') }
}

/** UTF-8 that grows, outside the heap, for WebCrypto, which takes only the whole. */
class Growing implements Hashing {
  #bytes = new Uint8Array(65_536)
  #length = 0
  readonly #encoder = new TextEncoder()

  add(text: string): void {
    // A code unit is three bytes at most.
    const needed = this.#length + text.length * 3
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
      larger.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = larger
    }
    this.#length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written
  }

  async digest(): Promise<string> {
    const bytes = await crypto.subtle.digest('SHA-256', this.#bytes.subarray(0, this.#length))
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}
