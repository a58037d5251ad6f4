import type { FakeAnswer, FaultRule } from '@user-admin/wire/fake/faults'
import { describe, expect, it } from 'vitest'
import { entraId } from '../src/directory/entra.ts'
import { tooManyGraphRequests } from '../src/directory/testing/index.ts'
import { graphWith, peopleIn, readingOf } from './entra-scene.ts'

const five = ['ana', 'bo', 'cy', 'di', 'ed']
const sent = (body: unknown): FakeAnswer => ({ status: 200, body: JSON.stringify(body) })
const refused = (status: number, code: string): FakeAnswer => ({
  status,
  body: JSON.stringify({ error: { code, message: 'Ana Ruiz (ana@example.edu) is secret.' } }),
})
const someone = (id: string): Record<string, unknown> => ({
  id,
  accountEnabled: true,
  userPrincipalName: `${id}@x.edu`,
})

/** What goes wrong on the last page of three, and what the reading says of it. */
const lastPage: readonly (readonly [string, FaultRule['give'], string])[] = [
  ['refused', refused(400, 'Directory_ExpiredPageToken'), 'HTTP 400, Directory_ExpiredPageToken'],
  ['empty', { status: 200, body: '' }, 'the answer is empty'],
  ['a page of a proxy', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, 'sign-in page'],
  ['a redirect', { status: 302, headers: { location: 'https://login.example' } }, 'redirect'],
  ['JSON cut short', { status: 200, body: '{"value":[{"id":"x","acc' }, 'not whole JSON'],
  ['a body cut short', 'cut', 'cut short'],
  ['without a list', sent({ '@odata.count': 5 }), 'holds no list'],
  ['with a list that is none', sent({ value: { id: 'x' } }), 'holds no list'],
  ['JSON of another form', sent([someone('x')]), 'JSON of another form'],
  ['with somebody without an id', sent({ value: [{ mail: 'x@example.edu' }] }), 'something without an id'],
  ['an error in a success', sent({ error: { code: 'generalException' } }), 'tells of an error, generalException'],
  ['with nobody', sent({ value: [] }), 'counts 5 and sent 4'],
  [
    'with somebody whose status is not shown',
    sent({ value: [{ id: 'x' }] }),
    'grant the application permission User.Read.All',
  ],
  ['with a mail that is no text', sent({ value: [{ ...someone('x'), mail: 5 }] }), 'mail of x is no text'],
  [
    'with addresses that are no list',
    sent({ value: [{ ...someone('x'), proxyAddresses: 'a' }] }),
    'proxyAddresses of x',
  ],
  [
    'of another server',
    sent({ value: [someone('x')], '@odata.nextLink': 'https://graph.example/v1.0/users?$skiptoken=1' }),
    'leads away from Microsoft Graph',
  ],
  ['whose link is none', sent({ value: [someone('x')], '@odata.nextLink': 7 }), 'leads away from Microsoft Graph'],
  ['a failure', refused(503, 'ServiceUnavailable'), 'HTTP 503, ServiceUnavailable'],
  ['too many requests', tooManyGraphRequests(3_600), 'asks to be left alone for 3600 s'],
  ['a connection that breaks', 'reset', 'the connection broke'],
  ['no longer allowed', refused(403, 'Authorization_RequestDenied'), 'permission User.Read.All'],
  ['not signed in', refused(401, 'InvalidAuthenticationToken'), 'HTTP 401, InvalidAuthenticationToken'],
]

