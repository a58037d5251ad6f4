import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { houstonWorkspace } from 'user-admin'
import { crud } from './job.ts'

// HOUSTON_URL, HOUSTON_TOKEN and HOUSTON_WORKSPACE name a real system; without the address a fake one is started.
const { HOUSTON_URL: url = '', HOUSTON_TOKEN, HOUSTON_WORKSPACE, EMAIL: email = 'New.Person@example.edu' } = process.env

try {
  if (url === '' && (HOUSTON_TOKEN ?? HOUSTON_WORKSPACE) !== undefined) {
    throw new Error(
      'HOUSTON_URL is missing: https://houston.<base domain> of your installation. Unset the others to practise on a fake.',
    )
  }
  if (url === '') console.log('PRACTICE on a fake Houston on this machine; set HOUSTON_URL for a real one.')
  await using practice =
    url === '' ? await startFakeHouston({ seed: { workspaces: ['Data Platform'], users: 12 } }) : undefined
  const client = new HoustonClient({ url: practice?.url ?? url, token: practice?.token ?? HOUSTON_TOKEN })
  await crud(await houstonWorkspace(client, HOUSTON_WORKSPACE ?? 'Data Platform'), email, console.log)
} catch (error) {
  const { problem, message } = error as Error & { problem?: string }
  console.error(problem === undefined ? message : `${problem}: ${message}`)
  process.exitCode = 1
}
