import { afterEach, expect, it } from 'vitest'
import { AacClient, memoryTokens } from '../src/index.ts'
import { type FakeAac, manualClock, startFakeAac } from '../src/testing/index.ts'

let fake: FakeAac
afterEach(() => fake.close())

const ws = 41001

/** Takes everybody out of a workspace of so many, eight at a time; each request takes so many seconds of the one clock. */
async function clear(many: number, seconds: number): Promise<{ readonly statuses: ReadonlyMap<string, number> }> {
  const clock = manualClock()
  fake = await startFakeAac({ clock, seed: { people: many + 2 } })
  const statuses = new Map<string, number>()
  const client = new AacClient({
    hosts: fake.hosts,
    token: memoryTokens(fake.tokens()),
    now: clock.now,
    onExchange: ({ operation, status }) => {
      const line = `${operation} ${status}`
      statuses.set(line, (statuses.get(line) ?? 0) + 1)
      clock.advance(seconds * 1000)
    },
  })
  const leaving: string[] = []
  for await (const { id, isAdmin, authorizationRoles = [] } of client.people(ws)) {
    if (isAdmin !== true && authorizationRoles?.every(({ tag }) => tag !== 'workspace_admin')) leaving.push(id)
  }
  const worker = async (): Promise<void> => {
    for (let id = leaving.pop(); id !== undefined; id = leaving.pop())
      expect(await client.remove(ws, id)).toEqual({ already: false })
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return { statuses }
}

it('10,000 people are removed once each over 35 and more lives of a token', { timeout: 120_000 }, async () => {
  const { statuses } = await clear(10_000, 1)
  const removed = fake.ledger.of('deleteWorkspaceUser')
  expect(removed).toHaveLength(10_000)
  expect(new Set(removed.map(({ target }) => target)).size).toBe(10_000)
  expect(fake.state[0]?.people.map(({ isAdmin }) => isAdmin)).toEqual([true, true])
  // No request was sent that did nothing: each removal once, none refused.
  expect([...statuses.keys()].filter((line) => !line.endsWith(' 200') && !line.endsWith(' 204'))).toEqual([])
  expect(statuses.get('deleteWorkspaceUser 204')).toBe(10_000)
  expect(fake.counters.exchanges).toBeGreaterThanOrEqual(35)
  expect(fake.counters.spentPresented).toBe(0)
})

it('a token that ends while removals are under way is renewed unseen', async () => {
  // Eight requests of 20 s each outlive the 30 s before the end in which a token is renewed.
  const { statuses } = await clear(400, 20)
  expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(400)
  expect(statuses.get('deleteWorkspaceUser 204')).toBe(400)
  expect(statuses.get('deleteWorkspaceUser 401')).toBeGreaterThan(0)
  expect(fake.counters.spentPresented).toBe(0)
})
