import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { path } from '../src/path.ts'

describe('path', () => {
  it('encodes each value as one segment', () => {
    expect(path`/v4/workspaces/${41877}/people/${'a/b?c#d é'}`).toBe(
      '/v4/workspaces/41877/people/a%2Fb%3Fc%23d%20%C3%A9',
    )
    expect(path`/v4/people`).toBe('/v4/people')
    expect(path`${'x'}`).toBe('x')
  })

  it.each([
    ['', 'A path segment must not be empty.'],
    ['.', 'A path segment must not be ".".'],
    ['..', 'A path segment must not be "..".'],
  ])('refuses %o', (value, message) => {
    expect(() => path`/people/${value}`).toThrow(new TypeError(message))
  })

  it('never adds or loses a segment', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (value) => {
        fc.pre(value !== '.' && value !== '..')
        const { pathname } = new URL(path`/a/${value}/b`, 'https://x.example')
        expect(pathname.split('/')).toHaveLength(4)
        expect(decodeURIComponent(pathname.split('/')[2] ?? '')).toBe(value)
      }),
    )
  })
})
