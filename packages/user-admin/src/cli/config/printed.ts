import { spawn } from 'node:child_process'
import { UserAdminError } from '../../errors.ts'

/** How a program is run. */
export interface Running {
  /** What the error calls it. */
  readonly what: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal | undefined
  /** Milliseconds. Default 30,000: some ask for a finger first. */
  readonly timeout?: number | undefined
}

/** What a program may print: 1 MiB. */
const most = 2 ** 20

/**
 * What a program prints, run without a shell. What it says on its error output is dropped: nobody knows what stands there.
 *
 * @throws {UserAdminError} `unauthenticated` where it cannot be run, fails, or prints nothing; the signal's own reason.
 */
export function printed(words: readonly string[], { what, env, signal, timeout = 30_000 }: Running): Promise<string> {
  const [program = '', ...args] = words
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true, env: { ...env } })
    const chunks: Buffer[] = []
    let size = 0
    const end = (finish: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      child.kill('SIGKILL')
      finish()
    }
    const fail = (fact: string): void =>
      end(() => reject(new UserAdminError('unauthenticated', `${what} ${fact}: run it by hand to see what it says.`)))
    const stop = (): void => end(() => reject(signal?.reason))
    signal?.addEventListener('abort', stop, { once: true })
    const timer = setTimeout(() => fail(`did not end within ${timeout / 1000} s`), timeout)
    child.on('error', (error: NodeJS.ErrnoException) => fail(`cannot be run (${error.code ?? 'unknown'})`))
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > most) fail('printed more than 1 MiB')
      else chunks.push(chunk)
    })
    child.on('close', (code, by) => {
      const text = Buffer.concat(chunks).toString('utf8').trim()
      if (code !== 0) fail(code === null ? `was ended by ${by ?? 'a signal'}` : `ended with code ${code}`)
      else if (text === '') fail('printed nothing')
      else end(() => resolve(text))
    })
  })
}
