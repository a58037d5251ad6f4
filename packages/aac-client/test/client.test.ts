// Longer than other files: one test for each method of the client and each way in which it fails.
import { afterEach, describe, expect, it } from 'vitest'
import { AacClient, type AacClientOptions, memoryTokens, statusOf } from '../src/index.ts'
import { type FakeAac, type FakeAacOptions, manualClock, startFakeAac, tooManyRequests } from '../src/testing/index.ts'

let fake: FakeAac
afterEach(() => fake.close())

const seed = {
  people: [
    { id: 11, email: 'me@example.edu', isAdmin: true },
    { id: 12, email: 'Second@example.edu', isAdmin: true },
    { id: 13, email: 'ana@example.edu', assets: 3 },
    { id: 14, email: 'new@example.edu', status: 'invited' },
    { id: 15, email: 'off@example.edu', status: 'suspended', isAdmin: true },
  ],
  groups: [{ name: 'class', members: [13], roles: ['Full User'] }],
} as const
const ws = 41001

async function start(options: FakeAacOptions = {}, more: Partial<AacClientOptions> = {}): Promise<AacClient> {
  fake = await startFakeAac({ seed, ...options })
  return new AacClient({
    region: 'us1',
    token: fake.tokens().accessToken,
    fetch: fake.fetch,
    retries: 0,
    ...more,
  } as AacClientOptions)
}

async function emails(client: AacClient): Promise<string[]> {
  const found: string[] = []
  for await (const { email } of client.people(ws)) found.push(email ?? '')
  return found
}

describe('reading', () => {
  it('tells the workspace, the caller, the people, the administrators and the roles', async () => {
    const client = await start()
    expect(await client.currentWorkspace()).toMatchObject({
      id: '41001',
      name: 'spring-class',
      workspace_member_count: 5,
    })
    expect(await client.workspaces()).toHaveLength(1)
    expect(await client.currentPerson()).toMatchObject({ id: '11', email: 'me@example.edu', isAdmin: true })
    expect(await emails(client)).toEqual([
      'me@example.edu',
      'Second@example.edu',
      'ana@example.edu',
      'new@example.edu',
      'off@example.edu',
    ])
    expect((await client.admins(ws)).map(({ id }) => id)).toEqual(['11', '12', '15'])
    expect(await client.roles(ws)).toMatchObject([
      { policyId: '81001', tag: 'workspace_admin' },
      { policyId: '81002', name: 'Viewer' },
      { policyId: '81003' },
    ])
  })

  it('tells one person with roles, and undefined for nobody', async () => {
    const client = await start()
    expect(await client.person(13)).toMatchObject({
      id: '13',
      authorizationRoles: [{ policyId: '81002', name: 'Viewer' }],
    })
    expect(await client.person('999')).toBeUndefined()
  })

  it('shows the status of a person by documented signs', async () => {
    const client = await start()
    const statuses: string[] = []
    for await (const person of client.people(ws)) statuses.push(statusOf(person))
    expect(statuses).toEqual(['active', 'active', 'active', 'invited', 'suspended'])
    expect(statusOf({ id: '1' })).toBe('active')
    expect(statusOf({ id: '1', state: 'hidden' })).toBe('suspended')
    expect(statusOf({ id: '1', lastLoginTime: null, agreementAcceptedAt: '2026-01-01T00:00:00.000Z' })).toBe('active')
  })

  it('reads workspace, issuer and client from the token', async () => {
    const client = await start()
    const { gid } = await client.currentWorkspace()
    expect(await client.scope()).toEqual({
      gid,
      iss: 'https://pingauth.alteryxcloud.com/as',
      clientId: 'af1b5321-afe0-48c2-966a-c77d74e98085',
    })
  })

  it('refuses an answer about another person', async () => {
    const client = await start()
    fake.fault({ on: 'getPerson', give: { status: 200, body: '{"id":14}' } })
    await expect(client.person(13)).rejects.toMatchObject({ kind: 'protocol', code: 'OTHER_RECORD' })
  })

  it('leaves out roles of another workspace', async () => {
    const client = await start()
    fake.fault({
      on: 'listAuthorizationRoles',
      give: {
        status: 200,
        body: '{"data":[{"policyId":1,"workspaceId":41001},{"policyId":2,"workspaceId":5},{"policyId":3}],"count":3}',
      },
    })
    expect((await client.roles(ws)).map(({ policyId }) => policyId)).toEqual(['1', '3'])
  })
})

