import { type Effect, type EffectClass, effectOf, retryAfter } from '@user-admin/wire/effect'
import type { SendFailure } from '@user-admin/wire/failure'

/**
 * What kind of end a call came to.
 *
 * - `rejected`: the request was refused, by the server or by this client before it sent anything.
 * - `unsupported`: this Houston release has no such field or argument; nothing was done.
 * - `network`: Houston could not be reached, the connection broke, or what stands before it answered 5xx.
 * - `timeout`: no whole answer came in time, or HTTP 408.
 * - `protocol`: an answer came, and it does not say how the call ended.
 */
export type HoustonErrorKind = 'rejected' | 'unsupported' | 'network' | 'timeout' | 'protocol'

/** What is known of a call that failed. */
export interface HoustonErrorFacts {
  readonly kind: HoustonErrorKind
  readonly operation: string
  readonly effect: Effect
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly retryAfter?: number | undefined
}

/**
 * The one error of this client: a call that did not end well, and what is known about it.
 *
 * Its message names the operation and the fact. It never holds a token, a header, a variable, a body,
 * nor an error of the libraries below, and so is safe to log.
 */
export class HoustonError extends Error {
  override readonly name = 'HoustonError'
  /** What kind of end the call came to. */
  readonly kind: HoustonErrorKind
  /** The GraphQL operation that failed (`AddWorkspaceUser`). */
  readonly operation: string
  /** May Houston have acted although the call failed? `none` for every read. */
  readonly effect: Effect
  /** The HTTP status, if an answer had begun. */
  readonly status: number | undefined
  /**
   * GraphQL's own code (`FORBIDDEN`, `USER_ALREADY_INVITED`, … facts §4.2), the network's
   * (`ECONNREFUSED`), or one of this client's:
   *
   * - `UNAUTHENTICATED`: the server does not accept the token. `FORBIDDEN`: it does, and the token may not do this, or
   *   which of the two it is could not be found out.
   * - `NO_SYSTEM_ADMIN`: the last system administrator. `DUPLICATE_ROLE_BINDING`: it is so already.
   *   `NOT_IN_WORKSPACE`, `INVALID_DEPLOYMENT`: of deployment roles (facts §3.10).
   * - `ROLES_LOST`: a repair took a member's roles and could not give the new one: see `setWorkspaceRole`.
   * - Before anything is sent: `NO_TOKEN`, `BAD_TOKEN`, `TOKEN_SOURCE`, `EMPTY_FILTER`, `EMPTY_ARGUMENT`, `BAD_ID`,
   *   `BAD_ROLE`, `BAD_DOCUMENT`, `TOO_MANY`.
   */
  readonly code: string | undefined
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number | undefined

  constructor(fact: string, facts: HoustonErrorFacts) {
    super(`${facts.operation}: ${fact}`)
    this.kind = facts.kind
    this.operation = facts.operation
    this.effect = facts.effect
    this.status = facts.status
    this.code = facts.code
    this.retryAfter = facts.retryAfter
  }
}

/** An HTTP answer as far as an error may know it. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Whether its body is JSON at all. */
  readonly json: boolean
  /** The answer's `data` and `errors`, if its body is a GraphQL answer at all. */
  readonly body: { readonly data?: unknown; readonly errors?: unknown } | undefined
}

/** What was asked, for errors. */
export interface Asked {
  readonly operation: string
  readonly effect: EffectClass
  readonly roots: readonly string[]
  /** The document's text: names of its fields may stand in a message, values may not. */
  readonly text: string
}

/** Codes that a server gives only where it did nothing (facts §4.2, §4.3). */
const refusals = new Set([
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
  'DUPLICATE_EMAIL',
  'USER_ALREADY_INVITED',
  'RESOURCE_NOT_FOUND',
  'WORKSPACE_NOT_FOUND',
  'INVITE_EMAIL_NOT_MATCH',
  'ACCOUNT_NOT_CONFIRMED',
  'PUBLIC_SIGNUPS_DISABLED',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
])

