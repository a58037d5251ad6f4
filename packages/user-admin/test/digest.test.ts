import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../src/digest.ts'

const whole = (value: object): string =>
  createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex')

describe('the digest of a value', () => {
  it('is that of its whole canonical form, however it is written down piece by piece', async () => {
    const value = fc.oneof(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), fc.array(fc.jsonValue()))
    await fc.assert(
      fc.asyncProperty(value, async (one) => {
        expect(await digestOf(one)).toBe(whole(one))
      }),
    )
  })

  it.each([
    ['an empty object', {}],
    ['an empty list', []],
    ['empty lists within', { a: [], b: {} }],
    ['what is left out of JSON', { a: undefined, b: 1 }],
    ['names in an order that is not the alphabet’s', { b: 1, a: 2, '': 3, Å: 4, '\u{1F600}': 5 }],
    [
      'a list longer than the first piece of memory',
      { steps: Array.from({ length: 5_000 }, (_, id) => ({ id, name: 'ä'.repeat(9) })) },
    ],
  ])('holds for %s', async (_, value) => {
    expect(await digestOf(value)).toBe(whole(value))
  })
})
