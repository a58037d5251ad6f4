import { decodedLabel } from './punycode.ts'

/** A plan asks of the same few spellings and domains again and again; the last thousand are not worked out twice. */
function remembered<T extends string | undefined>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly is: T }>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before.is
    const is = answer(text)
    if (known.size >= 1000) known.clear()
    known.set(text, { is })
    return is
  }
}

// What is there and cannot be seen: zero-width characters, soft hyphens, direction marks, fillers, variation selectors,
// the blank of braille, the place of an object that a paste left behind, and control characters but for white space.
const invisible = /[\p{DI}\p{Cf}\u2800\uFFFC]|(?!\s)\p{Cc}/gu

/** The text without what cannot be seen, and in the compatibility form (NFKC), so that a second time changes nothing. */
export function visible(text: string): string {
  let seen = text
  for (;;) {
    if (/^[ -~]*$/.test(seen)) return seen.trim()
    // NFKC would make a blank and a mark of the acute accent that stands for an apostrophe.
    const next = seen.replace(/´/gu, '’').replace(invisible, '').normalize('NFKC')
    if (next === seen) return seen.trim()
    seen = next
  }
}

// Each character may stand in a mailbox without quotes (RFC 5322 §3.2.3), and nothing in it needs a second look.
const plain = /^([\w!#$&*+=?^{|}~.'-]+)@([\w.-]+)$/

/**
 * The form in which two spellings of one mailbox are equal: letter case, compatibility forms (NFKC), what cannot be
 * seen, an internationalised domain against its punycode, a dot at the end, and whatever a paste puts around an address:
 * `Name <a@b>`, `a@b (Name)`, `mailto:a@b?subject=x`, quotes, brackets, a bullet, `;` and `,`. Plus-tags and dots of
 * the mailbox stay: they may be different people.
 *
 * Answers `undefined` for what is not one address: two of them, an address at a number (`ana@10.0.0.1`), a mailbox that
 * needs its quotes.
 */
export function canonicalEmail(text: string): string | undefined {
  const fast = text.startsWith("'") ? null : plain.exec(text)
  if (fast === null) return pasted(text)
  const [, mailbox = '', domain = ''] = fast
  const canonical = canonicalDomain(domain)
  if (canonical === undefined) return undefined
  // What is put together of texts is kept beside them; most addresses need no more than other letters.
  if (canonical === domain.toLowerCase()) return text.toLowerCase()
  return `${mailbox.toLowerCase()}@${canonical}`
}

// No address with all that is written around it is longer (RFC 5321 §4.5.3.1: 254), and patterns get slow on a novel.
const longest = 1000

const pasted = remembered((text) => unwrapped(visible(text)))

const brackets = [
  /^([^<>]*)<([^<>]*)>([^<>]*)$/u,
  /^([^()]*)\(([^()]*)\)([^()]*)$/u,
  /^([^[\]]*)\[([^[\]]*)\]([^[\]]*)$/u,
]

function unwrapped(text: string): string | undefined {
  if (text.length > longest) return undefined
  for (const bracket of brackets) {
    const [, left = '', inside, right = ''] = bracket.exec(text) ?? []
    if (inside === undefined) continue
    const outside = `${left} ${right}`
    return /\S(?:@|%40)\S|mailto:/iu.test(inside) ? theOnly(inside, outside) : theOnly(outside, inside)
  }
  const address = bare(text)
  const [uri, to = '', asks = '', rest = ''] = /^mailto:(?:\/\/)?([^?#|]*)(\?[^|]*)?(.*)$/isu.exec(address) ?? []
  if (uri === undefined) return parted(address.replace(/^smtp:/iu, ''))
  // Another receiver makes it two addresses.
  const decoded = /[?&](?:to|cc|bcc)=/iu.test(asks) ? undefined : percentDecoded(to)
  return decoded === undefined ? undefined : theOnly(decoded, rest)
}

/** The address, unless what stands around it holds another one. */
function theOnly(text: string, around: string): string | undefined {
  const email = canonicalEmail(text)
  if (email === undefined || !around.includes('@')) return email
  const others = around.match(/[^\s<>()[\]"“”|,;]+@[^\s<>()[\]"“”|,;]+/gu) ?? []
  return others.every((other) => canonicalEmail(other) === email) ? email : undefined
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const after = /[\s"'`“”„»«’‘‚›‹)\]}>|.,;:!?、،؛。]+$/u
const before = /^(?:[-*•‣◦▪·–—\uF0A7\uF0B7]\s+|[\s"“”„»«’‘‚›‹([,;:])/u
const pairs: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['`', '`'],
  ['{', '}'],
  ['|', '|'],
])

/** Without quotes, brackets, bullets and the punctuation of a sentence; never without what may begin a mailbox. */
export function bare(text: string): string {
  if (text.length > longest) return text
  const tail = after.exec(text)?.[0] ?? ''
  let rest = text.slice(0, text.length - tail.length)
  for (;;) {
    const closed = pairs.get(rest.charAt(0))
    const next =
      closed !== undefined && tail.includes(closed)
        ? rest.slice(1)
        : rest.replace(/^["“”„]([^"“”„@]+)["“”„](?=@)/u, '$1').replace(before, '')
    if (next === rest) return rest
    rest = next
  }
}

function parted(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  const mailbox = address.slice(0, at)
  if (at < 1 || /[\s<>()[\]\\,;:@"“”„\p{Cs}]/u.test(mailbox)) return undefined
  const domain = canonicalDomain(address.slice(at + 1))
  return domain === undefined ? undefined : `${caseless(mailbox)}@${domain}`
}

// By way of the capital, letter by letter: σ and ς have one, and which of them lower case gives depends on neighbours.
// The capitals of ß and ı are two letters and another letter's: these two stay what they are.
const caseless = (text: string): string => {
  const folded = visible(text.toLowerCase().replace(/[^\0-\x7Fßı]/gu, (letter) => letter.toUpperCase().toLowerCase()))
  return folded === text ? folded : caseless(folded)
}

/** A domain in lower case and in punycode, without a dot at its end; `undefined` for a number and for what is none. */
export const canonicalDomain: (text: string) => string | undefined = remembered((text) =>
  text.length > 255 ? undefined : domainOf(text),
)

function domainOf(text: string): string | undefined {
  // What `URL` would only put into lower case: plain labels, the last of which cannot be part of a number.
  if (/^(?:[\w-]+\.)*[a-z][a-z\d-]*$/i.test(text) && !/xn--/i.test(text)) return text.toLowerCase()
  const domain = hostname(text)
  if (domain?.includes('xn--') !== true) return domain
  const letters = decodedDomain(domain)
  // Punycode can hide what cannot be seen; and what stays punycode was none, though some platforms let it pass.
  return letters.includes('xn--') ? undefined : hostname(visible(letters))
}

function hostname(text: string): string | undefined {
  if (text === '' || /[\s/\\?#:@[\]%]/u.test(text)) return undefined
  try {
    const name = new URL(`http://${text}`).hostname.replace(/\.+$/u, '')
    return /^[\w-]+(?:\.[\w-]+)*$/u.test(name) && !/^[\d.]+$/u.test(name) ? name : undefined
  } catch {
    return undefined
  }
}

/** A canonical domain with its letters instead of punycode. */
export const decodedDomain: (text: string) => string = remembered((text) =>
  text.replace(/(?<=^|\.)xn--([^.]+)/gu, (whole, label: string) => decodedLabel(label) ?? whole),
)
