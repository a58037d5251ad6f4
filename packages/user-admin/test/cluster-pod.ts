import { spawn } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, realpath, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConfigForm } from '../src/cli/config/form.ts'
import type { Envelope } from '../src/cli/envelope.ts'
import { envelopeOf } from './cli-scene.ts'

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
const clocked = new URL('clocked.ts', import.meta.url).href

/** `nobody`: as a container runs that must not be root. Who is not root cannot become somebody else, and stays who they are. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** How a process in the cluster ended. */
export interface PodRan {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Of `--json`, checked against `cli.schema.json`. */
  readonly json: Envelope
}

/**
 * What a cluster gives a container: a configuration, secrets and an export that it can only read, and one volume.
 *
 * Emulated: the root that is read only by an account that may write nowhere but in the volume, with `/` as its folder, no
 * HOME and no folder for temporary files; its clock by {@link clocked}.
 */
export interface Cluster extends AsyncDisposable {
  /** The path of the volume, which outlives the processes. */
  readonly volume: string
  readonly secrets: string
  /** Of the processes, milliseconds since the epoch. */
  readonly clock: { time: number }
  /** Puts a file into a mount that is only read; of the export, as if it was written now. */
  readonly mount: (of: 'config' | 'secrets' | 'export', name: string, text: string) => Promise<string>
  /** Puts a file into the volume, as an init container does. */
  readonly put: (name: string, text: string) => Promise<string>
  readonly configure: (config: Partial<ConfigForm>) => Promise<void>
  /** Everything that was on the volume is gone. */
  readonly loseVolume: () => Promise<void>
  /** A process in a container of its own. */
  readonly run: (words: readonly string[], env?: Readonly<Record<string, string>>) => Promise<PodRan>
  /** Paths outside the volume that processes of the container own or could write into. Empty as long as it is one. */
  readonly writtenElsewhere: () => Promise<readonly string[]>
}

export async function startCluster(time: number): Promise<Cluster> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'user-admin-cluster-')))
  const clock = { time }
  const [config, secrets, exported, volume] = ['config', 'secrets', 'export', 'volume'].map((name) =>
    join(root, name),
  ) as [string, string, string, string]
  await chmod(root, 0o755)
  const folders = { config, secrets, export: exported }
  for (const folder of Object.values(folders)) await mkdir(folder, { mode: 0o555 })
  const begin = async (): Promise<void> => {
    await mkdir(volume, { recursive: true, mode: 0o700 })
    await own(volume)
  }
  await begin()
  // Compiled code, as an image would hold it: the first process leaves it there, and from then on it is only read.
  const compiled = join(tmpdir(), 'user-admin-cluster-compiled')
  await mkdir(compiled, { recursive: true })
  await own(compiled)
  await modeOf(compiled, 0o755)
  const mount: Cluster['mount'] = async (of, name, text) => {
    const folder = folders[of]
    const path = join(folder, name)
    await chmod(folder, 0o755)
    await rm(path, { force: true })
    await writeFile(path, text, { mode: 0o444 })
    await utimes(path, clock.time / 1000, clock.time / 1000)
    await chmod(folder, 0o555)
    return path
  }
  return {
    volume,
    secrets,
    clock,
    mount,
    put: async (name, text) => {
      const path = join(volume, name)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await own(dirname(path))
      await writeFile(path, text, { mode: 0o600 })
      await own(path)
      return path
    },
    configure: async (form) => {
      await mount(
        'config',
        'user-admin.yaml',
        JSON.stringify({ version: 1, state: join(volume, 'state'), ...form }, undefined, 2),
      )
    },
    loseVolume: async () => {
      await rm(volume, { recursive: true })
      await begin()
    },
    run: async (words, env = {}) => {
      const ran = await started(words, {
        PATH: process.env['PATH'] ?? '',
        TMPDIR: join(root, 'nowhere'),
        NODE_COMPILE_CACHE: compiled,
        USER_ADMIN_CONFIG: join(config, 'user-admin.yaml'),
        CLOCKED_AT: String(clock.time),
        ...env,
      })
      await modeOf(compiled, 0o555)
      return ran
    },
    writtenElsewhere: async () => {
      const found: string[] = []
      for (const folder of [...Object.values(folders), tmpdir()])
        for (const name of await readdir(folder)) {
          const path = join(folder, name)
          const { uid } = await stat(path).catch(() => ({ uid: -1 }))
          if (path !== compiled && unprivileged.uid !== undefined && uid === unprivileged.uid) found.push(path)
        }
      const mounted = await Promise.all(
        Object.values(folders).map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
      )
      for (const path of mounted.flat()) if (/\.(?:lock|mark|new|holder)$/u.test(path)) found.push(path)
      return found
    },
    [Symbol.asyncDispose]: async () => {
      for (const folder of Object.values(folders)) await chmod(folder, 0o755)
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function own(path: string): Promise<void> {
  if (unprivileged.uid !== undefined) await chown(path, unprivileged.uid, unprivileged.gid)
}

/** Of a folder and of those in it. */
async function modeOf(folder: string, mode: number): Promise<void> {
  await chmod(folder, mode)
  for (const name of await readdir(folder)) await chmod(join(folder, name), mode)
}

function started(words: readonly string[], env: Readonly<Record<string, string>>): Promise<PodRan> {
  return new Promise((resolve, reject) => {
    const args = ['--conditions=source', '--import', clocked, main, ...words]
    const child = spawn(process.execPath, args, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'], ...unprivileged })
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text
      })
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({
        code: code ?? -1,
        ...said,
        get json() {
          return envelopeOf(said)
        },
      }),
    )
  })
}
