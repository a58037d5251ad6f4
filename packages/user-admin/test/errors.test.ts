import { inspect } from 'node:util'
import { AacError } from '@user-admin/aac-client'
import { HoustonError } from '@user-admin/houston-client'
import { describe, expect, it, vi } from 'vitest'
import { type Problem, UserAdminError } from '../src/index.ts'
import { translated } from '../src/translated.ts'

const houston = (
  kind: HoustonError['kind'],
  about: { code?: string; status?: number; effect?: 'none' | 'unknown' } = {},
): HoustonError =>
  new HoustonError('a fact', {
    kind,
    operation: 'Op',
    effect: about.effect ?? 'none',
    code: about.code,
    status: about.status,
  })
const aac = (
  kind: AacError['kind'],
  about: { code?: string; status?: number; effect?: 'none' | 'unknown' } = {},
): AacError =>
  new AacError('a fact', {
    kind,
    operation: 'op',
    effect: about.effect ?? 'none',
    code: about.code,
    status: about.status,
  })

describe('a client’s error in terms of people', () => {
  const cases: [string, HoustonError | AacError, Problem][] = [
    ['Houston FORBIDDEN', houston('rejected', { code: 'FORBIDDEN', status: 200 }), 'forbidden'],
    ['Houston PERMISSION_DENIED', houston('rejected', { code: 'PERMISSION_DENIED', status: 200 }), 'forbidden'],
    ['Houston UNAUTHENTICATED', houston('rejected', { code: 'UNAUTHENTICATED', status: 200 }), 'unauthenticated'],
    ['Houston NO_TOKEN', houston('rejected', { code: 'NO_TOKEN' }), 'unauthenticated'],
    ['Houston RESOURCE_NOT_FOUND', houston('rejected', { code: 'RESOURCE_NOT_FOUND', status: 200 }), 'not-found'],
    ['Houston WORKSPACE_NOT_FOUND', houston('rejected', { code: 'WORKSPACE_NOT_FOUND', status: 200 }), 'not-found'],
    ['Houston DUPLICATE_EMAIL', houston('rejected', { code: 'DUPLICATE_EMAIL', status: 200 }), 'conflict'],
    ['Houston USER_ALREADY_INVITED', houston('rejected', { code: 'USER_ALREADY_INVITED', status: 200 }), 'conflict'],
    ['Houston last admin', houston('rejected', { code: 'NO_SYSTEM_ADMIN', status: 200 }), 'last-admin'],
    ['Houston BAD_USER_INPUT', houston('rejected', { code: 'BAD_USER_INPUT', status: 200 }), 'invalid'],
    ['Houston without a code', houston('rejected'), 'invalid'],
    ['Houston validation', houston('rejected', { code: 'GRAPHQL_VALIDATION_FAILED', status: 400 }), 'invalid'],
    ['Houston unsupported', houston('unsupported', { status: 400 }), 'unsupported'],
    ['Houston network', houston('network', { code: 'ECONNREFUSED' }), 'unavailable'],
    ['Houston timeout', houston('timeout', { effect: 'unknown' }), 'unavailable'],
    ['Houston HTML with 200', houston('protocol', { status: 200, effect: 'unknown' }), 'unexpected'],
    ['Houston redirect', houston('protocol', { status: 302 }), 'unexpected'],
    ['Houston 502', houston('protocol', { status: 502, effect: 'unknown' }), 'unavailable'],
    ['Houston 408', houston('protocol', { status: 408 }), 'unavailable'],
    ['Houston without status', houston('protocol'), 'unexpected'],
    ['AAC auth', aac('auth', { status: 401 }), 'unauthenticated'],
    ['AAC 401', aac('rejected', { status: 401 }), 'unauthenticated'],
    ['AAC 403', aac('rejected', { status: 403, code: 'AccessControlException' }), 'forbidden'],
    ['AAC 404', aac('rejected', { status: 404 }), 'not-found'],
    ['AAC 410', aac('rejected', { status: 410 }), 'not-found'],
    ['AAC 409', aac('rejected', { status: 409 }), 'conflict'],
    ['AAC 400', aac('rejected', { status: 400 }), 'invalid'],
    ['AAC 422', aac('rejected', { status: 422 }), 'invalid'],
    ['AAC 429', aac('rejected', { status: 429 }), 'rate-limited'],
    ['AAC 503 with a time', aac('rejected', { status: 503 }), 'unavailable'],
    ['AAC 500, effect unknown', aac('rejected', { status: 500, effect: 'unknown' }), 'unexpected'],
    ['AAC network', aac('network', { code: 'ECONNRESET', effect: 'unknown' }), 'unavailable'],
    ['AAC timeout', aac('timeout'), 'unavailable'],
    ['AAC schema', aac('protocol', { status: 200 }), 'unexpected'],
  ]
  it.each(cases)('%s', (_name, error, problem) => {
    const translation = translated(error)
    expect(translation).toBeInstanceOf(UserAdminError)
    expect(translation).toMatchObject({ name: 'UserAdminError', problem, effect: error.effect, cause: error })
    expect((translation as Error).message).toContain(error.message)
  })

  it('adds the remedy, once', () => {
    expect((translated(aac('rejected', { status: 403 })) as Error).message).toBe(
      'op: a fact The credential lacks the right for this: use one of an administrator of the scope.',
    )
    expect((translated(houston('rejected', { code: 'NO_SYSTEM_ADMIN' })) as Error).message).toBe(
      'Op: a fact Make another person an administrator first.',
    )
    expect((translated(aac('rejected', { status: 429 })) as Error).message).toBe(
      'op: a fact Try again later, with fewer requests at once.',
    )
    expect((translated(aac('rejected', { status: 400 })) as Error).message).toBe('op: a fact')
  })

  it.each([
    [60_000, undefined],
    [61_000, 61_000],
  ])('says until when, where the server asks to wait for %i ms', (retryAfter, wait) => {
    vi.useFakeTimers({ now: 1_000_000 })
    const facts = { kind: 'rejected', operation: 'op', effect: 'none', status: 429, retryAfter } as const
    for (const error of [new AacError('a fact', facts), new HoustonError('a fact', facts)]) {
      expect((translated(error) as UserAdminError).until).toBe(wait === undefined ? undefined : 1_000_000 + wait)
    }
    vi.useRealTimers()
  })

  it('leaves an abort and our own errors as they are', () => {
    const own = new UserAdminError('invalid', 'x')
    const abort = new DOMException('stop', 'AbortError')
    expect([translated(own), translated(abort), translated('text')]).toEqual([own, abort, 'text'])
  })
})

describe('UserAdminError', () => {
  it('has no effect unless it says so, and no cause unless there is one', () => {
    const error = new UserAdminError('invalid', 'x')
    expect([error.effect, error.message, 'cause' in error]).toEqual(['none', 'x', false])
    expect(new UserAdminError('unavailable', 'x', { effect: 'unknown' }).effect).toBe('unknown')
    expect(inspect(error)).toContain('UserAdminError: x')
  })
})
