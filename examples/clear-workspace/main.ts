import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { AacClient, type Region } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { aacWorkspace, type GuardCode } from 'user-admin'
import { stopOnSignals } from 'user-admin/node'
import { clearWorkspace } from './job.ts'

const usage = `Usage: pnpm start [people.csv] [--transfer-to EMAIL | --leave-assets]
                  [--approve PLAN_ID --by NAME [--release per-run,typo,…]]`

/** A class to try it on, the same at each start, so that a plan shown by one run can be approved in the next. */
const people = ['me', 'ta', 'ana.ruiz', ...Array.from({ length: 24 }, (_, index) => `student${index + 1}`)].map(
  (name, index) => ({
    email: `${name}@example.edu`,
    isAdmin: index < 2,
    assets: index % 3,
    createdAt: '2026-02-01T09:00:00.000Z',
    lastLoginTime: '2026-05-20T09:00:00.000Z',
  }),
)

// AAC_REGION and AAC_CREDS (a file with the pair from the token page) name a real workspace; without a region a fake one is started.
const { AAC_REGION: region = '', AAC_CREDS, AAC_WORKSPACE: named } = process.env

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      approve: { type: 'string' },
      by: { type: 'string' },
      release: { type: 'string' },
      'transfer-to': { type: 'string' },
      'leave-assets': { type: 'boolean' },
    },
  })
  const { approve: id, by, release, 'transfer-to': receiver, 'leave-assets': leave } = values
  if (positionals.length > 1) throw new TypeError(`One table of people is read, and ${positionals.length} were named.`)
  if (receiver !== undefined && leave === true)
    throw new TypeError('--transfer-to and --leave-assets exclude each other.')
  if (id === undefined && (by ?? release) !== undefined) throw new TypeError('--by and --release go with --approve.')
  if (region === '' && (AAC_CREDS ?? named) !== undefined) {
    throw new Error(
      'AAC_REGION is missing: us1, eu1 or au1, as in the address of your browser. Unset the others to practise on a fake.',
    )
  }
  if (region === '') console.log('PRACTICE on a fake workspace on this machine; set AAC_REGION for a real one.\n')

  await using practice =
    region === ''
      ? await startFakeAac({ seed: { workspaces: [{ id: 41877, name: 'spring-class' }], people } })
      : undefined
  const client =
    practice === undefined
      ? new AacClient({ region: region as Region, token: fileTokens(AAC_CREDS ?? 'creds.json') })
      : new AacClient({ region: 'us1', token: practice.tokens().accessToken, fetch: practice.fetch })
  using stop = stopOnSignals()
  const workspace = await aacWorkspace(client, named, { signal: stop.signal })
  const { plan, report } = await clearWorkspace(
    workspace,
    {
      csv: await readFile(positionals[0] ?? new URL('protected.csv', import.meta.url), 'utf8'),
      assets: leave === true ? 'leave' : receiver === undefined ? undefined : { transferTo: { email: receiver } },
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
