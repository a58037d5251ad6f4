import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a program to its end. @throws {Error} with what it printed, where it fails. */
export async function ran(program: string, words: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...words], { cwd, maxBuffer: 1 << 26 })
  return stdout
}
