import { describe, expect, it } from 'vitest'
import { roundsOf } from '../src/apply/rounds.ts'
import type { Action, Plan, Step } from '../src/index.ts'

const step = (scope: string, action: Action, who: string, about: Partial<Step> = {}): Step => ({
  scope,
  action,
  email: `${who}@example.edu`,
  what: '',
  reason: '',
  admin: false,
  takesAdmin: false,
  promises: 'done',
  heldBy: [],
  ...about,
})
const people = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `p${index}`)
/** Each round as its turns, each turn as what it does to whom. */
const rounds = (...steps: readonly Step[]): readonly (readonly string[])[] =>
  roundsOf({ steps } as unknown as Plan).map((round) =>
    round.map((turn) => turn.map(({ scope, action, email }) => `${scope} ${action} ${email.split('@')[0]}`).join(', ')),
  )

describe('the rounds of a run', () => {
  it('give before they take, join teams once everybody is in, and take administrators last, one by one', () => {
    const own = { id: 'id-ana' }
    expect(
      rounds(
        step('a', 'remove', 'eve', { takesAdmin: true, admin: true }),
        step('a', 'remove', 'dan'),
        step('a', 'suspend', 'cy'),
        step('a', 'add-to-team', 'ana', own),
        step('a', 'set-deployment-role', 'ana', own),
        step('a', 'set-roles', 'fay', { takesAdmin: true, admin: true }),
        step('a', 'set-roles', 'ana', own),
        step('a', 'reinstate', 'bo'),
        step('a', 'invite', 'new'),
      ),
    ).toEqual([
      ['a set-roles ana'],
      ['a reinstate bo', 'a invite new'],
      ['a add-to-team ana, a set-deployment-role ana'],
      ['a remove dan'],
      ['a suspend cy'],
      ['a remove eve'],
      ['a set-roles fay'],
    ])
  })

  it('see one person of each scope first, then ten, then the rest', () => {
    const steps = [
      ...people(14).map((who) => step('a', 'remove', who)),
      ...people(3).map((who) => step('b', 'remove', who)),
      step('c', 'remove', 'p0'),
    ]
    const told = rounds(...steps)
    expect(told.map((round) => round.length)).toEqual([3, 12, 3])
    expect(told[0]).toEqual(['a remove p0', 'b remove p0', 'c remove p0'])
    expect(told[1]?.slice(-2)).toEqual(['b remove p1', 'b remove p2'])
    expect(told[2]).toEqual(['a remove p11', 'a remove p12', 'a remove p13'])
  })

  it('let several steps of one person follow each other, whatever the address, and nobody else', () => {
    expect(
      rounds(
        step('a', 'set-roles', 'ana', { id: '1' }),
        step('a', 'set-roles', 'ana.old', { id: '1' }),
        step('a', 'set-roles', 'ana', { id: '2' }),
        step('b', 'set-roles', 'ana', { id: '1' }),
        step('a', 'invite', 'x'),
        step('a', 'invite', 'y'),
      ),
    ).toEqual([
      ['a set-roles ana, a set-roles ana.old', 'b set-roles ana'],
      ['a set-roles ana', 'a invite x', 'a invite y'],
    ])
  })

  it('are none where there is nothing to do', () => {
    expect(rounds()).toEqual([])
  })
})
