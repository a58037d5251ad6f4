import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { type GuardCode, houstonWorkspace } from 'user-admin'
import { stopOnSignals } from 'user-admin/node'
import { rosterFromTable } from './job.ts'

const usage = `Usage: pnpm start [roster.csv] [--protect people.csv]
                  [--approve PLAN_ID --by NAME [--release small-scope,typo,…]]`

/** Two classes to try it on, the same at each start, so that a plan shown by one run can be approved in the next. */
const classes = ['Class 1', 'Class 2']
const users = ['head', 'ana', 'cy', 'robot'].map((name) => ({
  username: `${name}@example.edu`,
  roleBindings: classes.map((workspace) => ({
    role: name === 'head' ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER',
    workspace,
  })),
}))

// HOUSTON_URL and HOUSTON_TOKEN name a real system; without the address a fake one is started.
const { HOUSTON_URL: url = '', HOUSTON_TOKEN } = process.env

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      protect: { type: 'string' },
      approve: { type: 'string' },
      by: { type: 'string' },
      release: { type: 'string' },
    },
  })
  const { protect, approve: id, by, release } = values
  if (positionals.length > 1) throw new TypeError(`One roster is read, and ${positionals.length} were named.`)
  if (id === undefined && (by ?? release) !== undefined) throw new TypeError('--by and --release go with --approve.')
  if (url === '' && HOUSTON_TOKEN !== undefined) {
    throw new Error(
      'HOUSTON_URL is missing: https://houston.<base domain> of your installation. Unset the others to practise on a fake.',
    )
  }
  if (url === '') console.log('PRACTICE on a fake Houston on this machine; set HOUSTON_URL for a real one.\n')

  await using practice =
    url === ''
      ? await startFakeHouston({ seed: { workspaces: classes.map((label) => ({ label })), users } })
      : undefined
  const client =
    practice === undefined
      ? new HoustonClient({ url, token: HOUSTON_TOKEN })
      : new HoustonClient({ url: 'https://houston.example.com', token: practice.token, fetch: practice.fetch })
  const at = (path: string | undefined, own: string): Promise<string> =>
    readFile(path ?? new URL(own, import.meta.url), 'utf8')
  using stop = stopOnSignals()
  const { plan, report } = await rosterFromTable(
    (name) => houstonWorkspace(client, name, { signal: stop.signal }),
    {
      csv: await at(positionals[0], 'roster.csv'),
      protect: await at(protect, 'protected.csv'),
      approve: id === undefined ? undefined : { id, by: by ?? '' },
      release: release?.split(',').map((code) => code.trim() as GuardCode),
      signal: stop.signal,
    },
    console.log,
  )
  if (report === undefined) {
    const guards = plan.held.length === 0 ? '' : ', and --release for each guard above that you mean to release'
    const rest = plan.steps.length === 0 ? '' : ` To do it: --approve ${plan.id} --by YOUR-NAME${guards}`
    console.log(`Nothing was changed.${rest}`)
  } else if (report.left?.length !== 0) process.exitCode = 2
} catch (error) {
  const { problem, message } = error as Error & { problem?: string }
  console.error(problem === undefined ? message : `${problem}: ${message}`)
  if (error instanceof TypeError) console.error(usage)
  process.exitCode = 1
}
