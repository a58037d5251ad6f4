import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Refusal } from '../protocol.ts'
import { Refused } from './refused.ts'

/** Of a request, in bytes. */
const most = 2 * 1024 * 1024

/** What every answer carries: the page may load nothing but its own files, stand in no other page, and be kept nowhere. */
export const strict: OutgoingHttpHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
}

/** Answers in JSON. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    ...strict,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** Answers that nothing was done, and why. */
export function refuse(response: ServerResponse, status: number, { problem, says }: Refusal): void {
  if (response.headersSent) response.end()
  else answer(response, status, { problem, says })
}

/** The JSON of a request. @throws {Refused} for what is none, and for too much of it. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > most) throw new Refused('too-large', 413)
    pieces.push(piece)
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown
  } catch {
    throw new Refused('invalid', 400)
  }
}
