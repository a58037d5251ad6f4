import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claims, expiryOf, lifeOf, scopeOf } from '../src/jwt.ts'
import { expiryOfAnswer, renewalOf, successor } from '../src/oauth.ts'

const encoded = (text: string, encoding: BufferEncoding = 'base64url'): string => Buffer.from(text).toString(encoding)
const jwt = (payload: unknown): string => `e30.${encoded(JSON.stringify(payload))}.signature`
const answer = (json: unknown, status = 200) => ({ status, headers: new Headers(), text: '', json })

describe('any payload', () => {
  it('is read from every way to spell it: base64url or base64, with all, part or none of its padding', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.constantFrom<BufferEncoding>('base64', 'base64url'),
        fc.nat(2),
        (payload, encoding, cut) => {
          const text = JSON.stringify(payload)
          const bare = encoded(text, encoding).replace(/=+$/, '')
          const padding = '='.repeat(Math.max(0, ((4 - (bare.length % 4)) % 4) - cut))
          expect(claims(`x.${bare}${padding}.y`)).toEqual(JSON.parse(text))
          expect(claims(`x.${bare}`)).toEqual(JSON.parse(text))
        },
      ),
    )
  })

  it('that is no object, or cut anywhere, says nothing and throws nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, cut) => {
        const whole = encoded(JSON.stringify(value))
        const known = claims(`x.${whole}.y`)
        if (typeof value !== 'object' || value === null || Array.isArray(value)) expect(known).toBeUndefined()
        for (const token of [`x.${whole.slice(0, cut % (whole.length + 1))}.y`, whole, `.${whole}`, `${whole}.`]) {
          expect(['object', 'undefined']).toContain(typeof claims(token))
          expect(typeof expiryOf(token)).toBe('number')
          expect(Object.keys(scopeOf(token))).toEqual(['gid', 'iss', 'clientId'])
        }
      }),
    )
  })

  it('gives a life only where both ends are numbers and in their order', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (iat, exp) => {
        const life = lifeOf(jwt({ iat, exp }))
        if (typeof iat === 'number' && typeof exp === 'number' && exp > iat) expect(life).toBeGreaterThanOrEqual(0)
        else expect(life).toBeUndefined()
      }),
    )
  })
})

describe('any expires_in', () => {
  const now = 1_780_300_800_000

  it('of seconds is taken, as a number or as text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seconds) => {
        for (const expires_in of [seconds, String(seconds), ` ${seconds} `])
          expect(expiryOfAnswer(answer({ expires_in }), 'opaque', now)).toBe(now + seconds * 1000)
      }),
    )
  })

  it('leads to a token that can be used now, and to a renewal that is not past', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.option(fc.integer()), fc.option(fc.integer()), (expires_in, iat, exp) => {
        const accessToken = jwt({ iat, exp })
        const expiresAt = expiryOfAnswer(answer({ expires_in }), accessToken, now)
        expect(expiresAt).toBeGreaterThan(now)
        const renewAt = renewalOf({ accessToken, expiresAt }, now)
        expect(renewAt).toBeLessThanOrEqual(expiresAt)
        // Never as much as the life itself: an exchange at each call would spend the tokens of a day in minutes.
        if (lifeOf(accessToken) === undefined) expect(renewAt).toBeGreaterThan(now)
      }),
    )
  })

  it.each<[string, unknown, number]>([
    ['a number', 60, 60_000],
    ['text', '60', 60_000],
    ['missing: the token’s own life', undefined, 300_000],
    ['zero', 0, 300_000],
    ['negative', -5, 300_000],
    ['no number', 'soon', 300_000],
    ['empty', '', 300_000],
    ['a list', [60], 300_000],
    ['null', null, 300_000],
    ['true', true, 300_000],
  ])('is read tolerantly: %s', (_what, expires_in, life) => {
    const token = jwt({ iat: 100, exp: 400 })
    expect(expiryOfAnswer(answer({ expires_in }), token, now)).toBe(now + life)
  })

  it('that is huge ends never: then a 401 tells', () => {
    expect(expiryOfAnswer(answer({ expires_in: 1e306 }), 'opaque', now)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('any answer', () => {
  it('that is a success with a refresh token gives a pair, whatever else is in it', () => {
    const spent = { accessToken: 'old', refreshToken: 'spent' }
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('expires_in', 'scope', 'id_token', 'token_type', 'error', 'x'), fc.jsonValue()),
        fc.option(fc.constant('access'), { nil: undefined }),
        fc.integer({ min: 100, max: 599 }),
        (rest, access_token, status) => {
          const next = successor(answer({ ...rest, access_token, refresh_token: 'next' }, status), spent, 0)
          if (status >= 200 && status < 300)
            expect(next).toMatchObject({ accessToken: access_token ?? 'old', refreshToken: 'next' })
          else expect(next).toBeUndefined()
        },
      ),
    )
  })
})
