// `pnpm mutate [file …]`: changes the code in small ways and asks whether a test notices. Stryker is one of the tools in
// `.ci/tools`; its runner finds vitest in the node_modules of the root.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './published.ts'
import { installTools, tools, toolsEnv } from './tools.ts'

installTools()

const stryker = join(tools, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js')

/** What must be held by the tests of its own package. */
const targets: readonly { readonly project: string; readonly files: readonly string[] }[] = [
  { project: 'wire', files: ['send', 'effect', 'failure'].map((name) => `packages/wire/src/${name}.ts`) },
  { project: 'houston-client', files: ['packages/houston-client/src/errors.ts'] },
  {
    project: 'aac-client',
    files: ['errors', 'planes', 'oauth', 'jwt', 'tokens', 'file-tokens', 'lock'].map(
      (name) => `packages/aac-client/src/${name}.ts`,
    ),
  },
  {
    project: 'user-admin',
    files: ['plan/**/*', 'apply/**/*', 'state', 'state/**/*', 'journal/**/*', 'identity/identity', 'errors'].map(
      (name) => `packages/user-admin/src/${name}.ts`,
    ),
  },
]
const named = process.argv.slice(2)
const chosen =
  named.length === 0
    ? targets
    : targets
        .map(({ project }) => ({ project, files: named.filter((file) => file.startsWith(`packages/${project}/`)) }))
        .filter(({ files }) => files.length > 0)
if (chosen.length === 0) {
  console.error('No file of a package was named: pnpm mutate packages/<name>/src/<file>.ts …')
  process.exit(2)
}

for (const { project, files } of chosen) {
  console.log(`\n${project}: ${files.join(', ')}`)
  const run = spawnSync(process.execPath, [stryker, 'run', '.ci/stryker.json', '--mutate', files.join(',')], {
    cwd: root,
    env: { ...toolsEnv, MUTATE_PROJECT: project },
    stdio: 'inherit',
  })
  if (run.status !== 0) process.exitCode = 1
}
