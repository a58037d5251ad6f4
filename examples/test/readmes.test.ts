import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { blocksOf, printed } from './guide.ts'
import { examples, text } from './shown.ts'
import { at } from './started.ts'

const scripts: Readonly<Record<string, string>> = {
  'node --conditions=source main.ts': 'main.ts',
  'vitest run': 'node_modules/vitest/vitest.mjs',
}

/** Starts an example as its `start` does, until it ends or has printed this; answers with what it printed. */
async function started(name: string, args: readonly string[], until: RegExp): Promise<string> {
  const { scripts: own } = JSON.parse(text(`examples/${name}/package.json`)) as { scripts: { start: string } }
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { PATH = '', SystemRoot = '' } = process.env
  const words = own.start === 'vitest run' ? ['run', '--testTimeout', '60000'] : args
  const child = spawn(process.execPath, ['--conditions=source', scripts[own.start] ?? '', ...words], {
    cwd: at(name),
    env: { PATH, SystemRoot, HOME: folder, NO_COLOR: '1' },
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (some: string) => {
      out += some
      if (until.test(out)) child.kill('SIGINT')
    })
  await once(child, 'exit')
  return out
}

it.each(examples)(
  'examples/%s/README.md is short, and its one command prints what it says',
  async (name) => {
    const readme = await readFile(at(`${name}/README.md`), 'utf8')
    const [command, says] = blocksOf(readme)
    expect(readme.split('\n').length).toBeLessThanOrEqual(41)
    const [, ...words] = command?.code.trim().split(` --dir examples/${name} start`) ?? []
    expect([command?.language, words.length, says?.language]).toEqual(['sh', 1, 'text'])
    const pattern = printed(says?.code ?? '')
    expect(await started(name, words[0]?.split(' ').filter(Boolean) ?? [], pattern)).toMatch(pattern)
  },
  180_000,
)

it('the list of examples names each of them', () => {
  const listed = [...text('examples/README.md').matchAll(/^\| \[([\w-]+)\]\(\1\) \|/gmu)].map(([, name = '']) => name)
  expect(listed.toSorted()).toEqual(examples.toSorted())
})

it('the version of pnpm is the one that the repository pins', () => {
  const { packageManager } = JSON.parse(text('package.json')) as { packageManager: string }
  for (const name of ['.', ...examples])
    expect(text(`examples/${name}/README.md`)).toContain(`npx -y ${packageManager} --dir`)
})
