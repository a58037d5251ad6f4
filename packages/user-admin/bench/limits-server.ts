import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { type Kind, type LimitedServer, limitedServer, type Phase } from '../test/pace-servers.ts'

/** A server with a limit over HTTP, or the fake of AAC with 600 requests a minute. */
export interface Limited {
  readonly kind: Kind | 'quota of AAC'
  readonly told: boolean
  readonly phases: readonly Phase[]
}

/** Where it listens, and who may come in. */
export interface Listening {
  readonly url: string
  readonly token: string
}

/** Milliseconds before each answer. */
export const latency = 25

async function limited({ kind, told, phases }: Limited & { readonly kind: Kind }): Promise<Listening> {
  const begun = performance.now()
  const now = (): number => performance.now() - begun
  const perSecond = (at: number): number => {
    let end = 0
    for (const phase of phases) {
      end += phase.seconds * 1000
      if (at < end) return phase.perSecond
    }
    return phases.at(-1)?.perSecond ?? 1
  }
  const limit: LimitedServer = limitedServer(kind, perSecond, told, latency, Date.now())
  parentPort?.on('message', (ms: number) => parentPort?.postMessage(limit.possible(now(), ms)))
  const server = createServer((_request, response) => {
    const { taken, headers } = limit.take(now())
    setTimeout(() => {
      if (taken) limit.done()
      response.writeHead(taken ? 200 : 429, { ...headers, 'content-type': 'application/json' }).end('{"id":41}')
    }, latency)
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'a.token.for.nobody' }
}

async function quota(): Promise<Listening> {
  const fake = await startFakeAac({ latency, quota: { user: 600 } })
  // A minute's quota is all that can be had in a minute, whenever it begins.
  parentPort?.on('message', (ms: number) => parentPort?.postMessage(ms / 100))
  return { url: fake.url, token: fake.tokens().accessToken }
}

if (parentPort !== null) {
  const setup = workerData as Limited
  parentPort.postMessage(await (setup.kind === 'quota of AAC' ? quota() : limited({ ...setup, kind: setup.kind })))
}
