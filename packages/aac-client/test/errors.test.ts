import { inspect } from 'node:util'
import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AacClient, AacError, type AacErrorKind } from '../src/index.ts'

const token = 'token5ecret0123456789abcdefghij'
const email = 'parameter.5ecret@example.com'
const bodySecret = 'body5ecret'
const secrets = [token, email, bodySecret, 'uthorization', 'project-5ecret']
const gatewayHost = 'https://api.us1.alteryxcloud.com'
const renew = 'make a new pair in the workspace: avatar → User Preferences → OAuth 2.0 API Tokens → Generate'

beforeEach(() => nock.disableNetConnect())
afterEach(() => {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  expect(pending).toEqual([])
})

const client = (more: { fetch?: typeof globalThis.fetch; timeout?: number } = {}): AacClient =>
  new AacClient({ region: 'us1', token, projectId: 'project-5ecret', retries: 0, ...more })

const calls = {
  read: { operation: 'readCurrentWorkspace', of: (c: AacClient) => c.currentWorkspace() },
  once: { operation: 'inviteListOfUsers', of: (c: AacClient) => c.invite(41, [email]) },
}
type Class = keyof typeof calls

/** Before a change the client asks where its token works. */
const workspace = '/iam/v1/workspaces/current'
const works = (): void => void nock(gatewayHost).get(workspace).reply(200, { id: 41 })
const knowing =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  (input, init) =>
    String(input instanceof Request ? input.url : input).endsWith(workspace)
      ? Promise.resolve(Response.json({ id: 41 }))
      : fetch(input, init)

/** What a call rejects with, once it is plain that nothing secret shows. */
async function failure(call: Promise<unknown>): Promise<AacError> {
  const error = await call.then(
    () => expect.fail('it did not reject'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof AacError)) throw error
  const forms = [
    error.message,
    String(error.stack),
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify(Object.entries(error)),
  ]
  for (const shown of forms) for (const secret of secrets) expect(shown).not.toContain(secret)
  expect(error.cause).toBeUndefined()
  expect(error.name).toBe('AacError')
  return error
}

interface Expected {
  readonly kind: AacErrorKind
  /** Of a mutation; a read has none. */
  readonly effect: 'none' | 'unknown'
  readonly status?: number
  readonly code?: string
  readonly retryAfter?: number
  /** What follows `<operation>: `. */
  readonly says: string
}

