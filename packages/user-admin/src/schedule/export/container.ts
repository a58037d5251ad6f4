import { posix } from 'node:path'
import { UserAdminError } from '../../errors.ts'
import type { Installation } from './job.ts'

/** The folder of the configuration in a container. */
export const configFolder = '/etc/user-admin'

/** A file of a ConfigMap or a Secret. */
export interface Mounted {
  /** Its name in there. */
  readonly key: string
  /** Where it is found, from {@link configFolder}. */
  readonly path: string
}

/** Where in a container is what a configuration names. */
export interface Mounts {
  readonly config: readonly [Mounted, ...Mounted[]]
  readonly secrets: readonly Mounted[]
}

/**
 * Finds each file of the configuration a place in a container whose one writable folder is the state.
 *
 * @throws {UserAdminError} `invalid` where the configuration names a file that could not be there.
 */
export function mountsOf({ config, state, needs }: Installation): Mounts {
  for (const file of needs.written)
    if (!posix.resolve(configFolder, file).startsWith(`${posix.normalize(state).replace(/\/$/u, '')}/`))
      throw new UserAdminError(
        'invalid',
        `${file} is written, and in a container only the state can be: name it ${posix.join(state, posix.basename(file))} in the configuration. A pair of tokens has to be put there once.`,
      )
  return {
    config: [mounted(posix.basename(slashed(config))), ...needs.files.map(mounted)],
    secrets: needs.secrets.map(mounted),
  }
}

const slashed = (path: string): string => path.replaceAll('\\', '/')

function mounted(file: string): Mounted {
  const path = posix.relative(configFolder, posix.resolve(configFolder, slashed(file)))
  const isOutside = path === '' || path.startsWith('..')
  if (isOutside || /[\p{Cc}]/u.test(path))
    throw new UserAdminError(
      'invalid',
      `The configuration names ${file}, which no container has: put the file beside the configuration, and name it from there.`,
    )
  return { key: path.replaceAll(/[^a-zA-Z0-9._-]/gu, '_'), path }
}
