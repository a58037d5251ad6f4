import { type Exchange, SendFailure, send } from '@user-admin/wire/send'
import { AacError, type Answer, codeOf, field, rejection, remedy, unanswered } from './errors.ts'
import { isSafe, parsed } from './planes.ts'

/** The operation's name in errors and exchanges. */
export const refreshToken = 'refreshToken'

/** What a token says of itself, unverified. A hint: only the server knows. Source: facts §2.4. */
export interface TokenScope {
  /** The workspace's gid (a ULID), from the scope `w:<gid>`. */
  readonly gid: string | undefined
  /** Who issued it: the token server's address without `/token`. */
  readonly iss: string | undefined
  readonly clientId: string | undefined
}

/** What an exchange needs of its surroundings. */
export interface ExchangeContext {
  /** What sends the exchange. Default: the runtime's own `fetch`. */
  readonly fetch?: typeof fetch | undefined
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined
  /** The token server, if it is named and not read from the token. */
  readonly tokenServer?: string | undefined
  /** Told of the exchange; it holds no token. Default: none. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/**
 * The payload of a JWT; `undefined` if it has none. Takes base64url and base64, with and without padding: the
 * vendor's own examples fail on the first (facts §2.4).
 */
export function claims(token: string): Readonly<Record<string, unknown>> | undefined {
  const payload = token.split('.')[1]
  if (payload === undefined) return undefined
  try {
    const binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''))
    const value: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0))),
    )
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** When a token ends by its own `exp`, in ms since the epoch; `Infinity` if it does not say: then a 401 tells. */
export function expiryOf(token: string): number {
  const exp = Number(claims(token)?.['exp'] ?? Number.NaN)
  return Number.isFinite(exp) ? exp * 1000 : Number.POSITIVE_INFINITY
}

/** How long a token lives by its own `iat` and `exp`, in ms, if it says both. */
export function lifeOf(token: string): number | undefined {
  const { iat, exp } = claims(token) ?? {}
  return typeof iat === 'number' && typeof exp === 'number' ? (exp - iat) * 1000 : undefined
}

/** Which workspace, issuer and client a token is for. `scope` may be a string or an array. */
export function scopeOf(token: string): TokenScope {
  const said = claims(token)
  const scope = said?.['scope']
  const words = typeof scope === 'string' ? scope.split(/\s+/) : Array.isArray(scope) ? scope : []
  const workspace = words.find((word): word is string => typeof word === 'string' && word.startsWith('w:'))
  return { gid: workspace?.slice(2), iss: text(said?.['iss']), clientId: text(said?.['client_id']) }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

const vendor = /^pingauth(?:-[a-z0-9-]+)?\.alteryxcloud\.com$/

/**
 * Where a refresh token may go: the server that the user named (http only on loopback), else the token's own issuer
 * if it is one of the vendor's hosts. The issuer comes from an unverified token, so nothing else is believed.
 *
 * @throws {AacError} `TOKEN_HOST`; nothing was sent.
 */
function tokenEndpoint(iss: string | undefined, tokenServer: string | undefined): string {
  const named = tokenServer !== undefined
  const url = parsed(tokenServer ?? iss)
  const allowed =
    url !== undefined &&
    isSafe(url) &&
    (named || (url.protocol === 'https:' && url.port === '' && vendor.test(url.hostname)))
  if (!allowed) {
    const fact = named
      ? 'hosts.tokenServer must be https (http only on loopback), without user, query or fragment'
      : 'the access token names a token server that is not one of the vendor’s; the refresh token was not sent. If it is yours, name it in hosts.tokenServer'
    throw new AacError(fact, { kind: 'auth', operation: refreshToken, code: 'TOKEN_HOST' })
  }
  const path = url.pathname === '/' ? '/as' : url.pathname.replace(/\/+$/, '').replace(/\/token$/, '')
  return `${url.origin}${path}/token`
}

/** A request that may be sent once. */
export interface ExchangeRequest {
  readonly url: string
  readonly form: string
}

/** Makes the request that spends a refresh token (facts §2.4). @throws {AacError} `TOKEN_HOST` or `BAD_TOKEN`; nothing was sent. */
export function exchangeRequest(
  pair: { readonly accessToken: string; readonly refreshToken: string },
  context: ExchangeContext,
): ExchangeRequest {
  const access = scopeOf(pair.accessToken)
  const spare = scopeOf(pair.refreshToken)
  const clientId = access.clientId ?? spare.clientId
  const url = tokenEndpoint(access.iss ?? spare.iss, context.tokenServer)
  if (clientId === undefined || pair.refreshToken === '') {
    throw new AacError(
      `the token pair ${clientId === undefined ? 'does not name its client_id' : 'has no refresh token'}; ${remedy}`,
      {
        kind: 'auth',
        operation: refreshToken,
        code: 'BAD_TOKEN',
      },
    )
  }
  return {
    url,
    form: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: pair.refreshToken,
      client_id: clientId,
    }).toString(),
  }
}

