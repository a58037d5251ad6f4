import { chmod, mkdir, mkdtemp, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf } from './files.ts'
import { UsageError } from './usage.ts'

/** A draft of a file with a secret in it, in a folder of its own beside it that only this account can enter. */
export interface Draft extends AsyncDisposable {
  /** Where the draft is. */
  readonly path: string
  /** Where it goes: what a link leads to, and not the link. */
  readonly file: string
  /** Writes the draft down to the disk, readable for this account alone. */
  write(text: string): Promise<void>
  /** Puts it in the place of the file, whole. */
  place(): Promise<void>
  /** Leaves the draft where it is: nobody else has what is in it. */
  leave(): void
  /** What the file held when the draft was begun; empty where there was none. */
  readonly before: string
  /** Drafts of logins that were broken off, or are still at work: one of them may hold the only good credential. */
  readonly others: readonly string[]
}

/** Letters that a file with a credential has at most. */
const most = 2 ** 20

/**
 * Begins a file with a secret; unless it is placed, the file stays as it is. That it can be written is proved here.
 *
 * @throws {UsageError} where the folder cannot be made or written to, and where something else than a credential is
 * there, which would be lost.
 */
export async function draftOf(named: string): Promise<Draft> {
  const failed = (error: unknown): never => {
    throw new UsageError(`${named} cannot be written (${codeOf(error)}).`)
  }
  const file = await realpath(named).catch(() => named)
  const before = await readFile(file, 'utf8').catch((error: unknown) =>
    codeOf(error) === 'ENOENT' ? '' : failed(error),
  )
  if (!mayBeReplaced(before))
    throw new UsageError(`${named} holds something else than a credential, and was left as it is: name another file.`)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(failed)
  const others = await draftsIn(dirname(file))
  const folder = await mkdtemp(join(dirname(file), '.login-')).catch(failed)
  const path = join(folder, 'credential')
  let isLeft = false
  return {
    path,
    file,
    write: async (text) => {
      const handle = await open(path, 'w', 0o600).catch(failed)
      try {
        await handle.writeFile(text)
        await handle.sync()
      } catch (error) {
        failed(error)
      } finally {
        await handle.close()
      }
    },
    place: async () => {
      try {
        await chmod(path, 0o600)
        await rename(path, file)
      } catch (error) {
        failed(error)
      }
    },
    leave: () => {
      isLeft = true
    },
    before,
    others,
    [Symbol.asyncDispose]: async () => {
      if (!isLeft) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Whether a file may give way: it is empty, or holds one word, as a token is, or a pair, even one that was cut. */
function mayBeReplaced(text: string): boolean {
  const held = text.trim()
  if (held.length > most) return false
  return held === '' || (held.startsWith('{') ? held.includes('_token"') : /^\S+$/u.test(held))
}

/** The sentence about drafts that are there besides. */
export const othersText = (others: readonly string[]): string =>
  `A login was broken off, or is at work: ${others.join(' and ')} may hold a credential that nobody else has. Where nobody is at work, hand it over with --from, and delete its folder after that.`

/** The drafts in a folder, by their paths. */
export async function draftsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.startsWith('.login-')).map((name) => join(folder, name, 'credential'))
}
