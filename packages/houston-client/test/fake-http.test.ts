import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeHouston, startFakeHouston } from '../src/testing/index.ts'

// Every row was seen from apollo-server-express 2.14.3 on graphql 14.7.0, the libraries of Houston 0.16.

let fake: FakeHouston
beforeAll(async () => {
  fake = await startFakeHouston({ release: '0.16.6', seed: { workspaces: [{ id: 'w' }], users: ['a@b.c'] } })
})
afterAll(() => fake.close())

interface Sent {
  readonly path?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

async function send({
  path = '/v1',
  method = 'POST',
  headers = { 'content-type': 'application/json' },
  body,
}: Sent): Promise<Response> {
  return fetch(new URL(path, fake.url), { method, headers, ...(body === undefined ? {} : { body }) })
}

/** Status, family of the content type and what was said, in one line. */
async function line(sent: Sent): Promise<string> {
  const answer = await send(sent)
  const text = await answer.text()
  const said = /<pre>(.*)<\/pre>/.exec(text)?.[1] ?? /<title>(GraphQL Playground)</.exec(text)?.[1] ?? text.trim()
  return [answer.status, answer.headers.get('content-type')?.split(';')[0] ?? '-', said].join(' ')
}

const good = '{"query":"{ __typename }"}'
const typename = '200 application/json {"data":{"__typename":"Query"}}'
const missing = '500 text/html POST body missing. Did you forget use body-parser middleware?'
const notQuery = '405 text/html GET supports only query operation'
const ise = (message: string): string =>
  `{"errors":[{"message":"${message}","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`

describe('a body', () => {
  it.each([
    [good, typename],
    [`\uFEFF${good}`, typename],
    [`${good}x`, '400 text/html Bad Request'],
    ['"x"', '400 text/html Bad Request'],
    ['null', '400 text/html Bad Request'],
    ['', missing],
    ['{}', missing],
    ['[]', missing],
    ['{"query":5}', '400 text/html GraphQL queries must be strings.'],
    ['{"query":null}', '400 text/html Must provide query string.'],
    ['{"variables":{}}', '400 text/html Must provide query string.'],
    ['{"query":"{ __typename }","variables":"x"}', '400 text/html Variables are invalid JSON.'],
    ['{"query":"{ __typename }","variables":"{}"}', typename],
    ['{"query":"{ __typename }","extensions":"x"}', '400 text/html Extensions are invalid JSON.'],
    ['{"query":"{ __typename }","operationName":""}', typename],
    [
      '{"query":"{ __typename }","operationName":"B"}',
      `400 application/json ${ise('Unknown operation named \\"B\\".')}`,
    ],
    [
      '{"query":"query A { __typename } query B { __typename }"}',
      `400 application/json ${ise('Must provide operation name if query contains multiple operations.')}`,
    ],
    [
      '{"query":"fragment F on Query { __typename }","x":1}',
      '400 application/json {"errors":[{"message":"Fragment \\"F\\" is never used.","locations":[{"line":1,"column":1}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}',
    ],
    [
      '[{"query":"{ __typename }"},{}]',
      `200 application/json [{"data":{"__typename":"Query"}},${ise('Must provide query string.')}]`,
    ],
    ['[null]', `500 application/json ${ise("Cannot read property 'query' of null")}`],
    ['[{"query":"{ __typename }","variables":"x"}]', '400 text/html Variables are invalid JSON.'],
    ['{"extensions":{"persistedQuery":{"version":2}}}', '400 text/html Unsupported persisted query version'],
    [
      '{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      '400 text/html provided sha does not match query',
    ],
    [
      '{"query":{"kind":"Document"}}',
      expect.stringMatching(/^400 text\/html GraphQL queries must be strings\. It looks like/),
    ],
  ])('%s gives %s', async (body, answer) => {
    expect(await line({ body })).toEqual(answer)
  })

  it.each([
    ['APPLICATION/JSON', typename],
    ['application/json; charset=utf-8', typename],
    ['application/json;charset=latin1', '415 text/html Unsupported Media Type'],
    ['application/json; charset=utf-16', '400 text/html Bad Request'],
    ['multipart/form-data; boundary=x', '400 text/html Bad Request'],
    ['application/vnd.api+json', missing],
    ['text/plain', missing],
    ['application/graphql', missing],
  ])('as %s gives %s', async (type, answer) => {
    expect(await line({ headers: { 'content-type': type }, body: good })).toBe(answer)
  })

  it.each([
    [102_400, typename],
    [102_401, '413 text/html Payload Too Large'],
  ])('of %i bytes gives %s', async (bytes, answer) => {
    expect(await line({ body: good.padEnd(bytes) })).toBe(answer)
  })

  it('may name a query by its hash, once the server has it', async () => {
    const query = '{ __typename appConfig { version } }'
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } }
    expect(await line({ body: JSON.stringify({ extensions }) })).toContain('PERSISTED_QUERY_NOT_FOUND')
    const first = await line({ body: JSON.stringify({ query, extensions }) })
    expect(await line({ body: JSON.stringify({ extensions }) })).toBe(first)
  })
})

