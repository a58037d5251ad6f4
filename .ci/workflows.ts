// Looks through `.github/workflows` for what lets somebody else in: an action that can change after it was read, more rights
// than a job needs, a script that somebody else can write into. First shows that it finds each of them.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './published.ts'
import { type Known, problemsOf } from './workflow-rules.ts'

const { packageManager: manager, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly packageManager: string
  readonly scripts: Readonly<Record<string, string>>
}
const known: Known = { manager, scripts: Object.keys(scripts) }
const complain = (problem: string): void => {
  console.error(problem)
  process.exitCode = 1
}

const sha = '0123456789abcdef0123456789abcdef01234567'
const sound = `on: { push: {} }
permissions: {}
jobs:
  one:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@${sha} # v6.0.2
        with:
          persist-credentials: false
      - run: npx -y ${manager} run docs
      - run: .ci/run
`
const plants: readonly (readonly [from: string, to: string])[] = [
  [`${sha} # v6.0.2`, 'v6'],
  [`${sha} # v6.0.2`, `${sha.slice(0, 12)} # v6.0.2`],
  [' # v6.0.2', ''],
  [' # v6.0.2', ' # v6'],
  [`actions/checkout@${sha} # v6.0.2`, 'docker://node:24'],
  ['push: {}', 'pull_request_target: {}'],
  ['push: {}', 'workflow_run: { workflows: [ci] }'],
  ['permissions: {}', 'permissions: write-all'],
  ['permissions: {}\n', ''],
  ['    permissions:\n      contents: read\n', ''],
  ['    permissions:\n      contents: read\n', '    permissions: write-all\n'],
  ['    timeout-minutes: 5\n', ''],
  ['          persist-credentials: false\n', '          fetch-depth: 0\n'],
  ['.ci/run', `echo $\{{ github.event.pull_request.title }}`],
  ['.ci/run', `echo $\{{ github.head_ref }}`],
  [manager, 'pnpm@1.2.3'],
  ['run docs', 'no-such-script'],
  ['.ci/run', 'node .ci/no-such-file.ts'],
  ['steps:', 'steps: ['],
]
for (const problem of problemsOf({ name: 'a sound workflow', text: sound }, known)) complain(problem)
for (const [from, to] of plants) {
  const text = sound.replace(from, to)
  if (text === sound || problemsOf({ name: 'planted', text }, known).length === 0)
    complain(`this is not found in a workflow: ${from} → ${to}`)
}

const pins = new Map<string, string>()
for (const name of globSync('.github/{workflows,actions}/**/*.{yml,yaml}', { cwd: root }).toSorted()) {
  const text = readFileSync(join(root, name), 'utf8')
  for (const problem of problemsOf({ name, text }, known)) complain(problem)
  for (const [, action = '', pin = ''] of text.matchAll(/uses: ([\w.-]+\/[\w.-]+)[^@\s]*(@.*)/gu)) {
    if ((pins.get(action) ?? pin) !== pin) complain(`${name}: ${action} is another one than elsewhere: ${pin}`)
    pins.set(action, pin)
  }
}
if (pins.size === 0) complain('there are no workflows')
