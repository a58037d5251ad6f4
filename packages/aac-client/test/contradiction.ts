import { afterEach } from 'vitest'
import {
  AacClient,
  type AacClientOptions,
  type Exchange,
  memoryTokens,
  type PeopleOptions,
  type Person,
} from '../src/index.ts'
import { type FakeAac, type FakeAacOptions, startFakeAac } from '../src/testing/index.ts'

/** The fake of the test that runs. */
export let fake: FakeAac
/** Every attempt of its client, the oldest first. */
export let exchanges: Exchange[]
afterEach(() => fake.close())

const seed = {
  workspaces: [
    { id: 41, name: 'spring-class' },
    { id: 42, gid: '01JR8T2Y6CQ0M4V9Z7K1XWBN3H', name: 'research', people: ['me@example.edu', 'far@example.edu'] },
  ],
  people: [
    { id: 11, email: 'me@example.edu', isAdmin: true },
    { id: 12, email: 'second@example.edu', isAdmin: true },
    { id: 13, email: 'ana@example.edu', assets: 3 },
    { id: 14, email: 'new@example.edu', status: 'invited' },
  ],
  groups: [{ name: 'class', members: [13], roles: ['Full User'] }],
} as const

/** The workspace of the token, and who is in it. */
export const ws = 41
export const whole: readonly string[] = ['11', '12', '13', '14']

/** The real client over a fake whose switches stand like this. */
export async function start(options: FakeAacOptions = {}, more: Partial<AacClientOptions> = {}): Promise<AacClient> {
  fake = await startFakeAac({ seed, ...options })
  exchanges = []
  // As the preferences page shows them: when the first one ends stands in the token only.
  const { accessToken, refreshToken } = fake.tokens()
  return new AacClient({
    region: 'us1',
    token: memoryTokens({ accessToken, refreshToken }),
    fetch: fake.fetch,
    now: fake.clock.now,
    retries: 0,
    onExchange: (exchange) => exchanges.push(exchange),
    ...more,
  } as AacClientOptions)
}

/** How often an operation was sent. */
export function sent(operation: string): number {
  return exchanges.filter((exchange) => exchange.operation === operation).length
}

/** The client's list of everybody. */
export async function everybody(client: AacClient, options: PeopleOptions = {}): Promise<readonly Person[]> {
  const people: Person[] = []
  for await (const person of client.people(ws, options)) people.push(person)
  return people
}

/** The ids of everybody. */
export async function ids(client: AacClient): Promise<readonly string[]> {
  return (await everybody(client)).map(({ id }) => id)
}
