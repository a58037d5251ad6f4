import type { EffectClass } from '@user-admin/wire/effect'
import { SendFailure } from '@user-admin/wire/failure'
import { type Exchange, send } from '@user-admin/wire/send'
import { until } from '@user-admin/wire/until'
import manifest from '../package.json' with { type: 'json' }
import { AacError, type Answer, aboutProject, field, refusal, rejection, unanswered, unbelievable } from './errors.ts'
import { misgiven } from './given.ts'
import { expiryOf } from './jwt.ts'
import type { List } from './lists.ts'
import { json } from './oauth.ts'
import type { AacHabits } from './options.ts'
import { both, isGone, isNoRoute, type Planes, type Route, type Routes } from './planes.ts'
import type { Workspace } from './records.ts'
import { type Checked, oneWorkspace, type Rows } from './schemas.ts'

/** How a client sends. */
export interface Transport extends AacHabits {
  readonly planes: Planes
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
  /** The workspace that a change is meant for: its token is first shown to work there. Default: wherever it worked before. */
  readonly workspace?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Told of each attempt of this call, besides the client's own. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
  /** The last word before each attempt, after the gate. */
  readonly check?: (() => void) | undefined
}

/** A call that changes nothing. */
export function read(operation: string, routes: Routes, query: Call['query'], signal: AbortSignal | undefined): Call {
  return { operation, method: 'GET', effect: 'read', routes, query, signal }
}

/** An answer, and the token that was asked with. */
interface Sent {
  readonly answer: Answer
  readonly token: string
}

/** Which workspace a token works in. A pair of tokens is good for one workspace (facts §2.1). */
interface Place {
  readonly token: string
  readonly id: string
}

const readCurrentWorkspace: Call = read('readCurrentWorkspace', both('workspaces/current'), {}, undefined)

/** Gets one call through: its token, its route, its retries, its proof. */
export class Http {
  readonly #via: Transport
  #place: Place | undefined
  /** Where the client worked first. It stays there. */
  #home: string | undefined
  #locating: Promise<Place> | undefined
  #read: { readonly token: string; readonly end: number } | undefined

  constructor(via: Transport) {
    this.#via = via
  }