describe('a request', () => {
  const query = (text: string): string => `/v1?query=${encodeURIComponent(text)}`
  it.each<readonly [Sent, string]>([
    [{ method: 'GET', path: query('{ __typename }') }, typename],
    [{ method: 'GET' }, '400 text/html GET query missing.'],
    [{ method: 'GET', path: '/v1?variables=%7B%7D' }, '400 text/html Must provide query string.'],
    [{ method: 'GET', path: `${query('{a}')}&query=b` }, '400 text/html GraphQL queries must be strings.'],
    [{ method: 'GET', path: query('mutation { inviteUser(email: "x") { id } }') }, notQuery],
    [{ method: 'GET', path: query('subscription { log(deploymentUuid: "x") { id } }') }, notQuery],
    [
      {
        method: 'GET',
        path: `${query('query A { __typename } mutation B { inviteUser(email: "x") { id } }')}&operationName=A`,
      },
      typename,
    ],
    [
      {
        method: 'GET',
        path: `${query('query A { __typename } mutation B { inviteUser(email: "x") { id } }')}&operationName=B`,
      },
      notQuery,
    ],
    [
      { method: 'GET', path: `${query('{ __typename }')}&operationName=Z` },
      `400 application/json ${ise("Cannot read property 'operation' of undefined")}`,
    ],
    [{ method: 'GET', headers: { accept: 'text/html' } }, '200 text/html GraphQL Playground'],
    [{ method: 'GET', headers: { accept: 'application/json, text/html' } }, '400 text/html GET query missing.'],
    [{ method: 'GET', headers: { accept: 'application/json;q=0.1, text/html' } }, '200 text/html GraphQL Playground'],
    [{ method: 'PUT', body: good }, '405 text/html Apollo Server supports only GET/POST requests.'],
    [{ method: 'DELETE' }, '405 text/html Apollo Server supports only GET/POST requests.'],
    [{ method: 'HEAD' }, '405 text/html '],
    [{ method: 'OPTIONS' }, '204 - '],
    [{ path: '/V1/anything', body: good }, typename],
    [{ path: '/v2', body: good }, '404 text/html Cannot POST /v2'],
    [{ path: '/', method: 'GET' }, '404 text/html Cannot GET /'],
    [{ path: '/.well-known/apollo/server-health', method: 'GET' }, '200 application/health+json {"status":"pass"}'],
    [{ path: '/v1/healthz', method: 'GET' }, '200 text/plain OK'],
    [{ path: '/v1/authorization', method: 'GET' }, '401 text/plain Unauthorized'],
    [{ path: '/v1/elasticsearch', method: 'GET' }, '401 text/plain Unauthorized'],
  ])('%j gives %s', async (sent, answer) => {
    expect(await line(sent)).toBe(answer)
  })

  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://evil.example', null],
  ])('from a page of %s is let in as %s', async (origin, allowed) => {
    const answer = await send({ headers: { 'content-type': 'application/json', origin }, body: good })
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed)
    expect([answer.headers.get('access-control-allow-credentials'), answer.headers.get('vary')]).toEqual([
      'true',
      'Origin',
    ])
    const asked = await send({ method: 'OPTIONS', headers: { origin } })
    expect(asked.headers.get('access-control-allow-headers')).toBe(
      'Content-Type,Authorization,Content-Length,X-Requested-With,X-Apollo-Tracing',
    )
  })
})