describe('changing', () => {
  it('invites, with roles, and tells the ids', async () => {
    const client = await start()
    expect(await client.invite(ws, [' a@example.edu ', 'b@example.edu'], { roles: ['81003'] })).toEqual({
      personIds: ['70001', '70002'],
    })
    expect(fake.state[0]?.people.at(-1)).toMatchObject({
      email: 'b@example.edu',
      status: 'invited',
      roles: ['Full User'],
    })
    fake.accept('b@example.edu')
    expect(fake.state[0]?.people.at(-1)).toMatchObject({ status: 'active', name: 'b' })
  })

  it('suspends, lets in again, transfers, gives and takes a role', async () => {
    const client = await start()
    await client.suspend(ws, ['13', 14])
    await client.unsuspend(ws, [13])
    await client.transferAssets(ws, { fromPersonId: '13', toPersonId: 11 })
    await client.assignRole(81003, ['13'])
    await client.unassignRole('81002', 13)
    expect(fake.ledger.entries.map(({ operation, target, by, scope }) => [operation, target, by, scope])).toEqual([
      ['suspendWorkspaceUsers', 'ana@example.edu', 'me@example.edu', '41001'],
      ['suspendWorkspaceUsers', 'new@example.edu', 'me@example.edu', '41001'],
      ['unsuspendWorkspaceUsers', 'ana@example.edu', 'me@example.edu', '41001'],
      ['transferUserAssets', 'ana@example.edu', 'me@example.edu', '41001'],
      ['assignAuthorizationRole', 'ana@example.edu', 'me@example.edu', '41001'],
      ['unassignAuthorizationRole', 'ana@example.edu', 'me@example.edu', '41001'],
    ])
    expect(fake.state[0]?.people[2]).toMatchObject({ roles: ['Full User'], assets: 0 })
    expect(fake.state[0]?.people[0]).toMatchObject({ assets: 3 })
  })

  it.each(['204', '200 []', '200 {}', '200 empty'] as const)('takes any 2xx as a removal: %s', async (removeAnswer) => {
    const client = await start({ removeAnswer })
    expect(await client.remove(ws, 13)).toEqual({ already: false })
    expect(fake.state[0]).toMatchObject({ lostAssets: 3, groups: [{ members: [] }] })
  })

  it.each(['404', '410'] as const)('tells somebody already gone from a missing route: %s', async (goneAnswer) => {
    const client = await start({ goneAnswer })
    await client.remove(ws, 13)
    expect(await client.remove(ws, 13)).toEqual({ already: true })
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })

  it('calls nobody gone from another workspace than the token’s', async () => {
    const client = await start()
    await expect(client.remove(5, 13)).rejects.toMatchObject({ kind: 'rejected', code: 'OTHER_WORKSPACE' })
  })

  it('leaves a 400 for somebody gone to be judged by a read', async () => {
    const client = await start({ goneAnswer: '400' })
    await expect(client.remove(ws, 999)).rejects.toMatchObject({ status: 400, effect: 'none' })
  })

  it.each([400, 403] as const)('passes on that nobody removes themselves: %s', async (selfRemoval) => {
    const client = await start({ selfRemoval })
    await expect(client.remove(ws, 11)).rejects.toMatchObject({ kind: 'rejected', status: selfRemoval })
  })

  it('waits as the quota asks and removes once', async () => {
    const client = await start({}, { retries: 2 })
    fake.fault({ on: 'deleteWorkspaceUser', give: tooManyRequests(0) })
    expect(await client.remove(ws, 13)).toEqual({ already: false })
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })

  it('does not repeat a removal whose answer was lost, and says that the effect is unknown', async () => {
    const client = await start({}, { retries: 2 })
    fake.fault({ on: 'deleteWorkspaceUser', when: 'after', give: 'cut' })
    await expect(client.remove(ws, 13)).rejects.toMatchObject({ effect: 'unknown' })
    // Where the token works, and the one removal.
    expect(fake.requests()).toBe(2)
  })

  it.each([
    ['objects with personId', '{"data":[{"personId":7},{"personId":"8"}]}', ['7', '8']],
    ['objects with id', '{"data":[{"id":7}]}', ['7']],
    ['numbers', '{"data":[7,8],"count":2}', ['7', '8']],
    ['a bare list', '[{"id":7}]', ['7']],
    ['another form', '{"data":[{"uuid":"x"}]}', []],
    ['nothing', '', []],
  ])('reads the ids of invited people from %s', async (_form, body, personIds) => {
    const client = await start()
    fake.fault({ on: 'inviteListOfUsers', give: { status: 200, body } })
    expect(await client.invite(ws, ['a@example.edu'])).toEqual({ personIds })
  })
})

