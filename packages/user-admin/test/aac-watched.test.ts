import { expect, it, onTestFinished } from 'vitest'
import type { Member } from '../src/index.ts'
import { type AacWorld, aacWorld, community } from './aac-world.ts'

async function open(): Promise<AacWorld> {
  const world = await aacWorld({ seed: community })
  onTestFinished(() => world.fake.close())
  return world
}

it('tells of the ways in by groups before assets are handed over, which cannot be undone', async () => {
  const { admin } = await open()
  const told: (Member | undefined)[] = []
  await admin.transferAssets(
    { email: 'ana@example.edu' },
    { email: 'bo@example.edu' },
    { onBefore: (before) => told.push(before) },
  )
  expect(told).toMatchObject([
    {
      email: 'ana@example.edu',
      roles: ['2'],
      access: [{ via: 'direct' }, { via: 'group', id: '9001', name: 'Makers' }],
    },
  ])
})

it('tells the id of each request of a change that takes several', async () => {
  const { fake, admin } = await open()
  const ids: string[] = []
  let told = 0
  await admin.invite(
    { email: 'new@example.edu', roles: ['2', '3'] },
    { onBefore: () => (told += 1), onRequest: (id) => ids.push(id) },
  )
  expect(told).toBe(1)
  expect(fake.ledger.entries.map(({ operation, requestId }) => [operation, requestId])).toEqual([
    ['inviteListOfUsers', ids[0]],
    ['assignAuthorizationRole', ids[1]],
    ['assignAuthorizationRole', ids[2]],
  ])
  expect(new Set(ids).size).toBe(3)
})

it('tells the id of a request that was refused, and loses nothing where who watches fails', async () => {
  const { fake, admin } = await open()
  fake.fault({
    on: 'suspendWorkspaceUsers',
    give: { status: 403, headers: { 'x-request-id': 'refused-1' }, body: '{}' },
  })
  const ids: string[] = []
  const onRequest = (id: string) => {
    ids.push(id)
    throw new Error('The watcher fails.')
  }
  await expect(admin.suspend({ email: 'ana@example.edu' }, { onRequest })).rejects.toMatchObject({
    problem: 'forbidden',
  })
  expect(ids).toEqual(['refused-1'])
  expect(await admin.suspend({ email: 'ana@example.edu' }, { onRequest })).toMatchObject({ outcome: 'done' })
  expect(ids).toHaveLength(2)
})

it('begins no transfer that is aborted before anybody was told', async () => {
  const { fake, admin } = await open()
  const enough = new AbortController()
  const told: unknown[] = []
  const transfer = admin.transferAssets(
    { email: 'ana@example.edu' },
    { email: 'bo@example.edu' },
    { signal: enough.signal, onBefore: (before) => told.push(before) },
  )
  enough.abort(new Error('enough'))
  await expect(transfer).rejects.toThrow('enough')
  expect(told).toEqual([])
  expect(fake.ledger.entries).toEqual([])
})
