import { canonicalEmail } from '../../identity/identity.ts'
import type { SourcePerson } from '../source.ts'
import { GraphFault, strange } from './fault.ts'
import type { Row } from './listing.ts'

/** A user, as far as a reading needs one. Plain JSON: it is kept from reading to reading. */
export interface User {
  readonly id: string
  readonly enabled: boolean
  readonly upn?: string
  readonly mail?: string
  readonly name?: string
  /** `Member` or `Guest`; users from before there were types have none. */
  readonly type?: string
  /** The addresses of the mailbox, without their `smtp:`. */
  readonly proxies?: readonly string[]
  readonly others?: readonly string[]
}

/** What is asked of users. */
export const selected =
  'id,accountEnabled,userPrincipalName,mail,displayName,userType,proxyAddresses,otherMails' as const

/**
 * A user, or a user and what changed: what a row does not mention stays as it was, and what it says is null is gone.
 *
 * @throws {GraphFault} for a row that does not say whether the account is enabled, nor did before.
 */
export function userOf(row: Row, before?: User): User {
  const enabled = row['accountEnabled'] === undefined ? before?.enabled : row['accountEnabled']
  if (typeof enabled !== 'boolean')
    throw new GraphFault(
      'forbidden',
      `Microsoft Graph shows a user (${row.id}) without saying whether the account is enabled: grant the application permission User.Read.All, and have an administrator consent.`,
    )
  const upn = textOf(row, 'userPrincipalName', before?.upn)
  const mail = textOf(row, 'mail', before?.mail)
  const name = textOf(row, 'displayName', before?.name)
  const type = textOf(row, 'userType', before?.type)
  const proxies = textsOf(row, 'proxyAddresses')?.flatMap((text) => /^smtp:(.+)$/iu.exec(text)?.slice(1) ?? [])
  const others = textsOf(row, 'otherMails')
  return { id: row.id, enabled, ...present({ upn, mail, name, type }), ...lists(before, { proxies, others }) }
}

/** Whether this is somebody of another organisation. Of whom it is not said is one if the sign-in name says so. */
export const isGuest = ({ type, upn }: Pick<User, 'type' | 'upn'>): boolean =>
  type === undefined ? upn !== undefined && external.test(upn) : type.toLowerCase() === 'guest'

/** The person that a user is. */
export function personOf(
  { id, enabled, upn, mail, name, proxies = [], others = [] }: User,
  about: {
    /** Whether addresses that people give themselves are theirs. */
    readonly otherMails: boolean
    readonly deleted?: boolean | undefined
    readonly groups?: readonly string[] | undefined
  },
): SourcePerson {
  const home = upn === undefined ? undefined : homeOf(upn)
  const addresses = [mail, home, ...proxies, ...(about.otherMails ? others : [])].flatMap(
    (text) => (text === undefined ? undefined : canonicalEmail(text)) ?? [],
  )
  const own = mail === undefined ? undefined : canonicalEmail(mail)
  const email = own ?? (home === undefined ? undefined : canonicalEmail(home))
  const aliases = [...new Set(addresses)].filter((address) => address !== email)
  const login = upn === undefined ? undefined : canonicalEmail(upn)
  return {
    id,
    ...present({ email, upn: login, name }),
    ...(aliases.length === 0 ? {} : { aliases }),
    status: about.deleted === true ? 'deleted' : enabled ? 'active' : 'disabled',
    ...(about.groups === undefined ? {} : { groups: about.groups }),
  }
}

/** The sign-in name before the account was deleted: Entra ID then puts the id before it, without its hyphens. */
export function upnBefore(id: string, upn: string): string {
  const mark = id.replaceAll('-', '').toLowerCase()
  return upn.toLowerCase().startsWith(mark) ? upn.slice(mark.length) : upn
}

const external = /#EXT#@/iu

/** The address of a guest at home: the last `_` before `#EXT#` was its `@`, for no domain holds one. */
function homeOf(upn: string): string | undefined {
  const [, mailbox, domain] = /^(.+)_([^_]+)#EXT#@/iu.exec(upn) ?? []
  return mailbox === undefined || domain === undefined ? undefined : `${mailbox}@${domain}`
}

function textOf(row: Row, key: string, before: string | undefined): string | undefined {
  const value = row[key]
  if (value === undefined) return before
  if (value === null || value === '') return undefined
  if (typeof value !== 'string') throw strange('the users', `${key} of ${row.id} is no text`)
  // Half a character has no place in a reading, and is in no address.
  return /\p{Cs}/u.test(value) ? undefined : value
}

function textsOf(row: Row, key: string): readonly string[] | undefined {
  const value = row[key]
  if (value === undefined) return undefined
  if (value === null) return []
  if (!Array.isArray(value) || !value.every((text): text is string => typeof text === 'string'))
    throw strange('the users', `${key} of ${row.id} is no list of texts`)
  return value
}

function lists(
  before: User | undefined,
  now: { readonly proxies: readonly string[] | undefined; readonly others: readonly string[] | undefined },
): Pick<User, 'proxies' | 'others'> {
  const proxies = now.proxies ?? before?.proxies ?? []
  const others = now.others ?? before?.others ?? []
  return { ...(proxies.length === 0 ? {} : { proxies }), ...(others.length === 0 ? {} : { others }) }
}

function present<K extends string>(values: Readonly<Record<K, string | undefined>>): { readonly [key in K]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    readonly [key in K]?: string
  }
}
