import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Manifest, published } from '../published.ts'
import { run } from './project.ts'

/** What a manifest of the registry says besides. */
interface Shipped extends Manifest {
  readonly files: readonly string[]
  readonly peerDependenciesMeta?: { readonly [name: string]: { readonly optional?: boolean } }
}

const names = published.map(({ manifest }) => manifest.name).toSorted()

/** The folder of an installed package. */
export const installedAt = (project: string, name: string): string => join(project, 'node_modules', ...name.split('/'))

const shipped = (project: string, name: string): Shipped =>
  JSON.parse(readFileSync(join(installedAt(project, name), 'package.json'), 'utf8')) as Shipped

function same(what: string, found: readonly string[], wanted: readonly string[]): void {
  if (found.join() !== wanted.join()) throw new Error(`${what}: ${found.join(', ')}; and not ${wanted.join(', ')}`)
}

/** Throws unless a project holds our packages and nothing else, and npm misses nothing of what they say they need. */
export async function onlyOurs(project: string): Promise<void> {
  const found = readdirSync(join(project, 'node_modules'))
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(project, 'node_modules', name)).map((inner) => `${name}/${inner}`)
        : [name],
    )
  same('node_modules holds', found.toSorted(), names)
  same('nested packages', globSync('node_modules/{*,@*/*}/node_modules', { cwd: project }), [])
  await run(project, ['npm', 'ls', '--all', '--omit=dev'])
}

/** Throws unless each installed file is named by `files` of its package, or is one that every package carries. */
export function nothingOutside(project: string): void {
  for (const name of names) {
    const dir = installedAt(project, name)
    const { files } = shipped(project, name)
    const inside = (file: string): boolean =>
      ['package.json', 'README.md', 'LICENSE'].includes(file) ||
      files.some((entry) => file === entry || file.startsWith(`${entry}/`))
    const all = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    same(`${name}: files outside of "files"`, all.filter((file) => !inside(file)).toSorted(), [])
  }
}

/**
 * Writes the two programs that load every entry point, by `import` and by `require`, and the module that names them for a
 * compiler. An entry may miss what its package leaves to its user to install, and nothing else.
 */
export function writeEntries(project: string): void {
  const entries = names.flatMap((name) => {
    const { exports, peerDependenciesMeta = {} } = shipped(project, name)
    const optional = Object.keys(peerDependenciesMeta).filter((peer) => peerDependenciesMeta[peer]?.optional === true)
    return Object.keys(exports).map((subpath) => ({ specifier: join(name, subpath), optional }))
  })
  const programs = {
    'import.mjs': "(name) => import(name, name.endsWith('.json') ? { with: { type: 'json' } } : {})",
    'require.cjs': 'async (name) => require(name)',
  }
  for (const [file, load] of Object.entries(programs))
    writeFileSync(
      join(project, file),
      `const load = ${load}
const entries = ${JSON.stringify(entries)}
const loaded = async () => {
  for (const { specifier, optional } of entries) {
    const wrong = await load(specifier).then((module) => Object.keys(module).length === 0 && 'exports nothing', (error) => error)
    if (wrong && !optional.some((name) => wrong.message?.includes(\`Cannot find package '\${name}'\`))) {
      console.error(specifier, wrong)
      process.exitCode = 1
    }
  }
}
loaded()
`,
    )
  const typed = entries.filter(({ specifier }) => !specifier.endsWith('.json'))
  writeFileSync(
    join(project, 'entries.ts'),
    typed
      .map(({ specifier }, index) => `import * as entry${index} from '${specifier}'\nconsole.log(entry${index})\n`)
      .join(''),
  )
}
