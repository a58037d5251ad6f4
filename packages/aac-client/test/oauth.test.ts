import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claims, expiryOf, lifeOf, scopeOf } from '../src/jwt.ts'

const jwt = (payload: unknown, encoding: 'base64' | 'base64url' = 'base64url'): string =>
  `e30.${Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString(encoding)}.signature`

describe('the payload of a token', () => {
  it('is read from base64url and base64, with and without padding', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), (payload) => {
        const plain = JSON.parse(JSON.stringify(payload)) as unknown
        expect(claims(jwt(payload))).toEqual(plain)
        expect(claims(jwt(payload, 'base64'))).toEqual(plain)
      }),
    )
  })

  it('is nothing, and no error, in rubbish', () => {
    fc.assert(
      fc.property(fc.string(), (rubbish) => {
        expect(['object', 'undefined']).toContain(typeof claims(rubbish))
      }),
    )
    for (const rubbish of ['', 'opaque', 'a.b', 'a.!.c', jwt('no json'), jwt('[1]'), jwt('null'), jwt('7')])
      expect(claims(rubbish)).toBeUndefined()
  })

  it('tells when the token ends and how long it lives, or that it does not say', () => {
    expect(expiryOf(jwt({ exp: 100 }))).toBe(100_000)
    expect(expiryOf(jwt({ exp: '100' }))).toBe(100_000)
    expect(expiryOf(jwt({ exp: 'soon' }))).toBe(Number.POSITIVE_INFINITY)
    expect(expiryOf('opaque')).toBe(Number.POSITIVE_INFINITY)
    expect(lifeOf(jwt({ iat: 40, exp: 100 }))).toBe(60_000)
    expect(lifeOf(jwt({ exp: 100 }))).toBeUndefined()
  })

  it.each([
    ['openid w:01JR8', '01JR8'],
    [['openid', 7, 'w:01JR8'], '01JR8'],
    ['openid', undefined],
    [7, undefined],
    [undefined, undefined],
  ])('tells the workspace from the scope %j', (scope, gid) => {
    expect(scopeOf(jwt({ scope, iss: '', client_id: 7 }))).toEqual({ gid, iss: undefined, clientId: undefined })
  })
})
