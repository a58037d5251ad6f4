// What only some checks need has a lockfile of its own in `.ci/tools`, outside the workspace, so that the first install of
// whoever works here stays fast. Whichever check comes first installs it.
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './published.ts'

/** The folder of the tools. */
export const tools: string = join(root, '.ci', 'tools')

/** The Node that runs this one, not an older one of the machine, for what is started from here. */
export const toolsEnv: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
}

/** Installs the tools as their lockfile has them, where that has not been done since it changed. */
export function installTools(): void {
  const changed = (file: string): number => statSync(join(tools, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (changed('node_modules/.package-lock.json') >= changed('package-lock.json')) return
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: tools, env: toolsEnv, stdio: 'inherit' })
}
