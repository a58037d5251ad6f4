// `pnpm run installed`: publishes the three packed tarballs to a registry of this machine that knows nothing else, installs
// `user-admin` from it into empty projects, and does there what users do, on each runtime and with each compiler that the
// packages are promised for. `--short` leaves out what differs least; `--only TEXT` runs the cases whose names hold it.
// Needs the tarballs of `pnpm check pack`, Linux, and Chromium (`bash .ci/chromium`).
import { cpSync, existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { built, compile, compilers, type Resolution } from './installed/compilers.ts'
import { nothingOutside, onlyOurs, writeEntries } from './installed/contents.ts'
import { withoutEffects } from './installed/effects.ts'
import { type Runtime, readIn } from './installed/elsewhere.ts'
import { plants } from './installed/plants.ts'
import { emptyFolder, install, nodes, run } from './installed/project.ts'
import { startRegistry } from './installed/registry.ts'
import { packed, published, root } from './published.ts'
import { installTools, tools } from './tools.ts'

interface Case {
  readonly name: string
  /** Is it left out where time is short? */
  readonly long?: boolean
  readonly run: () => unknown
}

const { values } = parseArgs({ options: { short: { type: 'boolean' }, only: { type: 'string' } } })
const tarballs = published.map(({ folder }) => join(root, packed(folder)))
const missing = tarballs.filter((file) => !existsSync(file))
if (missing.length > 0) throw new Error(`${missing.join(', ')} is missing: run "pnpm check pack" first`)

installTools()
const begun = performance.now()
using registry = await startRegistry()
for (const tarball of tarballs) await registry.publish(tarball)

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`.padStart(7)
const failed: string[] = []
let passed = 0

async function perform({ name, run: work }: Case): Promise<void> {
  const since = performance.now()
  try {
    await work()
    passed += 1
    console.log(`ok  ${seconds(since)}  ${name}`)
  } catch (error) {
    failed.push(name)
    console.log(`FAIL${seconds(since)}  ${name}\n\n${error instanceof Error ? error.message : String(error)}\n`)
  }
}

/** A few at once, each to its end. */
async function performAll(cases: readonly Case[]): Promise<void> {
  const chosen = cases.filter(
    ({ name, long }) => !(long === true && values.short === true) && name.includes(values.only ?? ''),
  )
  const lane = async (): Promise<void> => {
    for (let next = chosen.shift(); next !== undefined; next = chosen.shift()) await perform(next)
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, lane))
}

using project = emptyFolder('installed')
using lean = emptyFolder('lean')
const at = project.path
const resolutions: readonly Resolution[] = ['nodenext', 'bundler']
const runtimes: readonly Runtime[] = ['Deno', 'workerd', 'a browser']
const programs = built('5', 'nodenext')
const user = join(at, 'node_modules', '.bin', 'user-admin')

async function command(node: string): Promise<void> {
  const version = published.find(({ manifest }) => manifest.name === 'user-admin')?.manifest.version ?? ''
  const said = await run(at, [user, '--version'], { node })
  if (said.trim() !== version) throw new Error(`it says "${said.trim()}", and not "${version}"`)
  const shown = await run(at, [user, 'demo'], { node })
  if (!shown.includes('0 protected people touched')) throw new Error(`the demo ends with:\n${shown.slice(-500)}`)
}

// The ground of all others.
await perform({
  name: 'npm install user-admin, into an empty project',
  run: async () => {
    await install(at, registry.url, 'user-admin')
    cpSync(join(root, '.ci', 'installed', 'project'), at, { recursive: true })
    writeEntries(at)
  },
})
await perform({ name: 'TypeScript 5, nodenext', run: () => compile(at, '5', 'nodenext') })

await performAll([
  { name: 'our three packages are installed, and nothing else', run: () => onlyOurs(at) },
  { name: 'no file is outside of "files"', run: () => nothingOutside(at) },
  { name: 'what is not used is left out by a bundler, and loading changes nothing', run: () => withoutEffects(at) },
  {
    name: 'npm install --omit=dev',
    long: true,
    run: async () => {
      await install(lean.path, registry.url, 'user-admin', '--omit=dev')
      await onlyOurs(lean.path)
    },
  },
  ...compilers.flatMap((compiler) =>
    resolutions
      .filter((resolution) => built(compiler, resolution) !== programs)
      .map((resolution) => ({
        name: `TypeScript ${compiler}, ${resolution}`,
        long: compiler !== '7' || resolution === 'nodenext',
        run: () => compile(at, compiler, resolution),
      })),
  ),
  ...nodes.flatMap((node) => {
    const long = node === '24'
    return [
      { name: `every entry, import on Node ${node}`, long, run: () => run(at, ['node', 'import.mjs'], { node }) },
      { name: `every entry, require on Node ${node}`, long, run: () => run(at, ['node', 'require.cjs'], { node }) },
      {
        name: `both jobs, import on Node ${node}`,
        long,
        run: () => run(at, ['node', join(programs, 'esm.js')], { node }),
      },
      {
        name: `both jobs, require on Node ${node}`,
        long,
        run: () => run(at, ['node', join(programs, 'cjs.cjs')], { node }),
      },
      { name: `npx user-admin, on Node ${node}`, long: node !== '22', run: () => command(node) },
    ]
  }),
  {
    name: 'both jobs, on Bun',
    run: () => run(at, [join(tools, 'node_modules', '.bin', 'bun'), join(programs, 'esm.js')]),
  },
  ...runtimes.map((runtime) => ({ name: `reads, in ${runtime}`, run: () => readIn(at, runtime) })),
  ...plants(registry, join(root, packed('user-admin'))).map((plant) => ({ ...plant, long: true })),
])

console.log(`${((performance.now() - begun) / 1000).toFixed(0)} s`)
for (const name of failed) console.log(`not passed: ${name}`)
console.log(`${passed} passed, ${failed.length} failed`)
process.exitCode = failed.length === 0 ? 0 : 1
