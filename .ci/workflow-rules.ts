import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isScalar, type Pair, parseDocument, visit } from 'yaml'
import { root } from './published.ts'

/** A workflow's file, by its name. */
export interface Workflow {
  readonly name: string
  readonly text: string
}

/** What the project calls things, for the rules that look whether a command still means something. */
export interface Known {
  /** As in `packageManager`: `pnpm@12.21.0`. */
  readonly manager: string
  readonly scripts: readonly string[]
}

interface Job {
  readonly uses?: string
  readonly permissions?: unknown
  readonly secrets?: unknown
  readonly 'timeout-minutes'?: unknown
  readonly steps?: readonly { readonly uses?: string; readonly run?: string; readonly with?: Record<string, unknown> }[]
}

/** What pnpm can be asked for besides a script. */
const commands = new Set(['install', 'exec', 'run'])

/** Answers with what a workflow does that it must not, one sentence each. */
export function problemsOf({ name, text }: Workflow, known: Known): readonly string[] {
  const document = parseDocument(text)
  if (document.errors.length > 0) return document.errors.map((error) => `${name}: ${error.message}`)
  const problems: string[] = []
  const complain = (problem: string): number => problems.push(`${name}: ${problem}`)

  visit(document, {
    Pair(_key, pair: Pair) {
      if (isScalar(pair.key) && pair.key.value === 'uses' && isScalar(pair.value))
        complainOfAction(String(pair.value.value), pair.value.comment?.trim() ?? '', complain)
    },
  })

  const workflow = document.toJS() as {
    readonly on?: unknown
    readonly permissions?: unknown
    readonly jobs?: Readonly<Record<string, Job>>
  }
  // These two run with the rights of the project what somebody else wrote.
  for (const trigger of ['pull_request_target', 'workflow_run'])
    if (JSON.stringify(workflow.on).includes(`"${trigger}"`)) complain(`it is started by ${trigger}`)
  if (JSON.stringify(workflow.permissions) !== '{}')
    complain('its own permissions are not {}: each job says which it needs')
  for (const [id, job] of Object.entries(workflow.jobs ?? {}))
    for (const problem of problemsOfJob(job, known)) complain(`job ${id}: ${problem}`)
  return problems
}

function complainOfAction(action: string, comment: string, complain: (problem: string) => void): void {
  if (action.startsWith('./')) return
  const pinned = action.startsWith('docker://') ? /@sha256:[0-9a-f]{64}$/u : /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/u
  if (!pinned.test(action)) complain(`${action} is not pinned by its full commit`)
  else if (!/^v\d+\.\d+\.\d+$/u.test(comment))
    complain(`${action} has no comment that says its release, as in # v1.2.3`)
}

function problemsOfJob(job: Job, known: Known): readonly string[] {
  const problems: string[] = []
  if (job.permissions === null || typeof job.permissions !== 'object')
    problems.push('it does not say which permissions it needs')
  if (job.secrets === 'inherit') problems.push('it hands on every secret')
  if (job.uses === undefined && typeof job['timeout-minutes'] !== 'number') problems.push('it has no timeout-minutes')
  for (const { uses = '', run, with: given = {} } of job.steps ?? []) {
    if (uses.startsWith('actions/checkout@') && given['persist-credentials'] !== false)
      problems.push('its checkout leaves the token behind: persist-credentials: false')
    const code = run ?? (uses.startsWith('actions/github-script@') ? String(given['script']) : '')
    // What is put into a script by the runner is run as a part of it, whoever wrote it.
    if (code.includes('${{')) problems.push(`an expression is put into a script: hand it over by env: ${code.trim()}`)
    if (run !== undefined) problems.push(...forgotten(run, known))
  }
  return problems
}

/** What a command names that there is no more. */
function forgotten(run: string, { manager, scripts }: Known): readonly string[] {
  const problems: string[] = []
  for (const [, pnpm = '', first = '', second = ''] of run.matchAll(/\b(pnpm@[\d.]+) ([\w:-]+)(?: ([\w:-]+))?/gu)) {
    if (pnpm !== manager) problems.push(`it runs ${pnpm}, and not ${manager}`)
    const script = first === 'run' ? second : commands.has(first) ? undefined : first
    if (script !== undefined && !scripts.includes(script)) problems.push(`there is no script ${script}`)
  }
  for (const [file] of run.matchAll(/(?<![\w/])\.ci\/[\w./-]+/gu))
    if (!existsSync(join(root, file))) problems.push(`there is no ${file}`)
  return problems
}
