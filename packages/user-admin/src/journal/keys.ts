import { UserAdminError } from '../errors.ts'

// `@types/node` 22 has no global `CryptoKey`.
/** An Ed25519 key: PEM text (PKCS #8 for a private one, SPKI for a public one), or a key of WebCrypto. */
export type HeadKey = string | Parameters<typeof crypto.subtle.sign>[1]

/**
 * Makes a pair of keys to sign heads with, as PEM. The private one belongs where the journal's heads are made, the public
 * one where they are checked.
 *
 * @throws {UserAdminError} `unsupported` where the runtime has no Ed25519.
 */
export async function newHeadKey(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  try {
    const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
    if (pair instanceof CryptoKey) throw noKey('PRIVATE KEY')
    return {
      privateKey: pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', pair.privateKey)),
      publicKey: pem('PUBLIC KEY', await crypto.subtle.exportKey('spki', pair.publicKey)),
    }
  } catch (error) {
    throw refused(error, 'PUBLIC KEY')
  }
}

/** @throws {UserAdminError} `invalid`, `unsupported`. */
export async function privateKeyOf(key: HeadKey): Promise<Exclude<HeadKey, string>> {
  return await keyOf(key, 'PRIVATE KEY')
}

/** @throws {UserAdminError} `invalid`, `unsupported`. */
export async function publicKeyOf(key: HeadKey): Promise<Exclude<HeadKey, string>> {
  return await keyOf(key, 'PUBLIC KEY')
}

type Label = 'PRIVATE KEY' | 'PUBLIC KEY'

async function keyOf(key: HeadKey, label: Label): Promise<Exclude<HeadKey, string>> {
  if (typeof key !== 'string') {
    const usage = label === 'PRIVATE KEY' ? 'sign' : 'verify'
    if (key?.algorithm?.name === 'Ed25519' && key.usages.includes(usage)) return key
    throw noKey(label)
  }
  const bytes = unwrapped(key, label)
  if (bytes === undefined) throw noKey(label)
  try {
    return label === 'PRIVATE KEY'
      ? await crypto.subtle.importKey('pkcs8', bytes, 'Ed25519', true, ['sign'])
      : await crypto.subtle.importKey('spki', bytes, 'Ed25519', true, ['verify'])
  } catch (error) {
    throw refused(error, label)
  }
}

/** The other half of a private key, which stands in its JWK. */
export async function publicOf(key: Exclude<HeadKey, string>): Promise<Exclude<HeadKey, string>> {
  if (!key.extractable)
    throw new UserAdminError('invalid', 'This private key may not be exported: give its public key as well.')
  const { x = '' } = await crypto.subtle.exportKey('jwk', key)
  const bytes = bytesOf(`${x.replaceAll('-', '+').replaceAll('_', '/')}=`)
  if (bytes === undefined) throw noKey('PRIVATE KEY')
  return await crypto.subtle.importKey('raw', bytes, 'Ed25519', true, ['verify'])
}

/** Names a public key: the SHA-256 of its SPKI form, as 64 hex digits. */
export async function fingerprintOf(key: Exclude<HeadKey, string>): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', await crypto.subtle.exportKey('spki', key))
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Base64. */
export const textOf = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))

/** What base64 stands for; `undefined` for what is none, or another spelling of it. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    return textOf(bytes.buffer) === text ? bytes : undefined
  } catch {
    return undefined
  }
}

const pem = (label: Label, bytes: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${textOf(bytes).replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`

// A key of this kind is 120 characters; an RSA key of any size stays under this.
const longest = 20_000

function unwrapped(text: string, label: Label): Uint8Array<ArrayBuffer> | undefined {
  if (text.length > longest) return undefined
  const [begin, end] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`]
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  return from < 0 || to < 0 ? undefined : bytesOf(text.slice(from + begin.length, to).replace(/\s+/g, ''))
}

/** What the runtime says of a key: it has no such keys, or this is none. Never more, for the key could be quoted. */
function refused(error: unknown, label: Label): UserAdminError {
  return error instanceof Error && error.name === 'NotSupportedError'
    ? new UserAdminError('unsupported', 'This runtime has no Ed25519 in WebCrypto: use Node 22 or newer.')
    : noKey(label)
}

const noKey = (label: Label): UserAdminError =>
  new UserAdminError(
    'invalid',
    label === 'PRIVATE KEY'
      ? 'This is no private Ed25519 key: give PKCS #8 as PEM without a password (-----BEGIN PRIVATE KEY-----).'
      : 'This is no public Ed25519 key: give SPKI as PEM (-----BEGIN PUBLIC KEY-----).',
  )
