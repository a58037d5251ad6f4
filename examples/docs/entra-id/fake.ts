import assert from 'node:assert/strict'

// #region
import { entraId } from 'user-admin/directory/entra'
import { startFakeGraph } from 'user-admin/directory/testing'

await using fake = await startFakeGraph({ users: [{ userPrincipalName: 'ana@example.edu' }] })
const source = entraId({ credential: fake.credential, endpoint: fake.url })
fake.changeUser('ana@example.edu', { accountEnabled: false })
fake.fault({ on: 'listUsers', give: 'html' })
// #endregion

const reading = await source.read()
assert.equal(reading.kind, 'complete')
assert.equal(reading.kind === 'complete' && reading.people[0]?.status, 'disabled')
