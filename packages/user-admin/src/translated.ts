import type { AacError } from '@user-admin/aac-client'
import type { HoustonError } from '@user-admin/houston-client'
import { type Problem, UserAdminError } from './errors.ts'

/**
 * The same failure in this package's terms. An abort and a fault of ours come back as they are.
 *
 * @param remedy One sentence that says what to do, for problems that the caller can mend.
 */
export function translated(error: unknown, remedy: Partial<Record<Problem, string>> = {}): unknown {
  if (!isOfClient(error)) return error
  const problem = problemOf(error)
  const advice = remedy[problem] ?? remedies[problem]
  return new UserAdminError(
    problem,
    advice === undefined || error.message.includes(advice) ? error.message : `${error.message} ${advice}`,
    {
      effect: error.effect,
      cause: error,
      until: (error.retryAfter ?? 0) > tooLong ? Date.now() + (error.retryAfter ?? 0) : undefined,
    },
  )
}

/** By its form: whoever names an error, or uses one system only, need not load both clients. */
function isOfClient(error: unknown): error is HoustonError | AacError {
  const isNamed = error instanceof Error && (error.name === 'HoustonError' || error.name === 'AacError')
  return isNamed && 'kind' in error && 'effect' in error
}

/** Milliseconds: what is waited for within a call is no more. */
const tooLong = 60_000

const remedies: Partial<Record<Problem, string>> = {
  forbidden: 'The credential lacks the right for this: use one of an administrator of the scope.',
  unexpected: 'If the address is right, a proxy or a sign-in page may have answered in the server’s place.',
  'last-admin': 'Make another person an administrator first.',
  'rate-limited': 'Try again later, with fewer requests at once.',
}

const byCode: Readonly<Record<string, Problem>> = {
  FORBIDDEN: 'forbidden',
  PERMISSION_DENIED: 'forbidden',
  OTHER_WORKSPACE: 'forbidden',
  AUTH_TOKEN_REFRESH_FAILED: 'unauthenticated',
  TOKEN_SOURCE: 'unauthenticated',
  RouteNotFoundException: 'unsupported',
  UNAUTHENTICATED: 'unauthenticated',
  NO_TOKEN: 'unauthenticated',
  RESOURCE_NOT_FOUND: 'not-found',
  WORKSPACE_NOT_FOUND: 'not-found',
  DUPLICATE_EMAIL: 'conflict',
  USER_ALREADY_INVITED: 'conflict',
  DUPLICATE_ROLE_BINDING: 'conflict',
  NO_SYSTEM_ADMIN: 'last-admin',
}

function problemOf(error: HoustonError | AacError): Problem {
  switch (error.kind) {
    case 'unsupported':
      return 'unsupported'
    case 'auth':
      return 'unauthenticated'
    case 'network':
    case 'timeout':
      return 'unavailable'
    case 'protocol':
      return error.status !== undefined && error.status >= 400 ? byStatus(error.status) : 'unexpected'
    case 'rejected':
      return (
        (error.code === undefined ? undefined : byCode[error.code]) ??
        (error.effect === 'unknown' ? 'unexpected' : byStatus(error.status ?? 400))
      )
    default:
      return error satisfies never
  }
}

function byStatus(status: number): Problem {
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'not-found'
  if (status === 409) return 'conflict'
  if (status === 429) return 'rate-limited'
  if (status === 408 || status >= 500) return 'unavailable'
  return status >= 400 || status === 200 ? 'invalid' : 'unexpected'
}
