import { type FoundEntry, rangeOf } from './ldap-entry.ts'
import { codeOf, ending, type Message, tags } from './ldap-message.ts'
import { type Asked, type LdapRequest, pageIn, paging } from './ldap-search.ts'

/** What goes wrong between a client and its domain controller. */
export type LdapFault =
  /** After so many entries of a search the connection breaks (`reset`), ends in the midst of a message (`cut`), or says nothing more (`silence`). Default 0. */
  | { readonly kind: 'reset' | 'cut' | 'silence'; readonly after?: number | undefined }
  /** After so many entries a search ends with this result code: 3 time limit, 4 size limit, 11 administrative limit, 51 busy, 52 unavailable, 80 other. Default after 0. */
  | { readonly kind: 'result'; readonly code: number; readonly after?: number | undefined }
  /** Another server is named: for the whole search (result 10), or for a part of it, with success. */
  | { readonly kind: 'referral'; readonly url: string; readonly of: 'all' | 'part' }
  /** The last page has no entries, and says that it is the last. */
  | { readonly kind: 'last-page-empty' }
  /** The second page holds what the first held. */
  | { readonly kind: 'page-repeated' }
  /** Every page after the first is the first again, or holds nothing, and says that another follows. */
  | { readonly kind: 'page-loop'; readonly of: 'first-page' | 'nothing' }
  /** A list that was cut into ranges claims to be whole after the first (`last`, `plain`: without a range at all), loses every second value, or has no second range. */
  | { readonly kind: 'range'; readonly cut: 'last' | 'plain' | 'values' | 'rest' }
  /** No entry has this attribute, as where the account may not read it. */
  | { readonly kind: 'without'; readonly attribute: string }
  /** A replica that is so many changes behind, and does not know these entries, neither by themselves nor as values. */
  | {
      readonly kind: 'lagging'
      readonly behind: number
      /** Which entries it does not know. */
      readonly without: (dn: string) => boolean
    }
  /** The search succeeds, and finds nothing: as for an account that lost its rights. */
  | { readonly kind: 'nothing' }
  /** A base that does not exist is a success without entries. */
  | { readonly kind: 'missing-base-is-empty' }
  /** What answers is no directory. */
  | { readonly kind: 'no-ldap' }

/** When what goes wrong. */
export interface LdapFaultRule {
  readonly give: LdapFault
  /** Which requests. Default: every search below some base. */
  readonly on?: ((request: LdapRequest) => boolean) | undefined
  /** How many searches it strikes; all pages of one are one. Default: every one. */
  readonly times?: number | undefined
}

/** What came as answer to one request for a page, or for all at once. */
export interface Page {
  readonly entries: readonly FoundEntry[]
  /** URLs of other servers that hold a part. */
  readonly references: readonly string[]
  readonly done: Message
  /** What happens to the connection after that. */
  readonly stop?: 'reset' | 'cut' | 'silence' | 'no-ldap' | undefined
}

/** One search over all of its pages. */
export interface Run {
  readonly rule: LdapFaultRule | undefined
  /** Entries that the client was given. */
  given: number
  pages: number
  first: Page | undefined
}

/** The answer that is given in place of the true one. */
export function struck(fault: LdapFault, page: Page, asked: Asked, run: Run): Page {
  switch (fault.kind) {
    case 'reset':
    case 'cut':
    case 'silence':
      return stopped(page, run, fault.after, (kept) => ({ ...kept, stop: fault.kind }))
    case 'result':
      return stopped(page, run, fault.after, (kept) => ended(kept, fault.code))
    case 'referral':
      return fault.of === 'part'
        ? { ...page, references: [...page.references, fault.url] }
        : ended({ ...page, entries: [] }, 10, [fault.url])
    case 'last-page-empty':
      return run.pages > 1 && cookieOf(page)?.length === 0 ? { ...page, entries: [] } : page
    case 'page-repeated':
      return run.pages === 2 && run.first !== undefined ? { ...page, entries: run.first.entries } : page
    case 'page-loop':
      return looped(page, run, fault.of)
    case 'range':
      return { ...page, entries: page.entries.map((entry) => withRange(entry, fault.cut)) }
    case 'without':
      return { ...page, entries: page.entries.map((entry) => withoutAttribute(entry, fault.attribute)) }
    case 'lagging':
      return { ...page, entries: behind(page.entries, asked, fault) }
    case 'nothing':
      return { ...ended(page, 0), entries: [], references: [] }
    case 'missing-base-is-empty':
      return codeOf(page.done.operation) === 32 ? ended(page, 0) : page
    case 'no-ldap':
      break
  }
  return { ...page, entries: [], stop: fault.kind }
}

