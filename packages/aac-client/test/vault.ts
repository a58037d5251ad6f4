// A command as one writes it for a vault: `get` and `store`, compare-and-swap, over a file that counts its versions.
// Its behaviour in trouble is told by the words before; what it was run with is noted, so that a test can look for secrets.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs'

const [, , vault = '', trouble = '', verb = ''] = process.argv
appendFileSync(`${vault}.run`, JSON.stringify({ argv: process.argv, env: process.env }))

interface Held {
  readonly version: number
  readonly value: Record<string, unknown>
}
const held = (): Held => JSON.parse(readFileSync(vault, 'utf8')) as Held

if (trouble === `${verb} fails`) {
  console.error('eyJ5ecret')
  process.exit(1)
}
if (trouble === `${verb} hangs`) setInterval(() => undefined, 1000)
else if (trouble === `${verb} waits for another`) {
  const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'inherit' })
  writeFileSync(`${vault}.other`, String(pid))
} else if (trouble === `${verb} dies`) process.kill(process.pid, 'SIGKILL')
else if (trouble === `${verb} floods`) process.stdout.write('x'.repeat(2 ** 21))
else if (trouble === `${verb} is silent`) process.exit(0)
else if (trouble === `${verb} prints rubbish`) console.log('eyJ5ecret')
else if (trouble === `${verb} prints no pair`) console.log('{"access_token":"eyJ5ecret"}')
else if (verb === 'get') {
  const { version, value } = held()
  console.log(JSON.stringify({ ...value, version }))
} else if (verb === 'store') {
  const { expect, tokens } = JSON.parse(readFileSync(0, 'utf8')) as Record<string, Record<string, unknown>>
  // One at a time, for the comparing and the storing are one step.
  for (;;) {
    try {
      mkdirSync(`${vault}.busy`)
      break
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
  const { version } = held()
  const matches = version === expect?.['version'] && trouble !== 'store always loses'
  if (matches) {
    const { version: _version, ...value } = tokens ?? {}
    writeFileSync(`${vault}.new`, JSON.stringify({ version: version + 1, value }))
    renameSync(`${vault}.new`, vault)
  }
  rmdirSync(`${vault}.busy`)
  process.exitCode = matches ? 0 : 10
} else process.exitCode = 2
