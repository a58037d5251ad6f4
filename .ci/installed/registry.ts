import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { tools } from '../tools.ts'
import { emptyFolder, run } from './project.ts'

/** A registry of this machine that knows no other: what is not published to it cannot be installed from it. */
export interface Registry extends Disposable {
  readonly url: string
  /** Publishes a tarball under a tag, `latest` by default. Throws with what npm said. */
  readonly publish: (tarball: string, tag?: string) => Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}

/** Starts the registry in an empty folder. Throws with what it said where it is not up within a minute. */
export async function startRegistry(): Promise<Registry> {
  const folder = emptyFolder('registry')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const anybody = { access: '$all', publish: '$all' }
  // YAML is a superset of JSON.
  const config = {
    storage: join(folder.path, 'storage'),
    auth: { htpasswd: { file: join(folder.path, 'htpasswd') } },
    uplinks: {},
    packages: { '@*/*': anybody, '**': anybody },
    max_body_size: '100mb',
    log: { type: 'stdout', format: 'pretty', level: 'warn', colors: false },
  }
  writeFileSync(join(folder.path, 'config.yaml'), JSON.stringify(config))
  // Whoever publishes must be somebody, and anybody will do.
  writeFileSync(join(folder.path, '.npmrc'), `registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\n`)
  const main = join(tools, 'node_modules', 'verdaccio', 'bin', 'verdaccio')
  const child = spawn(process.execPath, [main, '--config', 'config.yaml', '--listen', `127.0.0.1:${port}`], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const stop = (): void => {
    child.kill('SIGKILL')
    folder[Symbol.dispose]()
  }
  const until = Date.now() + 60_000
  while (!(await fetch(`${url}/-/ping`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null || Date.now() > until) {
      stop()
      throw new Error(`the registry did not start:\n${said}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    url,
    publish: async (tarball, tag = 'latest') => {
      await run(folder.path, ['npm', 'publish', tarball, '--tag', tag], { config: join(folder.path, '.npmrc') })
    },
    [Symbol.dispose]: stop,
  }
}
