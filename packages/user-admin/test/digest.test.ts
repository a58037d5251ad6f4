import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
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
      'names that look like others once they are put together',
      [
        { a: 1, b: 2, c: 3 },
        { 'a\u0000b': 1, c: 2 },
        { a: 1, 'b\u0000c': 2 },
        { 'a\u0000b\u0000c': 1 },
        { a: 1, b: 2, c: 3 },
      ],
    ],
    ['a name that every object has', { ['__proto__']: 1, a: { ['__proto__']: { b: 2 } } }],
    ['what writes itself', { at: new Date(0), list: [new Date(1)] }],
    ['what is nothing in a list', { a: [undefined, null, 1] }],
    [
      'a list longer than the first piece of memory',
      { steps: Array.from({ length: 5_000 }, (_, id) => ({ id, name: 'ä'.repeat(9) })) },
    ],
  ])('holds for %s', async (_, value) => {
    expect(await digestOf(value)).toBe(whole(value))
  })

  it('is the same where the runtime hashes only the whole', async () => {
    const value = { steps: Array.from({ length: 5_000 }, (_, id) => ({ id, name: 'ä\u{1F600}'.repeat(9) })) }
    const piecewise = await digestOf(value)
    const asked = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    expect(await digestOf(value)).toBe(piecewise)
    expect(asked).toHaveBeenCalledWith('node:crypto')
  })
})
