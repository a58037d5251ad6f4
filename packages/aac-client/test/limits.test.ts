import fc from 'fast-check'
import nock from 'nock'
import { afterEach, describe, expect, it } from 'vitest'
import { AacClient, type Exchange, rateLimits } from '../src/index.ts'

afterEach(() => nock.cleanAll())

const at = 1_772_000_000_000

describe('the quotas of an answer', () => {
  it.each([
    ['milliseconds', String(at), at],
    ['seconds', String(at / 1000), at],
    ['a date in blanks', ` ${at} `, at],
    ['seconds from now', '57', undefined],
    ['a date before 2001', '999999999999', undefined],
    ['microseconds', `${at}000`, undefined],
    ['words', 'soon', undefined],
    ['a part', '1772000000.5', undefined],
    ['nothing', '', undefined],
    ['a debt', '-1772000000', undefined],
  ])('start anew at a point in time, told by its size: %s', (_form, reset, expected) => {
    expect(rateLimits({ 'x-rate-limit-user-limit': '30', 'x-rate-limit-user-reset': reset })).toEqual({
      user: { limit: 30, reset: expected },
    })
  })

  it('are read apart, as far as they are told', () => {
    expect(rateLimits({})).toBeUndefined()
    expect(rateLimits({ 'x-rate-limit-user-limit': 'many', 'x-rate-limit-team-limit': '3' })).toBeUndefined()
    expect(rateLimits({ 'x-rate-limit-workspace-remaining': '0' })).toEqual({ workspace: { remaining: 0 } })
    expect(
      rateLimits(new Headers({ 'X-Rate-Limit-User-Remaining': '29', 'x-rate-limit-workspace-limit': '60' })),
    ).toEqual({ user: { remaining: 29 }, workspace: { limit: 60 } })
  })

  it('are the same date whatever the unit, and never another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }), (seconds) => {
        for (const reset of [seconds, seconds * 1000])
          expect(rateLimits({ 'x-rate-limit-workspace-reset': String(reset) })?.workspace?.reset).toBe(seconds * 1000)
      }),
    )
  })

  it('are whole numbers and dates of this age, or nothing, whatever the headers say', () => {
    const name = fc
      .tuple(fc.constantFrom('user', 'workspace'), fc.constantFrom('limit', 'remaining', 'reset'))
      .map(([of, what]) => `x-rate-limit-${of}-${what}`)
    const value = fc.oneof(fc.string(), fc.bigInt().map(String), fc.double().map(String))
    const whole = (amount = 0): boolean => Number.isSafeInteger(amount) && amount >= 0
    const ofThisAge = (reset = at): boolean => reset >= Date.UTC(2001, 8, 9) && reset < Date.UTC(2287, 0)
    fc.assert(
      fc.property(fc.dictionary(name, value), (headers) => {
        const { user, workspace } = rateLimits(headers) ?? {}
        for (const quota of [user, workspace]) {
          expect([whole(quota?.limit), whole(quota?.remaining), ofThisAge(quota?.reset)]).toEqual([true, true, true])
        }
      }),
    )
  })
})

describe('an answer that refuses for a quota', () => {
  const quota = {
    'x-retry-after': '57',
    'x-rate-limit-user-limit': '30',
    'x-rate-limit-user-remaining': '0',
    'x-rate-limit-user-reset': String(at / 1000),
    'x-rate-limit-workspace-limit': '60',
    'x-rate-limit-workspace-remaining': '12',
    'x-rate-limit-workspace-reset': String(at),
  }
  const read = {
    user: { limit: 30, remaining: 0, reset: at },
    workspace: { limit: 60, remaining: 12, reset: at },
  }

  it('tells when to come back, and how the quotas stood: on the error and of each attempt', async () => {
    const seen: Exchange[] = []
    nock('https://api.us1.alteryxcloud.com').get('/iam/v1/workspaces/current').reply(429, {}, quota)
    const client = new AacClient({
      region: 'us1',
      token: 'token',
      retries: 0,
      onExchange: (exchange) => seen.push(exchange),
    })
    await expect(client.currentWorkspace()).rejects.toMatchObject({ status: 429, retryAfter: 57_000, rateLimits: read })
    expect(seen.map(({ headers }) => rateLimits(headers))).toEqual([read])
  })

  it.each([
    ['x-retry-after before the other', { 'x-retry-after': '2', 'retry-after': '9' }, 2000],
    ['Retry-After alone', { 'retry-after': '9' }, 9000],
    ['a date', { 'retry-after': new Date(at + 5000).toUTCString() }, 5000],
    ['more than a day', { 'x-retry-after': '9'.repeat(400) }, 86_400_000],
    ['words', { 'x-retry-after': 'soon' }, undefined],
  ])('is asked again after %s', async (_form, headers, retryAfter) => {
    nock('https://api.us1.alteryxcloud.com').get('/iam/v1/workspaces/current').reply(429, {}, headers)
    const client = new AacClient({ region: 'us1', token: 'token', retries: 0, now: () => at })
    const error = await client.currentWorkspace().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ status: 429, retryAfter, rateLimits: undefined })
  })
})
