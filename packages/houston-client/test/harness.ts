import { inspect } from 'node:util'
import nock from 'nock'
import { expect } from 'vitest'
import { FindUsersDocument, HoustonClient, HoustonError } from '../src/index.ts'
import { rows } from '../src/records.ts'

export const token = 'token5ecret0123456789abcdefghij'
export const email = 'variable.5ecret@example.com'
export const bodySecret = 'body5ecret'

const secrets = [token, email, 'variable.5ecret', bodySecret, 'uthorization']
const origin = 'https://houston.example.com'

export function client(fetch?: typeof globalThis.fetch, timeout?: number): HoustonClient {
  return new HoustonClient({ url: origin, token, fetch, timeout })
}

/** A call of each class, with a secret in its variables. */
export const calls = {
  // A document and no method: it has one form only, so an answer is an answer.
  read: async (c: HoustonClient): Promise<unknown> =>
    rows((await c.execute(FindUsersDocument, { user: { email } })).users, 'FindUsers'),
  once: (c: HoustonClient): Promise<unknown> => c.invite(email),
} as const

/** The rows of a table, one a class: `both` becomes two. */
export function each<Row extends { readonly of: 'read' | 'once' | 'both' }>(
  table: readonly Row[],
): (Omit<Row, 'of'> & { readonly of: 'read' | 'once' })[] {
  return table.flatMap((row) =>
    (row.of === 'both' ? (['read', 'once'] as const) : [row.of]).map((of) => ({ ...row, of })),
  )
}

/** What a call rejects with, once it is plain that nothing secret shows. */
export async function failure(call: Promise<unknown>): Promise<HoustonError> {
  const error = await call.then(
    () => expect.fail('it did not reject'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof HoustonError)) throw error
  const forms = [
    error.message,
    String(error.stack),
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
  ]
  for (const shown of forms) for (const secret of secrets) expect(shown).not.toContain(secret)
  expect(error.cause).toBeUndefined()
  expect(Object.keys(error).toSorted()).toEqual(['code', 'effect', 'kind', 'name', 'operation', 'retryAfter', 'status'])
  expect(error.name).toBe('HoustonError')
  return error
}

/** An error in one line, without its operation's name, which is checked here. */
export function told(error: HoustonError, operation: string): string {
  expect(error.operation).toBe(operation)
  expect(error.message.startsWith(`${operation}: `)).toBe(true)
  return `${error.kind}, ${error.effect}, ${error.code ?? '-'}: ${error.message.slice(operation.length + 2)}`
}

/** Answers the next request, and tells how the call ended. */
export async function outcome(
  of: 'read' | 'once',
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<string> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  nock(origin)
    .post('/v1')
    .reply(status, text, { 'content-type': 'application/json', ...headers })
  const error = await failure(calls[of](client()))
  expect(error.status).toBe(status)
  return told(error, of === 'read' ? 'FindUsers' : 'InviteUser')
}

/** Nothing but what a test mocks. */
export function mockOnly(): void {
  nock.disableNetConnect()
}

/** And all of that. */
export function mockedAll(): void {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  nock.enableNetConnect()
  expect(pending).toEqual([])
}
