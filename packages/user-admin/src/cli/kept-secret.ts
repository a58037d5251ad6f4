import { chmod, mkdir, mkdtemp, open, realpath, rename, rm } from 'node:fs/promises'
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
}

/**
 * Begins a file with a secret; unless it is placed, the file stays as it is. That it can be written is proved here.
 *
 * @throws {UsageError} where the folder cannot be made or written to.
 */
export async function draftOf(named: string): Promise<Draft> {
  const failed = (error: unknown): never => {
    throw new UsageError(`${named} cannot be written (${codeOf(error)}).`)
  }
  const file = await realpath(named).catch(() => named)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(failed)
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
    [Symbol.asyncDispose]: async () => {
      if (!isLeft) await rm(folder, { recursive: true, force: true })
    },
  }
}
