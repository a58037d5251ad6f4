import { type Effect, type EffectClass, effectOf, retryAfter } from '@user-admin/wire/effect'
import type { SendFailure } from '@user-admin/wire/failure'
import { type RateLimits, rateLimits } from './limits.ts'

/**
 * How a call ended.
 *
 * - `rejected`: understood and refused (400, 403, 404, 409, 429, …), or refused by this client before it was sent.
 * - `auth`: no token, a token that is refused, a refresh token that is spent, a project id that is wrong.
 * - `network`: the service could not be reached, the connection broke, or the answer was a 5xx.
 * - `timeout`: no whole answer came in time (408 included).
 * - `protocol`: an answer came, but not one that can be believed: a redirect, a cut or too large body, HTML, a missing field.
 */
export type AacErrorKind = 'rejected' | 'auth' | 'network' | 'timeout' | 'protocol'

/** The facts that an {@link AacError} states. */
export interface AacErrorFacts {
  readonly kind: AacErrorKind
  readonly operation: string
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly requestId?: string | undefined
  readonly retryAfter?: number | undefined
  readonly rateLimits?: RateLimits | undefined
  readonly effect?: Effect | undefined
}

/**
 * The one error of this package. It names the operation and the fact; it never holds a token, a header, a
 * parameter or a body, nor what your own token source threw, so it can be logged as it is.
 */
export class AacError extends Error {
  override readonly name = 'AacError'
  readonly kind: AacErrorKind
  /** The operation in the system's own name: `deleteWorkspaceUser`, `refreshToken`, … */
  readonly operation: string
  /** The HTTP status, if headers came. */
  readonly status: number | undefined
  /**
   * The server's `exception.name` or fault code, the network's code (`ECONNREFUSED`), or one of ours:
   * `NO_TOKEN`, `BAD_TOKEN`, `OTHER_REGION`, `TOKEN_SOURCE`, `TOKEN_HOST`, `OTHER_TOKEN`, `TOKEN_FILE`, `TOKEN_COMMAND`, `TOKEN_NOT_SAVED`, `LOCKED`,
   * `NO_SQLITE`, `NOT_AN_ID`, `NO_EMAIL`, `NO_PERSON`, `NO_ASSET`, `TOO_MANY`, `OTHER_WORKSPACE`, `OTHER_RECORD`, `LIST_CHANGED`,
   * `INCOMPLETE_LIST`, `BAD_HOST`, `BAD_OPTION`.
   */
  readonly code: string | undefined
  /** The server's id of the request, for a support case. */
  readonly requestId: string | undefined
  /** Milliseconds that the server asks to wait, at most a day. */
  readonly retryAfter: number | undefined
  /** The quotas as they stood, where the answer tells of them. */
  readonly rateLimits: RateLimits | undefined
  /** May the system have acted although the call failed? Always `none` for reads, and for a call that ended while its token was renewed. */
  readonly effect: Effect

  constructor(fact: string, facts: AacErrorFacts) {
    super(`${facts.operation}: ${fact}`)
    this.kind = facts.kind
    this.operation = facts.operation
    this.status = facts.status
    this.code = facts.code
    this.requestId = facts.requestId
    this.retryAfter = facts.retryAfter
    this.rateLimits = facts.rateLimits
    this.effect = facts.effect ?? 'none'
  }
}

/** An answer with its whole body read. `json` is `undefined` when there is no body or it is not JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

/** How to make a pair of tokens; ends the sentence of every error that needs one. Source: facts §2.1. */
export const remedy: string =
  'make a new pair in the workspace: avatar → User Preferences → OAuth 2.0 API Tokens → Generate'

const projectFaults: Readonly<Record<string, string>> = {
  'oauth.v2.InvalidApiKey': 'the gateway does not know this API project; correct the option projectId',
  'steps.oauth.v2.FailedToResolveAPIKey':
    'the gateway wants an API project id; set the option projectId (Library → Alteryx IO developer console)',
}

