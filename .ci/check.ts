// `pnpm check`: everything about the tree that needs no test run. Independent steps run side by side, every step runs to
// its end, and what a failed step printed is shown whole.
//
//   node .ci/check.ts              all steps
//   node .ci/check.ts types knip   these steps and what they need
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import { packed, published, root } from './published.ts'

interface Step {
  readonly name: string
  /** A step that has to succeed first. */
  readonly after?: string
  /** Shell lines, one after the other. */
  readonly run: readonly string[]
}

const steps: readonly Step[] = [
  { name: 'build', run: ['pnpm build'] },
  { name: 'format', run: ['biome ci --colors=off --error-on-warnings'] },
  { name: 'lint', run: ['oxlint'] },
  {
    name: 'types',
    run: [
      'tsc -p tsconfig.json',
      'tsc -p packages/user-admin/src/console/page',
      'tsc -p packages/user-admin/test-console',
    ],
  },
  { name: 'length', run: ['node .ci/length.ts'] },
  { name: 'knip', run: ['knip --no-progress'] },
  { name: 'docs', run: ['typedoc', 'node .ci/docs-links.ts'] },
  // The texts of a language say the same in the same order, each in its own words; tests may begin alike.
  {
    name: 'jscpd',
    run: ['jscpd --config .ci/jscpd/sources.json packages .ci', 'jscpd --config .ci/jscpd/tests.json packages'],
  },
  { name: 'workflows', run: ['node .ci/workflows.ts'] },
  { name: 'codegen', run: ['graphql-codegen --config codegen.yml --check'] },
  {
    name: 'pack',
    after: 'build',
    run: published.map(({ folder }) => `pnpm -C packages/${folder} pack --silent --out ${join(root, packed(folder))}`),
  },
  { name: 'packed', after: 'pack', run: ['node .ci/packed.ts'] },
  { name: 'sbom', after: 'pack', run: ['node .ci/sbom.ts'] },
  { name: 'program', after: 'pack', run: ['node --conditions=source .ci/program.ts'] },
  { name: 'executable', after: 'build', run: ['node --conditions=source .ci/executable.ts --check'] },
  { name: 'api', after: 'build', run: ['node .ci/api.ts'] },
  { name: 'size', after: 'build', run: ['size-limit'] },
  { name: 'publint', after: 'pack', run: published.map(({ folder }) => `publint run ${packed(folder)} --strict`) },
  { name: 'attw', after: 'pack', run: published.map(({ folder }) => `attw ${packed(folder)} --profile esm-only`) },
]

const asked = process.argv.slice(2)
for (const name of asked) {
  if (!steps.some((step) => step.name === name)) throw new Error(`no step is called ${name}`)
}
const needed = new Set(asked.length > 0 ? asked : steps.map(({ name }) => name))
for (const { name, after } of steps.toReversed()) if (after !== undefined && needed.has(name)) needed.add(after)

const env = {
  ...process.env,
  NO_COLOR: '1',
  PATH: [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
}

function shell(line: string): Promise<{ readonly ok: boolean; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(line, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.on('error', (error) => resolve({ ok: false, output: String(error) }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}

const verdicts = new Map<string, 'passed' | 'failed'>()
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`.padStart(7)

async function perform({ name, run }: Step): Promise<void> {
  const start = performance.now()
  const results = []
  for (const line of run) results.push({ line, ...(await shell(line)) })
  const bad = results.filter(({ ok }) => !ok)
  verdicts.set(name, bad.length === 0 ? 'passed' : 'failed')
  console.log(`${bad.length === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(10)}${seconds(start)}`)
  for (const { line, output } of bad) console.log(`\n$ ${line}\n${output.trimEnd()}\n`)
}

rmSync(join(root, 'temp'), { recursive: true, force: true })
mkdirSync(join(root, 'temp'))

const begun = performance.now()
const waiting = steps.filter(({ name }) => needed.has(name))
const lanes = Math.min(4, Math.max(2, availableParallelism()))
const running = new Set<Promise<void>>()
while (waiting.length > 0 || running.size > 0) {
  // A step whose ground is missing cannot say anything of its own.
  for (const step of waiting.filter(({ after }) => after !== undefined && verdicts.get(after) === 'failed')) {
    waiting.splice(waiting.indexOf(step), 1)
    verdicts.set(step.name, 'failed')
    console.log(`FAIL ${step.name.padEnd(10)}        needs ${step.after}`)
  }
  const next = waiting.find(({ after }) => after === undefined || verdicts.get(after) === 'passed')
  if (next !== undefined && running.size < lanes) {
    waiting.splice(waiting.indexOf(next), 1)
    const work = perform(next).finally(() => running.delete(work))
    running.add(work)
  } else if (running.size > 0) {
    await Promise.race(running)
  }
}

const failed = [...verdicts].filter(([, verdict]) => verdict === 'failed').map(([name]) => name)
console.log(
  failed.length === 0
    ? `${verdicts.size} checks passed in${seconds(begun)}`
    : `${failed.length} of ${verdicts.size} checks failed in${seconds(begun)}: ${failed.join(', ')}`,
)
process.exitCode = failed.length === 0 ? 0 : 1
