import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { AacClient, type Region } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { HoustonClient } from '@user-admin/houston-client'
import { aacWorkspace, type GuardCode, houstonWorkspace, type Source, type State, type UserAdmin } from 'user-admin'
import { activeDirectory } from 'user-admin/directory/ldap'
import { openState, stopOnSignals } from 'user-admin/node'
import { offboardLeavers } from './job.ts'
import { startPractice } from './practice.ts'

const usage = `Usage: pnpm start [--transfer-to EMAIL | --leave-assets] [--protect EMAIL,@DOMAIN,…]
                  [--approve PLAN_ID --by NAME [--release per-run,…]]

AD_URL               ldaps://dc1.corp.example, several with spaces between
AD_USER, AD_PASSWORD an account that may read, in no group of administrators
AD_BASE              DC=corp,DC=example
AD_GROUPS            who is meant, one group a line; everybody below AD_BASE without it
AD_CA                a file: the authority of the controllers' certificates, if it is your own
AAC_REGION           us1, eu1 or au1; or AAC_URL for all hosts of AAC behind one address
AAC_CREDS            a file with the pair of tokens; creds.json without it
AAC_WORKSPACE        its id or name; that of the token without it
HOUSTON_URL, HOUSTON_TOKEN, HOUSTON_WORKSPACE
USER_ADMIN_STATE     a folder that stays from run to run`

/** A variable without which nothing can be done. */
function given(name: string): string {
  const value = process.env[name] ?? ''
  if (value === '') throw new TypeError(`${name} is missing.`)
  return value
}

const lines = (text: string | undefined): readonly string[] | undefined =>
  text === undefined || text.trim() === ''
    ? undefined
    : text
        .trim()
        .split('\n')
        .map((line) => line.trim())

/** What the variables name. */
async function open(): Promise<{
  readonly directory: Source
  readonly admins: readonly UserAdmin[]
  readonly state: State
}> {
  const { AD_CA, AD_GROUPS, AAC_URL, AAC_REGION, AAC_CREDS, AAC_WORKSPACE } = process.env
  const directory = activeDirectory({
    controllers: given('AD_URL').trim().split(/\s+/u),
    bind: { user: given('AD_USER'), password: given('AD_PASSWORD') },
    base: given('AD_BASE'),
    groups: lines(AD_GROUPS),
    tls: AD_CA === undefined ? undefined : { ca: await readFile(AD_CA, 'utf8') },
  })
  const token = fileTokens(AAC_CREDS ?? 'creds.json')
  const aac =
    AAC_URL === undefined
      ? new AacClient({ region: given('AAC_REGION') as Region, token })
      : new AacClient({ hosts: { gateway: AAC_URL, app: AAC_URL, tokenServer: AAC_URL }, token })
  if (AAC_URL !== undefined && AAC_REGION !== undefined)
    throw new TypeError('AAC_URL and AAC_REGION exclude each other.')
  const houston = new HoustonClient({ url: given('HOUSTON_URL'), token: given('HOUSTON_TOKEN') })

  const admins = await Promise.all([
    aacWorkspace(aac, AAC_WORKSPACE),
    houstonWorkspace(houston, given('HOUSTON_WORKSPACE')),
  ])
  return { directory, admins, state: await openState() }
}

const isPractice = !Object.keys(process.env).some((name) => /^(?:AD|AAC|HOUSTON)_/u.test(name))

try {
  const { values } = parseArgs({
    options: {
      approve: { type: 'string' },
      by: { type: 'string' },
      release: { type: 'string' },
      protect: { type: 'string' },
      'transfer-to': { type: 'string' },
      'leave-assets': { type: 'boolean' },
    },
  })
  const { approve: id, by, release, protect, 'transfer-to': receiver, 'leave-assets': leave } = values
  if (receiver !== undefined && leave === true)
    throw new TypeError('--transfer-to and --leave-assets exclude each other.')
  if (id === undefined && (by ?? release) !== undefined) throw new TypeError('--by and --release go with --approve.')
  if (isPractice)
    console.log('PRACTICE on fakes on this machine, with a table for a directory; set AD_URL for a real one.\n')

  await using practice = isPractice ? await startPractice() : undefined
  const { directory, admins, state: opened } = practice ?? (await open())
  using state = opened
  using stop = stopOnSignals()
  const { plan, report } = await offboardLeavers(
    directory,
    admins,
    state,
    {
      assets: leave === true ? 'leave' : receiver === undefined ? undefined : { transferTo: { email: receiver } },
      policy: { protect: protect?.split(',').map((one) => one.trim()) },
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
