import type { FakeAnswer, FakeRequest } from '@user-admin/wire/fake/faults'
import type { Apollo } from './apollo.ts'
import { payloadOf } from './body-parser.ts'
import { page, plain, text } from './pages.ts'
import type { Caller } from './rbac.ts'

/** The domain of the installation that a fake is. */
export const baseDomain = 'example.com'

const healthy = text(200, '{"status":"pass"}', { 'content-type': 'application/health+json; charset=utf-8' })

const playground = text(
  200,
  '<!DOCTYPE html>\n<html>\n<head>\n<title>GraphQL Playground</title>\n</head>\n<body>\n</body>\n</html>\n',
  { 'content-type': 'text/html' },
)

/** What Houston's HTTP layer makes of a request (facts §1.1, §4.1, recordings). */
export async function answerTo(request: FakeRequest, apollo: Apollo, caller: Caller | undefined): Promise<FakeAnswer> {
  const { method, url, headers } = request
  const path = url.pathname.toLowerCase()
  if (path === '/.well-known/apollo/server-health') return healthy
  if (path !== '/v1' && !path.startsWith('/v1/'))
    return page(404, `Cannot ${method} ${url.pathname.replaceAll(/%(?![\da-f]{2})/gi, '%25')}`)
  const sibling = siblings(request, path, caller)
  if (sibling !== undefined) return sibling
  const cors = crossOrigin(headers['origin'])
  if (method === 'OPTIONS') return { status: 204, headers: { ...cors, ...preflight } }
  const answer = await graphql(request, apollo, caller)
  return { ...answer, headers: { ...cors, ...answer.headers } }
}

/** The routes beside GraphQL that answer a plain GET; what is not one of them GraphQL takes. */
function siblings({ method, headers }: FakeRequest, path: string, caller: Caller | undefined): FakeAnswer | undefined {
  if (method !== 'GET') return undefined
  if (path === '/v1/healthz') return plain(200, 'OK')
  if (path === '/v1/authorization' && caller === undefined) return plain(401, 'Unauthorized')
  if (path === '/v1/elasticsearch' && headers['authorization']?.startsWith('Basic') !== true)
    return plain(401, 'Unauthorized')
  return undefined
}

async function graphql(request: FakeRequest, apollo: Apollo, caller: Caller | undefined): Promise<FakeAnswer> {
  const { method, url, headers } = request
  const read = payloadOf(request)
  if ('refusal' in read) return read.refusal
  if (method === 'GET') {
    return prefersPage(headers['accept'] ?? '*/*') ? playground : apollo.get(url.searchParams, caller)
  }
  if (method === 'POST') return apollo.post(read.payload, caller)
  return text(405, 'Apollo Server supports only GET/POST requests.', { allow: 'GET, POST' })
}

/** Whether a browser asks: a page is wanted rather than JSON. */
function prefersPage(accept: string): boolean {
  const weighed = accept.split(',').map((part, index) => {
    const [type = '', ...parameters] = part.split(';').map((one) => one.trim())
    const weight = parameters.find((one) => one.startsWith('q='))?.slice(2)
    return { type, weight: weight === undefined ? 1 : Number(weight), index }
  })
  const first = weighed
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight || one.index - other.index)
    .find(({ type }) => type === 'text/html' || type === 'application/json')
  return first?.type === 'text/html'
}

const origins = [/^http:\/\/app\.local\.astronomer\.io:(?:5000|8080)$/, /:\/\/localhost[:\d+]?/, /.example.com$/]

/** Pages of the installation's own domain may call it, with their cookies. */
function crossOrigin(origin: string | undefined): Readonly<Record<string, string>> {
  const allowed = origin !== undefined && origins.some((one) => one.test(origin))
  return {
    ...(allowed ? { 'access-control-allow-origin': origin } : {}),
    vary: 'Origin',
    'access-control-allow-credentials': 'true',
  }
}

const preflight = {
  'access-control-allow-methods': 'GET,PUT,POST,DELETE,OPTIONS',
  'access-control-allow-headers': 'Content-Type,Authorization,Content-Length,X-Requested-With,X-Apollo-Tracing',
  'content-length': '0',
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
