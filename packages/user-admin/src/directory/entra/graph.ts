import { retryAfter } from '@user-admin/wire/effect'
import { SendFailure } from '@user-admin/wire/failure'
import { send, type Whole } from '@user-admin/wire/send'
import { GraphFault, strange } from './fault.ts'
import { type Tokens, tenantOf } from './tokens.ts'

/** How Microsoft Graph is reached. */
export interface Access {
  /** Its origin, without a slash at the end. */
  readonly endpoint: string
  readonly tokens: Tokens
  readonly fetch: typeof fetch | undefined
  readonly timeout: number
  readonly retries: number
  readonly now: () => number
}

/** What is asked for, in the words of the sentences that may have to be said about it. */
export interface Question {
  /** `the users`. */
  readonly what: string
  /** The application permission that lets one ask it: `User.Read.All`. */
  readonly right: string
  /** Whether the question counts, or casts: Graph answers it from an index, and wants to be told that this is known. */
  readonly counts?: boolean | undefined
}

/** An answer that is an object in JSON and tells of no error. */
export type Answer = Readonly<Record<string, unknown>>

/** Milliseconds after which a request that Graph puts off is not sent again. */
const patience = 5 * 60_000

/** One reading's way to Microsoft Graph: its token, its retries, and what an answer that is none means. */
export class Graph {
  readonly #access: Access
  readonly #signal: AbortSignal | undefined
  /** How many answers could be used. */
  answers = 0

  constructor(access: Access, signal: AbortSignal | undefined) {
    this.#access = access
    this.#signal = signal
  }

  /** The address of a question. */
  url(path: string, query: Readonly<Record<string, string>>): URL {
    // A blank as `+` is one in forms only.
    const text = new URLSearchParams(query).toString().replaceAll('+', '%20')
    return new URL(`/v1.0/${path}?${text}`, this.#access.endpoint)
  }

  /** A link that Graph gave; `undefined` for one that leads anywhere else: the token goes nowhere but to Graph. */
  linked(link: string): URL | undefined {
    const url = URL.canParse(link) ? new URL(link) : undefined
    return url !== undefined && url.origin === this.#access.endpoint && url.username === '' ? url : undefined
  }

  /** The tenant that is read, where the token tells. */
  async tenant(): Promise<string> {
    return tenantOf(await this.#access.tokens.token(this.#signal))
  }

  /** @throws {GraphFault} for every answer that cannot be used, and where none came. */
  async get(url: URL, question: Question): Promise<Answer> {
    const { tokens, now } = this.#access
    let token = await tokens.token(this.#signal)
    let answer = await this.#send(url, question, token)
    if (answer.status === 401) {
      const newer = await tokens.token(this.#signal, token)
      if (newer !== token) {
        token = newer
        answer = await this.#send(url, question, token)
      }
    }
    const text = await answer.text()
    const json = parsed(text)
    if (!answer.ok) throw refusal(question, answer, json, now())
    if (json === undefined)
      throw strange(
        question.what,
        text.trim() === ''
          ? 'the answer is empty'
          : 'the answer is not whole JSON. A proxy or a sign-in page may have answered in its place',
        answer.status,
      )
    if (!isAnswer(json)) throw strange(question.what, 'the answer is JSON of another form', answer.status)
    if (json['error'] !== undefined && json['error'] !== null)
      throw strange(question.what, `a success tells of an error${named(json)}`, answer.status)
    this.answers += 1
    return json
  }

  async #send(url: URL, { what, counts }: Question, token: string): Promise<Whole> {
    const { fetch, timeout, retries } = this.#access
    const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${token}` }
    if (counts === true) headers['consistencylevel'] = 'eventual'
    const init: RequestInit = { headers, ...(this.#signal === undefined ? {} : { signal: this.#signal }) }
    try {
      return await send(url, init, { operation: what, effect: 'read', timeout, retries, fetch, budget: patience })
    } catch (error) {
      if (!(error instanceof SendFailure)) throw error
      // A redirect, a body that is too large or cut short: something answered, and it can be looked at.
      const problem = error.kind === 'protocol' ? 'unexpected' : 'unavailable'
      throw new GraphFault(problem, `Microsoft Graph was asked for ${what}, and ${error.message}.`, {
        status: error.status,
      })
    }
  }
}

function refusal(question: Question, answer: Whole, json: unknown, now: number): GraphFault {
  const { what, right } = question
  const { status } = answer
  const said = `(HTTP ${status}${named(json)})`
  if (status === 401)
    return new GraphFault(
      'unauthenticated',
      `Microsoft Graph did not take the token when asked for ${what} ${said}: check the tenant and the application of the credential.`,
      { status },
    )
  if (status === 403)
    return new GraphFault(
      'forbidden',
      `Microsoft Graph does not let this application see ${what} ${said}: grant it the application permission ${right}, and have an administrator consent.`,
      { status },
    )
  const wait = retryAfter(answer.headers, now)
  const until = wait === undefined ? undefined : now + wait
  const later = wait === undefined ? '' : `, and asks to be left alone for ${Math.ceil(wait / 1000)} s`
  if (status === 429)
    return new GraphFault(
      'rate-limited',
      `Microsoft Graph has had too many requests when asked for ${what} ${said}${later}: read again later, and less often.`,
      { status, until },
    )
  if (status === 408 || status >= 500)
    return new GraphFault(
      'unavailable',
      `Microsoft Graph failed when asked for ${what} ${said}${later}: read again later.`,
      { status, until },
    )
  return new GraphFault(
    status === 404 ? 'not-found' : 'invalid',
    `Microsoft Graph refused to go on with ${what} ${said}: read again; if it stays so, it does not know this question or its link has ended.`,
    { status },
  )
}

/** The code of an error, never its text: it may name people. */
function named(json: unknown): string {
  const error = isAnswer(json) ? json['error'] : undefined
  const code = isAnswer(error) ? error['code'] : error
  return typeof code === 'string' && /^\w[\w.-]{0,63}$/u.test(code) ? `, ${code}` : ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, '')) as unknown
  } catch {
    return undefined
  }
}

const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
