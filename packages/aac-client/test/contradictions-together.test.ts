// All switches at once: what the client promises holds wherever they stand (facts §9 – §11).
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AacClient, AacError } from '../src/index.ts'
import { type FakeAacOptions, type FaultRule, startFakeAac, tooManyRequests } from '../src/testing/index.ts'

const route = fc.constantFrom<'ok' | '404' | '410'>('ok', 'ok', '404', '410')
const status = fc.constantFrom<'active' | 'invited' | 'suspended'>('active', 'invited', 'suspended')

/** Any position of every switch that a list of people depends on. */
const switches: fc.Arbitrary<FakeAacOptions> = fc.record({
  routes: fc.record({
    'gateway:listWorkspaceUsers': route,
    'app:listWorkspaceUsers': route,
    listPerson: route,
  }),
  withdrawnAt: fc.constantFrom('exception', 'top'),
  listsOnlyActive: fc.boolean(),
  statusParameter: fc.constantFrom('honoured', 'ignored', 'refused'),
  includeStatusParameter: fc.constantFrom('honoured', 'ignored'),
  counts: fc.boolean(),
  maxLimit: fc.constantFrom(1, 7, 1000),
  ids: fc.constantFrom('numbers', 'strings'),
  spelling: fc.constantFrom('sample', 'specification'),
  privileges: fc.boolean(),
})

it('a list of people is whole, or says that it is not, wherever the switches stand', { timeout: 180_000 }, async () => {
  const outcomes = new Map<string, number>()
  const property = fc.asyncProperty(switches, fc.array(status, { maxLength: 20 }), async (options, statuses) => {
    const others = statuses.map((one, place) => ({ email: `p${place}@example.edu`, status: one }))
    await using fake = await startFakeAac({ ...options, seed: { people: ['me@example.edu', ...others] } })
    const client = new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch, retries: 0 })
    const found: string[] = []
    let outcome = 'whole'
    try {
      for await (const { email } of client.people(41001)) found.push(String(email))
    } catch (error) {
      outcome = error instanceof AacError ? String(error.code) : String(error)
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    const there = fake.state[0]?.people.map(({ email }) => email) ?? []
    if (outcome === 'whole') expect(found.toSorted()).toEqual(there.toSorted())
    else expect(['INCOMPLETE_LIST', 'RouteNotFoundException', 'GoneException']).toContain(outcome)
  })
  await fc.assert(property, { numRuns: 60 })
  // Both were seen, so neither half of the sentence is empty.
  expect(Math.min(outcomes.get('whole') ?? 0, outcomes.get('INCOMPLETE_LIST') ?? 0)).toBeGreaterThan(0)
})

const ws = 41001
const [other, receiver] = [70003, 70004]

/** Every change, and the operation under which the fake writes it down. */
const changes: readonly (readonly [string, (client: AacClient) => Promise<unknown>])[] = [
  ['deleteWorkspaceUser', (client) => client.remove(ws, other)],
  ['suspendWorkspaceUsers', (client) => client.suspend(ws, [other])],
  ['transferUserAssets', (client) => client.transferAssets(ws, { fromPersonId: other, toPersonId: receiver })],
  ['assignAuthorizationRole', (client) => client.assignRole(81003, [other])],
  ['unassignAuthorizationRole', (client) => client.unassignRole(81002, other)],
  ['inviteListOfUsers', (client) => client.invite(ws, ['x@example.edu'], { roles: [81002] })],
  ['inviteUser', (client) => client.inviteOne(ws, 'x@example.edu')],
  ['reinviteListOfUsers', (client) => client.reinvite(ws, [70005])],
]

const broken = ['reset', 'cut', 'html', { status: 500 }, { status: 503 }, { status: 408 }, { status: 302 }] as const
/** What goes wrong on the way. A 401 and a 429 are said by a server that did nothing. */
const breaks: fc.Arbitrary<Omit<FaultRule, 'on'>> = fc.oneof(
  fc.record({ give: fc.constantFrom(...broken), when: fc.constantFrom('before', 'after') }),
  fc.record({ give: fc.constantFrom({ status: 401 }, tooManyRequests(0)), times: fc.integer({ min: 1, max: 3 }) }),
)

const answers: fc.Arbitrary<FakeAacOptions> = fc.record({
  withdrawnAt: fc.constantFrom('exception', 'top'),
  removeAnswer: fc.constantFrom('204', '200 []', '200 {}', '200 empty'),
  goneAnswer: fc.constantFrom('404', '410', '400'),
  transferMethod: fc.constantFrom('PATCH', 'POST'),
  assignBody: fc.constantFrom('array', 'items'),
  ids: fc.constantFrom('numbers', 'strings'),
  seatsFull: fc.constantFrom<400 | 409 | 'nothing'>(400, 409, 'nothing'),
})

it('a change ends as it says, and is not sent again while its end is unknown', { timeout: 180_000 }, async () => {
  const seen = new Set<string>()
  const property = fc.asyncProperty(
    fc.constantFrom(...changes),
    route,
    route,
    answers,
    fc.option(breaks, { nil: undefined }),
    async ([operation, change], atGateway, atApp, options, fault) => {
      const routes = { [`gateway:${operation}`]: atGateway, [`app:${operation}`]: atApp }
      const people = ['me', 'second', 'ana', 'bo'].map((name) => ({ email: `${name}@example.edu`, assets: 1 }))
      const invited = { email: 'new@example.edu', status: 'invited' as const }
      await using fake = await startFakeAac({
        ...options,
        routes,
        seed: { people: [...people.map((one, place) => ({ ...one, id: 70001 + place })), invited] },
      })
      if (fault !== undefined) fake.fault({ on: operation, ...fault })
      const doubtful: boolean[] = []
      const client = new AacClient({
        region: 'us1',
        token: fake.tokens().accessToken,
        fetch: fake.fetch,
        retries: 1,
        onExchange: ({ operation: sent, status: told = 0 }) => {
          if (sent === operation) doubtful.push(told < 400 || told === 408 || told >= 500)
        },
      })
      let ended: string
      try {
        await change(client)
        ended = 'done'
      } catch (error) {
        ended = error instanceof AacError ? error.effect : String(error)
      }
      seen.add(ended)
      // Only the last attempt may be one that acted, or that nobody knows the end of.
      expect(doubtful.indexOf(true)).toBeOneOf([-1, doubtful.length - 1])
      const times = fake.ledger.of(operation).length
      expect(['done', 'none', 'unknown']).toContain(ended)
      if (ended === 'done') expect(times).toBe(1)
      if (ended === 'none') expect(times).toBe(0)
      if (ended === 'unknown') expect(times).toBeLessThanOrEqual(1)
    },
  )
  await fc.assert(property, { numRuns: 100 })
  expect([...seen].toSorted()).toEqual(['done', 'none', 'unknown'])
})
