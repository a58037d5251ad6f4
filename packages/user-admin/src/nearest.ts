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
  const near: { readonly address: string; readonly away: number }[] = []
  for (const address of addresses) {
    if (Math.abs(address.length - text.length) > limit) continue
    const away = distance(text, address)
    if (away <= limit) near.push({ address, away })
  }
  return near
    .toSorted((a, b) => a.away - b.away || (a.address < b.address ? -1 : 1))
    .slice(0, 3)
    .map(({ address }) => address)
}
