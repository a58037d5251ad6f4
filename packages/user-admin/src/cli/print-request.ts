/** A request as somebody else can send it: from Postman, a shell or a program of their own. The token is not in it. */
export interface PrintedRequest {
  /** What it does is answered in the place of the server: it was not sent. */
  readonly changes: boolean
  readonly method: string
  readonly url: string
  /** Of GraphQL: the name of its operation. */
  readonly operation?: string
  /** Of GraphQL. */
  readonly document?: string
  /** Of GraphQL. */
  readonly variables?: unknown
  /** Of REST, where there is one. */
  readonly body?: unknown
  /** The same for a shell that has the token in the variable `TOKEN`. */
  readonly curl: string
}

/** Sends what only reads, and writes down what is asked for: what would change something goes no further. */
export interface Printing {
  /** For every client: what is printed is what it would have sent. */
  readonly fetch: typeof fetch
  /** In their order, each once. */
  readonly requests: readonly PrintedRequest[]
}

/**
 * Begins to write down requests.
 *
 * A request that would change something is answered as if it had been done, so that the ones after it are seen too.
 *
 * @param send What sends those that only read. Default: the runtime's own `fetch`.
 */
export function printing(send: typeof fetch = fetch): Printing {
  const requests = new Map<string, PrintedRequest>()
  return {
    get requests() {
      return [...requests.values()]
    },
    fetch: async (input, init) => {
      const request = new Request(input, init)
      // A token server is asked in a form of its own. That is no part of the answer, and nobody may print it.
      if (isExchange(request)) return await send(input, init)
      const text = await request.clone().text()
      const { printed, answer } = understood(request, text)
      const key = `${printed.method} ${printed.url} ${text}`
      if (!requests.has(key)) requests.set(key, printed)
      return answer === undefined ? await send(input, init) : answer()
    },
  }
}

const isExchange = ({ method, headers }: Request): boolean =>
  method === 'POST' && (headers.get('content-type') ?? '').startsWith('application/x-www-form-urlencoded')

/** A request in its parts; `answer` stands for the server's where it may not be sent. */
interface Understood {
  readonly printed: PrintedRequest
  readonly answer?: () => Response
}

function understood(request: Request, text: string): Understood {
  const { method, url } = request
  const body = json(text)
  const query = method === 'POST' ? field(body, 'query') : undefined
  if (typeof query !== 'string') {
    const changes = method !== 'GET' && method !== 'HEAD'
    const printed = { changes, method, url, ...(text === '' ? {} : { body }), curl: curlOf(request, text) }
    return changes ? { printed, answer: () => new Response(null, { status: 204 }) } : { printed }
  }
  const operation = field(body, 'operationName')
  const changes = !readsOnly(query)
  const printed = {
    changes,
    method,
    url,
    ...(typeof operation === 'string' ? { operation } : {}),
    document: query.trim(),
    variables: field(body, 'variables') ?? {},
    curl: curlOf(request, text),
  }
  return changes ? { printed, answer: () => Response.json(accepted(query)) } : { printed }
}

/** Whether a document is queries alone. A word too many makes it one that is not sent, and never the other way round. */
const readsOnly = (document: string): boolean =>
  !/\b(?:mutation|subscription)\b/u.test(document) && /^(?:\s|#[^\n]*\n)*(?:query\b|\{|fragment\b)/u.test(document)

/** What Houston answers to a change that it made, as far as a client looks at it. */
function accepted(document: string): unknown {
  const [, root] = /\bmutation\b[^{]*\{\s*(\w+)/u.exec(document.replaceAll(/#[^\n]*/gu, '')) ?? []
  return root === undefined ? { errors: [{ message: 'not sent' }] } : { data: { [root]: { id: 'not-sent' } } }
}

/** A line for a shell of the POSIX kind: the token is its variable `TOKEN`. */
function curlOf({ method, url, headers }: Request, text: string): string {
  const authorization = headers.get('authorization') ?? ''
  const kept = ['accept', 'content-type', 'x-api-project-id'].flatMap((name) => {
    const value = headers.get(name)
    return value === null || value === '*/*' ? [] : [`-H ${quoted(`${name}: ${value}`)}`]
  })
  return [
    `curl -X ${method} ${quoted(url)}`,
    ...(authorization === ''
      ? []
      : [`-H "authorization: ${authorization.startsWith('Bearer ') ? 'Bearer ' : ''}$TOKEN"`]),
    ...kept,
    ...(text === '' ? [] : [`--data-raw ${quoted(text)}`]),
  ].join(' \\\n  ')
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** What is printed for people: what would change something, or else everything that was read. */
export function printedText(requests: readonly PrintedRequest[]): string {
  const changes = requests.filter((request) => request.changes)
  const shown = changes.length > 0 ? changes : requests
  return shown
    .map((request) => {
      const { operation, method, url, document, variables, curl } = request
      const what = request.changes ? 'would change something, and was not sent' : 'only reads'
      const heading = `# ${operation ?? `${method} ${new URL(url).pathname}`}: ${what}`
      if (document === undefined) return [heading, curl].join('\n')
      return [heading, document, '', '# Its variables', JSON.stringify(variables, undefined, 2), '', curl].join('\n')
    })
    .join('\n\n')
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}
