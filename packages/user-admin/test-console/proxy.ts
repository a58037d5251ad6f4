import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A defence of the console that is taken away, as if nobody had built it. */
export type Break = 'origin' | 'host' | 'secret' | 'frames' | 'opener' | 'resources'

/** Where a console is reached. */
export interface Target {
  readonly address: string
  readonly link: string
}

/** The headers of a request, as the console would take them. */
function passedOn(
  headers: IncomingHttpHeaders,
  { here, there, broken, secret }: { here: string; there: string; broken: Break | undefined; secret: string },
): OutgoingHttpHeaders {
  const isOwn = headers.origin === `http://${here}`
  const isForgiven = broken === 'origin' || broken === 'host'
  return {
    ...headers,
    host: headers.host === here || broken === 'host' ? there : (headers.host ?? ''),
    ...(headers.origin !== undefined && (isOwn || isForgiven) ? { origin: `http://${there}` } : {}),
    ...(broken === 'secret' ? { 'x-user-admin-session': secret } : {}),
  }
}

/** The headers of an answer, without what is taken away. */
function weakened(headers: IncomingHttpHeaders, broken: Break | undefined): OutgoingHttpHeaders {
  switch (broken) {
    case undefined:
    case 'host':
    case 'secret':
      return headers
    case 'frames':
      return unframed(headers)
    case 'opener':
      return { ...headers, 'cross-origin-opener-policy': 'unsafe-none' }
    case 'resources':
      return { ...headers, 'cross-origin-resource-policy': 'cross-origin' }
    case 'origin':
      return { ...headers, ...shared }
    default:
      return broken satisfies never
  }
}

/** As if anybody might show the page in a frame. */
function unframed(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const policy = String(headers['content-security-policy'] ?? '').replace("frame-ancestors 'none'; ", '')
  const others = Object.entries(headers).filter(([name]) => name !== 'x-frame-options')
  return { ...Object.fromEntries(others), 'content-security-policy': policy }
}

const shared: OutgoingHttpHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'cross-origin-resource-policy': 'cross-origin',
}

/** A door before a console that passes on everything, but for one defence: so that attacks are seen to find its absence. */
export async function startProxy(console: Target, broken?: Break): Promise<AsyncDisposable & Target> {
  const { host: there, port } = new URL(console.address)
  let here = ''
  let secret = ''
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    if (broken === 'origin' && method === 'OPTIONS') {
      outgoing.writeHead(204, shared).end()
      return
    }
    const passed = request(
      { host: '127.0.0.1', port, path: url, method, headers: passedOn(headers, { here, there, broken, secret }) },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, weakened(answer.headers, broken))
        if (url === '/api/open' && answer.statusCode === 200)
          answer.on('data', (piece: Buffer) => {
            secret = (JSON.parse(String(piece)) as { readonly session: string }).session
          })
        answer.pipe(outgoing)
      },
    )
    passed.on('error', () => outgoing.destroy())
    outgoing.once('close', () => passed.destroy())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  here = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    address: `http://${here}/`,
    link: `http://${here}/${new URL(console.link).hash}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
