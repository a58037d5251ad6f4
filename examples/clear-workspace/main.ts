import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { AacClient, type Region } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { aacWorkspace, type GuardCode, UserAdminError } from 'user-admin'
import { clearWorkspace } from './job.ts'

const usage = `Usage: pnpm start [people.csv] [--transfer-to EMAIL | --leave-assets]
                  [--approve PLAN_ID --by NAME [--release per-run,typo,…]]`

/** A class to try it on, the same at each start, so that a plan shown by one run can be approved in the next. */
const practice = {
  workspaces: [{ id: 41877, name: 'spring-class' }],
  people: [
    'me@example.edu',
    'ta@example.edu',
    'ana.ruiz@example.edu',
    ...Array.from({ length: 24 }, (_, index) => `student${index + 1}@example.edu`),
  ].map((email, index) => ({
    email,
    isAdmin: index < 2,
    assets: index % 3,
    createdAt: '2026-02-01T09:00:00.000Z',
    lastLoginTime: '2026-05-20T09:00:00.000Z',
  })),
}

// AAC_REGION and AAC_CREDS (a file with the pair from the token page) name a real workspace; without them a fake one is started.
const { AAC_REGION: region, AAC_CREDS: creds = 'creds.json', AAC_WORKSPACE: named } = process.env
const fake = region === undefined ? await startFakeAac({ seed: practice }) : undefined
const stop = new AbortController()
process.once('SIGINT', () => stop.abort(new Error('stopped by Ctrl-C')))

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
  const client =
    fake === undefined
      ? new AacClient({ region: region as Region, token: fileTokens(creds) })
      : new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch })
  const workspace = await aacWorkspace(client, named)
  const csv = await readFile(positionals[0] ?? new URL('protected.csv', import.meta.url), 'utf8')
  const { approve: id, by, release } = values
  const { plan, report } = await clearWorkspace(
    workspace,
    {
      csv,
      assets:
        values['leave-assets'] === true
          ? 'leave'
          : values['transfer-to'] === undefined
            ? undefined
            : { transferTo: { email: values['transfer-to'] } },
      approve: id === undefined ? undefined : { id, by: by ?? '' },
      release: release?.split(',').map((code) => code.trim() as GuardCode),
      signal: stop.signal,
    },
    console.log,
  )
  if (report === undefined) {
    const guards = plan.held.length === 0 ? '' : ', and --release for each guard above that you mean to release'
    console.log(`Nothing was changed. To do it: --approve ${plan.id} --by YOUR-NAME${guards}`)
  } else if (report.left?.length !== 0) process.exitCode = 2
} catch (error) {
  const message =
    error instanceof UserAdminError
      ? `${error.problem}: ${error.message}`
      : error instanceof Error
        ? error.message
        : String(error)
  console.error(error instanceof TypeError ? `${message}\n${usage}` : message)
  process.exitCode = 1
} finally {
  await fake?.close()
}
