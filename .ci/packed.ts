// Compares what is in each published package's tarball, packed before as a release would, with `.ci/packed/<package>.txt`.
// `node .ci/packed.ts --update` after a `pnpm check` rewrites the lists.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Manifest, type Published, packed, published, root } from './published.ts'

const update = process.argv.includes('--update')
const lists = join(root, '.ci', 'packed')
mkdirSync(lists, { recursive: true })

/** Never in a tarball: build caches, sources, tests, and the file that lists this machine's paths. */
const unwanted =
  /\.tsbuildinfo$|(?<!\.d)\.[cm]?ts$|\.map$|(?:^|\/)(?:src|test|bench|torture)\/|\.test\.|metafile|\.env|\.npmrc/
/** Chunks carry a hash of their content in their name, which says nothing about the list. */
const nameless = (file: string): string => file.replace(/-[\w-]{8}(?=\.(?:d\.ts|js)$)/, '-[hash]')
/** Unpacks a tarball beside it; answers with its folder, as npm makes it. */
function unpacked(folder: string): string {
  const into = join(root, 'temp', 'unpacked', folder)
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into, { recursive: true })
  execFileSync('tar', ['-xzf', join(root, packed(folder)), '-C', into])
  return join(into, 'package')
}

/** What a module or a declaration imports. A line of a comment starts with its star, so it is not taken for one. */
const imports = /^(?:import|export)\b[^'"]*(?<=from |import )['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm

function problemsOf({ folder, manifest }: Published): readonly string[] {
  const dir = unpacked(folder)
  const read = (file: string): string => readFileSync(join(dir, file), 'utf8')
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .toSorted()
  const problems = files.filter((file) => unwanted.test(file)).map((file) => `${file} must not be packed`)
  for (const file of ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.txt', 'sbom.cdx.json']) {
    if (!files.includes(file)) problems.push(`${file} is missing`)
  }

  const shipped = JSON.parse(read('package.json')) as Manifest
  const wanted: { [subpath: string]: { source?: string } } = structuredClone(manifest.exports)
  for (const targets of Object.values(wanted)) delete targets.source
  if (!isDeepStrictEqual(shipped.exports, wanted)) {
    problems.push('publishConfig.exports is not exports without its `source` conditions')
  }

  const own = Object.keys(shipped.dependencies ?? {})
  const optional = Object.keys(shipped.peerDependencies ?? {})
  const ours = new Set(published.map((other) => other.manifest.name))
  problems.push(...own.filter((name) => !ours.has(name)).map((name) => `${name} is a dependency; bundle it instead`))
  for (const file of files.filter((name) => /\.(?:js|d\.ts)$/.test(name))) {
    const text = read(file)
    if (text.includes(root)) problems.push(`${file} names a path of this machine`)
    if (file.endsWith('.d.ts') && text.includes('facts §')) problems.push(`${file} refers to notes that are not packed`)
    for (const [, written, called] of text.matchAll(imports)) {
      const specifier = written ?? called ?? ''
      // Whoever reads a directory installs what it is read with; the core never asks for it.
      const named = file.startsWith('dist/directory/') ? [...own, ...optional] : own
      const known = named.some((name) => specifier === name || specifier.startsWith(`${name}/`))
      if (!known && !/^(?:\.|node:)/.test(specifier))
        problems.push(`${file} imports ${specifier}, which is not installed with it`)
    }
  }

  const list = join(lists, `${folder}.txt`)
  const found = `${[...new Set(files.map(nameless))].join('\n')}\n`
  if (update) writeFileSync(list, found)
  const committed = existsSync(list) ? readFileSync(list, 'utf8') : ''
  if (found !== committed) {
    const before = new Set(committed.split('\n'))
    const after = new Set(found.split('\n'))
    problems.push(
      ...[...after].filter((file) => !before.has(file)).map((file) => `${file} is new`),
      ...[...before].filter((file) => !after.has(file)).map((file) => `${file} is gone`),
      'if that is meant: node .ci/packed.ts --update',
    )
  }
  return problems
}

for (const part of published) {
  for (const problem of problemsOf(part)) {
    console.error(`${part.manifest.name}: ${problem}`)
    process.exitCode = 1
  }
}
