import { distance } from 'fastest-levenshtein'

/** The addresses nearest to one that matched nobody: at most three, at most a third of its letters away. */
export function nearest(text: string, addresses: Iterable<string>): readonly string[] {
  return among(text, new Set(addresses))
}

/**
 * The same for the first of many, each once: a comparison with every address is too dear to be made for a whole list.
 *
 * @param most How many texts are looked up. Default 20.
 */
export function nearestOf(
  texts: readonly string[],
  addresses: Iterable<string>,
  most = 20,
): ReadonlyMap<string, readonly string[]> {
  const once = new Set(addresses)
  const first = [...new Set(texts)].slice(0, most)
  return new Map(first.map((text) => [text, among(text, once)]))
}

function among(text: string, addresses: ReadonlySet<string>): readonly string[] {
  const limit = Math.max(2, Math.floor(text.length / 3))
  let near: { readonly address: string; readonly away: number }[] = []
  for (const address of addresses) {
    const third = near[2]
    const worst = third?.away ?? limit
    if (Math.abs(address.length - text.length) > worst) continue
    const away = apart(text, address)
    if (away > worst || (away === third?.away && address > third.address)) continue
    // In one domain all the others may be near: only the three best are ever kept in order.
    near = [...near, { address, away }]
      .toSorted((a, b) => a.away - b.away || (a.address < b.address ? -1 : 1))
      .slice(0, 3)
  }
  return near.map(({ address }) => address)
}

/** The distance without what both begin and end with, which is most of two addresses of one domain. */
function apart(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length)
  let start = 0
  while (start < shorter && one.charCodeAt(start) === other.charCodeAt(start)) start += 1
  let end = 0
  while (end < shorter - start && one.charCodeAt(one.length - 1 - end) === other.charCodeAt(other.length - 1 - end))
    end += 1
  return distance(one.slice(start, one.length - end), other.slice(start, other.length - end))
}
