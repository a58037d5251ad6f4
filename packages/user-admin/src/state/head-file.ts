import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import type { Head } from '../journal/journal.ts'

/** How far a state went, kept outside its database: what is behind it was restored from a copy. */
export interface StateHead extends Head {
  /** Which database. */
  readonly state: string
  /** How often it was changed. */
  readonly changes: number
}

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
  const draft = `${file}.${process.pid}`
  const handle = openSync(draft, 'w', 0o600)
  try {
    writeSync(handle, `${JSON.stringify(head)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
}

/**
 * What makes a file another than one of the same name: a copy that was put in its place has other numbers. Where the
 * file system does not say when a file was made, only its number counts.
 */
export function identityOf(file: string): { readonly inode: string; readonly born: string } {
  const { ino, birthtimeNs, ctimeNs } = statSync(file, { bigint: true })
  return { inode: String(ino), born: birthtimeNs === ctimeNs ? '0' : String(birthtimeNs) }
}
