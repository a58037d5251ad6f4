import { distance } from 'fastest-levenshtein'

/**
 * The addresses nearest to one that matched nobody: at most three. Mailbox and domain are each at most a third of their
 * letters away: in one domain all addresses have most letters in common.
 */
export function nearest(text: string, addresses: Iterable<string>): readonly string[] {
  return among(text, apartOf(addresses))
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
  const once = apartOf(addresses)
  const first = [...new Set(texts)].slice(0, most)
  return new Map(first.map((text) => [text, among(text, once)]))
}

/** Mailboxes by domain, each once. */
type Domains = ReadonlyMap<string, ReadonlySet<string>>

function apartOf(addresses: Iterable<string>): Domains {
  const found = new Map<string, Set<string>>()
  for (const address of addresses) {
    const { mailbox, domain } = parts(address)
    const own = found.get(domain)
    if (own === undefined) found.set(domain, new Set([mailbox]))
    else own.add(mailbox)
  }
  return found
}

/** The domain with its `@`; a text without one is all mailbox. */
function parts(text: string): { readonly mailbox: string; readonly domain: string } {
  const sign = text.lastIndexOf('@')
  return sign === -1 ? { mailbox: text, domain: '' } : { mailbox: text.slice(0, sign), domain: text.slice(sign) }
}

/** Two letters changed places count as two; of three letters or fewer, two are nearly all. */
const limitOf = (part: string): number => (part.length < 4 ? 1 : Math.max(2, Math.floor(part.length / 3)))

function among(text: string, domains: Domains): readonly string[] {
  const { mailbox, domain } = parts(text)
  const [limit, limitOfDomain] = [limitOf(mailbox), limitOf(domain.slice(1))]
  let near: { readonly address: string; readonly away: number }[] = []
  for (const [otherDomain, mailboxes] of domains) {
    const far = apart(domain, otherDomain)
    if (far > limitOfDomain) continue
    for (const other of mailboxes) {
      const third = near[2]
      const worst = Math.min(limit, (third?.away ?? Number.POSITIVE_INFINITY) - far)
      if (Math.abs(other.length - mailbox.length) > worst) continue
      const away = apart(mailbox, other) + far
      const address = other + otherDomain
      if (away - far > worst || (away === third?.away && address > third.address)) continue
      // In one domain all the others may be near: only the three best are ever kept in order.
      near = [...near, { address, away }]
        .toSorted((a, b) => a.away - b.away || (a.address < b.address ? -1 : 1))
        .slice(0, 3)
    }
  }
  return near.map(({ address }) => address)
}

/** The distance without what both begin and end with. */
function apart(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length)
  let start = 0
  while (start < shorter && one.charCodeAt(start) === other.charCodeAt(start)) start += 1
  let end = 0
  while (end < shorter - start && one.charCodeAt(one.length - 1 - end) === other.charCodeAt(other.length - 1 - end))
    end += 1
  return distance(one.slice(start, one.length - end), other.slice(start, other.length - end))
}
