import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AacClient, memoryTokens } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import {
  aacWorkspace,
  leavers,
  makePlan,
  memoryState,
  peopleSource,
  type SourcePerson,
  type UserAdmin,
} from 'user-admin'

/** Your own code: it is given what it works on, and makes nothing itself. */
const whoLeaves = async (admin: UserAdmin, people: () => readonly SourcePerson[]): Promise<readonly string[]> => {
  const corp = await peopleSource('corp', people).read()
  const { steps } = await makePlan(admin, leavers(corp), { state: memoryState() })
  return steps.map(({ action, email }) => `${action} ${email}`)
}

await test('who is disabled is suspended, and nobody of a directory that answers with nobody', async () => {
  await using fake = await startFakeAac({ seed: { people: ['me@example.edu', 'ana@example.edu'] } })
  const admin = await aacWorkspace(
    new AacClient({ region: 'us1', token: memoryTokens(fake.tokens()), fetch: fake.fetch }),
  )
  const of = (name: string, status: SourcePerson['status']): SourcePerson => ({
    id: name,
    email: `${name}@example.edu`,
    status,
  })

  assert.deepEqual(await whoLeaves(admin, () => [of('me', 'active'), of('ana', 'disabled')]), [
    'suspend ana@example.edu',
  ])
  await assert.rejects(
    whoLeaves(admin, () => []),
    { problem: 'conflict' },
  )
  assert.deepEqual(fake.ledger.entries, []) // planning changes nothing
})
