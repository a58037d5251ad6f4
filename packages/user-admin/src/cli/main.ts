#!/usr/bin/env node
import { stopOnSignals } from '../signals.ts'
import { run } from './program.ts'

// Node 22 says on stderr that `node:sqlite` is experimental, once for each process.
const warn = process.emitWarning.bind(process)
process.emitWarning = (warning: string | Error, ...about: unknown[]): void => {
  if (/\bSQLite\b/iu.test(typeof warning === 'string' ? warning : warning.message)) return
  ;(warn as (...all: unknown[]) => void)(warning, ...about)
}

// Who reads the output may have enough of it: `user-admin members | head`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

using stop = stopOnSignals()
const { stdin, stdout, stderr, env } = process
process.exitCode = await run(
  { env, cwd: process.cwd(), stdin, stdout, stderr, now: Date.now, signal: stop.signal },
  process.argv.slice(2),
)

// Told to end, it does not wait for servers that have not answered: what was sent to them stands in the journal.
if (stop.signal.aborted) {
  const written = (stream: NodeJS.WriteStream): Promise<void> =>
    new Promise((resolve) => {
      stream.write('', () => resolve())
    })
  await Promise.all([written(stdout), written(stderr)])
  process.exit()
}
