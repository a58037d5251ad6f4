const encoder = new TextEncoder()

/**
 * The texts seen so far, each whole, outside the heap: a list of a hundred thousand ids costs the garbage collector
 * nothing, and no two ids are ever taken for one, as a set of fingerprints might.
 */
export class Seen {
  #count = 0
  /** The texts, one after another, each behind its length in four bytes. */
  #store: Uint8Array = new Uint8Array(2 ** 12)
  #end = 0
  /** Where in the store a text begins, plus one; open addressing, at most half full. */
  #slots: Uint32Array = new Uint32Array(2 ** 9)

  /** How many different texts were added. */
  get size(): number {
    return this.#count
  }

  /** Adds a text; `false` if it was there already. */
  add(text: string): boolean {
    const start = this.#end
    const length = this.#write(text)
    const slot = this.#find(hashOf(this.#store, start + 4, length), start, length)
    if (this.#slots[slot] !== 0) return false
    this.#slots[slot] = start + 1
    this.#end = start + 4 + length
    this.#count += 1
    if (this.#count * 2 > this.#slots.length) this.#widen()
    return true
  }

  /** Was the text added before? */
  has(text: string): boolean {
    const start = this.#end
    const length = this.#write(text)
    return this.#slots[this.#find(hashOf(this.#store, start + 4, length), start, length)] !== 0
  }

  /** Writes a text behind the last one, where it stays only if it is new. */
  #write(text: string): number {
    const room = this.#end + 4 + text.length * 3
    if (room > this.#store.length) {
      const larger = new Uint8Array(Math.max(room, this.#store.length * 2))
      larger.set(this.#store.subarray(0, this.#end))
      this.#store = larger
    }
    const store = this.#store
    const start = this.#end + 4
    let written = 0
    // Most ids are short and plain: calling the encoder costs more than writing them.
    for (; written < text.length; written += 1) {
      const unit = text.charCodeAt(written)
      if (unit > 0x7f) break
      store[start + written] = unit
    }
    if (written < text.length) written = encoder.encodeInto(text, store.subarray(start)).written
    store[start - 4] = written >>> 24
    store[start - 3] = written >>> 16
    store[start - 2] = written >>> 8
    store[start - 1] = written
    return written
  }

  /** The slot of this text, or the free one where it belongs. */
  #find(hash: number, start: number, length: number): number {
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (;;) {
      const at = this.#slots[slot] ?? 0
      if (at === 0 || this.#same(at - 1, start, length)) return slot
      slot = (slot + 1) & mask
    }
  }

  #same(one: number, other: number, length: number): boolean {
    const store = this.#store
    // The length's own four bytes are compared with the rest, from behind: ids differ in their last letters.
    for (let offset = 3 + length; offset >= 0; offset -= 1) {
      if (store[one + offset] !== store[other + offset]) return false
    }
    return true
  }

  #widen(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2)
    const view = new DataView(this.#store.buffer)
    for (let start = 0; start < this.#end; ) {
      const length = view.getUint32(start)
      this.#slots[this.#find(hashOf(this.#store, start + 4, length), start, length)] = start + 1
      start += 4 + length
    }
  }
}

/** FNV-1a: spreads ids that differ in their last letters. */
function hashOf(bytes: Uint8Array, from: number, length: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < from + length; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
