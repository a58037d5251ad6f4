import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of the examples. */
export const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

// Windows opens no socket without SystemRoot.
const inherited = Object.fromEntries(
  ['PATH', 'SystemRoot', 'TEMP'].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  ),
)

/** An example as its user runs it: a process of its own, with nothing but these variables. */
export function run(
  example: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--conditions=source', at(example), ...args],
      { env: { ...inherited, NODE_COMPILE_CACHE: join(tmpdir(), 'user-admin-examples'), ...env } },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

/** The id of the plan that was shown. */
export const planIn = (out: string): string => /Plan id ([0-9a-f]{64})/u.exec(out)?.[1] ?? ''
