import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { claimsOf } from '../../credentials/whole-token.ts'
import type { Config } from '../config/config.ts'
import type { SecretForm, TargetForm } from '../config/form.ts'
import { draftsIn, othersText } from '../kept-secret.ts'
import { bad, type Finding, note, type TargetReport } from './report.ts'

const day = 86_400_000

/** What there is to say of a credential without showing it. */
export interface CredentialReport {
  readonly credential: TargetReport['credential']
  readonly findings: readonly Finding[]
}

/** @param sent When the token that was sent ends, in ms since the epoch, where it says so. */
export async function credentialOf(
  name: string,
  form: TargetForm,
  { folder }: Pick<Config, 'folder'>,
  { sent, now }: { readonly sent: number | undefined; readonly now: number },
): Promise<CredentialReport> {
  const { credential, system } = form
  const kind = kindOf(credential)
  const path = credential.file === undefined ? undefined : resolve(folder, credential.file)
  // An access token of AAC ends in minutes, and is renewed: what counts is the token that renews it.
  const isRenewed = system === 'aac' && kind !== 'env'
  const ends = isRenewed ? (path === undefined ? undefined : await endOfPair(path)) : sent
  const daysLeft = ends === undefined ? null : Math.floor((ends - now) / day)
  return {
    credential: { kind, ends: ends === undefined ? null : new Date(ends).toISOString(), daysLeft },
    findings: [
      ...(path === undefined ? [] : [...(await rightsOf(path)), ...(await leftBeside(path))]),
      ...ending(name, form, { ends, now }),
    ],
  }
}

function kindOf(credential: SecretForm | { readonly client?: unknown }): TargetReport['credential']['kind'] {
  for (const kind of ['file', 'env', 'command', 'keychain', 'client'] as const)
    if ((credential as Readonly<Record<string, unknown>>)[kind] !== undefined) return kind
  return 'file'
}

async function endOfPair(path: string): Promise<number | undefined> {
  try {
    const { refresh_token: refresh } = JSON.parse(await readFile(path, 'utf8')) as { readonly refresh_token?: unknown }
    return typeof refresh === 'string' ? claimsOf(refresh)?.ends : undefined
  } catch {
    return undefined
  }
}

/** What a person does about a credential that ends. */
export const renewalOf = (name: string, { system, credential }: TargetForm): string =>
  credential.file === undefined
    ? 'put a new one in its place'
    : system === 'aac'
      ? `user-admin login aac ${name}`
      : `user-admin login houston ${name} --create-key NAME`

function ending(
  name: string,
  form: TargetForm,
  { ends, now }: { readonly ends: number | undefined; readonly now: number },
): readonly Finding[] {
  if (ends === undefined) return []
  const left = ends - now
  const remedy = renewalOf(name, form)
  if (left <= 0) return [bad(`The credential has ended: ${remedy}.`)]
  if (left < 7 * day)
    return [
      note(
        `The credential ends in ${left < 2 * day ? `${Math.floor(left / 3_600_000)} hours` : `${Math.floor(left / day)} days`}: ${remedy}.`,
      ),
    ]
  return []
}

/** What a login left that was broken off: a credential that nobody looks after. */
async function leftBeside(path: string): Promise<readonly Finding[]> {
  const others = await draftsIn(dirname(path))
  return others.length === 0 ? [] : [bad(othersText(others))]
}

/** Whether anybody else on this machine can read a secret, or put another in its place. */
async function rightsOf(path: string): Promise<readonly Finding[]> {
  // Windows has no such rights.
  if (process.platform === 'win32') return []
  const found: Finding[] = []
  const file = await stat(path).catch(() => undefined)
  if (file !== undefined && (file.mode & 0o077) !== 0)
    found.push(bad(`${path} can be read by others (mode ${modeOf(file.mode)}): chmod 600 ${path}`))
  const folder = await stat(dirname(path)).catch(() => undefined)
  if (folder !== undefined && (folder.mode & 0o022) !== 0)
    found.push(bad(`Others can replace ${path}: chmod go-w ${dirname(path)}`))
  return found
}

/** `644` */
export const modeOf = (mode: number): string => (mode & 0o777).toString(8).padStart(3, '0')
