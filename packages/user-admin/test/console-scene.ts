import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConsoleOptions, type RunningConsole, startConsole } from '../src/console/server/server.ts'
import { memoryState, type State } from '../src/index.ts'
import { type ConsoleClient, openConsole } from './console-client.ts'

/** A console of this process, and a page that is open. */
export interface ConsoleScene extends ConsoleClient, AsyncDisposable {
  readonly console: RunningConsole
  readonly state: State
}

/** Starts one: `await using scene = await startConsoleScene({ aac: { hosts: fake.hosts } })`. */
export async function startConsoleScene(options: Partial<ConsoleOptions> = {}): Promise<ConsoleScene> {
  const files = await mkdtemp(join(tmpdir(), 'user-admin-console-'))
  await writeFile(join(files, 'index.html'), '<!doctype html><title>Console</title>')
  const state = options.state ?? memoryState({ now: options.now })
  const running = await startConsole({ files, by: 'me@example.edu', ...options, state })
  return {
    ...(await openConsole(running.link)),
    console: running,
    state,
    [Symbol.asyncDispose]: async () => {
      await running.close()
      await rm(files, { recursive: true, force: true })
    },
  }
}
