import type { FakeAnswer, FakeRequest } from '@user-admin/wire/fake/faults'
import type { Executor, GraphQLAnswer, GraphQLRequest } from './execute.ts'
import type { Caller } from './rbac.ts'

const limit = 100 * 1024

const text = (status: number, body: string): FakeAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
})
const page = (status: number, title: string): FakeAnswer =>
  text(
    status,
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${title}</pre>\n</body>\n</html>\n`,
  )
const json = ({ status, body }: { readonly status: number; readonly body: unknown }): FakeAnswer => ({
  status,
  body: `${JSON.stringify(body)}\n`,
})

const answers = {
  missing: text(500, 'POST body missing. Did you forget use body-parser middleware?'),
  noQuery: text(400, 'Must provide query string.'),
  badVariables: text(400, 'Variables are invalid JSON.'),
  getOnly: text(405, 'GET supports only query operation'),
  methods: {
    ...text(405, 'Apollo Server supports only GET/POST requests.'),
    headers: { 'content-type': 'text/html', allow: 'GET, POST' },
  },
  playground: text(
    200,
    '<!DOCTYPE html>\n<html>\n<head>\n<title>GraphQL Playground</title>\n</head>\n<body>\n</body>\n</html>\n',
  ),
  healthy: { status: 200, headers: { 'content-type': 'application/health+json' }, body: '{"status":"pass"}' },
  notPersisted: {
    status: 200,
    body: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
  },
} as const

/** What Houston's HTTP layer makes of a request (facts §4.1, recordings). */
export async function answerTo(
  request: FakeRequest,
  executor: Executor,
  caller: Caller | undefined,
): Promise<FakeAnswer> {
  const { method, url, headers, body } = request
  if (url.pathname === '/.well-known/apollo/server-health') return answers.healthy
  if (url.pathname !== '/v1' && !url.pathname.startsWith('/v1/')) return page(404, `Cannot ${method} ${url.pathname}`)
  if (method === 'GET') return get(url, headers, executor, caller)
  if (method !== 'POST') return answers.methods

  if (!/^application\/(?:[\w.-]+\+)?json\b/.test(headers['content-type'] ?? '') || body === '') return answers.missing
  if (Buffer.byteLength(body) > limit) return page(413, 'Payload Too Large')
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return page(400, 'Bad Request')
  }
  if (Array.isArray(parsed)) return batch(parsed, executor, caller)
  if (typeof parsed !== 'object' || parsed === null) return page(400, 'Bad Request')
  if (Object.keys(parsed).length === 0) return answers.missing
  const read = requestOf(parsed)
  return 'refusal' in read ? read.refusal : json(await executor.run(read, caller))
}

async function get(
  url: URL,
  headers: Readonly<Record<string, string>>,
  executor: Executor,
  caller: Caller | undefined,
): Promise<FakeAnswer> {
  const query = url.searchParams.get('query')
  if (query === null)
    return headers['accept']?.includes('text/html') === true ? answers.playground : text(400, 'GET query missing.')
  const read = requestOf({ query, variables: url.searchParams.get('variables') ?? undefined })
  if ('refusal' in read) return read.refusal
  return executor.isMutation(query) ? answers.getOnly : json(await executor.run(read, caller))
}

/** Each request of a batch has its own result, and none its own status. */
async function batch(parts: readonly unknown[], executor: Executor, caller: Caller | undefined): Promise<FakeAnswer> {
  if (parts.length === 0) return answers.missing
  const results: GraphQLAnswer['body'][] = []
  for (const part of parts) {
    const read = requestOf(typeof part === 'object' && part !== null ? part : {})
    if ('refusal' in read) return read.refusal
    results.push((await executor.run(read, caller)).body)
  }
  return json({ status: 200, body: results })
}

function requestOf(body: object): GraphQLRequest | { readonly refusal: FakeAnswer } {
  const { query, variables, operationName, extensions } = body as Readonly<Record<string, unknown>>
  if (typeof query !== 'string' || query === '') {
    return { refusal: query === undefined && extensions !== undefined ? json(answers.notPersisted) : answers.noQuery }
  }
  const given = variablesOf(variables)
  if (given === undefined) return { refusal: answers.badVariables }
  return { query, variables: given, operationName: typeof operationName === 'string' ? operationName : undefined }
}

/** Variables as an object; a text is read as JSON. Nothing for what is neither. */
function variablesOf(variables: unknown): Readonly<Record<string, unknown>> | undefined {
  if (variables === undefined || variables === null) return {}
  if (typeof variables !== 'string') return variables as Readonly<Record<string, unknown>>
  try {
    return JSON.parse(variables) as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}

/** The operation that a request names, for fault rules: its own name, or the first field of a document without one. */
export function operationOf({ body, url }: FakeRequest): string {
  let request: { readonly query?: unknown; readonly operationName?: unknown } = {
    query: url.searchParams.get('query') ?? '',
  }
  try {
    const parsed: unknown = JSON.parse(body)
    const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed
    if (typeof first === 'object' && first !== null) request = first
  } catch {
    // Not JSON: no operation.
  }
  if (typeof request.operationName === 'string') return request.operationName
  const query = typeof request.query === 'string' ? request.query : ''
  return /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? /\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(query)?.[1] ?? ''
}
