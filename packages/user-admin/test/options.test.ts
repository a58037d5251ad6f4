import { describe, expect, it } from 'vitest'
import { applyPlan, inactive, keepOnly, leavers, makePlan, type Policy, roster } from '../src/index.ts'
import { MemoryAdmin, member } from './memory.ts'
import { plan, second, self } from './plan-worlds.ts'

const list = ['bo@example.edu']
const planned = (options: unknown): Promise<unknown> =>
  makePlan(new MemoryAdmin([self, second]), keepOnly(list), options as never)
const applied = async (options: unknown): Promise<unknown> =>
  applyPlan(new MemoryAdmin([self, second]), await plan([self, second], keepOnly(list)), options as never)

describe('options', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a misspelt one of makePlan',
      () => planned({ asset: 'leave' }),
      'makePlan has no "asset"; there are policy, assets, state, unattended, concurrency, maxPeople, now, onUnread, signal, expectEmpty, expectShrunk, expectNoAddress.',
    ],
    ['none of makePlan', () => planned(null), 'makePlan takes an object of options: there are policy, assets, '],
    ['a policy in place of its options', () => planned({ protect: list }), 'makePlan has no "protect"; there are '],
    ['a text for those of makePlan', () => planned('leave'), 'makePlan takes an object of options: there are '],
    ['a text for a policy', () => planned({ policy: 'strict' }), 'policy takes an object of options: there are '],
    ['a number for a part of a policy', () => planned({ policy: { perRun: 5 } }), 'policy.perRun takes an object of '],
    [
      'a misspelt one of applyPlan',
      () => applied({ approve: { id: '1', by: 'ana' }, relase: ['typo'] }),
      'applyPlan has no "relase"; there are ',
    ],
    [
      'a text for those of applyPlan',
      () => applied('ana'),
      'A plan is carried out only with an approval: { approve: { id: plan.id, by } }.',
    ],
    [
      'a misspelt one of leavers',
      () => leavers(list, { acton: 'remove' } as never),
      'options has no "acton"; there are action.',
    ],
    [
      'a text for those of leavers',
      () => leavers(list, 'remove' as never),
      'options takes an object of options: there are action.',
    ],
    [
      'a misspelt one of inactive',
      () => inactive({ since: 0, for: 30 } as never),
      'options has no "for"; there are since, action.',
    ],
    [
      'a time in place of those of inactive',
      () => inactive('2026-01-31' as never),
      'options takes an object of options: there are since, action.',
    ],
    [
      'a misspelt one of a roster',
      () => roster(list, { absend: 'remove' } as never),
      'options has no "absend"; there are absent, complete.',
    ],
    [
      'a text for those of a roster',
      () => roster(list, 'remove' as never),
      'options takes an object of options: there are absent, complete.',
    ],
  ])('that would do nothing are refused: %s', async (_name, attempt, message) => {
    const outcome = (async () => attempt())()
    await expect(outcome).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid', effect: 'none' })
    await expect(outcome).rejects.toThrow(message)
  })

  it.each<[string, Policy]>(
    (
      [
        ['perRun', 'floor'],
        ['perRun', 'share'],
        ['perRun', 'most'],
        ['smallScope', 'members'],
        ['smallScope', 'removals'],
        ['rolling', 'share'],
        ['rolling', 'days'],
      ] as const
    ).map(([part, name]) => [`${part}.${name}`, { [part]: { [name]: Number.POSITIVE_INFINITY } }]),
  )('a bound without end bounds nothing: policy.%s', async (name, policy) => {
    await expect(planned({ policy })).rejects.toThrow(
      `policy.${name} is Infinity: bounds are numbers from 0, and finite.`,
    )
  })

  it('that are not given stand at their defaults', async () => {
    const bare = await plan([self, second, member('cy@example.edu')], keepOnly(list), {})
    const given = await plan([self, second, member('cy@example.edu')], keepOnly(list), {
      policy: { perRun: { most: undefined }, admins: undefined, shrink: undefined } as never,
    })
    expect(given.scopes[0]?.limits).toEqual(bare.scopes[0]?.limits)
  })
})

describe('what a plan is made over', () => {
  it.each<[string, unknown, string]>([
    ['a scope that was not awaited', Promise.resolve(new MemoryAdmin([])), 'What is planned over is no scope: give '],
    ['nothing', [undefined], 'What is planned over is no scope: give '],
    ['a scope without people', { scope: { id: '1' } }, 'What is planned over is no scope: give '],
  ])('is a scope, and not %s', async (_name, reader, message) => {
    await expect(makePlan(reader as MemoryAdmin, keepOnly(list))).rejects.toThrow(message)
  })

  it('is asked of a goal, and not of what goals are made of', async () => {
    for (const goal of [undefined, null, list, { kind: 'remove-all' }])
      await expect(makePlan(new MemoryAdmin([self]), goal as never)).rejects.toThrow(
        'The goal is none: make one with keepOnly, roster, leavers or inactive.',
      )
  })

  it('is not everybody: nobody was seen after now', async () => {
    const now = Date.parse('2026-11-20T12:00:00Z')
    const seen = [self, second, member('cy@example.edu', { lastSeenAt: now - 1 })]
    const since = (time: number): Promise<unknown> => plan(seen, inactive({ since: time }), { now: () => now })
    await expect(since(now)).resolves.toMatchObject({ steps: [{ email: 'cy@example.edu' }] })
    await expect(since(now + 1)).rejects.toMatchObject({ problem: 'invalid' })
    await expect(since(now + 1)).rejects.toThrow(
      'Nobody was seen after now, so everybody would be inactive since 2026-11-20T12:00:00.001Z.',
    )
  })
})
