import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from './usage.ts'

/** The text of a file that was named on the line. @throws {UsageError} where it cannot be read. */
export async function readNamed(cwd: string, name: string): Promise<string> {
  const path = resolve(cwd, name)
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/u, '')
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${codeOf(error)}).`)
  }
}

/** The value of a JSON file that was named on the line. @throws {UsageError} where it holds none. */
export async function readJson(cwd: string, name: string): Promise<unknown> {
  const text = await readNamed(cwd, name)
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new UsageError(`${resolve(cwd, name)} holds no JSON.`)
  }
}

/** Writes a file whole or not at all, readable for this account only; answers with its path. @throws {UsageError} where it cannot. */
export async function writeNamed(cwd: string, name: string, text: string | Uint8Array): Promise<string> {
  const path = resolve(cwd, name)
  const draft = `${path}.${process.pid}.new`
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
    await rename(draft, path)
    return path
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw new UsageError(`${path} cannot be written (${codeOf(error)}).`)
  }
}

/** All that is said of an error of the system: `ENOENT`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
