import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'ldapts'
import { admin, environment } from './domain.ts'

/** A process of Samba that answers. */
export interface Running {
  readonly client: Client
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Ends it and waits until it has. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Milliseconds for which a controller may stay silent after its start. */
const patience = 30_000

/** Starts Samba over a folder, and waits until the administrator is bound. */
export async function run(place: {
  readonly folder: string
  readonly config: string
  readonly address: string
  readonly ca: string
}): Promise<Running> {
  const log = await open(join(place.folder, 'stdout'), 'w')
  // Samba, in the foreground, ends with its standard input: that of a process that was killed is closed too.
  const child = spawn('samba', ['-i', '-M', 'single', '-s', place.config, '--debug-stdout'], {
    env: environment,
    stdio: ['pipe', log.fd, log.fd],
  })
  const gone = once(child, 'exit')
  // A process that could not be started does not exit.
  const failed = once(child, 'error').then(([error]) => error as Error)
  await log.close()

  const client = new Client({ url: `ldaps://${place.address}`, tlsOptions: { ca: place.ca }, timeout: patience })
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await client.unbind().catch(() => undefined)
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGCONT')
    child.kill(signal)
    await gone
  }
  try {
    await Promise.race([bound(client, child), failed.then((error) => Promise.reject(error))])
  } catch (error) {
    if (child.pid !== undefined) await end('SIGKILL')
    const said = (await readFile(join(place.folder, 'stdout'), 'utf8')).trim().split('\n').slice(-5).join('\n')
    throw new Error(
      `Samba did not start on ${place.address}. Where it is not installed, run "bash .ci/samba" as root. ${String(error)}\n${said}`,
      { cause: error },
    )
  }
  return { client, signal: (signal) => void child.kill(signal), end }
}

async function bound(client: Client, child: ChildProcess): Promise<void> {
  for (const until = performance.now() + patience; ; ) {
    try {
      return await client.bind(admin.user, admin.password)
    } catch (error) {
      const over = child.exitCode !== null || child.signalCode !== null || performance.now() > until
      if (over || !String(error).includes('ECONNREFUSED')) throw error
      await sleep(20)
    }
  }
}
