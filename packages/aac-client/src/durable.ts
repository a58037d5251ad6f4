import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Replaces a file so that after a kill or a power cut there is the old one or the new one, whole. Writing takes its time:
 * `still` is asked once the new one is on the disk. `false` if it said no; then the file stays as it is.
 */
export function replace(file: string, text: string, still: () => boolean = () => true): boolean {
  prepare(file, text)
  const meant = still()
  if (meant) place(file)
  else rmSync(`${file}.new`, { force: true })
  return meant
}

/** Writes `<file>.new`, for its owner only, down to the disk. */
function prepare(file: string, text: string): void {
  rmSync(`${file}.new`, { force: true })
  const handle = openSync(`${file}.new`, 'wx', 0o600)
  try {
    const bytes = Buffer.from(text)
    for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Puts `<file>.new` in the place of the file. */
export function place(file: string): void {
  renamed(`${file}.new`, file)
  // Windows has no such thing for a folder.
  if (process.platform === 'win32') return
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** On Windows a reader, an indexer or a virus scanner that has the old file open is in the way for a moment. */
function renamed(from: string, to: string): void {
  for (let left = process.platform === 'win32' ? 40 : 0; ; left -= 1) {
    try {
      renameSync(from, to)
      return
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (left === 0 || !['EPERM', 'EACCES', 'EBUSY'].includes(code)) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    }
  }
}
