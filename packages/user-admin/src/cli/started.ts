import { stopOnSignals } from '../signals.ts'
import type { Exit } from './exit.ts'
import { run } from './program.ts'

/**
 * Runs one command line as this process, and sets its exit code. A process that was told to end has ended with it.
 *
 * @param words Without the names of the program.
 * @param signals What tells it to end. Default `SIGINT`, `SIGTERM`.
 */
export async function started(words: readonly string[], signals?: readonly NodeJS.Signals[]): Promise<Exit> {
  // Node 22 says on stderr that `node:sqlite` is experimental, once for each process.
  const warn = process.emitWarning.bind(process)
  process.emitWarning = (warning: string | Error, ...about: unknown[]): void => {
    if (/\bSQLite\b/iu.test(typeof warning === 'string' ? warning : warning.message)) return
    ;(warn as (...all: unknown[]) => void)(warning, ...about)
  }

  // Who reads the output may have enough of it: `user-admin members | head`. A window that was closed shows nothing more.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
    })

  using stop = stopOnSignals(signals)
  const { stdin, stdout, stderr, env } = process
  const exit = await run({ env, cwd: process.cwd(), stdin, stdout, stderr, now: Date.now, signal: stop.signal }, words)
  process.exitCode = exit

  // Told to end, it does not wait for servers that have not answered: what was sent to them stands in the journal.
  if (stop.signal.aborted) {
    const written = (stream: NodeJS.WriteStream): Promise<void> =>
      new Promise((resolve) => {
        stream.write('', () => resolve())
      })
    await Promise.all([written(stdout), written(stderr)])
    // But for a new pair of tokens: the refresh token before it is spent, and nobody else has the next one.
    const { exchangesOver } = await import('@user-admin/aac-client/node')
    await exchangesOver()
    process.exit()
  }
  return exit
}
