import type { Answer } from './errors.ts'
import { BindingsFragmentDoc, UserCoreFragmentDoc } from './generated.ts'
import { hasAddress, type User } from './records.ts'

/**
 * What a look-up says of one address.
 *
 * - `found`: one account has it.
 * - `nobody`: no account has it.
 * - `unknown`: the server did not say, or what it said is not about this address alone. Ask again.
 */
export type EmailAnswer =
  | { readonly email: string; readonly answer: 'found'; readonly user: User }
  | { readonly email: string; readonly answer: 'nobody' }
  | { readonly email: string; readonly answer: 'unknown' }

/** One request that looks several addresses up. */
export interface Lookup {
  readonly emails: readonly string[]
  readonly text: string
  readonly variables: Readonly<Record<string, string>>
  /** The answer's key for each address, in the same order. */
  readonly aliases: readonly string[]
}

// The server takes 100 KB (facts §4.1); a proxy may count the headers too.
const most = 90_000
// Whatever a body is without the addresses: braces, keys and fragments.
const frame = 1000
const rest = '...UserCore ...Bindings'

/** How a release is asked for an address: a search, or an argument of its own (facts §2.1). */
export type Asking = 'search' | 'flat'

/**
 * The addresses in as few requests as the server's limit allows. They are variables: whatever an address holds, no
 * document is made of it.
 */
export function* lookups(emails: readonly string[], asking: Asking): Generator<Lookup> {
  let bytes = frame
  let group: string[] = []
  for (const email of emails) {
    // Declared, used and given: three times its alias, beside the address as JSON.
    const size =
      new TextEncoder().encode(JSON.stringify(email)).length + 60 + rest.length + 3 * String(group.length).length
    if (group.length > 0 && bytes + size > most) {
      yield lookup(group, asking)
      bytes = frame
      group = []
    }
    bytes += size
    group.push(email)
  }
  if (group.length > 0) yield lookup(group, asking)
}

function lookup(emails: readonly string[], asking: Asking): Lookup {
  const aliases = emails.map((_, index) => `u${index}`)
  const declared = aliases.map((alias) => `$${alias}:String!`).join()
  const fields = aliases.map((alias) => {
    const argument = asking === 'search' ? `user:{email:$${alias}}` : `email:$${alias}`
    return `${alias}:users(${argument}){${rest}}`
  })
  const fragments = [UserCoreFragmentDoc, BindingsFragmentDoc].join(' ').replace(/\s+/g, ' ')
  return {
    emails,
    text: `query UsersByEmail(${declared}){${fields.join(' ')}} ${fragments}`,
    variables: Object.fromEntries(aliases.map((alias, index) => [alias, emails[index] ?? ''])),
    aliases,
  }
}

/** What an answer says of each address; nothing if it says nothing of any. */
export function answersOf({ emails, aliases }: Lookup, { body }: Answer): EmailAnswer[] | undefined {
  const data = (body?.data ?? {}) as Readonly<Record<string, unknown>>
  const errors: readonly unknown[] = Array.isArray(body?.errors) ? body.errors : []
  if (!aliases.some((alias) => Array.isArray(data[alias]))) return undefined
  const struck = new Set(errors.map(strikes))
  return emails.map((email, index) => {
    const alias = aliases[index] ?? ''
    const list = data[alias]
    if (!Array.isArray(list) || struck.has(alias)) return { email, answer: 'unknown' }
    const [user, ...others] = list as readonly (User | null)[]
    if (user === undefined) return { email, answer: 'nobody' }
    // An error without an alias in its path may be about any of them: a hole in a record may be its doing.
    const whole = user !== null && (errors.length === 0 || (user.emails !== null && user.roleBindings !== null))
    if (!whole || others.length > 0 || !hasAddress(user, email)) return { email, answer: 'unknown' }
    return { email, answer: 'found', user }
  })
}

/** The root field that an error is about, as the answer names it. */
function strikes(error: unknown): unknown {
  const path = (error as { readonly path?: unknown } | null)?.path
  return Array.isArray(path) ? path[0] : undefined
}
