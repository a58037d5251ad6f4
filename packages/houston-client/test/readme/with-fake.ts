import { HoustonClient, HoustonError } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'

await using fake = await startFakeHouston({ release: '0.37.5', seed: { workspaces: ['Spring'], users: 25 } })
const houston = new HoustonClient({ url: fake.url, token: fake.token })

fake.fault({ on: 'InviteUser', give: 'html', when: 'after' }) // it acts, and a proxy's page comes back
const error = await houston.invite('ana@example.com').catch((reason: unknown) => reason)
if (error instanceof HoustonError && error.effect === 'unknown') {
  console.log(error.message, await houston.invites({ email: 'ana@example.com' })) // read before you try again
}
console.log(fake.ledger.entries, fake.state.invites)
