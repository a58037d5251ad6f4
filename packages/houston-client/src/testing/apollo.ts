import { createHash } from 'node:crypto'
import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import type { Executor, GraphQLAnswer, GraphQLRequest } from './execute.ts'
import { json, text } from './pages.ts'
import type { Caller } from './rbac.ts'

type Refused = { readonly refusal: FakeAnswer }
type Parsed = Readonly<Record<'query' | 'variables' | 'operationName' | 'extensions', unknown>>

const failed = (status: number, message: string, code = 'INTERNAL_SERVER_ERROR'): GraphQLAnswer => ({
  status,
  body: { errors: [{ message, extensions: { code } }] },
})

/** What Apollo Server 2 makes of a request's payload: of a body, or of the parameters of a GET (facts §4.1, recordings). */
export class Apollo {
  readonly #executor: Executor
  /** Texts of queries by their hash, for those who then send the hash alone. */
  readonly #persisted: Map<string, string> = new Map()

  constructor(executor: Executor) {
    this.#executor = executor
  }

  async post(payload: unknown, caller: Caller | undefined): Promise<FakeAnswer> {
    if (typeof payload !== 'object' || payload === null || Object.keys(payload).length === 0)
      return text(500, 'POST body missing. Did you forget use body-parser middleware?')
    if (Array.isArray(payload)) return this.#batch(payload, caller)
    const read = parsed(payload)
    return 'refusal' in read ? read.refusal : this.#single(read, caller, false)
  }

  async get(parameters: URLSearchParams, caller: Caller | undefined): Promise<FakeAnswer> {
    if (parameters.size === 0) return text(400, 'GET query missing.')
    const given: Record<string, unknown> = {}
    for (const name of new Set([...parameters.keys()].map((key) => key.replace(/\[\]$/, '')))) {
      const values = [...parameters.getAll(name), ...parameters.getAll(`${name}[]`)]
      given[name] = values.length > 1 || parameters.has(`${name}[]`) ? values : values[0]
    }
    const read = parsed(given)
    return 'refusal' in read ? read.refusal : this.#single(read, caller, true)
  }

  async #single(request: Parsed, caller: Caller | undefined, readsOnly: boolean): Promise<FakeAnswer> {
    const source = this.#sourceOf(request)
    // What a batch tells in an answer of its own is a text here.
    if ('invalid' in source) return text(400, source.invalid)
    if ('answer' in source) return json(source.answer)
    const answer = await this.#executor.run({ ...requestOf(request, source.query), readsOnly }, caller)
    return answer === 'not a read' ? text(405, 'GET supports only query operation', { allow: 'POST' }) : json(answer)
  }

  /** Each request of a batch has its own result, and none its own status. */
  async #batch(parts: readonly unknown[], caller: Caller | undefined): Promise<FakeAnswer> {
    const requests: Parsed[] = []
    for (const part of parts) {
      if (part === null || part === undefined) return json(failed(500, `Cannot read property 'query' of ${part}`))
      const read = parsed(part)
      if ('refusal' in read) return read.refusal
      requests.push(read)
    }
    const results: GraphQLAnswer['body'][] = []
    for (const request of requests) {
      const source = this.#sourceOf(request)
      if ('invalid' in source) results.push(failed(400, source.invalid).body)
      else if ('answer' in source) results.push(source.answer.body)
      else {
        const answer = await this.#executor.run(requestOf(request, source.query), caller)
        if (answer !== 'not a read') results.push(answer.body)
      }
    }
    return json({ status: 200, body: results })
  }

  #sourceOf({
    query,
    extensions,
  }: Parsed): { readonly query: string } | { readonly invalid: string } | { readonly answer: GraphQLAnswer } {
    const persisted = (
      extensions as { persistedQuery?: { version?: unknown; sha256Hash?: unknown } } | null | undefined
    )?.persistedQuery
    if (!persisted)
      return typeof query === 'string' && query !== '' ? { query } : { invalid: 'Must provide query string.' }
    if (persisted.version !== 1) return { invalid: 'Unsupported persisted query version' }
    const hash = String(persisted.sha256Hash)
    if (query === undefined) {
      const known = this.#persisted.get(hash)
      return known === undefined
        ? { answer: failed(200, 'PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND') }
        : { query: known }
    }
    const words = typeof query === 'string' ? query : ''
    if (createHash('sha256').update(words).digest('hex') !== hash)
      return { invalid: 'provided sha does not match query' }
    this.#persisted.set(hash, words)
    return { query: words }
  }
}

/** The parts of a request; texts of JSON are read. */
function parsed(given: object | string | number | boolean): Parsed | Refused {
  const { query, operationName, ...rest } = Object(given) as Partial<Parsed>
  const extensions = parsedText(rest.extensions)
  if (extensions === undefined && rest.extensions !== undefined)
    return { refusal: text(400, 'Extensions are invalid JSON.') }
  if (query && typeof query !== 'string') {
    const document = (query as { kind?: unknown }).kind === 'Document'
    return { refusal: text(400, document ? parsedDocument : 'GraphQL queries must be strings.') }
  }
  const variables = parsedText(rest.variables)
  if (variables === undefined && rest.variables !== undefined)
    return { refusal: text(400, 'Variables are invalid JSON.') }
  return { query, operationName, variables, extensions }
}

const parsedDocument =
  "GraphQL queries must be strings. It looks like you're sending the internal graphql-js representation of a parsed query in your request instead of a request in the GraphQL query language. You can convert an AST to a string using the `print` function from `graphql`, or use a client like `apollo-client` which converts the internal representation to a string for you."

/** A text as JSON, `undefined` where it is none; anything else, and the empty text, as it is. */
function parsedText(given: unknown): unknown {
  if (typeof given !== 'string' || given === '') return given
  try {
    return JSON.parse(given) as unknown
  } catch {
    return undefined
  }
}

function requestOf({ variables, operationName }: Parsed, query: string): GraphQLRequest {
  return {
    query,
    variables: variables ?? undefined,
    operationName: operationName ? named(operationName) : undefined,
  }
}

/** What the library makes of a name that is no text. */
function named(operationName: unknown): string {
  if (typeof operationName === 'string') return operationName
  return typeof operationName === 'object' ? '[object Object]' : JSON.stringify(operationName)
}
