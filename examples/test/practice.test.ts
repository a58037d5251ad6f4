import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { root } from './shown.ts'

// Who practises has no preload that leads to a fake: the page's own server stays, and its other programs find it.

// Processes start slowly where many tests run at once.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
let server: ChildProcess | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-admin-practice-'))
})
afterEach(async () => {
  server?.kill()
  server = undefined
  await rm(folder, { recursive: true, force: true })
})

const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning']
const env = { ...process.env, NODE_OPTIONS: '' }

/** Makes the folder what the page makes it. */
async function followed(page: string): Promise<void> {
  await cp(join(root, 'examples/docs', page), folder, { recursive: true })
  await symlink(join(root, 'examples/docs/node_modules'), join(folder, 'node_modules'), 'junction')
}

/** Starts the page's server; answers with the first that it says. */
async function practise(): Promise<string> {
  const started = spawn(process.execPath, [...flags, 'practice.ts'], { cwd: folder, env })
  server = started
  const [said] = (await Promise.race([once(started.stdout, 'data'), once(started.stderr, 'data')])) as [Buffer]
  return said.toString()
}

/** Runs a program of the page as it says to while practising. */
async function run(...words: readonly string[]): Promise<string> {
  const all = [...flags, '--env-file=practice.env', ...words]
  const { stdout } = await promisify(execFile)(process.execPath, all, { cwd: folder, env })
  return stdout
}

it.each([
  ['getting-started-houston', 'plan.ts', ['small-scope', 'rolling'], 'Ended: 3 done, 1 pending\nRead again: 0 left'],
  ['getting-started-aac', 'clear.ts', ['per-run', 'rolling'], 'Ended: 26 done\nRead again: 0 left'],
])('%s can be practised against the server that it starts', async (page, program, release, end) => {
  await followed(page)
  expect(await practise()).toMatch(/^Practise at http:\/\/127\.0\.0\.1:\d+/u)
  expect(await run('look.ts')).toContain('\nme@example.edu active')
  const planned = await run(program)
  const id = /Plan id ([0-9a-f]{64})/u.exec(planned)?.[1] ?? ''
  expect(planned).not.toContain('Ended')
  expect(await run(program, id, 'ana', ...release)).toContain(end)
  expect(await run(program)).toContain('nothing to do')
})

it.each([
  ['getting-started-houston', 'houston.token'],
  ['getting-started-aac', 'creds.json'],
])('%s practises over no %s that is there', async (page, credential) => {
  await followed(page)
  await writeFile(join(folder, credential), 'mine')
  expect(await practise()).not.toContain('Practise at')
  expect(await readFile(join(folder, credential), 'utf8')).toBe('mine')
})
