import { afterEach, expect, it } from 'vitest'
import { type FakeAac, type FakeAacOptions, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'
import { ask, type Told } from './ask-fake.ts'

let fake: FakeAac
let clock: ManualClock
afterEach(() => fake.close())

const start = async (options: FakeAacOptions): Promise<void> => {
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { people: 5 }, ...options })
}
const list = (person?: number): Promise<Told> => ask(fake, 'GET /v4/people', undefined, { person })
const limits = ({ headers }: Told): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => /rate-limit|retry/.test(name)))

it('a person has so many requests a minute, for each operation by itself', async () => {
  await start({ quota: { user: 2 } })
  expect(limits(await list())).toEqual({
    'x-rate-limit-user-limit': '2',
    'x-rate-limit-user-remaining': '1',
    'x-rate-limit-user-reset': String(clock.now() + 60_000),
  })
  clock.advance(3000)
  expect((await list()).status).toBe(200)
  const refused = await list()
  expect(refused).toMatchObject({
    status: 429,
    body: {
      exception: {
        name: 'TooManyRequestsException',
        message: 'Too Many Requests',
        details:
          'API quota reached for "listPerson". Wait 57 seconds before making a new request. (Max. 2 requests allowed per minute per user.)',
      },
    },
  })
  expect(limits(refused)).toMatchObject({ 'x-rate-limit-user-remaining': '0', 'x-retry-after': '57' })
  expect((await ask(fake, 'GET /v4/people/current')).status).toBe(200)
  expect((await list(70002)).status).toBe(200)
  clock.advance(57_000)
  expect((await list()).status).toBe(200)
})

it('everybody in a workspace shares its quota', async () => {
  await start({ quota: { workspace: 2, user: 2 } })
  await list()
  await list(70002)
  const refused = await list(70003)
  expect(refused.status).toBe(429)
  expect(refused.text).toContain('per minute per workspace')
  expect(limits(refused)).toMatchObject({
    'x-rate-limit-user-remaining': '1',
    'x-rate-limit-workspace-remaining': '0',
  })
})

it('an operation without a quota tells of none', async () => {
  await start({ quota: { user: 1, on: ['deleteWorkspaceUser'] } })
  for (let request = 0; request < 3; request += 1) expect(limits(await list())).toEqual({})
})

it.each<[FakeAacOptions['retryHeader'], string | undefined]>([
  ['x-retry-after', 'x-retry-after'],
  ['retry-after', 'retry-after'],
  ['none', undefined],
])('how long to wait is told by %s', async (retryHeader, name) => {
  await start({ retryHeader, quota: { user: 0 } })
  expect(Object.keys(limits(await list())).filter((header) => header.includes('retry'))).toEqual(
    name === undefined ? [] : [name],
  )
})

it.each<[FakeAacOptions['resetIn'], number, number]>([
  ['milliseconds', 13, 13],
  ['seconds', 10, 10],
  ['mixed', 10, 13],
])('when the quota starts anew is told in %s', async (resetIn, user, workspace) => {
  await start({ resetIn, quota: { user: 5, workspace: 5 } })
  const told = limits(await list())
  expect(told['x-rate-limit-user-reset']).toHaveLength(user)
  expect(told['x-rate-limit-workspace-reset']).toHaveLength(workspace)
})

it('what is refused changes nothing', async () => {
  await start({ quota: { user: 0 } })
  expect((await ask(fake, 'DELETE /v4/workspaces/41001/people/70005')).status).toBe(429)
  expect(fake.ledger.entries).toEqual([])
})

it('the gateway may refuse in its own flavour, the application does not', async () => {
  await start({ quota: { user: 0 }, quotaFlavour: 'fault' })
  const refused = await ask(fake, 'GET /iam/v1/workspaces/current')
  expect(refused).toMatchObject({ status: 429, body: { fault: { faultstring: 'Rate limit quota violation' } } })
  expect(limits(refused)).toHaveProperty('x-retry-after', '60')
  expect((await list()).body).toHaveProperty('exception')
})
