import type { FakeAnswer } from '@user-admin/wire/fake/faults'

/** An object as JSON. */
export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): FakeAnswer => ({
  status,
  headers,
  body: JSON.stringify(body),
})

/** An error in the form of Graph. */
export const graphError = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): FakeAnswer => json({ error: { code, message, innerError: { 'request-id': 'fake' } } }, status, headers)

/**
 * What Graph answers to too many requests: for `fault({ give: tooManyGraphRequests(1) })`.
 *
 * @param wait Seconds, or a date of HTTP.
 */
export const tooManyGraphRequests = (wait: number | string): FakeAnswer =>
  graphError(429, 'TooManyRequests', 'Too many requests.', {
    'retry-after': String(wait),
    'x-ms-throttle-limit-percentage': '1.2',
    'x-ms-throttle-scope': 'Tenant_Application/Read/fake',
    'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
  })

/** What a fake refuses a request with. */
export class Refused extends Error {
  readonly answer: FakeAnswer

  constructor(answer: FakeAnswer) {
    super(answer.body)
    this.answer = answer
  }
}

export const unsupported = (message: string): Refused =>
  new Refused(graphError(400, 'Request_UnsupportedQuery', message))

export const badRequest = (message: string): Refused => new Refused(graphError(400, 'Request_BadRequest', message))

export const denied = (): Refused =>
  new Refused(graphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'))

export const notFound = (id: string): Refused =>
  new Refused(graphError(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist.`))
