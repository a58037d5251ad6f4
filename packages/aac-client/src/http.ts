import { type Attempt, type EffectClass, type Exchange, SendFailure, send } from '@user-admin/wire/send'
import manifest from '../package.json' with { type: 'json' }
import { AacError, type Answer, aboutProject, field, rejection, remedy, unanswered, unbelievable } from './errors.ts'
import { json } from './oauth.ts'
import { isGone, isNoRoute, type Planes, type Route, type Routes } from './planes.ts'
import type { Checked } from './schemas.ts'
import type { TokenSource } from './tokens.ts'

/** How a client sends. */
export interface Transport {
  readonly planes: Planes
  readonly token: string | undefined | TokenSource
  readonly projectId?: string | undefined
  readonly now?: (() => number) | undefined
  readonly timeout?: number | undefined
  readonly retries?: number | undefined
  readonly fetch?: typeof fetch | undefined
  readonly gate?: ((attempt: Attempt, signal: AbortSignal | undefined) => void | Promise<void>) | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** One operation of the system, ready to be sent. */
export interface Call {
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly effect: Exclude<EffectClass, 'never'>
  readonly routes: Routes
  readonly query?: Readonly<Record<string, string>> | undefined
  readonly body?: unknown
  /** The path names one person: a 404 `DataNotFoundException` or a bare 410 then says that the person is gone. */
  readonly namesPerson?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** Gets one call through: its token, its route, its retries, its proof. */
export class Http {
  readonly #via: Transport

  constructor(via: Transport) {
    this.#via = via
  }

  /** The answer of a success, or of a refusal that says that the person named is gone. @throws {AacError} for everything else. */
  call(call: Call): Promise<Answer> {
    return this.#along(call, this.#via.planes.order(call.operation, call.routes))
  }

  async #along(call: Call, [route, next, ...others]: Routes): Promise<Answer> {
    await route.before?.()
    const answer = await this.#authorised(call, route)
    if (answer.status >= 200 && answer.status < 300) {
      this.#via.planes.remember(call.operation, call.routes, route)
      return answer
    }
    const namesPerson = call.namesPerson === true
    if (namesPerson && isGone(answer)) return answer
    if (next === undefined || !isNoRoute(answer, namesPerson)) {
      throw rejection(call.operation, call.effect, answer, this.#via.now?.())
    }
    return await this.#along(call, [next, ...others])
  }

  /** As `call`, and the answer must have the form that was expected. @throws {AacError} `protocol` otherwise. */
  async ask<T>(call: Omit<Call, 'namesPerson'>, expected: Checked<T>): Promise<T> {
    return believed(call, await this.call(call), expected)
  }

  /** As `ask`, of one person; `undefined` where there is none. */
  async find<T>(call: Call, expected: Checked<T>): Promise<T | undefined> {
    const answer = await this.call({ ...call, namesPerson: true })
    return isGone(answer) ? undefined : believed(call, answer, expected)
  }

  /** Sends a change. Success is any 2xx, with or without a body; one that is no JSON, or tells of an error, is none (facts §9.2). */
  async change(call: Omit<Call, 'effect'>): Promise<Answer> {
    const answer = await this.call({ ...call, effect: 'once' })
    if (isGone(answer)) return answer
    if (answer.json === undefined && answer.text.trim() !== '')
      throw unbelievable(call.operation, 'once', answer, 'not JSON')
    if (
      field(answer.json, 'exception') !== undefined ||
      field(answer.json, 'error') !== undefined ||
      field(answer.json, 'fault') !== undefined
    ) {
      throw unbelievable(call.operation, 'once', answer, 'an error in a success')
    }
    return answer
  }

  /** A token that can stand in a header. @throws {AacError} `NO_TOKEN`, `BAD_TOKEN`, `TOKEN_SOURCE`, or what the source itself says. */
  async token(operation: string, signal?: AbortSignal, refused?: string): Promise<string> {
    const { token, planes, fetch, now, onExchange } = this.#via
    const lent = { fetch, now, onExchange, tokenServer: planes.tokenServer }
    const given = typeof token === 'function' ? await drawn(operation, () => token(refused, lent), signal) : token
    const text = typeof given === 'string' ? given.trim() : ''
    if (text === '') throw unauthorised(operation, 'NO_TOKEN', `no token was given; ${remedy}`)
    if (!/^[\x21-\x7e]+$/.test(text))
      throw unauthorised(operation, 'BAD_TOKEN', 'the token has characters that no token has; copy it again')
    return text
  }

  /** A 401 is renewed once, unless it is about the API project. Nothing was done by a call that got one. */
  async #authorised(call: Call, route: Route): Promise<Answer> {
    const token = await this.token(call.operation, call.signal)
    const answer = await this.#send(call, route, token)
    if (answer.status !== 401 || aboutProject(answer)) return answer
    const renewed = await this.token(call.operation, call.signal, token)
    return renewed === token ? answer : await this.#send(call, route, renewed)
  }

  async #send(call: Call, route: Route, token: string): Promise<Answer> {
    const { planes, projectId, timeout, retries, fetch, gate, onExchange } = this.#via
    const { operation, effect, method, signal } = call
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'user-agent': `user-admin-aac/${manifest.version}`,
    }
    // The legacy plane knows no project (facts §1.2). A GET must never carry a body: the gateway answers 400 with a page.
    if (projectId !== undefined && route.plane === 'gateway') headers['x-api-project-id'] = projectId
    const body = call.body === undefined ? undefined : JSON.stringify(call.body)
    if (body !== undefined) headers['content-type'] = 'application/json'
    try {
      const url = planes.url(route, new URLSearchParams(call.query))
      const init: RequestInit = {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      }
      const answer = await send(url, init, { operation, effect, timeout, retries, fetch, gate, onExchange })
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, text, json: json(text) }
    } catch (error) {
      throw error instanceof SendFailure ? unanswered(operation, error) : error
    }
  }
}

function believed<T>({ operation, effect }: Call, answer: Answer, expected: Checked<T>): T {
  if (answer.json === undefined) {
    throw unbelievable(operation, effect, answer, answer.text === '' ? 'an empty answer' : 'not JSON')
  }
  const read = expected(answer.json)
  if ('value' in read) return read.value
  throw unbelievable(operation, effect, answer, `not the answer that was expected (at ${read.at})`)
}

async function drawn(operation: string, draw: () => Promise<string>, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await orAborted(draw(), signal)
  } catch (cause) {
    if (signal?.aborted === true || cause instanceof AacError) throw cause
    throw new AacError('the token source failed; nothing was sent', {
      kind: 'auth',
      operation,
      code: 'TOKEN_SOURCE',
      cause,
    })
  }
}

function unauthorised(operation: string, code: string, fact: string): AacError {
  return new AacError(`${fact}. Nothing was sent`, { kind: 'auth', operation, code })
}

/** The promise, or the signal's reason. What the promise does goes on: it may be an exchange that others wait for. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
