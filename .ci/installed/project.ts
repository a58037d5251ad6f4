import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { tools } from '../tools.ts'

/** A folder with nothing in it, gone when it is disposed of. */
export interface Folder extends Disposable {
  readonly path: string
}

export function emptyFolder(name: string): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `user-admin-${name}-`)))
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  }
}

/** The releases of Node that the packages are run on: the oldest that they promise, and the current ones. */
export const nodes: readonly string[] = ['22', '24', '26']

const nodeOf = (release: string): string =>
  join(tools, 'node_modules', `node-${release}-${process.arch}`, 'bin', 'node')

/** How a program is started. */
export interface Started {
  /** The release of Node that `node` means to it. Default: 24. */
  readonly node?: string
  /** The file of npm's settings. Default: none, as in an empty home. */
  readonly config?: string
  /** Milliseconds that it may take. Default: 180,000. */
  readonly within?: number
}

/**
 * Runs a program in a folder, with an empty home and nothing of this machine's settings, and answers with what it wrote.
 * Throws with all of it where the program does not end with 0.
 */
export async function run(
  cwd: string,
  [program = '', ...words]: readonly string[],
  { node = '24', config, within = 180_000 }: Started = {},
): Promise<string> {
  using home = emptyFolder('home')
  mkdirSync(join(home.path, 'tmp'))
  const env = {
    HOME: home.path,
    TMPDIR: join(home.path, 'tmp'),
    PATH: [dirname(nodeOf(node)), process.env['PATH']].join(delimiter),
    NO_COLOR: '1',
    NO_UPDATE_NOTIFIER: '1',
    ...(config === undefined ? {} : { npm_config_userconfig: config }),
  }
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: within })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (...ended) => resolve(ended))
  })
  if (code !== 0) throw new Error(`${[program, ...words].join(' ')} ended with ${code ?? signal}:\n${said.trimEnd()}`)
  return said
}

/** Installs packages into an empty project, from a registry and nowhere else, as a user does. */
export async function install(project: string, registry: string, ...packages: readonly string[]): Promise<void> {
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  writeFileSync(join(project, '.npmrc'), `registry=${registry}\n`)
  await run(project, ['npm', 'install', ...packages, '--no-audit', '--no-fund'])
}
