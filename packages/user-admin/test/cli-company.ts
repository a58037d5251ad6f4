import { PassThrough, Writable } from 'node:stream'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { type FakeHouston, startFakeHouston } from '@user-admin/houston-client/testing'
import type { ConfigForm, TargetForm } from '../src/cli/config/form.ts'
import { run } from '../src/cli/program.ts'
import type { World } from '../src/cli/streams.ts'
import type { Plan } from '../src/plan/plan.ts'
import { Canaries, type Hit } from './canaries.ts'
import { environmentIn, type Scene, startScene } from './cli-scene.ts'

const classes = Array.from({ length: 6 }, (_, index) => ({
  name: `class-${index}`,
  people: ['me@example.edu', 'user-1@example.edu', 'user-2@example.edu', 'user-3@example.edu'],
}))
const labels = Array.from({ length: 4 }, (_, index) => ({ id: `ck1class${index}`, label: `Class ${index}` }))

/** Two systems, a configuration with a target for each way to a secret, and everything that was said so far. */
export interface Company extends AsyncDisposable {
  readonly canaries: Canaries
  readonly scene: Scene
  readonly aac: FakeAac
  readonly houston: FakeHouston
  readonly env: Readonly<Record<string, string>>
  readonly targets: Readonly<Record<string, TargetForm>>
  /** Runs a line in this process, and keeps what it said. */
  readonly line: (
    words: readonly string[],
    around?: Partial<Pick<World, 'now' | 'env'>> & { readonly input?: string },
  ) => Promise<number>
  /** Leaves only these targets in the configuration. */
  readonly only: (names: readonly string[]) => Promise<void>
  /** Looks through everything that was said, and every file that keeps no secret. */
  readonly hits: () => Promise<readonly Hit[]>
}

/** Files that hold secrets because they are there for it. */
const isKept = (path: string): boolean => /^(?:creds|vault|broken)\//u.test(path) || path === 'user-admin.yaml'

/** Where a file `vault/slow` lies, the programs stay for a moment, to be seen among the processes. */
const lingering = `import { existsSync } from 'node:fs'
     if (existsSync(new URL('slow', import.meta.url))) setTimeout(() => undefined, 700)`

