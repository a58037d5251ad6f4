// Loads every entry point of the built packages, as an installed one is loaded. Plain JavaScript, so that the oldest Node
// that the packages promise can run it: `pnpm build && node .ci/load.js`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const packages = join(import.meta.dirname, '..', 'packages')
for (const folder of readdirSync(packages)) {
  const manifest = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8'))
  if (manifest.private) continue
  for (const [subpath, { default: file }] of Object.entries(manifest.publishConfig.exports)) {
    const names = Object.keys(await import(join(packages, folder, file)))
    if (names.length === 0) throw new Error(`${manifest.name} ${subpath} exports nothing`)
    console.log(`${manifest.name} ${subpath}: ${names.length} names on Node ${process.versions.node}`)
  }
}
