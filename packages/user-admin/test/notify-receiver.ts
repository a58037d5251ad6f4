import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a receiver took in, with a signature that fits. */
interface Received {
  readonly id: string
  /** Seconds since the epoch. */
  readonly timestamp: number
  readonly body: Readonly<Record<string, unknown>> & { readonly text: string; readonly event: string }
  /** As it came. */
  readonly raw: string
}

/** How a receiver answers from now on. */
interface Answering {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds before the answer. */
  readonly after?: number
  /** The connection is broken in its place. */
  readonly breaks?: boolean
}

/** A receiver of webhooks on this machine, that checks every signature by itself. */
export interface TestReceiver extends AsyncDisposable {
  readonly url: string
  readonly secret: string
  answering: Answering
  /** What it took in, in order; also what it answered with an error. */
  readonly attempts: readonly (Received & { readonly answered: number })[]
  /** Of these, what it said 2xx to. */
  received(): readonly Received[]
  /** What came without a signature that fits. */
  readonly refused: readonly { readonly headers: IncomingHttpHeaders; readonly raw: string }[]
}

/** Secrets are base64 behind `whsec_`: this is 24 bytes. */
export const testSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** `v1,` and what Standard Webhooks signs, by `node:crypto`. */
export function expectedSignature(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** Starts one; it takes https in no form, so its address is of this machine. */
export async function startReceiver({
  secret = testSecret,
  path = '/hook',
}: {
  readonly secret?: string
  readonly path?: string
} = {}): Promise<TestReceiver> {
  const attempts: (Received & { readonly answered: number })[] = []
  const refused: { readonly headers: IncomingHttpHeaders; readonly raw: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    const ended = async (): Promise<void> => {
      const raw = Buffer.concat(chunks).toString('utf8')
      const header = (name: string): string => String(request.headers[name] ?? '')
      const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(header) as [
        string,
        string,
        string,
      ]
      const wanted = expectedSignature(secret, id, timestamp, raw)
      const fits = signature.length === wanted.length && timingSafeEqual(Buffer.from(signature), Buffer.from(wanted))
      if (!fits || id === '') {
        refused.push({ headers: request.headers, raw })
        response.writeHead(401).end()
        return
      }
      const { status, headers = {}, after = 0, breaks = false } = receiver.answering
      attempts.push({
        id,
        timestamp: Number(timestamp),
        body: JSON.parse(raw) as Received['body'],
        raw,
        answered: status,
      })
      if (after > 0) await sleep(after)
      if (breaks) request.socket.destroy()
      else response.writeHead(status, headers).end('what a receiver says is not read')
    }
    request.on('end', () => void ended())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: TestReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    secret,
    answering: { status: 204 },
    attempts,
    received: () => attempts.filter(({ answered }) => answered >= 200 && answered < 300),
    refused,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
