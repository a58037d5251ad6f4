import { spawnSync } from 'node:child_process'

/** What a program printed, and how it ended. */
export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program of the machine. @throws {Error} where it is not there: these tests prove nothing without. */
export function tool(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Said {
  const PATH = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { PATH, LANG: 'C.UTF-8', ...env },
    maxBuffer: 64 * 2 ** 20,
  })
  if (error !== undefined && 'code' in error && error.code === 'ENOENT')
    throw new Error(`There is no ${program} on this machine: "bash .ci/schedulers" installs it on Debian and Ubuntu.`)
  if (error !== undefined) throw error
  return { code: status ?? -1, stdout, stderr }
}

/** The words that a shell makes of a text. */
export const shellWords = (text: string): readonly string[] =>
  tool('/bin/sh', ['-c', `printf '%s\\0' ${text}`])
    .stdout.split('\0')
    .slice(0, -1)
