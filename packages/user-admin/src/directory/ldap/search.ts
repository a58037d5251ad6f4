import { Control, type Filter, PagedResultsControl } from 'ldapts'
import type { Connection } from './connection.ts'
import type { Entry } from './entry.ts'
import { Fault } from './fault.ts'
import { checkReferences, resultReason } from './results.ts'

/** Answers about this domain only, instead of references to its neighbours ([MS-ADTS] 3.1.1.3.4.1.4). */
export const thisDomainOnly: Control = new Control('1.2.840.113556.1.4.1339')

/** Shows what was deleted ([MS-ADTS] 3.1.1.3.4.1.14). */
export const showDeleted: Control = new Control('1.2.840.113556.1.4.417', { critical: true })

/** What is looked for, page by page. */
export interface Paged {
  /** What it is, as the beginning of a sentence: `The search for people below DC=corp,DC=example`. */
  readonly what: string
  readonly base: string
  readonly scope?: 'one' | 'sub' | undefined
  readonly filter: Filter
  readonly attributes: readonly string[]
  readonly controls?: readonly Control[] | undefined
  readonly pageSize: number
  /** Domains that may be referred to. */
  readonly otherDomains?: readonly string[] | undefined
}

/** So many pages in a row may be empty: a controller that filters gives some, a loop gives them for ever. */
const emptyPages = 1000

/** Every entry once; ends at the last page, or with the {@link Fault} that says why it did not come to it. */
export async function* entriesOf(connection: Connection, asked: Paged): AsyncGenerator<Entry> {
  const { what, base, scope = 'sub', filter, attributes, controls = [], pageSize, otherDomains } = asked
  const seen = new Set<string>()
  let cookie: Buffer = Buffer.alloc(0)
  let empty = 0
  do {
    const page = new PagedResultsControl({ critical: true, value: { size: pageSize, cookie } })
    const { entries, references, result } = await connection.search({
      base,
      scope,
      filter,
      attributes,
      controls: [...controls, page],
    })
    if (result.code !== 0) throw new Fault(resultReason(what, result))
    checkReferences(what, references, otherDomains)
    for (const entry of entries) {
      // A name is an entry's own within one search; what comes again is a page that does.
      if (seen.has(entry.dn))
        throw new Fault(`${what} brought ${entry.dn} twice, as if a page was repeated: read again.`)
      seen.add(entry.dn)
      yield entry
    }
    if (result.cookie === undefined)
      throw new Fault(
        `${what} was answered without saying whether that was all: name a controller of Active Directory.`,
      )
    empty = entries.length === 0 ? empty + 1 : 0
    // Samba gives all pages of a search one cookie: that it comes again tells nothing, unless the pages bring nothing.
    if (empty > emptyPages || (empty > 1 && result.cookie.equals(cookie)))
      throw new Fault(`${what} goes round in a circle of empty pages: read again, or name another controller.`)
    cookie = result.cookie
  } while (cookie.length > 0)
}

/** The one entry of this name. Absent: there is none, or the account may not see it. */
export async function entryAt(
  connection: Connection,
  asked: {
    readonly what: string
    readonly dn: string
    readonly filter: Filter
    readonly attributes: readonly string[]
    readonly controls?: readonly Control[] | undefined
  },
): Promise<Entry | undefined> {
  const { what, dn, filter, attributes, controls } = asked
  const { entries, references, result } = await connection.search({
    base: dn,
    scope: 'base',
    filter,
    attributes,
    controls,
  })
  if (result.code === 32) return undefined
  if (result.code !== 0) throw new Fault(resultReason(what, result))
  checkReferences(what, references)
  if (entries.length > 1) throw new Fault(`${what} brought ${entries.length} entries of one name: read again.`)
  return entries[0]
}