const cookieOf = ({ done }: Page): Buffer | undefined => pageIn(done.controls)?.cookie

/** The entries up to where it stops; the whole page where that is further on. */
function stopped(page: Page, run: Run, after = 0, end: (kept: Page) => Page): Page {
  const left = after - run.given
  return page.entries.length < left ? page : end({ ...page, entries: page.entries.slice(0, Math.max(0, left)) })
}

/** The same page, with another end; where that is success, it is the last. */
function ended(page: Page, code: number, referral: readonly string[] = []): Page {
  const { id, controls } = page.done
  const isPaged = code === 0 && pageIn(controls) !== undefined
  return {
    ...page,
    done: {
      id,
      operation: ending(tags.done, code, referral),
      controls: isPaged ? paging(controls, 0, Buffer.alloc(0)) : [],
    },
  }
}

function looped(page: Page, run: Run, of: 'first-page' | 'nothing'): Page {
  const cookie = run.first === undefined ? cookieOf(page) : cookieOf(run.first)
  if (cookie === undefined || cookie.length === 0 || run.first === undefined) return page
  return {
    ...page,
    entries: of === 'nothing' ? [] : run.first.entries,
    // The controller may refuse a cookie that comes again.
    done: { id: page.done.id, operation: ending(tags.done, 0), controls: paging([], 0, cookie) },
  }
}

function withRange({ dn, attributes }: FoundEntry, cut: 'last' | 'plain' | 'values' | 'rest'): FoundEntry {
  return {
    dn,
    attributes: attributes.flatMap(({ type, values }) => {
      const range = rangeOf(type)
      if (range === undefined) return [{ type, values }]
      const { name, first } = range
      if (cut === 'values') return [{ type, values: values.filter((_, place) => place % 2 === 0) }]
      if (cut === 'rest') return first === 0 ? [{ type, values }] : []
      return [{ type: cut === 'plain' ? name : `${name};range=${first}-*`, values }]
    }),
  }
}

const withoutAttribute = ({ dn, attributes }: FoundEntry, attribute: string): FoundEntry => ({
  dn,
  attributes: attributes.filter(({ type }) => !isNamed(type, attribute)),
})

const isNamed = (type: string, attribute: string): boolean =>
  type.split(';')[0]?.toLowerCase() === attribute.toLowerCase()

function behind(
  entries: readonly FoundEntry[],
  { request }: Asked,
  fault: { readonly behind: number; readonly without: (dn: string) => boolean },
): readonly FoundEntry[] {
  if (request.base !== '')
    return entries
      .filter(({ dn }) => !fault.without(dn))
      .map(({ dn, attributes }) => ({
        dn,
        attributes: attributes.map(({ type, values }) => ({
          type,
          values: values.filter((value) => !fault.without(value.toString('utf8'))),
        })),
      }))
  return entries.map(({ dn, attributes }) => ({
    dn,
    attributes: attributes.map(({ type, values }) =>
      isNamed(type, 'highestCommittedUSN')
        ? { type, values: values.map((value) => Buffer.from(String(Number(value.toString('utf8')) - fault.behind))) }
        : { type, values },
    ),
  }))
}
