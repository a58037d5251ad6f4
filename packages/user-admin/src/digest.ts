import canonicalize from 'canonicalize'

/**
 * The SHA-256 of a plain JSON value in canonical form (RFC 8785), as 64 hex digits: equal values, equal digests.
 *
 * The long lists of an object are written element by element: what has 100,000 steps is never one text in memory.
 */
export async function digestOf(value: object): Promise<string> {
  const text = new Growing()
  writeCanonical(value, new Names(), text, 2)
  const bytes = await crypto.subtle.digest('SHA-256', text.bytes())
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Writes the canonical form, the outermost levels piece by piece. */
function writeCanonical(value: unknown, names: Names, text: Growing, levels: number): void {
  const isWhole = levels === 0 || typeof value !== 'object' || value === null || 'toJSON' in value
  if (isWhole) {
    text.add(names.canonical(value))
    return
  }
  const isList = Array.isArray(value)
  let mark = isList ? '[' : '{'
  for (const name of isList ? value.keys() : Object.keys(value).toSorted()) {
    const part: unknown = (value as Record<string | number, unknown>)[name]
    if (!isList && (part === undefined || typeof part === 'function' || typeof part === 'symbol')) continue
    text.add(isList ? mark : `${mark}${JSON.stringify(name)}:`)
    writeCanonical(part, names, text, levels - 1)
    mark = ','
  }
  if (mark !== ',') text.add(mark)
  text.add(isList ? ']' : '}')
}

/**
 * The names of all objects so far, in order: given to JSON.stringify, it writes those of each object in that order. Of
 * 100,000 rows the first few tell all of them.
 */
class Names {
  readonly #known = new Set<string>()
  #sorted: string[] = []

  canonical(value: unknown): string {
    const before = this.#known.size
    this.#gather(value)
    if (this.#known.size > before) this.#sorted = [...this.#known].toSorted()
    // Asked for this name, every object has one. What JSON has no word for stands as null in a list.
    return (this.#known.has('__proto__') ? canonicalize(value) : JSON.stringify(value, this.#sorted)) ?? 'null'
  }

  #gather(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    if (!Array.isArray(value)) for (const name of Object.keys(value)) this.#known.add(name)
    for (const part of Object.values(value)) this.#gather(part)
  }
}

/** UTF-8 that grows, outside the heap. */
class Growing {
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

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }
}
