import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ending = new AbortController()

/** Aborts when the benchmark ends, however it does: what it has started ends with it. */
export const ended: AbortSignal = ending.signal

/** Has everything that is written for a while lie in one folder, and leaves neither that nor a process behind. */
export function leaveNothing(): void {
  const folder = mkdtempSync(join(tmpdir(), 'user-admin-bench-'))
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder
  process.once('exit', () => {
    ending.abort()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => process.exit(code))
}

/** Runs a program to its end, and answers with what it printed. */
export async function printed(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd, signal: ended, killSignal: 'SIGKILL' })
  return stdout
}

/** Runs a script from the sources, in a process of its own that prints JSON. */
export async function script<T>(place: URL, flags: readonly string[] = [], args: readonly string[] = []): Promise<T> {
  const options = ['--conditions=source', '--no-warnings', ...flags]
  return JSON.parse(await printed(process.execPath, [...options, fileURLToPath(place), ...args])) as T
}
