import assert from 'node:assert/strict'
import { AacClient, memoryTokens } from '@user-admin/aac-client'
import { manualClock, startFakeAac, tooManyRequests } from '@user-admin/aac-client/testing'
import { aacWorkspace } from 'user-admin'

const clock = manualClock(Date.parse('2026-06-01T09:00:00Z'))
await using fake = await startFakeAac({
  clock,
  tokenLife: 300,
  seed: { people: ['me@example.edu', 'ana@example.edu'] },
})
const spring = await aacWorkspace(
  new AacClient({ region: 'us1', token: memoryTokens(fake.tokens()), fetch: fake.fetch, now: clock.now }),
)

clock.advance(6 * 60_000) // the access token has ended
fake.fault({ on: 'deleteWorkspaceUser', give: tooManyRequests(1) }) // and the server asks to wait a second
assert.equal((await spring.remove({ email: 'ana@example.edu' })).outcome, 'done')

assert.equal(fake.counters.exchanges, 1) // renewed once,
assert.equal(fake.counters.spentPresented, 0) // and no spent token was shown
assert.equal(fake.ledger.of('deleteWorkspaceUser').length, 1)