/** Texts that say more than the code they come with, and the code that they get. All of them say that nothing was done. */
const meanings: ReadonlyMap<string, string> = new Map([
  ['There are no other system administrators. Please assign another before removing yourself.', 'NO_SYSTEM_ADMIN'],
  // BAD_USER_INPUT of its own says less: this is how a newer server says "already so".
  ['A duplicate role binding already exists', 'DUPLICATE_ROLE_BINDING'],
  ['Invalid deployment', 'INVALID_DEPLOYMENT'],
  [
    'This user does not belong to the workspace. Please add the user to the workspace and try again',
    'NOT_IN_WORKSPACE',
  ],
  ['Insufficient permissions.', 'FORBIDDEN'],
  ['Not Authorised!', 'FORBIDDEN'],
  ['You do not have the appropriate permissions for that', 'FORBIDDEN'],
  ['AUTH_TOKEN_REFRESH_FAILED', 'AUTH_TOKEN_REFRESH_FAILED'],
])

/** Fixed sentences of the server, which hold no value of ours. Every other text of an answer stays out of messages. */
const sentences = new Set([
  ...meanings.keys(),
  'Email address in use',
  'User already invited',
  'The requested resource was not found',
  'This email is not associated with the specified invite token',
  'Your account is awaiting email confirmation',
  'invalid workspace role',
  'Invalid role',
  'The role binding does not exist for this user',
  'Invite token not found',
  'The last user of an active workspace cannot be removed',
  'The last user of an active deployment cannot be removed',
])

const unknownToServer = [
  /^Cannot query field "(\w+)" on type "(\w+)"\./,
  /^Unknown argument "(\w+)" on field "([\w.]+)"(?: of type "\w+")?\./,
  /^Unknown type "(\w+)"\./,
  /; Field "(\w+)" is not defined by type "?(\w+)"?\.(?: Did you mean .+)?$/,
  /^Field "(\w+)" is not defined by type "?(\w+)"?\./,
]

/** The error of an exchange that brought no usable answer. */
export function fromFailure(failure: SendFailure, operation: string): HoustonError {
  const { kind, effect, code, status, message } = failure
  return new HoustonError(status === undefined ? message : `HTTP ${status}, ${message}`, {
    kind,
    operation,
    effect,
    code,
    status,
  })
}

/** The error that an answer amounts to; `undefined` for one that holds what was asked. */
export function fromAnswer(answer: Answer, asked: Asked): HoustonError | undefined {
  const { status, body } = answer
  const errors = body?.errors
  if (Array.isArray(errors) && errors.length > 0) return fromErrors(errors, answer, asked)
  if (status < 200 || status > 299) return fromStatus(answer, asked)
  const missing = body === undefined ? formOf(answer) : lacking(body.data, asked.roots)
  if (missing === undefined) return undefined
  return new HoustonError(`HTTP ${status}, ${missing}`, {
    kind: 'protocol',
    operation: asked.operation,
    effect: effectOf(asked.effect, answer),
    status,
  })
}

/** What an answer's `data` lacks of what was asked. */
function lacking(data: unknown, roots: readonly string[]): string | undefined {
  if (!isRecord(data)) return 'the answer has no data'
  const missing = roots.find((root) => data[root] === undefined)
  return missing === undefined ? undefined : `the answer lacks ${missing}`
}

/** What a body is that is no GraphQL answer: a proxy's page, or another service's words. */
function formOf({ json }: Answer): string {
  return json ? 'JSON, but not a GraphQL answer' : 'not JSON'
}

function fromStatus(answer: Answer, { operation, effect }: Asked): HoustonError {
  const { status } = answer
  const left = effectOf(effect, answer)
  const why = status === 413 ? 'the request is larger than the server takes' : formOf(answer)
  const about = { kind: kindOf(status), operation, effect: left, status, retryAfter: retryAfter(answer.headers) }
  return new HoustonError(`HTTP ${status}, ${why}`, about)
}

