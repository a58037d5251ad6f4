import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { type FakeHouston, type SeedUser, startFakeHouston } from '@user-admin/houston-client/testing'
import { root } from './shown.ts'

/** An empty folder as a reader has it, both systems on this machine, and the packages of this repository to install. */
export interface Project extends AsyncDisposable {
  readonly folder: string
  /** `Data Platform`, `Class 1` and `Class 2`: head and me administer them, ana, bo and cy are viewers of the classes. */
  readonly houston: FakeHouston
  /** `spring-class`: me and ta administer it; ana, bo, cy and 24 students are in it. */
  readonly aac: FakeAac
  /** Writes a file into the folder. */
  readonly write: (name: string, text: string) => Promise<void>
  /** Runs `node …`, `npm …` or `npx user-admin …` in the folder, its packages installed. */
  readonly run: (words: readonly string[]) => Promise<Ended>
}

/** How a command ended. */
export interface Ended {
  readonly code: number
  /** What it printed, errors last. */
  readonly out: string
}

const workspaces = ['Data Platform', 'Class 1', 'Class 2']
const user = (name: string, role: string, places: readonly string[]): SeedUser => ({
  username: `${name}@example.edu`,
  roleBindings: places.map((workspace) => ({ role, workspace })),
})
const users: readonly SeedUser[] = [
  ...['head', 'me'].map((name) => user(name, 'WORKSPACE_ADMIN', workspaces)),
  ...['ana', 'bo', 'cy'].map((name) => user(name, 'WORKSPACE_VIEWER', workspaces.slice(1))),
]
const people = ['me', 'ta', 'ana', 'bo', 'cy', ...Array.from({ length: 24 }, (_, index) => `student${index + 1}`)].map(
  (name, index) => ({
    email: `${name}@example.edu`,
    isAdmin: index < 2,
    assets: index % 3,
    createdAt: '2026-02-01T09:00:00.000Z',
    lastLoginTime: '2026-05-20T09:00:00.000Z',
  }),
)

/** Starts a project; it and its systems are gone when it is disposed. */
export async function startProject(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-page-'))
  const houston = await startFakeHouston({ seed: { workspaces: workspaces.map((label) => ({ label })), users } })
  const aac = await startFakeAac({ seed: { workspaces: [{ id: 41877, name: 'spring-class' }], people } })
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text, { mode: 0o600 })
  await write('creds.json', JSON.stringify(aac.creds()))
  await write('houston.token', `${houston.token}\n`)

  const modules = join(folder, 'node_modules')
  const install = async (): Promise<Ended> => {
    await mkdir(join(modules, '@user-admin'), { recursive: true })
    const installed = { 'user-admin': 'user-admin', 'aac-client': '@user-admin/aac-client' }
    for (const [from, to] of Object.entries({ ...installed, 'houston-client': '@user-admin/houston-client' }))
      await symlink(join(root, 'packages', from), join(modules, to), 'junction').catch(() => undefined)
    return { code: 0, out: '' }
  }
  const { PATH = '', SystemRoot = '' } = process.env
  const env = {
    PATH: [join(root, 'node_modules', '.bin'), PATH].join(delimiter),
    SystemRoot,
    HOME: folder,
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: join(tmpdir(), 'user-admin-pages'),
    USER_ADMIN_STATE: join(folder, 'state'),
    HOUSTON_URL: 'https://houston.example.com',
    HOUSTON_TOKEN: houston.token,
    FAKE_HOUSTON: houston.url,
    FAKE_AAC: aac.url,
  }
  const sources = ['--conditions=source', '--disable-warning=ExperimentalWarning']
  const preloaded = [...sources, `--import=${new URL('to-fake.ts', import.meta.url).href}`]
  const start = (program: string, words: readonly string[], NODE_OPTIONS = ''): Promise<Ended> =>
    new Promise((resolve) => {
      const options = {
        cwd: folder,
        env: { ...env, NODE_OPTIONS },
        timeout: 100_000,
        shell: program === 'npm' && process.platform === 'win32',
      }
      const child = execFile(program, words, options, (_error, out, err) =>
        resolve({ code: child.exitCode ?? -1, out: out + err }),
      )
    })

  return {
    folder,
    houston,
    aac,
    write,
    run: async ([program = '', ...words]) => {
      if (program === 'npm') return words[0] === 'install' ? await install() : await start('npm', words)
      if (program === 'node') return await start(process.execPath, words, preloaded.join(' '))
      if (program === 'npx' && words[0] === 'user-admin') {
        const main = join(root, 'packages/user-admin/src/cli/main.ts')
        return await start(process.execPath, [main, ...words.slice(1)], preloaded.join(' '))
      }
      throw new TypeError(`A page can be followed that says npm, node or npx user-admin, and not ${program}.`)
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([houston.close(), aac.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
