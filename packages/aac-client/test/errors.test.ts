import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { AacError } from '../src/index.ts'
import {
  bodySecret,
  type Class,
  calls,
  client,
  type Expected,
  email,
  failure,
  gatewayHost,
  html,
  renew,
  works,
  workspace,
} from './harness.ts'

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
  it('has no effect unless it is said, and never a cause', () => {
    const error = new AacError('it is so', { kind: 'rejected', operation: 'remove' })
    expect(error).toMatchObject({ message: 'remove: it is so', effect: 'none', status: undefined })
    expect('cause' in error).toBe(false)
    expect(new AacError('it is so', { kind: 'auth', operation: 'remove', effect: 'unknown' }).effect).toBe('unknown')
  })
})
