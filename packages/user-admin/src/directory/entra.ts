/** @module user-admin/directory/entra */

import { UserAdminError } from '../errors.ts'
import { shown } from '../identity/identity.ts'
import { GraphFault } from './entra/fault.ts'
import { Graph } from './entra/graph.ts'
import type { DeltaStore } from './entra/kept.ts'
import { Reading, type Wanted } from './entra/reading.ts'
import { type TokenCredential, Tokens } from './entra/tokens.ts'
import { incomplete, type Source } from './source.ts'

export type { DeltaStore } from './entra/kept.ts'
export type { TokenCredential } from './entra/tokens.ts'

/** Which Entra ID, and who of it is meant. */
export interface EntraIdOptions {
  /** What the source is called and remembered under. Default `entra-id`. */
  readonly name?: string | undefined
  /** Any credential of `@azure/identity`. It is asked for `<endpoint>/.default`, and nobody but `endpoint` is shown its tokens. */
  readonly credential: TokenCredential
  /** Only the people in these groups, directly or through other groups; each by its object id, or by a display name that only one has. */
  readonly groups?: readonly string[] | undefined
  /**
   * Those of `groups` that may hold nobody. Of any other that does while the rest hold somebody, a reading is
   * incomplete: so does a group whose rule is worked out anew, or whose members are not shown. Default none.
   */
  readonly mayBeEmpty?: readonly string[] | undefined
  /** Whether guests are read too: users of the type `Guest`, and those without a type whose sign-in name holds `#EXT#`. Default true. */
  readonly guests?: boolean | undefined
  /** Whether users are read who were deleted within the last 30 days. They are in no group any more: with `groups`, all of the tenant are, by their ids alone. Default true. */
  readonly deleted?: boolean | undefined
  /**
   * Whether the further addresses (`otherMails`) count as the person's. Nobody checks them, and people may set their own:
   * who leaves could name somebody else's. Default false.
   */
  readonly otherMails?: boolean | undefined
  /** Where the link to the next changes is kept, with the people that it continues from: a reading asks for changes only. */
  readonly delta?: DeltaStore | undefined
  /** Of another cloud: `https://graph.microsoft.us`. Default `https://graph.microsoft.com`. */
  readonly endpoint?: string | undefined
  /** Default the runtime's own. */
  readonly fetch?: typeof fetch | undefined
  /** How long one answer may take, in milliseconds. Default 30,000. */
  readonly timeout?: number | undefined
  /** How often a question is asked again that Graph puts off or that gets no answer, within five minutes. Default 5. */
  readonly retries?: number | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * The people of an Entra ID (Azure AD), read over Microsoft Graph.
 *
 * A reading that began and was not shown to be whole is `incomplete`, with what to mend. It throws a
 * {@link UserAdminError} where nothing could be read: `unauthenticated` without a token that is taken, `forbidden`
 * without the permission, `unavailable` or `rate-limited` where Graph is not reached or puts off for too long.
 *
 * @throws {UserAdminError} `invalid` for options that cannot be meant.
 */
export function entraId(options: EntraIdOptions): Source {
  const wanted = understood(options)
  const { name, endpoint, groups, now } = wanted
  const tokens = new Tokens(options.credential, `${endpoint}/.default`, now)
  const { fetch, timeout = 30_000, retries = 5 } = options
  return {
    name,
    ...(groups === undefined ? {} : { groups }),
    read: async ({ signal } = {}) => {
      signal?.throwIfAborted()
      const graph = new Graph({ endpoint, tokens, fetch, timeout, retries, now }, signal)
      const reading = new Reading(graph, wanted)
      try {
        return await reading.whole()
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof GraphFault)) throw error
        if (graph.answers === 0 && error.isMendable)
          throw new UserAdminError(error.problem, error.message, { until: error.until })
        const readAt = new Date(now()).toISOString()
        return incomplete({ source: name, reason: error.message, seen: reading.seen, readAt })
      }
    },
  }
}

function understood(options: EntraIdOptions): Wanted {
  const {
    name = 'entra-id',
    groups,
    mayBeEmpty = [],
    guests = true,
    deleted = true,
    otherMails = false,
    delta,
    now = Date.now,
  } = options
  if (typeof name !== 'string' || name.trim() === '') throw invalid('The name of a source is a text, and not empty.')
  if (typeof options.credential?.getToken !== 'function')
    throw invalid('The credential is one of @azure/identity: new DefaultAzureCredential(), for example.')
  const given: unknown = groups
  if (given !== undefined && (!Array.isArray(given) || given.length === 0))
    throw invalid('The groups are a list of at least one: leave them out to read everybody.')
  const wrong = groups?.find((group) => typeof group !== 'string' || group.trim() === '')
  if (wrong !== undefined)
    throw invalid(`A group is named by its object id or its display name: ${shown(wrong)} is neither.`)
  const stranger = mayBeEmpty.find((group) => groups?.includes(group) !== true)
  if (stranger !== undefined) throw invalid(`mayBeEmpty has ${shown(stranger)}, which is none of groups.`)
  for (const [what, value] of Object.entries({ timeout: options.timeout, retries: options.retries }))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= (what === 'timeout' ? 1 : 0)))
      throw invalid(`The ${what} is ${shown(value)}: it is a whole number.`)
  return {
    name,
    endpoint: originOf(options.endpoint ?? 'https://graph.microsoft.com'),
    groups: groups === undefined ? undefined : [...new Set(groups)],
    mayBeEmpty,
    guests,
    deleted,
    otherMails,
    delta,
    now,
  }
}

/** Tokens are shown to whatever stands here. */
function originOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  const isSafe =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && /^(?:127\.0\.0\.1|\[::1\]|localhost)$/u.test(url.hostname))
  if (url === undefined || !isSafe || url.pathname !== '/' || url.search + url.hash + url.username !== '')
    throw invalid(
      `The endpoint is ${shown(endpoint)}: it is an origin such as https://graph.microsoft.us, without a path.`,
    )
  return url.origin
}

const invalid = (message: string): UserAdminError => new UserAdminError('invalid', message)
