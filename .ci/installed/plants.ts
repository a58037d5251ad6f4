import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nothingOutside, onlyOurs, writeEntries } from './contents.ts'
import { withoutEffects } from './effects.ts'
import { emptyFolder, install, run } from './project.ts'
import type { Registry } from './registry.ts'

/** A fault that is put into the package to show that it is found. */
interface Plant {
  readonly name: string
  /** Spoils the unpacked package. */
  readonly spoil: (dir: string) => void
  /** What finding it says. */
  readonly found: RegExp
}

const edit = (file: string, change: (text: string) => string): void => {
  const [before, after] = [readFileSync(file, 'utf8'), change(readFileSync(file, 'utf8'))]
  if (before === after) throw new Error(`${file} has nothing to spoil`)
  writeFileSync(file, after)
}
const before = (line: string) => (dir: string) => edit(join(dir, 'dist', 'index.js'), (text) => line + text)

const all: readonly Plant[] = [
  {
    name: 'a file that is not packed',
    spoil: (dir) => {
      for (const file of globSync('dist/chunk-*.js', { cwd: dir })) rmSync(join(dir, file))
    },
    found: /Cannot find module .*chunk-/u,
  },
  {
    name: 'a file that is packed and should not be',
    spoil: (dir) => {
      mkdirSync(join(dir, 'src'))
      writeFileSync(join(dir, 'src', 'index.ts'), '')
    },
    found: /files outside of "files": src\/index\.ts/u,
  },
  {
    name: 'an import that is not declared',
    spoil: before("import 'ky'\n"),
    found: /Cannot find package 'ky'/u,
  },
  {
    name: 'a dependency that is not declared',
    spoil: (dir) =>
      edit(join(dir, 'package.json'), (text) => text.replace(/"@user-admin\/aac-client": "[^"]*",?/u, '')),
    found: /node_modules holds: @user-admin\/houston-client, user-admin;/u,
  },
  {
    name: 'code that only CommonJS can run',
    spoil: before("const { sep } = require('node:path')\n"),
    found: /require is not defined/u,
  },
  {
    name: 'code that changes what is not its own',
    spoil: before('Array.prototype.second = () => undefined\n'),
    found: /Array\.second/u,
  },
]

async function look(registry: Registry, tarball: string, { name, spoil, found }: Plant): Promise<void> {
  using work = emptyFolder('plant')
  execFileSync('tar', ['-xzf', tarball, '-C', work.path])
  const version = `0.0.0-${name.replaceAll(' ', '-')}`
  spoil(join(work.path, 'package'))
  edit(join(work.path, 'package', 'package.json'), (text) =>
    text.replace(/"version": "[^"]*"/u, `"version": "${version}"`),
  )
  const spoilt = join(work.path, 'spoilt.tgz')
  execFileSync('tar', ['-czf', spoilt, '-C', work.path, 'package'])
  await registry.publish(spoilt, 'planted')

  using project = emptyFolder('planted')
  let said = 'nothing'
  try {
    await install(project.path, registry.url, `user-admin@${version}`)
    await onlyOurs(project.path)
    nothingOutside(project.path)
    writeEntries(project.path)
    await run(project.path, ['node', 'import.mjs'])
    await withoutEffects(project.path)
  } catch (error) {
    said = error instanceof Error ? error.message : String(error)
  }
  if (!found.test(said)) throw new Error(`${name} was not found; what was said is: ${said}`)
}

/** The faults that the checks have to find, each with what looks whether they do. */
export const plants = (
  registry: Registry,
  tarball: string,
): readonly { readonly name: string; readonly run: () => Promise<void> }[] =>
  all.map((plant) => ({ name: `${plant.name} is found`, run: () => look(registry, tarball, plant) }))
