import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { published } from '../published.ts'
import { tools } from '../tools.ts'
import { run } from './project.ts'

/** What may be left of an import of which nothing is used: the names of files, in comments. */
const most = 200

/** Every copy of zod 4 puts an empty object there, by which a program may set the language of all of them. */
const allowed = ['__zod_globalConfig']

/**
 * Throws unless each package is what its `sideEffects: false` says: a bundler may leave it out where nothing of it is used,
 * and whoever loads it finds everything else as it was, and nothing at work.
 */
export async function withoutEffects(project: string): Promise<void> {
  const imports = published.map(({ manifest }) => `import '${manifest.name}'\n`).join('')
  writeFileSync(join(project, 'unused.js'), imports)
  const bundle = join(project, 'unused.bundle.js')
  const esbuild = join(tools, 'node_modules', '.bin', 'esbuild')
  await run(project, [esbuild, 'unused.js', '--bundle', '--format=esm', '--platform=neutral', `--outfile=${bundle}`])
  const { length } = readFileSync(bundle)
  if (length > most) throw new Error(`an import of which nothing is used becomes ${length} bytes`)

  writeFileSync(
    join(project, 'loading.mjs'),
    `const everything = () => {
  const found = []
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    found.push(name)
    const own = Object.getOwnPropertyDescriptor(globalThis, name)
    for (const holder of [own.value, own.value?.prototype])
      if (holder !== null && ['object', 'function'].includes(typeof holder) && holder !== globalThis)
        for (const key of Reflect.ownKeys(holder)) found.push(\`\${name}.\${String(key)}\`)
  }
  for (const name of process.eventNames()) found.push(\`listener: \${String(name)} \${process.listenerCount(name)}\`)
  for (const name of process.getActiveResourcesInfo()) found.push(\`at work: \${name}\`)
  return found.sort()
}
everything()
const before = everything()
await import('user-admin')
await import('@user-admin/aac-client')
await import('@user-admin/houston-client')
const known = new Set([...before, ...${JSON.stringify(allowed)}])
const left = everything().filter((line) => !known.has(line))
if (left.length > 0) {
  console.error('loading left behind', left)
  process.exitCode = 1
}
`,
  )
  const said = await run(project, ['node', 'loading.mjs'])
  if (said !== '') throw new Error(`loading says something: ${said}`)
}
