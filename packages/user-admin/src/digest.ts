import canonicalize from 'canonicalize'

/**
 * The SHA-256 of a plain JSON value in canonical form (RFC 8785), as 64 hex digits: equal values, equal digests.
 *
 * The long lists of an object are written element by element: what has 100,000 steps is never one text in memory.
 */
export async function digestOf(value: object): Promise<string> {
  const text = new Growing()
  writeCanonical(value, text, 2)
  const bytes = await crypto.subtle.digest('SHA-256', text.bytes())
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Writes what `canonicalize` would, the outermost levels piece by piece. */
function writeCanonical(value: unknown, text: Growing, levels: number): void {
  const isWhole = levels === 0 || typeof value !== 'object' || value === null || 'toJSON' in value
  if (isWhole) {
    // What JSON has no word for stands as null in a list.
    text.add(canonicalize(value) ?? 'null')
    return
  }
  const isList = Array.isArray(value)
  let mark = isList ? '[' : '{'
  const names = isList ? value.keys() : Object.keys(value).toSorted()
  for (const name of names) {
    const part: unknown = (value as Record<string | number, unknown>)[name]
    if (!isList && (part === undefined || typeof part === 'function' || typeof part === 'symbol')) continue
    text.add(isList ? mark : `${mark}${JSON.stringify(name)}:`)
    writeCanonical(part, text, levels - 1)
    mark = ','
  }
  if (mark !== ',') text.add(mark)
  text.add(isList ? ']' : '}')
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
