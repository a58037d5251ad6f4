import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FakeAnswer, type FakeRequest, type Faults, proxyPage } from './faults.ts'

/** The header in which a fake's `fetch` says which real host a request was meant for. */
export const intendedHost = 'x-fake-host'

export interface FakeServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  /** Sends requests for real hosts here and everything else where it belongs. */
  readonly fetch: typeof fetch
  /** Requests that arrived, refused ones included. */
  readonly requests: () => number
  readonly close: () => Promise<void>
}

export interface ServeOptions {
  /** Names the operation of a request, for fault rules. */
  readonly operation: (request: FakeRequest) => string
  readonly answer: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>
  readonly faults: Faults
  /** Milliseconds before each answer. Default 0. */
  readonly latency?: number
  /** Which hosts `fetch` brings here. */
  readonly hosts: RegExp
}

/** Starts a fake on a free loopback port. */
export async function serve(options: ServeOptions): Promise<FakeServer> {
  let requests = 0
  const server = createServer((message, response) => {
    requests += 1
    handle(message, response, options).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`fake: ${String(error)}`)
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  return {
    url,
    requests: () => requests,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const target = new URL(request.url)
      if (!options.hosts.test(target.host)) return fetch(request)
      const headers = new Headers(request.headers)
      headers.set(intendedHost, target.host)
      const body = request.body === null ? null : await request.arrayBuffer()
      return fetch(url + target.pathname + target.search, {
        method: request.method,
        headers,
        body,
        redirect: request.redirect,
        signal: request.signal,
      })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function handle(message: IncomingMessage, response: ServerResponse, options: ServeOptions): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of message) chunks.push(chunk as Uint8Array)
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(message.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  const request: FakeRequest = {
    method: message.method ?? 'GET',
    url: new URL(message.url ?? '/', 'http://fake'),
    host: headers[intendedHost],
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  }

  const fault = options.faults.strike(options.operation(request), request)
  if (options.latency !== undefined && options.latency > 0)
    await new Promise((resolve) => setTimeout(resolve, options.latency))
  const acted = fault === undefined || fault.when === 'after' ? await options.answer(request) : undefined
  const give = fault === undefined ? acted : fault.give

  if (give === 'silence') return
  if (give === 'reset') {
    message.socket.resetAndDestroy()
    return
  }
  if (give === 'cut') {
    const body = acted?.body ?? '{"data":'
    response.writeHead(acted?.status ?? 200, {
      'content-type': 'application/json',
      ...acted?.headers,
      'content-length': String(Buffer.byteLength(body) + 20),
    })
    response.write(body)
    setTimeout(() => message.socket.destroy(), 5)
    return
  }
  const { status, headers: extra, body } = give === 'html' || give === undefined ? proxyPage : give
  const type = status === 204 ? {} : { 'content-type': 'application/json; charset=utf-8' }
  response.writeHead(status, { ...type, ...extra })
  response.end(body)
}