describe('the words of graphql-js 14', () => {
  it.each<readonly [string, string, unknown?]>([
    ['{ a(', 'Syntax Error: Expected Name, found <EOF>'],
    ['{ a(b) }', 'Syntax Error: Expected :, found )'],
    ['{ a: b: c }', 'Syntax Error: Expected Name, found :'],
    ['{ "str" }', 'Syntax Error: Expected Name, found String "str"'],
    ['fragment on User { id }', 'Syntax Error: Unexpected Name "on"'],
    ['{ ...F } fragment F { id }', 'Syntax Error: Expected "on", found {'],
    ['{ a } }', 'Syntax Error: Unexpected }'],
    ['{ a % b }', 'Syntax Error: Cannot parse the unexpected character "%".'],
    ['{ a \u0007 }', 'Syntax Error: Cannot contain the invalid character "\\u0007".'],
    ['{ é }', 'Syntax Error: Cannot parse the unexpected character "\\u00E9".'],
    ['{ a(x: "abc) }', 'Syntax Error: Unterminated string.'],
    ['{ a(x: "\\u12G4") }', 'Syntax Error: Invalid character escape sequence: \\u12G4.'],
    ['query($x: Int = $y) { a }', 'Syntax Error: Unexpected $'],
    ['{ user { id } }', 'Cannot query field "user" on type "Query". Did you mean "users"?'],
    ['{ users(usr: 5) { id } }', 'Unknown argument "usr" on field "users" of type "Query". Did you mean "user"?'],
    ['{ __typename @auth }', 'Directive "auth" may not be used on FIELD.'],
    ['{ __typename @nope }', 'Unknown directive "nope".'],
    ['{ __typename @include(iff: true) }', 'Unknown argument "iff" on directive "@include". Did you mean "if"?'],
    [
      'query($x: UserSerch) { users(user: $x) { id } }',
      'Unknown type "UserSerch". Did you mean "UserSearch" or "UserProp"?',
    ],
    ['{ users(user: {emial: "x"}) { id } }', 'Field "emial" is not defined by type UserSearch. Did you mean email?'],
    ['{ users(user: {email: 5}) { id } }', 'Expected type String, found 5.'],
    ['mutation { inviteUser(email: 5) { id } }', 'Expected type String!, found 5.'],
    [
      'mutation { createSystemRoleBinding(userId: "u", role: SYSTEM_ADMN) { id } }',
      'Expected type Role, found SYSTEM_ADMN. Did you mean the enum value SYSTEM_ADMIN, SYSTEM_EDITOR, or SYSTEM_VIEWER?',
    ],
    [
      'mutation { createSystemRoleBinding(userId: "u", role: "SYSTEM_ADMIN") { id } }',
      'Expected type Role!, found "SYSTEM_ADMIN". Did you mean the enum value SYSTEM_ADMIN, SYSTEM_EDITOR, or SYSTEM_VIEWER?',
    ],
    [
      '{ users { x: id x: username } }',
      'Fields "x" conflict because id and username are different fields. Use different aliases on the fields to fetch both if this was intentional.',
    ],
    [
      '{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }',
      'Cannot spread fragment "F" within itself via G.',
    ],
    ['query($x: String, $x: String) { __typename }', 'There can be only one variable named "x".'],
    ['{ __type(name: "User") { specifiedByURL } }', 'Cannot query field "specifiedByURL" on type "__Type".'],
    [
      '{ __schema { description } }',
      'Cannot query field "description" on type "__Schema". Did you mean "subscriptionType"?',
    ],
    [
      '{ __type(name: "User") { inputFields(includeDeprecated: true) { name } } }',
      'Unknown argument "includeDeprecated" on field "inputFields" of type "__Type".',
    ],
    [
      'query($u: UserSearch) { users(user: $u) { id } }',
      'Variable "$u" got invalid value { nope: 1 }; Field "nope" is not defined by type UserSearch.',
      { u: { nope: 1 } },
    ],
    [
      'query($u: UserSearch) { users(user: $u) { id } }',
      'Variable "$u" got invalid value 5; Expected type UserSearch to be an object.',
      { u: 5 },
    ],
    [
      'mutation($r: Role!) { createSystemRoleBinding(userId: "u", role: $r) { id } }',
      'Variable "$r" got invalid value "SYSTEM_ADMN"; Expected type Role. Did you mean SYSTEM_ADMIN, SYSTEM_EDITOR, or SYSTEM_VIEWER?',
      { r: 'SYSTEM_ADMN' },
    ],
    [
      'mutation($i: ID!) { createSystemRoleBinding(userId: $i, role: SYSTEM_ADMIN) { id } }',
      'Variable "$i" got invalid value 1.5; Expected type ID. ID cannot represent value: 1.5',
      { i: 1.5 },
    ],
  ])('%s: %s', async (query, message, variables) => {
    const answer = await send({ body: JSON.stringify({ query, variables }) })
    expect([answer.status, ((await answer.json()) as { errors?: { message: string }[] }).errors?.[0]?.message]).toEqual(
      [400, message],
    )
  })

  it('are those of today in newer releases', async () => {
    await using newer = await startFakeHouston({ release: '0.34', seed: {} })
    const body = JSON.stringify({ query: '{ users(user: {email: 5}) { id } }' })
    const answer = await fetch(newer.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(await answer.text()).toContain('String cannot represent a non string value: 5')
  })
})
