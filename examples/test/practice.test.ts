import { execFile, spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { root } from './shown.ts'

// Who practises has no preload that leads to a fake: the page's own server stays, and its other programs find it.

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-admin-practice-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning']

/** Runs a program of the page as it says to while practising. */
async function run(...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '--env-file=practice.env', ...words], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  return stdout
}

it.each([
  ['getting-started-houston', 'plan.ts', ['small-scope', 'rolling'], 'Ended: 3 done, 1 pending\nRead again: 0 left'],
  ['getting-started-aac', 'clear.ts', ['per-run', 'rolling'], 'Ended: 26 done\nRead again: 0 left'],
])(
  '%s can be practised against the server that it starts',
  async (page, program, release, end) => {
    await cp(join(root, 'examples/docs', page), folder, { recursive: true })
    await symlink(join(root, 'examples/docs/node_modules'), join(folder, 'node_modules'), 'junction')
    const server = spawn(process.execPath, [...flags, 'practice.ts'], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    try {
      const said = await new Promise<string>((resolve, reject) => {
        server.once('exit', () => reject(new Error('the server ended')))
        server.stdout.once('data', (data: Buffer) => resolve(data.toString()))
      })
      expect(said).toMatch(/^Practise at http:\/\/127\.0\.0\.1:\d+/u)

      expect(await run('look.ts')).toContain('\nme@example.edu active')
      const planned = await run(program)
      const id = /Plan id ([0-9a-f]{64})/u.exec(planned)?.[1] ?? ''
      expect(planned).not.toContain('Ended')
      expect(await run(program, id, 'ana', ...release)).toContain(end)
      expect(await run(program)).toContain('nothing to do')
    } finally {
      server.kill()
    }
  },
  120_000,
)

it.each([
  ['getting-started-houston', 'houston.token'],
  ['getting-started-aac', 'creds.json'],
])(
  '%s practises over no %s that is there',
  async (page, credential) => {
    await cp(join(root, 'examples/docs', page), folder, { recursive: true })
    await symlink(join(root, 'examples/docs/node_modules'), join(folder, 'node_modules'), 'junction')
    await writeFile(join(folder, credential), 'mine')
    const started = promisify(execFile)(process.execPath, [...flags, 'practice.ts'], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    await expect(started).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('EEXIST') as string })
    expect(await readFile(join(folder, credential), 'utf8')).toBe('mine')
  },
  60_000,
)
