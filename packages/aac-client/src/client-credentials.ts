import { AacError, codeOf, rejection } from './errors.ts'
import { scopeOf } from './jwt.ts'
import {
  accessOf,
  type ExchangeContext,
  expiryOfAnswer,
  harmless,
  postForm,
  renewalOf,
  tokenEndpoint,
} from './oauth.ts'
import type { TokenSource } from './tokens.ts'

/** The operation's name in errors and exchanges. */
const operation = 'clientCredentials'

/** A service principal, and where it is known. */
export interface ClientCredentialsOptions extends ExchangeContext {
  /** The service principal's own token server, with or without `/token` at its end. Default: the client's `hosts.tokenServer`. */
  readonly tokenServer?: string | undefined
  readonly clientId: string
  /** The secret, or what reads it anew for each token: from a vault, a file. */
  readonly clientSecret: string | (() => string | Promise<string>)
  /** The workspace's gid (a ULID): without it the token opens nothing. */
  readonly workspaceGid: string
}

/**
 * A source for a service principal: no refresh token, nothing to keep and nothing to lose. It asks for a token
 * `min(30 s, 10 % of the life)` before the last one ends or after a 401, once for all callers. The secret goes in the
 * form's body to the server that you name, and nowhere else. Asking spends nothing, so it is sent again as a read is.
 *
 * Off the recommended path: the vendor calls service principals a preview, they have no rights until they are given
 * some, and nobody has shown one that administers people (facts §2.5, §6.1).
 *
 * Errors: kind `auth` with `invalid_client` or what else the server says, `TOKEN_HOST`, `OTHER_TOKEN` (a token without
 * the workspace); `network`, `timeout` or `protocol` if the token server gave no usable answer.
 *
 * @throws {AacError} `BAD_OPTION` for what is missing.
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenSource {
  const { clientId, clientSecret, workspaceGid } = options
  for (const [name, value] of Object.entries({ clientId, clientSecret, workspaceGid })) {
    const given = typeof value === 'function' || (typeof value === 'string' && /^\S+$/.test(value))
    if (!given) throw failure(`the option ${name} is missing or has blanks in it`, 'BAD_OPTION', 'rejected')
  }
  let held: { readonly token: string; readonly renewAt: number } | undefined
  let flight: Promise<string> | undefined

  const ask = async (context: ExchangeContext, clock: () => number): Promise<string> => {
    if (context.tokenServer === undefined) throw failure('the option tokenServer is missing', 'BAD_OPTION', 'rejected')
    const url = tokenEndpoint(undefined, context.tokenServer)
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: typeof clientSecret === 'string' ? clientSecret : await clientSecret(),
      scope: `w:${workspaceGid}`,
    }).toString()
    const answer = await postForm({ url, form }, context, { operation, effect: 'read', timeout: 30_000 })
    const token = accessOf(answer)
    if (token === undefined) {
      const error = harmless(rejection(operation, 'read', answer))
      if (error.kind !== 'auth' && error.kind !== 'rejected') throw error
      const code = codeOf(answer.json)
      const advice = 'check clientId and clientSecret, whether the secret has expired, and workspaceGid'
      const fact = `HTTP ${answer.status}${code === undefined ? '' : ` ${code}`}: the token server gives the service principal no token; ${advice}`
      throw new AacError(fact, { kind: 'auth', operation, status: answer.status, code })
    }
    const { gid } = scopeOf(token)
    if (gid !== undefined && gid !== workspaceGid)
      throw failure('the token server gave a token for another workspace', 'OTHER_TOKEN', 'auth')
    const now = clock()
    const expiresAt = expiryOfAnswer(answer, token, now)
    held = { token, renewAt: renewalOf({ accessToken: token, expiresAt }, now) }
    return token
  }

  return async function source(refused, lent = {}): Promise<string> {
    const clock = options.now ?? lent.now ?? Date.now
    if (held !== undefined && held.token !== refused && clock() < held.renewAt) return held.token
    const joined = flight !== undefined
    flight ??= ask(
      {
        fetch: options.fetch ?? lent.fetch,
        tokenServer: options.tokenServer ?? lent.tokenServer,
        onExchange: options.onExchange ?? lent.onExchange,
      },
      clock,
    ).finally(() => {
      flight = undefined
    })
    const token = await flight
    return joined && token === refused ? await source(refused, lent) : token
  }
}

function failure(fact: string, code: string, kind: 'auth' | 'rejected'): AacError {
  return new AacError(`${fact}. Nothing was sent`, { kind, operation, code })
}
