import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Canaries, type Hit } from './canaries.ts'

const packages = fileURLToPath(new URL('../../', import.meta.url))
const isWindows = process.platform === 'win32'
const run = promisify(execFile)

/** Where somebody who works on a package, or tries it in its folder, has secrets. */
const places = [
  '.env',
  '.env.local',
  '.npmrc',
  'creds.json',
  'creds/spring.json',
  'creds/houston.token',
  'creds/.login-x1/credential',
  'user-admin.yaml',
  'plan.json',
  'roster.csv',
  'journal.jsonl',
  'audit.pem',
  'npm-debug.log',
  'report.20270101.000000.1.0.001.json',
  'state/state.db',
  'state/state.db-wal',
  'support/doctor.json',
  'src/cli/main.ts',
  'test/notes.txt',
  'bench/results.json',
]

/** Packs a copy of a package in whose folder secrets stand all over, and looks through what was packed. */
async function packed(name: string, canaries: Canaries, leak?: string): Promise<readonly Hit[]> {
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-packed-'))
  try {
    const own = join(folder, 'own')
    await mkdir(own)
    const { files } = JSON.parse(await readFile(join(packages, name, 'package.json'), 'utf8')) as {
      readonly files: readonly string[]
    }
    const put = async (path: string, text: string): Promise<void> => {
      await mkdir(dirname(join(own, path)), { recursive: true })
      await writeFile(join(own, path), text)
    }
    // Some are only made for a release.
    const there = ['package.json', 'README.md', ...files].filter((one) => existsSync(join(packages, name, one)))
    for (const file of there.filter((one) => one !== 'dist'))
      await cp(join(packages, name, file), join(own, file), { recursive: true, force: true })
    await put('dist/index.js', 'export {}\n')
    for (const place of places) await put(place, canaries.make(`${name}: ${place}`))
    if (leak !== undefined) await put('dist/leak.js', `export default ${JSON.stringify(leak)}\n`)
    const env = {
      ...process.env,
      NPM_TOKEN: canaries.make(`${name}: NPM_TOKEN`),
      AAC_TOKEN: canaries.makeToken(`${name}: AAC_TOKEN`),
    }
    // npm is a script for the shell on Windows, and its words are these alone.
    const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', '..']
    const { stdout } = await run('npm', words, { cwd: own, env, shell: isWindows })
    const [{ filename = '' } = {}] = JSON.parse(stdout) as readonly { readonly filename?: string }[]
    const out = join(folder, 'out')
    await mkdir(out)
    await run('tar', ['-xzf', join('..', filename)], { cwd: out })
    const found = await canaries.under(out, () => false)
    expect(await readFile(join(out, 'package/dist/index.js'), 'utf8')).toBe('export {}\n')
    return [...found, ...canaries.in('what npm said', stdout)]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe('what is packed', () => {
  it.each(['aac-client', 'houston-client', 'user-admin'])('of %s holds no secret of the folder', async (name) => {
    const canaries = new Canaries()
    expect(await packed(name, canaries)).toEqual([])
    expect(canaries.size).toBeGreaterThan(places.length)
  })

  it('is looked through: a secret in it is found', async () => {
    const canaries = new Canaries()
    const leak = `it is ${Buffer.from(`x${canaries.make('leak')}`).toString('base64')}`
    expect((await packed('aac-client', canaries, leak)).map(({ secret, form }) => [secret, form])).toContainEqual([
      'leak',
      'base64 +1',
    ])
  })
})
