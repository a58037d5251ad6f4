import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FakeAac, FakeMember } from '@user-admin/aac-client/testing'
import type { FakeHouston } from '@user-admin/houston-client/testing'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { AacTargetForm, ConfigForm, HoustonTargetForm } from '../src/cli/config/form.ts'
import type { Envelope } from '../src/cli/envelope.ts'

/** How one command line ended. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** What `--json` printed, checked against `cli.schema.json`. @throws {Error} where it is not of that form. */
  readonly json: Envelope
}

/** What a command line is given besides its words. */
interface Around {
  readonly env?: Readonly<Record<string, string>>
  /** Typed, or piped in. Default: nothing. */
  readonly input?: string
  /** Default: the folder of the scene. */
  readonly cwd?: string
  /** Told of each piece of output as it comes; `send` sends the process a signal. */
  readonly onOutput?: (text: string, send: (signal: NodeJS.Signals) => void) => void
  /** The signal that the process is sent once this is resolved. */
  readonly until?: Promise<NodeJS.Signals>
}

/** A folder with a configuration, in which the program is run as its users run it: in a process of its own. */
export interface Scene extends AsyncDisposable {
  readonly folder: string
  /** Runs `user-admin` with these words. */
  run(words: readonly string[], around?: Around): Promise<Ran>
  /** Writes a file into the folder, and answers with its path. */
  file(name: string, text: string): Promise<string>
  /** A target of the configuration for a fake, with a credential file in the folder. */
  aac(fake: FakeAac, member?: FakeMember & { readonly name?: string }): Promise<AacTargetForm>
  houston(fake: FakeHouston, more?: Partial<HoustonTargetForm>): Promise<HoustonTargetForm>
  /** Writes `user-admin.yaml`; a text as it is, an object with `version` and `state` filled in. */
  configure(config: string | Partial<ConfigForm>): Promise<void>
}

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
const schemaOf = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as object
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, formats: { 'date-time': true } })
ajv.addSchema(schemaOf('plan.schema.json'))
const isEnvelope = ajv.compile<Envelope>(schemaOf('cli.schema.json'))

// Windows opens no socket without SystemRoot.
const inherited = Object.fromEntries(
  ['PATH', 'SystemRoot', 'TEMP'].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  ),
)

/** Makes the folder: `await using scene = await startScene()`. */
export async function startScene(): Promise<Scene> {
  // macOS reaches its temporary folder by a link, Windows by a short name: the program says the real one.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'user-admin-cli-')))
  let made = 0
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
    return path
  }
  return {
    folder,
    file,
    run: (words, around) => runIn(folder, words, around),
    aac: async (fake, { name, ...member } = {}) => {
      made += 1
      const path = `creds/${name ?? `aac-${made}`}.json`
      await file(path, JSON.stringify(fake.creds(member)))
      return { system: 'aac', hosts: fake.hosts, credential: { file: path } }
    },
    houston: async (fake, more = {}) => {
      made += 1
      const path = `creds/houston-${made}.token`
      await file(path, `${fake.token}\n`)
      return { system: 'houston', url: fake.url, credential: { file: path }, ...more }
    },
    configure: async (config) => {
      const text =
        typeof config === 'string' ? config : JSON.stringify({ version: 1, state: './state', ...config }, undefined, 2)
      await file('user-admin.yaml', text)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The process that runs the program with these words. */
export const processOf = (words: readonly string[]): readonly string[] => [
  process.execPath,
  '--conditions=source',
  main,
  ...words,
]

/** Its environment, in the folder of a scene. */
export const environmentIn = (folder: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...inherited,
  HOME: folder,
  USERPROFILE: folder,
  // A second process starts from compiled code.
  NODE_COMPILE_CACHE: join(tmpdir(), 'user-admin-cli-compiled'),
  USER_ADMIN_BY: 'tester@example.edu',
  ...more,
})

function runIn(folder: string, words: readonly string[], around: Around = {}): Promise<Ran> {
  const { env = {}, input = '', cwd = folder, onOutput, until } = around
  return new Promise((resolve, reject) => {
    const [program = '', ...args] = processOf(words)
    const child = spawn(program, args, {
      cwd,
      env: environmentIn(folder, env),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text
        onOutput?.(text, (signal) => child.kill(signal))
      })
    // Who does not read what is piped in may still end well.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.on('error', reject)
    until?.then((signal) => child.kill(signal), reject)
    child.on('close', (code) => resolve(new Outcome(code ?? -1, said)))
  })
}

class Outcome implements Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string

  constructor(code: number, { stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>) {
    this.code = code
    this.stdout = stdout
    this.stderr = stderr
  }

  get json(): Envelope {
    return envelopeOf(this)
  }
}

/** What a process printed with `--json`. @throws {Error} where it is not of the form of `cli.schema.json`. */
export function envelopeOf({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): Envelope {
  let value: unknown
  try {
    value = JSON.parse(stdout)
  } catch {
    throw new Error(`This is no JSON:\n${stdout}\n${stderr}`)
  }
  if (isEnvelope(value)) return value
  const faults = (isEnvelope.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  throw new Error(`The envelope is not of the form of cli.schema.json:\n${faults.join('\n')}`)
}
