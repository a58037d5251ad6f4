import type { FakeAnswer } from '@user-admin/wire/fake/faults'

/** A JSON answer. */
export function json(status: number, body: unknown): FakeAnswer {
  return { status, body: JSON.stringify(body) }
}

/** The application's flavour of refusal (facts §3.6). */
export function exception(status: number, name: string, message: string, details?: string): FakeAnswer {
  return json(status, { exception: { name, message, ...(details === undefined ? {} : { details }) } })
}

export function noRoute(method: string, path: string): FakeAnswer {
  return exception(404, 'RouteNotFoundException', 'This route does not exist', `Cannot ${method} ${path}`)
}

/** A route that the vendor takes away. Where `code` and `flagName` stand is not recorded (facts §3.6). */
export function withdrawn(at: 'exception' | 'top'): FakeAnswer {
  const sign = { code: 'IAM_ENDPOINT_SCREAM_TEST', flagName: 'IAM_SCREAM_PEOPLE' }
  const gone = { name: 'GoneException', message: 'This endpoint is gone' }
  return json(410, at === 'top' ? { ...sign, exception: gone } : { exception: { ...gone, ...sign } })
}

export function notFound(): FakeAnswer {
  return exception(404, 'DataNotFoundException', 'The requested object was not found')
}

export function invalid(details: string): FakeAnswer {
  return exception(400, 'ApiValidationFailed', 'Input validation failed', details)
}

export function forbidden(): FakeAnswer {
  return exception(403, 'AccessControlException', 'User is not authorised to access this API.')
}

/** The gateway's flavour of refusal. */
function fault(status: number, errorcode: string, faultstring: string): FakeAnswer {
  return json(status, { fault: { faultstring, detail: { errorcode } } })
}

export const wrongProject: FakeAnswer = fault(401, 'oauth.v2.InvalidApiKey', 'Invalid ApiKey')
export const noProject: FakeAnswer = fault(
  401,
  'steps.oauth.v2.FailedToResolveAPIKey',
  'Failed to resolve API Key variable request.header.x-api-project-id',
)

/** What the gateway says to a bearer it does not know. */
export const unauthorizedText: FakeAnswer = {
  status: 401,
  headers: { 'content-type': 'text/plain' },
  body: 'Unauthorized',
}

/** What the application says to a bearer it does not know. */
export const missingPerson: FakeAnswer = exception(
  401,
  'MissingPersonException',
  'Person is missing. (Unable to authenticate user, invalid or missing credentials.)',
)

/** What the gateway's front says to a GET with a body. */
export const malformed: FakeAnswer = {
  status: 400,
  headers: { 'content-type': 'text/html' },
  body: '<html><title>Error 400 (Bad Request)!!1</title><p>Your client has issued a malformed or illegal request.</p></html>',
}

/** What is said when no seat is left. Nobody has published it; the status is a switch. */
export function seatsAreFull(status: 400 | 403 | 409): FakeAnswer {
  return exception(status, 'UserLimitExceeded', 'The workspace has no free seat')
}

/** What is said when a quota is used up (facts §5). */
export function quotaReached(
  operation: string,
  scope: 'user' | 'workspace',
  limit: number,
  seconds: number,
): FakeAnswer {
  return exception(
    429,
    'TooManyRequestsException',
    'Too Many Requests',
    `API quota reached for "${operation}". Wait ${seconds} seconds before making a new request. (Max. ${limit} requests allowed per minute per ${scope}.)`,
  )
}

/** The same, as the gateway's front would say it. */
export const quotaReachedAtGateway: FakeAnswer = fault(
  429,
  'policies.ratelimit.QuotaViolation',
  'Rate limit quota violation',
)

/** The quota's answer, for a fault rule: `fake.fault({ on: 'deleteWorkspaceUser', give: tooManyRequests(2) })` (facts §5). */
export function tooManyRequests(seconds: number): FakeAnswer {
  return {
    ...quotaReached('this operation', 'user', 30, seconds),
    headers: { 'x-retry-after': String(seconds), 'x-rate-limit-user-limit': '30', 'x-rate-limit-user-remaining': '0' },
  }
}
