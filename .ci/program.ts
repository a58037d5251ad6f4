// Installs the three packed tarballs into an empty folder, as a user does, and runs the program that is in them: what only
// breaks in `dist` shows nowhere else. After a `pnpm check`: `node --conditions=source .ci/program.ts`.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Ended, endOf } from './ended.ts'
import { packed, published, root } from './published.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'user-admin-installed-')))
const quoted = (word: string): string => JSON.stringify(word)

/** A line of the platform's shell: `npm` is no program on Windows. */
function shell(words: readonly string[]): Promise<Ended> {
  return endOf(spawn(words.join(' '), { cwd: folder, shell: true, stdio: ['ignore', 'pipe', 'pipe'] }))
}

/** The program without npm, which takes longer than it does. */
function program(...words: readonly string[]): Promise<Ended> {
  const main = join(folder, 'node_modules', 'user-admin', 'dist', 'cli', 'main.js')
  return endOf(spawn(process.execPath, [main, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }))
}

function check(what: string, { code, stdout, stderr }: Ended, wanted: { code: number; says?: RegExp }): void {
  if (code === wanted.code && (wanted.says === undefined || wanted.says.test(stdout))) return
  console.error(`${what} ended with ${code}, not ${wanted.code}, or says something else:\n${stdout}${stderr}`)
  process.exitCode = 1
}

try {
  const tarballs = published.map((one) => quoted(join(root, packed(one.folder))))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  check('npm install', await shell(['npm install --offline --no-audit --no-fund', ...tarballs]), { code: 0 })
  const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', 'user-admin', 'package.json'), 'utf8')) as {
    readonly version: string
  }
  const said = new RegExp(`^${version.replaceAll('.', '\\.')}\\s*$`, 'u')
  check('npx user-admin --version', await shell(['npx --no-install user-admin --version']), { code: 0, says: said })

  const fakes = pathToFileURL(
    join(folder, 'node_modules', '@user-admin', 'houston-client', 'dist', 'testing', 'index.js'),
  )
  const { startFakeHouston } = (await import(
    fakes.href
  )) as typeof import('../packages/houston-client/src/testing/index.ts')
  await using houston = await startFakeHouston({ seed: { workspaces: [{ label: 'Class 1' }], users: 5 } })
  mkdirSync(join(folder, 'creds'))
  writeFileSync(join(folder, 'creds', 'token'), houston.token, { mode: 0o600 })
  writeFileSync(join(folder, 'hr.csv'), 'email,status\nana@example.edu,active\n')
  writeFileSync(
    join(folder, 'user-admin.yaml'),
    `version: 1
state: state
targets:
  class: { system: houston, url: "${houston.url}", workspace: Class 1, credential: { file: creds/token } }
sources:
  hr: { kind: csv, file: hr.csv }
  corp:
    kind: active-directory
    controllers: ["ldaps://127.0.0.1:1"]
    base: DC=corp,DC=example
    bind: { user: reader, password: { file: creds/token } }
`,
  )
  check('init --dry-run', await shell(['npx --no-install user-admin init --dry-run']), { code: 0, says: /^class /mu })
  for (const [words, code] of [
    [['init'], 0],
    [['doctor'], 0],
    [['members', '--json'], 0],
    [['plan', 'leavers', '--source', 'hr', '--action', 'remove', '--json'], 0],
    [['invite', 'li@example.edu', '--role', 'WORKSPACE_VIEWER'], 3],
    [['audit', 'verify'], 0],
    [['demo'], 0],
  ] as const)
    check(words.join(' '), await program(...words), { code })

  // A library that was left out would be an unexpected error.
  check('a source over LDAP', await program('plan', 'leavers', '--source', 'corp', '--json'), {
    code: 1,
    says: /"problem": "unavailable"/u,
  })

  // Every command is a module of its own.
  const { stdout } = await program('--help')
  const names = [...stdout.matchAll(/^ {2}([a-z]+(?:-[a-z]+)*)\b/gmu)].flatMap(([, name]) => name ?? [])
  if (names.length < 15) check('--help', { code: 1, stdout, stderr: '' }, { code: 0 })
  for (const name of names) {
    const help = await program(name, '--help')
    check(`${name} --help`, help, { code: 0 })
    const inner = /^Commands:\n((?: {2}.*\n?)+)/mu.exec(help.stdout)?.[1] ?? ''
    for (const [, sub] of inner.matchAll(/^ {2}([a-z]+(?:-[a-z]+)*)\b/gmu))
      check(`${name} ${sub} --help`, await program(name, sub ?? '', '--help'), { code: 0, says: /Options:/u })
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}
