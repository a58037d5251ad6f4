import { AacClient, AacError, memoryTokens, rateLimits } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'

await using fake = await startFakeAac({ seed: { people: 25, groups: [{ name: 'class', members: [70003] }] } })
const aac = new AacClient({
  region: 'us1',
  token: memoryTokens(fake.tokens()),
  fetch: fake.fetch, // the one line that only a test has
  onExchange: ({ headers }) => rateLimits(headers)?.user?.remaining === 0 && console.log('slow down'),
})
const { id } = await aac.currentWorkspace()

const viewer = (await aac.roles(id)).find(({ name }) => name === 'Viewer')
const { personIds } = await aac.invite(id, ['ana@example.edu'], { roles: viewer ? [viewer.policyId] : [] })
await aac.reinvite(id, personIds) // the mail again
await aac.suspend(id, [70004]) // shut out; assets and seat stay
await aac.unsuspend(id, [70004])
for (const group of await aac.groups(id)) console.log(group.name, group.members?.length ?? 'not told')

fake.fault({ on: 'deleteWorkspaceUser', give: 'reset', when: 'after' }) // it acts, and the answer is lost
try {
  await aac.remove(id, 70003)
} catch (error) {
  if (!(error instanceof AacError) || error.effect === 'none') throw error
  console.log(error.message, await aac.remove(id, 70003)) // of unknown end: look, or ask again
}
console.log(fake.ledger.entries.map(({ operation, target }) => `${operation} ${target}`))