interface Row extends Expected {
  readonly title: string
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const exception = (name: string): object => ({
  exception: { name, message: bodySecret, details: `${email} ${bodySecret}` },
})
const fault = (errorcode: string): object => ({ fault: { faultstring: bodySecret, detail: { errorcode } } })
const html = `<html><body>${bodySecret}</body></html>`
const unaccepted = `the token is not accepted; ${renew}`

const answers: readonly Row[] = [
  {
    title: 'bad input',
    status: 400,
    body: exception('ApiValidationFailed'),
    kind: 'rejected',
    effect: 'none',
    code: 'ApiValidationFailed',
    says: 'HTTP 400 ApiValidationFailed',
  },
  {
    title: 'a page for a bad request',
    status: 400,
    body: html,
    kind: 'rejected',
    effect: 'none',
    says: 'HTTP 400, not JSON',
  },
  {
    title: 'an unknown bearer at the gateway',
    status: 401,
    body: 'Unauthorized',
    kind: 'auth',
    effect: 'none',
    says: `HTTP 401, not JSON: ${unaccepted}`,
  },
  {
    title: 'an unknown bearer at the application',
    status: 401,
    body: exception('MissingPersonException'),
    kind: 'auth',
    effect: 'none',
    code: 'MissingPersonException',
    says: `HTTP 401 MissingPersonException: ${unaccepted}`,
  },
  {
    title: 'a wrong project id',
    status: 401,
    body: fault('oauth.v2.InvalidApiKey'),
    kind: 'auth',
    effect: 'none',
    code: 'oauth.v2.InvalidApiKey',
    says: 'HTTP 401 oauth.v2.InvalidApiKey: the gateway does not know this API project; correct the option projectId',
  },
  {
    title: 'no project id',
    status: 401,
    body: fault('steps.oauth.v2.FailedToResolveAPIKey'),
    kind: 'auth',
    effect: 'none',
    code: 'steps.oauth.v2.FailedToResolveAPIKey',
    says: 'HTTP 401 steps.oauth.v2.FailedToResolveAPIKey: the gateway wants an API project id; set the option projectId (Library → Alteryx IO developer console)',
  },
  {
    title: 'no right',
    status: 403,
    body: exception('AccessControlException'),
    kind: 'rejected',
    effect: 'none',
    code: 'AccessControlException',
    says: 'HTTP 403 AccessControlException',
  },
  {
    title: 'another service’s flavour of no',
    status: 403,
    body: { data: null, msg: bodySecret },
    kind: 'rejected',
    effect: 'none',
    says: 'HTTP 403',
  },
  {
    title: 'an object that is not there',
    status: 404,
    body: exception('DataNotFoundException'),
    kind: 'rejected',
    effect: 'none',
    code: 'DataNotFoundException',
    says: 'HTTP 404 DataNotFoundException',
  },
  {
    title: 'a 404 that names nothing',
    status: 404,
    body: html,
    kind: 'rejected',
    effect: 'none',
    says: 'HTTP 404, not JSON',
  },
  { title: 'a timeout of a proxy', status: 408, kind: 'timeout', effect: 'unknown', says: 'HTTP 408' },
  { title: 'a conflict', status: 409, body: {}, kind: 'rejected', effect: 'none', says: 'HTTP 409' },
  { title: 'a wrong media type', status: 415, kind: 'rejected', effect: 'none', says: 'HTTP 415' },
  {
    title: 'a quota',
    status: 429,
    body: exception('TooManyRequestsException'),
    headers: { 'x-retry-after': '57' },
    kind: 'rejected',
    effect: 'none',
    code: 'TooManyRequestsException',
    retryAfter: 57_000,
    says: 'HTTP 429 TooManyRequestsException, to be asked again in 57 s',
  },
  {
    title: 'a quota that names a part of a second',
    status: 429,
    headers: { 'retry-after': '0.2' },
    kind: 'rejected',
    effect: 'none',
    retryAfter: 200,
    says: 'HTTP 429, to be asked again in 1 s',
  },
  {
    title: 'a broken server',
    status: 500,
    body: exception('InternalServerError'),
    kind: 'network',
    effect: 'unknown',
    code: 'InternalServerError',
    says: 'HTTP 500 InternalServerError',
  },
  { title: 'a proxy’s page', status: 502, body: html, kind: 'network', effect: 'unknown', says: 'HTTP 502, not JSON' },
  { title: 'a pause without a time', status: 503, kind: 'network', effect: 'unknown', says: 'HTTP 503' },
  {
    title: 'a pause with a time',
    status: 503,
    headers: { 'retry-after': '7' },
    kind: 'network',
    effect: 'none',
    retryAfter: 7000,
    says: 'HTTP 503, to be asked again in 7 s',
  },
  {
    title: 'a gateway that waited too long',
    status: 504,
    body: html,
    kind: 'network',
    effect: 'unknown',
    says: 'HTTP 504, not JSON',
  },
  {
    title: 'a name that is no identifier',
    status: 403,
    body: exception(`not a name: ${bodySecret}`),
    kind: 'rejected',
    effect: 'none',
    says: 'HTTP 403',
  },
  {
    title: 'a name that ends in something else',
    status: 403,
    body: exception('Name?'),
    kind: 'rejected',
    effect: 'none',
    says: 'HTTP 403',
  },
  {
    title: 'a name that begins like a token',
    status: 403,
    body: exception('eyJhbGciOiJSUzI1NiJ9'),
    kind: 'rejected',
    effect: 'none',
    says: 'HTTP 403',
  },
  {
    title: 'a name of 64 letters',
    status: 403,
    body: exception(`N${'n'.repeat(63)}`),
    kind: 'rejected',
    effect: 'none',
    code: `N${'n'.repeat(63)}`,
    says: `HTTP 403 N${'n'.repeat(63)}`,
  },
  {
    title: 'a name of 65 letters',
    status: 403,
    body: exception(`N${'n'.repeat(64)}`),
    kind: 'rejected',
    effect: 'none',
    says: 'HTTP 403',
  },
  {
    title: 'a word of OAuth',
    status: 400,
    body: { error: 'invalid_request' },
    kind: 'rejected',
    effect: 'none',
    code: 'invalid_request',
    says: 'HTTP 400 invalid_request',
  },
  {
    title: 'an exception that is null',
    status: 400,
    body: { exception: null },
    kind: 'rejected',
    effect: 'none',
    says: 'HTTP 400',
  },
]

describe.each(['read', 'once'] as const)('an answer to a call of class %s', (effectClass: Class) => {
  it.each(answers)('is told as it is: $status, $title', async (row) => {
    if (effectClass === 'once') works()
    const scope = nock(gatewayHost)
    const mock = effectClass === 'read' ? scope.get(workspace) : scope.post('/iam/v1/workspaces/41/people/batch')
    mock.reply(row.status, row.body as nock.Body, {
      ...row.headers,
      'x-trifacta-request-id': 'abc-123',
      'set-cookie': bodySecret,
    })
    const { operation, of } = calls[effectClass]
    const error = await failure(of(client()))
    expect({ ...Object.fromEntries(Object.entries(error)), message: error.message }).toEqual({
      name: 'AacError',
      message: `${operation}: ${row.says}`,
      kind: row.kind,
      operation,
      status: row.status,
      code: row.code,
      requestId: 'abc-123',
      retryAfter: row.retryAfter,
      effect: effectClass === 'read' ? 'none' : row.effect,
    })
  })
})

const coded =
  (code: string): typeof fetch =>
  async () => {
    throw new TypeError(`fetch failed for ${email}`, { cause: Object.assign(new Error(bodySecret), { code }) })
  }
const cutShort: typeof fetch = async () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`{"data":"${bodySecret}`))
        controller.error(
          new TypeError('terminated', { cause: Object.assign(new Error(bodySecret), { code: 'UND_ERR_SOCKET' }) }),
        )
      },
    }),
    { status: 200 },
  )
