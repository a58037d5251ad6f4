import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AacClient, type ChangeOptions, requestIdOf } from '../src/index.ts'
import { type FakeAac, startFakeAac } from '../src/testing/index.ts'

const seed = {
  people: [
    { id: 11, email: 'me@example.edu', isAdmin: true },
    { id: 12, email: 'bo@example.edu' },
    { id: 13, email: 'ana@example.edu', assets: 3, roles: ['Viewer'] },
    { id: 14, email: 'new@example.edu', status: 'invited' },
    { id: 15, email: 'off@example.edu', status: 'suspended' },
  ],
} as const
const ws = 41001

let fake: FakeAac
beforeEach(async () => {
  fake = await startFakeAac({ seed })
})
afterEach(() => fake.close())
const clientOf = (onExchange?: ChangeOptions['onExchange'], retries = 0): AacClient =>
  new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch, retries, onExchange })

describe('a watcher of one change', () => {
  it.each<readonly [string, (client: AacClient, options: ChangeOptions) => Promise<unknown>]>([
    ['inviteListOfUsers', (client, o) => client.invite(ws, ['x@example.edu'], o)],
    ['inviteUser', (client, o) => client.inviteOne(ws, 'x@example.edu', o)],
    ['reinviteListOfUsers', (client, o) => client.reinvite(ws, [14], o)],
    ['deleteWorkspaceUser', (client, o) => client.remove(ws, 13, o)],
    ['suspendWorkspaceUsers', (client, o) => client.suspend(ws, [13], o)],
    ['unsuspendWorkspaceUsers', (client, o) => client.unsuspend(ws, [15], o)],
    ['transferUserAssets', (client, o) => client.transferAssets(ws, { fromPersonId: 13, toPersonId: 12 }, o)],
    ['assignAuthorizationRole', (client, o) => client.assignRole(81_003, [13], o)],
    ['unassignAuthorizationRole', (client, o) => client.unassignRole(81_002, 13, o)],
  ])('of %s is told of its request alone, beside the client’s own', async (operation, change) => {
    const all: string[] = []
    const ids: (string | undefined)[] = []
    const client = clientOf((exchange) => all.push(exchange.operation))
    await change(client, {
      onExchange: (exchange) => {
        expect(exchange.operation).toBe(operation)
        ids.push(requestIdOf(exchange.headers))
      },
    })
    expect(all.filter((one) => one === operation)).toHaveLength(1)
    expect(all).toContain('readCurrentWorkspace')
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)])
    expect(new Set(fake.ledger.entries.map(({ requestId }) => requestId))).toEqual(new Set(ids))
  })

  it('is told of every attempt', async () => {
    fake.fault({ on: 'deleteWorkspaceUser', give: { status: 429, headers: { 'retry-after': '0' } } })
    const seen: (number | undefined)[] = []
    await clientOf(undefined, 1).remove(ws, 13, { onExchange: ({ status }) => seen.push(status) })
    expect(seen).toEqual([429, 204])
  })

  it.each(['the client’s', 'its own'])('neither loses the change nor the other one where %s throws', async (whose) => {
    const told: string[] = []
    const watch = (name: string) => () => {
      told.push(name)
      if (name === whose) throw new Error('watching failed')
    }
    await clientOf(watch('the client’s')).remove(ws, 13, { onExchange: watch('its own') })
    expect(told.filter((name) => name === 'its own')).toHaveLength(1)
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })
})
