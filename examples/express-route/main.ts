import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { houstonWorkspace, memoryState } from 'user-admin'
import { openState, stopOnSignals } from 'user-admin/node'
import { site } from './job.ts'

// HOUSTON_URL, HOUSTON_TOKEN and HOUSTON_WORKSPACE name a real system; without the address a fake one is started.
const { HOUSTON_URL: url = '', HOUSTON_TOKEN, HOUSTON_WORKSPACE, ADMIN_KEY, STAY = '', PORT = '0' } = process.env

try {
  if (url === '' && (HOUSTON_TOKEN ?? HOUSTON_WORKSPACE) !== undefined) {
    throw new Error(
      'HOUSTON_URL is missing: https://houston.<base domain> of your installation. Unset the others to practise on a fake.',
    )
  }
  if (url !== '' && (ADMIN_KEY ?? '').length < 32)
    throw new Error('ADMIN_KEY is missing: at least 32 characters that nobody can guess, as of openssl rand -hex 32.')
  if (url === '') console.log('PRACTICE on a fake Houston on this machine; set HOUSTON_URL for a real one.')

  const students = Array.from({ length: 10 }, (_, index) => `student${index + 1}@example.edu`)
  const users = ['head@example.edu', 'cy@example.edu', ...students]
  await using practice =
    url === '' ? await startFakeHouston({ seed: { workspaces: ['Data Platform'], users } }) : undefined
  const client = new HoustonClient({ url: practice?.url ?? url, token: practice?.token ?? HOUSTON_TOKEN })
  using state = practice === undefined ? await openState() : memoryState()
  using stop = stopOnSignals()
  const key = ADMIN_KEY ?? randomBytes(32).toString('hex')
  const stay =
    practice === undefined ? STAY.split(',').map((one) => one.trim()) : users.filter((one) => one !== 'cy@example.edu')
  const app = site({
    workspace: await houstonWorkspace(client, HOUSTON_WORKSPACE ?? 'Data Platform'),
    stay: async () => stay,
    state,
    keys: { ana: key },
  })

  const server = app.listen(Number(PORT), '127.0.0.1')
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  console.log(`Listening at ${address}; Ctrl-C ends it.\n`)
  if (practice !== undefined) {
    console.log(`  export KEY=${key}`)
    console.log(`  curl -H "Authorization: Bearer $KEY" ${address}/plan`)
    console.log(
      `  curl -H "Authorization: Bearer $KEY" -H "content-type: application/json" -d '{"id":"PLAN_ID"}' ${address}/approve`,
    )
  }
  await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
  server.close()
  server.closeAllConnections()
} catch (error) {
  const { problem, message } = error as Error & { problem?: string }
  console.error(problem === undefined ? message : `${problem}: ${message}`)
  process.exitCode = 1
}
