import { type ChildProcess, spawn } from 'node:child_process'

/** How a command ended; `problem` where it never came to an end of its own. */
export type Ended = { readonly code: number; readonly out: string } | { readonly problem: string }

/** Variables by their names; one that is `undefined` is not set. */
type Environment = Readonly<Record<string, string | undefined>>

/** What a command may print: 1 MiB. */
const most = 2 ** 20

/**
 * Runs a command without a shell. What it is to know goes to its input, never into its arguments or environment; what
 * it prints on its error output goes nowhere, for nobody knows what stands there.
 *
 * @param how.timeout Milliseconds; then it is killed.
 * @param how.env Its environment. Default: that of this process.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  input: string,
  { timeout, env = process.env }: { readonly timeout: number; readonly env?: Environment | undefined },
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...env },
      windowsHide: true,
      // A Ctrl-C is for this program, which ends when what it keeps is kept.
      detached: process.platform !== 'win32',
    })
    const chunks: Buffer[] = []
    let size = 0
    const end = (ended: Ended): void => {
      clearTimeout(timer)
      if ('problem' in ended) kill(child)
      child.stdout.destroy()
      resolve(ended)
    }
    const timer = setTimeout(() => end({ problem: `did not end within ${timeout} ms` }), timeout)
    child.on('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
      end({ problem: `cannot be run (${code})` })
    })
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > most) end({ problem: 'printed more than 1 MiB' })
      chunks.push(chunk)
    })
    child.on('close', (code, signal) =>
      end(
        code === null ? { problem: `was ended by ${signal}` } : { code, out: Buffer.concat(chunks).toString('utf8') },
      ),
    )
    // Who does not read what is told may still succeed.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** Ends a command and what it has started: a script's `curl` would hang on without the script. */
function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    // Its own group, for it is detached. Windows has none.
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
