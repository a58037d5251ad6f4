import { UserAdminError } from '../errors.ts'
import { bytesOf, textOf } from '../journal/keys.ts'

// Twenty lines on what every runtime has, rather than a library and what it brings: whoever receives a message checks it
// with a library of theirs, and our tests with `node:crypto`.

/** Bytes that a secret has at least, as Standard Webhooks wants it. */
const fewest = 24

/**
 * What a secret stands for.
 *
 * @param secret `whsec_` and base64; anything else is taken as it is.
 * @throws {UserAdminError} `invalid` for one that is shorter than 24 bytes, or no base64; it is not repeated.
 */
export function secretBytes(secret: string, receiver: string): Uint8Array<ArrayBuffer> {
  const bytes = decoded(secret)
  if (bytes === undefined || bytes.length < fewest)
    throw new UserAdminError(
      'invalid',
      `The secret of the receiver ${receiver} cannot be used: it is whsec_ and base64, or any text, of at least ${fewest} bytes.`,
    )
  return bytes
}

function decoded(secret: string): Uint8Array<ArrayBuffer> | undefined {
  if (typeof secret !== 'string') return undefined
  if (!secret.startsWith('whsec_')) return new TextEncoder().encode(secret)
  const base64 = secret.slice('whsec_'.length)
  // Some leave out what only fills up the last four letters.
  return bytesOf(base64.padEnd(Math.ceil(base64.length / 4) * 4, '='))
}

/** The three headers of Standard Webhooks. `timestamp`: seconds since the epoch. */
export async function signedHeaders(
  secret: Uint8Array<ArrayBuffer>,
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
): Promise<Readonly<Record<string, string>>> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const signed = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${id}.${timestamp}.${body}`))
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${textOf(signed)}`,
  }
}