/** Sends it: once, with its own deadline of 30 s, out of reach of any caller's abort. @throws {AacError} when no answer came. */
export async function exchange(request: ExchangeRequest, context: ExchangeContext): Promise<Answer> {
  try {
    const answer = await send(
      request.url,
      {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: request.form,
      },
      {
        operation: refreshToken,
        effect: 'never',
        timeout: 30_000,
        maxBytes: 2 ** 20,
        fetch: context.fetch,
        onExchange: context.onExchange,
      },
    )
    const body = await answer.text()
    return { status: answer.status, headers: answer.headers, text: body, json: json(body) }
  } catch (error) {
    // The system's people are not touched by an exchange: to the caller's operation the effect is none.
    if (error instanceof SendFailure) throw harmless(unanswered(refreshToken, error))
    throw error
  }
}

/** Parses a body; `undefined` when it is empty or not JSON. */
export function json(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

/** The pair that follows, if the answer holds one; every other field is read tolerantly. */
export function successor(
  answer: Answer,
  spent: { readonly accessToken: string; readonly refreshToken: string },
  now: number,
): { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: number } | undefined {
  if (answer.status < 200 || answer.status > 299) return undefined
  const accessToken = text(field(answer.json, 'access_token'))
  const refresh = text(field(answer.json, 'refresh_token'))
  if (accessToken === undefined)
    return refresh === undefined ? undefined : { accessToken: spent.accessToken, refreshToken: refresh, expiresAt: 0 }
  const stated = field(answer.json, 'expires_in')
  const seconds =
    typeof stated === 'number' || (typeof stated === 'string' && stated.trim() !== '') ? Number(stated) : Number.NaN
  const expiresAt = Number.isFinite(seconds) && seconds > 0 ? now + seconds * 1000 : expiryOf(accessToken)
  return { accessToken, refreshToken: refresh ?? spent.refreshToken, expiresAt }
}

/** Is the refresh token spent, revoked or expired? */
export function isInvalidGrant(answer: Answer): boolean {
  return answer.status >= 400 && answer.status < 500 && codeOf(answer.json) === 'invalid_grant'
}

/** The error of a refresh token that will never work again. */
export function lost(answer: Answer | undefined, exchangeSince: number | undefined): AacError {
  const cut =
    exchangeSince === undefined
      ? ''
      : ` An exchange of it begun at ${new Date(exchangeSince).toISOString()} brought no new pair.`
  return new AacError(
    `invalid_grant: the refresh token was used before, was revoked or has expired.${cut} To go on, ${remedy}`,
    {
      kind: 'auth',
      operation: refreshToken,
      status: answer?.status ?? 400,
      code: 'invalid_grant',
    },
  )
}

/** The error of any other answer to an exchange. */
export function refusedExchange(answer: Answer): AacError {
  const error = harmless(rejection(refreshToken, 'never', answer))
  return error.kind === 'rejected' && error.status !== 429
    ? new AacError(
        `HTTP ${error.status}${error.code === undefined ? '' : ` ${error.code}`}: the token server refuses the exchange; ${remedy}`,
        {
          ...facts(error),
          kind: 'auth',
        },
      )
    : error
}

function harmless(error: AacError): AacError {
  return error.effect === 'none'
    ? error
    : new AacError(error.message.slice(refreshToken.length + 2), { ...facts(error), effect: 'none' })
}

function facts(error: AacError) {
  const { kind, operation, status, code, requestId, retryAfter } = error
  return { kind, operation, status, code, requestId, retryAfter }
}