const silence: typeof fetch = (input, init) =>
  new Promise((_resolve, reject) => {
    const { signal } = new Request(input, init)
    signal.addEventListener('abort', () => reject(signal.reason))
  })

const broken: readonly (Expected & { readonly title: string; readonly fetch: typeof fetch })[] = [
  {
    title: 'a refused connection',
    fetch: coded('ECONNREFUSED'),
    kind: 'network',
    effect: 'none',
    code: 'ECONNREFUSED',
    says: 'the server could not be reached (ECONNREFUSED)',
  },
  {
    title: 'an unknown host',
    fetch: coded('ENOTFOUND'),
    kind: 'network',
    effect: 'none',
    code: 'ENOTFOUND',
    says: 'the server could not be reached (ENOTFOUND)',
  },
  {
    title: 'a certificate that does not verify',
    fetch: coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    kind: 'network',
    effect: 'none',
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    says: 'the connection is not trusted; if the server uses a private certificate authority, name its file in NODE_EXTRA_CA_CERTS (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
  },
  {
    title: 'a reset',
    fetch: coded('ECONNRESET'),
    kind: 'network',
    effect: 'unknown',
    code: 'ECONNRESET',
    says: 'the connection broke before an answer came (ECONNRESET)',
  },
  {
    title: 'an answer cut short',
    fetch: cutShort,
    kind: 'protocol',
    effect: 'unknown',
    status: 200,
    code: 'UND_ERR_SOCKET',
    says: 'HTTP 200, the answer was cut short (UND_ERR_SOCKET)',
  },
  { title: 'silence', fetch: silence, kind: 'timeout', effect: 'unknown', says: 'no whole answer came in time' },
  {
    title: 'a redirect',
    fetch: async () =>
      new Response(null, { status: 302, headers: { location: `https://elsewhere.example/?${bodySecret}` } }),
    kind: 'protocol',
    effect: 'unknown',
    status: 302,
    says: 'HTTP 302, the server answered with a redirect, which is not followed',
  },
]