  /**
   * The answer of a success, or of a refusal that says that the person named is gone.
   *
   * @throws {AacError} for everything else, also for a change whose success cannot be believed.
   */
  async call(call: Call): Promise<Answer> {
    return (await this.#through(call)).answer
  }

  async #through(call: Call): Promise<Sent> {
    const { planes, now } = this.#via
    const { operation, effect, namesPerson = false } = call
    const routes = planes.order(operation, call.routes)
    for (const [index, route] of routes.entries()) {
      await route.before?.()
      const sent = await this.#send(call, route)
      const { answer } = sent
      if (answer.status >= 200 && answer.status < 300) {
        planes.remember(operation, call.routes, route)
        if (effect === 'once') accepted(call, answer)
        return sent
      }
      if (namesPerson && isGone(answer)) {
        planes.remember(operation, call.routes, route)
        return sent
      }
      if (index + 1 === routes.length || !isNoRoute(answer, namesPerson || effect === 'once'))
        throw rejection(operation, effect, answer, now?.())
    }
    throw new AacError('no way leads there', { kind: 'rejected', operation })
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

  /** As `ask`, a page at a time: what a list needs. */
  pages<T>(
    operation: string,
    routes: Routes,
    query: Readonly<Record<string, string>>,
    expected: Checked<Rows<T>>,
  ): Pick<List<T>, 'operation' | 'ask'> {
    const ask: List<T>['ask'] = (page, signal) =>
      this.ask(read(operation, routes, { ...query, ...page }, signal), expected)
    return { operation, ask }
  }

  /** The workspace that the token works in. */
  async currentWorkspace(signal?: AbortSignal): Promise<Workspace> {
    return (await this.#current(signal)).workspace
  }

  /** @throws {AacError} `OTHER_WORKSPACE` unless the token works in this workspace. */
  async worksIn(workspace: string, operation: string, signal: AbortSignal | undefined): Promise<void> {
    await this.#placed(await this.token(operation, signal), { operation, workspace, signal })
  }

  /** A token that can stand in a header. @throws {AacError} `NO_TOKEN`, `BAD_TOKEN`, `OTHER_REGION`, `TOKEN_SOURCE`, or what the source itself says. */
  async token(operation: string, signal?: AbortSignal, refused?: string): Promise<string> {
    const { token, planes, fetch, now, onExchange } = this.#via
    const lent = { fetch, now, onExchange, tokenServer: planes.tokenServer }
    const given = typeof token === 'function' ? await drawn(operation, () => token(refused, lent), signal) : token
    const wrong = misgiven(given, planes.origin)
    if (wrong !== undefined) throw unauthorised(operation, wrong.code, wrong.fact)
    return String(given).trim()
  }

  /** One route, with a token. A 401 is renewed once, unless it is about the API project; nothing was done by a call that got one. */
  async #send(call: Call, route: Route, refused?: Sent): Promise<Sent> {
    const { planes, projectId, timeout, retries, fetch, gate, now = Date.now } = this.#via
    const onExchange = eachTold(this.#via.onExchange, call.onExchange)
    const { operation, effect, method, signal } = call
    let token = await this.token(operation, signal, refused?.token)
    if (token === refused?.token) return refused
    if (effect === 'once') token = await this.#placed(token, call)
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'user-agent': `user-admin-aac/${manifest.version}`,
    }
    // The legacy plane knows no project (facts §1.2). A GET must never carry a body: the gateway answers 400 with a page.
    if (projectId !== undefined && route.plane === 'gateway') headers['x-api-project-id'] = projectId
    const body = call.body === undefined ? undefined : JSON.stringify(call.body)
    if (body !== undefined) headers['content-type'] = 'application/json'
    const url = planes.url(route, new URLSearchParams(call.query))
    const init: RequestInit = {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    }
    // It may have to wait for its turn until the token has ended. One that was over before, by this clock, may be good.
    const end = gate === undefined ? Number.POSITIVE_INFINITY : this.#endOf(token)
    const wasGood = end > now()
    const check = (): void => {
      call.check?.()
      if (wasGood && end <= now()) throw new Ended()
    }
    let answer: Answer
    try {
      const whole = await send(url, init, {
        operation,
        effect,
        timeout,
        retries,
        fetch,
        gate,
        check,
        onExchange,
      })
      const text = await whole.text()
      answer = { status: whole.status, headers: whole.headers, text, json: json(text) }
    } catch (error) {
      if (error instanceof Ended) return await this.#send(call, route, refused)
      throw error instanceof SendFailure ? unanswered(operation, error) : error
    }
    if (answer.status !== 401 || refused !== undefined || aboutProject(answer)) return { answer, token }
    return await this.#send(call, route, { token, answer })
  }

  /** When a token ends; the same one is used for hundreds of calls, and is read once. */
  #endOf(token: string): number {
    if (this.#read?.token !== token) this.#read = { token, end: expiryOf(token) }
    return this.#read.end
  }

  /**
   * This token, or a newer one, once the system has said that it works where the change is meant to be made: nothing
   * else ties a token to a workspace (facts §9.13). Asked once for each token.
   */
  async #placed(token: string, call: Pick<Call, 'operation' | 'workspace' | 'signal'>): Promise<string> {
    const { operation, workspace, signal } = call
    const place = this.#place?.token === token ? this.#place : await until(this.#locate(), signal)
    if (place.id === (workspace ?? this.#home)) return place.token
    throw refusal(operation, 'OTHER_WORKSPACE', 'the token works in another workspace than this one. Nothing was sent')
  }

  /** One question for all that wait for it, so no caller's abort reaches it. */
  #locate(): Promise<Place> {
    this.#locating ??= this.#current(undefined)
      .then(({ place }) => place)
      .finally(() => {
        this.#locating = undefined
      })
    return this.#locating
  }

  async #current(signal: AbortSignal | undefined): Promise<{ workspace: Workspace; place: Place }> {
    const call = { ...readCurrentWorkspace, signal }
    const { answer, token } = await this.#through(call)
    const workspace = believed(call, answer, oneWorkspace)
    const place = { token, id: workspace.id }
    this.#place = place
    this.#home ??= place.id
    return { workspace, place }
  }
}

/** The token ended while its request waited. Nothing was sent. */
class Ended extends Error {}

/** Both watchers in one; that the first one throws is no reason to keep it from the second. */
function eachTold(one: Call['onExchange'], other: Call['onExchange']): Call['onExchange'] {
  if (one === undefined || other === undefined) return one ?? other
  return (exchange) => {
    try {
      one(exchange)
    } finally {
      other(exchange)
    }
  }
}

/** Success is any 2xx, with or without a body (facts §9.2); one that is no JSON, or tells of an error, is none. */
function accepted({ operation, effect }: Call, answer: Answer): void {
  if (answer.json === undefined && answer.text.trim() !== '') throw unbelievable(operation, effect, answer, 'not JSON')
  // A key without a value tells of none: `"error": null`.
  if (['exception', 'error', 'fault'].some((name) => Boolean(field(answer.json, name)))) {
    throw unbelievable(operation, effect, answer, 'an error in a success')
  }
}

function believed<T>({ operation, effect }: Call, answer: Answer, expected: Checked<T>): T {
  if (answer.json === undefined) {
    throw unbelievable(operation, effect, answer, answer.text === '' ? 'an empty answer' : 'not JSON')
  }
  const found = expected(answer.json)
  if ('value' in found) return found.value
  throw unbelievable(operation, effect, answer, `not the answer that was expected (at ${found.at})`)
}

async function drawn(operation: string, draw: () => Promise<string>, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await until(draw(), signal)
  } catch (error) {
    if (signal?.aborted === true || error instanceof AacError) throw error
    // Not as a cause: what a vault's library throws may hold what it keeps.
    throw new AacError('the token source failed; nothing was sent', {
      kind: 'auth',
      operation,
      code: 'TOKEN_SOURCE',
    })
  }
}

function unauthorised(operation: string, code: string, fact: string): AacError {
  return new AacError(`${fact}. Nothing was sent`, { kind: 'auth', operation, code })
}
