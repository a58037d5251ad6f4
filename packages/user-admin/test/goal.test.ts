import { describe, expect, it } from 'vitest'
import { keepOnly, roster } from '../src/index.ts'

describe('keepOnly', () => {
  it('is the same goal however the list is written', () => {
    expect(keepOnly(['B@example.edu', 'a@example.edu', ' b@EXAMPLE.edu'])).toEqual(
      keepOnly(['a@example.edu', 'b@example.edu']),
    )
    expect(keepOnly('only-me')).toEqual({ kind: 'keep-only', keep: 'only-me' })
  })
  it('refuses an empty list and says how to mean it', () => {
    expect(() => keepOnly([])).toThrow("keepOnly('only-me')")
    expect(() => keepOnly([])).toThrow(expect.objectContaining({ problem: 'invalid' }) as Error)
  })
})

describe('roster', () => {
  it('takes rows with and without roles, each person once, in one order', () => {
    const goal = roster([{ email: 'Bo@example.edu', roles: ['b', 'a', 'b'] }, 'ana@example.edu', 'ANA@example.edu'])
    expect(goal).toEqual({
      kind: 'roster',
      absent: 'keep',
      entries: [{ email: 'ana@example.edu' }, { email: 'bo@example.edu', roles: ['a', 'b'] }],
    })
    expect(roster(['ana@example.edu'], { absent: 'remove' })).toMatchObject({ absent: 'remove' })
  })
  it('refuses an empty roster, a row without an address, and one person with two roles', () => {
    expect(() => roster([])).toThrow('The roster is empty')
    expect(() => roster(['ana@example.edu', 'x'])).toThrow('Row 2 of the roster ("x") is not an e-mail address.')
    const twice = [
      { email: 'ana@example.edu', roles: ['a'] },
      { email: 'Ana@example.edu', roles: ['b'] },
    ]
    expect(() => roster(twice)).toThrow('Row 2 of the roster gives ana@example.edu other roles than an earlier row.')
  })
})