describe.each(['read', 'once'] as const)('no answer to a call of class %s', (effectClass: Class) => {
  it.each(broken)('is told as it is: $title', async ({ fetch, title: _title, says, ...expected }) => {
    const { operation, of } = calls[effectClass]
    const error = await failure(of(client({ fetch: effectClass === 'once' ? knowing(fetch) : fetch, timeout: 20 })))
    expect(error).toMatchObject({
      ...expected,
      operation,
      message: `${operation}: ${says}`,
      effect: effectClass === 'read' ? 'none' : expected.effect,
    })
    expect([error.status, error.code]).toEqual([expected.status, expected.code])
  })
})

describe('a success that cannot be believed', () => {
  const answered = (body: string): Promise<AacError> => {
    nock(gatewayHost).get(workspace).reply(200, body, { 'x-request-id': 'abc' })
    return failure(client().currentWorkspace())
  }
  it.each([
    ['an empty one', '', 'HTTP 200, an empty answer'],
    ['a page', html, 'HTTP 200, not JSON'],
    ['another thing', JSON.stringify([bodySecret]), 'HTTP 200, not the answer that was expected (at its top)'],
    [
      'one without what is needed',
      JSON.stringify({ name: bodySecret }),
      'HTTP 200, not the answer that was expected (at id)',
    ],
    [
      'one with a field of another type',
      JSON.stringify({ id: 1, name: 7 }),
      'HTTP 200, not the answer that was expected (at name)',
    ],
  ])('is an error of a read without effect: %s', async (_title, body, says) => {
    expect(await answered(body)).toMatchObject({
      kind: 'protocol',
      effect: 'none',
      status: 200,
      requestId: 'abc',
      code: undefined,
      message: `readCurrentWorkspace: ${says}`,
    })
  })
  it('is an error of a change with unknown effect', async () => {
    works()
    nock(gatewayHost).delete('/iam/v1/workspaces/41/people/7').reply(200, `  ${html}`)
    expect(await failure(client().remove(41, 7))).toMatchObject({
      kind: 'protocol',
      effect: 'unknown',
      message: 'deleteWorkspaceUser: HTTP 200, not JSON',
    })
  })
})

describe('the id of a request', () => {
  it.each([
    [{ 'x-correlation-id': 'c' }, 'c'],
    [{ 'x-correlation-id': 'c', 'x-request-id': 'b' }, 'b'],
    [{ 'x-correlation-id': 'c', 'x-request-id': 'b', 'x-trifacta-request-id': 'a' }, 'a'],
    [{ 'x-request-id': `no id, ${bodySecret}` }, undefined],
    [{ 'x-request-id': `b, no id` }, undefined],
    [{ 'x-request-id': `no id:b` }, undefined],
    [{}, undefined],
  ])('is read from %j', async (headers, id) => {
    nock(gatewayHost).get(workspace).reply(403, {}, headers)
    expect((await failure(client().currentWorkspace())).requestId).toBe(id)
  })
})

describe('an error of one’s own making', () => {
  it('has no effect and no cause unless they are said', () => {
    const error = new AacError('it is so', { kind: 'rejected', operation: 'remove' })
    expect(error).toMatchObject({ message: 'remove: it is so', effect: 'none', status: undefined })
    expect('cause' in error).toBe(false)
  })
  it('keeps the cause that it is given', () => {
    const cause = new Error('below')
    expect(new AacError('it is so', { kind: 'auth', operation: 'remove', effect: 'unknown', cause })).toMatchObject({
      cause,
      effect: 'unknown',
    })
  })
})

describe('an option that cannot be meant', () => {
  it.each([
    { timeout: 0 },
    { timeout: -1 },
    { timeout: Number.NaN },
    { timeout: Number.POSITIVE_INFINITY },
    { retries: -1 },
    { retries: 0.5 },
  ])('%o', (option) => {
    expect(() => new AacClient({ region: 'us1', token: 'x', ...option })).toThrow(
      /^AacClient: the option (?:timeout|retries) must be a whole number$/,
    )
  })
})