/** Reads one field of something unknown. */
export function field(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && name in from ? (from as Record<string, unknown>)[name] : undefined
}

/** A server's word is repeated only if it is made of words: `AccessControlException`, `oauth.v2.InvalidApiKey`, `invalid_grant`. */
function identifier(value: unknown): string | undefined {
  const worded = /^(?:(?:steps\.)?oauth\.v2\.)?(?:[A-Z][a-z]*){1,8}$|^[a-z]+(?:_[a-z]+){0,4}$/
  return typeof value === 'string' && value.length <= 64 && worded.test(value) ? value : undefined
}

/** The server's own word for what went wrong, in any of its flavours (facts §3.6). */
export function codeOf(json: unknown): string | undefined {
  return (
    identifier(field(field(json, 'exception'), 'name')) ??
    identifier(field(field(field(json, 'fault'), 'detail'), 'errorcode')) ??
    identifier(field(json, 'error'))
  )
}

/** Is this 401 about the API project and not about the token? Then a new token would not help (facts §3.6). */
export function aboutProject(answer: Answer): boolean {
  return /^(?:steps\.)?oauth\.v2\./.test(codeOf(answer.json) ?? '')
}

/**
 * The server's id of a request, off the headers of its answer: of an `Exchange` (`onExchange`), or of a `Response`.
 * `undefined` where they hold none. Each host has its own header (facts §1.2).
 */
export function requestIdOf(headers: Headers | Readonly<Record<string, string>>): string | undefined {
  for (const name of ['x-trifacta-request-id', 'x-request-id', 'x-correlation-id']) {
    const value = headers instanceof Headers ? headers.get(name) : headers[name]
    if (value != null && /^[\w.:-]{1,128}$/.test(value)) return value
  }
  return undefined
}

function kindOf(status: number): AacErrorKind {
  if (status < 400) return 'protocol'
  if (status === 401) return 'auth'
  if (status === 408) return 'timeout'
  return status >= 500 ? 'network' : 'rejected'
}

const day = 86_400_000

/** The error of an answer that is no success. */
export function rejection(operation: string, effectClass: EffectClass, answer: Answer, now?: number): AacError {
  const { status, headers, json, text } = answer
  const code = codeOf(json)
  const asked = retryAfter(headers, now)
  const wait = asked === undefined ? undefined : Math.min(asked, day)
  let fact = `HTTP ${status}`
  if (code !== undefined) fact += ` ${code}`
  else if (json === undefined && text !== '') fact += ', not JSON'
  if (status === 401) fact += `: ${projectFaults[code ?? ''] ?? `the token is not accepted; ${remedy}`}`
  else if (wait !== undefined) fact += `, to be asked again in ${Math.ceil(wait / 1000)} s`
  return new AacError(fact, {
    kind: kindOf(status),
    operation,
    status,
    code,
    requestId: requestIdOf(headers),
    retryAfter: wait,
    rateLimits: rateLimits(headers),
    effect: effectOf(effectClass, answer),
  })
}

/** The error of an exchange that brought no usable answer. The seam's failure is read, not kept. */
export function unanswered(operation: string, failure: SendFailure): AacError {
  const { kind, status, code, effect } = failure
  return new AacError((status === undefined ? '' : `HTTP ${status}, `) + failure.message, {
    kind,
    operation,
    status,
    code,
    effect,
  })
}

/** The error of a success that cannot be believed. `fact` follows the status. */
export function unbelievable(operation: string, effectClass: EffectClass, answer: Answer, fact: string): AacError {
  return new AacError(`HTTP ${answer.status}, ${fact}`, {
    kind: 'protocol',
    operation,
    status: answer.status,
    requestId: requestIdOf(answer.headers),
    effect: effectClass === 'read' ? 'none' : 'unknown',
  })
}

/** The error of a call that this client refuses to send. */
export function refusal(operation: string, code: string, fact: string): AacError {
  return new AacError(fact, { kind: 'rejected', operation, code })
}
