import type { Gate } from '@user-admin/wire/send'
import { endpoint, keyMark, notAccepted, notRenewed, tokenFrom } from './access.ts'
import { detected, detection } from './detection.ts'
import { outline, type TypedDocument } from './document.ts'
import { type Answer, type Asked, fromAnswer, HoustonError } from './errors.ts'
import { exchange } from './exchange.ts'
import type { HoustonRelease, Known } from './features.ts'
import { ServerConfigDocument, WhoAmIDocument } from './generated.ts'
import type { Caller, CallOptions, HoustonOptions } from './options.ts'
import { seen } from './records.ts'
import { Release } from './release.ts'

/** What Houston says to who may not, and to whom it does not know (facts §4.2, §4.3). */
const denials: ReadonlySet<string | undefined> = new Set([
  'FORBIDDEN',
  'PERMISSION_DENIED',
  'AUTH_TOKEN_REFRESH_FAILED',
])

/** The way to one Houston: whatever is sent to it, who sends it, and which forms it understands. A part of {@link HoustonClient}. */
export class Connection {
  /** Where requests go, `/v1` included. */
  readonly url: string
  /** What sends a request, where it is not the runtime's own `fetch`. */
  readonly fetch: typeof fetch | undefined
  /** Awaited before each attempt of every method, to pace requests; may be set later, by whoever paces this client. */
  gate: Gate | undefined
  readonly #options: HoustonOptions
  /**
   * What this server understands.
   *
   * @internal
   */
  protected readonly dialect: Release

  /** @throws {TypeError} for a `url` that is none, holds credentials, or would send the token in the clear; for a `release` that is none. */
  constructor(options: HoustonOptions) {
    this.url = endpoint(options.url)
    const { timeout = 1 } = options
    if (!(Number.isSafeInteger(timeout) && timeout > 0 && timeout < 2 ** 31)) {
      throw new TypeError('The option timeout is a whole number of milliseconds, from 1.')
    }
    this.#options = options
    this.fetch = options.fetch
    this.gate = options.gate
    this.dialect = new Release(options.release, () => this.#detect())
  }

  /**
   * Sends a document of your own, or one of this package. A query is sent again after a failure; a mutation only after what proves that nothing was done.
   *
   * @throws {HoustonError} of every kind; `BAD_DOCUMENT` for a text that is not exactly one query or mutation.
   */
  async execute<Result, Variables extends object>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    options: CallOptions = {},
  ): Promise<Result> {
    options.signal?.throwIfAborted()
    const asked = { ...outline(document), text: document.toString() }
    const { answer, problem } = await this.ask(asked, variables, options)
    if (problem !== undefined) throw problem
    return answer.body?.data as Result
  }

  /**
   * Sends a document, and tells what came back and what is wrong with it, if anything.
   *
   * @internal
   */
  protected async ask(
    asked: Asked,
    variables: object,
    options: CallOptions,
  ): Promise<{ readonly answer: Answer; readonly problem: HoustonError | undefined }> {
    const { signal } = options
    const authorization = await tokenFrom(this.#options.token, this.url, asked.operation, signal)
    signal?.throwIfAborted()
    const answer = await this.#send(asked, variables, authorization, options)
    const problem = fromAnswer(answer, asked)
    const denied = problem?.kind === 'rejected' && denials.has(problem.code)
    return { answer, problem: denied ? await this.#denied(problem, asked, authorization, signal) : problem }
  }

  /** The release that the server says it is (`0.37.5`), if it says one (facts §8.1). */
  async version(options?: CallOptions): Promise<string | undefined> {
    return (await this.config(options)).version
  }

  /** The server's release and base domain, as far as it says them (facts §8.1). */
  async config(
    options?: CallOptions,
  ): Promise<{ readonly version: string | undefined; readonly baseDomain: string | undefined }> {
    const { appConfig } = await this.execute(ServerConfigDocument, {}, options)
    if (appConfig?.version != null) this.dialect.said(appConfig.version)
    return { version: appConfig?.version ?? undefined, baseDomain: appConfig?.baseDomain ?? undefined }
  }

  /**
   * What this Houston has and has not (facts §2, §8). Plain JSON: state it as the option `release` the next time, and
   * nothing more is asked. Its `version` is there once `version()` or `config()` was called.
   *
   * Asks the server once, if nothing was stated and no call needed it before; rejects only with the reason of an aborted
   * signal: what cannot be found out is missing from the answer.
   */
  async release(options: CallOptions = {}): Promise<HoustonRelease> {
    return await this.dialect.asJson(options.signal)
  }

  /** Who the token belongs to (facts §1.5, §5.3). */
  async whoAmI(options?: CallOptions): Promise<Caller> {
    const { user, authUserCapabilities } = seen((await this.execute(WhoAmIDocument, {}, options)).self, 'WhoAmI')
    const canSysAdmin = authUserCapabilities?.canSysAdmin === true
    if (user !== null) return { user, canSysAdmin }
    const authorization = await tokenFrom(this.#options.token, this.url, 'WhoAmI', options?.signal)
    return { canSysAdmin, key: await keyMark(authorization) }
  }

  #send(asked: Asked, variables: object, authorization: string, { signal, check }: CallOptions): Promise<Answer> {
    const line = { ...this.#options, url: this.url, gate: this.gate, check }
    return exchange(line, asked, variables, authorization, signal)
  }

  async #detect(): Promise<Known | undefined> {
    // Sent once, whatever comes back: a call finds its form without it, only later.
    const asked = { ...outline(detection), effect: 'never', text: detection } as const
    const authorization = await tokenFrom(this.#options.token, this.url, asked.operation)
    const answer = await this.#send(asked, {}, authorization, {})
    return detected(answer)
  }

  /**
   * Houston answers FORBIDDEN to a token that it does not know and to one that lacks a right alike (facts §4.2). `self`
   * is open to every caller that it knows; where asking it fails, the first error stands as it is.
   */
  async #denied(
    plain: HoustonError,
    { operation, roots }: Asked,
    authorization: string,
    signal: AbortSignal | undefined,
  ): Promise<HoustonError> {
    const { kind, effect, status, code } = plain
    const error = (fact: string, as: string | undefined): HoustonError =>
      new HoustonError(fact, { kind, operation, effect, status, code: as })
    if (code === 'AUTH_TOKEN_REFRESH_FAILED') return error(notRenewed(this.url), 'UNAUTHENTICATED')
    let known = roots.length === 1 && roots[0] === 'self' ? false : undefined
    if (known === undefined) {
      const asked = { ...outline(WhoAmIDocument), text: WhoAmIDocument.toString() }
      try {
        const answer = await this.#send(asked, {}, authorization, { signal })
        const problem = fromAnswer(answer, asked)
        const self = (answer.body?.data as { readonly self?: unknown } | undefined)?.self
        if (problem === undefined) known = self === null ? undefined : true
        else if (denials.has(problem.code)) known = false
      } catch {
        signal?.throwIfAborted()
        return plain
      }
    }
    if (known === undefined) return plain
    return known
      ? error(`the token is good, but it lacks the permission for this (${code})`, code)
      : error(notAccepted(authorization, this.url), 'UNAUTHENTICATED')
  }
}
