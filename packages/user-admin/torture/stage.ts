/** Numbers between 0 and 1 that the seed decides (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of them. */
export const oneOf = <const T>(random: () => number, all: readonly [T, ...T[]]): T =>
  all[Math.floor(random() * all.length)] ?? all[0]

/**
 * Several actors at once, and one moment after another: whoever is to go on next is drawn by lot, so that a seed is one
 * interleaving, played the same each time.
 */
export class Stage {
  readonly #random: () => number
  readonly #waiting: { readonly actor: string; readonly go: () => void }[] = []
  readonly #playing = new Set<string>()

  constructor(random: () => number) {
    this.#random = random
  }

  /** Where an actor may be kept waiting while others go on: at each request, and at each answer. */
  at(actor: string): Promise<void> {
    return new Promise((go) => this.#waiting.push({ actor, go }))
  }

  /** Plays until every actor has come to an end. */
  async play(actors: Readonly<Record<string, () => Promise<void>>>): Promise<void> {
    const over = Object.entries(actors).map(async ([actor, plays]) => {
      this.#playing.add(actor)
      try {
        await this.at(actor)
        await plays()
      } finally {
        this.#playing.delete(actor)
      }
    })
    let idle = 0
    while (this.#playing.size > 0) {
      await new Promise<void>((next) => setImmediate(next))
      // Who is still thinking would come too late for the lot on one machine, and in time on another.
      const present = new Set(this.#waiting.map(({ actor }) => actor))
      if (![...this.#playing].every((actor) => present.has(actor))) {
        idle += 1
        if (idle > 1_000_000) throw new Error('The stage stands still: an actor waits for what nobody decides.')
        continue
      }
      idle = 0
      const [next] = this.#waiting.splice(Math.floor(this.#random() * this.#waiting.length), 1)
      next?.go()
    }
    await Promise.all(over)
  }
}
