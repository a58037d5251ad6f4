// Makes the one file for computers without Node: the Node that runs here, with the program and its page within. After a
// `pnpm build`, which makes the page and the licence notices.
//
//   node --conditions=source .ci/executable.ts             makes temp/executable/user-admin-console-<os>-<arch>
//   node --conditions=source .ci/executable.ts --check     and runs it where there is nothing else
//   node --conditions=source .ci/executable.ts --download  and makes what is downloaded of it, with its checksum
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { build } from 'tsup'
import { check } from './executable-check.ts'
import { executableHere, nameHere, pageHere, putInto, workshop } from './executable-file.ts'
import { published, root } from './published.ts'
import { ran } from './ran.ts'

const blob = join(workshop, 'program.blob')

rmSync(workshop, { recursive: true, force: true })
mkdirSync(workshop, { recursive: true })
await bundle()
writeFileSync(join(workshop, 'licences.txt'), licencesOf(bundledPackages()))
await prepare()
await putInto(executableHere, blob)
console.log(`${basename(executableHere)}: ${inMegabytes(executableHere)}, on Node ${process.versions.node}`)

if (process.argv.includes('--download')) await download()
if (process.argv.includes('--check')) await check(executableHere)

/** The whole program in one file. What it loads late stays late: each module runs when it is first asked for. */
async function bundle(): Promise<void> {
  await build({
    entry: { program: join(root, 'packages/user-admin/src/cli/executable.ts') },
    outDir: workshop,
    outExtension: () => ({ js: '.cjs' }),
    format: ['cjs'],
    target: `node${process.versions.node}`,
    config: false,
    silent: true,
    clean: false,
    splitting: false,
    metafile: true,
    removeNodeProtocol: false,
    noExternal: [/^(?!node:)/],
    tsconfig: join(root, 'tsconfig.json'),
    esbuildOptions(options) {
      options.conditions = ['source', 'import', 'module', 'default']
      options.legalComments = 'none'
      options.absWorkingDir = root
      // It has no file of its own, and asks for none.
      options.logOverride = { 'empty-import-meta': 'silent' }
    },
  })
}

/** What Node puts in beside the program. Named from its own folder: it holds the names, and is the same wherever it is made. */
async function prepare(): Promise<void> {
  const built = join(root, 'packages', 'user-admin', 'dist', 'console')
  if (!existsSync(join(built, 'index.html'))) throw new Error(`${built} has no page: pnpm build`)
  cpSync(built, pageHere, { recursive: true, filter: (name) => !name.endsWith('.json') })
  const files = globSync('page/**/*.*', { cwd: workshop }).map((name) => name.replaceAll('\\', '/'))
  for (const name of ['program.cjs', ...files])
    if (readFileSync(join(workshop, name), 'utf8').includes(root))
      throw new Error(`${name} names a path of this machine`)
  const config = {
    main: 'program.cjs',
    output: basename(blob),
    disableExperimentalSEAWarning: true,
    // What a company's proxy signs with stands in the machine's store, as browsers know it.
    execArgv: ['--use-system-ca'],
    // What somebody set for other programs that run on Node is not meant for this one.
    execArgvExtension: 'none',
    assets: Object.fromEntries(['licences.txt', ...files.toSorted()].map((name) => [name, name])),
  }
  writeFileSync(join(workshop, 'sea.json'), JSON.stringify(config))
  await ran(process.execPath, ['--experimental-sea-config', 'sea.json'], workshop)
}

/** The names of the packages whose code is in the bundle. */
function bundledPackages(): ReadonlySet<string> {
  const { outputs } = JSON.parse(readFileSync(join(workshop, 'metafile-cjs.json'), 'utf8')) as {
    readonly outputs: { readonly [file: string]: { readonly inputs: { readonly [file: string]: object } } }
  }
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs))
  return new Set(inputs.flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(file)?.[1] ?? []))
}

/** The licences of everything that is within. @throws {Error} where one of these packages has none there. */
function licencesOf(packages: ReadonlySet<string>): string {
  const node = [dirname(process.execPath), dirname(dirname(process.execPath))]
    .map((folder) => join(folder, 'LICENSE'))
    .find((file) => existsSync(file))
  if (node === undefined) throw new Error(`The licence of Node is not beside ${process.execPath}.`)
  const notices = published.map(({ dir }) => readFileSync(join(dir, 'THIRD-PARTY-NOTICES.txt'), 'utf8').trim())
  const missing = [...packages].filter((name) => !notices.some((text) => text.includes(`\n${name} `)))
  if (missing.length > 0) throw new Error(`No licence goes along of ${missing.join(', ')}: pnpm build`)
  const all = [
    `user-admin\n\n${readFileSync(join(root, 'LICENSE'), 'utf8').trim()}`,
    ...notices,
    `Node.js ${process.versions.node}\n\n${readFileSync(node, 'utf8').trim()}`,
  ]
  return `${all.join(`\n\n${'='.repeat(78)}\n\n`)}\n`
}

/** A browser that saves a file takes away the right to run it, which an archive brings along. */
async function download(): Promise<void> {
  const file = process.platform === 'win32' ? executableHere : join(workshop, `${nameHere}.tar.gz`)
  // A Mac would put a second file beside it, for what only a Mac knows of it.
  const plain = process.platform === 'darwin' ? ['--no-mac-metadata'] : []
  if (file !== executableHere) await ran('tar', [...plain, '-czf', file, '-C', workshop, basename(executableHere)])
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex')
  writeFileSync(`${file}.sha256`, `${digest}  ${basename(file)}\n`)
  console.log(`${basename(file)}: ${inMegabytes(file)}, sha256 ${digest}`)
}

function inMegabytes(file: string): string {
  return `${(statSync(file).size / 1e6).toFixed(1)} MB`
}
