import { closeSync, openSync } from 'node:fs'

/**
 * Makes an empty file that only this account may read, where there is none. One that is there is not even opened: with the
 * first file of a name that a process closes, it loses every lock of the kernel that it has on it (POSIX, `fcntl`).
 */
export function makeOwn(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
