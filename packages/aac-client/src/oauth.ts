import { SendFailure } from '@user-admin/wire/failure'
import { type Exchange, send } from '@user-admin/wire/send'
import { AacError, type Answer, codeOf, field, rejection, remedy, unanswered } from './errors.ts'
import { expiryOf, lifeOf, scopeOf, text } from './jwt.ts'
import { isSafe, parsed } from './planes.ts'

/** The operation's name in errors and exchanges. */
export const refreshToken = 'refreshToken'

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

const vendor = /^pingauth(?:-[a-z0-9-]+)?\.alteryxcloud\.com$/

/**
 * Where a refresh token may go: the server that the user named (http only on loopback), else the token's own issuer
 * if it is one of the vendor's hosts. The issuer comes from an unverified token, so nothing else is believed.
 *
 * @throws {AacError} `TOKEN_HOST`; nothing was sent.
 */
export function tokenEndpoint(iss: string | undefined, tokenServer: string | undefined): string {
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
  const deadline = new AbortController()
  // Thirty seconds in which this process ran: the answer that came while it was stopped or asleep is read before the
  // next tick counts. A plain timer would be over at once, and the new pair thrown away unread.
  let seconds = 0
  const ticking = setInterval(() => {
    seconds += 1
    if (seconds === 30) deadline.abort(new SendFailure('timeout', 'never'))
  }, 1000)
  try {
    return await postForm(request, context, {
      operation: refreshToken,
      effect: 'never',
      signal: deadline.signal,
      timeout: 2 ** 31 - 1,
    })
  } finally {
    clearInterval(ticking)
  }
}

/** Posts a form to a token server. @throws {AacError} (effect `none`) when no usable answer came. */
export async function postForm(
  request: ExchangeRequest,
  context: ExchangeContext,
  how: {
    readonly operation: string
    readonly effect: 'read' | 'never'
    readonly signal?: AbortSignal
    readonly timeout: number
  },
): Promise<Answer> {
  const { operation, effect, signal, timeout } = how
  try {
    const answer = await send(
      request.url,
      {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: request.form,
        ...(signal === undefined ? {} : { signal }),
      },
      {
        operation,
        effect,
        timeout,
        maxBytes: 2 ** 20,
        fetch: context.fetch,
        onExchange: context.onExchange,
      },
    )
    const body = await answer.text()
    return { status: answer.status, headers: answer.headers, text: body, json: json(body) }
  } catch (error) {
    // The system's people are not touched by an exchange: to the caller's operation the effect is none.
    if (error instanceof SendFailure) throw harmless(unanswered(operation, error))
    throw error
  }
}

/** Parses a body; `undefined` when it is empty or not JSON. */
export function json(body: string): unknown {
  // The answer to most changes, and an exception is dear.
  if (body === '') return undefined
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

/**
 * When an access token that was just handed out ends, in ms: by `expires_in` (a number, or a number as text), else by
 * the token's own life, else by its own `exp`. What says that a new token has ended already says nothing: then a 401
 * tells (facts §2.2, §2.4).
 */
export function expiryOfAnswer(answer: Answer, accessToken: string, now: number): number {
  const stated = field(answer.json, 'expires_in')
  const seconds =
    typeof stated === 'number' || (typeof stated === 'string' && stated.trim() !== '') ? Number(stated) : Number.NaN
  const life = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : lifeOf(accessToken)
  const end = life === undefined ? expiryOf(accessToken) : now + life
  return end > now ? end : Number.POSITIVE_INFINITY
}

/** When to renew: `min(30 s, 10 % of the life)` before the end (facts §2.2). */
export function renewalOf(tokens: { readonly accessToken: string; readonly expiresAt: number }, now: number): number {
  const life = lifeOf(tokens.accessToken) ?? tokens.expiresAt - now
  return tokens.expiresAt - Math.max(0, Math.min(30_000, life / 10))
}

/** The access token of a success, if the answer holds one. */
export function accessOf(answer: Answer): string | undefined {
  return succeeded(answer) ? text(field(answer.json, 'access_token')) : undefined
}

function succeeded({ status }: Answer): boolean {
  return status >= 200 && status <= 299
}

/** The pair that follows, if the answer holds one; every other field is read tolerantly. */
export function successor(
  answer: Answer,
  spent: { readonly accessToken: string; readonly refreshToken: string },
  now: number,
): { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: number } | undefined {
  if (!succeeded(answer)) return undefined
  const accessToken = accessOf(answer)
  const refresh = text(field(answer.json, 'refresh_token'))
  if (accessToken === undefined)
    return refresh === undefined ? undefined : { accessToken: spent.accessToken, refreshToken: refresh, expiresAt: 0 }
  return {
    accessToken,
    refreshToken: refresh ?? spent.refreshToken,
    expiresAt: expiryOfAnswer(answer, accessToken, now),
  }
}

/** Is the refresh token spent, revoked or expired? */
export function isInvalidGrant(answer: Answer): boolean {
  return answer.status >= 400 && answer.status < 500 && codeOf(answer.json) === 'invalid_grant'
}

/** The error of a refresh token that will never work again. */
export function lost(refresh: string, now: number, exchangeSince: number | undefined, answer?: Answer): AacError {
  const end = expiryOf(refresh)
  const ended = end <= now ? ` By its own account it ended at ${new Date(end).toISOString()}.` : ''
  const cut =
    exchangeSince === undefined
      ? ''
      : ` An exchange of it begun at ${new Date(exchangeSince).toISOString()} brought no new pair.`
  return new AacError(
    `invalid_grant: the refresh token was used before, was revoked or has expired.${ended}${cut} To go on, ${remedy}`,
    { kind: 'auth', operation: refreshToken, status: answer?.status ?? 400, code: 'invalid_grant' },
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

/** The same failure, of a request that leaves the system's people alone. */
export function harmless(error: AacError): AacError {
  return error.effect === 'none'
    ? error
    : new AacError(error.message.slice(error.operation.length + 2), { ...facts(error), effect: 'none' })
}

function facts(error: AacError) {
  const { kind, operation, status, code, requestId, retryAfter } = error
  return { kind, operation, status, code, requestId, retryAfter }
}
