import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { beginning, linkOf, parted } from '../journal/chain.ts'
import type { Head } from '../journal/journal.ts'
import type { Page } from './store.ts'

/** How far a state went, kept outside its database: what is behind it was restored from a copy. */
export interface StateHead extends Head {
  /** Which database. */
  readonly state: string
  /** How often it was changed. */
  readonly changes: number
}

/** The head of a journal that ends with this line. */
export const headAt = ({ seq, line }: Page[number]): Head => ({
  count: seq,
  hash: parted(line)?.hash ?? beginning,
  at: linkOf(line)?.at ?? '',
})

/** The head file; `none`: there is none; `unreadable`: something is there that is no head. */
export function readHead(file: string): StateHead | 'none' | 'unreadable' {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'none' : 'unreadable'
  }
  try {
    const { count, hash, at, state, changes } = JSON.parse(text) as Partial<Record<keyof StateHead, unknown>>
    const isWhole =
      Number.isSafeInteger(count) &&
      Number.isSafeInteger(changes) &&
      typeof hash === 'string' &&
      typeof at === 'string' &&
      typeof state === 'string'
    if (isWhole) return { count: Number(count), hash, at, state, changes: Number(changes) }
  } catch {
    // Told below.
  }
  return 'unreadable'
}

/** Writes it as a whole or not at all, durably. */
export function writeHead(file: string, head: StateHead): void {
  // In containers that share a folder, two processes may have one number.
  const draft = `${file}.${randomUUID()}`
  try {
    const handle = openSync(draft, 'wx', 0o600)
    try {
      writeFileSync(handle, `${JSON.stringify(head)}\n`)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Where a file really is: a link must not be replaced by a file, unless somebody else made it. */
export function linked(file: string): string {
  let found = file
  for (let links = 0; links < 40; links++) {
    const there = lstatSync(found, { throwIfNoEntry: false })
    const own = process.getuid?.() ?? there?.uid
    if (there?.isSymbolicLink() !== true || (there.uid !== own && there.uid !== 0)) return found
    found = resolve(dirname(found), readlinkSync(found))
  }
  return found
}

/**
 * What makes a file another than one of the same name: a copy that was put in its place has other numbers. Where the
 * file system does not say when a file was made, only its number counts.
 */
export function identityOf(file: string): { readonly inode: string; readonly born: string } {
  const { ino, birthtimeNs, ctimeNs } = statSync(file, { bigint: true })
  return { inode: String(ino), born: birthtimeNs === ctimeNs ? '0' : String(birthtimeNs) }
}
