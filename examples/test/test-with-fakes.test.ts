import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { at } from './started.ts'

/** Runs the example's tests as its user would, in a folder of their own. */
async function tested(change: (job: string) => string): Promise<{ readonly code: number; readonly out: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const name of ['job.ts', 'job.test.ts', 'vitest.config.ts', 'package.json'])
    await cp(at(`test-with-fakes/${name}`), join(folder, name))
  await symlink(at('test-with-fakes/node_modules'), join(folder, 'node_modules'), 'junction')
  await writeFile(join(folder, 'job.ts'), change(await readFile(join(folder, 'job.ts'), 'utf8')))
  const { PATH = '', SystemRoot = '' } = process.env
  return await new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(folder, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, '--testTimeout', '60000'],
      { cwd: folder, env: { PATH, SystemRoot, HOME: folder, NO_COLOR: '1' } },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out: out + err }),
    )
  })
}

it('test-with-fakes: its tests pass', async () => {
  const { code, out } = await tested((job) => job)
  expect([code, out]).toEqual([0, expect.stringMatching(/Tests +6 passed/u)])
}, 180_000)

it('test-with-fakes: its tests fail for code that takes an error for an end', async () => {
  const { code, out } = await tested((job) => job.replaceAll("getsIn: 'perhaps', why: `", 'getsIn: false, why: `'))
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/never says out where nobody could look[\s\S]*Tests +2 failed/u),
  ])
}, 180_000)
