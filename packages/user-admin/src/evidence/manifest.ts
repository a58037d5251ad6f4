import canonicalize from 'canonicalize'
import { UserAdminError } from '../errors.ts'
import { sha256 } from '../journal/chain.ts'
import type { Head } from '../journal/journal.ts'
import { bytesOf, fingerprintOf, type HeadKey, privateKeyOf, publicKeyOf, publicOf, textOf } from '../journal/keys.ts'
import type { LeaversAsked } from './form.ts'

/** What a folder of evidence holds. */
export interface Manifest {
  readonly version: 1
  readonly kind: 'leavers' | 'access'
  /** Of the page and the tables: what another release writes in another form is told by its digest alone. */
  readonly form: number
  /** ISO 8601. */
  readonly madeAt: string
  readonly madeBy: string
  /** What was asked for; absent for access. */
  readonly asked?: LeaversAsked
  /** How far the journal goes; `null` for an empty one. */
  readonly head: Head | null
  /** Every file but the manifest and its signature, by name. */
  readonly files: readonly ManifestFile[]
}

/** One file of a folder. */
export interface ManifestFile {
  readonly name: string
  readonly bytes: number
  /** 64 hex digits. */
  readonly sha256: string
}

/** What stands beside a manifest that a key vouches for. */
export interface ManifestSignature {
  /** Of the public key, as in a signed head. */
  readonly key: string
  /** Ed25519, base64. */
  readonly signature: string
}

/** The form in which this release writes pages and tables. */
export const form = 1

export const manifestName = 'manifest.json'
export const signatureName = 'manifest.sig'

/** What is signed says what it is, so that no signature for another purpose fits. */
const statement = async (manifest: string, key: string): Promise<Uint8Array<ArrayBuffer>> =>
  new TextEncoder().encode(
    canonicalize({ what: 'manifest of user-admin evidence', sha256: await sha256(manifest), key }),
  )

/**
 * Signs the text of a manifest.
 *
 * @throws {UserAdminError} `invalid` for what is no private Ed25519 key.
 */
export async function signManifest(manifest: string, privateKey: HeadKey): Promise<ManifestSignature> {
  const signing = await privateKeyOf(privateKey)
  const key = await fingerprintOf(await publicOf(signing))
  return { key, signature: textOf(await crypto.subtle.sign('Ed25519', signing, await statement(manifest, key))) }
}

/**
 * Why a signature does not vouch for a manifest; `undefined` where it does.
 *
 * @throws {UserAdminError} `invalid` for what is no public Ed25519 key.
 */
export async function signatureFault(
  manifest: string,
  given: unknown,
  publicKey: HeadKey,
): Promise<string | undefined> {
  const shown = await publicKeyOf(publicKey)
  const own = await fingerprintOf(shown)
  const { key, signature } = (given ?? {}) as Partial<ManifestSignature>
  if (typeof key !== 'string' || typeof signature !== 'string')
    return `${signatureName} is missing or none, and a public key was given to check it.`
  if (key !== own)
    return `The manifest was signed with the key ${key.slice(0, 12)}, and the one given is ${own.slice(0, 12)}.`
  const bytes = bytesOf(signature)
  const isSigned =
    bytes !== undefined && (await crypto.subtle.verify('Ed25519', shown, bytes, await statement(manifest, key)))
  return isSigned ? undefined : `The signature does not fit ${manifestName}: one of the two was changed.`
}

/** The manifest that a text holds. @throws {UserAdminError} `invalid` for what is none. */
export function manifestIn(text: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw none()
  }
  const { version, kind, files, form: shape, madeAt, head } = (value ?? {}) as Partial<Record<keyof Manifest, unknown>>
  const isFile = (one: unknown): one is ManifestFile => {
    const { name, bytes, sha256: hash } = (one ?? {}) as Partial<Record<keyof ManifestFile, unknown>>
    return typeof name === 'string' && isName(name) && Number.isSafeInteger(bytes) && typeof hash === 'string'
  }
  if (version !== 1 || (kind !== 'leavers' && kind !== 'access')) throw none()
  if (typeof shape !== 'number' || typeof madeAt !== 'string' || head === undefined) throw none()
  if (!Array.isArray(files) || !files.every(isFile)) throw none()
  return value as Manifest
}

/** Names of files of a folder: nothing that leads out of it. */
export const isName = (name: string): boolean =>
  /^(?:plans\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/u.test(name) && !name.includes('..')

const none = (): UserAdminError =>
  new UserAdminError('invalid', `${manifestName} is no manifest of evidence, or one of a later release.`)