describe('a reading that began and does not end well is incomplete', () => {
  it.each(lastPage)('where its last page is %s', async (_, give, reason) => {
    await using fake = await graphWith(five, { pageSize: 2 })
    fake.fault({ on: 'listUsers', skip: 2, times: 9, give })
    const snapshot = await readingOf(fake)
    expect(snapshot).toMatchObject({ kind: 'incomplete', reason: expect.stringContaining(reason) as string })
    expect(snapshot).toMatchObject({ reason: expect.not.stringContaining('Ana') as string })
    expect(snapshot.kind === 'incomplete' && snapshot.seen).toBeGreaterThanOrEqual(4)
  })

  it('where a page leads back to an earlier one', async () => {
    await using fake = await graphWith(five, { pageSize: 2 })
    await readingOf(fake, { deleted: false })
    const second = fake.requests[1]?.url ?? ''
    fake.fault({
      on: 'listUsers',
      skip: 2,
      give: sent({ value: [someone('x')], '@odata.nextLink': fake.url + second }),
    })
    expect(await readingOf(fake, { deleted: false })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining('leads back') as string,
    })
  })

  it('where a page brings only people of earlier pages', async () => {
    await using fake = await graphWith(five, { pageSize: 2 })
    const [ana] = fake.users()
    fake.fault({
      on: 'listUsers',
      skip: 1,
      give: sent({ value: [ana], '@odata.nextLink': `${fake.url}/v1.0/users?$skiptoken=99` }),
    })
    expect(await readingOf(fake)).toMatchObject({
      kind: 'incomplete',
      seen: 2,
      reason: expect.stringContaining('nobody but those of earlier pages') as string,
    })
  })

  it.each([
    ['a copy of the data lags behind', { countOffset: 1 }, 'counts 6 and sent 5'],
    ['a copy of the data is ahead', { countOffset: -1 }, 'counts 4 and sent 5'],
  ])('where %s', async (_, switches, reason) => {
    await using fake = await graphWith(five, { switches })
    expect(await readingOf(fake, { deleted: false })).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining(reason) as string,
    })
  })

  it('where a list leaves somebody out who is counted', async () => {
    await using fake = await graphWith(five)
    fake.switches.unlisted = [fake.users()[2]?.id ?? '']
    expect(await readingOf(fake)).toMatchObject({ kind: 'incomplete', seen: 4 })
  })

  it('where Graph does not count', async () => {
    await using fake = await graphWith(five)
    fake.fault({ on: 'listUsers', give: sent({ value: [someone('x')] }) })
    expect(await readingOf(fake)).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining('does not say how many') as string,
    })
  })

  it('where deleted users may be seen and are not shown whole', async () => {
    await using fake = await graphWith(five)
    fake.fault({ on: 'deletedUsers', give: { status: 200, body: '{"value":' } })
    expect(await readingOf(fake)).toMatchObject({
      kind: 'incomplete',
      seen: 0,
      reason: expect.stringContaining('the deleted users') as string,
    })
  })

  it('where the application sees names, and not who is blocked', async () => {
    await using fake = await graphWith(five, { permissions: ['User.ReadBasic.All'] })
    expect(await readingOf(fake)).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining('User.Read.All') as string,
    })
  })
})

describe('a reading that cannot begin throws what can be mended', () => {
  it.each<readonly [string, FaultRule['give'], string, string]>([
    ['a missing permission', refused(403, 'Authorization_RequestDenied'), 'forbidden', 'permission User.Read.All'],
    ['a token that is not taken', refused(401, 'InvalidAuthenticationToken'), 'unauthenticated', 'HTTP 401'],
    ['too many requests', tooManyGraphRequests(3_600), 'rate-limited', 'left alone for 3600 s'],
    ['a service that is down', refused(503, 'ServiceUnavailable'), 'unavailable', 'HTTP 503'],
    ['a gateway in between', 'html', 'unavailable', 'HTTP 502'],
    ['a connection that breaks', 'reset', 'unavailable', 'the connection broke'],
  ])('%s', async (_, give, problem, message) => {
    await using fake = await graphWith(five)
    fake.fault({ times: 9, give })
    const error: unknown = await readingOf(fake).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      name: 'UserAdminError',
      problem,
      message: expect.stringContaining(message) as string,
    })
    expect(error).not.toHaveProperty('cause')
  })

  it('a server that is not there', async () => {
    const fake = await graphWith(five)
    await fake.close()
    await expect(readingOf(fake)).rejects.toMatchObject({
      problem: 'unavailable',
      message: expect.stringContaining('could not be reached') as string,
    })
  })

  it('a server that never answers', async () => {
    await using fake = await graphWith(five)
    fake.fault({ give: 'silence' })
    await expect(readingOf(fake, { timeout: 30 })).rejects.toMatchObject({ problem: 'unavailable' })
  })
})

describe('what passes is waited for', () => {
  it.each<readonly [string, FaultRule['give']]>([
    ['too many requests, with seconds', tooManyGraphRequests(1)],
    ['too many requests, with a date', tooManyGraphRequests(new Date(Date.now() + 1_000).toUTCString())],
    ['a service that is down for a moment', refused(503, 'ServiceUnavailable')],
    ['a gateway in between', 'html'],
    ['a connection that breaks', 'reset'],
    ['a body cut short', 'cut'],
  ])('%s', async (_, give) => {
    await using fake = await graphWith(five, { pageSize: 2 })
    fake.fault({ on: 'listUsers', skip: 1, give })
    expect(peopleIn(await readingOf(fake, { retries: 2 }))).toHaveLength(5)
  })

  it('a quota', async () => {
    await using fake = await graphWith(five, { pageSize: 2, quota: { requests: 3, seconds: 1 } })
    expect(peopleIn(await readingOf(fake, { retries: 2 }))).toHaveLength(5)
    expect(fake.requests.length).toBeGreaterThan(4)
  })
})

it('no token goes to another server than the one that was named', async () => {
  await using elsewhere = await graphWith(five)
  await using fake = await graphWith(five)
  const link = `${elsewhere.url}/v1.0/users?$skiptoken=1`
  fake.fault({ on: 'listUsers', give: sent({ '@odata.count': 5, value: [someone('x')], '@odata.nextLink': link }) })
  expect(await entraId({ credential: fake.credential, endpoint: fake.url }).read()).toMatchObject({
    kind: 'incomplete',
  })
  expect(elsewhere.requests).toEqual([])
})
