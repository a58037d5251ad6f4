import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserAdminError } from '../errors.ts'
import { known } from '../plan/policy.ts'
import type { State } from '../state.ts'
import { failed } from './failures.ts'
import { linked } from './head-file.ts'
import { database, locksIn } from './locks.ts'
import { stateOver } from './over.ts'
import { SqliteStore } from './sqlite-store.ts'

/** Where a state is kept. */
export interface OpenOptions {
  /**
   * On a disk of this host. Default: `USER_ADMIN_STATE`; else `user-admin` in `XDG_STATE_HOME` or `~/.local/state`, on macOS
   * in `~/Library/Application Support`, on Windows in `%LOCALAPPDATA%`.
   */
  readonly folder?: string | undefined
  /**
   * The file that says how far the state went; what is behind it was restored from a copy. Best on another disk than the
   * folder, and never in the same backup. Default `head.json` in the folder.
   */
  readonly head?: string | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Opens the state that several processes of one host share: a database, made where there is none, a head file and a
 * folder of locks, readable for this account only. Close it at the end: `using state = await openState()`.
 *
 * @throws {UserAdminError} `invalid` where no folder is given and none can be told, and for an empty name or an unknown option; `unavailable` for a database that is
 * damaged, cannot be written, or was in use for ten seconds; `unsupported` for one of a later release, and where the runtime
 * has no `node:sqlite`.
 */
export async function openState(options: OpenOptions = {}): Promise<State> {
  known('openState', options, ['folder', 'head', 'now'])
  const { now: told = Date.now } = options
  for (const name of ['folder', 'head'] as const)
    if (options[name] === '')
      throw new UserAdminError('invalid', `The ${name} of the state has no name: give one, or leave it out.`)
  const now = (): number => Math.floor(told())
  const folder = resolve(options.folder ?? usualFolder(process.platform, process.env))
  const file = join(folder, 'state.db')
  const { DatabaseSync } = database()
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw failed(error, file)
  }
  const store = new SqliteStore({
    place: { file, head: linked(resolve(options.head ?? join(folder, 'head.json'))) },
    now,
    Database: DatabaseSync,
    locks: locksIn(join(folder, 'locks')),
  })
  try {
    await store.open()
  } catch (error) {
    store.close()
    throw error
  }
  return stateOver(store)
}

/** The folder where nobody named one. */
export function usualFolder(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): string {
  const named = env['USER_ADMIN_STATE']
  if (named !== undefined && named !== '') return named
  const home = (): string => {
    const given = (platform === 'win32' ? env['USERPROFILE'] : env['HOME']) ?? ''
    if (given !== '') return given
    throw new UserAdminError(
      'invalid',
      'Nobody says where the state is kept: name a folder in USER_ADMIN_STATE, or set HOME.',
    )
  }
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home(), 'AppData', 'Local'), 'user-admin')
  if (platform === 'darwin') return join(home(), 'Library', 'Application Support', 'user-admin')
  // What is not absolute is not meant (XDG Base Directory Specification).
  const state = env['XDG_STATE_HOME'] ?? ''
  return join(state.startsWith('/') ? state : join(home(), '.local', 'state'), 'user-admin')
}
