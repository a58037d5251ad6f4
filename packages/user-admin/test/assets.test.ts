import { describe, expect, it } from 'vitest'
import { type Assets, keepOnly, type Member, makePlan, type Plan, UserAdminError } from '../src/index.ts'
import { aacScope, MemoryAdmin, member, staff } from './memory.ts'
import { plan, second, self } from './plan-worlds.ts'

const keep = keepOnly(['bo@example.edu', 'heir@example.edu', '@staff.example'])
const heir = member('heir@example.edu')
const cy = member('cy@example.edu')
const dan = member('dan@example.edu')
const to = { transferTo: { email: 'heir@example.edu' } }
const over = (assets: Assets, ...worlds: readonly Member[][]): Promise<Plan> =>
  makePlan(
    worlds.map(
      (people, index) =>
        new MemoryAdmin([self, second, ...staff(20), ...people], {
          ...aacScope,
          id: String(index),
          name: `class-${index}`,
        }),
    ),
    keep,
    { assets },
  )
const handed = ({ steps }: Plan): (readonly unknown[])[] =>
  steps.map(({ scope, email, transferTo, heldBy }) => [scope.slice(-1), email, transferTo?.id, heldBy])
/** What is refused, and in which words. */
const refused = async (attempt: Promise<Plan>): Promise<unknown> => {
  const error: unknown = await attempt.catch((thrown: unknown) => thrown)
  return error instanceof UserAdminError
    ? { problem: error.problem, effect: error.effect, message: error.message }
    : error
}
const invalid = (message: string): object => ({ problem: 'invalid', effect: 'none', message })

describe('assets over several scopes', () => {
  it('stay undecided where the receiver is no member, and are handed over elsewhere', async () => {
    const made = await over(to, [heir, cy], [cy])
    expect(handed(made)).toEqual([
      ['0', 'cy@example.edu', heir.id, []],
      ['1', 'cy@example.edu', undefined, ['assets']],
    ])
    expect(made.held.map(({ code, scope }) => [code, scope?.slice(-1)])).toEqual([['assets', '1']])
    expect(made.scopes.map(({ assets }) => assets === null)).toEqual([false, true])
  })

  it('are refused where the receiver is a member of none, or a member who cannot receive', async () => {
    expect(await refused(over(to, [cy], [cy]))).toEqual(
      invalid(
        'Assets cannot be handed to heir@example.edu in class-0: there is no such member. Name an active member who stays.',
      ),
    )
    expect(await refused(over(to, [heir, cy], [{ ...heir, status: 'suspended' }, cy]))).toEqual(
      invalid(
        'Assets cannot be handed to heir@example.edu in class-1: the person is suspended. Name an active member who stays.',
      ),
    )
  })

  it('are left where that was said, whoever is a member where', async () => {
    expect(handed(await over('leave', [heir, cy], [dan]))).toEqual([
      ['0', 'cy@example.edu', undefined, []],
      ['1', 'dan@example.edu', undefined, []],
    ])
  })

  it('make an exception wherever the person is; one who is nowhere is a slip', async () => {
    const except = (email: string): Assets => ({ ...to, except: [{ of: { email }, transferTo: 'leave' }] })
    expect(handed(await over(except('cy@example.edu'), [heir, cy], [heir, dan]))).toEqual([
      ['0', 'cy@example.edu', undefined, []],
      ['1', 'dan@example.edu', heir.id, []],
    ])
    expect(await refused(over(except('cyy@example.edu'), [heir, cy], [heir, dan]))).toEqual(
      invalid('The exception for cyy@example.edu means nobody: name a member by address or id.'),
    )
  })
})

describe('an address of assets that several people have', () => {
  const twins = ['1', '2'].map((id) => member(`h${id}@example.edu`, { id, aliases: ['heir@example.edu'] }))
  const message = '2 members of spring-class have the address heir@example.edu: name one by its id (1, 2).'

  it.each<[string, Assets]>([
    ['the receiver', to],
    [
      'whom an exception is for',
      { transferTo: 'leave', except: [{ of: { email: 'heir@example.edu' }, transferTo: 'leave' }] },
    ],
    [
      'who receives by an exception',
      { transferTo: 'leave', except: [{ of: { email: 'cy@example.edu' }, transferTo: { email: 'heir@example.edu' } }] },
    ],
  ])('is refused: %s', async (_name, assets) => {
    expect(await refused(plan([self, second, ...staff(20), ...twins, cy], keep, { assets }))).toEqual(invalid(message))
  })

  it('is not asked where the id is given', async () => {
    const made = await plan([self, second, ...staff(20), ...twins, cy], keep, { assets: { transferTo: { id: '2' } } })
    expect(made.steps.map(({ transferTo }) => transferTo?.id)).toEqual(['2'])
  })
})