/** 408 and 5xx say nothing about the request; any other status from 400 on refuses it. */
function kindOf(status: number): HoustonErrorKind {
  if (status < 400) return 'protocol'
  if (status === 408) return 'timeout'
  return status >= 500 ? 'network' : 'rejected'
}

function fromErrors(errors: readonly unknown[], answer: Answer, asked: Asked): HoustonError {
  const { operation, text } = asked
  const { status } = answer
  const read = errors.map((error) => meaningOf(error))
  const [first] = read
  const code = first?.code
  const data = answer.body?.data
  const partial = isRecord(data) && Object.values(data).some((value) => value !== null)
  const unknown: Effect = asked.effect === 'read' ? 'none' : 'unknown'

  if (partial && unknown === 'unknown') {
    return new HoustonError(`data and errors together${code === undefined ? '' : ` (${code})`}`, {
      kind: 'protocol',
      operation,
      effect: unknown,
      status,
      code,
    })
  }
  // A request that fails validation never reaches a resolver: HTTP 400, and no data.
  const unrun =
    !isRecord(data) &&
    (status === 400 ||
      read.every((one) => one.code === 'GRAPHQL_VALIDATION_FAILED' || one.code === 'GRAPHQL_PARSE_FAILED'))
  const lack = unrun
    ? errors.map((error) => lackOf(messageOf(error), text)).find((fact) => fact !== undefined)
    : undefined
  if (lack !== undefined)
    return new HoustonError(lack, { kind: 'unsupported', operation, effect: 'none', status, code })

  const refused =
    unrun ||
    (read.every((one) => one.refusal) && (unknown === 'none' || stopped(errors, answer.body?.data, asked.roots)))
  const fact =
    first?.sentence ?? (unrun ? 'the server does not take this request' : 'the server answered with an error')
  return new HoustonError(code === undefined ? fact : `${fact} (${code})`, {
    kind: refused ? 'rejected' : 'protocol',
    operation,
    effect: refused ? 'none' : unknown,
    status,
    code,
    retryAfter: retryAfter(answer.headers),
  })
}

/**
 * Whether the errors stand for each root field itself: one that is null without an error may have acted, and one with an
 * error below it has.
 */
function stopped(errors: readonly unknown[], data: unknown, roots: readonly string[]): boolean {
  if (data === undefined) return true
  const fields = Math.max(roots.length, isRecord(data) ? Object.keys(data).length : 0)
  const below = errors.some((error) => isRecord(error) && Array.isArray(error['path']) && error['path'].length > 1)
  return errors.length >= fields && !below
}

interface Meaning {
  readonly code: string | undefined
  /** The server's own sentence, if it is one that we know. */
  readonly sentence: string | undefined
  /** Whether this error proves that its field did nothing. */
  readonly refusal: boolean
}

function meaningOf(error: unknown): Meaning {
  const message = messageOf(error)
  const extensions = isRecord(error) ? error['extensions'] : undefined
  const given = isRecord(extensions) ? extensions['code'] : undefined
  const code =
    meanings.get(message) ?? (typeof given === 'string' && /^[A-Z][A-Z_]{2,59}$/.test(given) ? given : undefined)
  return {
    code,
    sentence: sentences.has(message) ? message : undefined,
    refusal: meanings.has(message) || (code !== undefined && refusals.has(code)),
  }
}

/** The name of what this server does not know, in a sentence made of names that stand in our own document. */
function lackOf(message: string, text: string): string | undefined {
  for (const pattern of unknownToServer) {
    const name = pattern.exec(message)?.[1]
    if (name === undefined) continue
    return new RegExp(`\\b${name}\\b`).test(text)
      ? `this server does not know ${name}`
      : 'this server does not know a name of this request'
  }
  return undefined
}

function messageOf(error: unknown): string {
  const message = isRecord(error) ? error['message'] : undefined
  return typeof message === 'string' ? message : ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
