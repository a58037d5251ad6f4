import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkBuilt, packages, root } from './built.ts'
import { once, type Row } from './measure.ts'
import { printed } from './started.ts'

// What the kits that people use for other systems bring, as the aim of this one was set (2026): they are not installed here.
const others = [
  { name: '@workos-inc/node 11', megabytes: 4.3, packages: 1 },
  { name: 'auth0', megabytes: 34, packages: 5 },
  { name: 'octokit', megabytes: 92, packages: 34 },
] as const

/** `user-admin` and its clients, packed as they are published and installed without a network into an empty folder. */
export async function* install(): AsyncGenerator<Row> {
  await checkBuilt()
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-install-'))
  try {
    yield* installed(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function* installed(folder: string): AsyncGenerator<Row> {
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest
  for (const name of packages) {
    const out = join(folder, `${name}.tgz`)
    await printed('npx', ['-y', packageManager, '-C', join(root, 'packages', name), 'pack', '--silent', '--out', out])
  }
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  const tarballs = packages.map((name) => `./${name}.tgz`)
  await printed('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs], folder)

  const files = await readdir(join(folder, 'node_modules'), { recursive: true, withFileTypes: true })
  const sizes = files
    .filter((file) => file.isFile())
    .map(async (file) => (await stat(join(file.parentPath, file.name))).size)
  const megabytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1e6
  const { packages: found } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as Lock
  const count = Object.keys(found).filter((place) => place !== '').length
  const note = others.map((other) => `${other.name} ${other.megabytes} MB, ${other.packages}`).join('; ')
  const same = { what: 'user-admin installed with its clients', keeps: 'at most', note } as const
  const smallest = others[0]
  yield {
    ...same,
    against: `${smallest.name}, ${smallest.megabytes} MB`,
    ...once(megabytes),
    unit: 'MB',
    bound: 3,
  }
  yield { ...same, against: 'its own three', ...once(count), unit: 'packages', bound: 3 }
}

interface Manifest {
  readonly packageManager: string
}

interface Lock {
  readonly packages: Readonly<Record<string, unknown>>
}
