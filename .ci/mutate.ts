// `pnpm mutate [file …]`: changes the code in small ways and asks whether a test notices. Stryker has a lockfile of its own
// in `.ci/tools` and is installed there on the first run; its runner finds vitest in the node_modules of the root.
import { execFileSync, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './published.ts'

const tools = join(root, '.ci', 'tools')
// The Node that runs this one, not an older one of the machine.
const env = { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter) }

const changed = (file: string): number => statSync(join(tools, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
if (changed('node_modules/.package-lock.json') < changed('package-lock.json')) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: tools, env, stdio: 'inherit' })
}

const files = process.argv.slice(2)
const stryker = join(tools, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js')
const chosen = files.length > 0 ? ['--mutate', files.join(',')] : []
const run = spawnSync(process.execPath, [stryker, 'run', '.ci/stryker.json', ...chosen], {
  cwd: root,
  env,
  stdio: 'inherit',
})
process.exitCode = run.status ?? 1
