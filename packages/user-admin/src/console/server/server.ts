import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserAdminError } from '../../errors.ts'
import { answer, bodyOf, refuse, strict } from './answering.ts'
import { Gate } from './gate.ts'
import { PageFiles } from './page-files.ts'
import { failureOf, Refused } from './refused.ts'
import { answered } from './requests.ts'
import { Session, type SessionOptions } from './session.ts'
import { watching } from './watching.ts'

/** What a console is started with. */
export interface ConsoleOptions extends SessionOptions {
  /** The folder of the page's files, or each of them by its path: `/index.html`. */
  readonly files: string | ReadonlyMap<string, Buffer>
  /** Milliseconds without a request and without a run, after which everything is forgotten and the server ends. Default 30 minutes. */
  readonly idle?: number | undefined
}

/** A console that listens. */
export interface RunningConsole extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/#ONCE`: good for one opening. */
  readonly link: string
  /** Without the secret. */
  readonly address: string
  /** Why it ended, once it has. */
  readonly ended: Promise<'closed' | 'idle'>
  /** Forgets every token, stops a run where it can be gone on with, and frees the port. */
  close(): Promise<void>
}

/** Serves the console on a free port of this machine, for whoever has its link. */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { files: given, idle = 30 * 60_000, ...rest } = options
  const files = new PageFiles(given)
  let gate: Gate | undefined
  let why: 'closed' | 'idle' = 'closed'
  let lastAsked = Date.now()
  const session = new Session({ ...rest, idleEnds: () => lastAsked + idle })
  await session.begin()
  const server = createServer((request, response) => {
    if (gate === undefined) {
      response.destroy()
      return
    }
    const isWatch = request.url === '/api/watch'
    served(request, response, { gate, files, session, end }).then(
      // A page that only stands open asks for nothing.
      (isOfSession) => (lastAsked = isOfSession && !isWatch ? Date.now() : lastAsked),
      () => response.destroy(),
    )
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  const { port } = await listening(server)
  gate = new Gate(port)

  let ending: Promise<void> | undefined
  let tell = (_why: 'closed' | 'idle'): void => undefined
  const ended = new Promise<'closed' | 'idle'>((resolve) => {
    tell = resolve
  })
  function end(): Promise<void> {
    ending ??= (async () => {
      clearInterval(looking)
      await session.end()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      tell(why)
    })()
    return ending
  }
  const looking = setInterval(
    () => {
      if (session.isAtWork) lastAsked = Date.now()
      if (Date.now() - lastAsked < idle) return
      why = 'idle'
      void end()
    },
    Math.min(1000, idle / 4),
  )
  const address = `http://127.0.0.1:${port}/`
  return { address, link: `${address}#${gate.once}`, ended, close: end, [Symbol.asyncDispose]: end }
}

async function listening(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return server.address() as AddressInfo
}

interface Door {
  readonly gate: Gate
  readonly files: PageFiles
  readonly session: Session
  readonly end: () => Promise<void>
}

/** One request. Answers with whether it was one of the session. */
async function served(request: IncomingMessage, response: ServerResponse, door: Door): Promise<boolean> {
  const { gate, files, session, end } = door
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  if (!path.startsWith('/api/')) {
    if (!gate.isAddressed(request)) refuse(response, 403, { problem: 'refused', says: '' })
    else await file(request, response, files, path)
    return false
  }
  const away = gate.refusal(request)
  if (away !== undefined) {
    refuse(response, away.status, { problem: away.problem, says: '' })
    return false
  }
  const name = path.slice('/api/'.length)
  if (name !== 'open' && !gate.isOfSession(request)) {
    refuse(response, 401, { problem: 'session', says: '' })
    return false
  }
  try {
    const body = await bodyOf(request)
    if (name === 'open') {
      const once = typeof body === 'object' && body !== null && 'once' in body ? body.once : undefined
      const secret = gate.open(typeof once === 'string' ? once : '')
      if (secret === undefined) refuse(response, 401, { problem: 'session', says: '' })
      else answer(response, 200, { session: secret })
      return secret !== undefined
    }
    if (name === 'watch') watching(session, response)
    else answer(response, 200, await answered(session, name, body))
    if (name === 'close') response.once('close', () => void end())
  } catch (error) {
    const status = error instanceof Refused ? error.status : error instanceof UserAdminError ? 409 : 500
    refuse(response, status, failureOf(error))
  }
  return true
}

async function file(
  { method }: IncomingMessage,
  response: ServerResponse,
  files: PageFiles,
  path: string,
): Promise<void> {
  const found = method === 'GET' || method === 'HEAD' ? await files.at(path) : undefined
  if (found === undefined) return refuse(response, method === 'GET' ? 404 : 405, { problem: 'not-found', says: '' })
  const { type, content } = found
  response.writeHead(200, { ...strict, 'content-type': type, 'content-length': content.length })
  response.end(method === 'HEAD' ? undefined : content)
}
