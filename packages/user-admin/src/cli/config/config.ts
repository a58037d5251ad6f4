import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { codeOf } from '../files.ts'
import { UsageError } from '../usage.ts'
import type { ConfigForm } from './form.ts'
import { placed } from './places.ts'
import { understood } from './schema.ts'

/** A configuration that was read and understood. */
export interface Config extends ConfigForm {
  /** Its path. */
  readonly file: string
  /** The folder that relative paths in it begin at. */
  readonly folder: string
}

const names = ['user-admin.yaml', 'user-admin.yml', 'user-admin.json']

/**
 * The configuration that is meant: the one that was named, or one in the working folder, or in the nearest folder above
 * it, up to the root of its repository; or that of `USER_ADMIN_CONFIG`.
 *
 * @throws {UsageError} where there is none.
 */
export async function findConfig(where: {
  readonly named: string | undefined
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}): Promise<string> {
  const { named, cwd, env } = where
  if (named !== undefined) return resolve(cwd, named)
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = names.map((name) => join(folder, name)).find((file) => existsSync(file))
    if (found !== undefined) return found
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) break
  }
  const given = env['USER_ADMIN_CONFIG'] ?? ''
  if (given !== '') return resolve(cwd, given)
  throw new UsageError(
    `There is no configuration: ${names[0]} is neither in ${cwd} nor above it. Write one, or name it with --config or USER_ADMIN_CONFIG.`,
  )
}

/** @throws {UsageError} for a file that cannot be read, and for its first mistakes, each with file, line and column. */
export async function readConfig(file: string): Promise<Config> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`The configuration ${file} cannot be read (${codeOf(error)}).`)
  }
  const { value, placeOf } = placed(text.replace(/^\uFEFF/u, ''), file)
  const wrong = (path: readonly (string | number)[], isName: boolean, says: string): string =>
    `${placeOf(path, isName)}: ${path.length === 0 ? 'the file' : path.map(shownKey).join('.')} ${says}.`
  const result = understood(value)
  if ('mistakes' in result) {
    const all = result.mistakes.map(({ path, isName, says }) => wrong(path, isName, says))
    const more = all.length > 10 ? [`… and ${all.length - 10} more.`] : []
    throw new UsageError([...all.slice(0, 10), ...more].join('\n'))
  }
  const { config } = result
  for (const [path, says] of dangling(config)) throw new UsageError(wrong(path, false, says))
  if (config.jobs !== undefined) {
    // What knows of times is loaded by who has some.
    const { jobsIn } = await import('./job-checks.ts')
    for (const [path, says] of jobsIn(config)) throw new UsageError(wrong(path, false, says))
  }
  return { ...config, file, folder: dirname(file) }
}

/** Names that lead to no source, or back to themselves. */
function* dangling({ sources = {}, roles = {} }: ConfigForm): Iterable<[(string | number)[], string]> {
  const there = Object.keys(sources)
  const known = there.length === 0 ? 'there is no source' : `the sources are ${there.join(', ')}`
  for (const name of Object.keys(roles))
    if (!Object.hasOwn(sources, name)) yield [['roles', name], `names no source: ${known}`]
  for (const [name, source] of Object.entries(sources)) {
    if (!('of' in source)) continue
    for (const [index, part] of source.of.entries()) {
      if (!Object.hasOwn(sources, part)) yield [['sources', name, 'of', index], `names no source: ${known}`]
      if (reaches(sources, part, name, new Set()))
        yield [['sources', name, 'of', index], 'leads back to the source itself']
    }
  }
}

function reaches(sources: NonNullable<ConfigForm['sources']>, from: string, to: string, seen: Set<string>): boolean {
  if (from === to) return true
  const source = sources[from]
  if (seen.has(from) || source === undefined || !('of' in source)) return false
  seen.add(from)
  return source.of.some((part) => reaches(sources, part, to, seen))
}

/** What was written in the place of a name may be anything, a token too. */
const shownKey = (part: string | number): string =>
  typeof part === 'number' ? String(part + 1) : /^[\p{L}\p{N} ._@-]{1,24}$/u.test(part) ? part : '(a name)'

/** Where the state is: named on the line, in the environment, or in the configuration; otherwise as `openState` has it. */
export async function stateFolder(
  named: string | undefined,
  where: {
    readonly cwd: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly config: () => Promise<Config>
  },
): Promise<string | undefined> {
  if (named !== undefined) return resolve(where.cwd, named)
  if ((where.env['USER_ADMIN_STATE'] ?? '') !== '') return undefined
  const { state, folder } = await where.config()
  return state === undefined ? undefined : resolve(folder, state)
}
