import { UserAdminError } from '../errors.ts'

/** What can be done about a failure of the database, by SQLite's primary result codes (sqlite.org/rescode.html). */
const failures: Readonly<Record<number, readonly [fact: string, remedy: string]>> = {
  3: ['may not be used', 'Give this account the right to write to its folder.'],
  5: ['was in use by others for ten seconds', 'Find out which process holds it, and try again.'],
  7: ['needs more memory than there is', 'Try again with more memory.'],
  8: ['cannot be written', 'Give this account the right to write to it and to its folder.'],
  10: ['cannot be read or written', 'Check the disk; it must be one of this host.'],
  11: ['is damaged', 'Move it away, or put a backup in its place, then record baselines again: user-admin init.'],
  13: ['has no room left', 'Free some space on its disk, and try again.'],
  14: ['cannot be opened', 'Its folder must exist on a disk of this host, and this account may write to it.'],
  26: ['is no database', 'Move it away, or put a backup in its place, then record baselines again: user-admin init.'],
}

/** Said of what was asked, not of the database: SQLite cannot take these values, or so much at once. */
const refusals: ReadonlySet<number> = new Set([1, 18, 19, 20, 25])

/** Whether a failure is one of the database, so that nothing else that is asked of it in this moment can succeed either. */
export const isEverybodys = (error: unknown): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  !(typeof error.errcode === 'number' && refusals.has(error.errcode & 0xff))

/** A failure of the database in this package's terms; a fault of ours comes back as it is. */
export function failed(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error
  if ('errcode' in error && typeof error.errcode === 'number') {
    const [fact, remedy] = failures[error.errcode & 0xff] ?? ['cannot be used', 'Check its disk, and try again.']
    const says = 'errstr' in error ? ` (${String(error.errstr)})` : ''
    return new UserAdminError('unavailable', `The state ${file} ${fact}${says}. Nothing was written. ${remedy}`)
  }
  if ('syscall' in error && 'code' in error)
    return new UserAdminError(
      'unavailable',
      `The state ${file} cannot be used (${String(error.code)}). Nothing was written. Its folder must be on a disk of this host, and this account may write to it.`,
    )
  return error
}