describe('an abort', () => {
  it('rejects with the signal’s own reason, before, while waiting for a token, and in a list', async () => {
    const reason = new Error('enough')
    const client = await start({}, { token: () => new Promise(() => undefined) })
    await expect(client.currentWorkspace({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const stop = new AbortController()
    const waiting = client.currentWorkspace({ signal: stop.signal })
    stop.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    await expect(client.people(ws, { signal: AbortSignal.abort(reason) }).next()).rejects.toBe(reason)
  })

  it('rejects with the signal’s own reason while the server is silent', async () => {
    const reason = new Error('enough')
    const client = await start()
    fake.fault({ on: 'readCurrentWorkspace', give: 'silence' })
    const stop = new AbortController()
    const waiting = client.currentWorkspace({ signal: stop.signal })
    setImmediate(() => stop.abort(reason))
    await expect(waiting).rejects.toBe(reason)
  })
})

it('sends what each plane wants, and nothing more', async () => {
  const sent: Request[] = []
  const client = await start({ routes: { 'gateway:deleteWorkspaceUser': '404' } }, { projectId: 'project-1' })
  const { fetch } = fake
  const spy = new AacClient({
    region: 'us1',
    token: memoryTokens(fake.tokens()),
    projectId: 'project-1',
    fetch: (input, init) => {
      sent.push(new Request(input, init))
      return fetch(input, init)
    },
  })
  await spy.currentWorkspace()
  sent.length = 0
  await spy.remove(ws, 13)
  await spy.suspend(ws, [14])
  expect(
    sent.map((request) => [
      request.method,
      request.url,
      request.headers.get('x-api-project-id'),
      request.headers.get('content-type'),
      request.headers.get('accept'),
    ]),
  ).toEqual([
    [
      'DELETE',
      'https://api.us1.alteryxcloud.com/iam/v1/workspaces/41001/people/13',
      'project-1',
      null,
      'application/json',
    ],
    ['DELETE', 'https://us1.alteryxcloud.com/v4/workspaces/41001/people/13', null, null, 'application/json'],
    [
      'POST',
      'https://api.us1.alteryxcloud.com/iam/v1/workspaces/41001/people/suspend',
      'project-1',
      'application/json',
      'application/json',
    ],
  ])
  expect(sent[0]?.headers.get('user-agent')).toMatch(/^user-admin-aac\/\d+\.\d+\.\d+/)
  expect(await sent[2]?.text()).toBe('{"personIds":[14]}')
  expect(await client.person(13)).toBeUndefined()
})

it('tells of each attempt without a secret, and asks the gate before it', async () => {
  const seen: string[] = []
  const client = await start(
    {},
    {
      onExchange: ({ operation, attempt, status, headers }) =>
        seen.push(`${operation} ${attempt} ${status} ${Object.keys(headers).join()}`),
      gate: ({ operation, effect }) => void seen.push(`gate ${operation} ${effect}`),
    },
  )
  await client.currentPerson()
  expect(seen).toEqual(['gate getCurrentPerson read', 'getCurrentPerson 1 200 date,x-trifacta-request-id'])
})

it('renews a token that ends while its request waits for its turn, and does not send it', async () => {
  const clock = manualClock()
  await start({ clock, tokenLife: 300 }, {})
  const statuses: unknown[] = []
  const waiting = new AacClient({
    region: 'us1',
    token: memoryTokens(fake.tokens()),
    fetch: fake.fetch,
    now: clock.now,
    onExchange: ({ operation, status }) => statuses.push(`${operation} ${status}`),
  })
  await waiting.currentWorkspace()
  statuses.length = 0
  let isFirst = true
  waiting.gate = ({ operation }) => {
    if (operation === 'deleteWorkspaceUser' && isFirst) clock.advance(301_000)
    isFirst &&= operation !== 'deleteWorkspaceUser'
    return undefined
  }
  await waiting.remove(ws, 13)
  expect(statuses).toEqual(['refreshToken 200', 'readCurrentWorkspace 200', 'deleteWorkspaceUser 204'])
  // Of a token without a newer one the server decides.
  const plain = new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch, now: clock.now })
  plain.gate = () => {
    clock.advance(301_000)
    return undefined
  }
  await expect(plain.currentWorkspace()).rejects.toMatchObject({ kind: 'auth', status: 401 })
})

it('renews tokens that end in the middle of a run', async () => {
  const clock = manualClock()
  const client = await start({ clock, tokenLife: 60 }, {})
  const renewing = new AacClient({
    region: 'us1',
    token: memoryTokens(fake.tokens()),
    fetch: fake.fetch,
    now: clock.now,
  })
  for (const id of [13, 14, 15]) {
    clock.advance(61_000)
    await renewing.remove(ws, id)
  }
  expect(fake.counters).toEqual({ exchanges: 3, spentPresented: 0 })
  expect(fake.state[0]?.people.map(({ id }) => id)).toEqual([11, 12])
  await expect(client.currentWorkspace()).rejects.toMatchObject({ kind: 'auth', status: 401 })
})
