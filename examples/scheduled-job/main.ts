import { readFile, stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { HoustonClient } from '@user-admin/houston-client'
import { houstonWorkspace, recordBaseline } from 'user-admin'
import { csvSource } from 'user-admin/directory/csv'
import { openState, stopOnSignals } from 'user-admin/node'
import { everyNight } from './job.ts'
import { practise } from './practice.ts'

const usage = `Usage: pnpm start [--once | --init NAME]

HOUSTON_URL, HOUSTON_TOKEN, HOUSTON_WORKSPACE
HR_FILE              a table of everybody: columns id, email and status (Active or Terminated)
USER_ADMIN_STATE     a folder that stays from run to run`

/** A variable without which nothing can be done. */
function given(name: string): string {
  const value = process.env[name] ?? ''
  if (value === '') throw new TypeError(`${name} is missing.`)
  return value
}

async function main(): Promise<void> {
  const { once, init } = parseArgs({ options: { once: { type: 'boolean' }, init: { type: 'string' } } }).values
  const { HOUSTON_URL: url = '', HOUSTON_TOKEN, HOUSTON_WORKSPACE, HR_FILE } = process.env
  if (url === '' && (HOUSTON_TOKEN ?? HOUSTON_WORKSPACE ?? HR_FILE) === undefined) {
    console.log('PRACTICE on a fake Houston on this machine; set HOUSTON_URL for a real one.\n')
    await practise(console.log)
    return
  }
  const client = new HoustonClient({ url: given('HOUSTON_URL'), token: given('HOUSTON_TOKEN') })
  const workspace = await houstonWorkspace(client, given('HOUSTON_WORKSPACE'))
  using state = await openState()
  using stop = stopOnSignals()
  const { signal } = stop
  if (init !== undefined) {
    for (const { scope, members } of await recordBaseline(state, workspace, { by: init, signal }))
      console.log(`${scope.name}: ${members} people. Runs may act here from now on.`)
    return
  }

  const file = given('HR_FILE')
  const directory = csvSource({
    name: 'hr',
    read: (options) => readFile(file, options),
    writtenAt: async () => (await stat(file)).mtimeMs,
    maxAge: 36 * 3_600_000,
    statuses: { active: ['Active'], expired: ['Terminated'] },
  })
  const events = await everyNight(workspace, directory, { state, once, signal }, console.log)
  if (once === true && events.length === 0) console.log('Nothing is due.')
  const fine = new Set(['done', 'nothing-to-do', 'paused'])
  const waits = events.some((one) => one.kind === 'failed' || (one.kind === 'ended' && !fine.has(one.result.outcome)))
  if (waits) process.exitCode = 2
}

try {
  await main()
} catch (error) {
  const { problem, message } = error as Error & { problem?: string }
  console.error(problem === undefined ? message : `${problem}: ${message}`)
  if (error instanceof TypeError) console.error(usage)
  process.exitCode = 1
}
