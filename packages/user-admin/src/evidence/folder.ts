import { createHash, type Hash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UserAdminError } from '../errors.ts'
import { exported } from '../journal/export.ts'
import { signHead } from '../journal/head.ts'
import type { Head, Journal } from '../journal/journal.ts'
import type { HeadKey } from '../journal/keys.ts'
import type { Plan } from '../plan/plan.ts'
import type { CallOptions } from '../user-admin.ts'
import type { AccessEvidence } from './access.ts'
import type { LeaversEvidence } from './form.ts'
import { form, type Manifest, type ManifestFile, manifestName, signatureName, signManifest } from './manifest.ts'
import { pageOf } from './page.ts'
import type { Survey } from './survey-form.ts'
import { tableOf } from './tables.ts'

/** What goes into a folder of evidence. */
export interface FolderGiven extends CallOptions {
  readonly evidence: LeaversEvidence | AccessEvidence
  /** What leavers were told by. */
  readonly survey?: Survey | undefined
  /** All of it up to the head that the evidence names. */
  readonly journal: Pick<Journal, 'lines'>
  /** Those that the journal names and that were kept. Evidence of leavers rests on all that are of leavers. */
  readonly plans: Iterable<Plan> | AsyncIterable<Plan>
  /** A private Ed25519 key, as for heads: without, nobody can tell whether the whole folder was made anew. */
  readonly key?: HeadKey | undefined
  /** Who makes it. */
  readonly by: string
}

/** The text of a JSON file of a folder. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

/**
 * Writes evidence as a folder that can be handed over and checked on any machine: whole or not at all, readable for this
 * account only.
 *
 * @throws {UserAdminError} `conflict` where there is something of that name already, or the journal was exchanged
 * meanwhile; `unavailable` where it cannot be written; `invalid` for what is no private key.
 */
export async function writeEvidence(folder: string, given: FolderGiven): Promise<Manifest> {
  const { evidence, survey, journal, plans, key, by, signal } = given
  await checkNew(folder)
  let draft: string | undefined
  try {
    // In containers many processes have the same number: a draft that was left, or is somebody else's, is not in the way.
    const own = await mkdtemp(join(dirname(folder), `.${basename(folder)}.`))
    draft = own
    const files: ManifestFile[] = []
    const put = async (name: string, text: AsyncIterable<string> | Iterable<string>): Promise<void> => {
      files.push(await write(own, name, text))
    }
    await mkdir(join(own, 'plans'), { mode: 0o700 })
    const head = evidence.head === null || key === undefined ? evidence.head : await signHead(evidence.head, key)
    await put('journal.jsonl', linesTo(journal, evidence.head, signal))
    await put('head.json', [jsonText(head)])
    for await (const plan of plans) await put(`plans/${plan.id}.json`, [jsonText(plan)])
    if (survey !== undefined) await put('survey.json', [jsonText(survey)])
    await put(`${evidence.kind}.json`, [jsonText(evidence)])
    await put(`${evidence.kind}.csv`, [tableOf(evidence)])
    await put('index.html', [pageOf(evidence)])
    const manifest: Manifest = {
      version: 1,
      kind: evidence.kind,
      form,
      madeAt: evidence.madeAt,
      madeBy: by,
      ...(evidence.kind === 'leavers' ? { asked: evidence.asked } : {}),
      head: evidence.head,
      files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    }
    const text = jsonText(manifest)
    await write(own, manifestName, [text])
    if (key !== undefined) await write(own, signatureName, [jsonText(await signManifest(text, key))])
    await rename(own, folder)
    return manifest
  } catch (error) {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true }).catch(() => undefined)
    if (error instanceof Error && 'syscall' in error)
      throw new UserAdminError(
        'unavailable',
        `${folder} cannot be written (${'code' in error ? String(error.code) : 'unknown'}): see that its parent is there and has room.`,
      )
    throw error
  }
}

/** @throws {UserAdminError} `conflict` where there is something of that name. */
export async function checkNew(folder: string): Promise<void> {
  if ((await lstat(folder).catch(() => undefined)) !== undefined)
    throw new UserAdminError('conflict', `${folder} is there already: name a new folder, so that nothing is mixed.`)
}

/** The lines of a journal up to a head, which they must reach. */
async function* linesTo(
  journal: Pick<Journal, 'lines'>,
  head: Head | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  let left = head?.count ?? 0
  let last = ''
  if (left > 0)
    for await (const line of exported(journal as Journal, { signal })) {
      yield `${line}\n`
      last = line
      left -= 1
      if (left === 0) break
    }
  if (left > 0 || (head !== null && !last.endsWith(`,"hash":"${head.hash}"}`)))
    throw new UserAdminError('conflict', 'The journal was exchanged while the evidence was written: make it anew.')
}

async function write(
  folder: string,
  name: string,
  text: AsyncIterable<string> | Iterable<string>,
): Promise<ManifestFile> {
  const hash = createHash('sha256')
  let bytes = 0
  const stream = createWriteStream(join(folder, name), { mode: 0o600, flags: 'wx', flush: true })
  try {
    await once(stream, 'open')
    for await (const piece of text) {
      const data = Buffer.from(piece, 'utf8')
      hash.update(data)
      bytes += data.length
      if (!stream.write(data)) await once(stream, 'drain')
    }
    stream.end()
    await once(stream, 'close')
  } catch (error) {
    stream.destroy()
    throw error
  }
  return { name, bytes, sha256: hash.digest('hex') }
}

/** Reads what a folder holds, for whoever checks it. */
export interface Reading {
  /** Every file in it, by name. */
  readonly names: readonly string[]
  bytes(name: string): AsyncIterable<Uint8Array>
  text(name: string): Promise<string>
  digest(name: string): Promise<Pick<ManifestFile, 'bytes' | 'sha256'>>
}

/** @throws {UserAdminError} `not-found` where there is no such folder. */
export async function openFolder(folder: string): Promise<Reading> {
  const names: string[] = []
  const walk = async (under: string): Promise<void> => {
    for (const entry of await readdir(join(folder, under), { withFileTypes: true })) {
      const name = under === '' ? entry.name : `${under}/${entry.name}`
      if (entry.isDirectory()) await walk(name)
      else names.push(name)
    }
  }
  try {
    await walk('')
  } catch {
    throw new UserAdminError('not-found', `${folder} is no folder that can be read.`)
  }
  const bytes = (name: string): AsyncIterable<Uint8Array> => createReadStream(join(folder, name))
  return {
    names: names.toSorted(),
    bytes,
    text: async (name) => {
      const pieces: Uint8Array[] = []
      for await (const piece of bytes(name)) pieces.push(piece)
      // What is no UTF-8 must not read like something else that is.
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces))
    },
    digest: async (name) => {
      const hash: Hash = createHash('sha256')
      let count = 0
      for await (const piece of bytes(name)) {
        hash.update(piece)
        count += piece.length
      }
      return { bytes: count, sha256: hash.digest('hex') }
    },
  }
}