export async function company(): Promise<Company> {
  const canaries = new Canaries()
  const aac = await startFakeAac({
    seed: { workspaces: classes },
    // Pairs are renewed in the midst of it.
    tokenLife: 10,
    tokenAnswer: (answer, { generation }) => {
      for (const name of ['access_token', 'refresh_token', 'id_token'] as const) {
        const token = answer[name]
        if (typeof token === 'string') canaries.keep(`${name} ${generation} ${token.slice(-16)}`, token)
      }
      return answer
    },
  })
  const keyed = (name: string) => ({
    label: name,
    apiKey: canaries.makeKey(name),
    roleBinding: { role: 'SYSTEM_ADMIN' },
  })
  const accounts = [keyed('key in a file'), keyed('key in the environment'), keyed('key of a command')]
  const houston = await startFakeHouston({
    seed: {
      workspaces: labels,
      users: [
        { username: 'root@example.org', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
        ...labels.flatMap(({ id }, index) =>
          ['a', 'b', 'c'].map((who) => ({
            username: `${who}${index}@example.org`,
            roleBindings: [{ role: who === 'a' ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER', workspace: id }],
          })),
        ),
      ],
      serviceAccounts: accounts,
    },
  })
  const scene = await startScene()
  const keys = accounts.map(({ apiKey }) => apiKey)
  const pair = (index: number, name: string): string => {
    const { access_token: access, refresh_token: refresh } = aac.creds({ workspace: `class-${index}` })
    canaries.keep(`${name}: access`, access)
    canaries.keep(`${name}: refresh`, refresh)
    const note = canaries.make(`${name}: another key`)
    return JSON.stringify({ access_token: access, refresh_token: refresh, note })
  }
  /** A program that prints a secret, and complains of another one. */
  const printer = async (name: string, text: string): Promise<readonly string[]> => {
    const complaint = canaries.make(`${name}: error output`)
    const path = await scene.file(
      `vault/${name.replaceAll(' ', '-')}.mjs`,
      `${lingering}\nconsole.error(${JSON.stringify(complaint)})\nconsole.log(${JSON.stringify(text)})\n`,
    )
    return [process.execPath, path]
  }
  const client = (index: number) => {
    const { clientId: id, clientSecret, workspaceGid } = aac.principal({ workspace: `class-${index}` })
    // What the fake calls a secret is short, and begins like all others.
    canaries.keep(`client secret ${index}`, clientSecret)
    return { id, clientSecret, workspaceGid }
  }
  const [inEnv, inFile, byCommand] = [client(2), client(3), client(4)]
  const env = {
    AAC_TOKEN: canaries.keep('static token', aac.staticToken({ workspace: 'class-1' })),
    AAC_SECRET: inEnv.clientSecret,
    HOUSTON_TOKEN: keys[1] ?? '',
    AD_PASSWORD: canaries.make('directory password in the environment'),
    ENTRA_SECRET: canaries.make('application secret in the environment'),
    HOOK_URL: `http://127.0.0.1:1/services/${canaries.make('path of a receiver')}?key=${canaries.make('query of a receiver')}`,
    HOOK_SECRET: canaries.make('secret of a receiver in the environment'),
    // Of other programs: they are nobody's business here.
    ...Object.fromEntries(
      'AWS_SECRET_ACCESS_KEY AZURE_CLIENT_SECRET CLOUDFLARE_API_TOKEN DATABASE_URL DOCKER_PASSWORD GITHUB_TOKEN GITLAB_TOKEN GPG_PASSPHRASE JWT_SECRET KUBE_TOKEN NPM_TOKEN OP_SESSION PGPASSWORD SENTRY_DSN SESSION_SECRET SLACK_WEBHOOK SMTP_PASSWORD SSH_PASSPHRASE STRIPE_KEY VAULT_TOKEN'
        .split(' ')
        .map((name) => [name, canaries.make(name)]),
    ),
  }
  const system = 'aac' as const
  const at = { system, hosts: aac.hosts }
  const clientForm = ({ id, workspaceGid }: typeof inEnv, secret: object) => ({ client: { id, secret, workspaceGid } })
  await scene.file('creds/pair.json', pair(0, 'pair in a file'))
  await scene.file('creds/client.secret', inFile.clientSecret)
  await scene.file('creds/key.token', keys[0] ?? '')
  await scene.file('creds/user.token', canaries.keep('user token', houston.userToken('root@example.org')))
  await scene.file('creds/directory.password', canaries.make('directory password in a file'))
  await scene.file('creds/application.secret', canaries.make('application secret in a file'))
  await scene.file('vault/pair.json', pair(5, 'pair of a command'))
  const vault = await scene.file(
    'vault/vault.mjs',
    `${lingering}
     import { readFileSync, writeFileSync } from 'node:fs'
     const file = new URL('pair.json', import.meta.url)
     if (process.argv[2] === 'get') process.stdout.write(readFileSync(file, 'utf8'))
     else writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).tokens))`,
  )
  const to = { system: 'houston' as const, url: houston.url }
  const targets: Record<string, TargetForm> = {
    'a-file': { ...at, credential: { file: 'creds/pair.json' } },
    'a-env': { ...at, credential: { env: 'AAC_TOKEN' } },
    'a-client-env': { ...at, credential: clientForm(inEnv, { env: 'AAC_SECRET' }) },
    'a-client-file': { ...at, credential: clientForm(inFile, { file: 'creds/client.secret' }) },
    'a-client-command': {
      ...at,
      credential: clientForm(byCommand, { command: await printer('client secret', byCommand.clientSecret) }),
    },
    'a-command': { ...at, credential: { command: [process.execPath, vault] } },
    'h-file': { ...to, workspace: 'Class 0', credential: { file: 'creds/key.token' } },
    'h-env': { ...to, workspace: 'Class 1', credential: { env: 'HOUSTON_TOKEN' } },
    'h-command': { ...to, workspace: 'Class 2', credential: { command: await printer('houston key', keys[2] ?? '') } },
    'h-user': { ...to, workspace: 'Class 3', credential: { file: 'creds/user.token' } },
  }
  const directory = {
    kind: 'active-directory',
    controllers: ['ldap://127.0.0.1:1'],
    base: 'DC=corp,DC=example',
  } as const
  const tenant = { tenant: 'corp.example', client: '0b1c' }
  const sources: ConfigForm['sources'] = {
    'd-env': { ...directory, bind: { user: 'CORP\\reader', password: { env: 'AD_PASSWORD' } } },
    'd-file': { ...directory, bind: { user: 'CORP\\reader', password: { file: 'creds/directory.password' } } },
    'd-command': {
      ...directory,
      bind: {
        user: 'CORP\\reader',
        password: { command: await printer('directory', canaries.make('directory password of a command')) },
      },
    },
    'e-command': {
      kind: 'entra-id',
      credential: { command: await printer('entra', canaries.makeToken('token of a command')) },
    },
    'e-env': { kind: 'entra-id', credential: { ...tenant, secret: { env: 'ENTRA_SECRET' } } },
    'e-file': { kind: 'entra-id', credential: { ...tenant, secret: { file: 'creds/application.secret' } } },
  }
  await scene.file('creds/hook.secret', canaries.make('secret of a receiver in a file'))
  const hook = await printer('receiver', canaries.make('secret of a receiver of a command'))
  const notify: ConfigForm['notify'] = {
    'n-env': { url: { env: 'HOOK_URL' }, secret: { env: 'HOOK_SECRET' } },
    'n-file': { url: 'http://127.0.0.1:1/', secret: { file: 'creds/hook.secret' } },
    'n-command': { url: { env: 'HOOK_URL' }, secret: { command: hook } },
  }
  await scene.configure({ targets, sources, notify })

  const said: { where: string; text: string }[] = []
  return {
    canaries,
    scene,
    aac,
    houston,
    env,
    targets,
    line: async (words, { input = '', ...around } = {}) => {
      const stream = (name: string): NodeJS.WriteStream => {
        const write = (chunk: unknown, _: unknown, done: () => void): void => {
          said.push({ where: `${name} of ${words[0] ?? ''} ${words[1] ?? ''}`, text: String(chunk) })
          done()
        }
        return new Writable({ write, decodeStrings: false }) as NodeJS.WriteStream
      }
      const stdin = new PassThrough()
      stdin.end(input)
      return await run(
        {
          env: environmentIn(scene.folder, { ...env, USER_ADMIN_DEBUG: '1' }),
          cwd: scene.folder,
          stdin: stdin as unknown as World['stdin'],
          stdout: stream('stdout'),
          stderr: stream('stderr'),
          now: Date.now,
          // It serves until it is told to end.
          signal: words[0] === 'console' ? AbortSignal.timeout(3_000) : new AbortController().signal,
          ...around,
        },
        words,
      )
    },
    only: async (names) =>
      await scene.configure({
        targets: Object.fromEntries(Object.entries(targets).filter(([name]) => names.includes(name))),
        sources,
      }),
    hits: async () => [
      ...said.flatMap(({ where, text }) => canaries.in(where, text)),
      // What is said piece by piece is whole to who reads it.
      ...canaries.in('everything together', said.map(({ text }) => text).join('')),
      ...(await canaries.under(scene.folder, isKept)),
    ],
    [Symbol.asyncDispose]: async () => {
      await Promise.all([aac.close(), houston.close(), scene[Symbol.asyncDispose]()])
    },
  }
}

/** The plan that a command shows, and the option that lets through what is held of it. */
export async function planOf(
  { scene, env }: Company,
  words: readonly string[],
): Promise<{ readonly id: string; readonly release: readonly string[] }> {
  const { json } = await scene.run([...words, '--json'], { env })
  const { id, held } = (json.data as { readonly plan: Plan }).plan
  return { id, release: held.length === 0 ? [] : ['--release', held.map(({ code }) => code).join(',')] }
}
