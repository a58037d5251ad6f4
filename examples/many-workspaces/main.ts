import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { AacClient, type Region } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { HoustonClient } from '@user-admin/houston-client'
import { aacWorkspace, type GuardCode, houstonWorkspace, type UserAdmin } from 'user-admin'
import { stopOnSignals } from 'user-admin/node'
import { endSemester, type Place } from './job.ts'
import { startPractice } from './practice.ts'

const usage = `Usage: pnpm start [workspaces.json staff.csv] [--transfer-to EMAIL | --leave-assets]
                  [--approve PLAN_ID --by NAME [--release per-run,small-scope,…]]`

/** The lines of the file. */
function placesIn(text: string): readonly Place[] {
  const places: unknown = JSON.parse(text)
  if (!Array.isArray(places))
    throw new TypeError('The file of workspaces is no list: it begins with [ and ends with ].')
  return places as readonly Place[]
}

/** One for all workspaces of a Houston, so that they share what it takes in a second. */
const houstons = new Map<string, HoustonClient>()

/** A workspace as its line of the file names it; what it is opened with stands in a file of its own. */
async function open(place: Place): Promise<UserAdmin> {
  if (place.system === 'aac')
    return await aacWorkspace(
      new AacClient({ region: place.region as Region, token: fileTokens(place.creds) }),
      place.workspace,
    )
  const token = (await readFile(place.token, 'utf8')).trim()
  const key = `${place.url} ${token}`
  const client = houstons.get(key) ?? new HoustonClient({ url: place.url, token })
  houstons.set(key, client)
  return await houstonWorkspace(client, place.workspace)
}

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
  const [file, staff] = positionals
  if (positionals.length !== 0 && positionals.length !== 2)
    throw new TypeError('Two files are read, of workspaces and of people who stay, or none to practise.')
  if (receiver !== undefined && leave === true)
    throw new TypeError('--transfer-to and --leave-assets exclude each other.')
  if (id === undefined && (by ?? release) !== undefined) throw new TypeError('--by and --release go with --approve.')
  if (file === undefined) console.log('PRACTICE on fakes on this machine; name your own files for real systems.\n')

  await using practice = file === undefined ? await startPractice() : undefined
  const text = (path: string | undefined, own: string): Promise<string> =>
    readFile(path ?? new URL(own, import.meta.url), 'utf8')
  using stop = stopOnSignals()
  const { plan, report, unread } = await endSemester(
    placesIn(await text(file, 'workspaces.json')),
    practice?.open ?? open,
    {
      csv: await text(staff, 'staff.csv'),
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
  }
  if (unread.length > 0 || (report !== undefined && report.left?.length !== 0)) process.exitCode = 2
} catch (error) {
  const { problem, message } = error as Error & { problem?: string }
  console.error(problem === undefined ? message : `${problem}: ${message}`)
  if (error instanceof TypeError) console.error(usage)
  process.exitCode = 1
}
