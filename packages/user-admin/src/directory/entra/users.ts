import { canonicalEmail } from '../../identity/identity.ts'
import type { SourcePerson } from '../source.ts'
import { GraphFault, strange } from './fault.ts'
import type { Row } from './listing.ts'

/** A user, as far as a reading needs one. Plain JSON: it is kept from reading to reading. */
export interface User {
  readonly id: string
  readonly enabled: boolean
  readonly upn: string | undefined
  readonly mail: string | undefined
  readonly name: string | undefined
  /** `Member` or `Guest`; users from before there were types have none. */
  readonly type: string | undefined
  /** The addresses of the mailbox, without their `smtp:`. */
  readonly proxies: readonly string[] | undefined
  readonly others: readonly string[] | undefined
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
  // One shape for all: of 100,000 it takes a third of the memory of objects that are put together.
  return {
    id: row.id,
    enabled,
    upn: textOf(row, 'userPrincipalName', before?.upn),
    mail: textOf(row, 'mail', before?.mail),
    name: textOf(row, 'displayName', before?.name),
    type: textOf(row, 'userType', before?.type),
    proxies: textsOf(row, 'proxyAddresses', before?.proxies, (text) =>
      /^smtp:/iu.test(text) ? text.slice(5) : undefined,
    ),
    others: textsOf(row, 'otherMails', before?.others, (text) => text),
  }
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
  const email = addressOf(mail) ?? addressOf(home)
  const aliases = new Set<string>()
  for (const text of [home, ...proxies, ...(about.otherMails ? others : [])]) {
    const address = addressOf(text)
    if (address !== undefined && address !== email) aliases.add(address)
  }
  const login = addressOf(upn)
  const person: { -readonly [key in keyof SourcePerson]: SourcePerson[key] } = {
    id,
    status: about.deleted === true ? 'deleted' : enabled ? 'active' : 'disabled',
  }
  if (email !== undefined) person.email = email
  if (aliases.size > 0) person.aliases = [...aliases]
  if (login !== undefined) person.upn = login
  if (name !== undefined) person.name = name
  if (about.groups !== undefined) person.groups = about.groups
  return person
}

/** In canonical form; where it was that already, the very text, so that there are not two of them in memory. */
function addressOf(text: string | undefined): string | undefined {
  const address = text === undefined ? undefined : canonicalEmail(text)
  return address === text ? text : address
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

function textsOf(
  row: Row,
  key: string,
  before: readonly string[] | undefined,
  meant: (text: string) => string | undefined,
): readonly string[] | undefined {
  const value = row[key]
  if (value === undefined) return before
  if (value === null) return undefined
  if (!Array.isArray(value) || !value.every((text): text is string => typeof text === 'string'))
    throw strange('the users', `${key} of ${row.id} is no list of texts`)
  const texts = value.flatMap((text) => meant(text) ?? [])
  return texts.length === 0 ? undefined : texts
}
