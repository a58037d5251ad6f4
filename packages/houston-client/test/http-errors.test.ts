import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bodySecret, each, mockedAll, mockOnly, outcome } from './harness.ts'

beforeEach(mockOnly)
afterEach(mockedAll)

interface Row {
  readonly title: string
  readonly of: 'read' | 'once' | 'both'
  readonly status: number
  readonly body: unknown
  readonly headers?: Record<string, string>
  /** kind, effect, code: message */
  readonly told: string
}

const page = { 'content-type': 'text/html' }
const later = { 'content-type': 'text/html', 'retry-after': '100000' }
const html = `<html><body>Bad Gateway ${bodySecret}</body></html>`
const row = (
  title: string,
  of: Row['of'],
  status: number,
  body: unknown,
  told: string,
  headers: Record<string, string> = {},
): Row => ({
  title,
  of,
  status,
  body,
  told,
  headers,
})

const noAnswer = 'HTTP 200, not JSON'
const notGraphQL = 'JSON, but not a GraphQL answer'
const noData = 'protocol, unknown, -: HTTP 200, the answer has no data'
const noReason = 'the answer is null and says no reason'
const redirected = 'the server answered with a redirect, which is not followed'

const table: readonly Row[] = [
  row('a page', 'once', 200, html, `protocol, unknown, -: ${noAnswer}`, page),
  row('a page', 'read', 200, html, `protocol, none, -: ${noAnswer}`, page),
  row('an empty answer', 'once', 200, '', `protocol, unknown, -: ${noAnswer}`),
  row('half of an answer', 'once', 200, `{"data":{"inviteUser":"${bodySecret}`, `protocol, unknown, -: ${noAnswer}`),
  row('a list of answers', 'once', 200, [{ data: { inviteUser: { id: bodySecret } } }], noData),
  row('data that is null without a reason', 'once', 200, { data: null }, noData),
  row('data that is a list', 'once', 200, { data: [1] }, `protocol, unknown, -: HTTP 200, ${notGraphQL}`),
  row('neither error nor data', 'once', 200, { errors: [] }, noData),
  row(
    'errors that are no list',
    'once',
    200,
    { errors: {}, data: {} },
    'protocol, unknown, -: HTTP 200, the answer lacks inviteUser',
  ),
  row(
    'not what was asked',
    'once',
    200,
    { data: { x: bodySecret } },
    'protocol, unknown, -: HTTP 200, the answer lacks inviteUser',
  ),
  row('not what was asked', 'read', 200, { data: {} }, 'protocol, none, -: HTTP 200, the answer lacks users'),
  row(
    'a null that no error explains',
    'once',
    200,
    { data: { inviteUser: null } },
    `protocol, unknown, -: ${noReason}`,
  ),
  row('an id that is null', 'once', 200, { data: { inviteUser: { id: null } } }, `protocol, unknown, -: ${noReason}`),
  row('a list that is null', 'read', 200, { data: { users: null } }, `protocol, none, -: ${noReason}`),
  row('a list with a hole', 'read', 200, { data: { users: [null] } }, `protocol, none, -: ${noReason}`),
  row('another success, without data', 'once', 299, {}, 'protocol, unknown, -: HTTP 299, the answer has no data'),
  row('too large', 'both', 413, html, 'rejected, none, -: HTTP 413, the request is larger than the server takes', page),
  row('a proxy that refuses', 'both', 403, html, 'rejected, none, -: HTTP 403, not JSON', page),
  row('a proxy that refuses in JSON', 'both', 401, { error: bodySecret }, `rejected, none, -: HTTP 401, ${notGraphQL}`),
  row('data without success', 'both', 404, { data: { x: bodySecret } }, `rejected, none, -: HTTP 404, ${notGraphQL}`),
  row('a text', 'both', 400, 'Must provide query string.', 'rejected, none, -: HTTP 400, not JSON', page),
  row('a type that it does not take', 'both', 415, '', 'rejected, none, -: HTTP 415, not JSON'),
  row('too many requests', 'both', 429, html, 'rejected, none, -: HTTP 429, not JSON', later),
  row('a server that is down', 'once', 502, html, 'network, unknown, -: HTTP 502, not JSON', page),
  row('a server that is down', 'once', 503, html, 'network, unknown, -: HTTP 503, not JSON', page),
  row('a server that says for how long it is down', 'both', 503, html, 'network, none, -: HTTP 503, not JSON', later),
  row('a server that took too long', 'once', 408, '', 'timeout, unknown, -: HTTP 408, not JSON'),
  row('a text', 'once', 500, 'POST body missing.', 'network, unknown, -: HTTP 500, not JSON', page),
  row('a server that stays down', 'read', 504, html, 'network, none, -: HTTP 504, not JSON', later),
  row('a redirect', 'once', 302, '', `protocol, unknown, -: HTTP 302, ${redirected}`, {
    location: `https://x.example/${bodySecret}`,
  }),
  row('a redirect', 'read', 301, '', `protocol, none, -: HTTP 301, ${redirected}`, { location: 'https://x.example' }),
]

describe('an answer that is not what was asked becomes an error that says so', () => {
  it.each(each(table))('$title ($of, HTTP $status)', async ({ of, status, body, headers, told }) => {
    expect(await outcome(of, status, body, headers)).toBe(told)
  })
})
