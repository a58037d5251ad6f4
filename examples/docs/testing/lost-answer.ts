import assert from 'node:assert/strict'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { houstonWorkspace } from 'user-admin'

const ana = { email: 'ana@example.edu' }
const users = ['head@example.edu', ana.email].map((username) => ({
  username,
  roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'Class 1' }],
}))
await using fake = await startFakeHouston({ seed: { workspaces: ['Class 1'], users } })
const team = await houstonWorkspace(new HoustonClient({ url: fake.url, token: fake.token }), 'Class 1')

fake.fault({ on: 'RemoveWorkspaceUser', give: 'reset', when: 'after' }) // it acts, and the answer is lost
const { outcome } = await team.remove(ana)

assert.equal(outcome, 'done') // for a read showed it
assert.equal(fake.canEnter(ana.email, { workspace: 'Class 1' }), false) // what is true, whatever was answered
assert.deepEqual(
  fake.ledger.entries.map(({ operation }) => operation),
  ['workspaceRemoveUser'], // sent once
)
assert.equal(fake.faults.struck, 1) // and the fault did happen
