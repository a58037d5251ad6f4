import canonicalize from 'canonicalize'
import { UserAdminError } from '../errors.ts'
import type { Head } from './journal.ts'
import { bytesOf, fingerprintOf, type HeadKey, privateKeyOf, publicKeyOf, publicOf, textOf } from './keys.ts'

export type { HeadKey } from './keys.ts'

/** A head that a key vouches for: whoever changes a journal cannot make a head that fits. */
export interface SignedHead extends Head {
  /** Of the public key: the SHA-256 of its SPKI form, 64 hex digits. */
  readonly key: string
  /** Ed25519, base64. */
  readonly signature: string
}

/**
 * Signs a head, with Ed25519 (RFC 8032) over its canonical form (RFC 8785).
 *
 * @param privateKey PKCS #8 as PEM, or a key of WebCrypto that may be exported.
 * @param publicKey Its other half; only needed for a private key that may not be exported.
 * @throws {UserAdminError} `invalid` for a head that is none and for what is no such key; `unsupported` where the runtime
 * has no Ed25519.
 */
export async function signHead(head: Head, privateKey: HeadKey, publicKey?: HeadKey): Promise<SignedHead> {
  const { count, hash, at } = checkedHead(head)
  const signing = await privateKeyOf(privateKey)
  const shown = publicKey === undefined ? await publicOf(signing) : await publicKeyOf(publicKey)
  const said = { count, hash, at, key: await fingerprintOf(shown) }
  const signature = await crypto.subtle.sign('Ed25519', signing, statement(said))
  const signed: SignedHead = { ...said, signature: textOf(signature) }
  if (publicKey !== undefined) await checkHead(signed, shown)
  return signed
}

/**
 * Resolves to the head if the key has signed exactly that.
 *
 * @param publicKey SPKI as PEM, or a key of WebCrypto.
 * @throws {UserAdminError} `invalid` where it has not, and for a head that is none; `unsupported` where the runtime has no
 * Ed25519.
 */
export async function checkHead(signed: SignedHead, publicKey: HeadKey): Promise<Head> {
  const { count, hash, at } = checkedHead(signed)
  const { key, signature } = signed
  if (typeof key !== 'string' || typeof signature !== 'string')
    throw new UserAdminError('invalid', 'The head is not signed, and a public key was given to check that.')
  const shown = await publicKeyOf(publicKey)
  const own = await fingerprintOf(shown)
  if (key !== own)
    throw new UserAdminError(
      'invalid',
      `The head was signed with the key ${key.slice(0, 12)}, and the one given is ${own.slice(0, 12)}.`,
    )
  const bytes = bytesOf(signature)
  if (
    bytes === undefined ||
    !(await crypto.subtle.verify('Ed25519', shown, bytes, statement({ count, hash, at, key })))
  )
    throw new UserAdminError('invalid', 'The signature does not fit the head: one of the two was changed.')
  return { count, hash, at }
}

/** What is signed: it says what it is, so that no signature for another purpose fits. */
const statement = (said: Omit<SignedHead, 'signature'>): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(canonicalize({ ...said, what: 'head of a user-admin journal' }))

/**
 * The head, if it is one.
 *
 * @throws {UserAdminError} `invalid`.
 */
export function checkedHead(head: Head): Head {
  const { count, hash, at } = (head ?? {}) as Partial<Record<keyof Head, unknown>>
  const isHead =
    Number.isSafeInteger(count) &&
    (count as number) > 0 &&
    typeof hash === 'string' &&
    /^[0-9a-f]{64}$/.test(hash) &&
    typeof at === 'string'
  if (!isHead)
    throw new UserAdminError('invalid', 'A head of a journal has a count from 1, a hash of 64 hex digits and a time.')
  return head
}
