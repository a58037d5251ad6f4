import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { houstonWorkspace, UserAdminError } from 'user-admin'
import { crud } from './job.ts'

// HOUSTON_URL, HOUSTON_TOKEN and HOUSTON_WORKSPACE name a real system; without them a fake one is started.
const {
  HOUSTON_URL: url,
  HOUSTON_TOKEN: token,
  HOUSTON_WORKSPACE: workspace = 'Data Platform',
  EMAIL: email = 'New.Person@example.edu',
} = process.env
const fake =
  url === undefined
    ? await startFakeHouston({ seed: { workspaces: [{ label: 'Data Platform' }], users: 12 } })
    : undefined

try {
  const client = new HoustonClient({ url: url ?? fake?.url ?? '', token: token ?? fake?.token })
  await crud(await houstonWorkspace(client, workspace), email, console.log)
} catch (error) {
  console.error(error instanceof UserAdminError ? `${error.problem}: ${error.message}` : error)
  process.exitCode = 1
} finally {
  await fake?.close()
}
